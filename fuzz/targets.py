"""What is fuzzed: each reader of bytes from strangers, the samples it starts from, and what must hold.

A target takes bytes and may raise :class:`fondaco.wire.RemoteError` and nothing else. What it read, it may be able to
write; then the writing must be readable again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from fondaco.documents import Message
from fondaco.wire import LocalError, RemoteError

SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "corpus"


class Target(NamedTuple):
    run: Callable[[bytes], None]
    seeds: tuple[str, ...]  # folders below tests/corpus
    xml: bool = True


def _cxml(data: bytes) -> None:
    from fondaco.wire import cxml

    message, _findings = cxml.read(data)
    if message is not None and message.envelope is not None:
        _again(message, lambda one: cxml.write_noting(one).data, lambda written: cxml.read(written))


def _again(message: Message, write: Callable[[Message], bytes], read: Callable[[bytes], object]) -> None:
    try:
        written = write(message)
    except LocalError:
        return
    read(written)


def _cxml_bytes(data: bytes) -> None:
    """What the door does with a message before and besides reading it."""
    from fondaco.wire import cxml

    cxml.masked(data)
    cxml.card_numbers(data)
    cxml.fingerprint(data)


def _cart_form(data: bytes) -> None:
    from fondaco.wire import cxml

    fields = dict(parse_qsl(data.decode("latin-1"), keep_blank_values=True, max_num_fields=1_000))
    cxml.read(cxml.read_cart_form(fields))


def _oci(data: bytes) -> None:
    from fondaco.wire import oci

    oci.read(data)


def _oci_cart(data: bytes) -> None:
    from fondaco.wire import oci

    fields = parse_qsl(data.decode("latin-1"), keep_blank_values=True, max_num_fields=200_000)
    oci.looks_like_cart(fields)
    oci.read_cart(fields)


def _oci_call(data: bytes) -> None:
    from fondaco.wire import oci

    oci.read_call(parse_qsl(data.decode("latin-1"), keep_blank_values=True, max_num_fields=200_000))


def _oracle(data: bytes) -> None:
    from fondaco.wire import oracle

    oracle.read(data)


def _oagis(data: bytes) -> None:
    from fondaco.wire import oagis

    message, _findings = oagis.read(data)
    if message is not None and message.envelope is not None:
        _again(message, lambda one: oagis.write_noting(one).data, lambda written: oagis.read(written))


def _oagis_bytes(data: bytes) -> None:
    from fondaco.wire import oagis

    oagis.masked(data)
    oagis.fingerprint(data)


def _oagis721(data: bytes) -> None:
    from fondaco.wire import oagis721

    message, _findings = oagis721.read(data)
    if message is not None and message.envelope is not None:
        _again(message, lambda one: oagis721.write_noting(one).data, lambda written: oagis721.read(written))


def _oagis721_bytes(data: bytes) -> None:
    from fondaco.wire import oagis721

    oagis721.recognise(data)
    oagis721.masked(data)
    oagis721.fingerprint(data)


def _cif(data: bytes) -> None:
    from fondaco.wire import cif

    cif.read(data)


def _any(data: bytes) -> None:
    from fondaco.wire import read_any

    read_any(data)


TARGETS = {
    "cxml": Target(_cxml, ("cxml",)),
    "cxml-bytes": Target(_cxml_bytes, ("cxml",)),
    "cart-form": Target(_cart_form, ("forms",), xml=False),
    "oci": Target(_oci, ("oci",), xml=False),
    "oci-cart": Target(_oci_cart, ("oci", "forms"), xml=False),
    "oci-call": Target(_oci_call, ("oci", "forms"), xml=False),
    "oracle": Target(_oracle, ("oracle",)),
    "oagis": Target(_oagis, ("oagis10", "oagis9")),
    "oagis-bytes": Target(_oagis_bytes, ("oagis10", "oagis9")),
    "oagis721": Target(_oagis721, ("oagis721",)),
    "oagis721-bytes": Target(_oagis721_bytes, ("oagis721",)),
    "cif": Target(_cif, ("cif",), xml=False),
    "any": Target(_any, ("cxml", "oci", "oracle", "oagis10", "oagis721", "cif")),
}


def check(target: Target, data: bytes) -> None:
    """One input: a document, or one RemoteError with words."""
    try:
        target.run(data)
    except RemoteError as error:
        if not (error.reason and error.words and 200 <= error.status < 600):
            raise AssertionError(f"an error without words: {error!r}") from error

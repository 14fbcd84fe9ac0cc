"""The protocols that are read. A new one is a folder beside ``cxml`` and a line here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl

from lxml import etree

from fondaco.wire import cif, cxml, oagis, oagis721, oci, oracle
from fondaco.wire.errors import RemoteError
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard, mime
from fondaco.wire.xml.limits import Limits


class AnyReading(NamedTuple):
    """Which protocol it was, and what was read."""

    protocol: str
    reading: Reading


class Protocol(NamedTuple):
    """How it is known, by the first bytes, how it is read, and its name of the type, where it has any."""

    recognise: Callable[[bytes], bool]
    read: Callable[..., Reading]
    name: Callable[[bytes], str] | None = None


def is_cxml(data: bytes) -> bool:
    """Whether ``data`` looks like cXML: its root element near the start, a multipart body, or a cart's posted form."""
    start = data[:_START]
    return b"<cxml" in start.replace(b"\x00", b"").lower() or mime.is_multipart(data) or bool(_FORM.match(start))


def unwrapped(data: bytes) -> bytes:
    """The cart out of a form as a browser posted it; anything else as it is. Raises RemoteError for a broken form."""
    if not _FORM.match(data[:_START]):
        return data
    return cxml.read_cart_form(dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True)))


def _read_cxml(data: bytes, *, limits: Limits) -> Reading:
    return cxml.read(unwrapped(data), limits=limits)


def _root(data: bytes) -> str:
    """The root element's name, which is the type's in OAGIS; ``data`` has been read already."""
    return etree.QName(guard.parse(data, _DEFAULT, cxml=False)).localname


# A prologue is short; a comment of Oracle's or a stylesheet's may stand before the root.
_START = 16 * 1024
_FORM = re.compile(rb"\s*cxml-(?:urlencoded|base64)=", re.IGNORECASE)

PROTOCOLS: dict[str, Protocol] = {
    "cxml": Protocol(is_cxml, _read_cxml),
    "oagis": Protocol(oagis.recognise, oagis.read, _root),
    "oagis721": Protocol(oagis721.recognise, oagis721.read, lambda data: _root(data).upper()),
    "oracle": Protocol(oracle.recognise, oracle.read),
    "oci": Protocol(oci.recognise, oci.read),
    "cif": Protocol(cif.recognise, cif.read),
}

_DEFAULT = Limits()


def recognised(data: bytes) -> tuple[str, ...]:
    """The protocols that ``data`` looks like, likeliest first."""
    return tuple(name for name, protocol in PROTOCOLS.items() if protocol.recognise(data))


def read_any(data: bytes, *, limits: Limits = _DEFAULT) -> AnyReading:
    """``data`` in whichever protocol takes it.

    Raises the RemoteError of the likeliest protocol; what looks like none is read as XML, to say what is wrong with it.
    """
    if len(data) > limits.size:
        raise refused("xml.too_large", size=len(data), limit=limits.size)
    trouble: RemoteError | None = None
    for name in recognised(data):
        try:
            return AnyReading(name, PROTOCOLS[name].read(data, limits=limits))
        except RemoteError as error:
            trouble = trouble or error
    if trouble is None and data.lstrip()[:1] == b"<":
        return AnyReading("cxml", cxml.read(data, limits=limits))
    raise trouble or refused("wire.none")

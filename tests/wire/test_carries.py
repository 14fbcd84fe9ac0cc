"""The same document through every protocol that can carry it: what comes back differs by the reported losses, no more.

The documents are our own golden messages, read from cXML.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from fondaco.documents import Contact, InvoicePortion, Item, Message, PunchOutSetup
from fondaco.wire import LocalError, cxml, oci, profiles, read_any
from fondaco.wire.carries import CARRIES
from fondaco.wire.profiles.writing import WRITERS, Needs
from fondaco.wire.results import Reading

GOLDEN = Path(__file__).resolve().parents[1] / "corpus" / "cxml"
NAMES = sorted(str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.xml"))
NEEDS = Needs(hook_url="https://desk.example.com/back", catalog_url="https://shop.example.com/oci")
PLAIN = profiles.load("plain")
READERS = {"oagis10": "oagis", "oagis9": "oagis"}


ERRORS: dict[str, set[str]] = {}  # of the golden message itself


def source(name: str) -> Message:
    message, findings = cxml.read((GOLDEN / f"{name}.xml").read_bytes())
    ERRORS[name] = {one.code for one in findings if one.level.value == "error"}
    assert message is not None
    return bare(message)


# What a CANCEL_PO holds is not known.
NOT_SAID = {("oagis721", "PurchaseOrder delete")}


def operation_of(message: Message) -> str:
    return f"{type(message.body).__name__} {getattr(message.body, 'operation', '')}"


def bare(message: Message) -> Any:
    """Without what a reader could not place (it is no protocol's), the protocol's version, and parts of a second."""
    around = None if message.envelope is None else attrs.evolve(message.envelope, version="")
    return attrs.evolve(message, body=plain(message.body), envelope=plain(around))


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if not attrs.has(type(value)):
        return value
    changed = {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, Item):  # 12.345 for ten is 1.2345 for one
        changed |= {"unit_price": value.price_each, "price_basis": None}
    if "extras" in changed:
        changed["extras"] = ()
    return attrs.evolve(value, **changed)


def differences(one: Any, two: Any, path: str) -> Iterator[str]:
    """Where ``one`` says what ``two`` does not, as the paths of losses are written."""
    if one == two or one in (None, "", ()):
        return
    if path.endswith(".extrinsics") and {pair for pair in one if pair[1]} <= set(two):  # OCI's controls join them
        return
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        two = in_the_order_of(one, two)
        for place, (left, right) in enumerate(zip(one, two, strict=True), 1):
            yield from differences(left, right, f"{path}[{place}]")
    elif type(one) is type(two) and attrs.has(type(one)):
        for field in attrs.fields(type(one)):
            yield from differences(getattr(one, field.name), getattr(two, field.name), f"{path}.{field.name}")
    else:
        yield path


def in_the_order_of(one: tuple[Any, ...], two: tuple[Any, ...]) -> tuple[Any, ...]:
    """``two`` with its parties and its orders where ``one`` has them: OAGIS gives each role a place of its own."""
    wanted, found = [key(each) for each in one], [key(each) for each in two]
    if None in wanted or sorted(map(str, wanted)) != sorted(map(str, found)):
        return two
    return tuple(sorted(two, key=lambda each: wanted.index(key(each))))


def key(part: Any) -> Any:
    if isinstance(part, Contact):
        return part.role, part.name
    return repr(part.order) if isinstance(part, InvoicePortion) else None


def within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))


def test_the_table_and_the_writers_know_the_same_protocols() -> None:
    assert set(WRITERS) == set(CARRIES) - {"oracle"}
    assert set(CARRIES) - set(PLAIN.protocols) == {"oracle"}


@pytest.mark.parametrize("protocol", sorted(WRITERS))
@pytest.mark.parametrize("name", NAMES)
def test_a_document_comes_back_but_for_what_was_reported_lost(name: str, protocol: str) -> None:
    message = source(name)
    if type(message.body) not in CARRIES[protocol] or (protocol, operation_of(message)) in NOT_SAID:
        with pytest.raises(LocalError):
            profiles.write(message, PLAIN, to=protocol, needs=NEEDS)
        return

    body = message.body
    at = body.supplier_setup_url if isinstance(body, PunchOutSetup) else ""
    needs = attrs.evolve(NEEDS, catalog_url=at or NEEDS.catalog_url)
    written = profiles.write(message, PLAIN, to=protocol, needs=needs)
    again, findings = read_again(written.data, protocol)

    changed = list(differences(message.body, again.body, type(message.body).__name__))
    if protocol != "oci" and message.envelope is not None:  # an answer of cXML does not say whose it is
        assert {one.code for one in findings if one.level.value == "error"} <= ERRORS[name]
        changed += differences(message.envelope, again.envelope, "Envelope")
    losses = {place(one.path, message) for one in written.findings if one.code in REPORTED}
    assert [path for path in changed if not reported(path, losses)] == []


# A name means nothing without what it names, and a number that is given anew changes what refers to it.
FOLLOWS = {"supplier_id_domain": "supplier_id", "parent_line_number": "line_number"}


def reported(path: str, losses: set[str]) -> bool:
    stem, _dot, field = path.rpartition(".")
    also = f"{stem}.{FOLLOWS[field]}" if field in FOLLOWS else path
    return any(within(path, loss) or within(loss, path) or loss == also for loss in losses)


# White space at the ends of an OAGIS text is not part of it, and is told as cleaned.
REPORTED = ("lost", "text.cleaned")


def read_again(data: bytes, protocol: str) -> Reading:
    """By the protocol's own reader, found as a file's is; an empty cart of OCI has nothing to be known by."""
    known, reading = read_any(data) if protocol != "oci" else ("oci", oci.read(data))
    assert known == READERS.get(protocol, protocol)
    assert reading.message is not None
    return Reading(bare(reading.message), reading.findings)


def place(path: str, message: Message) -> str:
    """A loss's path from the document on, as all but OCI's writer have it."""
    return path.replace("Message.body", type(message.body).__name__).replace("Message.envelope", "Envelope")

"""The same document through every protocol that can carry it: what comes back differs by the reported losses, no more.

The documents are our own golden messages, of every protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from fondaco.documents import (
    Address,
    Classification,
    Contact,
    Credential,
    InvoicePortion,
    Item,
    Message,
    PunchOutSetup,
)
from fondaco.wire import LocalError, cxml, oci, profiles, read_any
from fondaco.wire.carries import CARRIES
from fondaco.wire.convert import Given, completed
from fondaco.wire.losses import aloud
from fondaco.wire.profiles.writing import WRITERS, Needs
from fondaco.wire.results import Reading, Written

GOLDEN = Path(__file__).resolve().parents[1] / "corpus"
FOLDERS = ("cif", "cxml", "oagis10", "oagis721", "oagis9", "oci", "oracle")  # not what a fuzzer found
NAMES = sorted(str(path.relative_to(GOLDEN)) for folder in FOLDERS for path in (GOLDEN / folder).rglob("*.*"))
# What a form or an answer does not say of itself.
GIVEN = Given(
    payload_id="1@desk.example.com",
    timestamp=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    from_party=Credential("NetworkID", "lanterna"),
    to_party=Credential("DUNS", "060000000"),
    buyer_cookie="c-1",
)
SUPPLIED = cxml.Supplied(unit="EA", classification=Classification("UNSPSC", "44121706"), bill_to=Address("Lanterna"))
NEEDS = Needs("https://desk.example.com/back", "https://shop.example.com/oci", SUPPLIED)
PLAIN = profiles.load("plain")
READERS = {"oagis10": "oagis", "oagis9": "oagis"}


ERRORS: dict[str, set[str]] = {}  # of the golden message itself


def source(name: str) -> Message:
    _protocol, (message, findings) = read_any((GOLDEN / name).read_bytes())
    ERRORS[name] = {one.code for one in findings if one.level.value == "error"}
    assert message is not None
    return bare(completed(message, GIVEN)[0])


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
    if path.endswith(".contacts") and all(each in two for each in one):  # who acts is one of them in cXML
        return
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        two = in_the_order_of(one, two)
        for place, (left, right) in enumerate(zip(one, two, strict=True), 1):
            yield from differences(left, right, f"{path}[{place}]")
    elif type(one) is type(two) and attrs.has(type(one)):
        # How something was said, and not what, is no part of what is the same.
        for field in (each for each in attrs.fields(type(one)) if each.eq):
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
    written = tried(message, protocol, needs)
    if isinstance(written, LocalError):  # what cXML demands and this document of another protocol does not say
        assert (written.reason, bool(written.missing), name.startswith("cxml")) == ("write.missing", True, False)
        return
    again, findings = read_again(written.data, protocol)

    changed = list(differences(message.body, again.body, type(message.body).__name__))
    if protocol not in ("oci", "cif") and message.envelope is not None:  # these two have none
        errors = {one.code for one in findings if one.level.value == "error"} - ERRORS[name]
        assert all(code.endswith(".missing") for code in errors)  # each protocol has its own idea of what is mandatory
        changed += differences(message.envelope, again.envelope, "Envelope")
    losses = {place(one.path, message): one.found for one in written.findings if one.code in REPORTED}
    assert [path for path in changed if not reported(path, message, losses)] == []


def tried(message: Message, protocol: str, needs: Needs) -> Written | LocalError:
    try:
        return profiles.write(message, PLAIN, to=protocol, needs=needs)
    except LocalError as error:
        return error


# A name means nothing without what it names, and a number that is given anew changes what refers to it.
FOLLOWS = {"supplier_id_domain": "supplier_id", "parent_line_number": "line_number"}


def reported(path: str, message: Message, losses: dict[str, str]) -> bool:
    """By its path in the document, or, as cXML's writer does, by the place in the message and what was said."""
    stem, _dot, field = path.rpartition(".")
    also = f"{stem}.{FOLLOWS[field]}" if field in FOLLOWS else path
    said = aloud(value_at(message, path))
    return any(
        within(path, loss) or within(loss, path) or loss == also or (found and (found in said or said in found))
        for loss, found in losses.items()
    )


def value_at(message: Message, path: str) -> Any:
    value: Any = message.envelope if path.startswith("Envelope") else message.body
    for step in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        value = getattr(value, step[0]) if step[0] else value[int(step[1]) - 1]
    return value


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

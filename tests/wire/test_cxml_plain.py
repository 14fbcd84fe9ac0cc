"""The short cuts for plain messages say what the general readers say, to the letter, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fondaco.wire.cxml import Limits, read
from fondaco.wire.cxml.plain import plain_text
from fondaco.wire.cxml.plain_message import whole
from fondaco.wire.cxml.reading import read_tree
from fondaco.wire.errors import RemoteError
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard
from fondaco.wire.xml.notes import Notes

GOLDEN = Path(__file__).resolve().parent.parent / "corpus" / "cxml"
SAMPLES = sorted(GOLDEN.glob("*/*.xml"))
PLAIN = (GOLDEN / "OrderRequest" / "plain.xml").read_text("utf-8")


def generally(data: bytes) -> Reading:
    """As the general readers alone read it."""
    notes = Notes()
    return read_tree(guard.looked_at(data, Limits(), notes), notes, Limits())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_message_reads_the_same_either_way(path: Path) -> None:
    data = path.read_bytes()

    assert read(data) == generally(data)


def test_a_plain_order_is_taken_whole() -> None:
    assert whole(plain_text(PLAIN.encode()), Limits()) == generally(PLAIN.encode()).message


ODD = [
    ('<ItemOut quantity="2"', '<ItemOut quantity="0"'),
    ('<ItemOut quantity="2"', '<ItemOut quantity="two"'),
    ('<ItemOut quantity="2"', '<ItemOut quantity="2" quantity="2"'),
    ('<ItemOut quantity="2"', '<ItemOut  quantity = "2"'),
    ('<ItemOut quantity="2"', '<ItemOut isAdHoc="yes" quantity="2"'),
    (' lineNumber="1"', ""),
    (' lineNumber="1"', ' lineNumber="0000000001"'),
    ('requestedDeliveryDate="2026-12-01"', 'requestedDeliveryDate="soon"'),
    ('requestedDeliveryDate="2026-12-01"', 'requestedDeliveryDate=" 2026-12-01T23:00:00-08:00"'),
    ("FND-10</SupplierPartID>", " </SupplierPartID>"),
    (">BX</UnitOfMeasure>", "> </UnitOfMeasure>"),
    ('currency="EUR">12.50<', 'currency="eur">12.50<'),
    ('currency="EUR">12.50<', 'currency="EUR">-12.50<'),
    ('currency="EUR">12.50<', 'currency="EUR">-0.00<'),
    ('currency="EUR">12.50<', 'currency="EUR"> 12.50 <'),
    ('currency="EUR">12.50<', 'currency="EUR">1e3<'),
    ("Stilo &amp; Figli", "Stilo &#38; Figli"),
    ("Stilo &amp; Figli", "&amp;lt; &lt;&gt;&quot;&apos;"),
    ("Stilo &amp; Figli", "Stilo &amp Figli"),
    ("Stilo &amp; Figli", "Stilo ]]> Figli"),
    ("Stilo &amp; Figli", "Stilo \x01 Figli"),
    ("Stilo &amp; Figli", "Stilo \ufffe Figli"),
    ("Stilo &amp; Figli", "Stilo é\u00a0"),
    ("Stilo &amp; Figli", "Stilo\r\nFigli\rFiglie"),
    ("Stilo &amp; Figli", "<![CDATA[Stilo]]>"),
    ("Stilo &amp; Figli", "Stilo<!-- and --> Figli"),
    ("<ItemDetail>", "<!-- <ItemOut quantity='1'/> --><ItemDetail>"),
    ("<ItemDetail>", "text<ItemDetail>"),
    ("</ItemDetail>", "<Surprise/></ItemDetail>"),
    ("</ItemOut>", "<ItemOut/></ItemOut>"),
    ("</OrderRequestHeader>", "</OrderRequestHeader><Surprise/>"),
    ("</OrderRequest>", "<Surprise/></OrderRequest>"),
    ("</Request>", "<OrderRequest/></Request>"),
    ("</cXML>", "<Request/></cXML>"),
    ("</cXML>", "</cXML> text"),
    ("<Header>", "<Header>\n  <!-- who -->"),
    ("<cXML ", "<cXML xmlns='urn:x' "),
    ("<cXML ", '<cXML signatureVersion="1" '),
    ('timestamp="', 'timestamp="yesterday '),
    ('payloadID="', 'payloadID="" was="'),
    ('orderDate="2026', 'orderDate="1026'),
    ('orderID="PO-2026-0007"', 'orderID=" "'),
    (' type="new"', ' type="NEW"'),
    ("<Identity>desk</Identity>", "<Identity> </Identity>"),
    ("<Identity>store</Identity>", "<Identity></Identity>"),
    ("<Identity>desk</Identity>", "<Identity>desk</Identity><Surprise/>"),
    ("<Request>", '<Request deploymentMode="test">'),
    ("<Request>", '<Request deploymentMode="tests">'),
    ("<Request>", '<Request Id="1">'),
    ('<Country isoCountryCode="IT">', '<Country isoCountryCode=" ">'),
    ('<?xml version="1.0" encoding="UTF-8"?>', ""),
    ('<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="US-ASCII" standalone="no"?>'),
    ("<Street>Via del Molo 12</Street>", "<Street> </Street><Street>a &lt;b&gt; c</Street>"),
    ("<ShipTo>", "<ShipTo><!-- here -->"),
    ("</ShipTo>", "<CarrierIdentifier domain='SCAC'>x</CarrierIdentifier></ShipTo>"),
]


@pytest.mark.parametrize(("old", "new"), ODD, ids=lambda text: text[:40])
def test_what_is_odd_is_left_to_the_general_readers(old: str, new: str) -> None:
    assert old in PLAIN
    same(PLAIN.replace(old, new, 1).encode())


def outcome(reader: Callable[[bytes], Reading], data: bytes) -> Reading | str:
    try:
        return reader(data)
    except RemoteError as error:
        return error.reason


def same(data: bytes) -> None:
    assert outcome(read, data) == outcome(generally, data)


def test_bytes_that_are_no_utf_8_are_not_plain() -> None:
    data = PLAIN.encode().replace(b"Stilo", b"Stil\xf2")

    assert plain_text(data) == ""
    same(data)


@pytest.mark.parametrize("limits", [Limits(attributes_each=3), Limits(depth=5), Limits(lines=1)])
def test_a_tighter_limit_holds_for_a_plain_message_too(limits: Limits) -> None:
    with pytest.raises(RemoteError):
        read(PLAIN.encode(), limits=limits)


PIECES = ["<", ">", '"', "&", "&amp;", "&lt;", "]]>", "<!--", "-->", "\n", "\t", " ", "\u00a0", "é", "0", "-", "/", "="]
places = st.integers(0, len(PLAIN))
changes = st.lists(st.tuples(places, st.integers(0, 12), st.sampled_from(PIECES) | st.just("")), min_size=1, max_size=3)


@settings(max_examples=400, deadline=None)
@given(changes)
def test_a_mutilated_message_reads_the_same_either_way(cuts: list[tuple[int, int, str]]) -> None:
    text = PLAIN
    for place, length, piece in cuts:
        text = text[:place] + piece + text[place + length :]

    same(text.encode())


moved = st.tuples(places, st.integers(1, 400), places)


@settings(max_examples=300, deadline=None)
@given(st.lists(moved, min_size=1, max_size=2))
def test_a_message_with_parts_moved_reads_the_same_either_way(moves: list[tuple[int, int, int]]) -> None:
    text = PLAIN
    for place, length, target in moves:
        piece = text[place : place + length]
        text = text[:target] + piece + text[target:]

    same(text.encode())

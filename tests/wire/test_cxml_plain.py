"""The short cuts for plain messages say what the general readers say, to the letter, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fondaco.documents import (
    Address,
    Classification,
    Contact,
    Credential,
    Envelope,
    Message,
    Mode,
    Money,
    OrderLine,
    OrderOperation,
    Person,
    PurchaseOrder,
)
from fondaco.wire.cxml import Limits, read
from fondaco.wire.cxml.build import Pen
from fondaco.wire.cxml.plain import plain_text
from fondaco.wire.cxml.plain_message import whole
from fondaco.wire.cxml.plain_order import plain_order
from fondaco.wire.cxml.reading import read_tree
from fondaco.wire.cxml.writing import tree_of
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
    ('<Classification domain="UNSPSC">14111507</Classification>', ""),
    (
        '<Classification domain="UNSPSC">14111507</Classification>',
        f'<Classification domain="UNSPSC">{"1" * 400}</Classification><Extrinsic name="Colour">blue</Extrinsic>',
    ),
    ('requestedDeliveryDate="2026-12-01"', f'requestedDeliveryDate="2026-12-01{" " * 400}"'),
    ("<Identity>desk</Identity>\n        <SharedSecret>", "<Identity> </Identity>\n        <SharedSecret>"),
    ("IT</Country>", "&#0;</Country>"),
    ("IT</Country>", "&#65;</Country>"),
    ("Ring at the gate.", "Ring &#x26; at &lt;the gate."),
    ('name="Colour">blue', 'name="Colour&#9;">&#66;lue'),
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


@pytest.mark.parametrize("piece", ["&amp;", "&#65;"])
@pytest.mark.parametrize("times", [999, 1_000, 1_001, 2_000])
def test_many_references_read_the_same_either_way(piece: str, times: int) -> None:
    same(PLAIN.replace("Ring", "&amp;" * times + piece).encode())
    same(PLAIN.replace("Ring", "&amp;" * times + "&x").encode())


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


texts = st.sampled_from(
    ["", "Gel pen", "a & b", "<b>", "]]>", '"', "a\nb", "a\tb", "a\rb", "\x01", "\ud800", "é\u00a0", " x "]
)
amounts = st.decimals(Decimal("-9999"), Decimal("9999"), places=4)
money = st.builds(Money, amounts, st.sampled_from(["EUR", "USD"]))
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
addresses = st.builds(
    Address,
    name=texts,
    address_id=texts,
    deliver_to=st.lists(texts, max_size=2).map(tuple),
    street=st.lists(texts, max_size=2).map(tuple),
    city=texts,
    state=texts,
    postal_code=texts,
    country=st.sampled_from(["IT", "", "a&b"]),
    email=texts,
    phone=st.sampled_from(["", "", "+39 010 5550100"]),
)
contacts = st.lists(
    st.builds(
        Contact, st.sampled_from(["", "endUser", "buyer contact"]), texts, texts, st.sampled_from(["", "+39 1 2"])
    ),
    max_size=2,
).map(tuple)
order_lines = st.builds(
    OrderLine,
    line_number=st.integers(0, 999),
    supplier_part_id=texts,
    quantity=st.none() | st.decimals(Decimal("0.0001"), Decimal("999"), places=4),
    unit_price=st.none() | money,
    supplier_part_auxiliary_id=texts,
    description=texts,
    language=st.sampled_from(["", "en", "it", '"']),
    unit=texts,
    classifications=st.lists(st.builds(Classification, texts, texts), max_size=2).map(tuple),
    manufacturer_part_id=texts,
    manufacturer_name=texts,
    url=texts,
    lead_time_days=st.none() | st.integers(0, 99),
    requested_on=st.none() | st.dates(),
    comments=st.sampled_from(["", "", "Ring."]),
    extrinsics=pairs,
)
plain_orders = st.builds(
    PurchaseOrder,
    number=texts,
    lines=st.lists(order_lines, max_size=3).map(tuple),
    operation=st.sampled_from(OrderOperation),
    order_type=st.sampled_from(["regular", "blanket", "", "odd"]),
    ordered_at=st.none() | st.just(datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
    total=st.none() | money,
    ship_to=st.none() | addresses,
    bill_to=st.none() | addresses,
    person=st.builds(Person, texts, texts, texts),
    contacts=contacts,
    comments=texts,
    version=texts,
    extrinsics=pairs,
)
credentials = st.builds(Credential, st.sampled_from(["NetworkID", "", "a&b"]), texts, st.none() | texts)
envelopes = st.builds(
    Envelope,
    sender=credentials,
    from_=st.lists(credentials, max_size=2).map(tuple),
    to=st.lists(credentials, max_size=1).map(tuple),
    user_agent=texts,
    payload_id=texts,
    timestamp=st.none() | st.just(datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
    mode=st.sampled_from(Mode),
    language=st.sampled_from(["", "it", "<"]),
)


def sound(message: Message) -> Message:
    """``message`` with what would keep it from being written mended, so that most are written."""
    order, around = message.body, message.envelope
    assert isinstance(order, PurchaseOrder)
    assert around is not None
    who = Credential("NetworkID", "desk", "secret")
    line = OrderLine(
        line_number=1, supplier_part_id="A", quantity=Decimal(1), unit_price=Money(Decimal(1), "EUR"), unit="EA"
    )
    coded = attrs.evolve(line, classifications=(Classification("UNSPSC", "44"),))
    lines = tuple(
        attrs.evolve(
            one,
            supplier_part_id=one.supplier_part_id or "A",
            quantity=one.quantity or Decimal(1),
            unit_price=one.unit_price or Money(Decimal(1), "EUR"),
            unit=one.unit or "EA",
            classifications=one.classifications or coded.classifications,
        )
        for one in order.lines
    )
    place = Address(name="Here", street=("Way 1",), city="Genova", country="IT")
    mended = attrs.evolve(
        order,
        number=order.number or "1",
        lines=lines or (coded,),
        ordered_at=order.ordered_at or datetime(2026, 11, 24, tzinfo=UTC),
        total=order.total or Money(Decimal(1), "EUR"),
        ship_to=place,
        bill_to=place,
    )
    header = attrs.evolve(around, sender=who, from_=(who,), to=(who,), payload_id=around.payload_id or "1")
    return Message(mended, attrs.evolve(header, timestamp=datetime(2026, 11, 24, tzinfo=UTC)))


@cache
def loaded(folder: Path) -> etree.DTD:
    return etree.DTD(str(folder / "cXML.dtd"))


# What a DTD can see of a sample: all but texts and the values of attributes for which it lists no words.
MARKUP: dict[tuple[object, ...], bytes] = {}


def markup(sample: bytes) -> bytes:
    bare = re.sub(rb'(?<! orderType)(?<! type)(?<! deploymentMode)="[^"]*"', b"", sample)
    return re.sub(rb">[^<]+", b">", bare)


messages = st.builds(Message, plain_orders, envelopes)


@settings(max_examples=400, deadline=None)
@given(messages | messages.map(sound))
def test_a_plain_order_is_written_as_the_general_writer_writes_it(dtd_dir: Path, message: Message) -> None:
    pen = Pen(None, message.envelope.language if message.envelope else "")
    plain = plain_order(message, pen.language)
    if plain is None:
        return

    tree = tree_of(message, pen)

    assert pen.findings == []
    assert etree.canonicalize(plain.data.decode()) == etree.canonicalize(etree.tostring(tree, encoding="unicode"))
    dtd = loaded(dtd_dir)
    assert dtd.validate(etree.fromstring(plain.sample)) == dtd.validate(etree.fromstring(plain.data))
    assert MARKUP.setdefault(plain.shape, markup(plain.sample)) == markup(plain.sample)


def test_one_line_of_each_shape_is_the_sample() -> None:
    message = read(PLAIN.replace("<Phone>", "<!--").replace("</Phone>", "-->").encode()).message
    assert message is not None
    assert isinstance(message.body, PurchaseOrder)
    twice = attrs.evolve(message, body=attrs.evolve(message.body, lines=message.body.lines * 2))

    plain = plain_order(twice, "en")

    assert plain is not None
    assert plain.data.count(b"<ItemOut") == 4
    assert plain.sample.count(b"<ItemOut") == 2


def test_the_golden_order_is_written_plainly() -> None:
    message = read(PLAIN.replace("<Phone>", "<!--").replace("</Phone>", "-->").encode()).message
    assert message is not None

    assert plain_order(message, "en") is not None

"""Ship notices, receipts and confirmations that are not as the DTD has them: read all the same, with a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree

from fondaco.documents import (
    Attachment,
    Carrier,
    Charge,
    Document,
    Extra,
    GoodsReceipt,
    Level,
    Money,
    OrderConfirmation,
    OrderOperation,
    OrderReference,
    Package,
    ReceiptKind,
    ShipNotice,
)
from fondaco.wire.cxml import Reading, read

Varied = Callable[..., bytes]
GOLDEN = Path(__file__).resolve().parent.parent / "corpus" / "cxml"
KINDS = (
    "ConfirmationRequest",
    "InvoiceDetailRequest",
    "PaymentRemittanceRequest",
    "ReceiptRequest",
    "ShipNoticeRequest",
)
SAMPLES = [path for kind in KINDS for path in sorted((GOLDEN / kind).glob("*.xml"))]
NAMES = [f"{path.parent.name}-{path.stem}" for path in SAMPLES]
# What is read for its text or numbers alone, whoever reads it.
PLAIN = ("Phone", "TelephoneNumber")


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def off(reading: Reading) -> list[str]:
    """The codes without repetition, notes aside."""
    return sorted({finding.code for finding in reading.findings if finding.level is not Level.NOTE})


def body(reading: Reading) -> Document:
    assert reading.message is not None
    return reading.message.body


def extras(value: Any) -> Iterator[Extra]:
    """Every extra that a document holds, wherever."""
    if isinstance(value, Extra):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from extras(one)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from extras(getattr(value, field.name))


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def elements(path: Path) -> Iterator[tuple[etree._Element, etree._Element]]:
    """A copy of the message for each element below its Request, and that element in it."""
    root = etree.parse(path).getroot()
    count = sum(1 for _ in root.find("Request")[0].iter())
    for place in range(count):
        copy = etree.fromstring(etree.tostring(root))
        yield copy, list(copy.find("Request")[0].iter())[place]


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_an_element_that_nobody_knows_is_kept_wherever_it_stands(path: Path) -> None:
    for root, element in elements(path):
        if len(element) and element.tag not in PLAIN:
            etree.SubElement(element, "Odd").text = "found"

            kept = [extra.path for extra in extras(body(read(etree.tostring(root)))) if extra.text == "found"]

            assert len(kept) == 1, element.tag
            assert kept[0].endswith("/Odd")


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_whatever_is_missing_or_there_twice_or_said_wrongly_is_read(path: Path) -> None:
    whole = body(read(path.read_bytes()))
    for root, element in elements(path):
        parent = element.getparent()
        parent.insert(parent.index(element), etree.fromstring(etree.tostring(element, with_tail=False)))
        assert type(body(read(etree.tostring(root)))) is type(whole)
        if parent.tag != "Request":
            parent.remove(element)
            parent.remove(parent.find(element.tag))
            assert type(body(read(etree.tostring(root)))) is type(whole)
    for root, element in elements(path):
        for name in list(element.attrib):
            element.set(name, "?")
        reading = read(etree.tostring(root))
        assert type(body(reading)) is type(whole)
    for root, element in elements(path):
        element.text = "?"
        assert type(body(read(etree.tostring(root)))) is type(whole)


def test_an_element_that_may_stand_once_is_kept_where_it_stands_twice(order: Varied) -> None:
    twice = {
        "InvoiceDetailRequest/standard": ("InvoiceDetailHeaderIndicator", "InvoiceDetailLineIndicator", "Period"),
        "InvoiceDetailRequest/credit_memo": ("InvoiceIDInfo", "DocumentReference", "InvoiceDetailSummary"),
        "ShipNoticeRequest/partial": ("ShipNoticeHeader", "ItemID", "SupplierPartID", "Batch", "Route", "ServiceLevel"),
        "ReceiptRequest/two_orders": ("ReceiptRequestHeader", "ReceiptOrderInfo", "ReceiptItemReference", "UnitRate"),
        "PaymentRemittanceRequest/two_invoices": (
            "PaymentRemittanceRequestHeader",
            "PaymentMethod",
            "InvoiceReference",
        ),
        "ConfirmationRequest/replaced": ("ConfirmationHeader", "OrderReference", "ItemIn"),
    }
    for name, tags in twice.items():
        for tag in tags:
            root = etree.fromstring(order(name=name))
            element = next(root.iter(tag))
            element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))

            document = body(read(etree.tostring(root)))

            assert [one for one in extras(document) if f"/{tag}" in one.path], tag


# the ship notice


def notice(data: bytes) -> ShipNotice:
    found = body(read(data))
    assert isinstance(found, ShipNotice)
    return found


def test_a_ship_notice_says_what_is_on_its_way(order: Varied) -> None:
    found = notice(order(name="ShipNoticeRequest/partial"))

    assert (found.number, found.delivery_terms, found.service_level) == ("DDT-2026-4471", "DAP", "Espresso 24/48 ore")
    assert [one.role for one in found.contacts] == ["shipFrom", "shipTo"]
    assert found.contacts[1].identifiers == (("GLN", "8033331000008"),)
    assert found.contacts[0].address is not None
    assert found.contacts[0].address.city == "Genova"
    assert found.attachments == (Attachment("https://magazzino.example.com/ddt/4471.pdf", "ddt-4471.pdf"),)
    assert found.carriers == (
        Carrier(
            (("companyName", "Corriere Ligure"), ("SCAC", "CLIG")),
            ("CL0099887", "CL0099888"),
            "motor",
            "https://spedizioni.example.com/?n=CL0099887",
        ),
    )
    assert found.packages == (Package(label="380333310000000017", kind="bancale"),)
    first, second = found.portions[0].lines
    assert (first.quantity, first.ordered_quantity, first.unit) == (Decimal(6), Decimal(10), "EA")
    assert first.serial_numbers == ("TR18-000431", "TR18-000432")
    assert (second.lot_number, second.expires_on) == ("L2026-0912", date(2028, 3, 31))


def test_a_ship_notice_for_whole_orders_has_no_lines(order: Varied) -> None:
    found = notice(order(name="ShipNoticeRequest/whole_order_updated"))

    assert found.operation is OrderOperation.UPDATE
    assert found.changes_payload_id == "20261124101500.4473@example.com"
    assert [(portion.order.number, portion.lines) for portion in found.portions] == [
        ("PO-2026-000019", ()),
        ("PO-2026-000020", ()),
    ]


def test_a_ship_notice_without_what_it_must_have_says_so(order: Varied) -> None:
    reading = read(
        order(
            ('shipmentID="DDT-2026-4471" ', ""),
            ('noticeDate="2026-11-24T08:10:00+01:00" ', ""),
            ('operation="new"', 'operation="nuovo"'),
            ('shipmentType="actual"', 'shipmentType="vero"'),
            ('<OrderReference orderID="PO-2026-000017"', "<OrderReference"),
            ('<DocumentReference payloadID="20261120101500.17@example.com"/>', ""),
            ('quantity="6" lineNumber="1"', 'quantity="sei"'),
            ("<UnitOfMeasure>EA</UnitOfMeasure>", ""),
            ("<UnitOfMeasure>EA</UnitOfMeasure>", "<UnitOfMeasure/>"),
            name="ShipNoticeRequest/partial",
        )
    )

    assert off(reading) == [
        "line.order_line.missing",
        "line.quantity.unreadable",
        "line.unit.missing",
        "notice.date.missing",
        "notice.number.missing",
        "notice.order.missing",
        "word.unknown",
    ]


def test_what_a_carrier_or_a_shipment_does_not_say_is_nothing(order: Varied) -> None:
    found = notice(order(name="ShipNoticeRequest/unit_changed"))
    assert found.carriers == (Carrier((("companyName", "Mezzo proprio"),)),)

    bare = read(b"<!DOCTYPE cXML SYSTEM 'x'><cXML><Request><ShipNoticeRequest/></Request></cXML>")
    assert body(bare) == ShipNotice("")
    assert {"notice.number.missing", "notice.order.missing"} <= set(codes(bare))


def test_serial_numbers_lots_and_orders_are_read_as_they_are_often_written(order: Varied) -> None:
    found = notice(
        order(
            ('<AssetInfo serialNumber="TR18-000431"/>', '<AssetInfo><Extrinsic name="x">1</Extrinsic></AssetInfo>'),
            ('<Batch expirationDate="2028-03-31">', ""),
            ("</Batch>", ""),
            ("</ShipNoticeItemDetail>", "</ShipNoticeItemDetail><SupplierBatchID>altro</SupplierBatchID>"),
            (
                '<OrderedQuantity quantity="10"/>',
                "<OrderedQuantity><UnitOfMeasure>BX</UnitOfMeasure></OrderedQuantity>",
            ),
            name="ShipNoticeRequest/partial",
        )
    )

    first, second = found.portions[0].lines
    assert first.serial_numbers == ("TR18-000432",)
    assert (first.lot_number, second.lot_number) == ("altro", "L2026-0912")
    assert first.ordered_quantity is None
    assert {extra.text for extra in first.extras} >= {"1", "BX"}


# the receipt


def test_a_receipt_says_what_came_and_what_went_back(order: Varied) -> None:
    found = body(read(order(name="ReceiptRequest/with_return")))

    assert isinstance(found, GoodsReceipt)
    assert [(line.kind, line.quantity, line.unit) for line in found.portions[0].lines] == [
        (ReceiptKind.RECEIVED, Decimal(60), "PR"),
        (ReceiptKind.RETURNED, Decimal(15), "PR"),
    ]
    assert found.total == Money(Decimal("11.02"), "EUR")


def test_a_receipt_names_its_orders_and_shipments(order: Varied) -> None:
    found = body(read(order(name="ReceiptRequest/two_orders")))

    assert isinstance(found, GoodsReceipt)
    first, second = found.portions
    assert first.order.payload_id == "20261120101500.17@example.com"
    assert (second.order, second.closed) == (OrderReference("PO-2026-000016"), True)
    assert (first.lines[0].shipment_number, first.lines[0].shipment_line_number) == ("DDT-2026-4471", 1)
    assert [line.complete for line in first.lines] == [False, True]


def test_a_receipt_without_what_it_must_have_says_so(order: Varied) -> None:
    reading = read(
        order(
            ('receiptID="EM-2026-0312" ', ""),
            ('receiptDate="2026-11-26T13:50:00+01:00"', ""),
            ('operation="new"', 'operation="nuova"'),
            ('type="received"', 'type="ricevuto"'),
            ('receiptLineNumber="1"', ""),
            ('<ReceiptItemReference lineNumber="1">', "<ReceiptItemReference>"),
            ("<UnitRate>", "<Altro>"),
            ("</UnitRate>", "</Altro>"),
            ('completedIndicator="yes"', 'completedIndicator="sì"'),
            ('closeForReceiving="yes"', 'closeForReceiving="true"'),
            ('<OrderIDInfo orderID="PO-2026-000016"/>', ""),
            ("<ReceiptItemReference", "<Altro"),
            ("</ReceiptItemReference>", "</Altro>"),
            name="ReceiptRequest/two_orders",
        )
    )

    assert off(reading) == [
        "indicator.word",
        "line.order_line.missing",
        "line.own_number.missing",
        "line.price.missing",
        "receipt.date.missing",
        "receipt.number.missing",
        "receipt.order.missing",
        "word.unknown",
    ]
    found = body(reading)
    assert isinstance(found, GoodsReceipt)
    assert [portion.closed for portion in found.portions] == [False, True]  # what means yes is read as yes


def test_an_agreement_is_no_order(order: Varied) -> None:
    agreement = "<MasterAgreementIDInfo agreementID='CQ-1'/>"
    reading = read(order(('<OrderIDInfo orderID="PO-2026-000016"/>', agreement), name="ReceiptRequest/two_orders"))

    assert "receipt.order.missing" in codes(reading)
    assert [extra.text for extra in extras(body(reading))] == ["CQ-1"]

    empty = read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML><Request><ReceiptRequest><ReceiptOrder/></ReceiptRequest></Request></cXML>"
    )
    assert codes(empty).count("receipt.order.missing") == 1


# the confirmation


def confirmation(data: bytes) -> OrderConfirmation:
    found = body(read(data))
    assert isinstance(found, OrderConfirmation)
    return found


def test_another_article_may_take_the_place_of_the_ordered_one(order: Varied) -> None:
    data = order(
        ('<Description xml:lang="it">Trapano', '<Odd>strano</Odd><Description xml:lang="it">Trapano'),
        name="ConfirmationRequest/replaced",
    )
    portion = confirmation(data).lines[0].portions[0]

    assert portion.replaced_by is not None
    assert (portion.replaced_by.supplier_part_id, portion.replaced_by.unit_price) == ("TRP-20V", eur("134.90"))
    assert [extra.text for extra in portion.replaced_by.extras] == ["strano"]
    assert confirmation(data).attachments == (Attachment("https://cataloghi.example.com/trp20.pdf", "scheda.pdf"),)


def test_an_update_names_the_confirmation_before_it(order: Varied) -> None:
    found = confirmation(order(name="ConfirmationRequest/updated"))

    assert (found.operation, found.changes_payload_id) == (OrderOperation.UPDATE, "20261121093000.0903@example.com")
    assert found.lines[0].portions[1].shipping == Charge(
        eur("3.00"), "corriere", tracking_domain="Corriere Ligure", tracking_id="CL0100012"
    )


def test_a_confirmation_without_a_date_says_so(order: Varied) -> None:
    reading = read(
        order(
            (' noticeDate="2026-11-22T09:55:00+01:00"', ""),
            ("<DocumentReference", "<Odd/><DocumentReference"),
            name="ConfirmationRequest/accepted",
        )
    )

    assert "confirmation.date.missing" in codes(reading)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("InvoiceDetailRequest/standard", "M5UXCR1<", "M5UXCR1<Odd>found</Odd><"),
        ("InvoiceDetailRequest/standard", "Z1A2B3C4D5<", "Z1A2B3C4D5<Odd>found</Odd><"),
        ("InvoiceDetailRequest/standard", "Garanzia di 36 mesi.<", "Garanzia<Odd>found</Odd><"),
        ("ReceiptRequest/two_orders", "Un cartone ammaccato,", "<Odd>found</Odd>Un cartone ammaccato,"),
        (
            "ReceiptRequest/two_orders",
            '<ShipNoticeIDInfo shipNoticeID="DDT-2026-4471"/>',
            '<ShipNoticeIDInfo shipNoticeID="DDT-2026-4471"><Odd>found</Odd></ShipNoticeIDInfo>',
        ),
        ("ShipNoticeRequest/partial", '<Route method="motor"/>', '<Route method="motor"><Odd>found</Odd></Route>'),
        ("ConfirmationRequest/in_portions", ">GE<", ">GE<Odd>found</Odd><"),
    ],
)
def test_an_element_within_a_text_is_kept(order: Varied, name: str, old: str, new: str) -> None:
    reading = read(order((old, new), name=name))

    assert [extra.text for extra in extras(body(reading))] == ["found"]


def test_a_carrier_without_a_name_and_a_file_of_a_line(order: Varied) -> None:
    found = notice(
        order(
            ('<CarrierIdentifier domain="companyName">Mezzo proprio<', '<CarrierIdentifier domain="companyName"><'),
            name="ShipNoticeRequest/unit_changed",
        )
    )
    assert found.carriers == (Carrier(),)

    file = "<Attachment><URL>cid:scheda</URL></Attachment>"
    lines = notice(order(("Tenere sopra", f"{file}Tenere sopra"), name="ShipNoticeRequest/partial")).portions[0].lines
    assert lines[1].comments == "Tenere sopra i 5 °C."
    assert [extra.text for extra in lines[1].extras] == ["cid:scheda"]

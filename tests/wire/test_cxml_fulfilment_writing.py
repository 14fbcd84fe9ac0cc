"""Fulfilment documents that cannot be written, or not whole: what is missing is named, what is lost is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from fondaco.documents import (
    Carrier,
    Charge,
    Classification,
    ConfirmationKind,
    ConfirmationLine,
    Contact,
    Credential,
    Distribution,
    Document,
    Envelope,
    Extra,
    GoodsReceipt,
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    InvoicePortion,
    InvoiceSummary,
    Item,
    Message,
    Money,
    OrderConfirmation,
    OrderOperation,
    OrderReference,
    Package,
    PaymentTerm,
    Portion,
    PortionKind,
    PriceBasis,
    ReceiptLine,
    ReceiptPortion,
    Remittance,
    RemittanceLine,
    ShipLine,
    ShipNotice,
    ShipPortion,
    TaxDetail,
)
from fondaco.wire import LocalError
from fondaco.wire.cxml import Supplied, Written, read, write_noting

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
WHO = Credential("NetworkID", "ferramenta-sant-elmo")
ENVELOPE = Envelope(WHO, (WHO,), (WHO,), payload_id="1@example.com", timestamp=AT)
EUR = Money(Decimal("1.00"), "EUR")
ONE = Decimal(1)
ORDER = OrderReference("PO-1")
ODD = (Extra("/x", "y"),)


def written(document: Document, dtd_dir: Path, profile: Supplied | None = None) -> Written:
    return write_noting(Message(document, ENVELOPE), dtd_dir=dtd_dir, profile=profile)


def notice(**values: Any) -> ShipNotice:
    return ShipNotice(**{"number": "DDT-1", "noticed_at": AT, "portions": (ShipPortion(ORDER),), **values})


def shipped(**values: Any) -> ShipNotice:
    line = ShipLine(**{"line_number": 1, "quantity": ONE, "unit": "EA", **values})
    return notice(portions=(ShipPortion(ORDER, (line,)),))


def receipt(**values: Any) -> GoodsReceipt:
    return GoodsReceipt(**{"number": "EM-1", "received_at": AT, "portions": (taken(),), "total": EUR, **values})


def taken(**values: Any) -> ReceiptPortion:
    line = {"line_number": 1, "quantity": ONE, "unit": "EA", "unit_price": EUR, "received": EUR, **values}
    return ReceiptPortion(ORDER, (ReceiptLine(**line),))


SUMMARY = InvoiceSummary(EUR, Charge(EUR, "IVA"), net=EUR)


def invoice(**values: Any) -> Invoice:
    return Invoice(
        **{"number": "F-1", "invoiced_at": AT, "portions": (lines(),), "summary": SUMMARY, **values}
    )  # fmt: skip


def lines(**values: Any) -> InvoicePortion:
    line = {"line_number": 1, "order_line_number": 1, "quantity": ONE, "unit": "EA", "unit_price": EUR, **values}
    return InvoicePortion(ORDER, lines=(InvoiceLine(**line),))


def service(**values: Any) -> Invoice:
    line = InvoiceLine(**{"line_number": 1, "service": True, "subtotal": EUR, **values})
    return invoice(portions=(InvoicePortion(ORDER, lines=(line,)),))


def remittance(**values: Any) -> Remittance:
    base = {"number": "P-1", "paid_at": AT, "method": "wire", "contacts": (Contact("payer"),), "gross": EUR, "net": EUR}
    return Remittance(**{**base, **values})


def paid(**values: Any) -> Remittance:
    return remittance(lines=(RemittanceLine(**{"invoice_number": "F-1", "gross": EUR, "net": EUR, **values}),))


def confirmed(**values: Any) -> OrderConfirmation:
    portion = Portion(**{"kind": PortionKind.DETAIL, "quantity": ONE, "unit": "EA", **values})
    line = ConfirmationLine(1, (portion,), ONE, "EA")
    return OrderConfirmation("PO-1", ConfirmationKind.DETAIL, AT, lines=(line,))


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        (notice(number=""), "ShipNoticeHeader/@shipmentID"),
        (notice(noticed_at=None), "ShipNoticeHeader/@noticeDate"),
        (notice(portions=(ShipPortion(OrderReference("")),)), "ShipNoticePortion/OrderReference/@orderID"),
        (shipped(quantity=None), "ShipNoticeItem/@quantity"),
        (shipped(unit=""), "ShipNoticeItem/UnitOfMeasure"),
        (receipt(number=""), "ReceiptRequestHeader/@receiptID"),
        (receipt(received_at=None), "ReceiptRequestHeader/@receiptDate"),
        (receipt(operation=OrderOperation.UPDATE), "ReceiptRequestHeader/@operation"),
        (receipt(portions=()), "ReceiptRequest/ReceiptOrder"),
        (receipt(portions=(ReceiptPortion(ORDER),)), "ReceiptOrder/ReceiptItem"),
        (receipt(total=None), "ReceiptRequest/Total"),
        (receipt(portions=(taken(unit_price=None),)), "ReceiptItem/UnitRate"),
        (receipt(portions=(taken(received=None),)), "ReceiptItem/ReceivedAmount"),
        (invoice(number=""), "InvoiceDetailRequestHeader/@invoiceID"),
        (invoice(invoiced_at=None), "InvoiceDetailRequestHeader/@invoiceDate"),
        (invoice(portions=()), "InvoiceDetailRequest/InvoiceDetailOrder"),
        (invoice(portions=(InvoicePortion(ORDER),)), "InvoiceDetailOrder/InvoiceDetailItem"),
        (invoice(portions=(attrs.evolve(lines(), order=None),)), "InvoiceDetailOrderInfo/OrderReference/@orderID"),
        (invoice(portions=(lines(), InvoicePortion(ORDER, header=SUMMARY))), "InvoiceDetailOrderSummary"),
        (invoice(portions=(lines(unit_price=None),)), "InvoiceDetailItem/UnitPrice"),
        (invoice(portions=(lines(distributions=(Distribution("", ()),)),)), "InvoiceDetailItem/Distribution"),
        (invoice(summary=InvoiceSummary(EUR, net=EUR)), "InvoiceDetailSummary/Tax"),
        (invoice(summary=InvoiceSummary()), "InvoiceDetailSummary/SubtotalAmount"),
        (service(subtotal=None), "InvoiceDetailServiceItem/SubtotalAmount"),
        (remittance(number=""), "PaymentRemittanceRequestHeader/@paymentRemittanceID"),
        (remittance(paid_at=None), "PaymentRemittanceRequestHeader/@paymentDate"),
        (remittance(contacts=()), "PaymentPartner/Contact"),
        (remittance(method=""), "PaymentMethod/@type"),
        (remittance(net=None), "PaymentRemittanceSummary/NetAmount"),
        (paid(invoice_number=""), "RemittanceDetail/PayableInfo"),
    ],
)
def test_what_the_dtd_demands_and_the_document_lacks_is_named(document: Document, missing: str, dtd_dir: Path) -> None:
    with pytest.raises(LocalError) as caught:
        written(document, dtd_dir)

    assert caught.value.missing == missing


BASIS = PriceBasis(ONE)
TAXED = Charge(EUR, "", (TaxDetail("VAT", EUR),))
SENT = Charge(EUR, tracking_id="1")


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (notice(packages=(Package(kind="a"), Package(kind="b"))), ["ShipNoticeHeader/Packaging"]),
        (notice(carriers=(Carrier(route="piccione"),)), ["ShipControl/Route/@method"]),
        (notice(extras=ODD), ["/x"]),
        (receipt(portions=(attrs.evolve(taken(), extrinsics=(("a", "b"),)),)), ["ReceiptOrder/Extrinsic"]),
        (invoice(period_from=date(2026, 1, 1)), ["InvoiceDetailRequestHeader/Period"]),
        (invoice(period_to=date(2026, 1, 1)), ["InvoiceDetailRequestHeader/Period"]),
        (invoice(payment_terms=(PaymentTerm(1, ONE, EUR),)), ["PaymentTerm/Discount/DiscountAmount"]),
        (invoice(portions=(lines(discount_percent=ONE),)), ["InvoiceDetailDiscount/@percentageRate"]),
        (invoice(portions=(lines(charges=(InvoiceCharge(EUR, rate=ONE),)),)), ["Modification/percent"]),
        (
            invoice(portions=(lines(shipping=attrs.evolve(TAXED, description="corriere")),)),
            ["InvoiceDetailLineShipping/Description", "InvoiceDetailLineShipping/TaxDetail"],
        ),
        (
            invoice(portions=(lines(special_handling=TAXED),)),
            ["InvoiceDetailLineSpecialHandling/TaxDetail"],
        ),
        (
            invoice(summary=attrs.evolve(SUMMARY, shipping=Charge(EUR, "x"), comments="x", special_handling=SENT)),
            ["SpecialHandlingAmount/@trackingId", "ShippingAmount/Description", "InvoiceDetailSummary/Comments"],
        ),
        (
            invoice(
                portions=(
                    attrs.evolve(
                        lines(), header=attrs.evolve(SUMMARY, charges=(InvoiceCharge(EUR),), deposit=EUR, due=EUR)
                    ),
                )
            ),
            [
                "InvoiceDetailOrderSummary/InvoiceItemModifications",
                "InvoiceDetailOrderSummary/DepositAmount",
                "InvoiceDetailOrderSummary/DueAmount",
                "InvoiceDetailHeaderOrder/InvoiceDetailItem",
            ],
        ),
        (
            service(shipping=SENT, special_handling=SENT, shipment_number="1", manufacturer_name="x", unit="EA"),
            [f"InvoiceDetailServiceItem[1]/{name}" for name in
             ("shipping", "special_handling", "shipment_number", "manufacturer_name", "UnitOfMeasure")],
        ),
        (service(price_basis=BASIS), ["InvoiceDetailServiceItem[1]/PriceBasisQuantity"]),
        (paid(invoice_number="", order_number="PO-1", invoiced_on=date(2026, 1, 1)), ["InvoiceIDInfo/@invoiceDate"]),
        (
            confirmed(
                replaced_by=Item(supplier_part_id="B", quantity=ONE, unit_price=EUR, unit="EA"),
                unit_price=EUR, tax=TAXED, shipping=SENT,
            ),
            ["ConfirmationStatus/UnitPrice", "ConfirmationStatus/Tax", "ConfirmationStatus/Shipping"],
        ),
        (
            attrs.evolve(confirmed(), changes_number="C-0"), ["ConfirmationHeader/DocumentReference"],
        ),
    ],
)  # fmt: skip
def test_what_the_dtd_has_no_place_for_is_told(document: Document, places: list[str], dtd_dir: Path) -> None:
    done = written(document, dtd_dir, Supplied(classification=Classification("UNSPSC", "27112703")))

    assert [finding.path for finding in done.losses] == places


@pytest.mark.parametrize(
    "package",
    [
        Package(kind="bancale", number="GIAI-1"),
        Package(kind="bancale", tracking_id="CL0099887"),
        Package(kind="bancale", number="GIAI-1", tracking_id="CL0099887"),
    ],
)
def test_a_package_keeps_the_names_that_it_has(package: Package, dtd_dir: Path) -> None:
    message = read(written(notice(packages=(package,)), dtd_dir).data).message

    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert message.body.packages == (package,)


def test_a_line_gets_the_unit_and_the_number_that_it_lacks(dtd_dir: Path) -> None:
    done = written(receipt(portions=(taken(unit=""),)), dtd_dir, Supplied(unit="EA"))
    assert [(one.code, one.path, one.found) for one in done.findings] == [
        ("supplied", "ReceiptItem/@receiptLineNumber", "1"),
        ("supplied", "UnitRate/UnitOfMeasure", "EA"),
    ]

    done = written(paid(), dtd_dir)
    assert [(one.path, one.found) for one in done.findings] == [("RemittanceDetail/@lineNumber", "1")]


def test_an_attribute_stays_within_what_xml_can_carry(dtd_dir: Path) -> None:
    done = written(notice(changes_payload_id="a\x00b"), dtd_dir)

    assert [one.code for one in done.findings] == ["text.cleaned"]
    message = read(done.data).message
    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert message.body.changes_payload_id == "ab"

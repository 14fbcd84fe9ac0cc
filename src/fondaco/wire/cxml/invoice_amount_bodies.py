"""The amounts of an invoice, written: of a line, an order as a whole, or everything (InvoiceDetail.dtd)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Contact, InvoiceSummary, quantity_text
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.piece_bodies import missing, put_amount, put_comments, put_needed_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from lxml.etree import _Element

    from fondaco.documents import Charge, InvoiceCharge, Money
    from fondaco.wire.cxml.build import Pen


def put_summary(pen: Pen, parent: _Element, summary: InvoiceSummary) -> None:
    element = etree.SubElement(parent, "InvoiceDetailSummary")
    put_needed_amount(pen, element, "SubtotalAmount", summary.subtotal, "An invoice needs the sum of its lines.")
    if summary.tax is None:
        raise missing("An invoice says its tax, zero if there is none.", "InvoiceDetailSummary/Tax")
    pen.charge(element, "Tax", summary.tax)
    put_handling(pen, element, "SpecialHandlingAmount", summary.special_handling)
    if summary.shipping is not None:
        pen.priced(element, "ShippingAmount", summary.shipping.money)
        _unsaid(pen, "ShippingAmount", summary.shipping, described=False)
    put_amount(pen, element, "GrossAmount", summary.gross)
    put_discount(pen, element, summary.discount, summary.discount_percent)
    put_modifications(pen, element, "InvoiceHeaderModifications", summary.charges)
    put_needed_amount(pen, element, "NetAmount", summary.net, "An invoice needs its net amount.")
    put_amount(pen, element, "DepositAmount", summary.deposit)
    put_amount(pen, element, "DueAmount", summary.due)
    if summary.comments:
        pen.lost("InvoiceDetailSummary/Comments", summary.comments)
    lost_extras(pen, summary.extras)


def put_order_summary(
    pen: Pen, parent: _Element, summary: InvoiceSummary, parties: tuple[Contact, ...], position: int
) -> None:
    """The amounts of one order of a summary invoice; allowances and what is due stand in the whole's."""
    element = etree.SubElement(parent, "InvoiceDetailOrderSummary", invoiceLineNumber=str(position))
    put_needed_amount(pen, element, "SubtotalAmount", summary.subtotal, "An invoiced order needs its amount.")
    if summary.tax is not None:
        pen.charge(element, "Tax", summary.tax)
    put_handling(pen, element, "InvoiceDetailLineSpecialHandling", summary.special_handling)
    put_line_shipping(pen, element, summary.shipping, parties)
    put_amount(pen, element, "GrossAmount", summary.gross)
    put_discount(pen, element, summary.discount, summary.discount_percent)
    put_amount(pen, element, "NetAmount", summary.net)
    put_comments(pen, element, summary.comments)
    lost_extras(pen, summary.extras)
    for charge in summary.charges:
        pen.lost("InvoiceDetailOrderSummary/InvoiceItemModifications", f"{charge.kind} {charge.money}")
    for name, amount in (("DepositAmount", summary.deposit), ("DueAmount", summary.due)):
        if amount is not None:
            pen.lost(f"InvoiceDetailOrderSummary/{name}", str(amount))


def put_handling(pen: Pen, parent: _Element, tag: str, value: Charge | None) -> None:
    """Special handling: its description stands before the amount in a line, behind it in the summary."""
    if value is None:
        return
    element = etree.SubElement(parent, tag)
    if tag == "SpecialHandlingAmount":
        pen.money(element, value.money)
    if value.description:
        pen.spoken(element, "Description", value.description)
    if tag != "SpecialHandlingAmount":
        pen.money(element, value.money)
    _unsaid(pen, tag, value, described=True)


def put_line_shipping(pen: Pen, parent: _Element, value: Charge | None, parties: tuple[Contact, ...]) -> None:
    """A line's shipping. The DTD demands two Contacts in it: the document's, else a role without a name."""
    if value is None:
        return
    element = etree.SubElement(parent, "InvoiceDetailLineShipping")
    shipping = etree.SubElement(element, "InvoiceDetailShipping")
    for role in ("shipFrom", "shipTo"):
        pen.contact(shipping, next((one for one in parties if one.role == role), Contact(role)))
    if value.tracking_domain or value.tracking_id:
        pen.text(shipping, "CarrierIdentifier", value.tracking_domain).set("domain", "companyName")
        pen.text(shipping, "ShipmentIdentifier", value.tracking_id)
    pen.money(element, value.money)
    if value.description:
        pen.lost("InvoiceDetailLineShipping/Description", value.description)
    for detail in value.details:
        pen.lost("InvoiceDetailLineShipping/TaxDetail", str(detail.money))


def _unsaid(pen: Pen, tag: str, value: Charge, *, described: bool) -> None:
    if value.description and not described:
        pen.lost(f"{tag}/Description", value.description)
    for detail in value.details:
        pen.lost(f"{tag}/TaxDetail", str(detail.money))
    if value.tracking_domain or value.tracking_id:
        pen.lost(f"{tag}/@trackingId", f"{value.tracking_domain} {value.tracking_id}")


def put_discount(pen: Pen, parent: _Element, money: Money | None, percent: Decimal | None) -> None:
    if money is not None:
        element = pen.priced(parent, "InvoiceDetailDiscount", money)
        if percent is not None:
            element.set("percentageRate", format(percent, "f"))
    elif percent is not None:  # the DTD demands the amount
        pen.lost("InvoiceDetailDiscount/@percentageRate", format(percent, "f"))


def put_modifications(pen: Pen, parent: _Element, tag: str, charges: tuple[InvoiceCharge, ...]) -> None:
    """Allowances and charges by their amounts; the DTD takes an amount or a percentage, not both."""
    if not charges:
        return
    element = etree.SubElement(parent, tag)
    for one in charges:
        inner = etree.SubElement(element, "Modification")
        if one.allowance:
            pen.priced(etree.SubElement(inner, "AdditionalDeduction"), "DeductionAmount", one.money)
        else:
            pen.priced(inner, "AdditionalCost", one.money)
        if one.tax is not None:
            pen.charge(inner, "Tax", one.tax)
        if one.kind or one.description:
            detail = etree.SubElement(inner, "ModificationDetail")
            detail.set("name", pen.clean(one.kind, "ModificationDetail/@name"))
            if one.description:
                pen.spoken(detail, "Description", one.description)
        if one.rate is not None:
            pen.lost("Modification/percent", quantity_text(one.rate))

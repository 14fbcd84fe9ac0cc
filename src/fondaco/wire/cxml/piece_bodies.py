"""What notices, receipts, invoices and remittances have in common, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import quantity_text
from fondaco.wire.cxml.values import moment_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lxml.etree import _Element

    from fondaco.documents import Attachment, Distribution, Money, OrderReference, PaymentTerm, PriceBasis
    from fondaco.wire.cxml.build import Pen


def missing(words: str, path: str) -> LocalError:
    return LocalError("write.missing", words, path)


def put_moment(element: _Element, name: str, value: datetime | None) -> None:
    if value is not None:
        element.set(name, moment_text(value))


def put_needed_moment(element: _Element, name: str, value: datetime | None, words: str) -> None:
    if value is None:
        raise missing(words, f"{element.tag}/@{name}")
    element.set(name, moment_text(value))


def put_quantity(element: _Element, value: Decimal | None) -> None:
    if value is None:
        raise missing("A line needs its quantity.", f"{element.tag}/@quantity")
    element.set("quantity", quantity_text(value))


def put_number(element: _Element, name: str, value: int | None) -> None:
    if value is not None:
        element.set(name, str(value))


def put_unit(pen: Pen, parent: _Element, text: str) -> None:
    """The unit of the document, else of the profile; nothing is invented."""
    if not text:
        text = pen.profile.unit
        if not text:
            raise missing("A line needs its unit of measure.", f"{parent.tag}/UnitOfMeasure")
        pen.supply(f"{parent.tag}/UnitOfMeasure", text)
    pen.text(parent, "UnitOfMeasure", text)


def put_amount(pen: Pen, parent: _Element, tag: str, value: Money | None) -> None:
    if value is not None:
        pen.priced(parent, tag, value)


def put_needed_amount(pen: Pen, parent: _Element, tag: str, value: Money | None, words: str) -> None:
    if value is None:
        raise missing(words, f"{parent.tag}/{tag}")
    pen.priced(parent, tag, value)


def put_document_reference(pen: Pen, parent: _Element, payload_id: str) -> None:
    element = etree.SubElement(parent, "DocumentReference")
    element.set("payloadID", pen.clean(payload_id, "DocumentReference/@payloadID"))


def put_order(pen: Pen, parent: _Element, order: OrderReference, *, reference: bool) -> None:
    """The order, by its message too if it is known. ``reference`` says that the DTD takes OrderReference alone."""
    if not order.number and not order.payload_id:
        raise missing("Which order is it about?", f"{parent.tag}/OrderReference/@orderID")
    by_message = reference or bool(order.payload_id)
    element = etree.SubElement(parent, "OrderReference" if by_message else "OrderIDInfo")
    pen.set(element, "orderID", order.number)
    put_moment(element, "orderDate", order.ordered_at)
    if by_message:
        put_document_reference(pen, element, order.payload_id)


def put_item_id(pen: Pen, parent: _Element, part_id: str, auxiliary_id: str, buyer_part_id: str) -> None:
    """ItemID, if the line has any number. The supplier's stands there always, empty or not: the DTD demands it."""
    if not (part_id or auxiliary_id or buyer_part_id):
        return
    element = etree.SubElement(parent, "ItemID")
    pen.text(element, "SupplierPartID", part_id)
    if auxiliary_id:
        pen.text(element, "SupplierPartAuxiliaryID", auxiliary_id)
    if buyer_part_id:
        pen.text(element, "BuyerPartID", buyer_part_id)


def put_comments(pen: Pen, parent: _Element, text: str, attachments: tuple[Attachment, ...] = ()) -> None:
    """One Comments with the files in it. What a file holds goes beside the message, as a part of it, not in here."""
    if not text and not attachments:
        return
    element = pen.spoken(parent, "Comments", text)
    for one in attachments:
        inner = pen.text(etree.SubElement(element, "Attachment"), "URL", one.url)
        pen.set(inner, "name", one.name)


def put_price_basis(pen: Pen, parent: _Element, basis: PriceBasis | None) -> None:
    if basis is None:
        return
    element = etree.SubElement(
        parent,
        "PriceBasisQuantity",
        quantity=quantity_text(basis.quantity),
        conversionFactor=quantity_text(basis.conversion),
    )
    pen.text(element, "UnitOfMeasure", basis.unit)
    if basis.description:
        pen.spoken(element, "Description", basis.description)


def put_distributions(pen: Pen, parent: _Element, distributions: tuple[Distribution, ...]) -> None:
    for one in distributions:
        if one.charge is None or not one.segments:
            raise missing("A distribution needs accounts and an amount.", f"{parent.tag}/Distribution")
        element = etree.SubElement(parent, "Distribution")
        accounting = etree.SubElement(element, "Accounting")
        accounting.set("name", pen.clean(one.name, "Accounting/@name"))
        for segment in one.segments:
            inner = etree.SubElement(accounting, "AccountingSegment")
            inner.set("id", pen.clean(segment.code, "AccountingSegment/@id"))
            pen.spoken(inner, "Name", segment.kind)
            pen.spoken(inner, "Description", segment.description)
        pen.priced(element, "Charge", one.charge)


def put_payment_terms(pen: Pen, parent: _Element, terms: tuple[PaymentTerm, ...]) -> None:
    """Each as PaymentTerm. Its Discount is a percentage or an amount, never both: then the amount is lost."""
    for term in terms:
        element = etree.SubElement(parent, "PaymentTerm", payInNumberOfDays=str(term.days))
        if term.discount_percent is not None:
            discount = etree.SubElement(element, "Discount")
            etree.SubElement(discount, "DiscountPercent", percent=quantity_text(term.discount_percent))
            if term.discount is not None:
                pen.lost("PaymentTerm/Discount/DiscountAmount", str(term.discount))
        elif term.discount is not None:
            pen.priced(etree.SubElement(element, "Discount"), "DiscountAmount", term.discount)


def put_yes(element: _Element, name: str, value: bool) -> None:
    """An indicator: ``yes``, or not there (the DTDs know no other word)."""
    if value:
        element.set(name, "yes")

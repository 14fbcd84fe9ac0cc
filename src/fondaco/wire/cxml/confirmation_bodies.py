"""ConfirmationRequest (Fulfill.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from lxml import etree

from fondaco.documents import (
    CartLine,
    ConfirmationLine,
    Item,
    OrderConfirmation,
    OrderOperation,
    Portion,
    Refusal,
    quantity_text,
)
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.item_bodies import put_item_in
from fondaco.wire.cxml.piece_bodies import put_comments, put_document_reference, put_moment
from fondaco.wire.cxml.values import moment_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen


def put_confirmation(pen: Pen, carrier: _Element, confirmation: OrderConfirmation) -> None:
    element = etree.SubElement(carrier, "ConfirmationRequest")
    _confirmation_header(pen, element, confirmation)
    reference = etree.SubElement(element, "OrderReference")
    pen.set(reference, "orderID", confirmation.order_number)
    put_moment(reference, "orderDate", confirmation.ordered_at)
    put_document_reference(pen, reference, confirmation.order_payload_id)
    for line in confirmation.lines:
        _confirmation_item(pen, element, line)
    lost_extras(pen, confirmation.extras)


def _confirmation_header(pen: Pen, parent: _Element, confirmation: OrderConfirmation) -> None:
    need(confirmation.order_number, "OrderReference/@orderID", "A confirmation names its order.")
    if confirmation.noticed_at is None:
        raise LocalError("write.missing", "A confirmation needs its date.", "ConfirmationHeader/@noticeDate")
    if confirmation.operation is OrderOperation.DELETE:
        raise LocalError("write.unknown", "A confirmation is new or an update.", "ConfirmationHeader/@operation")
    header = etree.SubElement(parent, "ConfirmationHeader")
    pen.set(header, "confirmID", confirmation.number)
    header.set("operation", confirmation.operation.value)
    header.set("type", confirmation.kind.value)
    header.set("noticeDate", moment_text(confirmation.noticed_at))
    if confirmation.changes_payload_id:
        put_document_reference(pen, header, confirmation.changes_payload_id)
    if confirmation.changes_number not in ("", confirmation.number):
        pen.lost("ConfirmationHeader/DocumentReference", confirmation.changes_number)
    if confirmation.total is not None:
        pen.priced(header, "Total", confirmation.total)
    if confirmation.shipping is not None:
        pen.charge(header, "Shipping", confirmation.shipping)
    if confirmation.tax is not None:
        pen.charge(header, "Tax", confirmation.tax)
    for contact in confirmation.contacts:
        pen.contact(header, contact)
    put_comments(pen, header, confirmation.comments, confirmation.attachments)
    _refusal_words(pen, header, confirmation.refusal)
    pen.extrinsics(header, (*confirmation.extrinsics, *_refusal_pairs(confirmation.refusal)))


def _confirmation_item(pen: Pen, parent: _Element, line: ConfirmationLine) -> None:
    path = f"ConfirmationItem[{line.line_number}]"
    if line.quantity is None:
        raise LocalError("write.missing", "A confirmed line needs its quantity.", f"{path}/@quantity")
    need(line.portions or None, f"{path}/ConfirmationStatus", "A confirmed line says what becomes of it.")
    element = etree.SubElement(
        parent, "ConfirmationItem", lineNumber=str(line.line_number), quantity=quantity_text(line.quantity)
    )
    pen.text(element, "UnitOfMeasure", line.unit)
    for portion in line.portions:
        _portion(pen, element, portion, path)
    lost_extras(pen, line.extras)


def _portion(pen: Pen, parent: _Element, portion: Portion, path: str) -> None:
    if portion.quantity is None:
        raise LocalError("write.missing", "A portion needs its quantity.", f"{path}/ConfirmationStatus/@quantity")
    element = etree.SubElement(
        parent, "ConfirmationStatus", quantity=quantity_text(portion.quantity), type=portion.kind.value
    )
    for name, day in (("shipmentDate", portion.shipping_on), ("deliveryDate", portion.delivery_on)):
        if day is not None:
            element.set(name, day.isoformat())
    pen.text(element, "UnitOfMeasure", portion.unit)
    _terms(pen, element, portion)
    pen.comments(element, portion.comments)
    _refusal_words(pen, element, portion.refusal)
    pen.extrinsics(element, (*portion.extrinsics, *_refusal_pairs(portion.refusal)))
    lost_extras(pen, portion.extras)


def _terms(pen: Pen, parent: _Element, portion: Portion) -> None:
    """Another article, or what becomes of the price: the DTD has a place for one of them."""
    article = portion.replaced_by
    if article is None:
        if portion.unit_price is not None:
            pen.priced(parent, "UnitPrice", portion.unit_price)
        if portion.tax is not None:
            pen.charge(parent, "Tax", portion.tax)
        if portion.shipping is not None:
            pen.charge(parent, "Shipping", portion.shipping)
        return
    known = {field.name: getattr(article, field.name) for field in attrs.fields(Item)}
    put_item_in(pen, parent, CartLine(**known))
    if portion.unit_price is not None:
        pen.lost("ConfirmationStatus/UnitPrice", str(portion.unit_price))
    for name, charge in (("Tax", portion.tax), ("Shipping", portion.shipping)):
        if charge is not None:
            pen.lost(f"ConfirmationStatus/{name}", str(charge.money))


def _refusal_words(pen: Pen, parent: _Element, refusal: Refusal | None) -> None:
    """Its message as the last Comments, empty or not: that is where reading looks for it."""
    if refusal is not None:
        pen.spoken(parent, "Comments", refusal.message)


def _refusal_pairs(refusal: Refusal | None) -> tuple[tuple[str, str], ...]:
    if refusal is None:
        return ()
    pairs = [
        ("RefusalCode", refusal.code.value),
        ("RefusalPath", refusal.path),
        ("RefusalNextActor", refusal.next_actor.value),
        ("RefusalRemedy", refusal.remedy),
    ]
    for name, number in (("RefusalBoundary", refusal.boundary), ("RefusalActual", refusal.actual)):
        if number is not None:
            pairs.append((name, format(number, "f")))
    return tuple(pairs)

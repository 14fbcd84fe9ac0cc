"""OrderRequest and ConfirmationRequest, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import (
    ConfirmationLine,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PurchaseOrder,
    Refusal,
    quantity_text,
)
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.item_bodies import put_item_out
from fondaco.wire.cxml.parties import introduced
from fondaco.wire.cxml.values import moment_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Address
    from fondaco.wire.cxml.build import Pen


def put_order(pen: Pen, carrier: _Element, order: PurchaseOrder) -> None:
    need(order.lines or None, "OrderRequest/ItemOut", "An order needs at least one line.")
    element = etree.SubElement(carrier, "OrderRequest")
    header = _order_started(pen, element, order)
    if order.ship_to is not None:
        pen.address(header, "ShipTo", order.ship_to)
    pen.address(header, "BillTo", _bill_to(pen, order))
    if order.shipping is not None:
        pen.charge(header, "Shipping", order.shipping)
    if order.tax is not None:
        pen.charge(header, "Tax", order.tax)
    if order.payment_days is not None:
        etree.SubElement(header, "PaymentTerm", payInNumberOfDays=str(order.payment_days))
    extrinsics, contacts = introduced(order.person, order.extrinsics, order.contacts, order.ship_to)
    for contact in contacts:
        pen.contact(header, contact)
    pen.comments(header, order.comments)
    pen.extrinsics(header, extrinsics)
    for line in order.lines:
        put_item_out(pen, element, line)


def _order_started(pen: Pen, parent: _Element, order: PurchaseOrder) -> _Element:
    need(order.number, "OrderRequestHeader/@orderID", "An order needs a number.")
    if order.ordered_at is None:
        raise LocalError("write.missing", "An order needs its date.", "OrderRequestHeader/@orderDate")
    if order.total is None:
        raise LocalError("write.missing", "An order needs its total.", "OrderRequestHeader/Total")
    header = etree.SubElement(parent, "OrderRequestHeader")
    pen.set(header, "orderID", order.number)
    header.set("orderDate", moment_text(order.ordered_at))
    pen.set(header, "orderType", order.order_type)
    header.set("type", order.operation.value)
    pen.set(header, "orderVersion", order.version)
    pen.priced(header, "Total", order.total)
    return header


def _bill_to(pen: Pen, order: PurchaseOrder) -> Address:
    if order.bill_to is not None:
        return order.bill_to
    if pen.profile.bill_to is None:
        raise LocalError("write.missing", "An order needs an address for the invoice.", "OrderRequestHeader/BillTo")
    pen.supply("OrderRequestHeader/BillTo", pen.profile.bill_to.name)
    return pen.profile.bill_to


def put_confirmation(pen: Pen, carrier: _Element, confirmation: OrderConfirmation) -> None:
    element = etree.SubElement(carrier, "ConfirmationRequest")
    _confirmation_header(pen, element, confirmation)
    reference = etree.SubElement(element, "OrderReference")
    pen.set(reference, "orderID", confirmation.order_number)
    if confirmation.ordered_at is not None:
        reference.set("orderDate", moment_text(confirmation.ordered_at))
    document = etree.SubElement(reference, "DocumentReference")
    document.set("payloadID", pen.clean(confirmation.order_payload_id, "DocumentReference/@payloadID"))
    for line in confirmation.lines:
        _confirmation_item(pen, element, line)


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
    if confirmation.total is not None:
        pen.priced(header, "Total", confirmation.total)
    if confirmation.shipping is not None:
        pen.charge(header, "Shipping", confirmation.shipping)
    if confirmation.tax is not None:
        pen.charge(header, "Tax", confirmation.tax)
    for contact in confirmation.contacts:
        pen.contact(header, contact)
    pen.comments(header, confirmation.comments)
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
    if portion.unit_price is not None:
        pen.priced(element, "UnitPrice", portion.unit_price)
    pen.comments(element, portion.comments)
    _refusal_words(pen, element, portion.refusal)
    pen.extrinsics(element, (*portion.extrinsics, *_refusal_pairs(portion.refusal)))


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

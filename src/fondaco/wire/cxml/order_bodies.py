"""OrderRequest, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import (
    PurchaseOrder,
)
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.invoice_amount_bodies import put_modifications
from fondaco.wire.cxml.item_bodies import put_item_out
from fondaco.wire.cxml.parties import introduced
from fondaco.wire.cxml.piece_bodies import put_comments, put_document_reference, put_payment_terms
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
    put_payment_terms(pen, header, order.payment_terms)
    extrinsics, contacts = introduced(order.person, order.extrinsics, order.contacts, order.ship_to)
    for contact in contacts:
        pen.contact(header, contact)
    put_comments(pen, header, order.comments, order.attachments)
    if order.changes_payload_id:
        put_document_reference(pen, header, order.changes_payload_id)
    put_delivery_terms(pen, header, order.delivery_terms)
    pen.extrinsics(header, extrinsics)
    for line in order.lines:
        put_item_out(pen, element, line)


def put_delivery_terms(pen: Pen, parent: _Element, terms: str) -> None:
    """The terms; the DTD demands beside them how the transport is paid, which the document does not say: Other."""
    if terms:
        element = etree.SubElement(parent, "TermsOfDelivery")
        etree.SubElement(element, "TermsOfDeliveryCode").set("value", pen.clean(terms, "TermsOfDeliveryCode/@value"))
        etree.SubElement(element, "ShippingPaymentMethod", value="Other")


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
    pen.set(header, "requisitionID", order.requisition_number)
    pen.set(header, "agreementID", order.contract_number)
    put_modifications(pen, pen.priced(header, "Total", order.total), "Modifications", order.charges)
    return header


def _bill_to(pen: Pen, order: PurchaseOrder) -> Address:
    if order.bill_to is not None:
        return order.bill_to
    if pen.profile.bill_to is None:
        raise LocalError("write.missing", "An order needs an address for the invoice.", "OrderRequestHeader/BillTo")
    pen.supply("OrderRequestHeader/BillTo", pen.profile.bill_to.name)
    return pen.profile.bill_to

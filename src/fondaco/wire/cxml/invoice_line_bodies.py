"""The lines of an invoice, written: goods and services (InvoiceDetail.dtd)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import InvoiceLine
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.invoice_amount_bodies import (
    put_discount,
    put_handling,
    put_line_shipping,
    put_modifications,
)
from fondaco.wire.cxml.piece_bodies import (
    missing,
    put_amount,
    put_comments,
    put_distributions,
    put_item_id,
    put_needed_amount,
    put_number,
    put_price_basis,
    put_quantity,
    put_unit,
    put_yes,
)
from fondaco.wire.cxml.receipt_bodies import put_shipment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Contact
    from fondaco.wire.cxml.build import Pen


def put_line(pen: Pen, parent: _Element, line: InvoiceLine, parties: tuple[Contact, ...]) -> None:
    if line.service:
        _service(pen, parent, line)
    else:
        _goods(pen, parent, line, parties)


def _goods(pen: Pen, parent: _Element, line: InvoiceLine, parties: tuple[Contact, ...]) -> None:
    element = etree.SubElement(parent, "InvoiceDetailItem")
    put_quantity(element, line.quantity)
    _numbered(element, line)
    put_yes(element, "isAdHoc", line.order_line_number is None)
    put_unit(pen, element, line.unit)
    if line.unit_price is None:
        raise missing("An invoiced line needs its price.", "InvoiceDetailItem/UnitPrice")
    pen.priced(element, "UnitPrice", line.unit_price)
    put_price_basis(pen, element, line.price_basis)
    _reference(pen, element, line)
    put_amount(pen, element, "SubtotalAmount", line.subtotal)
    if line.tax is not None:
        pen.charge(element, "Tax", line.tax)
    put_handling(pen, element, "InvoiceDetailLineSpecialHandling", line.special_handling)
    put_line_shipping(pen, element, line.shipping, parties)
    put_shipment(pen, element, line.shipment_number)
    _ended(pen, element, line)


def _numbered(element: _Element, line: InvoiceLine) -> None:
    put_number(element, "invoiceLineNumber", line.line_number)
    put_number(element, "parentInvoiceLineNumber", line.parent_line_number)


def _reference(pen: Pen, parent: _Element, line: InvoiceLine) -> None:
    """What is invoiced. A line that is not in the order has the invoice's number: the DTD demands one."""
    element = etree.SubElement(parent, "InvoiceDetailItemReference")
    number = line.line_number if line.order_line_number is None else line.order_line_number
    put_number(element, "lineNumber", number)
    put_item_id(pen, element, line.supplier_part_id, line.supplier_part_auxiliary_id, line.buyer_part_id)
    _described(pen, element, line)
    _classified(pen, element, line)
    if line.manufacturer_part_id or line.manufacturer_name:
        pen.text(element, "ManufacturerPartID", line.manufacturer_part_id)
        pen.text(element, "ManufacturerName", line.manufacturer_name)


def _described(pen: Pen, element: _Element, line: InvoiceLine) -> None:
    if line.description or line.language:
        pen.spoken(element, "Description", line.description, line.language)


def _classified(pen: Pen, element: _Element, line: InvoiceLine) -> None:
    for one in line.classifications:
        inner = pen.text(element, "Classification", one.code)
        inner.set("domain", pen.clean(one.domain, "Classification/@domain"))


def _ended(pen: Pen, element: _Element, line: InvoiceLine) -> None:
    put_amount(pen, element, "GrossAmount", line.gross)
    put_discount(pen, element, line.discount, line.discount_percent)
    put_modifications(pen, element, "InvoiceItemModifications", line.charges)
    put_amount(pen, element, "NetAmount", line.net)
    put_distributions(pen, element, line.distributions)
    put_comments(pen, element, line.comments)
    pen.extrinsics(element, line.extrinsics)
    lost_extras(pen, line.extras)


def _service(pen: Pen, parent: _Element, line: InvoiceLine) -> None:
    element = etree.SubElement(parent, "InvoiceDetailServiceItem")
    if line.quantity is not None:
        put_quantity(element, line.quantity)
    _numbered(element, line)
    reference = etree.SubElement(element, "InvoiceDetailServiceItemReference")
    put_number(reference, "lineNumber", line.order_line_number)
    _classified(pen, reference, line)
    put_item_id(pen, reference, line.supplier_part_id, line.supplier_part_auxiliary_id, line.buyer_part_id)
    _described(pen, reference, line)
    put_needed_amount(pen, element, "SubtotalAmount", line.subtotal, "A service needs its amount.")
    if line.unit_price is not None:
        put_unit(pen, element, line.unit)
        pen.priced(element, "UnitPrice", line.unit_price)
        put_price_basis(pen, element, line.price_basis)
    if line.tax is not None:
        pen.charge(element, "Tax", line.tax)
    _ended(pen, element, line)
    _unsaid_of_service(pen, line)


def _unsaid_of_service(pen: Pen, line: InvoiceLine) -> None:
    """What a service has no place for."""
    path = f"InvoiceDetailServiceItem[{line.line_number}]"
    for name in ("shipping", "special_handling"):
        if (charge := getattr(line, name)) is not None:
            pen.lost(f"{path}/{name}", str(charge.money))
    for name in ("shipment_number", "manufacturer_part_id", "manufacturer_name"):
        if text := getattr(line, name):
            pen.lost(f"{path}/{name}", text)
    if line.unit_price is None:
        if line.unit:
            pen.lost(f"{path}/UnitOfMeasure", line.unit)
        if line.price_basis is not None:
            pen.lost(f"{path}/PriceBasisQuantity", str(line.price_basis.quantity))

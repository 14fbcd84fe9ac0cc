"""One item, written: ItemIn of a cart and ItemOut of an order share ItemID and ItemDetail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import CartLine, OrderLine, quantity_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen

Line = CartLine | OrderLine


def put_item_in(pen: Pen, parent: _Element, line: CartLine) -> None:
    element = _started(parent, "ItemIn", line)
    if line.line_number is not None:
        element.set("lineNumber", str(line.line_number))
    _identity(pen, element, line)
    _detail(pen, element, line)
    _charges(pen, element, line)


def put_item_out(pen: Pen, parent: _Element, line: OrderLine) -> None:
    element = _started(parent, "ItemOut", line)
    element.set("lineNumber", str(line.line_number))
    if line.requested_on is not None:
        element.set("requestedDeliveryDate", line.requested_on.isoformat())
    _identity(pen, element, line)
    _detail(pen, element, line)
    if line.ship_to is not None:
        pen.address(element, "ShipTo", line.ship_to)
    _charges(pen, element, line)
    pen.comments(element, line.comments)


def _started(parent: _Element, tag: str, line: Line) -> _Element:
    if line.quantity is None:
        raise LocalError("write.missing", f"{_named(line)} needs a quantity.", f"{tag}/@quantity")
    return etree.SubElement(parent, tag, quantity=quantity_text(line.quantity))


def _named(line: Line) -> str:
    return f"The line for {line.supplier_part_id!r:.60}"


def _identity(pen: Pen, parent: _Element, line: Line) -> None:
    if not line.supplier_part_id:
        raise LocalError("write.missing", "A line needs the supplier's part id.", "ItemID/SupplierPartID")
    element = etree.SubElement(parent, "ItemID")
    pen.text(element, "SupplierPartID", line.supplier_part_id)
    if line.supplier_part_auxiliary_id:
        pen.text(element, "SupplierPartAuxiliaryID", line.supplier_part_auxiliary_id)


def _detail(pen: Pen, parent: _Element, line: Line) -> None:
    if line.unit_price is None:
        raise LocalError("write.missing", f"{_named(line)} needs a price.", "ItemDetail/UnitPrice")
    element = etree.SubElement(parent, "ItemDetail")
    pen.priced(element, "UnitPrice", line.unit_price)
    pen.spoken(element, "Description", line.description, line.language)
    pen.text(element, "UnitOfMeasure", _unit(pen, line))
    _classifications(pen, element, line)
    if line.manufacturer_part_id:
        pen.text(element, "ManufacturerPartID", line.manufacturer_part_id)
    if line.manufacturer_name:
        pen.text(element, "ManufacturerName", line.manufacturer_name)
    if line.url:
        pen.text(element, "URL", line.url)
    if line.lead_time_days is not None:
        etree.SubElement(element, "LeadTime").text = str(line.lead_time_days)
    pen.extrinsics(element, line.extrinsics)


def _unit(pen: Pen, line: Line) -> str:
    if line.unit:
        return line.unit
    if not pen.profile.unit:
        raise LocalError("write.missing", f"{_named(line)} needs a unit of measure.", "ItemDetail/UnitOfMeasure")
    pen.supply("ItemDetail/UnitOfMeasure", pen.profile.unit)
    return pen.profile.unit


def _classifications(pen: Pen, parent: _Element, line: Line) -> None:
    classifications = line.classifications
    if not classifications:
        if pen.profile.classification is None:
            raise LocalError("write.missing", f"{_named(line)} needs a classification.", "ItemDetail/Classification")
        classifications = (pen.profile.classification,)
        pen.supply("ItemDetail/Classification", pen.profile.classification.code)
    for one in classifications:
        element = pen.text(parent, "Classification", one.code)
        element.set("domain", pen.clean(one.domain, "Classification/@domain"))


def _charges(pen: Pen, element: _Element, line: Line) -> None:
    if line.shipping is not None:
        pen.charge(element, "Shipping", line.shipping)
    if line.tax is not None:
        pen.charge(element, "Tax", line.tax)

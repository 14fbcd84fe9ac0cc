"""One item, written: ItemIn of a cart and ItemOut of an order share ItemID and ItemDetail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import CartLine, Item, OrderLine, quantity_text
from fondaco.wire.cxml.piece_bodies import put_comments, put_distributions, put_price_basis
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen

Line = CartLine | OrderLine


def put_item_in(pen: Pen, parent: _Element, line: CartLine) -> None:
    element = _started(pen, parent, "ItemIn", line)
    _identity(pen, element, line)
    put_detail(pen, element, line)
    _around(pen, element, line)
    for name in _NOT_IN_A_CART:
        if text := getattr(line, name):
            pen.lost(f"ItemIn/{name}", text)


def put_item_out(pen: Pen, parent: _Element, line: OrderLine) -> None:
    element = _started(pen, parent, "ItemOut", line)
    pen.set(element, "requisitionID", line.requisition_number)
    pen.set(element, "agreementItemNumber", line.contract_line)
    if line.requested_on is not None:
        element.set("requestedDeliveryDate", line.requested_on.isoformat())
    _identity(pen, element, line)
    put_detail(pen, element, line)
    _around(pen, element, line)
    if line.contract_number:
        pen.set(etree.SubElement(element, "MasterAgreementIDInfo"), "agreementID", line.contract_number)
    for name in _NOT_IN_AN_ORDER:
        if text := getattr(line, name):
            pen.lost(f"ItemOut/{name}", text)


# What cXML.dtd has no place for.
_NOT_IN_AN_ORDER = ("quote_number", "quote_line")
_NOT_IN_A_CART = ("contract_number", "contract_line", *_NOT_IN_AN_ORDER)


def _around(pen: Pen, element: _Element, line: Line) -> None:
    """What stands behind ItemDetail, in the order that ItemIn and ItemOut share."""
    if line.supplier_id:
        inner = pen.text(element, "SupplierID", line.supplier_id)
        inner.set("domain", pen.clean(line.supplier_id_domain, "SupplierID/@domain"))
    elif line.supplier_id_domain:
        pen.lost("SupplierID/@domain", line.supplier_id_domain)
    if line.ship_to is not None:
        pen.address(element, "ShipTo", line.ship_to)
    if line.shipping is not None:
        pen.charge(element, "Shipping", line.shipping)
    if line.tax is not None:
        pen.charge(element, "Tax", line.tax)
    put_distributions(pen, element, line.distributions)
    for contact in line.contacts:
        pen.contact(element, contact)
    put_comments(pen, element, line.comments, line.attachments)


def _started(pen: Pen, parent: _Element, tag: str, line: Line) -> _Element:
    if line.quantity is None:
        raise LocalError("write.missing", f"{_named(line)} needs a quantity.", f"{tag}/@quantity")
    element = etree.SubElement(parent, tag, quantity=quantity_text(line.quantity))
    for name, number in (("lineNumber", line.line_number), ("parentLineNumber", line.parent_line_number)):
        if number is not None:
            element.set(name, str(number))
    if line.item_type is not None:
        element.set("itemType", line.item_type.value)
    if line.service:
        element.set("itemClassification", "service")
    return element


def _named(line: Item) -> str:
    return f"The line for {line.supplier_part_id!r:.60}"


def _identity(pen: Pen, parent: _Element, line: Line) -> None:
    if not line.supplier_part_id:
        raise LocalError("write.missing", "A line needs the supplier's part id.", "ItemID/SupplierPartID")
    element = etree.SubElement(parent, "ItemID")
    pen.text(element, "SupplierPartID", line.supplier_part_id)
    if line.supplier_part_auxiliary_id:
        pen.text(element, "SupplierPartAuxiliaryID", line.supplier_part_auxiliary_id)
    if line.buyer_part_id:
        pen.text(element, "BuyerPartID", line.buyer_part_id)


def put_detail(pen: Pen, parent: _Element, line: Item) -> None:
    if line.unit_price is None:
        raise LocalError("write.missing", f"{_named(line)} needs a price.", "ItemDetail/UnitPrice")
    element = etree.SubElement(parent, "ItemDetail")
    pen.priced(element, "UnitPrice", line.unit_price)
    _description(pen, element, line)
    pen.text(element, "UnitOfMeasure", _unit(pen, line))
    put_price_basis(pen, element, line.price_basis)
    _classifications(pen, element, line)
    if line.manufacturer_part_id:
        pen.text(element, "ManufacturerPartID", line.manufacturer_part_id)
    if line.manufacturer_name:
        pen.text(element, "ManufacturerName", line.manufacturer_name)
    if line.url:
        pen.text(element, "URL", line.url)
    if line.lead_time_days is not None:
        etree.SubElement(element, "LeadTime").text = str(line.lead_time_days)
    if line.characteristics:
        retail = etree.SubElement(etree.SubElement(element, "ItemDetailIndustry"), "ItemDetailRetail")
        for name, value in line.characteristics:
            inner = etree.SubElement(retail, "Characteristic")
            inner.set("domain", pen.clean(name, "Characteristic/@domain"))
            inner.set("value", pen.clean(value, "Characteristic/@value"))
    pen.extrinsics(element, line.extrinsics)


def _description(pen: Pen, parent: _Element, line: Item) -> None:
    """The text, and the short name in it. Alone it is read as the text too, so it is written as that."""
    text = line.description
    if line.short_name and not text:
        text = line.short_name
        pen.supply("ItemDetail/Description", text)
    element = pen.spoken(parent, "Description", text, line.language)
    if line.short_name:
        pen.text(element, "ShortName", line.short_name)


def _unit(pen: Pen, line: Item) -> str:
    if line.unit:
        return line.unit
    if not pen.profile.unit:
        raise LocalError("write.missing", f"{_named(line)} needs a unit of measure.", "ItemDetail/UnitOfMeasure")
    pen.supply("ItemDetail/UnitOfMeasure", pen.profile.unit)
    return pen.profile.unit


def _classifications(pen: Pen, parent: _Element, line: Item) -> None:
    classifications = line.classifications
    if not classifications:
        if pen.profile.classification is None:
            raise LocalError("write.missing", f"{_named(line)} needs a classification.", "ItemDetail/Classification")
        classifications = (pen.profile.classification,)
        pen.supply("ItemDetail/Classification", pen.profile.classification.code)
    for one in classifications:
        element = pen.text(parent, "Classification", one.code)
        element.set("domain", pen.clean(one.domain, "Classification/@domain"))

"""One item, as carts (ItemIn) and orders (ItemOut) write it. Tables say which element is which field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Charge, Classification, decimal_from
from fondaco.wire.cxml.parties import address, extrinsic
from fondaco.wire.cxml.values import LANG, charge, described, money, text_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

Values = dict[str, Any]

_ID_TEXTS = {"SupplierPartID": "supplier_part_id", "SupplierPartAuxiliaryID": "supplier_part_auxiliary_id"}
_DETAIL_TEXTS = {
    "UnitOfMeasure": "unit",
    "ManufacturerPartID": "manufacturer_part_id",
    "ManufacturerName": "manufacturer_name",
    "URL": "url",
}


def quantity(item: _Element, values: Values, notes: Notes) -> None:
    text = item.get("quantity", "")
    number = decimal_from(text)
    values["quantity"] = number
    if number is None:
        notes.add("line.quantity.unreadable", item, "/@quantity", text)
    elif number <= 0:
        notes.add("line.quantity.not_positive", item, "/@quantity", text)


def item_id(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        field = _ID_TEXTS.get(child.tag)
        if field is None:
            notes.keep(child)
        elif field in values:
            notes.repeated(child)
        else:
            text = child.text
            values[field] = text.strip() if text else ""


def item_detail(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        tag = child.tag
        field = _DETAIL_TEXTS.get(tag)
        if field is not None:
            if field in values:
                notes.repeated(child)
            else:
                text = child.text
                values[field] = text.strip() if text else ""
        elif (read := _DETAIL.get(tag)) is not None:
            read(child, values, notes)
        else:
            notes.keep(child)
    if "price_basis" in values:
        del values["price_basis"]
        values["unit_price"] = None
    if not values.get("unit"):
        notes.add("line.unit.missing", element, "/UnitOfMeasure")


def _unit_price(element: _Element, values: Values, notes: Notes) -> None:
    if "unit_price" in values:
        notes.repeated(element)
        return
    values["unit_price"] = price = money(element, notes)
    if price is not None and price.amount < 0:
        notes.add("line.price.negative", element, "/Money", str(price))
    if len(element) > 1:
        for child in element:
            if child.tag != "Money":
                notes.keep(child)


def _description(element: _Element, values: Values, notes: Notes) -> None:
    if "description" in values:  # further languages
        notes.keep(element)
        return
    values["description"] = described(element)
    language = element.get(LANG)
    if language is None:
        notes.add("language.missing", element, "/@xml:lang")
    else:
        values["language"] = language


def _classification(element: _Element, values: Values, notes: Notes) -> None:
    code = element.text
    one = Classification(element.get("domain", ""), (code.strip() if code else "") or element.get("code", "").strip())
    values.setdefault("classifications", []).append(one)


def _lead_time(element: _Element, values: Values, notes: Notes) -> None:
    days = whole_number(text_of(element), notes, element, "")
    if days is None or "lead_time_days" in values:
        notes.keep(element)
    else:
        values["lead_time_days"] = days


def _price_basis(element: _Element, values: Values, notes: Notes) -> None:
    """Any basis but one unit makes the price unreadable for now: read as the price of one it would be wrong."""
    if {decimal_from(element.get(name, "1")) for name in ("quantity", "conversionFactor")} != {1}:
        values["price_basis"] = True
        notes.add("line.price_basis", element, "/@quantity", element.get("quantity", ""))
    notes.keep(element)


def line_extrinsic(element: _Element, values: Values, notes: Notes) -> None:
    values.setdefault("extrinsics", []).append(extrinsic(element))
    if len(element):
        for child in element:
            notes.keep(child)


_DETAIL: dict[str, Callable[[_Element, Values, Notes], None]] = {
    "UnitPrice": _unit_price,
    "Description": _description,
    "Classification": _classification,
    "LeadTime": _lead_time,
    "PriceBasisQuantity": _price_basis,
    "Extrinsic": line_extrinsic,
}


def once(field: str, read: Callable[[_Element, Notes], Any]) -> Callable[[_Element, Values, Notes], None]:
    """A reader of an element that may stand once."""

    def reader(element: _Element, values: Values, notes: Notes) -> None:
        if field in values:
            notes.repeated(element)
        else:
            values[field] = read(element, notes)

    return reader


def _charge(element: _Element, notes: Notes) -> Charge | None:
    return charge(element, notes)


COMMON: dict[str, Callable[[_Element, Values, Notes], None]] = {
    "ItemID": item_id,
    "ItemDetail": item_detail,
    "Shipping": once("shipping", _charge),
    "Tax": once("tax", _charge),
}
SHIP_TO = once("ship_to", address)


_LISTS = ("classifications", "extrinsics")


def complete(item: _Element, values: Values, notes: Notes) -> None:
    """Remark on what a line must have and this one has not."""
    if not values.setdefault("supplier_part_id", ""):
        notes.add("line.part_id.missing", item, "/ItemID/SupplierPartID")
    if "unit_price" not in values:
        notes.add("line.price.missing", item, "/ItemDetail/UnitPrice")
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    if notes.kept:
        values["extras"] = notes.extras()

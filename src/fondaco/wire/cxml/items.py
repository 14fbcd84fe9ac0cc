"""One item, as carts (ItemIn) and orders (ItemOut) write it. Tables say which element is which field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Classification, ItemType, decimal_from
from fondaco.wire.cxml.parties import address, contact
from fondaco.wire.cxml.pieces import comments, distribution, frozen, line_pair, once, price_basis, several
from fondaco.wire.cxml.values import LANG, charge, described, money, one_of, text_of, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.pieces import Table
    from fondaco.wire.xml.notes import Notes

Values = dict[str, Any]

_ID_TEXTS = {
    "SupplierPartID": "supplier_part_id",
    "SupplierPartAuxiliaryID": "supplier_part_auxiliary_id",
    "BuyerPartID": "buyer_part_id",
}
_DETAIL_TEXTS = {
    "UnitOfMeasure": "unit",
    "ManufacturerPartID": "manufacturer_part_id",
    "ManufacturerName": "manufacturer_name",
    "URL": "url",
}
# Attributes that both kinds of item may have.
ATTRIBUTES = frozenset({"quantity", "lineNumber", "parentLineNumber", "itemType", "itemClassification"})
_KINDS = {"service": True, "material": False}


def quantity(item: _Element, values: Values, notes: Notes) -> None:
    text = item.get("quantity", "")
    number = decimal_from(text)
    values["quantity"] = number
    if number is None:
        notes.add("line.quantity.unreadable", item, "/@quantity", text)
    elif number <= 0:
        notes.add("line.quantity.not_positive", item, "/@quantity", text)


def facts(item: _Element, values: Values, notes: Notes) -> None:
    """What the item's own attributes say: how many, of which kind, part of what."""
    quantity(item, values, notes)
    parent = item.get("parentLineNumber")
    if parent:
        values["parent_line_number"] = whole_number(parent, notes, item, "/@parentLineNumber")
    word = item.get("itemType")
    if word:
        values["item_type"] = kind = one_of(ItemType, word.strip().lower())
        if kind is None:
            notes.add("word.unknown", item, "/@itemType", word)
    word = item.get("itemClassification")
    if word:
        values["service"] = _KINDS.get(word.strip().lower(), False)
        if word.strip().lower() not in _KINDS:
            notes.add("word.unknown", item, "/@itemClassification", word)


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
    """The text, and the ShortName beside it, which stands for the text too where there is no other."""
    if "description" in values:  # further languages
        notes.keep(element)
        return
    values["description"] = described(element)
    for child in element:
        if child.tag == "ShortName" and "short_name" not in values:
            values["short_name"] = text_of(child)
        else:
            notes.keep(child)
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


_CHARACTERISTIC = frozenset({"domain", "value"})


def _industry(element: _Element, values: Values, notes: Notes) -> None:
    """ItemDetailIndustry/ItemDetailRetail/Characteristic, as cXML.dtd has them; the rest of it is kept."""
    notes.keep_attributes(element, frozenset())
    for retail in element:
        if retail.tag != "ItemDetailRetail":
            notes.keep(retail)
            continue
        for child in retail:
            if child.tag == "Characteristic":
                pair = child.get("domain", "").strip(), child.get("value", "").strip()
                values.setdefault("characteristics", []).append(pair)
                notes.keep_attributes(child, _CHARACTERISTIC)
            else:
                notes.keep(child)


_DETAIL: Table = {
    "UnitPrice": _unit_price,
    "Description": _description,
    "Classification": _classification,
    "LeadTime": _lead_time,
    "PriceBasisQuantity": once("price_basis", price_basis),
    "ItemDetailIndustry": _industry,
    "Extrinsic": line_pair,
}


def _supplier_id(element: _Element, values: Values, notes: Notes) -> None:
    if "supplier_id" in values:
        notes.repeated(element)
        return
    values["supplier_id"] = text_of(element)
    values["supplier_id_domain"] = element.get("domain", "").strip()


SHIP_TO = once("ship_to", address)
line_extrinsic = line_pair
COMMON: Table = {
    "ItemID": item_id,
    "ItemDetail": item_detail,
    "SupplierID": _supplier_id,
    "ShipTo": SHIP_TO,
    "Shipping": once("shipping", charge),
    "Tax": once("tax", charge),
    "Distribution": distribution,
    "Contact": several("contacts", contact),
    "Comments": comments,
}


def complete(item: _Element, values: Values, notes: Notes) -> None:
    """Remark on what a line must have and this one has not."""
    if not values.setdefault("supplier_part_id", ""):
        notes.add("line.part_id.missing", item, "/ItemID/SupplierPartID")
    if "unit_price" not in values:
        notes.add("line.price.missing", item, "/ItemDetail/UnitPrice")
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = frozen(value)
    if notes.kept:
        values["extras"] = notes.extras()

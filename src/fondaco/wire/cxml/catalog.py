"""Index and CatalogUploadRequest (cXML.dtd), read. An Index is a document of its own, with no envelope around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import (
    Catalog,
    CatalogItem,
    CatalogItemAction,
    CatalogUpload,
    Classification,
    SearchGroup,
    UploadOperation,
)
from fondaco.wire.cxml import items, pieces
from fondaco.wire.cxml.values import LANG, day, described, one_of, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

    from fondaco.documents import Attachment
    from fondaco.wire.cxml.pieces import Table, Values
    from fondaco.wire.xml.notes import Notes

_MODES = {"full": False, "incremental": True, "f": False, "i": True}
_INDEX_ATTRIBUTES = frozenset({"loadmode"})


def read_index(element: _Element, notes: Notes, limit: int) -> Catalog:
    """The catalogue. Without a loadmode it is whole."""
    notes.keep_attributes(element, _INDEX_ATTRIBUTES)
    values: Values = {}
    found: list[CatalogItem] = []
    mode = element.get("loadmode", "Full")
    if mode.strip().lower() not in _MODES:
        notes.add("word.unknown", element, "/@loadmode", mode)
    for child in element:
        if child.tag == "IndexItem":
            _items(child, found, notes, limit)
        elif (read := _INDEX.get(child.tag)) is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    if not values.get("supplier_ids"):
        notes.add("index.supplier.missing", element, "/SupplierID")
    incremental = _MODES.get(mode.strip().lower(), False)
    return Catalog(items=tuple(found), incremental=incremental, extras=notes.extras(), **pieces.frozen_lists(values))


def _supplier(element: _Element, notes: Notes) -> tuple[str, str]:
    return element.get("domain", "").strip(), text_of(element)


def _group(element: _Element, notes: Notes) -> SearchGroup:
    name, attributes = "", []
    for child in element:
        if child.tag == "Name":
            name = text_of(child)
        elif child.tag == "SearchAttribute":
            attributes.append((child.get("name", ""), child.get("type", "")))
        else:
            notes.keep(child)
    return SearchGroup(name, tuple(attributes))


_INDEX: Table = {
    "SupplierID": pieces.several("supplier_ids", _supplier),
    "Comments": pieces.line_comments,
    "SearchGroup": pieces.several("search_groups", _group),
}


def _items(holder: _Element, found: list[CatalogItem], notes: Notes, limit: int) -> None:
    for child in holder:
        kind = _KINDS.get(child.tag)
        if kind is None:
            notes.keep(child)
            continue
        if len(found) >= limit:
            raise refused("index.too_many_items", limit=limit)
        found.append(_item(child, *kind, len(found) + 1, notes))


def _item(element: _Element, action: CatalogItemAction, table: Table, position: int, notes: Notes) -> CatalogItem:
    notes.begin_line(element, position)
    values: Values = {"action": action}
    pieces.walk(element, table, values, notes)
    if action is CatalogItemAction.ADD:
        items.complete(element, values, notes)
    elif not values.get("supplier_part_id"):
        notes.add("line.part_id.missing", element, "/ItemID/SupplierPartID")
    extras = (*values.pop("extras", ()), *notes.extras())
    notes.end_line()
    return CatalogItem(extras=extras, **pieces.frozen_lists(values))


def _days(element: _Element, notes: Notes) -> int | None:
    return whole_number(text_of(element), notes, element, "")


def _day(element: _Element, notes: Notes) -> date | None:
    return day(text_of(element), notes, element, "")


def _found_in(element: _Element, values: Values, notes: Notes) -> None:
    """SearchGroupData: a further one is kept as it stands."""
    if "search_group" in values:
        notes.keep(element)
        return
    values["search_group"] = ""
    for child in element:
        if child.tag == "Name":
            values["search_group"] = text_of(child)
        elif child.tag == "SearchDataElement":
            pair = (child.get("name", ""), child.get("value", ""))
            values.setdefault("characteristics", []).append(pair)
        else:
            notes.keep(child)


def _lead_time(element: _Element, values: Values, notes: Notes) -> None:
    """LeadTime stands in ItemDetail too; the first that says a number holds."""
    if values.get("lead_time_days") is None:
        values["lead_time_days"] = _days(element, notes)


_INDEXED: Table = {
    "LeadTime": _lead_time,
    "ExpirationDate": pieces.once("expires_on", _day),
    "EffectiveDate": pieces.once("effective_on", _day),
    "SearchGroupData": _found_in,
    "TerritoryAvailable": pieces.several("territories", pieces.plain_text),
    "Extrinsic": pieces.line_pair,  # in IndexItemDetail the DTD has none, and stores put theirs there
}


def _indexed(element: _Element, values: Values, notes: Notes) -> None:
    pieces.walk(element, _INDEXED, values, notes)


def _description(element: _Element, values: Values, notes: Notes) -> None:
    if "description" in values:  # further languages
        notes.keep(element)
    else:
        values["description"], values["language"] = described(element), element.get(LANG, "")


def _classification(element: _Element, notes: Notes) -> Classification:
    return Classification(element.get("domain", ""), text_of(element) or element.get("code", "").strip())


_PUNCHED: Table = {
    **_INDEXED,
    "Description": _description,
    "URL": pieces.once("punchout_url", pieces.plain_text),
    "Classification": pieces.several("classifications", _classification),
    "UnitPrice": pieces.once("unit_price", pieces.amount),
    "UnitOfMeasure": pieces.once("unit", pieces.plain_text),
    "PriceBasisQuantity": pieces.once("price_basis", pieces.price_basis),
    "ManufacturerName": pieces.once("manufacturer_name", pieces.plain_text),
    "ManufacturerPartID": pieces.once("manufacturer_part_id", pieces.plain_text),
}


def _punched(element: _Element, values: Values, notes: Notes) -> None:
    pieces.walk(element, _PUNCHED, values, notes)
    values["punchout_level"] = element.get("punchoutLevel", "").strip()


_KINDS: dict[str, tuple[CatalogItemAction, Table]] = {
    "IndexItemAdd": (CatalogItemAction.ADD, {**items.COMMON, "IndexItemDetail": _indexed}),
    "IndexItemDelete": (CatalogItemAction.DELETE, {"ItemID": items.item_id}),
    "IndexItemPunchout": (CatalogItemAction.PUNCHOUT, {"ItemID": items.item_id, "PunchoutDetail": _punched}),
}


def _attached(element: _Element, notes: Notes) -> Attachment:
    return pieces.attachment(element, notes)


def _named(element: _Element, values: Values, notes: Notes) -> None:
    values["name"], values["language"] = text_of(element), element.get(LANG, "")


def _commodities(element: _Element, notes: Notes) -> tuple[Classification, ...]:
    for child in element:
        if child.tag != "CommodityCode":
            notes.keep(child)
    return tuple(Classification("", text_of(child)) for child in element.iterchildren("CommodityCode"))


def _published(element: _Element, notes: Notes) -> bool:
    return element.get("enabled", "").strip().lower() in ("yes", "true", "1")


def _told(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        if child.tag == "Email":
            values.setdefault("notify_emails", []).append(text_of(child))
        elif child.tag == "URLPost":
            values["notify_by_post"] = _published(child, notes)
        else:
            notes.keep(child)


_UPLOAD: Table = {
    "CatalogName": _named,
    "Description": pieces.once("description", lambda element, _notes: described(element)),
    "Attachment": pieces.once("attachment", _attached),
    "Commodities": pieces.once("commodities", _commodities),
    "AutoPublish": pieces.once("auto_publish", _published),
    "Notification": _told,
}
_UPLOAD_ATTRIBUTES = frozenset({"operation"})


def read_upload(element: _Element, notes: Notes, limit: int) -> CatalogUpload:
    """The upload; its file is a catalogue in CIF or cXML, to be read by whoever asked for it."""
    notes.keep_attributes(element, _UPLOAD_ATTRIBUTES)
    values: Values = {}
    pieces.walk(element, _UPLOAD, values, notes)
    word = element.get("operation", "")
    operation = one_of(UploadOperation, word.strip().lower())
    if operation is None:
        notes.add("word.unknown", element, "/@operation", word)
    if not values.setdefault("name", ""):
        notes.add("upload.name.missing", element, "/CatalogName")
    if "attachment" not in values:
        notes.add("upload.file.missing", element, "/Attachment")
    operation = operation or UploadOperation.NEW
    return CatalogUpload(operation=operation, extras=notes.extras(), **pieces.frozen_lists(values))

"""ShipNoticeRequest (Fulfill.dtd), read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import (
    Carrier,
    Fulfillment,
    OrderOperation,
    OrderReference,
    Package,
    ShipLine,
    ShipmentKind,
    ShipNotice,
    ShipPortion,
)
from fondaco.wire.cxml.parties import contact
from fondaco.wire.cxml.pieces import (
    Table,
    Values,
    comments,
    delivery_terms,
    frozen_lists,
    item_id,
    line_comments,
    line_number,
    line_pair,
    line_quantity,
    number_of,
    once,
    order_reference,
    pair,
    payload_id_of,
    plain_text,
    several,
    unit,
    walk,
)
from fondaco.wire.cxml.sequence import SHIP_HEADER, in_order
from fondaco.wire.cxml.values import day, described, moment, one_of, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from decimal import Decimal
    from enum import StrEnum

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def read_ship_notice(element: _Element, notes: Notes, limit: int) -> ShipNotice:
    """The notice, whatever is wrong with it. ``limit`` bounds the lines of all its orders together."""
    values: Values = {"number": ""}
    portions: list[ShipPortion] = []
    carriers: list[Carrier] = []
    lines = 0
    for child in element:
        tag = child.tag
        if tag == "ShipNoticeHeader" and "operation" not in values:
            _header(child, values, notes)
        elif tag == "ShipControl":
            carriers.append(_carrier(child, notes))
        elif tag == "ShipNoticePortion":
            portions.append(_portion(child, notes, limit, lines))
            lines += len(portions[-1].lines)
        else:
            notes.keep(child)
    if not values["number"]:
        notes.add("notice.number.missing", element, "/ShipNoticeHeader/@shipmentID")
    if not portions:
        notes.add("notice.order.missing", element, "/ShipNoticePortion/OrderReference")
    return ShipNotice(portions=tuple(portions), carriers=tuple(carriers), extras=notes.extras(), **frozen_lists(values))


_HEADER_WORDS: dict[str, tuple[str, type[StrEnum]]] = {
    "shipmentType": ("kind", ShipmentKind),
    "fulfillmentType": ("fulfillment", Fulfillment),
}
_HEADER_TIMES = {"noticeDate": "noticed_at", "shipmentDate": "shipped_at", "deliveryDate": "delivery_at"}
_HEADER_ATTRIBUTES = frozenset({"shipmentID", "operation", *_HEADER_WORDS, *_HEADER_TIMES})


def _header(header: _Element, values: Values, notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    values["number"] = header.get("shipmentID", "").strip()
    word = header.get("operation", "new").strip()
    operation = one_of(OrderOperation, word)
    if operation is None:
        notes.add("word.unknown", header, "/@operation", word)
    values["operation"] = operation or OrderOperation.NEW
    for name, (field, words) in _HEADER_WORDS.items():
        word = header.get(name, "").strip()
        if word:
            values[field] = one_of(words, word)
            if values[field] is None:
                notes.add("word.unknown", header, f"/@{name}", word)
    for name, field in _HEADER_TIMES.items():
        values[field] = moment(header.get(name, ""), notes, header, f"/@{name}")
    if values["noticed_at"] is None:
        notes.add("notice.date.missing", header, "/@noticeDate")
    for child in in_order(header, SHIP_HEADER, notes):
        read = _HEADER.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)


def package(element: _Element, notes: Notes) -> Package:
    """Packaging: its kind, label (SSCC) and numbers; weights, sizes and the rest are kept."""
    values = {"kind": "", "label": "", "number": "", "tracking_id": ""}
    for child in element:
        tag = child.tag
        if tag == "PackageID":
            for inner in child:
                _put_text(inner, values, _PACKAGE_IDS.get(inner.tag, ""), notes)
        else:
            _put_text(child, values, _PACKAGE_TEXTS.get(tag, ""), notes)
    return Package(**values)


_PACKAGE_TEXTS = {"PackagingCode": "kind", "ShippingContainerSerialCode": "label"}
_PACKAGE_IDS = {"GlobalIndividualAssetID": "number", "PackageTrackingID": "tracking_id"}


def _put_text(element: _Element, values: dict[str, str], field: str, notes: Notes) -> None:
    if field and not values[field]:
        values[field] = text_of(element)
    else:
        notes.keep(element)


_HEADER: Table = {
    "ServiceLevel": once("service_level", plain_text),
    "DocumentReference": once("changes_payload_id", payload_id_of),
    "Contact": several("contacts", contact),
    "Comments": comments,
    "TermsOfDelivery": once("delivery_terms", delivery_terms),
    "Packaging": several("packages", package),
    "Extrinsic": pair,
}

_ROUTE_ATTRIBUTES = frozenset({"method"})
_SHIPMENT_ATTRIBUTES = frozenset({"trackingURL", "domain"})


def _carrier(element: _Element, notes: Notes) -> Carrier:
    """ShipControl. An identifier without a text says nothing: writers that must send one send that."""
    identifiers: list[tuple[str, str]] = []
    numbers: list[str] = []
    route = url = ""
    for child in element:
        tag, text = child.tag, text_of(child)
        if tag == "CarrierIdentifier":
            if text:
                identifiers.append((child.get("domain", "").strip(), text))
        elif tag == "ShipmentIdentifier":
            if text:
                numbers.append(text)
            url = url or child.get("trackingURL", "").strip()
            notes.keep_attributes(child, _SHIPMENT_ATTRIBUTES)
        elif tag == "Route" and not route:
            route = child.get("method", "").strip()
            notes.keep_attributes(child, _ROUTE_ATTRIBUTES)
            for inner in child:
                notes.keep(inner)
        else:
            notes.keep(child)
    return Carrier(tuple(identifiers), tuple(numbers), route, url)


def _portion(element: _Element, notes: Notes, limit: int, before: int) -> ShipPortion:
    values: Values = {}
    lines: list[ShipLine] = []
    for child in element:
        read = _PORTION.get(child.tag)
        if child.tag == "ShipNoticeItem":
            if before + len(lines) >= limit:
                raise refused("notice.too_many_lines", limit=limit)
            lines.append(_line(child, before + len(lines) + 1, notes))
        elif read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    order = values.setdefault("order", OrderReference(""))
    if not order.number and not order.payload_id:
        notes.add("notice.order.missing", element, "/OrderReference")
    return ShipPortion(lines=tuple(lines), **frozen_lists(values))


_PORTION: Table = {
    "OrderReference": once("order", order_reference),
    "Comments": line_comments,
    "Extrinsic": line_pair,
}
_LINE_ATTRIBUTES = frozenset({"quantity", "lineNumber", "shipNoticeLineNumber"})


def _line(item: _Element, position: int, notes: Notes) -> ShipLine:
    notes.begin_line(item, position)
    notes.keep_attributes(item, _LINE_ATTRIBUTES)
    values: Values = {
        "line_number": line_number(item, notes),
        "quantity": line_quantity(item, notes),
        "ship_line_number": whole_number(item.get("shipNoticeLineNumber"), notes, item, "/@shipNoticeLineNumber"),
    }
    walk(item, _LINE, values, notes)
    if "unit" not in values:
        notes.add("line.unit.missing", item, "/UnitOfMeasure")
    line = ShipLine(extras=notes.extras(), **frozen_lists(values))
    notes.end_line()
    return line


def _detail(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        if child.tag == "Description" and "description" not in values:
            values["description"] = described(child)
        else:
            notes.keep(child)


_BATCH_ATTRIBUTES = frozenset({"expirationDate"})


def _batch(element: _Element, values: Values, notes: Notes) -> None:
    if "lot_number" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _BATCH_ATTRIBUTES)
    values["lot_number"] = ""
    values["expires_on"] = day(element.get("expirationDate", ""), notes, element, "/@expirationDate")
    for child in element:
        if child.tag == "SupplierBatchID" and not values["lot_number"]:
            values["lot_number"] = text_of(child)
        else:
            notes.keep(child)


_ASSET_ATTRIBUTES = frozenset({"serialNumber"})


def _asset(element: _Element, values: Values, notes: Notes) -> None:
    """AssetInfo stands once for each piece (Fulfill.dtd); its serial number is read, the rest kept."""
    notes.keep_attributes(element, _ASSET_ATTRIBUTES)
    number = element.get("serialNumber", "").strip()
    if number:
        values.setdefault("serial_numbers", []).append(number)
    for child in element:
        notes.keep(child)


def _ordered(element: _Element, notes: Notes) -> Decimal | None:
    for child in element:
        notes.keep(child)
    return number_of(element.get("quantity"), notes, element, "/@quantity")


_LINE: Table = {
    "ItemID": item_id,
    "ShipNoticeItemDetail": _detail,
    "UnitOfMeasure": once("unit", unit),
    "Packaging": several("packages", package),
    "Batch": _batch,
    "SupplierBatchID": once("lot_number", plain_text),
    "AssetInfo": _asset,
    "OrderedQuantity": once("ordered_quantity", _ordered),
    "Comments": line_comments,
    "Extrinsic": line_pair,
}

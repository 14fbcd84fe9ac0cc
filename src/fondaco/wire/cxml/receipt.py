"""ReceiptRequest (Fulfill.dtd), read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import GoodsReceipt, OrderOperation, OrderReference, ReceiptKind, ReceiptLine, ReceiptPortion
from fondaco.wire.cxml.pieces import (
    Table,
    Values,
    amount,
    frozen_lists,
    item_id,
    line_comments,
    line_number,
    line_pair,
    line_quantity,
    once,
    order_reference,
    own_number,
    payload_id_of,
    unit,
    walk,
    yes,
)
from fondaco.wire.cxml.values import described, moment, money, one_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def read_receipt(element: _Element, notes: Notes, limit: int) -> GoodsReceipt:
    """The receipt, whatever is wrong with it. ``limit`` bounds the lines of all its orders together."""
    values: Values = {"number": ""}
    portions: list[ReceiptPortion] = []
    lines = 0
    for child in element:
        tag = child.tag
        if tag == "ReceiptRequestHeader" and "operation" not in values:
            _header(child, values, notes)
        elif tag == "ReceiptOrder":
            portions.append(_portion(child, notes, limit, lines))
            lines += len(portions[-1].lines)
        elif tag == "Total" and "total" not in values:
            values["total"] = amount(child, notes)
        else:
            notes.keep(child)
    if not values["number"]:
        notes.add("receipt.number.missing", element, "/ReceiptRequestHeader/@receiptID")
    if not portions:
        notes.add("receipt.order.missing", element, "/ReceiptOrder")
    return GoodsReceipt(portions=tuple(portions), extras=notes.extras(), **frozen_lists(values))


_HEADER_ATTRIBUTES = frozenset({"receiptID", "receiptDate", "operation"})


def _header(header: _Element, values: Values, notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    values["number"] = header.get("receiptID", "").strip()
    word = header.get("operation", "new").strip()
    operation = one_of(OrderOperation, word)
    if operation is None:
        notes.add("word.unknown", header, "/@operation", word)
    values["operation"] = operation or OrderOperation.NEW
    values["received_at"] = moment(header.get("receiptDate", ""), notes, header, "/@receiptDate")
    if values["received_at"] is None:
        notes.add("receipt.date.missing", header, "/@receiptDate")
    walk(header, _HEADER, values, notes)


_NOTICE_ATTRIBUTES = frozenset({"shipNoticeID"})


def shipment(element: _Element, notes: Notes) -> str:
    """The number of the ship notice, of ShipNoticeIDInfo or ShipNoticeReference; its date and message are kept."""
    notes.keep_attributes(element, _NOTICE_ATTRIBUTES)
    for child in element:
        notes.keep(child)
    return element.get("shipNoticeID", "").strip()


_HEADER: Table = {
    "DocumentReference": once("changes_payload_id", payload_id_of),
    "ShipNoticeIDInfo": once("shipment_number", shipment),
    "Comments": line_comments,
    "Extrinsic": line_pair,
}


def _portion(element: _Element, notes: Notes, limit: int, before: int) -> ReceiptPortion:
    order: OrderReference | None = None
    lines: list[ReceiptLine] = []
    for child in element:
        if child.tag == "ReceiptOrderInfo" and order is None:
            order = _order(child, notes)
        elif child.tag == "ReceiptItem":
            if before + len(lines) >= limit:
                raise refused("receipt.too_many_lines", limit=limit)
            lines.append(_line(child, before + len(lines) + 1, notes))
        else:
            notes.keep(child)
    order = order or OrderReference("")
    if not order.number and not order.payload_id:
        notes.add("receipt.order.missing", element, "/ReceiptOrderInfo/OrderReference")
    return ReceiptPortion(order, tuple(lines), yes(element, "closeForReceiving", notes))


def _order(element: _Element, notes: Notes) -> OrderReference:
    """The order; the agreement that stands beside it, or instead of it, is kept."""
    order: OrderReference | None = None
    for child in element:
        if child.tag in ("OrderReference", "OrderIDInfo") and order is None:
            order = order_reference(child, notes)
        else:
            notes.keep(child)
    return order or OrderReference("")


_LINE_ATTRIBUTES = frozenset({"quantity", "receiptLineNumber", "type", "completedIndicator"})


def _line(item: _Element, position: int, notes: Notes) -> ReceiptLine:
    notes.begin_line(item, position)
    notes.keep_attributes(item, _LINE_ATTRIBUTES)
    word = item.get("type", "received").strip()
    kind = one_of(ReceiptKind, word)
    if kind is None:
        notes.add("word.unknown", item, "/@type", word)
    values: Values = {
        "quantity": line_quantity(item, notes),
        "kind": kind or ReceiptKind.RECEIVED,
        "receipt_line_number": own_number(item, "receiptLineNumber", position, notes),
        "complete": yes(item, "completedIndicator", notes),
    }
    walk(item, _LINE, values, notes)
    if "line_number" not in values:
        values["line_number"] = 0
        notes.add("line.order_line.missing", item, "/ReceiptItemReference/@lineNumber")
    if "unit_price" not in values:
        notes.add("line.price.missing", item, "/UnitRate/Money")
    line = ReceiptLine(extras=notes.extras(), **frozen_lists(values))
    notes.end_line()
    return line


_REFERENCE_ATTRIBUTES = frozenset({"lineNumber"})


def _reference(element: _Element, values: Values, notes: Notes) -> None:
    if "line_number" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _REFERENCE_ATTRIBUTES)
    values["line_number"] = line_number(element, notes)
    walk(element, _REFERENCE, values, notes)


def _text(element: _Element, notes: Notes) -> str:
    return described(element)


def shipment_line(element: _Element, notes: Notes) -> int | None:
    return whole_number(element.get("shipNoticeLineNumber"), notes, element, "/@shipNoticeLineNumber")


_REFERENCE: Table = {
    "ItemID": item_id,
    "Description": once("description", _text),
    "ShipNoticeReference": once("shipment_number", shipment),
    "ShipNoticeIDInfo": once("shipment_number", shipment),
    "ShipNoticeLineItemReference": once("shipment_line_number", shipment_line),
}


def _unit_rate(element: _Element, values: Values, notes: Notes) -> None:
    if "unit_price" in values:
        notes.repeated(element)
        return
    values["unit_price"] = money(element, notes)
    for child in element:
        if child.tag == "UnitOfMeasure" and "unit" not in values:
            values["unit"] = unit(child, notes)
        elif child.tag != "Money":
            notes.keep(child)


_LINE: Table = {
    "ReceiptItemReference": _reference,
    "UnitRate": _unit_rate,
    "ReceivedAmount": once("received", amount),
    "Comments": line_comments,
    "Extrinsic": line_pair,
}

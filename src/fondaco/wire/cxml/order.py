"""OrderRequest, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import OrderLine, OrderOperation, PurchaseOrder
from fondaco.wire.cxml import items
from fondaco.wire.cxml.invoice_amounts import modifications
from fondaco.wire.cxml.parties import address, contact, person
from fondaco.wire.cxml.pieces import (
    comments,
    delivery_terms,
    frozen_lists,
    once,
    pair,
    payload_id_of,
    payment_term,
    several,
    walk,
)
from fondaco.wire.cxml.plain_lines import read_lines
from fondaco.wire.cxml.sequence import ORDER_HEADER, in_order
from fondaco.wire.cxml.values import charge, child_of, day, moment, money, one_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.pieces import Table
    from fondaco.wire.xml.notes import Notes


def read_order(element: _Element, notes: Notes, limit: int) -> PurchaseOrder:
    header = child_of(element, "OrderRequestHeader")
    values: dict[str, Any] = {} if header is None else _header(header, notes)
    lines = _lines(element, header, notes, limit)
    if not values.setdefault("number", ""):
        notes.add("order.number.missing", element, "/OrderRequestHeader/@orderID")
    if not lines:
        notes.add("order.lines.missing", element, "/ItemOut")
    return PurchaseOrder(lines=lines, extras=notes.extras(), **values)


def _lines(element: _Element, header: _Element | None, notes: Notes, limit: int) -> tuple[OrderLine, ...]:
    items: list[_Element] = []
    for child in element:
        if child.tag == "ItemOut":
            items.append(child)
        elif child is not header:
            notes.keep(child)
    if len(items) > limit:
        raise refused("order.too_many_lines", limit=limit)
    return read_lines(items, notes, read_item_out)


def _total(element: _Element, values: items.Values, notes: Notes) -> None:
    """Total, and the fees and allowances beside it, which are not in it."""
    if "total" in values:
        notes.repeated(element)
        return
    values["total"] = money(element, notes)
    for child in element:
        if child.tag == "Modifications":
            modifications(child, values, notes)
        elif child.tag != "Money":
            notes.keep(child)


_HEADER: Table = {
    "Total": _total,
    "ShipTo": once("ship_to", address),
    "BillTo": once("bill_to", address),
    "Shipping": once("shipping", charge),
    "Tax": once("tax", charge),
    "PaymentTerm": payment_term,
    "Contact": several("contacts", contact),
    "Comments": comments,
    "DocumentReference": once("changes_payload_id", payload_id_of),
    "TermsOfDelivery": once("delivery_terms", delivery_terms),
    "Extrinsic": pair,
}


def _header(header: _Element, notes: Notes) -> dict[str, Any]:
    values = _header_attributes(header, notes)
    for child in in_order(header, ORDER_HEADER, notes):
        read = _HEADER.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    _remark(header, values, notes)
    values = frozen_lists(values)
    values["person"] = person(values.get("extrinsics", ()), values.get("contacts", ()), values.get("ship_to"))
    return values


def _remark(header: _Element, values: dict[str, Any], notes: Notes) -> None:
    if "total" not in values:
        notes.add("order.total.missing", header, "/Total")
    if values.get("bill_to") is None:
        notes.add("order.bill_to.missing", header, "/BillTo")


_HEADER_ATTRIBUTES = frozenset(
    {"orderID", "orderDate", "orderType", "type", "orderVersion", "requisitionID", "agreementID"}
)


def _header_attributes(header: _Element, notes: Notes) -> dict[str, Any]:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    date = header.get("orderDate", "")
    if not date.strip():
        notes.add("order.date.missing", header, "/@orderDate")
    kind = header.get("type", "new").strip().lower()
    operation = one_of(OrderOperation, kind)
    if operation is None:
        notes.add("word.unknown", header, "/@type", kind)
    return {
        "number": header.get("orderID", "").strip(),
        "operation": operation or OrderOperation.NEW,
        "order_type": header.get("orderType", "regular"),
        "ordered_at": moment(date, notes, header, "/@orderDate"),
        "version": header.get("orderVersion", "").strip(),
        "requisition_number": header.get("requisitionID", "").strip(),
        "contract_number": header.get("agreementID", "").strip(),
    }


def _agreement(element: _Element, values: items.Values, notes: Notes) -> None:
    """MasterAgreementIDInfo, or MasterAgreementReference, which names a message too."""
    if "contract_number" in values:
        notes.repeated(element)
        return
    values["contract_number"] = element.get("agreementID", "").strip()
    notes.keep_attributes(element, _AGREEMENT_ATTRIBUTES)
    for child in element:
        notes.keep(child)


_AGREEMENT_ATTRIBUTES = frozenset({"agreementID"})
_ITEM_OUT: Table = {**items.COMMON, "MasterAgreementIDInfo": _agreement, "MasterAgreementReference": _agreement}
_ITEM_OUT_ATTRIBUTES = items.ATTRIBUTES | {"requestedDeliveryDate", "requisitionID", "agreementItemNumber"}


def read_item_out(item: _Element, position: int, notes: Notes) -> OrderLine:
    """One line, whatever is wrong with it. Numbers that cannot be read are None, with an error finding."""
    notes.begin_line(item, position)
    values: items.Values = {}
    items.facts(item, values, notes)
    notes.keep_attributes(item, _ITEM_OUT_ATTRIBUTES)
    walk(item, _ITEM_OUT, values, notes)
    number = item.get("lineNumber")
    line_number = whole_number(number, notes, item, "/@lineNumber")
    if line_number is None:
        notes.add("line.number.missing", item, "/@lineNumber", number or "")
        line_number = position
    wanted = item.get("requestedDeliveryDate")
    if wanted:
        values["requested_on"] = day(wanted, notes, item, "/@requestedDeliveryDate")
    for name, field in _ITEM_OUT_TEXTS:
        text = item.get(name)
        if text:
            values[field] = text.strip()
    items.complete(item, values, notes)
    notes.end_line()
    return OrderLine(line_number=line_number, **values)


_ITEM_OUT_TEXTS = (("requisitionID", "requisition_number"), ("agreementItemNumber", "contract_line"))

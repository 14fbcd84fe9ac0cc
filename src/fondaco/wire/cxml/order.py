"""OrderRequest, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Address, Contact, OrderLine, OrderOperation, PaymentTerm, PurchaseOrder
from fondaco.wire.cxml import items
from fondaco.wire.cxml.parties import Extrinsics, address, contact, extrinsic, person
from fondaco.wire.cxml.plain_lines import read_lines
from fondaco.wire.cxml.sequence import ORDER_HEADER, in_order
from fondaco.wire.cxml.values import charge, child_of, day, moment, money, one_of, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

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


_HEADER_CHARGES = {"Shipping": "shipping", "Tax": "tax"}
_HEADER_ADDRESSES = {"ShipTo": "ship_to", "BillTo": "bill_to"}


def _header(header: _Element, notes: Notes) -> dict[str, Any]:
    values = _header_attributes(header, notes)
    contacts: list[Contact] = []
    extrinsics: list[tuple[str, str]] = []
    comments: list[str] = []
    for child in in_order(header, ORDER_HEADER, notes):
        tag = child.tag
        if tag in _HEADER_ADDRESSES and _HEADER_ADDRESSES[tag] not in values:
            values[_HEADER_ADDRESSES[tag]] = address(child, notes)
        elif tag in _HEADER_CHARGES and _HEADER_CHARGES[tag] not in values:
            values[_HEADER_CHARGES[tag]] = charge(child, notes)
        elif tag == "Total" and "total" not in values:
            values["total"] = money(child, notes)
        elif tag == "Contact":
            contacts.append(contact(child, notes))
        elif tag == "Comments":
            comments.append(text_of(child))
            for attachment in child:
                notes.keep(attachment)
        elif tag == "PaymentTerm" and "payment_terms" not in values:
            days = whole_number(child.get("payInNumberOfDays"), notes, child, "/@payInNumberOfDays")
            values["payment_terms"] = () if days is None else (PaymentTerm(days),)
        elif tag == "Extrinsic":
            extrinsics.append(extrinsic(child))
            for inner in child:
                notes.keep(inner)
        else:
            notes.keep(child)
    _remark(header, values, notes)
    values["comments"] = "\n".join(filter(None, comments))
    return _with_people(values, tuple(contacts), tuple(extrinsics))


def _remark(header: _Element, values: dict[str, Any], notes: Notes) -> None:
    if "total" not in values:
        notes.add("order.total.missing", header, "/Total")
    if values.get("bill_to") is None:
        notes.add("order.bill_to.missing", header, "/BillTo")


def _with_people(values: dict[str, Any], contacts: tuple[Contact, ...], extrinsics: Extrinsics) -> dict[str, Any]:
    ship_to: Address | None = values.get("ship_to")
    return {
        **values,
        "contacts": contacts,
        "extrinsics": extrinsics,
        "person": person(extrinsics, contacts, ship_to),
    }


_HEADER_ATTRIBUTES = frozenset({"orderID", "orderDate", "orderType", "type", "orderVersion"})


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
    }


def _comments(element: _Element, values: items.Values, notes: Notes) -> None:
    text = text_of(element)
    if text:
        values.setdefault("comments", []).append(text)
    for child in element:
        notes.keep(child)


_ITEM_OUT = {**items.COMMON, "ShipTo": items.SHIP_TO, "Comments": _comments}


_ITEM_OUT_ATTRIBUTES = frozenset({"quantity", "lineNumber", "requestedDeliveryDate"})


def read_item_out(item: _Element, position: int, notes: Notes) -> OrderLine:
    """One line, whatever is wrong with it. Numbers that cannot be read are None, with an error finding."""
    notes.begin_line(item, position)
    values: items.Values = {}
    items.quantity(item, values, notes)
    notes.keep_attributes(item, _ITEM_OUT_ATTRIBUTES)
    for child in item:
        read = _ITEM_OUT.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    number = item.get("lineNumber")
    line_number = whole_number(number, notes, item, "/@lineNumber")
    if line_number is None:
        notes.add("line.number.missing", item, "/@lineNumber", number or "")
        line_number = position
    wanted = item.get("requestedDeliveryDate")
    if wanted:
        values["requested_on"] = day(wanted, notes, item, "/@requestedDeliveryDate")
    if "comments" in values:
        values["comments"] = "\n".join(values["comments"])
    items.complete(item, values, notes)
    notes.end_line()
    return OrderLine(line_number=line_number, **values)

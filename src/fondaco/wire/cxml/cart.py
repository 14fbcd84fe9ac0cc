"""PunchOutOrderMessage, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Cart, CartLine, SetupOperation, Status
from fondaco.wire.cxml import items
from fondaco.wire.cxml.parties import address
from fondaco.wire.cxml.pieces import frozen_lists, line_pair, once, walk
from fondaco.wire.cxml.plain_lines import read_lines
from fondaco.wire.cxml.sequence import CART_HEADER, in_order
from fondaco.wire.cxml.values import charge, money, one_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.pieces import Table
    from fondaco.wire.xml.notes import Notes


def read_cart(element: _Element, status: Status | None, notes: Notes, limit: int) -> Cart:
    """The cart; ``status`` is the one that stood beside it in the Message, if any."""
    values: dict[str, Any] = {}
    found: list[_Element] = []
    for child in element:
        tag = child.tag
        if tag == "ItemIn":
            found.append(child)
        elif tag == "BuyerCookie" and "buyer_cookie" not in values:
            values["buyer_cookie"] = child.text or ""
        elif tag == "PunchOutOrderMessageHeader" and "operation_allowed" not in values:
            _header(child, values, notes)
        else:
            notes.keep(child)
    if len(found) > limit:
        raise refused("cart.too_many_lines", limit=limit)
    lines = read_lines(found, notes, _line)
    if not values.setdefault("buyer_cookie", "").strip():
        notes.add("cart.buyer_cookie.missing", element, "/BuyerCookie")
    if "total" not in values and (lines or status is None):
        notes.add("cart.total.missing", element, "/PunchOutOrderMessageHeader/Total")
    return Cart(lines=lines, status=status, extras=notes.extras(), **values)


def _header(header: _Element, values: dict[str, Any], notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    word = header.get("operationAllowed", "")
    operation = one_of(SetupOperation, word.strip().lower())
    values["operation_allowed"] = operation or SetupOperation.CREATE
    if operation is None:
        notes.add("word.unknown", header, "/@operationAllowed", word)
    for child in in_order(header, CART_HEADER, notes):
        read = _HEADER.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    values.update(frozen_lists(values))


def _supplier_order(element: _Element, notes: Notes) -> str:
    notes.keep_attributes(element, frozenset({"orderID"}))
    return element.get("orderID", "").strip()


_HEADER: Table = {
    "Total": once("total", money),
    "ShipTo": once("ship_to", address),
    "Shipping": once("shipping", charge),
    "Tax": once("tax", charge),
    "SupplierOrderInfo": once("supplier_order_number", _supplier_order),
    "Extrinsic": line_pair,
}
_HEADER_ATTRIBUTES = frozenset({"operationAllowed"})
_ITEM_IN: Table = {**items.COMMON, "Extrinsic": line_pair}


def _line(item: _Element, position: int, notes: Notes) -> CartLine:
    notes.begin_line(item, position)
    values: items.Values = {}
    items.facts(item, values, notes)
    notes.keep_attributes(item, items.ATTRIBUTES)
    walk(item, _ITEM_IN, values, notes)
    number = item.get("lineNumber")
    if number is not None:
        values["line_number"] = whole_number(number, notes, item, "/@lineNumber")
    items.complete(item, values, notes)
    notes.end_line()
    return CartLine(**values)

"""PunchOutOrderMessage, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Cart, CartLine, SetupOperation, Status
from fondaco.wire.cxml import items
from fondaco.wire.cxml.parties import extrinsic
from fondaco.wire.cxml.sequence import CART_HEADER, in_order
from fondaco.wire.cxml.values import charge, money, one_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def read_cart(element: _Element, status: Status | None, notes: Notes, limit: int) -> Cart:
    """The cart; ``status`` is the one that stood beside it in the Message, if any."""
    values: dict[str, Any] = {}
    lines: list[CartLine] = []
    for child in element:
        tag = child.tag
        if tag == "ItemIn":
            if len(lines) >= limit:
                raise refused("cart.too_many_lines", limit=limit)
            lines.append(_line(child, len(lines) + 1, notes))
        elif tag == "BuyerCookie" and "buyer_cookie" not in values:
            values["buyer_cookie"] = child.text or ""
        elif tag == "PunchOutOrderMessageHeader" and "operation_allowed" not in values:
            _header(child, values, notes)
        else:
            notes.keep(child)
    if not values.setdefault("buyer_cookie", "").strip():
        notes.add("cart.buyer_cookie.missing", element, "/BuyerCookie")
    if "total" not in values and (lines or status is None):
        notes.add("cart.total.missing", element, "/PunchOutOrderMessageHeader/Total")
    return Cart(lines=tuple(lines), status=status, extras=notes.extras(), **values)


def _header(header: _Element, values: dict[str, Any], notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    word = header.get("operationAllowed", "")
    operation = one_of(SetupOperation, word.strip().lower())
    values["operation_allowed"] = operation or SetupOperation.CREATE
    if operation is None:
        notes.add("word.unknown", header, "/@operationAllowed", word)
    extrinsics: list[tuple[str, str]] = []
    for child in in_order(header, CART_HEADER, notes):
        tag = child.tag
        if tag == "Total" and "total" not in values:
            values["total"] = money(child, notes)
        elif tag == "Shipping" and "shipping" not in values:
            values["shipping"] = charge(child, notes)
        elif tag == "Tax" and "tax" not in values:
            values["tax"] = charge(child, notes)
        elif tag == "Extrinsic":
            extrinsics.append(extrinsic(child))
        else:
            notes.keep(child)
    values["extrinsics"] = tuple(extrinsics)


_HEADER_ATTRIBUTES = frozenset({"operationAllowed"})
_ITEM_IN_ATTRIBUTES = frozenset({"quantity", "lineNumber"})
_ITEM_IN = {**items.COMMON, "Extrinsic": items.line_extrinsic}


def _line(item: _Element, position: int, notes: Notes) -> CartLine:
    notes.begin_line(item, position)
    values: items.Values = {}
    items.quantity(item, values, notes)
    notes.keep_attributes(item, _ITEM_IN_ATTRIBUTES)
    for child in item:
        read = _ITEM_IN.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    number = item.get("lineNumber")
    if number is not None:
        values["line_number"] = whole_number(number, notes, item, "/@lineNumber")
    items.complete(item, values, notes)
    notes.end_line()
    return CartLine(**values)

"""ConfirmationRequest, read; and the typed refusals that travel in it as Extrinsics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Contact,
    Item,
    NextActor,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
    Refusal,
    RefusalCode,
    RefusalLevel,
    decimal_from,
)
from fondaco.wire.cxml import items, pieces
from fondaco.wire.cxml.parties import contact, extrinsic
from fondaco.wire.cxml.pieces import Values, amount, payload_id_of, walk
from fondaco.wire.cxml.sequence import CONFIRMATION_HEADER, in_order
from fondaco.wire.cxml.values import charge, day, moment, one_of, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from decimal import Decimal

    from lxml.etree import _Element

    from fondaco.documents import Attachment
    from fondaco.wire.xml.notes import Notes

REFUSAL_NAMES = (
    "RefusalCode",
    "RefusalPath",
    "RefusalNextActor",
    "RefusalRemedy",
    "RefusalBoundary",
    "RefusalActual",
)


_HEADER_ATTRIBUTES = frozenset({"type", "operation", "confirmID", "noticeDate"})
_ITEM_ATTRIBUTES = frozenset({"quantity", "lineNumber"})
_STATUS_ATTRIBUTES = frozenset({"quantity", "type", "shipmentDate", "deliveryDate"})


def read_confirmation(element: _Element, notes: Notes, limit: int) -> OrderConfirmation:
    values: dict[str, Any] = {}
    lines: list[ConfirmationLine] = []
    for child in element:
        tag = child.tag
        if tag == "ConfirmationHeader" and "kind" not in values:
            _header(child, values, notes)
        elif tag == "OrderReference" and "order_number" not in values:
            _order_reference(child, values, notes)
        elif tag == "ConfirmationItem":
            if len(lines) >= limit:
                raise refused("confirmation.too_many_lines", limit=limit)
            lines.append(_item(child, len(lines) + 1, notes))
        else:
            notes.keep(child)
    if not values.setdefault("order_number", ""):
        notes.add("confirmation.order.missing", element, "/OrderReference/@orderID")
    values.setdefault("kind", ConfirmationKind.DETAIL)
    return OrderConfirmation(lines=tuple(lines), extras=notes.extras(), **values)


def _order_reference(element: _Element, values: dict[str, Any], notes: Notes) -> None:
    values["order_number"] = element.get("orderID", "").strip()
    values["ordered_at"] = moment(element.get("orderDate", ""), notes, element, "/@orderDate")
    for child in element:
        if child.tag == "DocumentReference":
            values["order_payload_id"] = child.get("payloadID", "")
        else:
            notes.keep(child)


def _header(header: _Element, values: dict[str, Any], notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    word = header.get("type", "").strip()
    kind = one_of(ConfirmationKind, word)
    values["kind"] = kind or ConfirmationKind.DETAIL
    if kind is None:
        notes.add("word.unknown", header, "/@type", word)
    if header.get("operation", "new").strip().lower() == "update":
        values["operation"] = OrderOperation.UPDATE
    values["number"] = header.get("confirmID", "").strip()
    values["noticed_at"] = moment(header.get("noticeDate", ""), notes, header, "/@noticeDate")
    if values["noticed_at"] is None:
        notes.add("confirmation.date.missing", header, "/@noticeDate")
    contacts: list[Contact] = []
    extrinsics: list[tuple[str, str]] = []
    comments: list[str] = []
    attachments: list[Attachment] = []
    for child in in_order(header, CONFIRMATION_HEADER, notes):
        tag = child.tag
        if tag == "Total" and "total" not in values:
            values["total"] = amount(child, notes)
        elif tag in ("Shipping", "Tax") and tag.lower() not in values:
            values[tag.lower()] = charge(child, notes)
        elif tag == "Contact":
            contacts.append(contact(child, notes))
        elif tag == "DocumentReference" and "changes_payload_id" not in values:
            values["changes_payload_id"] = payload_id_of(child, notes)
        elif tag == "Comments":
            _comments(child, comments, attachments, notes)
        elif tag == "Extrinsic":
            _extrinsic(child, extrinsics, notes)
        else:
            notes.keep(child)
    refusal, rest, words = taken_refusal(extrinsics, comments, RefusalLevel.ORDER, header, notes)
    values.update(contacts=tuple(contacts), extrinsics=rest, comments=words, refusal=refusal)
    values["attachments"] = tuple(attachments)


def _comments(element: _Element, comments: list[str], attachments: list[Attachment], notes: Notes) -> None:
    held: Values = {}
    pieces.comments(element, held, notes)
    comments.append("\n".join(held.get("comments", ())))
    attachments.extend(held.get("attachments", ()))


def _extrinsic(element: _Element, extrinsics: list[tuple[str, str]], notes: Notes) -> None:
    extrinsics.append(extrinsic(element))
    for child in element:
        notes.keep(child)


def _item(item: _Element, position: int, notes: Notes) -> ConfirmationLine:
    notes.begin_line(item, position)
    notes.keep_attributes(item, _ITEM_ATTRIBUTES)
    number = whole_number(item.get("lineNumber", ""), notes, item, "/@lineNumber")
    if number is None:
        notes.add("confirmation.line.number", item, "/@lineNumber", item.get("lineNumber", ""))
    unit = ""
    portions: list[Portion] = []
    for child in item:
        if child.tag == "UnitOfMeasure" and not unit:
            unit = text_of(child)
        elif child.tag == "ConfirmationStatus":
            portions.append(_portion(child, notes))
        else:
            notes.keep(child)
    line = ConfirmationLine(number or 0, tuple(portions), _quantity(item, notes), unit, extras=notes.extras())
    notes.end_line()
    return line


def _quantity(element: _Element, notes: Notes) -> Decimal | None:
    text = element.get("quantity", "")
    number = decimal_from(text)
    if number is None:
        notes.add("line.quantity.unreadable", element, "/@quantity", text)
    return number


def _portion(element: _Element, notes: Notes) -> Portion:
    notes.keep_attributes(element, _STATUS_ATTRIBUTES)
    word = element.get("type", "").strip()
    kind = one_of(PortionKind, word)
    if kind is None:
        notes.add("word.unknown", element, "/@type", word)
    values: dict[str, Any] = {"quantity": _quantity(element, notes)}
    for name, field in (("shipmentDate", "shipping_on"), ("deliveryDate", "delivery_on")):
        values[field] = day(element.get(name, ""), notes, element, f"/@{name}")
    extrinsics: list[tuple[str, str]] = []
    comments: list[str] = []
    for child in element:
        tag = child.tag
        if tag == "UnitOfMeasure" and "unit" not in values:
            values["unit"] = text_of(child)
        elif tag == "ItemIn" and "replaced_by" not in values:
            values["replaced_by"] = _replacement(child, notes)
        elif tag == "UnitPrice" and "unit_price" not in values:
            values["unit_price"] = amount(child, notes)
        elif tag in ("Shipping", "Tax") and tag.lower() not in values:
            values[tag.lower()] = charge(child, notes)
        elif tag == "Comments":
            held: Values = {}
            pieces.line_comments(child, held, notes)
            comments.append("\n".join(held.get("comments", ())))
        elif tag == "Extrinsic":
            _extrinsic(child, extrinsics, notes)
        else:
            notes.keep(child)
    refusal, rest, words = taken_refusal(extrinsics, comments, RefusalLevel.LINE, element, notes)
    return Portion(kind or PortionKind.UNKNOWN, comments=words, refusal=refusal, extrinsics=rest, **values)


_ITEM_IN = {**items.COMMON, "Extrinsic": items.line_extrinsic}
_ITEM_IN_ATTRIBUTES = frozenset({"quantity"})


def _replacement(element: _Element, notes: Notes) -> Item:
    """The article that takes the place of the ordered one. What is not understood of it is kept with it."""
    outside, notes.kept = notes.kept, []
    values: Values = {}
    items.quantity(element, values, notes)
    notes.keep_attributes(element, _ITEM_IN_ATTRIBUTES)
    walk(element, _ITEM_IN, values, notes)
    items.complete(element, values, notes)
    notes.kept = outside
    return Item(**values)


def taken_refusal(
    extrinsics: list[tuple[str, str]],
    comments: list[str],
    level: RefusalLevel,
    element: _Element,
    notes: Notes,
) -> tuple[Refusal | None, tuple[tuple[str, str], ...], str]:
    """The typed refusal that the Extrinsics spell, the Extrinsics that are not part of it, and the comments.

    The refusal's words are the last Comments; the others remain comments. A code that is not known is ``other``.
    """
    named = {name: value for name, value in reversed(extrinsics) if name in REFUSAL_NAMES}
    words = "\n".join(filter(None, comments))
    if "RefusalCode" not in named:
        return None, tuple(extrinsics), words
    rest = tuple(pair for pair in extrinsics if pair[0] not in REFUSAL_NAMES)
    if not {"RefusalPath", "RefusalNextActor"} <= named.keys():
        notes.add("refusal.incomplete", element, "/Extrinsic")
    refusal = Refusal(
        code=one_of(RefusalCode, named["RefusalCode"]) or RefusalCode.OTHER,
        level=level,
        path=named.get("RefusalPath", ""),
        next_actor=one_of(NextActor, named.get("RefusalNextActor", "")) or NextActor.BUYER,
        message=comments[-1] if comments else "",
        remedy=named.get("RefusalRemedy", ""),
        boundary=decimal_from(named.get("RefusalBoundary", "")),
        actual=decimal_from(named.get("RefusalActual", "")),
    )
    return refusal, rest, "\n".join(filter(None, comments[:-1]))

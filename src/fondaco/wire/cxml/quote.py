"""QuoteRequest and QuoteMessage (Quote.dtd), read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    OrderLine,
    OrderReference,
    Quote,
    QuoteAnswer,
    QuoteLine,
    QuoteRequest,
    QuoteRequestType,
)
from fondaco.documents.values import is_currency
from fondaco.wire.cxml import items, pieces
from fondaco.wire.cxml.parties import address, contact
from fondaco.wire.cxml.values import LANG, child_of, day, described, moment, one_of, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.documents import Finding
    from fondaco.wire.cxml.pieces import Table, Values
    from fondaco.wire.xml.notes import Notes

_REQUEST_ATTRIBUTES = frozenset(
    {
        *("requestID", "requestDate", "type", "openDate", "closeDate", "previewDate", "currency", LANG),
        *("templateName", "quoteReceivingPreference"),
    }
)
_QUOTE_ATTRIBUTES = frozenset({"quoteID", "quoteDate", "type", "currency", LANG})
_REFERENCE_ATTRIBUTES = frozenset({"requestID", "requestDate"})


def _said(element: _Element, notes: Notes) -> str:
    return described(element)


_REQUEST: Table = {
    "Name": pieces.once("name", pieces.plain_text),
    "Total": pieces.once("total", pieces.amount),
    "Description": pieces.once("description", _said),
    "ShipTo": pieces.once("ship_to", address),
    "Contact": pieces.several("contacts", contact),
    "Comments": pieces.comments,
    "Extrinsic": pieces.pair,
}


def read_quote_request(element: _Element, notes: Notes, limit: int) -> QuoteRequest:
    header = child_of(element, "QuoteRequestHeader")
    values: Values = {}
    if header is None:
        notes.add("quote.header.missing", element, "/QuoteRequestHeader")
    else:
        pieces.walk(header, _REQUEST, values, notes)
        notes.keep_attributes(header, _REQUEST_ATTRIBUTES)
        kind = header.get("type", "new").strip().lower()
        operation = one_of(QuoteRequestType, kind)
        if operation is None:
            notes.add("word.unknown", header, "/@type", kind)
        values["operation"] = operation or QuoteRequestType.NEW
        for name, field in (
            *(("requestDate", "requested_at"), ("openDate", "opens_at")),
            *(("closeDate", "closes_at"), ("previewDate", "preview_at")),
        ):
            values[field] = moment(header.get(name, ""), notes, header, f"/@{name}")
        values["number"] = header.get("requestID", "").strip()
        values["currency"] = _currency(header, notes)
        values["language"] = header.get(LANG, "")
        values["template_name"] = header.get("templateName", "").strip()
        values["wanted_answers"] = header.get("quoteReceivingPreference", "").strip()
    if not values.setdefault("number", ""):
        notes.add("quote.number.missing", element, "/QuoteRequestHeader/@requestID")
    lines = _lines(element, header, "QuoteItemOut", _line_out, notes, limit)
    return QuoteRequest(lines=lines, extras=notes.extras(), **pieces.frozen_lists(values))


def _organization(element: _Element, notes: Notes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for child in element:
        identity = child_of(child, "Identity")
        if child.tag == "Credential" and identity is not None:
            found.append((child.get("domain", "").strip(), text_of(identity)))
        elif child.tag != "Credential":  # what is in a Credential may be a secret
            notes.keep(child)
    return tuple(found)


def _reference(element: _Element, notes: Notes) -> OrderReference:
    notes.keep_attributes(element, _REFERENCE_ATTRIBUTES)
    return OrderReference(
        element.get("requestID", "").strip(),
        pieces.referred(element, notes),
        moment(element.get("requestDate", ""), notes, element, "/@requestDate"),
    )


_QUOTE: Table = {
    "OrganizationID": pieces.once("organization", _organization),
    "Total": pieces.once("total", pieces.amount),
    "ShipTo": pieces.once("ship_to", address),
    "Contact": pieces.several("contacts", contact),
    "QuoteRequestReference": pieces.once("request", _reference),
    "Comments": pieces.comments,
    "Extrinsic": pieces.pair,
}


def read_quote(element: _Element, notes: Notes, limit: int) -> Quote:
    header = child_of(element, "QuoteMessageHeader")
    values: Values = {}
    if header is None:
        notes.add("quote.header.missing", element, "/QuoteMessageHeader")
    else:
        pieces.walk(header, _QUOTE, values, notes)
        notes.keep_attributes(header, _QUOTE_ATTRIBUTES)
        values["answer"] = _answer(header, notes)
        values["quoted_at"] = moment(header.get("quoteDate", ""), notes, header, "/@quoteDate")
        values["number"] = header.get("quoteID", "").strip()
        values["currency"] = _currency(header, notes)
        values["language"] = header.get(LANG, "")
    if not values.setdefault("number", ""):
        notes.add("quote.number.missing", element, "/QuoteMessageHeader/@quoteID")
    lines = _lines(element, header, "QuoteItemIn", _line_in, notes, limit)
    return Quote(lines=lines, extras=notes.extras(), **pieces.frozen_lists(values))


def _answer(element: _Element, notes: Notes) -> QuoteAnswer:
    """What is said to the request, or to one line. A word that is unknown accepts nothing."""
    word = element.get("type", "")
    answer = one_of(QuoteAnswer, word.strip().lower())
    if answer is None:
        notes.add("quote.answer.unknown", element, "/@type", word)
    return answer or QuoteAnswer.UPDATE


def _currency(header: _Element, notes: Notes) -> str:
    text = header.get("currency", "").strip()
    if is_currency(text):
        return text
    notes.add("money.currency", header, "/@currency", text)
    return ""


def _lines(
    element: _Element,
    header: _Element | None,
    tag: str,
    read: Callable[[_Element, int, Notes], Any],
    notes: Notes,
    limit: int,
) -> tuple[Any, ...]:
    lines: list[Any] = []
    for child in element:
        if child.tag == tag:
            if len(lines) >= limit:
                raise refused("quote.too_many_lines", limit=limit)
            lines.append(read(child, len(lines) + 1, notes))
        elif child is not header:
            notes.keep(child)
    return tuple(lines)


_LINE_IN: Table = {
    **items.COMMON,
    "Total": pieces.once("total", pieces.amount),
    "Extrinsic": pieces.line_pair,
}
_OUT_ATTRIBUTES = items.ATTRIBUTES | {"requestedDeliveryDate"}
_IN_ATTRIBUTES = _OUT_ATTRIBUTES | {"type", "rank"}


def _line_out(item: _Element, position: int, notes: Notes) -> OrderLine:
    notes.begin_line(item, position)
    before = len(notes.findings)
    values = _line(item, position, items.COMMON, _OUT_ATTRIBUTES, notes)
    told = notes.findings[before:]
    notes.findings[before:] = [one for one in told if not _is_asked_for(one)]
    notes.end_line()
    return OrderLine(**values)


def _is_asked_for(finding: Finding) -> bool:
    """Who asks for a price has none to send, and may not know the number that a supplier gives the article."""
    if finding.code == "money.empty":
        return finding.path.endswith("/UnitPrice/Money")
    return finding.code == "line.part_id.missing"


def _line_in(item: _Element, position: int, notes: Notes) -> QuoteLine:
    notes.begin_line(item, position)
    answer = _answer(item, notes)
    rank = whole_number(item.get("rank"), notes, item, "/@rank")
    values = _line(item, position, _LINE_IN, _IN_ATTRIBUTES, notes)
    notes.end_line()
    return QuoteLine(answer=answer, rank=rank, **values)


def _line(item: _Element, position: int, table: Table, attributes: frozenset[str], notes: Notes) -> Values:
    values: Values = {}
    items.quantity(item, values, notes)
    notes.keep_attributes(item, attributes)
    items.facts(item, values, notes)
    pieces.walk(item, table, values, notes)
    text = item.get("lineNumber")
    number = whole_number(text, notes, item, "/@lineNumber")
    if number is None:
        notes.add("line.number.missing", item, "/@lineNumber", text or "")
    values["line_number"] = position if number is None else number
    values["requested_on"] = day(item.get("requestedDeliveryDate", ""), notes, item, "/@requestedDeliveryDate")
    items.complete(item, values, notes)
    return values

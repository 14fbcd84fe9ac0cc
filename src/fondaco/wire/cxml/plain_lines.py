"""The plain line of an order or a cart: see :mod:`fondaco.wire.cxml.plain`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fondaco.documents import CartLine, Classification, OrderLine
from fondaco.documents.making import sound_line, sound_money
from fondaco.wire.cxml.plain import (
    EXTRINSIC,
    MONEY,
    VALUE,
    Numbered,
    S,
    attributes,
    compiled,
    leaf,
    pairs,
    perhaps,
    resolved,
    said,
    several,
)
from fondaco.wire.cxml.values import plain_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

_CLASSIFICATION = rf'<Classification domain="({VALUE})">([^<]*+)</Classification>{S}'
_CLASSIFICATIONS = re.compile(_CLASSIFICATION)
_NEVER = "(?!)"
_INSIDE = (
    rf">{S}<ItemID>{S}"
    + leaf("SupplierPartID")
    + perhaps(leaf("SupplierPartAuxiliaryID"))
    + rf"</ItemID>{S}<ItemDetail>{S}<UnitPrice>{S}{MONEY}</UnitPrice>{S}"
    + rf'<Description xml:lang="({VALUE})">([^<]*+)</Description>{S}'
    + leaf("UnitOfMeasure")
    + several(_CLASSIFICATION)
    + perhaps(leaf("ManufacturerPartID"))
    + perhaps(rf'<ManufacturerName(?: xml:lang="{VALUE}")?>([^<]*+)</ManufacturerName>{S}')
    + perhaps(leaf("URL"))
    + perhaps(rf"<LeadTime>([0-9]{{1,9}})</LeadTime>{S}")
    + several(EXTRINSIC)
    + rf"</ItemDetail>{S}"
)
_ATTRIBUTES = {"quantity": r"[0-9]{1,15}(?:\.[0-9]{0,8})?", "lineNumber": "[0-9]{1,9}"}


def _plain(tag: str, wanted: str) -> re.Pattern[str]:
    named = attributes(**_ATTRIBUTES, requestedDeliveryDate=wanted)
    return compiled(rf"<{tag}{named}{_INSIDE}</{tag}>{S}")


_PLAIN: dict[str, tuple[re.Pattern[str], type[OrderLine] | type[CartLine]]] = {
    "ItemOut": (_plain("ItemOut", VALUE), OrderLine),
    "ItemIn": (_plain("ItemIn", _NEVER), CartLine),
}


# What orders say again and again is made once and shared, since documents are frozen. Nothing of it is about a person,
# so it may outlive the message; a text too long to be usual is not remembered.
_USUAL = 300


@lru_cache(maxsize=1024)
def _quantity(text: str) -> Decimal | None:
    """A number above zero; None for what the general reader has something to say about."""
    return (Decimal(text) if text else None) or None


@lru_cache(maxsize=1024)
def _day(text: str) -> date | None:
    return plain_day(said(text))


@lru_cache(maxsize=1024)
def _codes(text: str) -> tuple[Classification, ...]:
    return tuple([Classification(resolved(domain), said(code)) for domain, code in _CLASSIFICATIONS.findall(text)])


# The Extrinsics of this message by the text that they are in.
Memory = dict[str, tuple[tuple[str, str], ...]]


def _line(kind: type[OrderLine] | type[CartLine], match: re.Match[str], memory: Memory) -> OrderLine | CartLine | None:
    """The line that ``match`` found; None where there would be something to remark on. Raises Numbered."""
    (
        counted, number, wanted, part, auxiliary, currency, price, language, text, unit, codes, maker_part, maker, url,
        days, pairs_,
    ) = match.groups("")  # fmt: skip
    if "&" in match[0]:  # the two lists are resolved after they are split
        part, auxiliary, text, unit, maker_part, maker, url = [
            resolved(one) if "&" in one else one for one in (part, auxiliary, text, unit, maker_part, maker, url)
        ]
        language = resolved(language)
    quantity = _quantity(counted)
    part = part.strip()
    unit = unit.strip()
    if quantity is None or not part or not unit or price[0] == "-" or not (number or kind is CartLine):
        return None
    fields = {
        "supplier_part_id": part,
        "quantity": quantity,
        "unit_price": sound_money(Decimal(price), currency),
        "supplier_part_auxiliary_id": auxiliary.strip(),
        "description": text.strip(),
        "language": language,
        "unit": unit,
        "manufacturer_part_id": maker_part.strip(),
        "manufacturer_name": maker.strip(),
    }
    if number:
        fields["line_number"] = int(number)
    if codes:
        fields["classifications"] = _codes(codes) if len(codes) < _USUAL else _codes.__wrapped__(codes)
    if url:
        fields["url"] = url.strip()
    if days:
        fields["lead_time_days"] = int(days)
    if pairs_:
        known = memory.get(pairs_)
        if known is None:
            memory[pairs_] = known = pairs(pairs_)
        fields["extrinsics"] = known
    if wanted:
        fields["requested_on"] = day = _day(wanted) if len(wanted) < _USUAL else None
        if day is None:
            return None
    return sound_line(kind, fields)


def all_lines(tag: str, text: str, at: int, limit: int) -> tuple[tuple[Any, ...], int] | None:
    """The lines that start at ``at``, one after the other, and where they end; None where one is not plain."""
    pattern, kind = _PLAIN[tag]
    memory: Memory = {}
    lines: list[Any] = []
    match = pattern.match(text, at)
    while match is not None:
        line = _line(kind, match, memory)
        if line is None or len(lines) >= limit:
            return None
        lines.append(line)
        at = match.end()
        match = pattern.match(text, at)
    return tuple(lines), at


def read_lines(items: list[_Element], notes: Notes, general: Callable[[_Element, int, Notes], Any]) -> tuple[Any, ...]:
    """``items``, all of one name, read: the plain ones out of the text, the others by ``general``, in their order."""
    if not items:
        return ()
    tag = items[0].tag
    pattern, kind = _PLAIN[tag]
    memory: Memory = {}
    lines: list[Any] = []
    starts = _starts(notes.text, tag, len(items))
    for place, item in enumerate(items):
        match = pattern.match(notes.text, starts[place]) if starts else None
        try:
            line = _line(kind, match, memory) if match else None
        except Numbered:
            line = None
        lines.append(line or general(item, place + 1, notes))
    return tuple(lines)


def _starts(text: str, tag: str, many: int) -> list[int]:
    """Where the items start in ``text``; none where it cannot be told for certain which is which."""
    if "<!--" in text or "<![" in text or text.find("<?", 1) >= 0:
        return []
    starts = [match.start() for match in re.finditer(rf"<{tag}[\s/>]", text)]
    return starts if len(starts) == many else []

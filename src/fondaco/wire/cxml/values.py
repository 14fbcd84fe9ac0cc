"""Text, times, numbers and money as they are written in cXML, read and written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from fondaco.documents import Charge, Money, TaxDetail, decimal_from

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Word = TypeVar("Word", bound=StrEnum)

# What fromisoformat does not take: a space before the offset, one digit for month or hour, any number of decimals.
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*"
    r"(Z|z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?",
    re.ASCII,
)
_YEARS = range(1900, 2200)  # outside them, turning one into another zone may not be representable


def one_of(words: type[Word], text: str) -> Word | None:
    """The member of ``words`` that ``text`` writes, or None."""
    try:
        return words(text)
    except ValueError:
        return None


def child_of(element: _Element, tag: str) -> _Element | None:
    """The first child of that name; ``find`` compiles a path for it, which takes ten times as long."""
    return next(element.iterchildren(tag), None)


def text_of(element: _Element) -> str:
    """The element's own text without white space around it."""
    text = element.text
    return text.strip() if text else ""


def whole_text(element: _Element) -> str:
    """All text at and below the element, for content that may hold anything."""
    if len(element):
        return " ".join(" ".join(map(str, element.itertext())).split())
    return text_of(element)


def moment(text: str, notes: Notes, element: _Element, below: str) -> datetime | None:
    """The aware moment that ``text`` writes; UTC is assumed, with a finding, where it gives no offset."""
    plain = text.strip()
    if not plain:
        return None
    found = _moment(plain)
    if found is None or found.year not in _YEARS:
        notes.add("time.unreadable", element, below, plain)
        return None
    if found.tzinfo is None:
        notes.add("time.no_offset", element, below, plain)
        return found.replace(tzinfo=UTC)
    return found


def plain_moment(text: str) -> datetime | None:
    """The moment that ``text`` writes with its offset, as it is written by nearly everybody; None for anything else."""
    found = _moment(text.strip())
    return found if found is not None and found.tzinfo is not None and found.year in _YEARS else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    zone = "" if offset is None else _offset(offset)
    try:
        return datetime.fromisoformat(
            f"{year}-{month:0>2}-{day:0>2}T{hour or 0:0>2}:{minute or 0:0>2}:{second or 0:0>2}"
            f".{(fraction or '0')[:6]:0<6}{zone}"
        )
    except ValueError:
        return None


def _offset(text: str) -> str:
    if text[0] not in "+-":
        return "+00:00"
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{text[0]}{hours:0>2}:{minutes}"


def day(text: str, notes: Notes, element: _Element, below: str) -> date | None:
    """The day that ``text`` writes, in the place it was written: an offset does not move it."""
    plain = text.strip()
    found = plain_day(plain)
    if found is None and plain:
        notes.add("time.unreadable", element, below, plain)
    return found


def plain_day(text: str) -> date | None:
    """The day that ``text`` writes, or None."""
    try:
        found: date | None = date.fromisoformat(text)
    except ValueError:
        found = _moment(text)
    if found is None or found.year not in _YEARS:
        return None
    return found.date() if isinstance(found, datetime) else found


def moment_text(value: datetime) -> str:
    """``value`` to the second with a numeric offset: what every receiver reads (``Z`` and fractions are not)."""
    offset = value.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="seconds")


def whole_number(text: str | None, notes: Notes, element: _Element, below: str) -> int | None:
    if not text:
        return None
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= 9:
        return int(plain)
    notes.add("number.unreadable", element, below, plain)
    return None


def amount_text(amount: Decimal) -> str:
    """``amount`` with two to four decimals, more only where it has them."""
    text = format(amount, "f")
    whole, _point, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def money(holder: _Element, notes: Notes) -> Money | None:
    """The Money below ``holder`` (Total, UnitPrice, Shipping …), None with a finding where it cannot be read."""
    if len(holder) and (first := holder[0]).tag == "Money":  # as good as always
        return money_of(first, notes)
    for element in holder:
        if element.tag == "Money":
            return money_of(element, notes)
    notes.add("money.empty", holder, "/Money")
    return None


def money_of(element: _Element, notes: Notes) -> Money | None:
    text = element.text or ""
    amount = decimal_from(text)
    if amount is None:
        plain = text.strip()
        notes.add("money.unreadable" if plain else "money.empty", element, "", plain)
        return None
    currency = element.get("currency", "")
    try:
        return Money(amount, currency)
    except ValueError:
        pass
    try:
        value = Money(amount, currency.strip().upper())
    except ValueError:
        notes.add("money.currency", element, "/@currency", currency)
        return None
    notes.add("money.currency.case", element, "/@currency", currency)
    return value


def charge(holder: _Element, notes: Notes) -> Charge | None:
    """Shipping or Tax: None where its amount cannot be read."""
    cost: Money | None = None
    seen = False
    description = ""
    details: list[TaxDetail] = []
    for child in holder:
        tag = child.tag
        if tag == "Money" and not seen:
            seen, cost = True, money_of(child, notes)
        elif tag == "Description" and not description:
            description = described(child)
        elif tag == "TaxDetail":
            tax_detail(child, details, notes)
        else:
            notes.keep(child)
    if not seen:
        notes.add("money.empty", holder, "/Money")
    if cost is None:
        return None
    carrier, number = (holder.get(name, "").strip() for name in ("trackingDomain", "trackingId"))
    return Charge(cost, description, tuple(details), carrier, number)


_TAX_ATTRIBUTES = frozenset({"category", "percentageRate", "exemptDetail"})


def tax_detail(element: _Element, details: list[TaxDetail], notes: Notes) -> None:
    """One tax more in ``details``; kept whole where its amount cannot be read."""
    amounts: dict[str, Money | None] = {}
    texts: dict[str, str] = {}
    kept: list[_Element] = []
    for child in element:
        tag = child.tag
        if tag in ("TaxAmount", "TaxableAmount") and amounts.get(tag) is None:
            amounts[tag] = money(child, notes)
            kept.extend(one for one in child if one.tag != "Money")
        elif tag in ("Description", "TaxLocation") and not texts.get(tag):
            texts[tag] = described(child)
        else:
            kept.append(child)
    amount = amounts.get("TaxAmount")
    if amount is None:
        notes.keep(element)
        return
    for child in kept:
        notes.keep(child)
    notes.keep_attributes(element, _TAX_ATTRIBUTES)
    rate = element.get("percentageRate", "")
    details.append(
        TaxDetail(
            element.get("category", ""),
            amount,
            decimal_from(rate) if rate else None,
            texts.get("Description", ""),
            amounts.get("TaxableAmount"),
            element.get("exemptDetail", "").strip(),
            texts.get("TaxLocation", ""),
        )
    )


def described(element: _Element) -> str:
    """A Description's text; its ShortName where it has no other."""
    if not len(element):
        return text_of(element)
    own = " ".join([text_of(element), *((child.tail or "").strip() for child in element)]).strip()
    return own or whole_text(element)

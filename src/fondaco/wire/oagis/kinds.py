"""Values as text: how each kind is written in OAGIS, and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from fondaco.documents import Money, decimal_from, quantity_text
from fondaco.wire.cxml.values import amount_text, day, moment, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

Word = TypeVar("Word", bound=StrEnum)
_YEARS = range(1900, 2200)  # those that the readers of times take
_OFFSET = timedelta(hours=14)  # the largest that xsd:dateTime takes


@frozen
class Kind:
    """``write`` gives None for what cannot be read again; ``read`` None, with a finding, for what says nothing."""

    write: Callable[[Any], str | None]
    read: Callable[[str, Notes, _Element], Any]


def number_text(value: Decimal) -> str | None:
    """``value`` in digits, or None where it has more of them than a reader takes (15 before the point, 8 after it)."""
    text = quantity_text(value)
    return text if decimal_from(text) is not None else None


def money_text(value: Decimal) -> str | None:
    """As :func:`number_text`, with two decimals at least."""
    text = amount_text(value)
    return text if decimal_from(text) is not None else None


def _number(text: str, notes: Notes, element: _Element) -> Decimal | None:
    if not text:
        return None
    found = decimal_from(text)
    if found is None:
        notes.add("oagis.number.unreadable", element, "", text)
    return found


def _whole_text(value: int) -> str | None:
    return str(value) if 0 <= value < 10**9 else None


def _whole(text: str, notes: Notes, element: _Element) -> int | None:
    return whole_number(text, notes, element, "")


def _moment_text(value: datetime) -> str | None:
    offset = value.utcoffset() or timedelta(0)
    if abs(offset) > _OFFSET or offset.total_seconds() % 60:
        value = value.astimezone(UTC)
    return value.isoformat() if value.year in _YEARS else None


def _moment(text: str, notes: Notes, element: _Element) -> datetime | None:
    return moment(text, notes, element, "")


def _day_text(value: date) -> str | None:
    return value.isoformat() if value.year in _YEARS else None


def _day(text: str, notes: Notes, element: _Element) -> date | None:
    return day(text, notes, element, "")


def _money_text(value: Money) -> str | None:
    number = money_text(value.amount)
    return None if number is None else f"{number} {value.currency}"


def _money(text: str, notes: Notes, element: _Element) -> Money | None:
    amount, _space, currency = text.partition(" ")
    return money_from(amount, currency, notes, element)


def money_from(text: str, currency: str, notes: Notes, element: _Element) -> Money | None:
    """An amount and its currency, None with a finding where either cannot be read."""
    amount = decimal_from(text)
    if amount is None:
        notes.add("money.unreadable" if text else "money.empty", element, "", text)
        return None
    try:
        return Money(amount, currency.strip().upper())
    except ValueError:
        notes.add("oagis.money.currency", element, "/@currencyCode", currency)
        return None


def _flag(text: str, notes: Notes, element: _Element) -> bool:
    return text.casefold() in ("true", "1")


def _days_text(value: int) -> str | None:
    number = _whole_text(value)
    return None if number is None else f"P{number}D"


def _days(text: str, notes: Notes, element: _Element) -> int | None:
    """The days of an xsd:duration of whole days, P30D, which is what a payment term is given in."""
    plain = text.removeprefix("P").removesuffix("D") if text.startswith("P") and text.endswith("D") else text
    return whole_number(plain, notes, element, "")


def word(words: type[Word], spelled: Mapping[str, str] | None = None, also: Mapping[str, str] | None = None) -> Kind:
    """The members of ``words``, ``spelled`` otherwise in OAGIS; ``also`` are spellings that are only read.

    Compared without regard to case. An unknown one is a finding.
    """
    out = {one.value: (spelled or {}).get(one.value, one.value) for one in words}
    known = {text.casefold(): words(value) for value, text in out.items()}
    known.update({text.casefold(): words(value) for text, value in (also or {}).items()})

    def read(text: str, notes: Notes, element: _Element) -> Word | None:
        found = known.get(text.casefold())
        if found is None and text:
            notes.add("oagis.word.unknown", element, "", text)
        return found

    return Kind(lambda value: out[value.value], read)


TEXT = Kind(str, lambda text, notes, element: text)
NUMBER = Kind(number_text, _number)
WHOLE = Kind(_whole_text, _whole)
MOMENT = Kind(_moment_text, _moment)
DAY = Kind(_day_text, _day)
MONEY = Kind(_money_text, _money)
FLAG = Kind(lambda value: "true", _flag)
DAYS = Kind(_days_text, _days)

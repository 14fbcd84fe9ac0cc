"""Amounts, quantities and small facts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from attrs import field, frozen

# ASCII digits only, bounded: Decimal itself also takes NaN, 1_000, full-width digits and exponents whose expansion
# costs minutes, and none of these is a number anybody in the trade writes.
_NUMBER = re.compile(r"[ \t\r\n]*[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,8})?|\.[0-9]{1,8})[ \t\r\n]*", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def decimal_from(text: str) -> Decimal | None:
    """The number that ``text`` plainly writes, or None.

    At most 15 digits before the point and 8 after it, an optional sign, no exponent, no grouping; white space around
    it is forgiven. Everything else (``NaN``, ``1e5``, ``1_000``, ``1,5``) is None: the caller makes a finding of it.
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def quantity_text(number: Decimal) -> str:
    """``number`` written without exponent and without trailing zeros: ``2``, ``0.5``."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def finite(instance: object, attribute: object, value: Any) -> None:
    """An attrs validator: ValueError for anything but a finite Decimal of bounded size (or None)."""
    if value is None:
        return
    if not isinstance(value, Decimal):
        raise TypeError(f"a number here is a Decimal, not {type(value).__name__}")
    if value.is_finite():
        place = value.adjusted()
        if -12 <= place <= 18 or (place < -12 and not value):
            return
    raise ValueError(f"not a number that can be counted with: {value!s:.40}")


@frozen
class Money:
    """An amount and its currency, never one without the other.

    ``amount`` is in major units (euros, not cents), exact; ``currency`` an ISO 4217 alphabetic code. Raises ValueError
    for an amount that is not finite or a currency that is not three capital letters.
    """

    amount: Decimal = field(validator=finite)
    currency: str = field()

    @currency.validator
    def _three_letters(self, attribute: object, value: str) -> None:
        if not _CURRENCY.fullmatch(value):
            raise ValueError(f"a currency is three capital letters, not {value!r:.40}")

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)

    def times(self, quantity: Decimal) -> Money:
        return Money(self.amount * quantity, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@frozen
class Charge:
    """Shipping or tax: what it costs and what it is called."""

    money: Money
    description: str = ""
    details: tuple[TaxDetail, ...] = ()


@frozen
class TaxDetail:
    """One tax inside a total. ``rate`` is a percentage (22 for 22 %)."""

    category: str
    money: Money
    rate: Decimal | None = field(default=None, validator=finite)
    description: str = ""


@frozen
class Classification:
    """A commodity code and the domain it belongs to, as ``UNSPSC`` / ``44121706``."""

    domain: str
    code: str


@frozen
class Extra:
    """Something the reader did not understand, kept: where it stood, and what it said."""

    path: str
    text: str

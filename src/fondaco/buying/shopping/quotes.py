"""A returned cart, judged line by line: what can be ordered as it stands, and why the rest cannot.

The cart went through the person's browser, so it is an offer that somebody claims was made: nothing in it is
believed beyond what the rules here let through, and the supplier checks it again when it is ordered.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from attrs import frozen
from django.utils import timezone
from iso4217 import Currency

from fondaco.documents import Cart, CartLine, Charge, Money

PLACES = 4  # what a column of quantities keeps after the point
PRICE_PLACES = 8  # one of prices: 12.30 for a thousand is 0.0123 each, for a gross 0.08541667
# Of one line's amount, its price and its quantity alike, in major units: beyond it is a slip or an attack.
MOST = Decimal(10) ** 9


# How stores say until when price and stock of a line are held: an extrinsic of the line, ISO 8601 with the offset.
HOLD_NAMES = ("QuoteHoldExpiresAt",)
# Between these a moment can be kept, and said in any zone; at the ends of the calendar it cannot. A hold "for ever" is
# none that anybody could be reminded of.
_FIRST_YEAR, _LAST_YEAR = 2000, 9000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")


class Fault(StrEnum):
    """Why a line cannot be ordered. The values are those of ``requests.models.Exclusion``."""

    QUANTITY_INVALID = "quantity_invalid"
    PRICE_INVALID = "price_invalid"
    CURRENCY_DIFFERENT = "currency_different"
    PART_MISSING = "part_missing"


@frozen
class QuotedLine:
    """A line of the cart at its ``position`` (1 is the first), the fault if it has one, and what it comes to.

    ``amount`` is zero for a line with a fault; otherwise quantity times price, rounded to the currency's
    smallest coin.
    """

    position: int
    line: CartLine
    fault: Fault | None
    amount: Decimal


@frozen
class Quote:
    """All lines, and the sums in ``currency`` over those without a fault.

    ``shipping`` and ``tax`` are None where none came, or none that can be believed. ``stated_total`` is what
    the cart said the lines come to, None where it did not say so in this currency.
    """

    currency: str
    lines: tuple[QuotedLine, ...]
    net: Decimal
    shipping: Decimal | None
    shipping_words: str
    tax: Decimal | None
    tax_words: str
    stated_total: Decimal | None

    @property
    def total(self) -> Decimal:
        return self.net + (self.shipping or 0) + (self.tax or 0)

    @property
    def all_in_another_currency(self) -> bool:
        return bool(self.lines) and all(quoted.fault is Fault.CURRENCY_DIFFERENT for quoted in self.lines)


def coin(currency: str) -> Decimal:
    """The smallest amount of ``currency`` that is paid: 0.01 for EUR. 0.01 too for a code that ISO 4217
    lacks.
    """
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        exponent = 2
    return Decimal(1).scaleb(-(2 if exponent is None else exponent))


def in_coins(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(coin(currency), ROUND_HALF_UP)


def countable(number: Decimal | None, places: int = PLACES) -> bool:
    """Whether ``number`` can be ordered with: above zero, below a thousand million, at most so many places."""
    if number is None or not Decimal(0) < number < MOST:
        return False
    return number == round(number, places)


def price_of(line: CartLine) -> Money | None:
    """What each of a line costs: what was written, or worked out where that is the price of more than one."""
    each = line.price_each
    if each is None or line.price_basis is None or not abs(each.amount) < MOST:
        return each
    return Money(round(each.amount, PRICE_PLACES), each.currency)


def held_until(line: CartLine, *, name: str = "") -> datetime | None:
    """When the supplier's hold on a line ends; None where nothing was said, or nothing that is a moment.

    It stands in the field ``name``, else under the usual one: a moment of ISO 8601 with its offset, or a day
    (``2026-12-05``, ``20261205``), through the end of which the hold then lasts where this desk is.
    """
    names = [name.strip().casefold()] if name.strip() else [one.casefold() for one in HOLD_NAMES]
    said = next((value.strip()[:40] for known, value in line.extrinsics if known.strip().casefold() in names), "")
    try:
        moment = datetime.fromisoformat(said)
        if _DAY.fullmatch(said):
            moment = timezone.make_aware(moment + timedelta(days=1))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None and is_in_time(moment) else None


def is_in_time(moment: datetime) -> bool:
    """Whether ``moment`` is one to which a price can be held."""
    return _FIRST_YEAR <= moment.year < _LAST_YEAR


def quote_of(cart: Cart, *, currency: str) -> Quote:
    """``cart`` judged for a supplier with whom ``currency`` is agreed."""
    lines = tuple(_quoted(position, line, currency) for position, line in enumerate(cart.lines, start=1))
    net = sum((quoted.amount for quoted in lines), Decimal(0))
    shipping, shipping_words = _charge(cart.shipping, currency)
    tax, tax_words = _charge(cart.tax, currency)
    stated = cart.total.amount if cart.total is not None and cart.total.currency == currency else None
    if stated is not None and not (stated == 0 or countable(abs(stated))):
        stated = None
    return Quote(currency, lines, net, shipping, shipping_words, tax, tax_words, stated)


def _quoted(position: int, line: CartLine, currency: str) -> QuotedLine:
    fault = _fault(line, currency)
    amount = Decimal(0)
    if fault is None:
        assert line.quantity is not None
        each = line.price_each
        assert each is not None
        amount = in_coins(line.quantity * each.amount, currency)
        if amount >= MOST:
            fault, amount = Fault.QUANTITY_INVALID, Decimal(0)
    return QuotedLine(position, line, fault, amount)


def _fault(line: CartLine, currency: str) -> Fault | None:
    if line.unit_price is not None and line.unit_price.currency != currency:
        return Fault.CURRENCY_DIFFERENT
    if not line.supplier_part_id.strip():
        return Fault.PART_MISSING
    if not countable(line.quantity):
        return Fault.QUANTITY_INVALID
    price = price_of(line)
    if price is None or not countable(price.amount, PRICE_PLACES):
        return Fault.PRICE_INVALID
    return None


def _charge(charge: Charge | None, currency: str) -> tuple[Decimal | None, str]:
    """The amount and its words; no amount for one that is negative, in another currency, or beyond belief."""
    if charge is None:
        return None, ""
    amount = charge.money.amount
    if charge.money.currency != currency or amount < 0 or amount >= MOST:
        return None, f"{charge.description} ({charge.money})"[:255].strip()
    return in_coins(amount, currency), charge.description[:255]

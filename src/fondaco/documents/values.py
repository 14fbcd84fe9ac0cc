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


def is_currency(text: str) -> bool:
    """Whether ``text`` has the form of an ISO 4217 alphabetic code."""
    return _CURRENCY.fullmatch(text) is not None


def currency_or_none(instance: object, attribute: object, value: str) -> None:
    """An attrs validator: ValueError for anything but three capital letters or nothing."""
    if value and not is_currency(value):
        raise ValueError(f"a currency is three capital letters, not {value!r:.40}")


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
        if not is_currency(value):
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
    tracking_domain: str = ""  # of Shipping: who carries it, and under which id (cXML trackingDomain, trackingId)
    tracking_id: str = ""


@frozen
class TaxDetail:
    """One tax inside a total. ``rate`` is a percentage (22 for 22 %), ``taxable`` what it was computed on.

    ``category`` is free text: ``VAT``, ``sales``, a code. ``exemption`` is cXML's exemptDetail (``exempt`` or
    ``zeroRated``), ``location`` the authority that levies it.
    """

    category: str
    money: Money
    rate: Decimal | None = field(default=None, validator=finite)
    description: str = ""
    taxable: Money | None = None
    exemption: str = ""
    location: str = ""


@frozen
class InvoiceCharge:
    """An allowance or a charge, of an invoice or, beside freight and tax, of an order.

    ``money`` is positive for both; ``allowance`` says that it is taken off. ``kind`` is the sender's word for it
    (freight, discount, handling); ``rate`` a percentage where it is one.
    """

    money: Money
    allowance: bool = False
    kind: str = ""
    description: str = ""
    rate: Decimal | None = field(default=None, validator=finite)
    tax: Charge | None = None


@frozen
class PriceBasis:
    """What a price is for, where that is not one ordered unit (cXML PriceBasisQuantity, OCI PRICEUNIT, PerQuantity).

    The price is that of ``quantity`` times ``unit``; one ordered unit holds ``conversion`` of them. So 12.00 for a
    basis of 100 EA, ordered by the box of 50 (conversion 50), makes 6.00 a box.
    """

    quantity: Decimal = field(validator=finite)
    unit: str = ""
    conversion: Decimal = field(default=Decimal(1), validator=finite)
    description: str = ""


@frozen
class PaymentTerm:
    """Pay within ``days``; what is taken off for it, as a percentage or an amount, or nothing."""

    days: int
    discount_percent: Decimal | None = field(default=None, validator=finite)
    discount: Money | None = None


@frozen
class Segment:
    """One account that is charged (cXML AccountingSegment): ``kind`` is ``Cost center``, ``code`` its number."""

    kind: str
    code: str
    description: str = ""


@frozen
class Distribution:
    """A part of a line's amount, and the accounts that bear it (cXML Distribution)."""

    name: str
    segments: tuple[Segment, ...]
    charge: Money | None = None


@frozen
class Attachment:
    """A file that goes with a document. ``content`` is None where only ``url`` says where it is.

    ``url`` is as written: ``cid:`` and a Content-ID for a part of the same message, or an address. It is never fetched
    here. ``media_type`` is what the sender claims.
    """

    url: str
    name: str = ""
    media_type: str = ""
    content: bytes | None = field(default=None, repr=False)


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

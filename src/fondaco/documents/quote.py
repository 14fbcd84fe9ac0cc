"""Asking for a price, and being given one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.item import Item
from fondaco.documents.order import OrderLine
from fondaco.documents.parties import Address, Contact
from fondaco.documents.shipping import OrderReference
from fondaco.documents.values import Attachment, Charge, Extra, Money, currency_or_none


class QuoteRequestType(StrEnum):
    """cXML QuoteRequestHeader/@type."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


class QuoteAnswer(StrEnum):
    """cXML QuoteMessageHeader/@type: what the sender says to the request."""

    ACCEPT = "accept"
    REJECT = "reject"
    UPDATE = "update"
    FINAL = "final"
    AWARD = "award"


@frozen
class QuoteRequest:
    """A buyer asks suppliers for prices. ``lines`` say what; ``opens_at`` and ``closes_at`` when answers are taken.

    From ``preview_at`` on it may be looked at. ``wanted_answers`` are cXML's quoteReceivingPreference: ``winningOnly``,
    ``finalBidsFromAll``, ``all``. ``total`` is what the buyer counts on.
    """

    number: str
    requested_at: datetime | None = field(default=None, validator=aware)
    operation: QuoteRequestType = QuoteRequestType.NEW
    opens_at: datetime | None = field(default=None, validator=aware)
    closes_at: datetime | None = field(default=None, validator=aware)
    preview_at: datetime | None = field(default=None, validator=aware)
    currency: str = field(default="", validator=currency_or_none)
    language: str = ""
    name: str = ""
    description: str = ""
    template_name: str = ""
    wanted_answers: str = ""
    total: Money | None = None
    lines: tuple[OrderLine, ...] = ()
    ship_to: Address | None = None
    contacts: tuple[Contact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen(slots=False, kw_only=True)
class QuoteLine(Item):
    """One priced line. ``line_number`` is the request's, ``answer`` what is said to this line, ``total`` its sum."""

    line_number: int
    answer: QuoteAnswer = QuoteAnswer.ACCEPT
    rank: int | None = None
    requested_on: date | None = None
    total: Money | None = None


@frozen
class Quote:
    """A supplier's answer to a request for quotation (cXML QuoteMessage).

    ``organization`` are domain and identity of who quotes, ``ship_to`` where it would be delivered.
    """

    number: str
    quoted_at: datetime | None = field(default=None, validator=aware)
    answer: QuoteAnswer = QuoteAnswer.ACCEPT
    request: OrderReference | None = None  # the request, by number, payload id and date
    currency: str = field(default="", validator=currency_or_none)
    language: str = ""
    organization: tuple[tuple[str, str], ...] = ()
    ship_to: Address | None = None
    lines: tuple[QuoteLine, ...] = ()
    total: Money | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    contacts: tuple[Contact, ...] = ()
    comments: str = ""
    attachments: tuple[Attachment, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()

"""The purchase order and what the supplier says to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.parties import NOBODY, Address, Contact, Person
from fondaco.documents.refusals import Refusal
from fondaco.documents.values import Charge, Classification, Extra, Money, finite


class OrderOperation(StrEnum):
    """cXML's OrderRequestHeader type."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


@frozen(slots=False)  # a third faster to make, and a message has thousands
class OrderLine:
    """One line of an order.

    ``line_number`` is the buyer's; where the sender wrote none it is the position, with a finding. ``quantity`` counts
    ``unit``; ``unit_price`` is net, for one unit. Both are None where what was written is no number. ``requested_on``
    is the delivery day asked for.
    """

    line_number: int
    supplier_part_id: str
    quantity: Decimal | None = field(default=None, validator=finite)
    unit_price: Money | None = None
    supplier_part_auxiliary_id: str = ""
    description: str = ""
    language: str = ""
    unit: str = ""
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    url: str = ""
    requested_on: date | None = None
    ship_to: Address | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class PurchaseOrder:
    """An order: this much of that, to there, paid by them.

    ``number`` is the buyer's purchase order number. ``total`` is net of the header's shipping and tax, as the sender
    computed it. ``person`` is who the supplier writes to about it. ``ordered_at`` is None where it was unreadable.
    """

    number: str
    lines: tuple[OrderLine, ...]
    operation: OrderOperation = OrderOperation.NEW
    order_type: str = "regular"
    ordered_at: datetime | None = field(default=None, validator=aware)
    total: Money | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    person: Person = NOBODY
    contacts: tuple[Contact, ...] = ()
    comments: str = ""
    version: str = ""
    payment_days: int | None = None
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


class ConfirmationKind(StrEnum):
    """cXML's ConfirmationHeader type."""

    ACCEPT = "accept"
    ALL_DETAIL = "allDetail"
    DETAIL = "detail"
    BACKORDERED = "backordered"
    EXCEPT = "except"
    REJECT = "reject"
    REQUEST_TO_PAY = "requestToPay"
    REPLACE = "replace"


class PortionKind(StrEnum):
    """cXML's ConfirmationStatus type: what becomes of a part of a line."""

    ACCEPT = "accept"
    ALL_DETAIL = "allDetail"
    DETAIL = "detail"
    BACKORDERED = "backordered"
    REJECT = "reject"
    UNKNOWN = "unknown"
    REQUEST_TO_PAY = "requestToPay"


@frozen
class Portion:
    """Part of a line's quantity, and what becomes of it. ``quantity`` is None where it was no number."""

    kind: PortionKind
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""
    unit_price: Money | None = None
    shipping_on: date | None = None
    delivery_on: date | None = None
    comments: str = ""
    refusal: Refusal | None = None
    extrinsics: tuple[tuple[str, str], ...] = ()


@frozen
class ConfirmationLine:
    """What the supplier says to one line: portions whose quantities together make the line's."""

    line_number: int
    portions: tuple[Portion, ...]
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""
    extras: tuple[Extra, ...] = ()


@frozen
class OrderConfirmation:
    """The commercial answer to an order, rejection included.

    ``order_number`` and ``order_payload_id`` name the order as its sender did; ``number`` is the supplier's own.
    """

    order_number: str
    kind: ConfirmationKind
    noticed_at: datetime | None = field(default=None, validator=aware)
    number: str = ""
    operation: OrderOperation = OrderOperation.NEW
    order_payload_id: str = ""
    ordered_at: datetime | None = field(default=None, validator=aware)
    lines: tuple[ConfirmationLine, ...] = ()
    total: Money | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    comments: str = ""
    refusal: Refusal | None = None
    contacts: tuple[Contact, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class StatusUpdate:
    """A later word on a message that was answered 201: what became of it. ``about_payload_id`` names that message."""

    status_code: int
    status_text: str = ""
    explanation: str = ""
    about_payload_id: str = ""
    order_number: str = ""
    extras: tuple[Extra, ...] = ()

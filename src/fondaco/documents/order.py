"""The purchase order and what the supplier says to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.item import Item, defaults_on_class
from fondaco.documents.parties import NOBODY, Address, Contact, Person
from fondaco.documents.refusals import Refusal
from fondaco.documents.values import Attachment, Charge, Extra, InvoiceCharge, Money, PaymentTerm, finite


class OrderOperation(StrEnum):
    """cXML's OrderRequestHeader type."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


@frozen(slots=False, kw_only=True)
class OrderLine(Item):
    """One line of an order.

    ``line_number`` is the buyer's; where the sender wrote none it is the position, with a finding. ``requested_on`` is
    the delivery day asked for, ``requisition_number`` the request that the line came from.
    """

    line_number: int
    requested_on: date | None = None
    requisition_number: str = ""


defaults_on_class(OrderLine)


@frozen(slots=False)  # as Item: faster to make
class PurchaseOrder:
    """An order: this much of that, to there, paid by them.

    ``number`` is the buyer's purchase order number. ``total`` is net of the header's shipping, tax and ``charges``
    (fees and allowances), as the sender computed it. ``person`` is who the supplier writes to about it. ``ordered_at``
    is None where it was unreadable. ``order_type`` is cXML's: regular, release, blanket, stockTransport,
    stockTransportRelease. ``contract_number`` is the agreement that a release is made under; ``changes_payload_id`` the
    message that an update or a delete is about. ``delivery_terms`` is an Incoterms code or words.
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
    charges: tuple[InvoiceCharge, ...] = ()
    person: Person = NOBODY
    contacts: tuple[Contact, ...] = ()
    comments: str = ""
    version: str = ""
    payment_terms: tuple[PaymentTerm, ...] = ()
    requisition_number: str = ""
    contract_number: str = ""
    changes_payload_id: str = ""
    delivery_terms: str = ""
    attachments: tuple[Attachment, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def payment_days(self) -> int | None:
        """The days of the last term: within them the whole is due."""
        return max((one.days for one in self.payment_terms), default=None)


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
    replaced_by: Item | None = None  # another article instead (cXML ItemIn in ConfirmationStatus)
    tax: Charge | None = None
    shipping: Charge | None = None
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


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
    attachments: tuple[Attachment, ...] = ()
    changes_number: str = ""  # of an update: the confirmation before it
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
    changes_payload_id: str = ""  # of an update: the message with the confirmation before it


@frozen
class StatusUpdate:
    """A later word on a message: what became of it (cXML StatusUpdateRequest, OAGIS ConfirmBOD).

    ``about_payload_id`` names that message: its payloadID, or its BODID.
    """

    status_code: int
    status_text: str = ""
    explanation: str = ""
    about_payload_id: str = ""
    order_number: str = ""
    extras: tuple[Extra, ...] = ()

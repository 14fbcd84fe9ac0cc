"""What has arrived: the goods receipt."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.order import OrderOperation
from fondaco.documents.shipping import OrderReference
from fondaco.documents.values import Extra, Money, finite


class ReceiptKind(StrEnum):
    """cXML ReceiptItem/@type: taken in, or given back."""

    RECEIVED = "received"
    RETURNED = "returned"


@frozen(slots=False)
class ReceiptLine:
    """So much of one line of the order. ``quantity`` counts ``unit``; None where it was no number.

    ``complete`` says that nothing more is expected for the line. ``unit_price`` is the order's, net.
    """

    line_number: int
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""
    kind: ReceiptKind = ReceiptKind.RECEIVED
    receipt_line_number: int | None = None
    supplier_part_id: str = ""
    supplier_part_auxiliary_id: str = ""
    buyer_part_id: str = ""
    description: str = ""
    unit_price: Money | None = None
    received: Money | None = None  # the value received
    shipment_number: str = ""
    shipment_line_number: int | None = None
    complete: bool = False
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class ReceiptPortion:
    """What was received of one order. ``closed`` says that no more is expected for the whole order."""

    order: OrderReference
    lines: tuple[ReceiptLine, ...] = ()
    closed: bool = False
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class GoodsReceipt:
    """The buyer says what came (cXML ReceiptRequest). ``number`` is the receipt's; ``shipment_number`` the notice's.

    ``changes_payload_id`` is, of a delete, the message that said so before.
    """

    number: str
    received_at: datetime | None = field(default=None, validator=aware)
    operation: OrderOperation = OrderOperation.NEW
    portions: tuple[ReceiptPortion, ...] = ()
    total: Money | None = None
    shipment_number: str = ""
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
    changes_payload_id: str = ""

"""The order request: read and authentic is 201; what is said to it commercially goes out as a confirmation."""

from __future__ import annotations

import secrets

from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.documents import Mode, PurchaseOrder, Status
from fondaco.selling.accounts.models import Connection
from fondaco.selling.orders.operations import Arrival, receive_order


def take_order(incoming: Incoming) -> Status:
    """Raises NotTaken for an order without a number, which nobody could be told about."""
    order = incoming.message.body
    assert isinstance(order, PurchaseOrder)
    if not order.number.strip():
        raise NotTaken(
            Status(
                400,
                "Bad Request",
                "The order has no number (OrderRequestHeader/@orderID), so no confirmation could name it. "
                "Nothing was ordered; send it again with one.",
            )
        )
    connection = Connection.objects.select_related("account", "partner").filter(partner=incoming.partner).first()
    if connection is None:
        raise NotTaken(
            Status(
                403,
                "Forbidden",
                "This connection belongs to no business account. The store's customer service can mend that.",
            )
        )
    envelope = incoming.message.envelope
    said = envelope.mode if envelope else Mode.PRODUCTION
    row = receive_order(
        connection=connection,
        arrival=Arrival(
            order=order,
            public_id=secrets.token_urlsafe(16),
            payload_id=envelope.payload_id if envelope else "",
            is_test=Mode.TEST in (said, Mode(incoming.partner.mode)),
        ),
        now=incoming.now,
    )
    incoming.record.about, incoming.record.number = row.subject, row.order_number[:200]
    return Status(
        201,
        "Accepted",
        f"Order {row.order_number} was received as {row.number}. What comes of it follows in the order confirmation.",
    )

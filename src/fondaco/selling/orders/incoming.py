"""The order request: read and authentic is 201; what is said to it commercially goes out as a confirmation."""

from __future__ import annotations

import secrets

from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.documents import Envelope, Mode, OrderOperation, PurchaseOrder, Status
from fondaco.selling.accounts.finding import connection_of
from fondaco.selling.orders.changes import receive_change
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
    connection = connection_of(incoming.partner)
    if connection is None:
        raise NotTaken(
            Status(
                403,
                "Forbidden",
                "This connection belongs to no business account. The store's customer service can mend that.",
            )
        )
    envelope = incoming.message.envelope
    arrival = Arrival(
        order=order,
        public_id=secrets.token_urlsafe(16),
        payload_id=envelope.payload_id if envelope else "",
        mode=_mode_said(envelope),
    )
    receive = receive_order if order.operation is OrderOperation.NEW else receive_change
    row = receive(connection=connection, arrival=arrival, now=incoming.now)
    incoming.record.about, incoming.record.number = row.standing_subject, row.order_number[:200]
    return Status(
        201,
        "Accepted",
        f"{_WHAT[order.operation]} {row.order_number} was received as {row.number}. "
        "What comes of it follows in the order confirmation.",
    )


_WHAT = {
    OrderOperation.NEW: "Order",
    OrderOperation.UPDATE: "The change of order",
    OrderOperation.DELETE: "The cancellation of order",
}


def _mode_said(envelope: Envelope | None) -> Mode | None:
    """What the sender says it is; many say nothing, and then it is what the group is."""
    return envelope.mode if envelope is not None and (envelope.mode_is_said or envelope.mode is Mode.TEST) else None

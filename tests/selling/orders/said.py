"""What the store said last about an order, and how a test gets there."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from fondaco.bridge.models import MessageOut
from fondaco.documents import Mode, OrderConfirmation, OrderOperation, PurchaseOrder, RefusalCode
from fondaco.selling.accounts.models import Connection
from fondaco.selling.orders.changes import receive_change
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.operations import Arrival, receive_order
from fondaco.wire import cxml
from tests.selling import making


def confirmations() -> list[OrderConfirmation]:
    """Everything that was put into the outbox, the first first."""
    found = []
    for record in MessageOut.objects.order_by("id"):
        message = cxml.read(record.body).message
        assert message is not None
        assert isinstance(message.body, OrderConfirmation)
        found.append(message.body)
    return found


def confirmation() -> OrderConfirmation:
    return confirmations()[-1]


def codes(said: OrderConfirmation) -> list[RefusalCode]:
    return [one.refusal.code for line in said.lines for one in line.portions if one.refusal]


def whole(said: OrderConfirmation) -> RefusalCode | None:
    return said.refusal.code if said.refusal else None


def sent(sender: making.Sender, *lines: Any, now: datetime, **changes: Any) -> SalesOrder:
    """An order as its row, after its message was answered 201."""
    status, _ = sender.say(making.order(*lines, at=now, **changes), now=now)
    assert status.code == 201, status
    return SalesOrder.objects.latest("pk")


def changed(sender: making.Sender, *lines: Any, now: datetime, **changes: Any) -> SalesOrder:
    return sent(sender, *lines, now=now, operation=OrderOperation.UPDATE, **changes)


def deleted(sender: making.Sender, *lines: Any, now: datetime, **changes: Any) -> SalesOrder:
    return sent(sender, *lines, now=now, operation=OrderOperation.DELETE, **changes)


def received(connection: Connection, order: PurchaseOrder, *, now: datetime, mode: Mode | None = None) -> SalesOrder:
    """An order taken in at a moment of the test's own, as the handler takes it."""
    found = Connection.objects.select_related("account", "group", "partner").get(pk=connection.pk)
    arrival = Arrival(order, secrets.token_hex(16), f"{secrets.token_hex(8)}@buyer.example.com", mode)
    receive = receive_order if order.operation is OrderOperation.NEW else receive_change
    return receive(connection=found, arrival=arrival, now=now)

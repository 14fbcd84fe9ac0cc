"""What the bridge tells of confirmations that were sent."""

from __future__ import annotations

from fondaco.bridge.registry import Outcome
from fondaco.bridge.states import Sending
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration.models import Milestone
from fondaco.selling.integration.operations import note_milestone
from fondaco.selling.orders.models import SalesOrder


def confirmation_sent(outcome: Outcome) -> None:
    """Once a group's system has taken a confirmation, that is on its checklist."""
    if outcome.state != Sending.DELIVERED:
        return
    kind, _colon, public_id = outcome.record.about.partition(":")
    rows = SalesOrder.objects.select_related("connection__group").filter(public_id=public_id)
    order = rows.first() if kind == "order" else None
    if order is not None and order.connection.group.status != GroupStatus.ACTIVE:
        group_id = order.connection.group_id
        note_milestone(group_id=group_id, milestone=Milestone.CONFIRMATION_TAKEN, about=order.subject, now=outcome.now)

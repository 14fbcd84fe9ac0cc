"""What became of the order's message, as the bridge tells it. In the bridge's transaction."""

from __future__ import annotations

from fondaco import audit
from fondaco.bridge.registry import Outcome
from fondaco.buying.orders import mails
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.states import STUCK, Delivery


def hear_outcome(outcome: Outcome) -> None:
    """Keep how the message fares beside the order; buyers and the requester hear it where it is stuck."""
    kind, _, public_id = outcome.record.about.partition(":")
    if kind != "order":
        return
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier", "requester")
        .get(public_id=public_id)
    )
    before = order.delivery
    order.delivery = Delivery(str(outcome.state))
    order.delivery_at = outcome.now
    order.delivery_retry_at = outcome.will_retry_at
    order.delivery_note = _note_of(outcome)
    order.save(update_fields=["delivery", "delivery_at", "delivery_retry_at", "delivery_note"])
    if order.delivery == before:
        return
    audit.write(
        action=f"order.message_{order.delivery}",
        subject=order.about,
        by=None,
        now=outcome.now,
        before={"delivery": before},
        after={"delivery": order.delivery},
        message=outcome.record.public_id,
    )
    if order.delivery in STUCK:
        mails.stuck(order, outcome.record.status_code, now=outcome.now)


def _note_of(outcome: Outcome) -> str:
    """What they answered, in their words; empty where they took it or said nothing."""
    status = outcome.status
    if status is None or status.ok:
        return ""
    said = " · ".join(part for part in (status.text, status.explanation) if part)
    return f"{status.code} {said}".strip()

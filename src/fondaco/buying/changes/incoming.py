"""What suppliers say to changes: by the answer to the message, and by the confirmation that follows it."""

from __future__ import annotations

from fondaco.bridge.models import MessageOut
from fondaco.bridge.registry import Incoming, Outcome
from fondaco.bridge.text import storable
from fondaco.buying.changes import operations
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.states import ChangeState
from fondaco.buying.orders.incoming import take_confirmation
from fondaco.documents import OrderConfirmation, Status


def hear_change_outcome(outcome: Outcome) -> None:
    """Their system turned the change away: the order stays as it was. In the bridge's transaction.

    That it was received settles nothing: what comes of it is in the confirmation.
    """
    kind, _colon, public_id = outcome.record.about.partition(":")
    if kind != "change" or outcome.state != "refused":
        return
    key = OrderChange.objects.values_list("pk", flat=True).get(public_id=public_id)
    change = operations.locked_change(key)
    if change.state != ChangeState.SENT:
        return
    status = outcome.status
    words = " · ".join(part for part in (status.text, status.explanation) if part) if status else ""
    operations.refuse(change, by=None, now=outcome.now, words=words)


def take_confirmation_of_change(incoming: Incoming) -> Status:
    """A confirmation; where it answers a change, the change is settled with it. Raises NotTaken as orders do.

    An update changes the order first, so that the confirmation is read against what it confirms; a cancellation after,
    since nothing is taken for an order that is over.
    """
    said = incoming.message.body
    assert isinstance(said, OrderConfirmation)
    change = _answered(incoming, said)
    if change is None:
        return take_confirmation(incoming)
    if said.refusal is not None:
        status = take_confirmation(incoming)
        operations.refuse(change, by=None, now=incoming.now, words=said.refusal.message or said.refusal.code)
        return status
    if change.cancels:
        status = take_confirmation(incoming)
        operations.take(change, by=None, now=incoming.now)
        return status
    operations.take(change, by=None, now=incoming.now)
    return take_confirmation(incoming)


def _answered(incoming: Incoming, said: OrderConfirmation) -> OrderChange | None:
    """The change, locked, whose message ``said`` names as the one that it answers."""
    payload_id = storable(said.order_payload_id, 300)
    if not payload_id:
        return None
    sent = MessageOut.objects.filter(partner=incoming.partner, payload_id=payload_id, about__startswith="change:")
    record = sent.first()
    if record is None:
        return None
    key = OrderChange.objects.filter(public_id=record.about.partition(":")[2]).values_list("pk", flat=True).first()
    change = operations.locked_change(key) if key is not None else None
    return change if change is not None and change.state == ChangeState.SENT else None

"""Orders that the supplier has, and wishes to have them otherwise."""

from __future__ import annotations

import itertools
from decimal import Decimal

from django.db import transaction

from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.bridge.registry import Incoming, Outcome
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.approvals.states import StepState
from fondaco.buying.changes.incoming import hear_change_outcome, take_confirmation_of_change
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.operations import Wishes, ask_for_change
from fondaco.buying.company.models import Employee
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.documents import ConfirmationKind, Message, OrderConfirmation, OrderOperation, Refusal, Status
from tests.buying.world import World, after, ordered

TWO = (("5", "20.00"), ("10", "1.50"))
_ids = itertools.count(1)


def arrived(world: World, *, takes_changes: bool = True, lines: tuple[tuple[str, str], ...] = TWO) -> PurchaseOrder:
    """An order that the supplier's system has."""
    world.supplier.takes_changes = takes_changes
    world.supplier.save()
    order = ordered(world, lines=lines)
    PurchaseOrder.objects.filter(pk=order.pk).update(delivery="delivered")
    order.refresh_from_db()
    return order


def wish(
    order: PurchaseOrder, world: World, *, by: Employee | None = None, minutes: int = 60, **quantities: str
) -> OrderChange:
    """Ask for quantities: ``l1="3"`` is line 1."""
    wanted = {int(key[1:]): Decimal(value) for key, value in quantities.items()}
    return ask_for_change(
        order=order,
        wishes=Wishes(wanted, order.requested_on, order.place),
        reason="We need less",
        by=(by or world.asker).person,
        now=after(minutes),
    )


def approve_change_fully(change: OrderChange) -> OrderChange:
    while Round.objects.filter(subject_id=change.public_id, state="open").exists():
        step = Step.objects.select_related("round", "person").get(
            round__subject_id=change.public_id, round__state="open", state=StepState.PENDING
        )
        approve(step=step, by=step.person, now=after(70), digest=step.round.digest)
    change.refresh_from_db()
    return change


def message_of(change: OrderChange) -> MessageOut:
    return MessageOut.objects.get(about=change.about)


def turned_away(change: OrderChange, status: Status) -> OrderChange:
    record = message_of(change)
    with transaction.atomic():
        hear_change_outcome(Outcome(record, "refused", status, None, after(80)))
    change.refresh_from_db()
    return change


def confirmation(
    order: PurchaseOrder, kind: str = "accept", *, answers: str = "", refusal: Refusal | None = None
) -> OrderConfirmation:
    return OrderConfirmation(
        order_number=order.number,
        kind=ConfirmationKind(kind),
        number="SO-77",
        operation=OrderOperation.UPDATE,
        order_payload_id=answers,
        refusal=refusal,
    )


def hear(body: OrderConfirmation, world: World) -> Status:
    """As the bridge does it."""
    number = next(_ids)
    record = MessageIn.objects.create(
        public_id=f"in-{number}",
        partner=world.partner,
        document_type="OrderConfirmation",
        key=str(number),
        fingerprint="0" * 64,
        body_sealed=b"",
        created_at=after(90),
    )
    with transaction.atomic():
        answer = take_confirmation_of_change(Incoming(Message(body), (), world.partner, record, after(90)))
        record.save()
    assert isinstance(answer, Status)
    return answer

"""An update or a delete of an order: taken while there is time, and never in part.

What is changed is locked first, so that of two changes at once the second meets what the first made. An update is
judged like a new order that already has what the one before it had; where nothing of it can be taken, that one stands.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import evolve
from django.db import transaction

from fondaco import audit
from fondaco.documents import OrderOperation, RefusalCode
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.orders import answers, facts, mails
from fondaco.selling.orders.acceptance import NONE, Outcome, Reason, refuse_whole
from fondaco.selling.orders.confirmation import order_refusal
from fondaco.selling.orders.judging import Case, against_sender, case_of, judge
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.operations import Arrival, audit_order, note_reason, row_for, settle
from fondaco.selling.orders.states import STANDING, OrderEvent, OrderState
from fondaco.selling.orders.storing import store_lines


@transaction.atomic
def receive_change(*, connection: Connection, arrival: Arrival, now: datetime) -> SalesOrder:
    """Take the change, or say why not; the order that it is about is then as it was."""
    case = case_of(connection, arrival.order, arrival.mode, now=now)
    row = row_for(case, arrival)
    before = _locked(row)
    case = evolve(case, changes=before)
    row.changes = before
    row.save(force_insert=True)
    against = _against(case, before)
    if against is not None or before is None:
        _refuse(row, case, refuse_whole(arrival.order, against or Reason(RefusalCode.ORDER_UNKNOWN)), before)
    elif arrival.order.operation is OrderOperation.DELETE:
        _cancel(row, case, before)
    else:
        _update(row, case, before)
    return row


def _locked(row: SalesOrder) -> SalesOrder | None:
    """The order of that number that a change would be of: what holds the number, else the last that had it.

    Who waited for another change finds the number gone from the row it waited for, and looks once more.
    """
    rows = (
        SalesOrder.objects.select_for_update(of=("self",))
        .select_related("partner", "member__person", "account")
        .filter(partner_id=row.partner_id, order_number=row.order_number, is_test=row.is_test)
    )
    for _again in range(2):
        held = rows.filter(holds_number=True).first()
        if held is not None:
            return held
    return rows.filter(changes__isnull=True).order_by("-pk").first()


def _against(case: Case, before: SalesOrder | None) -> Reason | None:
    settings, order = case.rules.settings, case.order
    sender = against_sender(case)
    # Who may not order may still take back what was ordered.
    if sender is not None and (order.operation is OrderOperation.UPDATE or sender.code is RefusalCode.MODE_DIFFERENT):
        return sender
    if before is None:
        return Reason(RefusalCode.ORDER_UNKNOWN)
    if not settings.takes_changes:
        return Reason(RefusalCode.CHANGES_NOT_TAKEN)
    cancelled_again = order.operation is OrderOperation.DELETE and before.state == OrderState.CANCELLED
    if before.state not in STANDING:
        return None if cancelled_again else Reason(RefusalCode.ORDER_OVER)
    if not _later(order.version, before.version):
        return Reason(RefusalCode.VERSION_OLD)
    assert before.decided_at is not None
    passed = (case.now - before.decided_at).total_seconds() / 60
    if passed > settings.change_minutes:
        return Reason(RefusalCode.TOO_LATE, Decimal(settings.change_minutes), Decimal(int(passed)))
    return None


def _later(version: str, before: str) -> bool:
    """Whether one version is above another; where either is no number, nothing can be said against it."""
    plain = [one for one in (version, before) if one.isascii() and one.isdigit() and len(one) <= 18]
    return len(plain) < 2 or int(version) > int(before)


def _refuse(row: SalesOrder, case: Case, outcome: Outcome, before: SalesOrder | None) -> None:
    """What stands is said again, with the reason at its head; where nothing stands, the change is refused whole."""
    row.take(OrderEvent.REFUSE, now=case.now)
    note_reason(row, outcome.reason or next((one.reason for one in outcome.verdicts if one.reason), None))
    row.save(update_fields=["state", "decided_at", "refusal_code", "refusal_boundary", "refusal_actual"])
    stands = before is not None and before.state in STANDING
    said = [] if stands else answers.store_answers(row, [None], case.now)
    lines = store_lines(row, outcome, said, answer_of=[0 if said else None] * len(outcome.verdicts))
    audit_order(row, outcome, case.now)
    with mails.language_of(row):
        if stands and before is not None:
            first = before.answers.order_by("position")[0]
            no = order_refusal(row, lines)
            answers.say_anew(before, first, now=case.now, payload_id=row.payload_id, no=no)
        else:
            answers.say(row, said, lines, now=case.now)
    mails.write_about(row, lines, now=case.now)


def _update(row: SalesOrder, case: Case, before: SalesOrder) -> None:
    judged = judge(case)
    if not judged.outcome.anything_taken:
        _refuse(row, case, judged.outcome, before)
        return
    _end(before, OrderEvent.REPLACE, row, case.now)
    settle(row, case, judged)


def _cancel(row: SalesOrder, case: Case, before: SalesOrder) -> None:
    """Nothing of it comes; its stock is anybody's again. Said again where it was cancelled before."""
    by, now = row.member.person_id if row.member else None, case.now
    row.take(OrderEvent.CARRY_OUT, now=now)
    row.save(update_fields=["state", "decided_at"])
    if before.state in STANDING:
        promised = {key: quantity for key, quantity in facts.reserved_for(before).items() if quantity > NONE}
        _end(before, OrderEvent.CANCEL, row, now)
        if promised:
            catalog.release_many(promised=promised, now=now, by=by, about=before.subject)
    store_lines(row, Outcome(), [], answer_of=[])
    audit_order(row, Outcome(), now)
    with mails.language_of(row):
        answers.say_cancelled(before, row, now=now)
    mails.write_cancelled(before, now=now)


def _end(before: SalesOrder, event: OrderEvent, by: SalesOrder, now: datetime) -> None:
    """The order is replaced or cancelled. A cancelled one keeps its number: nobody shall use it for another."""
    state = before.state
    before.take(event, now=now)
    before.holds_number = event is OrderEvent.CANCEL
    before.save(update_fields=["state", "ended_at", "holds_number"])
    audit.write(
        action=f"order.{before.state}",
        subject=before.subject,
        by=by.member.person_id if by.member else None,
        now=now,
        before={"state": str(state)},
        after={"state": str(before.state), "by": by.public_id},
    )

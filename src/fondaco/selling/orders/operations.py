"""Taking an order in: stored whole, judged, reserved, confirmed and written about, in one transaction."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from fondaco import audit, rows
from fondaco.documents import Mode, PurchaseOrder, RefusalCode
from fondaco.selling.accounts.models import Connection
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration.models import Milestone
from fondaco.selling.integration.operations import note_milestone
from fondaco.selling.orders import answers, mails
from fondaco.selling.orders.acceptance import NONE, Outcome, Reason, refuse_whole
from fondaco.selling.orders.judging import Case, Judged, case_of, judge, keep_promises
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.states import OrderEvent
from fondaco.selling.orders.storing import Sent, Stored, order_row, store_lines
from fondaco.selling.orders.terms import declined

# What a customer's own safeguards refuse, for the checklist before a group becomes active.
_SAFEGUARDS = frozenset(
    {
        RefusalCode.PRICE_MOVED,
        RefusalCode.QUANTITY_UNAVAILABLE,
        RefusalCode.SELLER_NOT_TAKEN,
        RefusalCode.SHIPPING_ABOVE,
        RefusalCode.DELIVERY_LATER,
    }
)
_DECIDED = [
    "state", "decided_at", "accepted_total", "later_total", "shipping", "payment", "refusal_code", "refusal_boundary",
    "refusal_actual", "terms_declined", "holds_number", "changes",
]  # fmt: skip


@frozen
class Arrival:
    """An order as it came in. ``payload_id`` names the message it came in, ``mode`` is None where that said nothing."""

    order: PurchaseOrder
    public_id: str
    payload_id: str
    mode: Mode | None = None


@rows.in_transaction
def receive_order(*, connection: Connection, arrival: Arrival, now: datetime) -> SalesOrder:
    """Store the order, decide on it, promise the stock, and put the confirmations into the outbox.

    Whatever the order says, it is stored and answered: what makes no sense in it is refused line by line. An update or
    a delete is taken by :func:`fondaco.selling.orders.changes.receive_change`.
    """
    case = case_of(connection, arrival.order, arrival.mode, now=now)
    row = row_for(case, arrival)
    if _insert_with_number(row):
        judged = judge(case)
    else:
        judged = Judged(refuse_whole(arrival.order, Reason(RefusalCode.ORDER_NUMBER_USED)), {})
    settle(row, case, judged)
    return row


def row_for(case: Case, arrival: Arrival) -> SalesOrder:
    """The order's row, not saved yet."""
    sent = Sent(arrival.public_id, arrival.payload_id, case.is_test)
    row = order_row(case.connection, arrival.order, sent, case.now)
    terms = declined(arrival.order, terms_days=case.payment.terms_days if case.payment else None)
    row.terms_declined = [[one.kind.value, one.said] for one in terms]
    return row


def _insert_with_number(row: SalesOrder) -> bool:
    """Save it, and whether it holds its number: of two orders with one number, the first does."""
    row.holds_number = True
    rows.insert(row, unless=" ON CONFLICT (partner_id, order_number, is_test) WHERE holds_number DO NOTHING")
    if row.pk is None:
        row.holds_number = False
        rows.insert(row)
    return row.holds_number


def settle(row: SalesOrder, case: Case, judged: Judged) -> list[Stored]:
    """Write down what was decided of a stored order, keep what it promises, and tell whoever has to know."""
    outcome, now = judged.outcome, case.now
    row.take(_event(outcome), now=now)
    row.accepted_total, row.later_total, row.shipping = outcome.total, outcome.later_total, outcome.shipping
    row.payment = case.payment if outcome.anything_taken and not row.is_test else None
    note_reason(row, outcome.reason)
    row.holds_number = outcome.anything_taken and (row.holds_number or case.changes is not None)
    rows.later(rows.updating(row, *_DECIDED))
    by = row.member.person_id if row.member else None
    if outcome.anything_taken:
        keep_promises(case, judged, about=row.subject, by=by)
    sellers, places = answers.divide(outcome)
    said = answers.store_answers(row, sellers, now)
    lines = store_lines(row, outcome, said, answer_of=places)
    audit_order(row, outcome, now)
    _note_milestones(row, case, outcome)
    with mails.language_of(row):
        answers.say(row, said, lines, now=now)
    mails.write_about(row, lines, now=now)
    return lines


def note_reason(row: SalesOrder, reason: Reason | None) -> None:
    """In memory: why the order is refused as a whole."""
    row.refusal_code = reason.code.value if reason else ""
    row.refusal_boundary = reason.boundary if reason else None
    row.refusal_actual = reason.actual if reason else None


def _event(outcome: Outcome) -> OrderEvent:
    if not outcome.anything_taken:
        return OrderEvent.REFUSE
    if any(one.later for one in outcome.verdicts):
        return OrderEvent.WAIT
    return OrderEvent.ACCEPT if outcome.everything_taken else OrderEvent.ACCEPT_IN_PART


def audit_order(row: SalesOrder, outcome: Outcome, now: datetime) -> None:
    """The order's own line: its state, what it comes to, and why what does not come does not."""
    after = {
        "state": str(row.state),
        "accepted_total": str(row.accepted_total),
        "refusals": sorted({part.reason.code.value for one in outcome.verdicts for part in one.refused}),
        "test": row.is_test,
    }
    if row.later_total > NONE:
        after["later_total"] = str(row.later_total)
    if row.changes_id is not None and row.changes is not None:
        after["changes"] = row.changes.public_id
    audit.write(
        action=f"order.{row.state}",
        subject=row.subject,
        by=row.member.person_id if row.member else None,
        now=now,
        after=after,
    )


def _note_milestones(row: SalesOrder, case: Case, outcome: Outcome) -> None:
    group = case.connection.group
    if group.status == GroupStatus.ACTIVE:
        return
    reached = []
    if outcome.anything_taken:
        reached.append(Milestone.ORDER_ACCEPTED)
    if any(part.reason.code in _SAFEGUARDS for one in outcome.verdicts for part in one.refused):
        reached.append(Milestone.SAFEGUARD_REFUSED)
    for milestone in reached:
        note_milestone(group_id=group.pk, milestone=milestone, about=row.subject, now=case.now)

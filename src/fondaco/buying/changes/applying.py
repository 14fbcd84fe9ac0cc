"""The order becomes what the supplier agreed to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fondaco import audit
from fondaco.buying.changes import accounts
from fondaco.buying.changes.models import ChangeLine, OrderChange
from fondaco.buying.lifecycle import step
from fondaco.buying.orders.answering import said_of
from fondaco.buying.orders.models import Confirmation, ConfirmedPortion, OrderLine, PurchaseOrder
from fondaco.buying.orders.states import OVER, TRANSITIONS, OrderEvent, OrderState
from fondaco.buying.shopping.quotes import in_coins
from fondaco.documents import ConfirmationKind, OrderOperation
from fondaco.people.models import Person

ZERO = Decimal(0)


def apply_change(change: OrderChange, order: PurchaseOrder, *, by: Person | None, now: datetime) -> None:
    """Within the caller's transaction, which has locked both. What an order that ended meanwhile was, it stays."""
    if order.state in OVER:
        return
    rows = list(change.lines.all())
    before = {"version": order.version, "state": str(order.state), "net": f"{order.net:f}"}
    order.version += 1
    if change.cancels:
        _cancel(order, change, now)
    else:
        _make_room(order, change, rows, now)
        _change(order, change, rows)
        _state(order, now)
    order.save()
    accounts.bind_change(order, by=by, now=now)
    audit.write(
        action="order.changed",
        subject=order.about,
        by=by.pk if by else None,
        now=now,
        before=before,
        after={
            "version": order.version,
            "state": str(order.state),
            "net": f"{order.net:f}",
            "change": change.public_id,
        },
    )


def _cancel(order: PurchaseOrder, change: OrderChange, now: datetime) -> None:
    order.state = step(TRANSITIONS, order.state, OrderEvent.CALL_OFF)
    order.state_since, order.state_note = now, change.reason


def _state(order: PurchaseOrder, now: datetime) -> None:
    """What the answers that still hold come to, now that something else is ordered."""
    if order.state == OrderState.ISSUED:
        return
    lines = list(OrderLine.objects.filter(order=order, ordered__gt=0))
    unsaid = all(line.open == line.ordered for line in lines)
    event = OrderEvent.ASK_ANEW if unsaid else said_of(lines)
    new = step(TRANSITIONS, order.state, event)
    if new != order.state:
        order.state, order.state_since = new, now


def _make_room(order: PurchaseOrder, change: OrderChange, rows: list[ChangeLine], now: datetime) -> None:
    """Where less is ordered than the supplier had answered for, or at another price, its answers about those lines fall
    with the change: it answers them anew. What it said of the others is kept.
    """
    changed = {row.line_number: row for row in rows}
    lines = list(order.lines.all())
    if all(line.line_number not in changed or _fits(line, changed[line.line_number]) for line in lines):
        return
    standing = list(order.confirmations.filter(replaced_at__isnull=True))
    others = ConfirmedPortion.objects.filter(confirmation__in=standing).exclude(line__line_number__in=list(changed))
    kept = list(others)
    Confirmation.objects.filter(pk__in=[one.pk for one in standing]).update(replaced_at=now)
    if kept:
        last = standing[-1]
        taken_over = Confirmation.objects.create(
            order=order,
            number=last.number,
            kind=ConfirmationKind.DETAIL,
            operation=OrderOperation.UPDATE,
            noticed_at=last.noticed_at,
            received_at=now,
            message=f"change-{change.public_id}",
        )
        for portion in kept:
            portion.pk, portion.confirmation = None, taken_over
        ConfirmedPortion.objects.bulk_create(kept)
    order.lines.filter(line_number__in=list(changed)).update(confirmed=ZERO, rejected=ZERO, backordered=ZERO)


def _fits(line: OrderLine, row: ChangeLine) -> bool:
    answered = line.ordered - line.open
    return row.quantity >= answered and not (answered and row.unit_price != row.unit_price_before)


def _change(order: PurchaseOrder, change: OrderChange, rows: list[ChangeLine]) -> None:
    lines = {line.line_number: line for line in OrderLine.objects.filter(order=order)}
    for row in rows:
        line = lines[row.line_number]
        line.ordered, line.unit_price = row.quantity, row.unit_price
        line.amount = in_coins(row.amount, order.currency)
        line.save(update_fields=["ordered", "unit_price", "amount"])
    order.requested_on = change.requested_on
    if change.place_id != order.place_id and change.place is not None:
        order.place = change.place
        order.deliver_to = f"{change.place.name}, {change.place.one_line()}"[:500]

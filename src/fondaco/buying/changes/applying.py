"""The order becomes what the supplier agreed to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fondaco import audit
from fondaco.buying.changes import accounts
from fondaco.buying.changes.models import ChangeLine, OrderChange
from fondaco.buying.lifecycle import step
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.states import OVER, TRANSITIONS, OrderEvent, OrderState
from fondaco.buying.shopping.quotes import in_coins
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
        order.save()
        accounts.let_go(order, [row.line_number for row in rows], by=by, now=now)
    else:
        _make_room(order, rows, now)
        _change(order, change, rows)
        _state(order, now)
        order.save()
        accounts.bind_change(order, rows, more_at=None, by=by, now=now)
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
    event = OrderEvent.CANCEL if order.state == OrderState.ISSUED else OrderEvent.CLOSE
    order.state = step(TRANSITIONS, order.state, event)
    order.state_since, order.state_note = now, change.reason


def _state(order: PurchaseOrder, now: datetime) -> None:
    """Whether all that is left is promised, now that less is ordered."""
    if order.state not in {OrderState.CONFIRMED, OrderState.CONFIRMED_IN_PART}:
        return
    whole = all(line.confirmed == line.ordered for line in OrderLine.objects.filter(order=order))
    new = step(TRANSITIONS, order.state, OrderEvent.CONFIRM_ALL if whole else OrderEvent.CONFIRM_PART)
    if new != order.state:
        order.state, order.state_since = new, now


def _make_room(order: PurchaseOrder, rows: list[ChangeLine], now: datetime) -> None:
    """Where less is ordered than the supplier had promised, its promises fall with the change: it answers anew."""
    wanted = {row.line_number: row.quantity for row in rows}
    lines = list(order.lines.all())
    if all(wanted.get(line.line_number, line.ordered) >= line.ordered - line.open for line in lines):
        return
    order.confirmations.filter(replaced_at__isnull=True).update(replaced_at=now)
    order.lines.update(confirmed=ZERO, rejected=ZERO, backordered=ZERO)


def _change(order: PurchaseOrder, change: OrderChange, rows: list[ChangeLine]) -> None:
    lines = {line.line_number: line for line in OrderLine.objects.filter(order=order)}
    for row in rows:
        line = lines[row.line_number]
        if row.quantity > 0:
            line.ordered = row.quantity
            line.amount = in_coins(row.amount, order.currency)
            line.save(update_fields=["ordered", "amount"])
        elif not line.portions.exists():
            line.delete()
    sums_after(order, list(OrderLine.objects.filter(order=order)))
    order.requested_on = change.requested_on
    if change.place_id != order.place_id and change.place is not None:
        order.place = change.place
        order.deliver_to = f"{change.place.name}, {change.place.one_line()}"[:500]


def sums_after(order: PurchaseOrder, lines: list[OrderLine]) -> None:
    """The order's sums with these lines: freight stays what it was, the estimate of tax follows the net."""
    net = sum((line.amount for line in lines), ZERO)
    if order.tax is not None and order.net > 0:
        order.tax = in_coins(order.tax * net / order.net, order.currency)
    order.net = net
    order.total = net + (order.shipping or ZERO) + (order.tax or ZERO)

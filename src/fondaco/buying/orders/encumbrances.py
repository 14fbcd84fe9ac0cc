"""What an order binds of the budgets, line by line, as the supplier answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fondaco.buying.budgets.models import Stage
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.expected import Coming, recount_saved, weight
from fondaco.buying.orders.models import ZERO, OrderCharge, PurchaseOrder
from fondaco.buying.requests import accounts
from fondaco.buying.requests.models import Allocation, ChargeKind, RequestLine
from fondaco.buying.requests.sums import shares
from fondaco.buying.shopping.quotes import in_coins
from fondaco.people.models import Person

# By line number, what is asked for beyond the order as it stands, and at which stage; in the company's currency.
More = Mapping[int, tuple[Stage, Decimal]]
Asking = Callable[[PurchaseOrder], More]

_asking: list[Asking] = []


def register_more(callback: Asking) -> None:
    """Let ``callback(order)`` say what its lines bind besides, for a change that nobody has settled yet."""
    if callback not in _asking:
        _asking.append(callback)


def settle_order(order: PurchaseOrder, *, by: Person | None, now: datetime, strict: bool = False) -> None:
    """Count the order anew, and let its lines bind what of it still comes, charges included: confirmed is what the
    supplier promised, at its price; committed what is open or comes later, and what a change asks for; the rest is let
    go. Within the caller's transaction, which has locked the order.

    A charge is borne by the lines that still come. Where a budget has no room for what moves to it in this way, every
    account goes on bearing its share as it was ordered: what a supplier says is taken whether there is money or not.
    With ``strict`` a budget that does not suffice raises Refused instead.
    """
    rows, charges = recount_saved(order, list(order.lines.select_related("request_line").order_by("line_number")))
    rows = [row for row in rows if row.line.request_line is not None]
    if not rows:
        return
    more = {number: one for asking in _asking for number, one in asking(order).items()}
    try:
        with transaction.atomic():
            _declare(order, rows, _spread(rows, charges, order), more, by=by, now=now, capped=False)
    except Refused:
        if strict:
            raise
        _declare(order, rows, _as_ordered(rows, charges, order), more, by=by, now=now, capped=True)


Shares = Mapping[int, Decimal]


def _declare(
    order: PurchaseOrder,
    rows: Sequence[Coming],
    borne: Shares,
    more: More,
    *,
    by: Person | None,
    now: datetime,
    capped: bool,
) -> None:
    waits = any(row.waiting for row in rows)
    by_line = {row.line.request_line_id: row for row in rows}

    def stages(line: RequestLine, _borne: Decimal) -> accounts.Stages:
        row = by_line[line.pk]
        made = stages_of(row, borne.get(row.line.pk, ZERO), order, waits=waits)
        stage, amount = more.get(row.line.line_number, (Stage.COMMITTED, ZERO))
        return {**made, stage: made.get(stage, ZERO) + amount} if amount > 0 else made

    only = [str(row.line.line_number) for row in rows]
    accounts.settle(order.request, stages, only=only, by=by, now=now, capped=capped)


def stages_of(row: Coming, charges: Decimal, order: PurchaseOrder, *, waits: bool) -> accounts.Stages:
    """What a line binds: what comes of it, and ``charges`` (in the company's currency) parted by what is promised."""
    currency, rate = order.legal_entity.currency, rate_of(row)
    whole = in_coins(row.amount * rate, currency)
    promised = in_coins(row.promised_amount * rate, currency)
    part = row.promised / row.quantity if row.quantity else ZERO if waits else Decimal(1)
    with_it = in_coins(charges * part, currency)
    return {
        Stage.CONFIRMED: max(promised + with_it, ZERO),
        Stage.COMMITTED: max(whole - promised + charges - with_it, ZERO),
    }


def rate_of(row: Coming) -> Decimal:
    """What one of the order's currency is in the company's; the same for all its lines."""
    return row.line.request_line.rate if row.line.request_line is not None else Decimal(1)


def _spread(rows: Sequence[Coming], charges: Sequence[OrderCharge], order: PurchaseOrder) -> Shares:
    """Every charge without the tax on the lines that still come, by line, in the company's currency."""
    bearing = [row for row in rows if row.quantity]
    return _shared(bearing, charges, [[weight(one, row) for row in bearing] for one in charges], order)


def _as_ordered(rows: Sequence[Coming], charges: Sequence[OrderCharge], order: PurchaseOrder) -> Shares:
    """The same on all the lines, as each bore it when it was ordered."""
    weights = [[_ordered_weight(one, row) for row in rows] for one in charges]
    return _shared(rows, charges, weights, order)


def _ordered_weight(charge: OrderCharge, row: Coming) -> Decimal:
    if charge.allocation == Allocation.EQUALLY:
        return Decimal(1)
    return row.line.ordered if charge.allocation == Allocation.BY_QUANTITY else row.line.amount


def _shared(
    rows: Sequence[Coming],
    charges: Sequence[OrderCharge],
    weights: Sequence[Sequence[Decimal]],
    order: PurchaseOrder,
) -> Shares:
    currency = order.legal_entity.currency
    borne = {row.line.pk: ZERO for row in rows}
    for charge, by in zip(charges, weights, strict=True):
        if charge.kind == ChargeKind.TAX or not rows:
            continue
        amount = in_coins(charge.expected * rate_of(rows[0]), currency)
        for row, part in zip(rows, shares(amount, by, currency), strict=True):
            borne[row.line.pk] += part
    return borne

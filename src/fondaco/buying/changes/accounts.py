"""What a change asks of the budgets: more from the day it is asked for, less only once the supplier has taken it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from fondaco.buying.budgets.models import Stage
from fondaco.buying.changes.models import ChangeLine
from fondaco.buying.orders.encumbrances import stages_of
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.requests import accounts
from fondaco.buying.requests.models import RequestLine
from fondaco.buying.shopping.quotes import in_coins
from fondaco.people.models import Person

ZERO = Decimal(0)


def bind_change(
    order: PurchaseOrder,
    rows: list[ChangeLine],
    *,
    more_at: Stage | None,
    by: Person | None,
    now: datetime,
) -> None:
    """Let the changed lines bind what they do as the order stands, and what they grow by at ``more_at`` besides.

    Raises Refused where a budget does not suffice. Within the caller's transaction, which has locked the order.
    """
    kept = {row.line_number: row for row in order.lines.all()}
    changed = {row.line_number: row for row in rows}

    def stages(line: RequestLine, borne: Decimal) -> accounts.Stages:
        found = kept.get(line.line_number)
        if found is None:
            return {}
        made = dict(_as_ordered(found, line, borne, order))
        more = changed[line.line_number].more
        if more_at is not None and more > 0:
            made[more_at] = made.get(more_at, ZERO) + in_coins(more * _each(line, borne), order.legal_entity.currency)
        return made

    only = [str(number) for number in changed]
    if only:
        accounts.settle(order.request, stages, only=only, by=by, now=now)


def let_go(order: PurchaseOrder, numbers: list[int], *, by: Person | None, now: datetime) -> None:
    """These lines bind nothing any more."""
    accounts.settle(order.request, _nothing, only=[str(one) for one in numbers], by=by, now=now)


def _nothing(_line: RequestLine, _borne: Decimal) -> Mapping[Stage, Decimal]:
    return {}


def _as_ordered(found: OrderLine, line: RequestLine, borne: Decimal, order: PurchaseOrder) -> accounts.Stages:
    return stages_of(found, found.ordered * _each(line, borne), None, order)


def _each(line: RequestLine, borne: Decimal) -> Decimal:
    """What one of it bears: what was asked for is what the charges were spread over."""
    return borne / line.quantity if line.quantity else ZERO

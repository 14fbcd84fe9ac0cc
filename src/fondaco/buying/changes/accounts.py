"""What a change asks of the budgets: more from the day it is asked for, less only once the supplier has taken it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from fondaco.buying.budgets.models import Stage
from fondaco.buying.budgets.queries import outlook
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.states import OPEN, ChangeState
from fondaco.buying.orders.encumbrances import More, settle_order
from fondaco.buying.orders.expected import coming, promised_prices
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.policy.subject import ShownBudget
from fondaco.buying.requests.accounts import claims_of
from fondaco.buying.shopping.quotes import in_coins
from fondaco.people.models import Person

ZERO = Decimal(0)


def asked_for(order: PurchaseOrder) -> More:
    """By line, how much more the order's open change asks for than what still comes. At most four statements."""
    change = OrderChange.objects.filter(order=order, state__in=OPEN).first()
    if change is None:
        return {}
    stage = Stage.REQUESTED if change.state == ChangeState.IN_APPROVAL else Stage.COMMITTED
    rows = {row.line_number: row for row in change.lines.all() if row.dearer}
    lines = order.lines.select_related("request_line").filter(line_number__in=list(rows)) if rows else []
    found = {}
    for one in coming(order, lines, promised_prices(order) if rows else {}):
        rate = one.line.request_line.rate if one.line.request_line is not None else Decimal(1)
        more = rows[one.line.line_number].amount - one.amount
        if more > 0:
            found[one.line.line_number] = (stage, in_coins(more * rate, order.legal_entity.currency))
    return found


def budgets_ahead(order: PurchaseOrder) -> tuple[ShownBudget, ...]:
    """The budgets that the order's open change draws on, before what it asks for and after it."""
    more = asked_for(order)
    if not more:
        return ()
    claims = claims_of(
        order.request,
        lambda line, _borne: {more[line.line_number][0]: more[line.line_number][1]},
        only=[str(number) for number in more],
    )
    request = order.request
    on = request.charged_on or timezone.localdate(order.issued_at)
    return outlook(about=request.about, entity=order.legal_entity, on=on, claims=claims, besides=True)


def bind_change(order: PurchaseOrder, *, by: Person | None, now: datetime, strict: bool = False) -> None:
    """Let the order bind what comes of it, and what its open change asks for besides.

    With ``strict`` it raises Refused where a budget does not suffice. Within the caller's transaction, which has locked
    the order.
    """
    settle_order(order, by=by, now=now, strict=strict)

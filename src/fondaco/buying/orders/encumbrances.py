"""What an order binds of the budgets, line by line, as the supplier answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from fondaco.buying.budgets.models import Stage
from fondaco.buying.orders.models import ZERO, ConfirmedPortion, OrderLine, PurchaseOrder
from fondaco.buying.orders.states import OVER
from fondaco.buying.requests import accounts
from fondaco.buying.requests.models import RequestLine
from fondaco.buying.shopping.quotes import in_coins
from fondaco.people.models import Person


def settle_order(order: PurchaseOrder, lines: Sequence[OrderLine], *, by: Person | None, now: datetime) -> None:
    """Confirmed is what the supplier promised, at its price; committed what is open or comes later; the rest is let go.

    Of an order that is over nothing is open any more. A price above the order's binds no more than the order did:
    whoever accepts it has to find the money first. Within the caller's transaction, which has locked the order.
    """
    known = {line.request_line_id: line for line in lines if line.request_line_id is not None}
    if not known:
        return
    keys = dict(RequestLine.objects.filter(pk__in=list(known)).values_list("pk", "line_number"))
    prices = _prices(order)

    def stages(line: RequestLine, borne: Decimal) -> accounts.Stages:
        mine = known[line.pk]
        # A changed order is for another quantity than was asked for: what is borne is borne for each.
        share = borne * mine.ordered / line.quantity if line.quantity else ZERO
        return stages_of(mine, share, prices.get(mine.pk), order)

    request = order.request
    accounts.settle(request, stages, only=[str(number) for number in keys.values()], by=by, now=now)


def stages_of(
    line: OrderLine, borne: Decimal, promised: tuple[Decimal, Decimal] | None, order: PurchaseOrder
) -> accounts.Stages:
    """What ``line`` binds of the ``borne`` that all of it would, in the company's currency.

    ``promised`` is the quantity confirmed at a price that was said, and what that comes to in the order's currency.
    """
    currency = order.legal_entity.currency
    each = borne / line.ordered
    confirmed = line.confirmed * each
    if promised is not None and line.unit_price > 0:
        quantity, amount = promised
        rate = each / line.unit_price  # the line's share of the charges stays what it was
        confirmed = (line.confirmed - quantity) * each + min(amount, quantity * line.unit_price) * rate
    still = ZERO if order.state in OVER else line.open + line.backordered
    return {Stage.CONFIRMED: in_coins(confirmed, currency), Stage.COMMITTED: in_coins(still * each, currency)}


def _prices(order: PurchaseOrder) -> dict[int, tuple[Decimal, Decimal]]:
    """By line, what is confirmed at a price that the supplier said, and what it comes to. One statement."""
    rows = (
        ConfirmedPortion.objects.filter(
            confirmation__order=order,
            confirmation__replaced_at__isnull=True,
            becomes=ConfirmedPortion.Becomes.CONFIRMED,
            unit_price__isnull=False,
        )
        .order_by()
        .values("line_id")
        .annotate(many=Sum("quantity"), comes_to=Sum(F("quantity") * F("unit_price")))
    )
    return {row["line_id"]: (row["many"], row["comes_to"]) for row in rows}

"""What an order comes to, and what of it still comes: lines at the prices that were promised, and the charges on them.

Everything is in the order's currency, rounded to its smallest coin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import frozen
from django.db.models import F, Sum

from fondaco.buying.orders.models import ZERO, ConfirmedPortion, OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.states import OVER, OrderState
from fondaco.buying.requests.models import Allocation, ChargeKind
from fondaco.buying.shopping.quotes import in_coins

Promised = tuple[Decimal, Decimal]
SUMS = ["net", "charges_sum", "tax", "total", "expected"]


@frozen
class Coming:
    """What still comes of ``line``: the quantities promised and not answered yet, and what each comes to, net."""

    line: OrderLine
    promised: Decimal
    waiting: Decimal
    promised_amount: Decimal
    waiting_amount: Decimal

    @property
    def quantity(self) -> Decimal:
        return self.promised + self.waiting

    @property
    def amount(self) -> Decimal:
        return self.promised_amount + self.waiting_amount


def coming(order: PurchaseOrder, lines: Iterable[OrderLine], prices: Mapping[int, Promised]) -> list[Coming]:
    """Promised is what the supplier confirmed, at its price; waiting what is open or comes later. A price above the
    order's counts as the order's: nobody has agreed to more. Of an order that is over nothing waits any more.
    """
    return [_coming(order, line, prices.get(line.pk)) for line in lines]


def _coming(order: PurchaseOrder, line: OrderLine, said: Promised | None) -> Coming:
    promised = ZERO if order.state == OrderState.CANCELLED else line.confirmed
    waiting = ZERO if order.state in OVER else line.open + line.backordered
    each = line.amount / line.ordered if line.ordered else ZERO
    exact = promised * each
    if said is not None and promised:
        quantity, comes_to = said
        exact = (promised - quantity) * each + min(comes_to, quantity * each)
    amount = min(in_coins(exact, order.currency), line.amount)
    # The last coin goes to what waits, so that both together are the line as long as all of it comes.
    whole = min(in_coins(exact + waiting * each, order.currency), line.amount)
    return Coming(line, promised, waiting, amount, whole - amount)


def promised_prices(order: PurchaseOrder) -> dict[int, Promised]:
    """By line, what is confirmed at a price that the supplier said, and what that comes to. One statement."""
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


def recount(
    order: PurchaseOrder, lines: Sequence[OrderLine], charges: Sequence[OrderCharge], *, prices: Mapping[int, Promised]
) -> None:
    """Set the amounts of the charges and the order's sums, as ordered and as expected. Nothing is saved."""
    net = sum((line.amount for line in lines), ZERO)
    for charge in charges:
        charge.amount = charge_on(charge, net, order.currency)
    order.net = net
    order.tax = sum((one.amount for one in charges if one.kind == ChargeKind.TAX), ZERO)
    order.charges_sum = sum((one.amount for one in charges if one.kind != ChargeKind.TAX), ZERO)
    order.total = order.net + order.charges_sum + order.tax
    _expect(order, coming(order, lines, prices), charges)


def _expect(order: PurchaseOrder, rows: Sequence[Coming], charges: Sequence[OrderCharge]) -> None:
    net = sum((one.amount for one in rows), ZERO)
    some = any(one.quantity for one in rows)
    for charge in charges:
        charge.expected = charge_on(charge, net, order.currency) if some else ZERO
    for charge in charges:
        if charge.kind == ChargeKind.DISCOUNT and net < order.net:
            # A discount that stays whole takes off no more than what comes costs.
            least = -(net + sum((one.expected for one in charges if one is not charge), ZERO))
            charge.expected = min(max(charge.expected, least), ZERO)
    order.expected = net + sum((one.expected for one in charges), ZERO)


def charge_on(charge: OrderCharge, net: Decimal, currency: str) -> Decimal:
    """What the charge is on lines that come to ``net``: its share where it follows them, else the whole."""
    if not charge.scales or not charge.quoted_on:
        return charge.quoted
    return in_coins(charge.quoted * net / charge.quoted_on, currency)


def recount_saved(order: PurchaseOrder, lines: Sequence[OrderLine]) -> tuple[list[Coming], list[OrderCharge]]:
    """Count anew and save it. What comes of each line, and the charges. Within the caller's transaction, which has
    locked the order.
    """
    prices, charges = promised_prices(order), list(order.charges.all())
    recount(order, lines, charges, prices=prices)
    OrderCharge.objects.bulk_update(charges, ["amount", "expected"])
    order.save(update_fields=SUMS)
    return coming(order, lines, prices), charges


def weight(charge: OrderCharge, row: Coming) -> Decimal:
    """How much of the charge a line bears, beside the others that still come."""
    if charge.allocation == Allocation.EQUALLY:
        return Decimal(1)
    return row.quantity if charge.allocation == Allocation.BY_QUANTITY else row.amount

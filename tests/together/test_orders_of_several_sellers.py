"""An order over several sellers, and one that waits, between the two sites: the desk puts the answers together."""

from __future__ import annotations

from typing import Any

from tests.stack import Stack
from tests.together.test_orders_arrive_once import MAKE_ORDERS, wait_for

ONE_LINE = MAKE_ORDERS[MAKE_ORDERS.index("    RequestLine.objects.create(") : MAKE_ORDERS.index("    recount(request")]
LINES = """
    for n, one in enumerate(told["lines"], 1):
        RequestLine.objects.create(
            request=request, line_number=n, supplier=supplier, currency="EUR",
            supplier_part_id=one["part"], supplier_part_auxiliary_id=one["key"],
            description="A thing", quantity=Decimal(one["quantity"]), unit="EA", unit_price=Decimal(one["price"]),
            amount=Decimal(one["price"]) * Decimal(one["quantity"]), classifications=[["UNSPSC", "44121706"]],
        )
"""
MAKE_AN_ORDER = MAKE_ORDERS.replace(ONE_LINE, LINES).replace("kept=frozenset({1})", "kept=frozenset({1, 2})")

OFFERS = """
from fondaco.selling.catalog.models import Offer
rows = Offer.objects.filter(
    active=True, item__active=True, item__exclusive=False, item__unit="EA", min_quantity=1, max_quantity=None,
    tiers=None, contract_prices=None, stock__gte=100, fulfilment="store", lead_time_days__lte=5,
).select_related("item")
found = {}
for one in rows:
    found.setdefault(one.seller_id, one)
result = [{"part": one.item.part_id, "key": one.key, "price": str(one.unit_price), "id": one.pk}
          for one in list(found.values())[:2]]
"""

EMPTY_THE_SHELF = """
from datetime import timedelta
from django.utils import timezone
from fondaco.selling.catalog.models import Offer
from django.db.models import F
Offer.objects.filter(pk=told["id"]).update(stock=F("reserved"), restock_on=timezone.localdate() + timedelta(days=2))
result = None
"""

FILL_THE_SHELF = """
from django.utils import timezone
from fondaco.clock.models import Run
from fondaco.selling.catalog.models import Offer
from fondaco.selling.catalog.operations import change_stock
offer = Offer.objects.get(pk=told["id"])
change_stock(offer_id=offer.pk, stock=offer.stock + 100, now=timezone.now())
Run.objects.filter(name="selling.settle_backorders").update(due_at=timezone.now())
result = None
"""

AT_THE_DESK = """
from fondaco.buying.orders.models import PurchaseOrder
order = PurchaseOrder.objects.get(number=told["number"])
standing = order.confirmations.filter(replaced_at__isnull=True)
result = {
    "state": order.state,
    "answers": standing.count(),
    "replaced": order.confirmations.filter(replaced_at__isnull=False).count(),
    "lines": [[int(n) for n in row] for row in
              order.lines.order_by("line_number").values_list("confirmed", "backordered", "rejected")],
}
"""


def ordered(stack: Stack, lines: list[dict[str, Any]]) -> str:
    [number] = stack.run("buying", MAKE_AN_ORDER, count=1, lines=lines)
    return str(number)


def test_the_desk_takes_the_confirmations_of_two_sellers_side_by_side(stack: Stack) -> None:
    one, two = stack.run("selling", OFFERS)

    number = ordered(stack, [{**one, "quantity": 2}, {**two, "quantity": 3}])

    expected = {"state": "confirmed", "answers": 2, "replaced": 0, "lines": [[2, 0, 0], [3, 0, 0]]}
    wait_for(stack, "buying", AT_THE_DESK, expected, number=number)


def test_what_comes_later_is_confirmed_later_in_place_of_what_was_said(stack: Stack) -> None:
    one, two = stack.run("selling", OFFERS)
    stack.run("selling", EMPTY_THE_SHELF, id=two["id"])

    number = ordered(stack, [{**one, "quantity": 2}, {**two, "quantity": 3}])

    waiting = {"state": "confirmed_in_part", "answers": 2, "replaced": 0, "lines": [[2, 0, 0], [0, 3, 0]]}
    wait_for(stack, "buying", AT_THE_DESK, waiting, number=number)
    stack.run("selling", FILL_THE_SHELF, id=two["id"])
    come = {"state": "confirmed", "answers": 2, "replaced": 1, "lines": [[2, 0, 0], [3, 0, 0]]}
    wait_for(stack, "buying", AT_THE_DESK, come, number=number)

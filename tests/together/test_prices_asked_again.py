"""The desk asks the real store, over HTTP, what was approved costs now: by its own question and by OCI VALIDATE."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stack import Stack
from tests.together.test_orders_arrive_once import MAKE_ORDERS, wait_for
from tests.together.test_orders_of_several_sellers import OFFERS

MAKE_A_REQUEST = MAKE_ORDERS.replace(
    "result.append(PurchaseOrder.objects.get(request=request).number)", "result.append(request.public_id)"
)

ASK_BY = """
from fondaco.bridge.models import Partner
from fondaco.buying.suppliers.models import Supplier
way = told["way"]
kind = "oci" if way == "oci_validate" else "cxml"
supplier = Supplier.objects.filter(partner__punchout_protocol=kind, partner__protocol__in=["cxml", "oagis10"]).first()
Supplier.objects.filter(pk=supplier.pk).update(answers_by=way)
Partner.objects.filter(pk=supplier.partner_id).update(default_commodity="44121706", default_unit="EA")
result = supplier.name
"""

ASK_NOBODY = """
from fondaco.buying.suppliers.models import Supplier
result = Supplier.objects.update(answers_by="nothing")
"""

SET_PRICE = """
from decimal import Decimal
from django.utils import timezone
from fondaco.selling.catalog.models import Offer
from fondaco.selling.catalog.operations import change_price
result = change_price(offer_id=told["id"], unit_price=Decimal(told["price"]), now=timezone.now()) and None
"""

WITHDRAW = """
from fondaco.selling.catalog.models import Offer
result = Offer.objects.filter(pk=told["id"]).update(active=told["active"])
"""

WHAT_BECAME = """
from fondaco.buying.requests.models import PurchaseRequest
request = PurchaseRequest.objects.get(public_id=told["request"])
check = request.inquiries.get().checks.get()
result = {"state": request.state, "orders": request.orders.count(), "outcome": check.outcome}
"""


@pytest.fixture(params=["availability", "oci_validate"])
def supplier(request: Any, stack: Stack) -> Any:
    yield str(stack.run("buying", ASK_BY, way=request.param))
    stack.run("buying", ASK_NOBODY)


def approved(stack: Stack, supplier: str, offer: dict[str, Any], price: str) -> str:
    [public_id] = stack.run(
        "buying",
        MAKE_A_REQUEST,
        count=1,
        part=offer["part"],
        key=offer["key"],
        price=price,
        supplier=supplier,
        asked_again=True,
    )
    return str(public_id)


def test_what_costs_what_was_quoted_is_ordered_by_itself(stack: Stack, supplier: str) -> None:
    offer = stack.run("selling", OFFERS)[0]

    request = approved(stack, supplier, offer, offer["price"])

    expected = {"state": "ordered", "orders": 1, "outcome": "within"}
    wait_for(stack, "buying", WHAT_BECAME, expected, request=request)


def test_what_has_risen_comes_back_and_nothing_is_ordered(stack: Stack, supplier: str) -> None:
    offer = stack.run("selling", OFFERS)[0]
    stack.run("selling", SET_PRICE, id=offer["id"], price=str(float(offer["price"]) * 3))
    try:
        request = approved(stack, supplier, offer, offer["price"])

        expected = {"state": "returned", "orders": 0, "outcome": "price"}
        wait_for(stack, "buying", WHAT_BECAME, expected, request=request)
    finally:
        stack.run("selling", SET_PRICE, id=offer["id"], price=offer["price"])


def test_what_is_sold_no_more_comes_back_as_gone(stack: Stack, supplier: str) -> None:
    offer = stack.run("selling", OFFERS)[0]
    stack.run("selling", WITHDRAW, id=offer["id"], active=False)
    try:
        request = approved(stack, supplier, offer, offer["price"])

        expected = {"state": "returned", "orders": 0, "outcome": "gone"}
        wait_for(stack, "buying", WHAT_BECAME, expected, request=request)
    finally:
        stack.run("selling", WITHDRAW, id=offer["id"], active=True)

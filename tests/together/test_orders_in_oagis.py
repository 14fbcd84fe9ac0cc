"""Orders and their answers between the two sites in OAGIS, each release: over HTTP, confirmed, and once each."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fault_proxy import FaultProxy, faults
from tests.stack import Stack
from tests.together.test_orders_arrive_once import HASTEN, MAKE_ORDERS, at_the_store, deliver_under_fire, wait_for

RELEASES = ("oagis10", "oagis9", "oagis721")
SUPPLIER = "Arsenale Forniture"

SPEAK = """
from fondaco.bridge.models import Partner
result = Partner.objects.filter(their_domain="LogicalID").update(protocol=told["protocol"])
"""

AN_OFFER = """
from fondaco.selling.catalog.models import Offer
found = Offer.objects.filter(active=True, item__unit="EA", min_quantity=1, tiers=None, stock__gte=100)
one = found.select_related("item")[told["n"]]
result = {"part": one.item.part_id, "key": one.key, "price": str(one.unit_price)}
"""

AT_THE_DESK = """
from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.buying.orders.models import PurchaseOrder
order = PurchaseOrder.objects.get(number=told["number"])
went = MessageOut.objects.get(number=told["number"], document_type="PurchaseOrder")
result = {
    "state": order.state, "delivery": order.delivery, "protocol": went.protocol, "sent": went.state,
    "confirmed": went.confirmed_at is not None,
    "came": sorted(MessageIn.objects.filter(number=told["number"]).values_list("document_type", "state")),
    "went": sorted(MessageOut.objects.filter(number=told["number"]).values_list("document_type", "state")),
}
"""

AT_THE_STORE = """
from fondaco.bridge.models import MessageIn, MessageOut
result = {
    "came": sorted(MessageIn.objects.filter(number=told["number"]).values_list("document_type", "state")),
    "went": sorted(MessageOut.objects.filter(number=told["number"]).values_list("document_type", "state")),
    "confirmed": MessageOut.objects.filter(number=told["number"], document_type="OrderConfirmation")
                 .exclude(confirmed_at=None).count(),
}
"""

BODY = """
import base64
from fondaco.bridge.models import MessageOut
record = MessageOut.objects.get(number=told["number"], document_type="PurchaseOrder")
result = base64.b64encode(record.body).decode()
"""

ARRIVED = """
from fondaco.selling.orders.models import SalesOrder
result = SalesOrder.objects.filter(order_number=told["number"]).exists()
"""

STORED_ANSWER = """
from fondaco.bridge.models import MessageIn
record = MessageIn.objects.get(number=told["number"], document_type="PurchaseOrder")
result = {"answer": record.answer.decode(), "http": record.http_status, "repeated": record.repeated}
"""

ROUTE = """
from fondaco.bridge.models import Partner
result = Partner.objects.filter(their_domain="LogicalID").update(order_url=told["url"] + "/oagis")
"""


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    for site in ("buying", "selling"):
        assert stack.run(site, SPEAK, protocol=request.param) == 1
    yield request.param
    for site in ("buying", "selling"):
        stack.run(site, SPEAK, protocol="oagis10")


def ordered(stack: Stack, nth: int) -> str:
    """The number of an order for something that the store has."""
    offer = stack.run("selling", AN_OFFER, n=nth)
    [number] = stack.run("buying", MAKE_ORDERS, count=1, supplier=SUPPLIER, **offer)
    return str(number)


def post_again(stack: Stack, number: str, body: bytes) -> httpx.Response:
    partner = next(one for one in stack.record["selling"]["partners"] if one["domain"] == "LogicalID")
    return httpx.post(
        partner["order_url"],
        content=body,
        auth=httpx.BasicAuth(partner["identity"], partner["secret"]),
        headers={"Content-Type": "application/xml"},
        timeout=60,
    )


def test_an_order_and_its_answer_go_between_the_sites_and_both_are_confirmed(stack: Stack, release: str) -> None:
    number = ordered(stack, RELEASES.index(release))

    at_the_desk = {
        "state": "confirmed",
        "delivery": "delivered",
        "protocol": release,
        "sent": "delivered",
        "confirmed": True,
        "came": [["OrderConfirmation", "handled"], ["StatusUpdate", "handled"]],
        "went": [["PurchaseOrder", "delivered"], ["StatusUpdate", "delivered"]],
    }
    wait_for(stack, "buying", AT_THE_DESK, at_the_desk, number=number)
    at_the_store_ = {
        "came": [["PurchaseOrder", "handled"], ["StatusUpdate", "handled"]],
        "went": [["OrderConfirmation", "delivered"], ["StatusUpdate", "delivered"]],
        "confirmed": 1,
    }
    wait_for(stack, "selling", AT_THE_STORE, at_the_store_, number=number)


def test_the_same_bodid_again_gets_the_same_answer_and_other_content_a_conflict(stack: Stack, release: str) -> None:
    number = ordered(stack, 5 + RELEASES.index(release))
    wait_for(stack, "selling", ARRIVED, True, number=number)
    body = base64.b64decode(stack.run("buying", BODY, number=number))

    again = post_again(stack, number, body)
    other = post_again(stack, number, body.replace(b"A thing", b"Another thing"))

    stored = stack.run("selling", STORED_ANSWER, number=number)
    assert (again.status_code, again.text) == (stored["http"], stored["answer"])
    assert again.status_code == 202
    assert stored["repeated"] == 1
    assert other.status_code == 409
    assert at_the_store(stack, number) == [number]


@pytest.fixture
def proxy(stack: Stack, proxy_port: int) -> Iterator[FaultProxy]:
    url = stack.record["selling"]["url"]
    with faults(url, proxy_port, seed=20261124) as proxy:
        stack.run("buying", ROUTE, url=proxy.url)
        yield proxy
        stack.run("buying", ROUTE, url=url)


def test_orders_in_oagis_arrive_once_though_answers_are_lost_and_processes_killed(
    stack: Stack, proxy: FaultProxy
) -> None:
    proxy.lose = 0.4
    numbers = stack.run("buying", MAKE_ORDERS, count=20, supplier=SUPPLIER)

    found: dict[str, Any] = deliver_under_fire(stack, proxy, numbers, seconds=90)

    assert found["states"] == ["delivered"] * 20
    assert found["kills"] >= 5
    assert proxy.seen["answer lost"] >= 3
    assert [number for number in at_the_store(stack, "PO-") if number in numbers] == sorted(numbers)
    stack.run("selling", HASTEN)

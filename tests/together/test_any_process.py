"""Web processes keep nothing: with three of them and two workers, any of which may be killed, shopping goes on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from fondaco.documents import (
    Address,
    Cart,
    Classification,
    Credential,
    Document,
    Envelope,
    Message,
    Money,
    OrderLine,
    Person,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
)
from fondaco.wire import cxml
from tests.stack import Stack
from tests.together.balancer import Balancer, balanced
from tests.together.test_orders_arrive_once import wait_for

SHOPPERS = 6
QUANTITIES = {0: 3, 1: 2}

OFFERS = """
from fondaco.selling.catalog.models import Offer
found = Offer.objects.filter(active=True, item__active=True, min_quantity=1, max_quantity=None, stock__gte=500)
found = found.select_related("item").order_by("item_id", "pk").distinct("item_id")
result = [[one.key, one.item.part_id] for one in found[:2]]
"""

COUNTED = """
from fondaco.bridge.models import Mail, MessageIn, MessageOut
from fondaco.selling.orders.models import SalesOrder
result = {}
for order in SalesOrder.objects.filter(order_number__in=told["numbers"]):
    confirmations = MessageOut.objects.filter(number=order.order_number, document_type="OrderConfirmation")
    result.setdefault(order.order_number, []).append(
        [
            MessageIn.objects.filter(number=order.order_number, document_type="PurchaseOrder").count(),
            sorted({(one.about, one.number) for one in confirmations}) != [],
            len(set(confirmations.values_list("payload_id", flat=True))) == confirmations.count(),
            Mail.objects.filter(about=order.subject).values("to").distinct().count()
            == Mail.objects.filter(about=order.subject).count() > 0,
        ]
    )
"""


class Shopper:
    """Somebody with a browser, and the purchasing system behind them. Presses a button again when told 502."""

    def __init__(self, balancer: Balancer, partner: dict[str, str], number: int) -> None:
        self.balancer, self.partner, self.number = balancer, partner, number
        self.browser = httpx.Client(base_url=balancer.url, timeout=60, headers={"Accept-Language": "en"})
        self.person = Person(email=f"shopper-{number}@any-process.example", name="Any Shopper")
        self.pressed_again = 0

    def says(self, body: Document, path: str, name: str) -> Document:
        us = Credential(self.partner["domain"], self.partner["identity"])
        now, payload_id = datetime.now(UTC), f"{name}-{self.number}@any-process.example"
        envelope = Envelope(
            sender=us, from_=(us,), to=(Credential("NetworkID", "fondaco-store"),), user_agent="Tests",
            payload_id=payload_id, timestamp=now,
        )  # fmt: skip
        plain = cxml.write(Message(body, envelope, payload_id=payload_id, timestamp=now))
        content = cxml.with_secret(plain, self.partner["secret"])
        answer = self.browser.post(path, content=content, headers={"Content-Type": "text/xml"})
        assert answer.status_code == 200, answer.text
        message = cxml.read(answer.content).message
        assert message is not None
        return message.body

    def punches_out(self) -> None:
        setup = PunchOutSetup(
            buyer_cookie=f"cookie-{self.number}",
            return_url="https://buyer.example.com/return",
            person=self.person,
        )
        for attempt in range(5):
            answer = self.says(setup, "/punchout/cxml", f"setup-{attempt}")
            assert isinstance(answer, PunchOutSetupAnswer), answer
            page = self.opens(urlsplit(answer.start_url).path)
            if page.status_code == 200:
                return
            # The token was taken by a process that died before it could say so: the page says to come again.
            assert page.status_code in (403, 410), page.text
        raise AssertionError("never let in")

    def opens(self, path: str) -> httpx.Response:
        answer = self.browser.get(path)
        for _ in range(5):
            if not answer.is_redirect:
                break
            answer = self.browser.get(answer.headers["Location"])
        return answer

    def presses(self, page: str, action: str, **fields: str) -> httpx.Response | None:
        """None where nobody knows whether it was done."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page
        answer = self.browser.post(action, data={"csrfmiddlewaretoken": token[1], **fields})
        if answer.status_code == 502:
            self.pressed_again += 1
            return None
        return answer

    def adds(self, key: str, part: str, quantity: int) -> None:
        for _ in range(10):
            page = self.opens(f"/shop/item/{part}").text
            self.presses(page, "/cart/add", offer=key, quantity=str(quantity))
            if self.opens("/cart").text.count(part):
                return
        raise AssertionError("never in the cart")

    def submits(self) -> Cart:
        for _ in range(10):
            page = self.opens("/cart")
            shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page.text)
            if shown:
                answer = self.presses(page.text, "/cart/submit", shown=shown[1])
            else:  # it was submitted by a process that died before it could say so
                answer = self.presses(self.opens("/visit").text, "/visit/again")
            if answer is not None and (cart := cart_in(answer.text)):
                return cart
        raise AssertionError("never went home")

    def orders(self, cart: Cart) -> str:
        number = f"ANY-{self.number}"
        lines = tuple(
            OrderLine(
                line_number=index,
                supplier_part_id=one.supplier_part_id,
                supplier_part_auxiliary_id=one.supplier_part_auxiliary_id,
                quantity=one.quantity,
                unit_price=one.unit_price,
                description=one.description or "A thing",
                language="en",
                unit=one.unit,
                classifications=one.classifications or (Classification("UNSPSC", "44121706"),),
            )
            for index, one in enumerate(cart.lines, 1)
        )
        address = Address(name="A buyer", street=("Via del Molo 5",), city="Genova", postal_code="16128", country="IT")
        order = PurchaseOrder(
            number=number, lines=lines, ordered_at=datetime.now(UTC), ship_to=address, bill_to=address,
            person=self.person,
            total=Money(sum((one.quantity * one.unit_price.amount for one in cart.lines), Decimal(0)), "EUR"),
        )  # fmt: skip
        path = urlsplit(self.partner["order_url"]).path
        self.says(order, path, "order")
        return number


def cart_in(page: str) -> Cart | None:
    found = re.search(r'name="cxml-urlencoded" value="([^"]*)"', page)
    if not found:
        return None
    message = cxml.read(cxml.read_cart_form({"cxml-urlencoded": unescape(found[1])})).message
    assert message is not None
    assert isinstance(message.body, Cart)
    return message.body


@pytest.fixture
def balancer(stack: Stack) -> Iterator[Balancer]:
    with balanced(stack, webs=3, seed=20261128) as balancer:
        yield balancer


@pytest.fixture
def second_worker(stack: Stack, balancer: Balancer) -> Iterator[subprocess.Popen[bytes]]:
    line = [sys.executable, "-m", "fondaco.cli", "selling", "worker"]
    with (stack.var / "second-worker.log").open("wb") as out:
        process = subprocess.Popen(line, env=balancer.webs[0].env, stdout=out, stderr=out, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_shopping_goes_on_whichever_process_answers_and_whichever_is_killed(
    stack: Stack, balancer: Balancer, second_worker: subprocess.Popen[bytes]
) -> None:
    partner: dict[str, Any] = next(
        one for one in stack.record["selling"]["partners"] if one["identity"] == "conformance-buyer"
    )
    offers = stack.run("selling", OFFERS)
    balancer.doom = 0.12
    numbers = []
    for number in range(SHOPPERS):
        shopper = Shopper(balancer, partner, number)
        shopper.punches_out()
        for index, (key, part) in enumerate(offers):
            shopper.adds(key, part, QUANTITIES[index])
        cart = shopper.submits()
        numbers.append(shopper.orders(cart))
        stack.kill("selling", "worker")

        assert {one.supplier_part_id: int(one.quantity) for one in cart.lines} == {
            part: QUANTITIES[index] for index, (_key, part) in enumerate(offers)
        }

    # The run counts only if the faults really hit.
    assert balancer.seen["killed"] >= 5, balancer.seen
    expected = {number: [[1, True, True, True]] for number in numbers}
    wait_for(stack, "selling", COUNTED, expected, numbers=numbers)

"""However often, however parallel, and whoever is killed: an order arrives once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest

from tests.fault_proxy import FaultProxy, faults
from tests.stack import Stack, free_port, running

ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="{timestamp}" xml:lang="en">
<Header>
<From><Credential domain="{domain}"><Identity>{identity}</Identity></Credential></From>
<To><Credential domain="NetworkID"><Identity>fondaco-store</Identity></Credential></To>
<Sender><Credential domain="{domain}"><Identity>{identity}</Identity><SharedSecret>{secret}</SharedSecret></Credential>
<UserAgent>A test</UserAgent></Sender>
</Header>
<Request><OrderRequest>
<OrderRequestHeader orderID="{number}" orderDate="2026-11-23T10:00:00+01:00" type="new">
<Total><Money currency="EUR">12.00</Money></Total>
<BillTo><Address><Name xml:lang="en">A buyer</Name></Address></BillTo>
</OrderRequestHeader>
<ItemOut quantity="{quantity}" lineNumber="1"><ItemID><SupplierPartID>{part}</SupplierPartID></ItemID>
<ItemDetail><UnitPrice><Money currency="EUR">1.00</Money></UnitPrice><Description xml:lang="en">A thing</Description>
<UnitOfMeasure>EA</UnitOfMeasure><Classification domain="UNSPSC">44121706</Classification></ItemDetail></ItemOut>
</OrderRequest></Request></cXML>"""

ORDERS_AT_THE_STORE = """
from fondaco.selling.orders.models import SalesOrder
result = sorted(SalesOrder.objects.values_list("order_number", flat=True))
"""


def order(stack: Stack, **told: Any) -> bytes:
    partner = next(p for p in stack.record["selling"]["partners"] if p["identity"] == "conformance-buyer")
    values = {
        **partner, "payload_id": "1@buyer.example.com", "number": "T-1", "part": "NOT-SOLD", "quantity": "1",
        "timestamp": "2026-11-23T10:00:00+01:00", **told,
    }  # fmt: skip
    return ORDER.format(**{name: escape(str(value)) for name, value in values.items()}).encode()


def post(stack: Stack, body: bytes) -> httpx.Response:
    partner = next(p for p in stack.record["selling"]["partners"] if p["identity"] == "conformance-buyer")
    return httpx.post(partner["order_url"], content=body, headers={"Content-Type": "text/xml"}, timeout=60)


def at_the_store(stack: Stack, prefix: str) -> list[str]:
    return [number for number in stack.run("selling", ORDERS_AT_THE_STORE) if number.startswith(prefix)]


def test_twenty_parallel_identical_orders_make_one_order_and_twenty_equal_answers(stack: Stack) -> None:
    body = order(stack, payload_id="parallel@buyer.example.com", number="P-1")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(stack, body), range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert b'code="201"' in answers[0].content
    assert at_the_store(stack, "P-") == ["P-1"]


def test_a_retry_with_a_new_timestamp_gets_the_first_answer_to_the_byte(stack: Stack) -> None:
    first = post(stack, order(stack, payload_id="again@buyer.example.com", number="A-1"))

    again = post(
        stack, order(stack, payload_id="again@buyer.example.com", number="A-1", timestamp="2026-11-24T08:00:00+01:00")
    )

    assert again.content == first.content
    assert at_the_store(stack, "A-") == ["A-1"]


def test_other_content_under_a_used_payload_id_is_a_conflict_and_changes_nothing(stack: Stack) -> None:
    post(stack, order(stack, payload_id="clash@buyer.example.com", number="C-1"))

    other = post(stack, order(stack, payload_id="clash@buyer.example.com", number="C-2", quantity="9"))

    assert other.status_code == 200
    assert b'code="409"' in other.content
    assert at_the_store(stack, "C-") == ["C-1"]


def test_a_stranger_cannot_spoil_a_payload_id(stack: Stack) -> None:
    wrong = post(stack, order(stack, payload_id="mine@buyer.example.com", number="S-1", secret="guess"))
    right = post(stack, order(stack, payload_id="mine@buyer.example.com", number="S-1"))

    assert b'code="401"' in wrong.content
    assert b'code="201"' in right.content
    assert at_the_store(stack, "S-") == ["S-1"]


MAKE_ORDERS = """
from datetime import datetime, UTC
from decimal import Decimal
from importlib import import_module
from secrets import token_urlsafe
from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.company.models import Employee
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.requests.sums import recount
from fondaco.buying.suppliers.models import Supplier

import_module("fondaco.buying.handlers")
now = datetime.now(UTC)
who = Employee.objects.get(person__name="Giulia Ferraro")
supplier = Supplier.objects.get(name=told.get("supplier", "Fondaco Store"))
if not told.get("asked_again"):  # most of these articles are nobody's
    Supplier.objects.filter(pk=supplier.pk).update(answers_by="nothing")
result = []
for index in range(told["count"]):
    request = PurchaseRequest.objects.create(
        public_id=token_urlsafe(16), number=f"T-{token_urlsafe(6)}", requester=who.person, beneficiary=who.person,
        legal_entity=who.legal_entity, state_since=now, cost_centre=who.cost_centre, deliver_to=who.address,
        currency="EUR", created_at=now,
    )
    RequestLine.objects.create(
        request=request, line_number=1, supplier=supplier, currency="EUR",
        supplier_part_id=told.get("part", f"FND-NONE-{index}"), supplier_part_auxiliary_id=told.get("key", "x"),
        description="A thing", quantity=Decimal(1), unit="EA", unit_price=Decimal(told.get("price", "1")),
        amount=Decimal(told.get("price", "1")), classifications=[["UNSPSC", "44121706"]],
    )
    recount(request, on=now.date())
    request.save()
    answers = Answers(cost_centre=who.cost_centre, deliver_to=who.address, need_by=None, reason="A test",
                      kept=frozenset({1}))
    request = submit_request(request=request, version=1, answers=answers, by=who.person, now=now)
    for _ in range(5):
        step = Step.objects.filter(round__subject_id=request.public_id, state="pending").first()
        if step is None:
            break
        approve(step=step, by=step.assigned_to, now=now, digest=RequestSubject(request).digest())
    result.append(PurchaseOrder.objects.get(request=request).number)
"""

ROUTE_THROUGH = """
from fondaco.bridge.models import Partner
from urllib.parse import urlsplit
for partner in Partner.objects.filter(protocol="cxml"):
    Partner.objects.filter(pk=partner.pk).update(order_url=told["url"] + urlsplit(partner.order_url).path)
result = None
"""

DELIVERED = """
from fondaco.bridge.models import MessageOut
rows = MessageOut.objects.filter(number__in=told["numbers"], document_type="PurchaseOrder")
result = {"states": list(rows.values_list("state", flat=True)), "tries": sum(row.attempts.count() for row in rows)}
"""

HASTEN = """
from django.utils import timezone
from fondaco.bridge.models import MessageOut
result = MessageOut.objects.filter(state__in=["waiting", "unknown"]).update(next_attempt_at=timezone.now())
"""


def deliver_under_fire(stack: Stack, proxy: FaultProxy, numbers: list[str], *, seconds: int) -> dict[str, Any]:
    """Kill a process every two seconds, lose answers, and hurry the pauses, until all is delivered."""
    kills = 0
    until = time.monotonic() + seconds
    victims = [("buying", "worker"), ("selling", "worker"), ("buying", "worker"), ("selling", "serve")]
    found: dict[str, Any] = {}
    while time.monotonic() < until:
        kills += stack.kill(*victims[kills % len(victims)])
        time.sleep(2)
        stack.run("buying", HASTEN)
        found = stack.run("buying", DELIVERED, numbers=numbers)
        if found["states"].count("delivered") == len(numbers) and kills >= 5:
            break
    return {**found, "kills": kills}


@pytest.fixture
def proxy(stack: Stack, proxy_port: int) -> Any:
    with faults(stack.record["selling"]["url"], proxy_port, seed=20261123) as proxy:
        stack.run("buying", ROUTE_THROUGH, url=proxy.url)
        yield proxy
        stack.run("buying", ROUTE_THROUGH, url=stack.record["selling"]["url"])


def test_a_hundred_orders_with_the_workers_killed_arrive_each_once(stack: Stack, proxy: FaultProxy) -> None:
    proxy.lose = 0.3
    numbers = stack.run("buying", MAKE_ORDERS, count=100)

    found = deliver_under_fire(stack, proxy, numbers, seconds=150)

    assert found["states"] == ["delivered"] * 100
    # The run counts only if the faults really hit.
    assert found["kills"] >= 5
    assert proxy.seen["answer lost"] >= 10
    assert [number for number in at_the_store(stack, "PO-") if number in numbers] == sorted(numbers)


def wait_for(stack: Stack, site: str, code: str, wanted: Any, *, seconds: int = 40, **told: Any) -> Any:
    """Ask again and again until a site's answer is the wanted one."""
    until = time.monotonic() + seconds
    while (found := stack.run(site, code, **told)) != wanted and time.monotonic() < until:
        time.sleep(0.5)
    assert found == wanted
    return found


STANDING = """
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.bridge.models import MessageOut
order = PurchaseOrder.objects.get(number=told["number"])
message = MessageOut.objects.get(about=order.about, document_type="PurchaseOrder")
tries = message.attempts.exclude(ended_at=None).count()
result = {"delivered": order.delivery == "delivered", "tried": tries >= told["tries"]}
"""

ANSWER_TO = """
from fondaco.bridge.models import Partner
Partner.objects.filter(their_identity="lanterna-meccanica").update(order_url=told["url"] + "/cxml")
result = None
"""

CONFIRMATION = """
from fondaco.bridge.models import MessageOut
rows = MessageOut.objects.filter(document_type="OrderConfirmation", number=told["number"])
result = [(row.state in ("waiting", "unknown"), row.attempts.exclude(ended_at=None).exists()) for row in rows]
"""

ANSWERED = """
from fondaco.buying.orders.models import PurchaseOrder
result = PurchaseOrder.objects.get(number=told["number"]).state != "issued"
"""


def test_a_store_that_is_down_gets_the_order_when_it_is_back(stack: Stack, proxy: FaultProxy) -> None:
    proxy.lose, proxy.down = 0.0, True
    [number] = stack.run("buying", MAKE_ORDERS, count=1)

    wait_for(stack, "buying", STANDING, {"delivered": False, "tried": True}, number=number, tries=1)
    assert at_the_store(stack, number) == []

    proxy.down = False
    stack.run("buying", HASTEN)
    wait_for(stack, "buying", STANDING, {"delivered": True, "tried": True}, number=number, tries=2)
    assert at_the_store(stack, number) == [number]


def test_a_desk_that_is_down_gets_the_confirmation_when_it_is_back(stack: Stack, proxy_port: int) -> None:
    desk = stack.record["buying"]["url"]
    with faults(desk, proxy_port, seed=1) as door:
        door.down = True
        stack.run("selling", ANSWER_TO, url=door.url)
        [number] = stack.run("buying", MAKE_ORDERS, count=1)
        wait_for(stack, "selling", CONFIRMATION, [[True, True]], number=number)
        assert stack.run("buying", ANSWERED, number=number) is False

        door.down = False
        stack.run("selling", HASTEN)
        wait_for(stack, "buying", ANSWERED, True, number=number)
    stack.run("selling", ANSWER_TO, url=desk)


def test_the_same_run_without_deduplication_is_noticed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test that cannot fail proves nothing: with the inbox's key made unique, orders are doubled, and seen to be."""
    port = free_port()
    env = {
        "PYTHONPATH": str(Path(__file__).parent / "without_dedupe"),
        "FONDACO_OUTBOUND_ORIGINS": f"http://127.0.0.1:{port}",
    }
    with running(tmp_path_factory.mktemp("doubled"), items=200, env=env) as stack:
        url = stack.record["selling"]["url"]
        with faults(url, port, seed=20261123) as proxy:
            stack.run("buying", ROUTE_THROUGH, url=proxy.url)
            proxy.lose = 0.4
            numbers = stack.run("buying", MAKE_ORDERS, count=25)
            found = deliver_under_fire(stack, proxy, numbers, seconds=60)

        arrived = [number for number in at_the_store(stack, "PO-") if number in numbers]

    assert found["states"].count("delivered") >= 20
    assert proxy.seen["answer lost"] >= 3
    assert len(arrived) > len(set(arrived)), "no order arrived twice: the run above would prove nothing"

"""Sent without an answer: where it must not come twice a buyer decides, whoever is faster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.models import Mail, MessageOut, Partner
from fondaco.bridge.site import this_site
from fondaco.bridge.transport import Sent
from fondaco.buying.handlers import registry
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.deciding import vouch_for_order
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.operations import order_message, send_order_again
from fondaco.buying.orders.recording import Told, record_answer
from tests.buying.orders.test_taking_confirmations import answer, take
from tests.buying.world import World, after, build_world, ordered

TIMEOUT = Sent(problem="timeout", arrived=True, milliseconds=30000)
MONTH = timedelta(days=30)


class Wire:
    """A way out that answers as it is told; a timeout once it has nothing more to say."""

    def __init__(self, *answers: Sent) -> None:
        self.answers = list(answers)
        self.posted: list[bytes] = []

    def post(self, _url: str, content: bytes, **_more: Any) -> Sent:
        self.posted.append(content)
        return self.answers.pop(0) if self.answers else TIMEOUT


def status(code: int, text: str = "OK") -> Sent:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.069/cXML.dtd">'
        '<cXML payloadID="a@store" timestamp="2026-03-02T09:40:00+00:00">'
        f'<Response><Status code="{code}" text="{text}"/></Response></cXML>'
    )
    return Sent(http_status=200, content=body.encode(), content_type="text/xml", arrived=True)


def deliver(wire: Wire, now: datetime) -> int:
    return outbox.deliver_due(now=now, post=outbox.Post(wire, registry, this_site(), lambda: 0.0))  # type: ignore[arg-type]


def lost(world: World) -> PurchaseOrder:
    """An order sent without an answer, to a supplier that would take a repetition for another."""
    Partner.objects.update(deduplicates=False)
    order = ordered(world)
    Mail.objects.all().delete()
    deliver(Wire(), after(11))
    order.refresh_from_db()
    return order


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    return lost(world)


def client_of(employee: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(employee.person)
    return client


def test_it_waits_and_nothing_is_sent_by_itself(world: World, order: PurchaseOrder) -> None:
    wire = Wire()

    assert deliver(wire, after(11) + MONTH) == 0

    assert wire.posted == []
    assert (order.delivery, order.delivery_retry_at, order.undecided) == ("unknown", None, True)


def test_the_buyers_are_written_to(world: World, order: PurchaseOrder) -> None:
    letter = Mail.objects.get(to="buyer@buyer.example.com")

    assert f"Does Store have {order.number}? You decide" in letter.subject
    assert "not sent again by itself" in letter.text


def test_the_orders_page_offers_both_with_their_consequences(world: World, order: PurchaseOrder) -> None:
    shown = client_of(world.buyer).get(order.get_absolute_url()).content.decode()

    assert "Sent, no answer: a buyer decides" in shown
    assert "nobody delivers" in shown
    assert "deliver twice" in shown
    assert reverse("orders:vouch", args=[order.public_id]) in shown
    assert reverse("orders:send-again", args=[order.public_id]) in shown


def test_who_waits_for_it_reads_that_the_buyers_decide(world: World, order: PurchaseOrder) -> None:
    shown = client_of(world.asker).get(order.get_absolute_url()).content.decode()

    assert "The buyers know and take care of it" in shown
    assert reverse("orders:vouch", args=[order.public_id]) not in shown


def test_it_stands_on_the_buyers_first_page_and_in_the_list(world: World, order: PurchaseOrder) -> None:
    buyer = client_of(world.buyer)

    assert "Orders without an answer" in buyer.get("/").content.decode()
    assert order.number in buyer.get("/orders/", {"state": "undecided"}).content.decode()
    assert order.number not in buyer.get("/orders/", {"state": "silent"}).content.decode()
    assert "Orders without an answer" not in client_of(world.asker).get("/").content.decode()


def test_they_have_it(world: World, order: PurchaseOrder) -> None:
    buyer = client_of(world.buyer)

    shown = buyer.post(reverse("orders:vouch", args=[order.public_id]), follow=True).content.decode()

    order.refresh_from_db()
    assert (order.delivery, order.undecided) == ("delivered", False)
    assert "Said that the supplier has the order" in shown
    line = next(one for one in audit.lines_for(order.about) if one.action == "order.vouched_for")
    assert line.by == world.buyer.person.pk
    wire = Wire()
    assert deliver(wire, after(60) + MONTH) == 0
    assert "Orders without an answer" not in buyer.get("/").content.decode()


def test_send_again_goes_under_the_same_payload_id(world: World, order: PurchaseOrder) -> None:
    record = order_message(order)
    assert record is not None
    client_of(world.buyer).post(reverse("orders:send-again", args=[order.public_id]))
    wire = Wire(status(200))

    deliver(wire, after(10**6))

    order.refresh_from_db()
    assert order.delivery == "delivered"
    assert record.payload_id.encode() in wire.posted[0]
    assert MessageOut.objects.filter(about=order.about).count() == 1


def test_send_again_that_is_lost_again_waits_again(world: World, order: PurchaseOrder) -> None:
    send_order_again(order=order, by=world.buyer.person, now=after(60))

    deliver(Wire(), after(61))

    order.refresh_from_db()
    assert order.undecided
    assert Mail.objects.filter(to="buyer@buyer.example.com").count() == 2


@pytest.mark.parametrize("name", ["asker", "lead", "auditor"])
def test_only_buyers_and_administrators_decide(world: World, order: PurchaseOrder, name: str) -> None:
    answer = client_of(getattr(world, name)).post(reverse("orders:vouch", args=[order.public_id]))

    order.refresh_from_db()
    assert answer.status_code in {403, 404}
    assert order.undecided


def test_one_that_is_repeated_by_itself_is_nobodys_to_decide(world: World) -> None:
    order = ordered(world)
    deliver(Wire(), after(11))
    order.refresh_from_db()

    with pytest.raises(Refused) as refused:
        vouch_for_order(order=order, by=world.buyer.person, now=after(12))

    assert refused.value.code == "decided"
    assert not order.undecided
    assert "It is sent again" in client_of(world.buyer).get(order.get_absolute_url()).content.decode()


@pytest.mark.parametrize("decided", ["vouched", "again"])
def test_the_second_to_decide_is_told(world: World, order: PurchaseOrder, decided: str) -> None:
    first: Callable[..., Any] = vouch_for_order if decided == "vouched" else send_order_again
    second: Callable[..., Any] = send_order_again if decided == "vouched" else vouch_for_order
    first(order=order, by=world.buyer.person, now=after(20))

    with pytest.raises(Refused):
        second(order=order, by=world.administrator.person, now=after(21))

    order.refresh_from_db()
    assert order.delivery == ("delivered" if decided == "vouched" else "waiting")


def test_an_answer_that_comes_after_the_decision_counts(world: World, order: PurchaseOrder) -> None:
    vouch_for_order(order=order, by=world.buyer.person, now=after(20))

    take(answer(order), world.partner)

    order.refresh_from_db()
    assert (order.state, order.delivery) == ("confirmed", "delivered")


@pytest.mark.django_db(transaction=True)
def test_an_answer_does_not_wait_for_somebody_who_is_deciding() -> None:
    world = build_world()
    order = lost(world)
    deciding, answered = threading.Event(), threading.Event()

    def decide() -> None:
        with transaction.atomic():
            MessageOut.objects.select_for_update().get(about=order.about)
            deciding.set()
            assert answered.wait(10)
        connection.close()

    thread = threading.Thread(target=decide)
    thread.start()
    assert deciding.wait(10)
    take(answer(order), world.partner)
    answered.set()
    thread.join()

    order.refresh_from_db()
    assert order.state == "confirmed"


def test_who_telephones_an_answer_has_the_order(world: World, order: PurchaseOrder) -> None:
    told = [Told(1, confirmed=Decimal(5))]
    record_answer(
        order=order, told=told, number="", words="By telephone", token="t", by=world.buyer.person, now=after(20)
    )

    order.refresh_from_db()
    assert (order.state, order.delivery) == ("confirmed", "delivered")
    assert MessageOut.objects.get(about=order.about).state == "delivered"


def test_an_answer_before_the_decision_takes_it_off_the_list(world: World, order: PurchaseOrder) -> None:
    take(answer(order), world.partner)

    order.refresh_from_db()
    assert (order.delivery, MessageOut.objects.get(about=order.about).state) == ("delivered", "delivered")
    assert "Orders without an answer" not in client_of(world.buyer).get("/").content.decode()
    assert reverse("orders:vouch", args=[order.public_id]) not in (
        client_of(world.buyer).get(order.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(("code", "delivery"), [(200, "delivered"), (400, "refused")])
def test_their_machines_late_answer_undoes_a_decision_that_was_wrong(world: World, code: int, delivery: str) -> None:
    Partner.objects.update(deduplicates=False)
    order = ordered(world)
    post = outbox.Post(Wire(), registry, this_site(), lambda: 0.0)  # type: ignore[arg-type]
    record, attempt = outbox._claim(now=after(11), post=post)  # type: ignore[misc]
    assert attempt is not None
    deliver(Wire(), after(11) + post.site.lease)  # its worker is thought dead
    vouch_for_order(order=order, by=world.buyer.person, now=after(30))
    Mail.objects.all().delete()

    outbox._note(record, attempt, status(code, "Bad"), now=after(40), post=post)

    order.refresh_from_db()
    assert order.delivery == delivery
    # That nobody has it after all is told to everybody who counts on it.
    assert Mail.objects.filter(to="asker@buyer.example.com").exists() is (delivery == "refused")


@pytest.mark.django_db(transaction=True)
def test_of_two_buyers_at_once_one_decides() -> None:
    world = build_world()
    order = lost(world)
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def decide(name: str, decision: Callable[..., Any]) -> None:
        both.wait()
        try:
            decision(order=order, by=world.buyer.person, now=after(20))
            outcomes.append(name)
        except Refused:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=args)
        for args in (("vouched", vouch_for_order), ("again", send_order_again))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    order.refresh_from_db()
    assert sorted(outcomes) in (["too late", "vouched"], ["again", "too late"])
    assert order.delivery == ("delivered" if "vouched" in outcomes else "waiting")

"""Many orders at one moment: each is one, and stock is promised once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client

from fondaco.bridge.models import MessageOut
from fondaco.selling.orders.models import SalesOrder
from tests.selling import making

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sender(now: datetime) -> making.Sender:
    making.store(now)
    making.customer(now)
    return making.Sender(Client())


def together(*jobs: Callable[[], object]) -> None:
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        gate.wait()
        try:
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_twenty_identical_orders_are_one_order_and_twenty_equal_answers(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="100")
    data = sender.bytes_of(making.order(making.line(offer, "3"), at=now), now=now)
    answers: list[bytes] = []

    def post() -> None:
        answers.append(Client().post(making.path_for(data), data=data, content_type="text/xml").content)

    together(*[post] * 20)

    assert len(answers) == 20
    assert len(set(answers)) == 1
    assert b'code="201"' in answers[0]
    assert SalesOrder.objects.count() == MessageOut.objects.count() == 1
    offer.refresh_from_db()
    assert offer.reserved == 3


def test_of_ten_messages_with_one_number_one_is_taken(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="100")
    messages = [sender.bytes_of(making.order(making.line(offer, "1"), at=now), now=now) for _ in range(10)]

    together(
        *[
            lambda data=data: Client().post(making.path_for(data), data=data, content_type="text/xml")
            for data in messages
        ]
    )

    assert sorted(SalesOrder.objects.values_list("state", flat=True)) == ["accepted"] + ["refused"] * 9
    offer.refresh_from_db()
    assert offer.reserved == 1


def test_stock_is_promised_once(sender: making.Sender, now: datetime) -> None:
    one, two = making.offer(stock="10"), making.offer(stock="10")

    def posting(n: int) -> Callable[[], object]:
        # Every other order names the offers the other way round: a lock taken in the order of lines would block.
        lines = [making.line(one, "1"), making.line(two, "1", number=2)]
        lines = lines if n % 2 else lines[::-1]
        data = sender.bytes_of(making.order(*lines, at=now, number=f"PO-{n}"), now=now)
        return lambda: Client().post(making.path_for(data), data=data, content_type="text/xml")

    together(*[posting(n) for n in range(16)])

    assert SalesOrder.objects.count() == 16
    assert SalesOrder.objects.filter(state="accepted").count() == 10
    assert SalesOrder.objects.filter(state="refused").count() == 6
    for offer in (one, two):
        offer.refresh_from_db()
        assert offer.reserved == Decimal(10)

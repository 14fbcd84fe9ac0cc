"""Stock is promised once: a thousand orders for a hundred units, twenty clients at a time; and the same unlocked."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from queue import Empty, SimpleQueue

import pytest
from django.db import connections
from django.db.models.query import QuerySet
from django.test import Client

from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.models import LinePortion, SalesOrder
from tests.selling import making

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 20


def storm(sender: making.Sender, offer: Offer, orders: int, *, now: datetime) -> Counter[int]:
    """Post so many orders for one unit each, ``CLIENTS`` at a time; how often each HTTP status was answered."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    for n in range(orders):
        waiting.put(sender.bytes_of(making.order(making.line(offer, "1"), at=now, number=f"PO-{n}"), now=now))
    path = f"/orders/in/{making.Partner.objects.get().public_id}"
    answered: list[int] = []
    gate = threading.Barrier(CLIENTS)

    def client() -> None:
        browser = Client()
        gate.wait()
        try:
            while True:
                try:
                    data = waiting.get_nowait()
                except Empty:
                    return
                answered.append(browser.post(path, data=data, content_type="text/xml").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return Counter(answered)


@pytest.fixture
def sender(now: datetime) -> making.Sender:
    making.store(now)
    making.customer(now)
    return making.Sender(Client())


def promised(offer: Offer) -> Decimal:
    rows = LinePortion.objects.filter(line__offer=offer, state="accepted")
    return sum((one.quantity or Decimal(0) for one in rows), Decimal(0))


def promise_exactly(units: int, sender: making.Sender, *, orders: int, now: datetime) -> None:
    """The test itself, for so many units and orders."""
    offer = making.offer(stock=str(units))

    answered = storm(sender, offer, orders, now=now)

    assert answered == {200: orders}
    states = Counter(SalesOrder.objects.values_list("state", flat=True))
    assert states == {"accepted": units, "refused": orders - units}
    offer.refresh_from_db()
    assert promised(offer) == offer.reserved == units


def test_a_thousand_orders_for_a_hundred_units_promise_exactly_a_hundred(sender: making.Sender, now: datetime) -> None:
    promise_exactly(100, sender, orders=1000, now=now)


@contextmanager
def without_the_lock() -> Iterator[None]:
    """Offers are read as they are, and nobody waits for anybody."""
    locking = QuerySet.select_for_update

    def reading(rows: QuerySet[Offer], *args: object, **options: object) -> QuerySet[Offer]:
        return rows if rows.model is Offer else locking(rows, *args, **options)  # type: ignore[arg-type]

    QuerySet.select_for_update = reading  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        QuerySet.select_for_update = locking  # type: ignore[method-assign]


def test_the_same_test_turns_red_without_the_lock(sender: making.Sender, now: datetime) -> None:
    with without_the_lock(), pytest.raises(AssertionError):
        promise_exactly(100, sender, orders=200, now=now)

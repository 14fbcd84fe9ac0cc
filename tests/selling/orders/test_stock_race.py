"""Stock is promised once: a thousand orders for a hundred units, twenty clients at a time; and the same unlocked."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import datetime
from decimal import Decimal
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from django.db import connection as database
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.models import LinePortion, SalesOrder
from tests.selling import making

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 20
LOCK = re.compile(r' FOR (?:NO KEY )?UPDATE(?: OF "[^"]+"(?:, "[^"]+")*)?')


def storm(
    sender: making.Sender, offer: Offer, orders: int, *, now: datetime, wrapper: Callable[..., Any] | None = None
) -> Counter[int]:
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
            with database.execute_wrapper(wrapper) if wrapper else nullcontext(), suppress(Empty):
                while True:
                    data = waiting.get_nowait()
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


def promise_exactly(
    units: int, sender: making.Sender, *, orders: int, now: datetime, wrapper: Callable[..., Any] | None = None
) -> None:
    """The test itself, for so many units and orders."""
    offer = making.offer(stock=str(units))

    answered = storm(sender, offer, orders, now=now, wrapper=wrapper)

    assert answered == {200: orders}
    states = Counter(SalesOrder.objects.values_list("state", flat=True))
    assert states == {"accepted": units, "refused": orders - units}
    offer.refresh_from_db()
    assert promised(offer) == offer.reserved == units


def test_a_thousand_orders_for_a_hundred_units_promise_exactly_a_hundred(sender: making.Sender, now: datetime) -> None:
    promise_exactly(100, sender, orders=1000, now=now)


def without_the_lock(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Have the database read offers as they are, so that nobody waits for anybody; however the statement was made."""
    if 'FROM "selling_catalog_offer"' in sql:
        sql = LOCK.sub("", sql)
    return execute(sql, params, many, context)


def test_the_same_test_turns_red_without_the_lock(sender: making.Sender, now: datetime) -> None:
    with pytest.raises(AssertionError):
        promise_exactly(100, sender, orders=200, now=now, wrapper=without_the_lock)

    # And for that reason: the same units were promised twice.
    offer = Offer.objects.get()
    assert promised(offer) > offer.reserved


def test_what_takes_the_lock_away_finds_it(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="5")
    with CaptureQueriesContext(database) as queries:
        sender.say(making.order(making.line(offer, "1"), at=now), now=now)

    locking = [one["sql"] for one in queries if 'FROM "selling_catalog_offer"' in one["sql"] and "FOR" in one["sql"]]
    assert locking
    assert all(LOCK.search(sql) for sql in locking)

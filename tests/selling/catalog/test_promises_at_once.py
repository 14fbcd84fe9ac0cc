"""Many orders at the same moment for the same stock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from django.db import connection

from fondaco.selling.catalog import operations
from fondaco.selling.catalog.models import Offer
from tests.selling import making

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
T = TypeVar("T")


def at_once(work: Callable[[int], T], times: int) -> list[T]:
    def closing(number: int) -> T:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(closing, range(times)))


def test_exactly_the_stock_is_promised(now: datetime) -> None:
    offer = making.offer(stock="25")

    got = at_once(lambda _n: operations.reserve(offer_id=offer.pk, quantity=Decimal(1), now=now), 80)

    offer.refresh_from_db()
    assert sum(got) == 25
    assert got.count(Decimal(1)) == 25
    assert (offer.reserved, offer.available) == (25, 0)


def test_orders_naming_the_same_offers_in_any_order_do_not_block_each_other(now: datetime) -> None:
    first, second = making.offer(stock="500"), making.offer(stock="500")
    one_way = {first.pk: Decimal(2), second.pk: Decimal(3)}
    other_way = {second.pk: Decimal(3), first.pk: Decimal(2)}

    got = at_once(lambda n: operations.reserve_many(wanted=one_way if n % 2 else other_way, now=now), 60)

    assert all(each == one_way for each in got)
    assert set(Offer.objects.filter(pk=first.pk).values_list("reserved", flat=True)) == {Decimal(120)}

"""Many clicks at once hold once, promise what there is, and let go of each other's locks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from fondaco.selling.shopping.models import CartLine, Hold, Submission
from tests.selling import making
from tests.selling.shopping.going import add, came, cart_in, shown, submit
from tests.selling.shopping.test_edit_and_inspect import back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_hand() -> making.Sender:
    moment = timezone.now()
    making.store(moment)
    making.customer(moment)
    return making.Sender(Client())


def together(*works: Callable[[], int]) -> list[int]:
    """What each answered, all having started at one moment."""
    gate, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], int]) -> None:
        gate.wait()
        answers.append(work())
        connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(answers)


def test_of_many_clicks_one_submits(at_hand: making.Sender, now: datetime) -> None:
    client, offer = came(at_hand, making.setup(), now), making.offer(stock="100")
    add(client, offer.key, "2")
    told = {"shown": shown(client)}
    cookies = client.cookies

    def click() -> int:
        browser = Client()
        browser.cookies = cookies
        return browser.post("/cart/submit", told).status_code

    answers = together(*[click] * 8)

    assert answers == [200] + [303] * 7
    assert (Submission.objects.count(), Hold.objects.count()) == (1, 1)
    offer.refresh_from_db()
    assert offer.reserved == 2


def test_many_carts_hold_no_more_than_there_is(at_hand: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="5")
    clients = [came(at_hand, making.setup(f"p{n}@lanterna.example"), now) for n in range(8)]
    for client in clients:
        add(client, offer.key, "2")
    digests = [shown(client) for client in clients]

    answers = together(
        *[
            lambda client=client, digest=digest: client.post("/cart/submit", {"shown": digest}).status_code  # type: ignore[misc]
            for client, digest in zip(clients, digests, strict=True)
        ]
    )

    assert answers == [200] * 8
    assert Hold.objects.aggregate(Sum("reserved"))["reserved__sum"] == 5
    offer.refresh_from_db()
    assert offer.reserved == 5


def test_edits_that_swap_what_they_hold_do_not_wait_for_each_other_for_ever(
    at_hand: making.Sender, now: datetime
) -> None:
    one, two = making.offer(stock="100"), making.offer(stock="100")
    clients = []
    for before, after in ((one, two), (two, one)) * 3:
        first = came(at_hand, making.setup(), now)
        add(first, before.key, "2")
        client = came(at_hand, back(cart_in(submit(first))), now)  # type: ignore[arg-type]
        line = CartLine.objects.order_by("-id")[0]
        client.post(f"/cart/lines/{line.pk}/remove")
        add(client, after.key, "3")
        clients.append((client, shown(client)))

    answers = together(
        *[
            lambda client=client, digest=digest: client.post("/cart/submit", {"shown": digest}).status_code  # type: ignore[misc]
            for client, digest in clients
        ]
    )

    assert answers == [200] * 6
    assert Hold.objects.filter(state="released").count() == 6
    for offer in (one, two):
        offer.refresh_from_db()
        assert offer.reserved == 9

"""Several workers at once: each question is asked by one of them, and each line ordered once."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.release.asking import LEASE, ask_due, claim, hear_answer
from fondaco.buying.release.models import Inquiry
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import withdraw_request
from fondaco.buying.shopping import prices
from tests.buying.release.machines import approved, plugged_in, said
from tests.buying.world import World, after, build_world, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))
    return build_world()


def together(*acts: object) -> None:
    """All at once, each with a connection of its own."""
    barrier = threading.Barrier(len(acts))

    def run(act: object) -> None:
        barrier.wait()
        try:
            act()  # type: ignore[operator]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_share_the_questions(world: World) -> None:
    machine = plugged_in(world.supplier)
    for _ in range(6):
        approved(submitted(world))

    together(lambda: ask_due(after(11)), lambda: ask_due(after(11)))

    assert len(machine.asked) == 6
    assert PurchaseOrder.objects.count() == 6
    assert sorted(PurchaseRequest.objects.values_list("state", flat=True)) == ["ordered"] * 6


def test_the_same_answer_heard_by_two_makes_one_order(world: World) -> None:
    plugged_in(world.supplier)
    request = approved(submitted(world))
    first = claim(after(11))
    second = claim(after(11) + LEASE)  # the first seems to have died
    assert first is not None
    assert second is not None
    answer = {"1": said()}

    together(
        lambda: hear_answer(inquiry=first, said=answer, now=after(12)),
        lambda: hear_answer(inquiry=second, said=answer, now=after(12)),
    )

    assert PurchaseOrder.objects.filter(request=request).count() == 1
    assert Inquiry.objects.get().state == "answered"
    assert miscounted() == []


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_the_two(world: World) -> None:
    plugged_in(world.supplier)
    request = approved(submitted(world))
    inquiry = claim(after(11))
    assert inquiry is not None
    refused: list[Exception] = []

    def withdraw() -> None:
        try:
            withdraw_request(request=request, by=world.asker.person, now=after(12))
        except Exception as reason:
            refused.append(reason)

    together(lambda: hear_answer(inquiry=inquiry, said={"1": said()}, now=after(12)), withdraw)

    request.refresh_from_db()
    orders = PurchaseOrder.objects.count()
    assert (request.state, orders, len(refused)) in {("withdrawn", 0, 0), ("ordered", 1, 1)}
    assert miscounted() == []

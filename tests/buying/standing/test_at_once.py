"""Two workers at once, a worker that is killed, a schedule that runs twice: one request for each cycle."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from fondaco.buying import schedule as desk
from fondaco.buying.approvals.models import Round
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping import prices
from fondaco.buying.standing import asking, cycles
from fondaco.buying.standing.cycles import make_due
from fondaco.buying.standing.models import Cycle
from fondaco.buying.standing.operations import pause_standing
from fondaco.clock import schedule
from tests.buying.standing.standing import NOW, Machine, answers_by_machine, on, standing
from tests.buying.suppliers.test_at_once import at_once
from tests.buying.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))
    found = Machine()
    prices.register_pricer("machine", found)
    answers_by_machine(world.supplier)
    return found


class Killed(BaseException):
    """What ends a process ends it without a handler."""


def test_workers_that_race_make_one_request_and_send_it_once(world: World, machine: Machine) -> None:
    order = standing(world)

    came = at_once(lambda _number: make_due(NOW), times=4)

    assert sorted(came) == [0, 0, 0, 1]
    assert PurchaseRequest.objects.count() == 1
    assert order.cycles.get().state == "submitted"
    assert Round.objects.count() == 1


def test_machines_are_asked_with_nothing_locked(world: World, machine: Machine) -> None:
    standing(world)

    make_due(NOW)

    assert machine.inside == [False]


def test_the_desks_own_schedule_runs_it_outside_any_transaction(world: World, machine: Machine) -> None:
    order = standing(world)

    schedule.run_due(now=NOW, jobs=[job for job in desk.schedule if job.name == "buying.make_standing"])

    assert (order.cycles.get().state, machine.inside) == ("submitted", [False])


def test_killed_while_it_was_made_leaves_nothing_and_is_made_once_later(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = standing(world)

    def die(**_told: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(cycles.audit, "write", die)
        with pytest.raises(Killed):
            make_due(NOW)
    assert (Cycle.objects.count(), PurchaseRequest.objects.count()) == (0, 0)

    make_due(NOW)

    assert (order.cycles.get().state, PurchaseRequest.objects.count()) == ("submitted", 1)


@pytest.mark.parametrize("where", ["ask", "settle_cycle"])
def test_killed_while_prices_were_asked_for_is_taken_up_again(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    order = standing(world)

    def die(*_told: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(cycles, where, die)
        with pytest.raises(Killed):
            make_due(NOW)
    assert order.cycles.get().state == "asking"

    make_due(NOW + timedelta(minutes=15))

    assert (order.cycles.get().state, PurchaseRequest.objects.count()) == ("submitted", 1)


def test_killed_while_it_was_submitted_is_submitted_once(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = standing(world)

    def die(*_told: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(asking, "_settle", die)  # the request was submitted, the cycle not settled yet
        with pytest.raises(Killed):
            make_due(NOW)
    assert (order.cycles.get().state, Round.objects.count()) == ("asking", 0)

    make_due(NOW + timedelta(minutes=15))

    assert (order.cycles.get().state, Round.objects.count()) == ("submitted", 1)


def test_while_it_is_changed_the_cycle_waits_and_then_sees_the_change(world: World, machine: Machine) -> None:
    order = standing(world)
    held, made = threading.Event(), []

    def make() -> None:
        held.wait()
        made.append(make_due(NOW))
        connection.close()

    worker = threading.Thread(target=make)
    worker.start()
    with transaction.atomic():
        pause_standing(order=order, version=1, by=world.asker.person, now=NOW)
        held.set()
        worker.join(0.3)
        assert worker.is_alive()  # it waits for the lock
    worker.join()

    assert (made, Cycle.objects.count()) == ([0], 0)


def test_the_database_itself_keeps_a_cycle_from_being_there_twice(world: World, machine: Machine) -> None:
    order = standing(world)
    make_due(NOW)
    make_due(on("2026-03-03"))
    cycle = order.cycles.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.create(
            standing_order=order, needed_on=cycle.needed_on, asked_on=cycle.asked_on, state="missed", state_since=NOW
        )

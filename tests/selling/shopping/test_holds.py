"""Price and stock of a submitted cart are held until a moment: used, let go or run out, and never twice."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client

from fondaco.lifecycle import IllegalStep
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog.models import Offer
from fondaco.selling.shopping import holds
from fondaco.selling.shopping.holds import Quoted
from fondaco.selling.shopping.models import Hold, Submission, Visit
from fondaco.selling.shopping.states import HOLD, HoldEvent, HoldState, hold_after
from tests.selling import making

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=7)
NUMBERS = itertools.count(1)

EXPECTED = {
    ("held", "use"): "used",
    ("held", "lapse"): "lapsed",
    ("held", "release"): "released",
}


def submission(visit: Visit, now: datetime) -> Submission:
    return Submission.objects.create(
        visit=visit,
        payload_id="p",
        digest="d",
        message=b"",
        line_count=1,
        total=Decimal(1),
        currency="EUR",
        submitted_at=now,
        sent_last_at=now,
    )


def quoted(offer: Offer, quantity: str = "2") -> Quoted:
    return Quoted(f"k{next(NUMBERS):04d}", offer.pk, offer.item.part_id, Decimal(quantity), offer.unit_price)


@pytest.fixture
def hold_of(visit: Visit, now: datetime) -> Callable[..., Hold]:
    def make(offer: Offer, quantity: str = "2") -> Hold:
        kept = Submission.objects.filter(visit=visit).first() or submission(visit, now)
        return holds.hold_lines(submission=kept, lines=[quoted(offer, quantity)], expires_at=now + DAYS, now=now)[0]

    return make


def reserved(offer: Offer) -> Decimal:
    offer.refresh_from_db()
    return offer.reserved


@pytest.mark.parametrize("event", list(HoldEvent))
@pytest.mark.parametrize("state", list(HoldState))
def test_every_pair_lands_where_the_table_says_or_raises(state: HoldState, event: HoldEvent) -> None:
    expected = EXPECTED.get((state.value, event.value))

    if expected is None:
        with pytest.raises(IllegalStep):
            hold_after(state, event)
    else:
        assert hold_after(state, event) == expected


def test_every_state_is_in_the_table() -> None:
    assert set(HOLD) == set(HoldState)


def test_what_there_is_waits_under_the_hold_and_no_more(hold_of: Callable[..., Hold]) -> None:
    plenty, short = making.offer(stock="100"), making.offer(stock="3")

    first, second = hold_of(plenty, "5"), hold_of(short, "5")

    assert (first.reserved, second.reserved) == (5, 3)
    assert (reserved(plenty), reserved(short)) == (5, 3)


def test_a_test_visit_holds_a_price_and_no_stock(visit: Visit, hold_of: Callable[..., Hold]) -> None:
    visit.mode = "test"
    visit.save()
    offer = making.offer()

    hold = hold_of(offer)

    assert (hold.is_test, hold.reserved, reserved(offer)) == (True, 0, 0)


def test_an_order_keeps_what_it_took_and_lets_the_rest_go(hold_of: Callable[..., Hold], now: datetime) -> None:
    offer = making.offer()
    hold = hold_of(offer, "5")

    holds.use(hold, taken=Decimal(3), about="order:x", now=now, by=None)

    hold.refresh_from_db()
    assert (hold.state, hold.taken, hold.reserved) == ("used", 3, 0)
    assert reserved(offer) == 3


def test_a_hold_is_used_once(hold_of: Callable[..., Hold], now: datetime) -> None:
    offer = making.offer()
    hold = hold_of(offer, "5")
    stale = Hold.objects.get(pk=hold.pk)
    holds.use(hold, taken=Decimal(5), about="order:x", now=now, by=None)

    for again in (hold, stale):
        with pytest.raises(IllegalStep):
            holds.use(again, taken=Decimal(5), about="order:y", now=now, by=None)

    assert reserved(offer) == 5


@pytest.mark.parametrize("taken", ["-1", "4"])
def test_no_order_takes_more_than_waits(hold_of: Callable[..., Hold], now: datetime, taken: str) -> None:
    offer = making.offer(stock="3")
    hold = hold_of(offer, "5")

    with pytest.raises(holds.TooMuch):
        holds.use(hold, taken=Decimal(taken), about="order:x", now=now, by=None)

    hold.refresh_from_db()
    assert (hold.state, reserved(offer)) == ("held", 3)


def test_what_is_let_go_is_anybodys(hold_of: Callable[..., Hold], now: datetime) -> None:
    offer = making.offer()
    hold = hold_of(offer)

    holds.release(hold, now=now, by=None)

    assert (hold.state, reserved(offer)) == ("released", 0)
    with pytest.raises(IllegalStep):
        holds.release(hold, now=now, by=None)


def test_a_second_before_its_moment_it_stands_and_at_the_moment_it_lapses(
    hold_of: Callable[..., Hold], now: datetime
) -> None:
    offer = making.offer()
    hold = hold_of(offer)
    a_second = timedelta(seconds=1)

    assert holds.lapse_due(now=hold.expires_at - a_second) == 0
    assert hold.good_at(hold.expires_at - a_second)
    assert not hold.good_at(hold.expires_at)
    assert reserved(offer) == 2

    assert holds.lapse_due(now=hold.expires_at) == 1
    hold.refresh_from_db()
    assert (hold.state, reserved(offer)) == ("lapsed", 0)
    assert holds.lapse_due(now=hold.expires_at + a_second) == 0


def test_another_accounts_hold_is_as_unknown_as_none(
    hold_of: Callable[..., Hold], lanterna: Connection, other: Connection
) -> None:
    hold = hold_of(making.offer())

    assert holds.holds_named([hold.key, "never", "", "x" * 400, "\0"], account_id=lanterna.account_id) == {
        hold.key: hold
    }
    assert holds.holds_named([hold.key], account_id=other.account_id) == {}


@pytest.mark.parametrize(
    ("told", "apart"),
    [("abc.k1", ("abc", "k1")), ("abc", ("abc", "")), ("a.b.k1", ("a.b", "k1")), ("abc.", ("abc", "")), ("", ("", ""))],
)
def test_the_two_keys_are_told_apart(told: str, apart: tuple[str, str]) -> None:
    assert holds.split_key(told) == apart


@pytest.mark.django_db(transaction=True)
def test_an_order_and_the_clock_do_not_both_have_a_hold(now: datetime) -> None:
    making.store(now)
    making.customer(now)
    sender = making.Sender(Client())
    Client().get(making.start_path(sender.say(making.setup(), now=now)[1]))
    offer, visit = making.offer(stock="50"), Visit.objects.get()
    hold = holds.hold_lines(submission=submission(visit, now), lines=[quoted(offer)], expires_at=now, now=now)[0]
    gate, results = threading.Barrier(8), []

    def order() -> None:
        gate.wait()
        try:
            holds.use(Hold.objects.get(pk=hold.pk), taken=Decimal(2), about="order:x", now=now, by=None)
            results.append("used")
        except IllegalStep:
            results.append("over")
        connections.close_all()

    def clock() -> None:
        gate.wait()
        results.append("lapsed" if holds.lapse_due(now=now) else "nothing")
        connections.close_all()

    threads = [threading.Thread(target=work) for work in (order, clock) * 4]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    hold.refresh_from_db()
    assert sorted(results).count("used") + sorted(results).count("lapsed") == 1
    assert reserved(offer) == (2 if hold.state == "used" else 0)

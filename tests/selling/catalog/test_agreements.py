"""Prices agreed with a customer, and items that only some may buy: their edges, their days, who sees them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from fondaco import audit
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.operations import create_account
from fondaco.selling.catalog import agreements, queries
from fondaco.selling.catalog.agreements import AgreementRefused, Problem, SomeRefused, Wish
from fondaco.selling.catalog.models import ContractPrice, IndexTask, Item, ItemAudience, Offer
from tests.selling import making
from tests.selling.catalog.visiting import without_tokens

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def account(db: None, now: datetime) -> BusinessAccount:
    return create_account(public_id="lanterna", name="Lanterna", currency="EUR", by=None, now=now)


@pytest.fixture
def other(db: None, now: datetime) -> BusinessAccount:
    return create_account(public_id="other", name="Other company", currency="EUR", by=None, now=now)


@pytest.fixture
def offer(db: None) -> Offer:
    return making.offer(price="10", tiers=[("5", "9"), ("20", "8"), ("100", "7")])


@pytest.fixture
def agree(account: BusinessAccount, offer: Offer, now: datetime) -> Callable[..., ContractPrice]:
    def agreed(price: str, **changes: Any) -> ContractPrice:
        given: dict[str, Any] = {"account": account, "offer": offer, "starts_on": TODAY, "by": None, "now": now}
        return agreements.agree_price(**{**given, "unit_price": Decimal(price), **changes})

    return agreed


def prices(offer: Offer, account: BusinessAccount | None, quantities: str, on: date = TODAY) -> list[str]:
    loaded = queries.offer_by_key(offer.key, customer=account.pk if account else None, on=on)
    assert loaded is not None
    return [str(queries.unit_price(loaded, Decimal(one)).normalize()) for one in quantities.split()]


QUANTITIES = "0.5 1 4.9999 5 19 20 99 100"


def test_agreed_from_one_on_it_takes_the_place_of_list_price_and_tiers(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, other: BusinessAccount
) -> None:
    agree("6.5")

    assert prices(offer, account, QUANTITIES) == ["6.5"] * 8
    for somebody in (other, None):
        assert prices(offer, somebody, QUANTITIES) == ["1E+1", "1E+1", "1E+1", "9", "9", "8", "8", "7"]


def test_agreed_from_twenty_on_the_list_holds_below(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount
) -> None:
    agree("6", from_quantity=Decimal(20))

    assert prices(offer, account, QUANTITIES) == ["1E+1", "1E+1", "1E+1", "9", "9", "6", "6", "6"]


def test_agreed_steps_follow_one_another_and_may_be_dearer_than_the_list(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount
) -> None:
    agree("11")
    agree("8.5", from_quantity=Decimal(20))
    loaded = queries.offers_by_key([offer.key], customer=account.pk, on=TODAY)[offer.key]

    assert queries.price_steps(loaded) == [(1, 11), (20, Decimal("8.5"))]
    tier = queries.next_tier(loaded, Decimal(19))
    assert tier == (20, Decimal("8.5"))
    assert queries.next_tier(loaded, Decimal(20)) is None
    assert queries.list_price(loaded, Decimal(20)) == 8
    assert queries.is_agreed(loaded, Decimal(1))


def test_steps_end_at_the_most_that_may_be_bought(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(max_quantity=20)
    loaded = queries.offer_by_key(offer.key)

    assert loaded is not None
    assert queries.price_steps(loaded) == [(1, 10), (5, 9), (20, 8)]


@pytest.mark.parametrize(
    ("days", "price"), [(-1, "1E+1"), (0, "6"), (5, "6"), (6, "1E+1")], ids=["before", "first", "last", "after"]
)
def test_an_agreed_price_holds_on_its_first_and_last_day(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, days: int, price: str
) -> None:
    agree("6", ends_on=TODAY + 5 * DAY)

    assert prices(offer, account, "1", TODAY + days * DAY) == [price]


def test_days_are_those_of_the_stores_time_zone(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, now: datetime
) -> None:
    night = now.replace(hour=23, minute=30)  # half past midnight of the 24th in Rome

    row = agree("6", starts_on=TODAY + DAY, now=night)

    assert timezone.localdate(night) == TODAY + DAY
    assert row.in_force


def test_the_best_offer_is_the_customers_best(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, other: BusinessAccount
) -> None:
    cheaper = making.offer(item=offer.item, price="9.50")
    agree("9")

    def best(customer: BusinessAccount) -> tuple[int, queries.Advantage]:
        item = queries.item_by_part_id(offer.item.part_id, customer=customer.pk, on=TODAY)
        assert item is not None
        ranked = queries.ranked(item.offers.all())
        return ranked[0].pk, queries.advantage(ranked)

    assert best(account) == (offer.pk, queries.Advantage.AGREED)
    assert best(other) == (cheaper.pk, queries.Advantage.PRICE)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"unit_price": Decimal("-0.01")}, Problem.PRICE),
        ({"unit_price": Decimal("NaN")}, Problem.PRICE),
        ({"unit_price": Decimal("0.00001")}, Problem.PRICE),
        ({"unit_price": Decimal("1e15")}, Problem.PRICE),
        ({"from_quantity": Decimal("0.9999")}, Problem.QUANTITY),
        ({"from_quantity": Decimal(0)}, Problem.QUANTITY),
        ({"ends_on": TODAY - DAY}, Problem.DAYS),
    ],
)
def test_senseless_agreements_change_nothing(
    agree: Callable[..., ContractPrice], wrong: dict[str, Any], why: Problem
) -> None:
    with pytest.raises(AgreementRefused) as refused:
        agree("6", **wrong)

    assert refused.value.why is why
    assert not ContractPrice.objects.exists()
    assert not IndexTask.objects.exists()


def test_another_currency_or_anothers_item_is_not_agreed_on(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, other: BusinessAccount, now: datetime
) -> None:
    dollars = create_account(public_id="usd", name="Dollars", currency="USD", by=None, now=now)
    agreements.make_exclusive(item=offer.item, audience=[other], by=None, now=now)
    offer.item.refresh_from_db()

    for whom, why in ((dollars, Problem.CURRENCY), (account, Problem.NOT_FOR_THEM)):
        with pytest.raises(AgreementRefused) as refused:
            agree("6", account=whom)
        assert refused.value.why is why
    assert agree("6", account=other).pk


def test_two_prices_never_hold_on_the_same_day(agree: Callable[..., ContractPrice]) -> None:
    agree("6", ends_on=TODAY + 5 * DAY)

    for changes in ({"starts_on": TODAY + 5 * DAY}, {"starts_on": TODAY - 9 * DAY, "ends_on": TODAY}, {}):
        with pytest.raises(AgreementRefused) as refused:
            agree("5", **changes)
        assert refused.value.why is Problem.OVERLAP
    agree("5", starts_on=TODAY + 6 * DAY)
    agree("5", from_quantity=Decimal(2))

    assert ContractPrice.objects.count() == 3


def test_the_database_holds_it_too(agree: Callable[..., ContractPrice]) -> None:
    row = agree("6")
    row.pk, row.public_id = None, "another"

    with pytest.raises(IntegrityError, match="contract_once_at_a_time"), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractPrice.objects.update(from_quantity=Decimal("0.5"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractPrice.objects.update(ends_on=TODAY - DAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_at_once_one_is_told_no(agree: Callable[..., ContractPrice], account: BusinessAccount) -> None:
    def one(number: int) -> str:
        try:
            agree(str(5 + number))
        except AgreementRefused as refusal:
            return refusal.why.value
        finally:
            connection.close()
        return "agreed"

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(one, range(6)))

    assert said == ["agreed", *["overlap"] * 5]
    assert ContractPrice.objects.count() == 1


def test_a_price_is_ended_from_a_day_on_and_its_past_stays(
    agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, now: datetime
) -> None:
    row = agree("6", starts_on=TODAY - 9 * DAY)

    agreements.end_price(contract=row, last_day=TODAY - DAY, by=None, now=now)

    assert prices(offer, account, "1", TODAY - DAY) == ["6"]
    assert prices(offer, account, "1") == ["1E+1"]
    row.refresh_from_db()
    assert not row.in_force
    assert [line.action for line in audit.lines_for(row.subject)] == ["contract.agreed", "contract.ended"]
    for day, why in ((TODAY, Problem.OVER), (TODAY - 2 * DAY, Problem.OVER)):
        with pytest.raises(AgreementRefused) as refused:
            agreements.end_price(contract=row, last_day=day, by=None, now=now)
        assert refused.value.why is why


def test_a_price_that_has_not_begun_is_taken_back(agree: Callable[..., ContractPrice], now: datetime) -> None:
    later = agree("6", starts_on=TODAY + 9 * DAY)

    assert agreements.end_price(contract=later, last_day=TODAY, by=None, now=now) is None
    assert not ContractPrice.objects.exists()


def test_an_end_does_not_make_a_price_last_longer(agree: Callable[..., ContractPrice], now: datetime) -> None:
    row = agree("6", ends_on=TODAY + 5 * DAY)

    with pytest.raises(AgreementRefused) as refused:
        agreements.end_price(contract=row, last_day=TODAY + 9 * DAY, by=None, now=now)

    row.refresh_from_db()
    assert (refused.value.why, row.ends_on) == (Problem.NO_CHANGE, TODAY + 5 * DAY)


def test_many_are_agreed_on_or_none(account: BusinessAccount, offer: Offer, now: datetime) -> None:
    good, wrong = Wish(offer, Decimal(6), TODAY), Wish(offer, Decimal(-1), TODAY)

    with pytest.raises(SomeRefused) as refused:
        agreements.agree_many(account=account, wishes=[good, wrong, good], by=None, now=now)
    before = ContractPrice.objects.count()
    tried = agreements.agree_many(account=account, wishes=[good], by=None, now=now, only_try=True)
    after_trying = (ContractPrice.objects.count(), IndexTask.objects.count())
    agreements.agree_many(account=account, wishes=[good], by=None, now=now)

    assert refused.value.why == {1: Problem.PRICE, 2: Problem.OVERLAP}
    assert (before, tried, after_trying) == (0, 1, (0, 0))
    assert ContractPrice.objects.count() == 1


def test_an_exclusive_item_is_unknown_to_everybody_else(
    offer: Offer, account: BusinessAccount, other: BusinessAccount, now: datetime
) -> None:
    item = agreements.make_exclusive(item=offer.item, audience=[account], by=None, now=now)

    def seen_by(customer: int | None) -> list[bool]:
        return [
            queries.item_by_part_id(item.part_id, customer=customer) is not None,
            bool(queries.items_by_id([item.pk], customer=customer)),
            bool(queries.items_by_part_id([item.part_id], customer=customer)),
            queries.offer_by_key(offer.key, customer=customer) is not None,
            bool(queries.offers_by_key([offer.key], customer=customer)),
            bool(queries.offers_of_parts([item.part_id], customer=customer)),
            queries.offer_for(item.part_id, offer.key, customer=customer) is not None,
        ]

    assert seen_by(account.pk) == [True] * 7
    assert seen_by(other.pk) == [False] * 7
    assert seen_by(None) == [False] * 7
    lines = audit.lines_for(f"item:{item.part_id}")
    assert [(line.action, line.after) for line in lines] == [
        ("item.audience_changed", {"exclusive": True, "audience": ["lanterna"]})
    ]


def test_an_audience_that_is_so_already_is_not_changed(offer: Offer, account: BusinessAccount, now: datetime) -> None:
    with pytest.raises(AgreementRefused):
        agreements.open_to_all(item=offer.item, by=None, now=now)
    agreements.make_exclusive(item=offer.item, audience=[account], by=None, now=now)

    with pytest.raises(AgreementRefused):
        agreements.make_exclusive(item=offer.item, audience=[account], by=None, now=now)

    assert ItemAudience.objects.count() == 1
    assert len(audit.lines_for(f"item:{offer.item.part_id}")) == 1


@pytest.mark.parametrize("address", ["/shop/item/{}", "/shop/item/{}/prices.svg"])
def test_another_customers_item_is_answered_like_an_unknown_one(
    shopper: Client, offer: Offer, account: BusinessAccount, other: BusinessAccount, now: datetime, address: str
) -> None:
    agreements.make_exclusive(item=offer.item, audience=[account], by=None, now=now)
    unknown = "T-999999"

    shopper.cookies["account"] = str(other.pk)
    hidden, none = (shopper.get(address.format(part)) for part in (offer.item.part_id, unknown))
    shopper.cookies["account"] = str(account.pk)
    own = shopper.get(address.format(offer.item.part_id))

    assert (hidden.status_code, none.status_code, own.status_code) == (404, 404, 200)
    assert without_tokens(hidden.content).replace(offer.item.part_id, unknown) == without_tokens(none.content)


def test_pages_show_the_agreed_price_beside_the_list(
    shopper: Client, agree: Callable[..., ContractPrice], offer: Offer, account: BusinessAccount, other: BusinessAccount
) -> None:
    today = timezone.localdate()
    agree("6.66", starts_on=today)
    address = f"/shop/item/{offer.item.part_id}"

    shopper.cookies["account"] = str(account.pk)
    own = shopper.get(address).content.decode()
    shopper.cookies["account"] = str(other.pk)
    others = shopper.get(address).content.decode()

    assert "6.66" in own
    assert "your agreed price" in own
    assert "list price" in own
    assert "6.66" not in others
    assert "your agreed price" not in others


def test_there_is_no_price_of_somebody_elses_in_an_items_row(db: None, offer: Offer, account: BusinessAccount) -> None:
    item = queries.items_by_id([offer.item_id], customer=account.pk, on=TODAY)[0]

    assert [list(one.agreed) for one in item.offers.all()] == [[]]
    assert Item.objects.get(pk=item.pk).offers.all()[0].agreed == ()

"""Prices by quantity, the best offer, and promises of stock."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.selling.catalog import operations, queries
from fondaco.selling.catalog.models import IndexTask, Offer, Tier
from tests.selling import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(db: None) -> Offer:
    made = making.offer(price="5.00", stock="100")
    Tier.objects.create(offer=made, from_quantity=10, unit_price=Decimal("4.50"))
    Tier.objects.create(offer=made, from_quantity=50, unit_price=Decimal("4.10"))
    return queries.offers_by_key([made.key])[made.key]


@pytest.mark.parametrize(
    ("quantity", "price", "next_from"),
    [
        ("1", "5.00", 10),
        ("9", "5.00", 10),
        ("9.9999", "5.00", 10),
        ("10", "4.50", 50),
        ("49", "4.50", 50),
        ("50", "4.10", None),
        ("1000", "4.10", None),
    ],
)
def test_a_tier_begins_at_its_quantity(offer: Offer, quantity: str, price: str, next_from: int | None) -> None:
    tier = queries.next_tier(offer, Decimal(quantity))

    assert queries.unit_price(offer, Decimal(quantity)) == Decimal(price)
    assert (tier.from_quantity if tier else None) == next_from


def test_a_dearer_tier_is_not_called_next(offer: Offer) -> None:
    offer.tiers.all().delete()
    Tier.objects.create(offer=offer, from_quantity=10, unit_price=Decimal("6.00"))
    offer = queries.offers_by_key([offer.key])[offer.key]

    assert queries.next_tier(offer, Decimal(1)) is None


def test_an_offer_is_found_by_part_and_key_together(offer: Offer) -> None:
    assert queries.offer_for(offer.item.part_id, offer.key) == offer
    assert queries.offer_for("FND-0", offer.key) is None
    assert queries.offer_for(offer.item.part_id, "nothing") is None


def test_the_best_offer_is_in_stock_then_cheap_then_quick(offer: Offer) -> None:
    cheap_but_gone = making.offer(item=offer.item, price="1.00", stock="0")
    as_cheap = making.offer(item=offer.item, price="5.00", stock="9")
    Offer.objects.filter(pk=as_cheap.pk).update(lead_time_days=9)
    Offer.objects.filter(pk=offer.pk).update(lead_time_days=2)
    dear = making.offer(item=offer.item, price="5.01", stock="9")
    offers = list(queries.offers_by_key([o.key for o in (dear, as_cheap, cheap_but_gone, offer)]).values())

    ranked = queries.ranked(offers)

    assert [one.pk for one in ranked] == [offer.pk, as_cheap.pk, dear.pk, cheap_but_gone.pk]
    assert queries.advantage(ranked) is queries.Advantage.DELIVERY
    assert queries.advantage([ranked[1], ranked[2]]) is queries.Advantage.PRICE
    assert queries.advantage([ranked[2], ranked[3]]) is queries.Advantage.IN_STOCK
    assert queries.advantage(ranked[:1]) is queries.Advantage.ALONE
    assert queries.best_offer(offers, Decimal(50)) == offer


def test_delivery_counts_working_days(offer: Offer) -> None:
    offer.lead_time_days = 3

    assert queries.arrives_on(offer, date(2026, 11, 26)) == date(2026, 12, 1)


def test_a_promise_is_kept_noted_and_given_back(offer: Offer, now: datetime) -> None:
    got = operations.reserve(offer_id=offer.pk, quantity=Decimal(30), now=now)

    offer.refresh_from_db()
    assert (got, offer.reserved, offer.available) == (30, 30, 70)
    operations.release(offer_id=offer.pk, quantity=Decimal(10), now=now)
    offer.refresh_from_db()
    assert offer.reserved == 20
    actions = [line.action for line in audit.lines_for(f"offer:{offer.key}")]
    assert actions == ["offer.reserved", "offer.released"]
    assert IndexTask.objects.filter(item=offer.item).count() == 2


def test_no_more_is_promised_than_there_is(offer: Offer, now: datetime) -> None:
    first = operations.reserve(offer_id=offer.pk, quantity=Decimal(80), now=now)
    second = operations.reserve(offer_id=offer.pk, quantity=Decimal(80), now=now)
    third = operations.reserve(offer_id=offer.pk, quantity=Decimal(1), now=now)

    assert (first, second, third) == (80, 20, 0)


def test_nothing_is_promised_of_what_is_withdrawn(offer: Offer, now: datetime) -> None:
    operations.withdraw_item(item_id=offer.item_id, now=now)

    assert operations.reserve(offer_id=offer.pk, quantity=Decimal(1), now=now) == 0
    assert queries.item_by_part_id(offer.item.part_id) is None


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity"])
def test_senseless_quantities_change_nothing(offer: Offer, now: datetime, quantity: str) -> None:
    for operation in (operations.reserve, operations.release):
        with pytest.raises(operations.NotPossible):
            operation(offer_id=offer.pk, quantity=Decimal(quantity), now=now)

    offer.refresh_from_db()
    assert offer.reserved == 0


def test_a_new_price_moves_the_tiers_with_it(offer: Offer, now: datetime) -> None:
    operations.change_price(offer_id=offer.pk, unit_price=Decimal("10.00"), now=now)

    changed = queries.offers_by_key([offer.key])[offer.key]
    assert [price for _start, price in queries.price_steps(changed)] == [10, 9, Decimal("8.20")]


@pytest.mark.parametrize("price", ["5.00", "-0.01", "NaN"])
def test_senseless_prices_are_refused(offer: Offer, now: datetime, price: str) -> None:
    with pytest.raises(operations.NotPossible):
        operations.change_price(offer_id=offer.pk, unit_price=Decimal(price), now=now)

    offer.refresh_from_db()
    assert offer.unit_price == 5


def test_stock_cannot_fall_below_what_is_promised(offer: Offer, now: datetime) -> None:
    operations.reserve(offer_id=offer.pk, quantity=Decimal(30), now=now)

    with pytest.raises(operations.NotPossible):
        operations.change_stock(offer_id=offer.pk, stock=Decimal(29), now=now)
    with pytest.raises(operations.NotPossible):
        operations.release(offer_id=offer.pk, quantity=Decimal(31), now=now)
    operations.change_stock(offer_id=offer.pk, stock=Decimal(30), now=now)

    offer.refresh_from_db()
    assert offer.available == 0


def test_an_item_is_withdrawn_once(offer: Offer, now: datetime) -> None:
    operations.withdraw_item(item_id=offer.item_id, now=now)

    with pytest.raises(operations.NotPossible):
        operations.withdraw_item(item_id=offer.item_id, now=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit_price": Decimal("-0.0001")},
        {"reserved": Decimal("100.0001")},
        {"reserved": Decimal(-1)},
        {"vat_rate": Decimal(101)},
        {"min_quantity": Decimal(0)},
        {"max_quantity": Decimal("0.5")},
        {"currency": "eur"},
    ],
)
def test_the_database_refuses_senseless_offers(offer: Offer, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**wrong)

"""What each customer's search finds: their prices, their items, and no trace of anybody else's."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.operations import create_account
from fondaco.selling.catalog import agreements
from fondaco.selling.catalog.generator.load import fill_tables
from fondaco.selling.catalog.models import IndexTask, Item, Offer
from fondaco.selling.catalog.search.indexer import rebuild, update
from fondaco.selling.catalog.search.port import PRICE_BANDS, Query, Sort
from fondaco.selling.catalog.search.tantivy_index import TantivySearch
from tests.selling import making
from tests.selling.catalog.counting import facts, fits, tally

pytestmark = pytest.mark.django_db

ITEMS = 120


@pytest.fixture
def engine(tmp_path: Path, settings: Any) -> TantivySearch:
    settings.FONDACO_INDEX_DIR = tmp_path / "index"
    return TantivySearch(tmp_path / "index")


@pytest.fixture
def accounts(db: None, now: datetime) -> list[BusinessAccount]:
    return [account(name, now) for name in ("Lanterna", "Other company", "Third company")]


def account(name: str, now: datetime) -> BusinessAccount:
    return create_account(public_id=f"account-{name[:5]}", name=name, currency="EUR", by=None, now=now)


def agree_at_random(rng: random.Random, accounts: list[BusinessAccount], now: datetime) -> None:
    today = timezone.localdate(now)
    offers = list(Offer.objects.select_related("item").order_by("pk"))
    for offer in rng.sample(offers, 60):
        starts = today + timedelta(days=rng.choice((-30, -1, 0, 1, 30)))
        last_days = [today + timedelta(days=days) for days in (-1, 0, 9)]
        ends = rng.choice((None, *(day for day in last_days if day >= starts)))
        agreements.agree_price(
            account=rng.choice(accounts),
            offer=offer,
            unit_price=(offer.unit_price * Decimal(str(rng.choice((0.2, 0.7, 0.95, 1.4))))).quantize(Decimal("0.01")),
            starts_on=starts,
            ends_on=ends,
            from_quantity=rng.choice((Decimal(1), Decimal(2), offer.min_quantity, Decimal(10))),
            by=None,
            now=now,
        )
    for item in rng.sample(list(Item.objects.order_by("pk")), 25):
        agreements.make_exclusive(item=item, audience=rng.sample(accounts, rng.randint(0, 2)), by=None, now=now)
        if rng.random() < 0.3:
            agreements.open_to_all(item=item, by=None, now=now)


def some_queries(rng: random.Random, customer: int) -> list[Query]:
    brands = sorted(set(Item.objects.values_list("brand", flat=True)))
    return [Query(customer=customer, page_size=100), Query(customer=customer, in_stock=True, page_size=100)] + [
        Query(
            customer=customer,
            category=rng.choice(("", "", "44000000", "31000000", "44120000")),
            sellers=tuple(rng.sample(("fondaco", "altaquercia", "boscorosso"), rng.randint(0, 2))),
            brands=tuple(rng.sample(brands, rng.choice((0, 0, 3)))),
            price_from=rng.choice((None, None, Decimal(2), Decimal("12.19"))),
            price_to=rng.choice((None, None, Decimal(20), Decimal("89.99"))),
            in_stock=rng.random() < 0.4,
            page_size=100,
        )
        for _ in range(10)
    ]


def everything(engine: TantivySearch, query: Query) -> tuple[int, ...]:
    found: tuple[int, ...] = ()
    for page in (1, 2):
        found += engine.search(Query(**{name: getattr(query, name) for name in Query.__slots__} | {"page": page})).hits
    return found


@pytest.mark.parametrize(("seed", "anew"), [(1, False), (2, True), (3, False), (4, False)])
def test_a_search_finds_what_counting_for_that_customer_finds(
    engine: TantivySearch, accounts: list[BusinessAccount], now: datetime, seed: int, anew: bool
) -> None:
    rng = random.Random(seed)
    fill_tables(count=ITEMS, seed=f"customers {seed}")
    rebuild()
    agree_at_random(rng, accounts, now)
    rebuild() if anew else update(now)

    for customer in (0, *(one.pk for one in accounts)):
        rows = facts(customer, timezone.localdate(now))
        price = {row["pk"]: row["price"] for row in rows}
        for query in some_queries(rng, customer):
            results = engine.search(query)
            wanted = [row for row in rows if fits(row, query)]
            assert results.total == len(wanted), query
            assert sorted(everything(engine, query)) == sorted(row["pk"] for row in wanted), query
            assert engine.count(query) == len(wanted)
            _facets_agree(results.facets, rows, query)
            sorted_up = [price[pk] for pk in everything(engine, replace(query, sort=Sort.PRICE_UP))]
            assert sorted_up == sorted(price[row["pk"]] for row in wanted), query


def _facets_agree(facets: Any, rows: list[dict[str, Any]], query: Query) -> None:
    sellers = "stocked" if query.in_stock else "sellers"
    found = {name: {c.value: c.count for c in getattr(facets, name)} for name in ("seller", "brand", "price")}
    assert found["brand"] == tally(row["brand"] for row in rows if fits(row, query, "brand")), query
    assert found["seller"] == tally(s for r in rows if fits(r, query, "seller") for s in r[sellers]), query
    assert facets.in_stock == sum(bool(r["stocked"]) for r in rows if fits(r, query, "in_stock")), query
    for low, high in PRICE_BANDS:
        inside = [r for r in rows if fits(r, query, "price") and low <= r["price"] <= (high or 10**9)]
        assert found["price"][f"{low}-{high or ''}"] == len(inside), query
    if not query.category:
        top = {c.value: c.count for c in facets.category}
        assert top == tally(row["code"][:2] + "000000" for row in rows if fits(row, query)), query


def test_words_find_what_they_found_without_what_is_hidden(
    engine: TantivySearch, accounts: list[BusinessAccount], now: datetime
) -> None:
    fill_tables(count=300, seed="words")
    rebuild()
    asked = [Query(text=text, page_size=100) for text in ("pen", "penna blu", "cable", "guanti", "FND-1000")]
    before = {query: set(everything(engine, query)) for query in asked}
    agree_at_random(random.Random(3), accounts, now)
    for item in Item.objects.filter(exclusive=False).order_by("pk")[::4]:
        agreements.make_exclusive(item=item, audience=accounts[:1], by=None, now=now)
    update(now)

    for customer in (0, *(one.pk for one in accounts)):
        seen = {row["pk"] for row in facts(customer)}
        for query, found in before.items():
            assert set(everything(engine, replace(query, customer=customer))) == found & seen
            assert len(found) > 2
            assert found & seen != found or customer == accounts[0].pk


@pytest.fixture
def hidden(accounts: list[BusinessAccount], now: datetime) -> Item:
    """An item with a word of its own, for the first account alone, among others that everybody sees."""
    for _ in range(3):
        making.offer()
    item = making.offer(price="7").item
    title = "Zyxwolite monitr stand"
    Item.objects.filter(pk=item.pk).update(title_en=title, title_it=title, brand="Hiddenmark", also="")
    Item.objects.filter(pk=making.offer().item_id).update(title_en="Monitor arm", title_it="Braccio per monitor")
    return agreements.make_exclusive(item=item, audience=accounts[:1], by=None, now=now)


@pytest.mark.parametrize(
    "text", ["zyxwolite", "zyxwolit", "Zyxwolita", "zyxwolite stapler", "{part}", "{key}", "{maker}"]
)
def test_nothing_typed_tells_that_a_hidden_item_exists(
    engine: TantivySearch, hidden: Item, accounts: list[BusinessAccount], text: str
) -> None:
    rebuild()
    typed = text.format(part=hidden.part_id, key=hidden.offers.all()[0].key, maker=hidden.manufacturer_part_id)
    unknown = text.format(part="T-999999", key="KEYnone", maker="TM-none").replace("xw", "qj")

    own = engine.search(Query(text=typed, customer=accounts[0].pk))
    others = [engine.search(Query(text=typed, customer=pk)) for pk in (0, accounts[1].pk)]

    assert hidden.pk in own.hits
    for results in others:
        like = engine.search(Query(text=unknown))
        assert hidden.pk not in results.hits
        assert (results.total, results.relaxed, results.corrected) == (like.total, like.relaxed, like.corrected)
        assert "Hiddenmark" not in {count.value for count in results.facets.brand}


def test_a_word_that_only_a_hidden_item_has_is_mended_for_others(
    engine: TantivySearch, hidden: Item, accounts: list[BusinessAccount]
) -> None:
    rebuild()

    own = engine.search(Query(text="monitr ", customer=accounts[0].pk))
    other = engine.search(Query(text="monitr ", customer=accounts[1].pk))

    assert (own.corrected, own.hits) == ("", (hidden.pk,))
    assert other.corrected == "monitor"
    assert hidden.pk not in other.hits


def test_what_filters_hide_is_counted_for_this_customer_only(
    engine: TantivySearch, hidden: Item, accounts: list[BusinessAccount]
) -> None:
    rebuild()

    own, other = (engine.search(Query(text="zyxwolite", price_to=Decimal(1), customer=one.pk)) for one in accounts[:2])

    assert (own.total, own.without_filters) == (0, 1)
    assert (other.total, other.without_filters) == (0, 0)


def test_an_item_leaves_and_comes_back_with_its_audience(
    engine: TantivySearch, accounts: list[BusinessAccount], now: datetime
) -> None:
    item = making.offer().item
    rebuild()
    found: list[list[int]] = []

    def look() -> None:
        update(now)
        found.append([engine.search(Query(customer=pk)).total for pk in (0, accounts[0].pk, accounts[1].pk)])

    look()
    agreements.make_exclusive(item=item, audience=accounts[:1], by=None, now=now)
    look()
    agreements.make_exclusive(item=item, audience=accounts[1:2], by=None, now=now)
    look()
    agreements.make_exclusive(item=item, audience=[], by=None, now=now)
    look()
    agreements.open_to_all(item=item, by=None, now=now)
    look()

    assert found == [[1, 1, 1], [0, 1, 0], [0, 0, 1], [0, 0, 0], [1, 1, 1]]


def test_a_price_reaches_the_index_on_its_first_day_and_leaves_after_its_last(
    engine: TantivySearch, accounts: list[BusinessAccount], now: datetime
) -> None:
    offer = making.offer(price="10")
    today = timezone.localdate(now)
    agreements.agree_price(
        account=accounts[0],
        offer=offer,
        unit_price=Decimal(4),
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=2),
        by=None,
        now=now,
    )
    rebuild()
    cheap = Query(price_to=Decimal(5), customer=accounts[0].pk)
    totals = []

    for days in range(4):
        later = now + timedelta(days=days)
        agreements.turn_the_day(later)
        update(later)
        totals.append(engine.search(cheap).total)

    assert totals == [0, 1, 1, 0]
    assert agreements.turn_the_day(now + timedelta(days=9)) == 0
    assert not IndexTask.objects.exists()
    assert engine.search(Query(price_to=Decimal(5), customer=accounts[1].pk)).total == 0

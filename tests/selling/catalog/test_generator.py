"""The made catalogue."""

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal

import pytest

from fondaco.selling.catalog import pictures
from fondaco.selling.catalog.generator import categories
from fondaco.selling.catalog.generator.make import FAMILIES, MadeItem, capacity, make_items, nice, shares
from fondaco.selling.catalog.generator.words import COLOURS

COUNT = 20_000
REC20 = {"EA", "PR", "RM", "SET", "XPK", "XBX", "XBG", "XCT", "XRO", "ST", "LTR", "KGM", "MTR"}


def digest(items: list[MadeItem]) -> str:
    text = json.dumps([asdict(item) for item in items], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def made() -> list[MadeItem]:
    return list(make_items(count=COUNT, seed="fondaco"))


def test_the_same_seed_gives_the_same_catalogue() -> None:
    first, again = (digest(list(make_items(count=400, seed="fondaco"))) for _ in range(2))

    assert first == again
    assert first != digest(list(make_items(count=400, seed="another")))


def test_the_demo_catalogue_is_the_one_that_was_looked_at() -> None:
    small = digest(list(make_items(count=400, seed="fondaco")))

    assert small == "7707ee2fe2f2f5f0cc7bf4e4b4623be68c87935210cd31062160fc80ce0b67b8"


def test_there_are_as_many_items_as_asked_for(made: list[MadeItem]) -> None:
    assert len(made) == COUNT
    assert len(list(make_items(count=10, seed="x"))) == 10


def test_more_items_than_the_tables_hold_are_refused() -> None:
    everything = sum(capacity(family) for family in FAMILIES)

    assert sum(shares(everything)) == everything
    with pytest.raises(ValueError, match="at most"):
        shares(everything + 1)


def test_nothing_is_there_twice(made: list[MadeItem]) -> None:
    keys = [offer.key for item in made for offer in item.offers]

    assert len({item.part_id for item in made}) == COUNT
    assert len({(item.brand, item.manufacturer_part_id) for item in made}) == COUNT
    assert len({item.title_en for item in made}) == COUNT
    assert len({item.title_it for item in made}) == COUNT
    assert len(set(keys)) == len(keys)


def test_both_languages_are_everywhere(made: list[MadeItem]) -> None:
    for item in made:
        assert item.title_en != item.title_it
        assert item.description_en
        assert item.description_it
        assert all(all(fact[language]) for fact in item.facts for language in ("en", "it"))
    for table in (categories.SEGMENTS, categories.FAMILIES, categories.COMMODITIES):
        assert all(en and it for en, it in table.values())
    assert all(len(forms) == 4 for forms in COLOURS.values())


def test_every_item_has_a_known_place_unit_and_picture(made: list[MadeItem]) -> None:
    for item in made:
        assert item.code in categories.COMMODITIES
        assert item.code[:4] + "0000" in categories.FAMILIES
        assert item.code[:2] + "000000" in categories.SEGMENTS
        assert {item.unit, item.content_unit} <= REC20
        assert item.pack_size > 0
        assert pictures.known(item.picture)


def test_prices_stock_and_tiers_make_sense(made: list[MadeItem]) -> None:
    offers = [offer for item in made for offer in item.offers]

    assert all(item.offers for item in made)
    for offer in offers:
        prices = [offer.unit_price, *(price for _quantity, price in offer.tiers)]
        starts = [offer.min_quantity, *(quantity for quantity, _price in offer.tiers)]
        assert prices == sorted(set(prices), reverse=True)
        assert starts == sorted(set(starts))
        assert Decimal("0.01") <= prices[-1]
        assert offer.max_quantity is None or offer.max_quantity >= offer.min_quantity
        assert offer.stock >= 0
        assert 1 <= offer.lead_time_days <= 30
    empty = sum(offer.stock == 0 for offer in offers) / len(offers)
    assert 0.03 < empty < 0.1


def test_prices_look_like_prices() -> None:
    assert [str(nice(price)) for price in (0.3749, 3.333, 12.2, 149.0, 312.4)] == [
        "0.37",
        "3.33",
        "12.19",
        "148.99",
        "311.9",
    ]


def test_every_drawing_is_wanted_and_drawn() -> None:
    assert {family.picture for family in FAMILIES} == set(pictures.names())
    assert all("<path" in pictures.svg(name) for name in pictures.names())
    assert not pictures.known("teapot")
    assert pictures.svg("pen-blue") != pictures.svg("pen-red")

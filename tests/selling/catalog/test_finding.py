"""Finding items: relevance, filters, facets, kindness to slips, and what hostile people type."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fondaco.selling.catalog import queries
from fondaco.selling.catalog.models import Item
from fondaco.selling.catalog.search.port import LAST_PAGE, PRICE_BANDS, IndexMissing, Query, Results, Sort
from fondaco.selling.catalog.search.tantivy_index import TantivySearch
from fondaco.selling.catalog.search.words import chunks, code, distance, fold, measure
from tests.selling.catalog.counting import facts, fits, tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(index_folder: Path) -> TantivySearch:
    return TantivySearch(index_folder)


def titles(results: Results, language: str) -> list[str]:
    items = {item.pk: item for item in Item.objects.filter(pk__in=results.hits)}
    return [getattr(items[pk], f"title_{language}").lower() for pk in results.hits]


# What is typed, in which language, and what each of the first three titles has to say.
QUESTIONS = [
    ("penna blu", "it", ("penna", "blu")),
    ("penne blu", "it", ("penna", "blu")),
    ("blue pens", "en", ("pen", "blue")),
    ("ballpoint", "en", ("ballpoint pen",)),
    ("biro", "en", ("ballpoint pen",)),
    ("carta A4 80 g", "it", ("carta", "a4", "80 g")),
    ("carta a4 80g", "it", ("carta", "a4", "80 g")),
    ("copy paper a3", "en", ("copy paper", "a3")),
    ("raccoglitori ad anelli", "it", ("raccoglitore ad anelli",)),
    ("ring binder 4 rings", "en", ("ring binder", "4 rings")),
    ("guanti nitrile", "it", ("guanti", "nitrile")),
    ("work gloves size 9", "en", ("gloves", "9 l")),
    ("scarpe antinfortunistiche 42", "it", ("scarpe", "42")),
    ("safety shoes", "en", ("safety shoes",)),
    ("caffe macinato", "it", ("caffè", "macinato")),
    ("CAFFÈ", "it", ("caffè",)),
    ("ground coffee", "en", ("coffee", "ground")),
    ("toner nero", "it", ("toner", "nero")),
    ("toner stampante", "it", ("toner",)),
    ("cavo hdmi 2 m", "it", ("cavo", "hdmi", "2 m")),
    ("usb-c cable", "en", ("cable", "usb-c")),
    ("monitor 27", "en", ("monitor", "27")),
    ("laptop", "it", ("computer portatile",)),
    ("sedia ergonomica", "it", ("sedia",)),
    ("office chair black", "en", ("office chair", "black")),
    ("viti M6", "it", ("m6",)),
    ("dado autobloccante", "it", ("dadi", "autobloccanti")),
    ("cacciavite PH2", "it", ("cacciavit", "ph2")),
    ("cordless drill", "en", ("cordless drill",)),
    ("nastro da imballo", "it", ("nastro da imballo",)),
    ("detergente pavimenti", "it", ("detergente per pavimenti",)),
    ("bin liners", "en", ("bin liners",)),
    ("sacchi immondizia", "it", ("sacchi",)),
    ("evidenziat", "it", ("evidenziatore",)),
    ("scrivania rovere", "it", ("scrivania", "rovere")),
]


@pytest.mark.parametrize(("text", "language", "wanted"), QUESTIONS)
def test_the_first_answers_are_what_was_meant(
    engine: TantivySearch, text: str, language: str, wanted: tuple[str, ...]
) -> None:
    found = titles(engine.search(Query(text=text, language=language)), language)[:3]

    assert found
    for title in found:
        assert all(fold(word) in fold(title) for word in wanted), title


def test_part_numbers_are_found_exactly_however_they_are_typed(engine: TantivySearch) -> None:
    item = Item.objects.order_by("?").prefetch_related("offers")[0]
    number = item.part_id
    ways = [number, number.lower(), number.replace("-", ""), number.replace("-", " "), f" {number} "]

    for way in [*ways, item.manufacturer_part_id, item.offers.all()[0].key]:
        results = engine.search(Query(text=way))
        assert results.hits[0] == item.pk, way
        assert not results.corrected


def test_the_last_word_may_be_unfinished(engine: TantivySearch) -> None:
    begun = engine.search(Query(text="trapano batt", language="it"))
    finished = engine.search(Query(text="trapano batt ", language="it"))

    assert all("trapano a batteria" in title for title in titles(begun, "it"))
    assert finished.relaxed or finished.corrected


def test_a_whole_word_is_not_taken_for_a_beginning(engine: TantivySearch) -> None:
    results = engine.search(Query(text="pen", language="en", page_size=100))

    assert results.total == engine.search(Query(text="pen ", language="en")).total
    assert not [title for title in titles(results, "en") if "pencil" in title or "notebook" in title]


def test_a_part_number_may_be_unfinished(engine: TantivySearch) -> None:
    results = engine.search(Query(text="FND-10012"))

    assert results.total == Item.objects.filter(part_id__startswith="FND-10012").count() == 10


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("pena a sfera", "it", "penna sfera"),
        ("monitr", "en", "monitor"),
        ("stampnate laser", "it", "stampante laser"),
        ("scrwdriver", "en", "screwdriver"),
    ],
)
def test_a_slip_is_mended_and_said(engine: TantivySearch, typed: str, language: str, meant: str) -> None:
    results = engine.search(Query(text=typed, language=language))

    assert results.corrected == meant
    assert results.total == engine.search(Query(text=meant, language=language)).total


def test_some_of_the_words_are_better_than_nothing(engine: TantivySearch) -> None:
    results = engine.search(Query(text="monitor xyzzyplugh", language="en"))

    assert results.relaxed
    assert "monitor" in titles(results, "en")[0]


def test_filters_that_leave_nothing_say_what_there_would_be(engine: TantivySearch) -> None:
    alone = engine.search(Query(text="monitor"))
    results = engine.search(Query(text="monitor", price_to=Decimal(1)))

    assert results.total == 0
    assert results.without_filters == alone.total > 0


def test_nothing_is_found_for_nonsense(engine: TantivySearch) -> None:
    results = engine.search(Query(text="qqqqqqzzzz"))

    assert (results.total, results.hits, results.corrected, results.relaxed) == (0, (), "", False)


def test_no_words_find_everything(engine: TantivySearch) -> None:
    assert engine.search(Query()).total == Item.objects.count()


@pytest.mark.parametrize("sort", [Sort.PRICE_UP, Sort.PRICE_DOWN, Sort.DELIVERY])
def test_hits_are_sorted_through_all_pages(engine: TantivySearch, sort: Sort) -> None:
    keys: list[Any] = []
    seen: list[int] = []
    for page in (1, 2, 3):
        hits = engine.search(Query(text="cable", sort=sort, page=page)).hits
        seen += hits
        for item in queries.items_by_id(hits):
            best = queries.best_offer(item.offers.all())
            assert best is not None
            price = queries.unit_price(best, best.min_quantity)
            sooner = (best.available < best.min_quantity, best.lead_time_days)
            keys.append(sooner if sort is Sort.DELIVERY else price)

    assert len(set(seen)) == len(seen) > 25
    assert keys == sorted(keys, reverse=sort is Sort.PRICE_DOWN)


HOSTILE = [
    "' OR 1=1 --",
    'title_en:"a" AND (((',
    "[* TO *]",
    "*:*",
    "a" * 100_000,
    "penna " * 5000,
    "\x00\x01\ud800",
    "٣٤ ９９ ½ ﷺ",
    "-----",
    "/.*/",
    "~~~ ^^^ \\",
    "<script>alert(1)</script>",
    "💥" * 50,
    "a b c d e f g h i l m n o p",
    "é" * 500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_gets_an_answer(engine: TantivySearch, text: str) -> None:
    results = engine.search(
        Query(
            text=text, category="99999999", sellers=("x" * 60,), brands=("'",), price_from=Decimal("1e30"), page=10**9
        )
    )

    assert results.total == 0
    engine.search(Query(text=text, language="xx", page=LAST_PAGE, page_size=10**9))


def some_queries() -> list[Query]:
    rng = random.Random(7)
    asked = [Query(), Query(in_stock=True), Query(category="44000000"), Query(category="44120000", in_stock=True)]
    return asked + [
        Query(
            category=rng.choice(("", "", "43000000", "31160000", "27111701", "47000000")),
            sellers=tuple(rng.sample(("fondaco", "altaquercia", "boscorosso", "rivascura"), rng.randint(0, 2))),
            brands=tuple(rng.sample(("Ferrusco", "Teclora", "Bullonida", "Brillaria"), rng.choice((0, 0, 1, 2)))),
            price_from=rng.choice((None, None, Decimal(2), Decimal("12.19"))),
            price_to=rng.choice((None, None, Decimal(20), Decimal("89.99"))),
            in_stock=rng.random() < 0.4,
        )
        for _ in range(20)
    ]


def test_totals_and_facets_are_what_counting_row_by_row_gives(engine: TantivySearch) -> None:
    rows = facts()

    for query in some_queries():
        results = engine.search(query)
        found = {
            facet: {c.value: c.count for c in getattr(results.facets, facet)} for facet in ("seller", "brand", "price")
        }
        sellers = "stocked" if query.in_stock else "sellers"
        assert results.total == sum(fits(row, query) for row in rows), query
        assert found["brand"] == tally(row["brand"] for row in rows if fits(row, query, "brand")), query
        assert found["seller"] == tally(s for row in rows if fits(row, query, "seller") for s in row[sellers]), query
        assert results.facets.in_stock == sum(bool(r["stocked"]) for r in rows if fits(r, query, "in_stock")), query
        for low, high in PRICE_BANDS:
            inside = [r for r in rows if fits(r, query, "price") and low <= r["price"] <= (high or 10**9)]
            assert found["price"][f"{low}-{high or ''}"] == len(inside), query


def test_categories_are_counted_a_level_below_the_chosen_one(engine: TantivySearch) -> None:
    codes = list(Item.objects.values_list("category__code", flat=True))

    top = {c.value: c.count for c in engine.search(Query()).facets.category}
    office = {c.value: c.count for c in engine.search(Query(category="44000000")).facets.category}
    stationery = {c.value: c.count for c in engine.search(Query(category="44120000")).facets.category}

    assert top == tally(code[:2] + "000000" for code in codes)
    assert office == tally(code[:4] + "0000" for code in codes if code.startswith("44"))
    assert stationery == tally(code for code in codes if code.startswith("4412"))
    assert engine.search(Query(category="44121704")).facets.category == ()


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        TantivySearch(tmp_path / "nowhere").search(Query())


def test_words_are_taken_apart_as_said() -> None:
    assert fold("Caffè È PERÙ Straße") == "caffe e peru strasse"
    assert code(" fnd-100 234 ") == "fnd100234"
    assert chunks("penna per la scrittura") == ["penna", "scrittura"]
    assert chunks("per la") == ["per", "la"]
    assert measure("80g") == ["80", "g"]
    assert measure("g80") == []
    assert [distance("penna", word, 2) for word in ("penna", "pena", "epnna", "panca", "monitor")] == [0, 1, 1, 2, 3]

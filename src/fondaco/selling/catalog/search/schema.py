"""What the index knows of an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tantivy
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from fondaco.selling.catalog import queries
from fondaco.selling.catalog.models import Category, Item, Offer, Tier
from fondaco.selling.catalog.search.words import analyser, code

ANALYSERS = ("english", "italian", "plain")
PRICE_SCALE = 10_000  # prices have four decimals; the index counts in whole numbers
_LATER = 100_000  # days, for the order alone: what is not there comes after all that is
LEVELS = ("segment", "family", "commodity")


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name, tokenizer in (("en", "english"), ("it", "italian")):
        builder.add_text_field(f"kind_{name}", tokenizer_name=tokenizer, index_option="basic")
        builder.add_text_field(f"title_{name}", tokenizer_name=tokenizer)
        builder.add_text_field(f"body_{name}", tokenizer_name=tokenizer)
    builder.add_text_field("words", stored=True, tokenizer_name="plain")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for name in (*LEVELS, "brand", "seller", "seller_stocked"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("price", "available", "lead", "mix"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def prepare(index: tantivy.Index) -> tantivy.Index:
    """Analysers are not kept in the index; every process that opens it names them again."""
    for name in ANALYSERS:
        index.register_tokenizer(name, analyser(name))
    return index


@dataclass(frozen=True, slots=True)
class _Place:
    codes: dict[str, str]
    kind_en: str
    kind_it: str
    words_en: str
    words_it: str


class Places:
    """Category paths by row id, read once."""

    def __init__(self) -> None:
        rows = {row.pk: row for row in Category.objects.all()}
        self._by_id = {pk: self._place(row, rows) for pk, row in rows.items()}

    def __getitem__(self, category_id: int) -> _Place:
        return self._by_id[category_id]

    @staticmethod
    def _place(row: Category, rows: dict[int, Category]) -> _Place:
        path = [row]
        while path[0].parent_id is not None:
            path.insert(0, rows[path[0].parent_id])
        codes = {each.level: each.code for each in path}
        words = {spoken: " ".join(getattr(c, f"name_{spoken}") for c in path) for spoken in ("en", "it")}
        return _Place(codes, row.name_en, row.name_it, words["en"], words["it"])


@dataclass(frozen=True, slots=True)
class OfferRow:
    """What the index needs of an offer that can be bought; ``price`` is what the seller's least quantity costs."""

    item_id: int
    key: str
    seller: str
    seller_name: str
    available: Decimal
    least: Decimal
    price: Decimal
    lead: int
    fulfilment: str

    @property
    def stocked(self) -> bool:
        return self.available >= self.least

    @property
    def standing(self) -> tuple[Any, ...]:
        return queries.standing(
            available=self.available,
            wanted=self.least,
            price=self.price,
            lead=self.lead,
            fulfilment=self.fulfilment,
            seller=self.seller_name,
        )


_OFFER_COLUMNS = (
    *("item_id", "key", "seller__code", "seller__name", "left", "min_quantity", "paid", "lead_time_days"),
    "fulfilment",
)


def offer_rows(item_ids: Sequence[int]) -> dict[int, list[OfferRow]]:
    """Offers that can be bought, by item. One statement, without building a model's instance for each."""
    paid = Tier.objects.filter(offer=OuterRef("pk"), from_quantity__lte=OuterRef("min_quantity"))
    rows = (
        Offer.objects.filter(item_id__in=item_ids, active=True, seller__active=True)
        .annotate(
            left=F("stock") - F("reserved"),
            paid=Coalesce(Subquery(paid.order_by("-from_quantity").values("unit_price")[:1]), F("unit_price")),
        )
        .order_by("pk")
        .values_list(*_OFFER_COLUMNS)
    )
    found: dict[int, list[OfferRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(OfferRow(*row))
    return found


def documents(items: Sequence[Item], places: Places) -> Iterator[tantivy.Document]:
    """A document per active item that somebody sells."""
    offers = offer_rows([item.pk for item in items])
    for item in items:
        if item.active and item.pk in offers:
            yield _document(item, offers[item.pk], places[item.category_id])


def _document(item: Item, offers: list[OfferRow], place: _Place) -> tantivy.Document:
    best = min(offers, key=lambda offer: offer.standing)
    facts = {spoken: " ".join(" ".join(fact[spoken]) for fact in item.facts) for spoken in ("en", "it")}
    document = tantivy.Document()
    document.add_integer("id", item.pk)
    document.add_text("kind_en", place.kind_en)
    document.add_text("kind_it", place.kind_it)
    document.add_text("title_en", item.title_en)
    document.add_text("title_it", item.title_it)
    document.add_text("body_en", f"{item.description_en} {facts['en']} {item.also} {place.words_en}")
    document.add_text("body_it", f"{item.description_it} {facts['it']} {item.also} {place.words_it}")
    document.add_text("words", f"{item.title_en} {item.title_it} {item.also} {place.words_en} {place.words_it}")
    for number in {item.part_id, item.manufacturer_part_id, *(offer.key for offer in offers)}:
        document.add_text("code", code(number))
    for level, category in place.codes.items():
        document.add_text(level, category)
    document.add_text("brand", item.brand)
    for offer in offers:
        document.add_text("seller", offer.seller)
        if offer.stocked:
            document.add_text("seller_stocked", offer.seller)
    document.add_integer("price", scaled(best.price))
    document.add_integer("available", int(any(offer.stocked for offer in offers)))
    document.add_integer("lead", best.lead + (0 if best.stocked else _LATER))
    # A fixed shuffle, so that a page without words shows a bit of everything (Knuth's multiplicative hash).
    document.add_integer("mix", item.pk * 2654435761 % 2**32)
    return document


def scaled(price: Decimal) -> int:
    return int(price * PRICE_SCALE)

"""What the index knows of an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import tantivy
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from fondaco.selling.catalog import queries
from fondaco.selling.catalog.models import Category, ContractPrice, Item, ItemAudience, Offer, Tier
from fondaco.selling.catalog.search.sight import ALL, OWN, mark
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
    for name in ("audience", "other"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
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

    pk: int
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
    *("pk", "item_id", "key", "seller__code", "seller__name", "left", "min_quantity", "paid", "lead_time_days"),
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
        offer = OfferRow(*row)
        found.setdefault(offer.item_id, []).append(offer)
    return found


Agreed = dict[int, Decimal]  # by offer, what its least quantity costs


def agreed_prices(item_ids: Sequence[int]) -> dict[int, dict[int, Agreed]]:
    """By item and account, what was agreed for offers' least quantities and is in force. One statement."""
    reached = Q(from_quantity__lte=1) | Q(from_quantity__lte=F("offer__min_quantity"))
    rows = (
        ContractPrice.objects.filter(reached, in_force=True, offer__item_id__in=item_ids)
        .order_by("from_quantity")
        .values_list("offer__item_id", "account_id", "offer_id", "unit_price")
    )
    found: dict[int, dict[int, Agreed]] = {}
    for item_id, account_id, offer_id, price in rows:
        found.setdefault(item_id, {}).setdefault(account_id, {})[offer_id] = price
    return found


def audiences(items: Sequence[Item]) -> dict[int, list[int]]:
    """Who may know of exclusive items, by item. One statement, or none."""
    found: dict[int, list[int]] = {item.pk: [] for item in items if item.exclusive}
    if found:
        for item_id, account_id in ItemAudience.objects.filter(item_id__in=found).values_list("item_id", "account_id"):
            found[item_id].append(account_id)
    return found


def documents(items: Sequence[Item], places: Places) -> Iterator[list[tantivy.Document]]:
    """For each active item that somebody sells, its documents: the common one, and those of single customers.

    See :mod:`fondaco.selling.catalog.search.sight`. Three statements.
    """
    sold = [item for item in items if item.active]
    ids = [item.pk for item in sold]
    offers, agreed, only_for = offer_rows(ids), agreed_prices(ids), audiences(sold)
    for item in sold:
        if item.pk not in offers:
            continue
        prices = agreed.get(item.pk, {})
        own = only_for.get(item.pk, list(prices))
        sheets = [_sheet(item, offers[item.pk], places[item.category_id], prices.get(one, {})) for one in own]
        for sheet, account_id in zip(sheets, own, strict=True):
            sheet.add_text("audience", OWN)
            sheet.add_text("audience", mark(account_id))
        if not item.exclusive:
            sheets.append(_sheet(item, offers[item.pk], places[item.category_id], {}))
            sheets[-1].add_text("audience", ALL)
            for account_id in own:
                sheets[-1].add_text("other", mark(account_id))
        yield sheets


def _sheet(item: Item, listed: list[OfferRow], place: _Place, agreed: Agreed) -> tantivy.Document:
    offers = [replace(row, price=agreed.get(row.pk, row.price)) for row in listed]
    document = tantivy.Document()
    document.add_integer("id", item.pk)
    _add_words(document, item, place)
    for number in {item.part_id, item.manufacturer_part_id, *(offer.key for offer in offers)}:
        document.add_text("code", code(number))
    for level, category in place.codes.items():
        document.add_text(level, category)
    document.add_text("brand", item.brand)
    for offer in offers:
        document.add_text("seller", offer.seller)
        if offer.stocked:
            document.add_text("seller_stocked", offer.seller)
    best = min(offers, key=lambda offer: offer.standing)
    document.add_integer("price", scaled(best.price))
    document.add_integer("available", int(any(offer.stocked for offer in offers)))
    document.add_integer("lead", best.lead + (0 if best.stocked else _LATER))
    # A fixed shuffle, so that a page without words shows a bit of everything (Knuth's multiplicative hash).
    document.add_integer("mix", item.pk * 2654435761 % 2**32)
    return document


def _add_words(document: tantivy.Document, item: Item, place: _Place) -> None:
    facts = {spoken: " ".join(" ".join(fact[spoken]) for fact in item.facts) for spoken in ("en", "it")}
    document.add_text("kind_en", place.kind_en)
    document.add_text("kind_it", place.kind_it)
    document.add_text("title_en", item.title_en)
    document.add_text("title_it", item.title_it)
    document.add_text("body_en", f"{item.description_en} {facts['en']} {item.also} {place.words_en}")
    document.add_text("body_it", f"{item.description_it} {facts['it']} {item.also} {place.words_it}")
    document.add_text("words", f"{item.title_en} {item.title_it} {item.also} {place.words_en} {place.words_it}")


def scaled(price: Decimal) -> int:
    return int(price * PRICE_SCALE)

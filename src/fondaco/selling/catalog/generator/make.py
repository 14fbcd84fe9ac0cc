"""Items, offers and tiers out of the tables. Nothing here touches a database, a clock or unseeded chance."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from fondaco.selling.catalog.generator import computing, office, premises, workshop
from fondaco.selling.catalog.generator.trade import BRANDS, SELLERS, SERIES
from fondaco.selling.catalog.generator.words import Brand, Choice, Family, Pack

FAMILIES: tuple[Family, ...] = (
    *office.FAMILIES,
    *computing.FAMILIES,
    *workshop.FAMILIES,
    *premises.FAMILIES,
)
FIRST_PART = 100_000
SERIES_QUALITY = (-0.08, 0.12, 0.26)


@dataclass(frozen=True, slots=True)
class MadeOffer:
    key: str
    seller: str
    unit_price: Decimal
    stock: int
    lead_time_days: int
    min_quantity: int
    max_quantity: int | None
    fulfilment: str
    restock_days: int | None
    tiers: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class MadeItem:
    part_id: str
    code: str
    title_en: str
    title_it: str
    description_en: str
    description_it: str
    also: str
    brand: str
    manufacturer_part_id: str
    unit: str
    pack_size: Decimal
    content_unit: str
    facts: list[dict[str, list[str]]]
    picture: str
    offers: tuple[MadeOffer, ...]


@dataclass(frozen=True, slots=True)
class _Variant:
    """One combination of a family: who makes it, in which series, with which values and pack."""

    family: Family
    brand: Brand
    series: str
    quality: float
    chosen: tuple[Choice, ...]
    pack: Pack


@dataclass(slots=True)
class _Serials:
    """Manufacturers' part numbers: each brand counts its own."""

    used: dict[str, int] = field(default_factory=dict)

    def next(self, brand: Brand) -> str:
        self.used[brand.prefix] = self.used.get(brand.prefix, 1000) + 7
        return f"{brand.prefix}-{self.used[brand.prefix]:05d}"


def capacity(family: Family) -> int:
    """How many different items the table of the family can give."""
    count = len(BRANDS[family.brands]) * family.series * len(family.packs)
    return count * math.prod(len(dimension.choices) for dimension in family.dimensions)


def shares(count: int) -> list[int]:
    """How many items each family gives, by weight, none beyond its capacity. Raises ValueError beyond all."""
    room = [capacity(family) for family in FAMILIES]
    if count > sum(room):
        raise ValueError(f"The tables give {sum(room)} different items at most, not {count}.")
    given = [0] * len(FAMILIES)
    left = count
    while left:
        open_ = [i for i, family in enumerate(FAMILIES) if given[i] < room[i]]
        total = sum(FAMILIES[i].weight for i in open_)
        before = left
        for i in open_:
            more = min(int(before * FAMILIES[i].weight / total), room[i] - given[i], left)
            given[i] += more
            left -= more
        if left == before:  # fewer than there are families: one each, the weightiest first
            for i in sorted(open_, key=lambda i: -FAMILIES[i].weight)[:left]:
                given[i] += 1
                left -= 1
    return given


def make_items(*, count: int, seed: str) -> Iterator[MadeItem]:
    """``count`` items in the order of their part ids; the same for the same seed and count."""
    serials = _Serials()
    number = FIRST_PART
    for family, share in zip(FAMILIES, shares(count), strict=True):
        rng = Random(f"{seed}:{family.key}")  # noqa: S311 (chance that repeats is what is wanted)
        names = {brand.name: rng.sample(SERIES, family.series) for brand in BRANDS[family.brands]}
        for index in sorted(rng.sample(range(capacity(family)), share)):
            variant = _variant(family, names, index)
            yield _item(variant, f"FND-{number}", serials, rng, seed)
            number += 1


def _variant(family: Family, names: dict[str, list[str]], index: int) -> _Variant:
    brands = BRANDS[family.brands]
    index, brand_at = divmod(index, len(brands))
    index, series_at = divmod(index, family.series)
    index, pack_at = divmod(index, len(family.packs))
    chosen = []
    for dimension in family.dimensions:
        index, at = divmod(index, len(dimension.choices))
        chosen.append(dimension.choices[at])
    brand = brands[brand_at]
    quality = min(1.0, max(0.0, brand.quality + SERIES_QUALITY[series_at]))
    return _Variant(family, brand, names[brand.name][series_at], quality, tuple(chosen), family.packs[pack_at])


def _item(variant: _Variant, part_id: str, serials: _Serials, rng: Random, seed: str) -> MadeItem:
    family, brand, pack = variant.family, variant.brand, variant.pack
    named = f"{brand.name} {variant.series}"
    en = [choice.en for choice in variant.chosen] + [pack.en] * bool(pack.en)
    it = [choice.italian(family.gender) for choice in variant.chosen] + [pack.it] * bool(pack.it)
    colour = next((choice.colour for choice in variant.chosen if choice.colour), "")
    price = _base_price(variant, rng)
    return MadeItem(
        part_id=part_id,
        code=family.code,
        title_en=", ".join([f"{named} {family.en}", *en]),
        title_it=", ".join([f"{family.it} {named}", *it]),
        description_en=" ".join([family.use[0], *([f"Sold as {pack.en}."] if pack.en else [])]),
        description_it=" ".join([family.use[1], *([f"Formato di vendita: {pack.it}."] if pack.it else [])]),
        also=family.also,
        brand=brand.name,
        manufacturer_part_id=serials.next(brand),
        unit=pack.unit,
        pack_size=Decimal(pack.size),
        content_unit=pack.content_unit,
        facts=_facts(variant),
        picture=f"{family.picture}-{colour}" if colour else family.picture,
        offers=tuple(_offers(variant, part_id, price, rng, seed)),
    )


def _facts(variant: _Variant) -> list[dict[str, list[str]]]:
    family = variant.family
    rows = [("Series", variant.series, "Serie", variant.series)]
    for dimension, choice in zip(family.dimensions, variant.chosen, strict=True):
        rows.append((dimension.en, choice.en, dimension.it, choice.italian("ms")))
    if variant.pack.en:
        rows.append(("Sold as", variant.pack.en, "Formato di vendita", variant.pack.it))
    rows.extend(family.facts)
    return [{"en": [a, b], "it": [c, d]} for a, b, c, d in rows]


def _base_price(variant: _Variant, rng: Random) -> float:
    low, high = variant.family.price
    price = low * math.pow(high / low, variant.quality)
    price *= math.prod(choice.factor for choice in variant.chosen) * variant.pack.factor
    return max(0.35, price * rng.uniform(0.97, 1.03))


def nice(price: float) -> Decimal:
    """A price as a shop writes it: cents below 5 euro, then 9 at the end, then tens of cents."""
    cents = round(price * 100)
    if price >= 150:
        cents = round(price) * 100 - 10
    elif price >= 5:
        cents = round(price * 20) * 5 - 1
    return Decimal(max(cents, 1)) / 100


def _offers(variant: _Variant, part_id: str, price: float, rng: Random, seed: str) -> Iterator[MadeOffer]:
    sellers = [
        seller
        for seller in SELLERS
        if (not seller[6] or variant.family.brands in seller[6]) and rng.random() < seller[3]
    ]
    for code, _name, _town, _share, level, lead, _groups in sellers or SELLERS[:1]:
        asked = nice(price * level * rng.uniform(0.96, 1.06))
        stock = _stock(variant, rng)
        least = rng.choice((2, 5, 10)) if asked < 3 and rng.random() < 0.06 else 1
        digest = _digest(seed, part_id, code)
        restock = _restock_days(stock, digest)
        usual, longer = rng.choice((0, 0, 0, 1, 2)), rng.choice((5, 7, 10)) if not stock else 0
        yield MadeOffer(
            key=_key(digest),
            seller=code,
            unit_price=asked,
            stock=stock,
            lead_time_days=lead + usual + (longer if restock is None else 0),
            min_quantity=least,
            max_quantity=rng.choice((20, 50, 100)) if rng.random() < 0.05 else None,
            fulfilment=_fulfilment(code, digest),
            restock_days=restock,
            tiers=_tiers(asked, least, rng) if variant.family.tiers else (),
        )


def _stock(variant: _Variant, rng: Random) -> int:
    luck = rng.random()
    if luck < 0.06:
        return 0
    if luck < 0.16:
        return rng.randint(1, 6)
    usual = variant.family.stock / max(1.0, math.sqrt(variant.pack.factor))
    return max(4, round(usual * rng.uniform(0.15, 1.6)))


STEPS: tuple[tuple[float, tuple[tuple[int, float], ...]], ...] = (
    (5.0, ((10, 0.04), (50, 0.09), (100, 0.14))),
    (50.0, ((5, 0.03), (10, 0.06), (25, 0.1))),
    (300.0, ((3, 0.02), (10, 0.05))),
    (math.inf, ((5, 0.025),)),
)


def _tiers(price: Decimal, least: int, rng: Random) -> tuple[tuple[int, Decimal], ...]:
    if rng.random() < 0.25:
        return ()
    steps = next(steps for below, steps in STEPS if price < below)
    tiers: list[tuple[int, Decimal]] = []
    paid = price
    for quantity, off in steps[: rng.randint(1, len(steps))]:
        cheaper = (price * Decimal(str(round(1 - off * rng.uniform(0.8, 1.2), 3)))).quantize(Decimal("0.01"))
        if quantity > least and cheaper < paid:
            tiers.append((quantity, cheaper))
            paid = cheaper
    return tuple(tiers)


def _digest(seed: str, part_id: str, seller: str) -> bytes:
    """Chance of the offer's own, so that what is drawn from it changes nothing else."""
    return hashlib.sha256(f"{seed}|{part_id}|{seller}".encode()).digest()


def _key(digest: bytes) -> str:
    """Opaque and stable: what the buyer's system sends back with the order."""
    return base64.b32encode(digest)[:20].decode().lower()


def _fulfilment(seller: str, digest: bytes) -> str:
    """The store sends what is its own, and two of five offers of others out of its warehouse."""
    return "store" if seller == "fondaco" or digest[20] % 5 < 2 else "seller"


def _restock_days(stock: int, digest: bytes) -> int | None:
    """Days until more comes, known of two thirds of what is gone and of half of what is nearly so."""
    if stock > 6 or digest[21] % 6 >= (4 if not stock else 3):
        return None
    return 3 + digest[22] % 18

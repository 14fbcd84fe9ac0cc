"""Questions about items, offers and prices, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch, QuerySet

from fondaco.selling.catalog.models import Category, Item, Offer, Tier


def _storable(text: str) -> bool:
    """PostgreSQL knows no NUL; what has one names nothing."""
    return "\0" not in text


def _offers() -> QuerySet[Offer]:
    return (
        Offer.objects.select_related("seller", "item", "item__category")
        .prefetch_related("tiers")
        .order_by("item_id", "id")
    )


def offer_for(part_id: str, auxiliary_id: str) -> Offer | None:
    """The offer a line of a cart or order names, sold or not; ``None`` if there is none of that key and part.

    Two statements (tiers are fetched with it).
    """
    if not (_storable(auxiliary_id) and _storable(part_id)):
        return None
    return _offers().filter(key=auxiliary_id, item__part_id=part_id).first()


def offer_by_key(key: str) -> Offer | None:
    """The offer with this key, sold or not. Two statements."""
    return _offers().filter(key=key).first() if _storable(key) else None


def offers_by_key(keys: Iterable[str]) -> dict[str, Offer]:
    """Offers by their keys, sold or not; unknown keys are left out. Two statements."""
    return {offer.key: offer for offer in _offers().filter(key__in=[key for key in keys if _storable(key)])}


def unit_price(offer: Offer, quantity: Decimal) -> Decimal:
    """What each costs, net, when ``quantity`` are bought: the price of the highest tier reached."""
    price = offer.unit_price
    for tier in sorted(offer.tiers.all(), key=lambda tier: tier.from_quantity):
        if quantity >= tier.from_quantity:
            price = tier.unit_price
    return price


def next_tier(offer: Offer, quantity: Decimal) -> Tier | None:
    """The nearest tier not yet reached that is cheaper than what is paid now."""
    paid = unit_price(offer, quantity)
    ahead = [t for t in offer.tiers.all() if t.from_quantity > quantity and t.unit_price < paid]
    return min(ahead, key=lambda tier: tier.from_quantity, default=None)


def price_steps(offer: Offer) -> list[tuple[Decimal, Decimal]]:
    """(from quantity, unit price) from the least quantity up, the plain price first."""
    tiers = sorted(offer.tiers.all(), key=lambda tier: tier.from_quantity)
    later = [(t.from_quantity, t.unit_price) for t in tiers if t.from_quantity > offer.min_quantity]
    return [(offer.min_quantity, unit_price(offer, offer.min_quantity)), *later]


def standing(*, available: Decimal, wanted: Decimal, price: Decimal, lead: int, seller: str) -> tuple[Any, ...]:
    """Where an offer stands among others; the smallest is the best.

    The rule, in words: an offer that can be delivered from stock in the quantity wanted comes before one that
    cannot; then the lower net unit price at that quantity; then the shorter lead time; then the seller's name.
    """
    return available < wanted, price, lead, seller


def ranked(offers: Iterable[Offer], quantity: Decimal | None = None) -> list[Offer]:
    """Offers that can be bought, the best first, for ``quantity`` or each seller's least. See :func:`standing`."""

    def rank(offer: Offer) -> tuple[Any, ...]:
        wanted = max(quantity or offer.min_quantity, offer.min_quantity)
        return standing(
            available=offer.available,
            wanted=wanted,
            price=unit_price(offer, wanted),
            lead=offer.lead_time_days,
            seller=offer.seller.name,
        )

    return sorted((offer for offer in offers if offer.sold), key=rank)


def best_offer(offers: Iterable[Offer], quantity: Decimal | None = None) -> Offer | None:
    """The first of :func:`ranked`, if any can be bought."""
    return next(iter(ranked(offers, quantity)), None)


def _items() -> QuerySet[Item]:
    offers = Offer.objects.select_related("seller").prefetch_related("tiers").order_by("id")
    return Item.objects.select_related("category", "category__parent", "category__parent__parent").prefetch_related(
        Prefetch("offers", queryset=offers)
    )


def item_by_part_id(part_id: str) -> Item | None:
    """An active item with its category path, offers and tiers. Three statements."""
    return _items().filter(part_id=part_id, active=True).first() if _storable(part_id) else None


def items_by_id(ids: Sequence[int]) -> list[Item]:
    """Items with offers and tiers, in the order of ``ids``; inactive ones are left out. Three statements."""
    found = {item.pk: item for item in _items().filter(pk__in=ids, active=True)}
    return [found[pk] for pk in ids if pk in found]


def category_path(category: Category) -> list[Category]:
    """From the segment down to ``category``."""
    path: list[Category] = []
    here: Category | None = category
    while here is not None:
        path.insert(0, here)
        here = here.parent
    return path


def category_by_code(code: str) -> Category | None:
    """A category with those above it. One statement."""
    return Category.objects.select_related("parent__parent").filter(code=code).first()


def arrives_on(offer: Offer, today: date) -> date:
    """The last day of delivery: lead time counts working days, Monday to Friday."""
    left, day = offer.lead_time_days, today
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            left -= 1
    return day


class Advantage(StrEnum):
    """Why an offer is the best: the first point in which it beats the next one."""

    ALONE = "alone"
    IN_STOCK = "in_stock"
    PRICE = "price"
    DELIVERY = "delivery"
    EVEN = "even"


def advantage(best_first: Sequence[Offer]) -> Advantage:
    """Why the first of :func:`ranked` offers comes first."""
    if len(best_first) < 2:
        return Advantage.ALONE
    best, next_ = best_first[0], best_first[1]
    if best.available >= best.min_quantity and next_.available < next_.min_quantity:
        return Advantage.IN_STOCK
    if unit_price(best, best.min_quantity) < unit_price(next_, next_.min_quantity):
        return Advantage.PRICE
    if best.lead_time_days < next_.lead_time_days:
        return Advantage.DELIVERY
    return Advantage.EVEN

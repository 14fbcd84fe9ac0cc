"""What a search should find, worked out row by row from the database and without the index or the loaders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from fondaco.selling.catalog.models import ContractPrice, Item, ItemAudience, Offer
from fondaco.selling.catalog.search.port import Query


def facts(customer: int = 0, today: date | None = None) -> list[dict[str, Any]]:
    """Every item that ``customer`` may know of, with what it costs them on ``today``."""
    invited = set(ItemAudience.objects.filter(account_id=customer).values_list("item_id", flat=True))
    agreed = [row for row in ContractPrice.objects.filter(account_id=customer) if today and _holds(row, today)]
    rows = []
    for item in Item.objects.filter(active=True).select_related("category").prefetch_related("offers__seller"):
        offers = [offer for offer in item.offers.all() if offer.active and offer.seller.active]
        if (item.exclusive and item.pk not in invited) or not offers:
            continue
        prices = {offer.pk: least_price(offer, [row for row in agreed if row.offer_id == offer.pk]) for offer in offers}
        best = min(
            offers,
            key=lambda o: (
                o.stock - o.reserved < o.min_quantity,
                prices[o.pk],
                o.lead_time_days,
                o.fulfilment != "store",
                o.seller.name,
            ),
        )
        rows.append(
            {
                "pk": item.pk,
                "code": item.category.code,
                "brand": item.brand,
                "sellers": {offer.seller.code for offer in offers},
                "stocked": {o.seller.code for o in offers if o.stock - o.reserved >= o.min_quantity},
                "price": prices[best.pk],
            }
        )
    return rows


def _holds(row: ContractPrice, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


def least_price(offer: Offer, agreed: Iterable[ContractPrice]) -> Decimal:
    """What one costs in the least quantity: the agreed price that is reached, else the tier, else the list price."""
    price = offer.unit_price
    for tier in offer.tiers.order_by("from_quantity"):
        price = tier.unit_price if tier.from_quantity <= offer.min_quantity else price
    for row in sorted(agreed, key=lambda one: one.from_quantity):
        price = row.unit_price if row.from_quantity <= max(offer.min_quantity, Decimal(1)) else price
    return price


def fits(row: dict[str, Any], query: Query, but: str = "") -> bool:
    prefix = query.category.rstrip("0") if query.category else ""
    prefix = prefix + "0" * (len(prefix) % 2)
    sellers = row["stocked"] if query.in_stock else row["sellers"]
    low, high = query.price_from, query.price_to
    return (
        (but == "category" or row["code"].startswith(prefix))
        and (but == "seller" or not query.sellers or bool(sellers & set(query.sellers)))
        and (but == "brand" or not query.brands or row["brand"] in query.brands)
        and (but == "price" or ((low is None or row["price"] >= low) and (high is None or row["price"] <= high)))
        and (but == "in_stock" or not query.in_stock or bool(row["stocked"]))
    )


def tally(values: Iterable[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts

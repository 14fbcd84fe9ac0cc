"""The offers that an order names, at the customer's prices: asked for each one, so each question is built once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from fondaco import rows
from fondaco.selling.catalog.models import ContractPrice, Offer, Tier
from fondaco.selling.catalog.queries import in_force, known_to

Priced = TypeVar("Priced", Tier, ContractPrice)
_OFFERS: rows.Question[Offer] = rows.Question(
    lambda parts, customer: (
        Offer.objects.select_related("seller", "item")
        .filter(known_to(customer, item="item__"), item__part_id__any_of=parts)
        .order_by("item_id", "id")
    ),
    parts=list,
    customer=int,
)
_TIERS: rows.Question[Tier] = rows.Question(
    lambda parts: Tier.objects.filter(offer__item__part_id__any_of=parts).order_by("offer_id", "from_quantity"),
    parts=list,
)
_AGREED: rows.Question[ContractPrice] = rows.Question(
    lambda parts, customer, day: (
        in_force(day).filter(account_id=customer, offer__item__part_id__any_of=parts).order_by("from_quantity")
    ),
    parts=list,
    customer=int,
    day=date,
)


def offers_ordered(part_ids: Iterable[str], *, customer: int, on: date) -> dict[str, list[Offer]]:
    """Every offer, sold or not, of these parts that ``customer`` may know of, by part id. Three statements.

    Prices are those in force on that day; what else :func:`fondaco.selling.catalog.queries.offers_of_parts` fetches
    beside them, categories, is not there.
    """
    parts = [part for part in part_ids if "\0" not in part]
    offers, tiers = _OFFERS.asking(parts=parts, customer=customer), _TIERS.asking(parts=parts)
    agreed = _AGREED.asking(parts=parts, customer=customer, day=on)
    rows.together(offers, tiers, agreed)
    steps, prices = _by_offer(tiers.found), _by_offer(agreed.found)
    found: dict[str, list[Offer]] = {}
    for offer in offers.found:
        rows.beside(offer, "tiers", steps.get(offer.pk, []))
        vars(offer)["agreed_rows"] = prices.get(offer.pk, [])
        found.setdefault(offer.item.part_id, []).append(offer)
    return found


def _by_offer(several: Iterable[Priced]) -> dict[int, list[Priced]]:
    found: dict[int, list[Priced]] = {}
    for one in several:
        found.setdefault(one.offer_id, []).append(one)
    return found

"""The offers that an order names, at the customer's prices: asked for each one, so each question is built once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fondaco import rows
from fondaco.selling.catalog.models import ContractPrice, Offer, Tier
from fondaco.selling.catalog.queries import in_force, known_to

_OFFERS: rows.Question[Offer] = rows.Question(
    lambda parts, customer: (
        Offer.objects.select_related("seller", "item")
        .filter(known_to(customer, item="item__"), item__part_id__any_of=parts)
        .order_by("item_id", "id")
    ),
    parts=list,
    customer=int,
)
_TIERS: rows.Question[Tier] = rows.Question(lambda offers: Tier.objects.filter(offer_id__any_of=offers), offers=list)
_AGREED: rows.Question[ContractPrice] = rows.Question(
    lambda offers, customer, day: (
        in_force(day).filter(account_id=customer, offer_id__any_of=offers).order_by("from_quantity")
    ),
    offers=list,
    customer=int,
    day=date,
)


def offers_ordered(part_ids: Iterable[str], *, customer: int, on: date) -> dict[str, list[Offer]]:
    """Every offer, sold or not, of these parts that ``customer`` may know of, by part id. Three statements.

    Prices are those in force on that day; what else :func:`fondaco.selling.catalog.queries.offers_of_parts` fetches
    beside them, categories, is not there.
    """
    offers = _OFFERS.all(parts=[part for part in part_ids if "\0" not in part], customer=customer)
    keys = [offer.pk for offer in offers]
    tiers = _TIERS.all(offers=keys) if keys else []
    agreed = _AGREED.all(offers=keys, customer=customer, day=on) if keys else []
    found: dict[str, list[Offer]] = {}
    for offer in offers:
        rows.beside(offer, "tiers", [one for one in tiers if one.offer_id == offer.pk])
        vars(offer)["agreed_rows"] = [one for one in agreed if one.offer_id == offer.pk]
        found.setdefault(offer.item.part_id, []).append(offer)
    return found

"""Questions about items, offers and prices, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from fondaco.clock.workdays import add_working_days
from fondaco.selling.catalog.models import (
    ZERO,
    Category,
    ContractPrice,
    Fulfilment,
    Item,
    ItemAudience,
    Offer,
)


def _storable(text: str) -> bool:
    """PostgreSQL knows no NUL; what has one names nothing."""
    return "\0" not in text


def prices_for(customer: int | None, *, on: date | None = None, through: str = "") -> list[Prefetch[Any]]:
    """What a queryset of offers, or of rows with an offer at ``through`` (``"offer__"``), fetches to know its prices.

    ``customer`` is the row id of a business account, or None for list prices. ``on`` is the day that agreed prices
    have to be in force on; without it the store's own today. A statement for tiers, and one for agreed prices.
    """
    wanted: list[Prefetch[Any]] = [Prefetch(f"{through}tiers")]
    if customer is not None:
        agreed = in_force(on or timezone.localdate()).filter(account_id=customer).order_by("from_quantity")
        wanted.append(Prefetch(f"{through}contract_prices", queryset=agreed, to_attr="agreed_rows"))
    return wanted


def in_force(day: date) -> QuerySet[ContractPrice]:
    """Agreed prices that hold on ``day``; the first and the last day are included."""
    return ContractPrice.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def known_to(customer: int | None, *, item: str = "") -> Q:
    """Items that ``customer`` may know of; ``item`` leads to them from elsewhere (``"item__"``, ``"offer__item__"``).

    Nobody in particular (None) knows of no exclusive one.
    """
    everybody = Q(**{f"{item}exclusive": False})
    if customer is None:
        return everybody
    invited = ItemAudience.objects.filter(item=OuterRef(f"{item}pk"), account_id=customer)
    return everybody | Q(Exists(invited))


def _offers(customer: int | None, on: date | None) -> QuerySet[Offer]:
    return (
        Offer.objects.select_related("seller", "item", "item__category")
        .filter(known_to(customer, item="item__"))
        .prefetch_related(*prices_for(customer, on=on))
        .order_by("item_id", "id")
    )


def offer_for(part_id: str, auxiliary_id: str, *, customer: int | None = None, on: date | None = None) -> Offer | None:
    """The offer a line of a cart or order names, sold or not; ``None`` if there is none of that key and part.

    Two statements (tiers are fetched with it), three with a ``customer``: see :func:`prices_for` and
    :func:`known_to`, which hold for every loader here.
    """
    if not (_storable(auxiliary_id) and _storable(part_id)):
        return None
    return _offers(customer, on).filter(key=auxiliary_id, item__part_id=part_id).first()


def offer_by_key(key: str, *, customer: int | None = None, on: date | None = None) -> Offer | None:
    """The offer with this key, sold or not. Two statements, three with a ``customer``."""
    return _offers(customer, on).filter(key=key).first() if _storable(key) else None


def offers_by_key(keys: Iterable[str], *, customer: int | None = None, on: date | None = None) -> dict[str, Offer]:
    """Offers by their keys, sold or not; unknown keys are left out. Two statements, three with a ``customer``."""
    known = _offers(customer, on).filter(key__in=[key for key in keys if _storable(key)])
    return {offer.key: offer for offer in known}


def offers_of_parts(
    part_ids: Iterable[str], *, customer: int | None = None, on: date | None = None
) -> dict[str, list[Offer]]:
    """Every offer, sold or not, of these parts, by part id. Two statements, three with a ``customer``."""
    found: dict[str, list[Offer]] = {}
    for offer in _offers(customer, on).filter(item__part_id__in=[part for part in part_ids if _storable(part)]):
        found.setdefault(offer.item.part_id, []).append(offer)
    return found


class Step(NamedTuple):
    """From this quantity on, each costs this, net."""

    from_quantity: Decimal
    unit_price: Decimal


def _ladder(offer: Offer) -> list[Step]:
    """Every step of the price, by rising quantity; the first holds for any.

    What was agreed with the customer takes the place of list price and tiers from its own quantity on; agreed from
    one on, it does so for whatever fraction is bought.
    """
    steps = [Step(ZERO, offer.unit_price)]
    steps += sorted(Step(tier.from_quantity, tier.unit_price) for tier in offer.tiers.all())
    agreed = sorted(Step(row.from_quantity, row.unit_price) for row in offer.agreed)
    if not agreed:
        return steps
    if agreed[0].from_quantity <= 1:
        agreed[0] = Step(ZERO, agreed[0].unit_price)
    return [step for step in steps if step.from_quantity < agreed[0].from_quantity] + agreed


def unit_price(offer: Offer, quantity: Decimal) -> Decimal:
    """What each costs, net, when ``quantity`` are bought: the price of the highest step reached."""
    return [step for step in _ladder(offer) if step.from_quantity <= max(quantity, ZERO)][-1].unit_price


def list_price(offer: Offer, quantity: Decimal) -> Decimal:
    """What each costs, net, for whoever has agreed on nothing."""
    reached = [tier for tier in offer.tiers.all() if tier.from_quantity <= quantity]
    return max(reached, key=lambda tier: tier.from_quantity).unit_price if reached else offer.unit_price


def per_content(item: Item, price: Decimal) -> Decimal:
    """What one of the pack's content costs: to the cent, below one to the hundredth of a cent."""
    each = price / item.pack_size
    return each.quantize(Decimal("0.01") if each >= 1 else Decimal("0.0001"), rounding=ROUND_HALF_UP)


def next_tier(offer: Offer, quantity: Decimal) -> Step | None:
    """The nearest step not yet reached that is cheaper than what is paid now."""
    paid = unit_price(offer, quantity)
    return next((step for step in _ladder(offer) if step.from_quantity > quantity and step.unit_price < paid), None)


def price_steps(offer: Offer) -> list[Step]:
    """From the least quantity up, as far as the most that may be bought at once; the plain price first."""
    most = offer.max_quantity
    first = Step(offer.min_quantity, unit_price(offer, offer.min_quantity))
    later = [step for step in _ladder(offer) if step.from_quantity > offer.min_quantity]
    return [first, *(step for step in later if most is None or step.from_quantity <= most)]


def is_agreed(offer: Offer, quantity: Decimal) -> bool:
    """Whether the price of ``quantity`` is one agreed with the customer."""
    least = min((row.from_quantity for row in offer.agreed), default=None)
    return least is not None and (least <= 1 or quantity >= least)


def standing(
    *, available: Decimal, wanted: Decimal, price: Decimal, lead: int, fulfilment: str, seller: str
) -> tuple[Any, ...]:
    """Where an offer stands among others; the smallest is the best.

    The rule, in words: an offer that can be delivered from stock in the quantity wanted comes before one that
    cannot; then the lower net unit price at that quantity; then the shorter lead time; then what the store sends
    itself; then the seller's name.
    """
    return available < wanted, price, lead, fulfilment != Fulfilment.STORE, seller


def ranked(offers: Iterable[Offer], quantity: Decimal | None = None) -> list[Offer]:
    """Offers that can be bought, the best first, for ``quantity`` or each seller's least. See :func:`standing`.

    Prices are the customer's where the offers were loaded for one.
    """

    def rank(offer: Offer) -> tuple[Any, ...]:
        wanted = max(quantity or offer.min_quantity, offer.min_quantity)
        return standing(
            available=offer.available,
            wanted=wanted,
            price=unit_price(offer, wanted),
            lead=offer.lead_time_days,
            fulfilment=offer.fulfilment,
            seller=offer.seller.name,
        )

    return sorted((offer for offer in offers if offer.sold), key=rank)


def best_offer(offers: Iterable[Offer], quantity: Decimal | None = None) -> Offer | None:
    """The first of :func:`ranked`, if any can be bought."""
    return next(iter(ranked(offers, quantity)), None)


def _items(customer: int | None, on: date | None) -> QuerySet[Item]:
    offers = Offer.objects.select_related("seller").prefetch_related(*prices_for(customer, on=on)).order_by("id")
    return (
        Item.objects.select_related("category", "category__parent", "category__parent__parent")
        .filter(known_to(customer), active=True)
        .prefetch_related(Prefetch("offers", queryset=offers))
    )


def item_by_part_id(part_id: str, *, customer: int | None = None, on: date | None = None) -> Item | None:
    """An active item with its category path, offers and tiers. Three statements, four with a ``customer``."""
    return _items(customer, on).filter(part_id=part_id).first() if _storable(part_id) else None


def items_by_id(ids: Sequence[int], *, customer: int | None = None, on: date | None = None) -> list[Item]:
    """Items with offers and tiers, in the order of ``ids``; inactive ones are left out. Three statements, or four."""
    found = {item.pk: item for item in _items(customer, on).filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def items_by_part_id(part_ids: Sequence[str], *, customer: int | None = None, on: date | None = None) -> list[Item]:
    """The active items of these, in their order, like :func:`items_by_id`."""
    wanted = [part_id for part_id in dict.fromkeys(part_ids) if _storable(part_id)]
    found = {item.part_id: item for item in _items(customer, on).filter(part_id__in=wanted)}
    return [found[part_id] for part_id in wanted if part_id in found]


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
    """The last day of delivery: lead time counts working days of the store's country.

    Of what is not there, from the day on which more is expected, where that is known.
    """
    begins = today
    if offer.available < offer.min_quantity and offer.restock_on is not None:
        begins = max(today, offer.restock_on)
    return add_working_days(begins, offer.lead_time_days)


class Advantage(StrEnum):
    """Why an offer is the best: the first point in which it beats the next one."""

    ALONE = "alone"
    IN_STOCK = "in_stock"
    AGREED = "agreed"  # cheaper, by what was agreed with the customer
    PRICE = "price"
    DELIVERY = "delivery"
    FULFILMENT = "fulfilment"
    EVEN = "even"


def advantage(best_first: Sequence[Offer]) -> Advantage:
    """Why the first of :func:`ranked` offers comes first."""
    if len(best_first) < 2:
        return Advantage.ALONE
    best, next_ = best_first[0], best_first[1]
    if best.available >= best.min_quantity and next_.available < next_.min_quantity:
        return Advantage.IN_STOCK
    if unit_price(best, best.min_quantity) < unit_price(next_, next_.min_quantity):
        return Advantage.AGREED if is_agreed(best, best.min_quantity) else Advantage.PRICE
    if best.lead_time_days < next_.lead_time_days:
        return Advantage.DELIVERY
    return Advantage.FULFILMENT if best.fulfilment != next_.fulfilment else Advantage.EVEN

"""What changes the catalogue: promising stock, prices and withdrawals. Each leaves an audit line and a task
for the search index in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fondaco import audit
from fondaco.selling.catalog.models import ZERO, IndexTask, Item, Offer


class NotPossible(Exception):
    """The change makes no sense as things stand; the message says why."""


def _ask_for_indexing(item_ids: Iterable[int], now: datetime) -> None:
    IndexTask.objects.bulk_create([IndexTask(item_id=pk, created_at=now) for pk in sorted(set(item_ids))])


def _positive(quantity: Decimal) -> None:
    if not quantity.is_finite() or quantity <= 0:
        raise NotPossible(f"A quantity must be above zero, not {quantity}.")


@transaction.atomic
def reserve_many(*, wanted: Mapping[int, Decimal], now: datetime, by: int | None = None) -> dict[int, Decimal]:
    """Promise stock of several offers (by row id); what is not there is not promised.

    Rows are locked in the order of their ids, so that two orders naming the same offers cannot block each other.
    Returns the quantity reserved per offer: all that was wanted, or what was left (zero for offers that are not
    sold). Raises :class:`NotPossible` for quantities that are not above zero.
    """
    for quantity in wanted.values():
        _positive(quantity)
    offers = list(
        Offer.objects.select_for_update(of=("self",))
        .select_related("item", "seller")
        .filter(pk__in=list(wanted))
        .order_by("pk")
    )
    reserved = dict.fromkeys(wanted, ZERO)
    changed: list[int] = []
    for offer in offers:
        taken = min(wanted[offer.pk], offer.available) if offer.sold else ZERO
        if taken <= 0:
            continue
        before, offer.reserved = offer.reserved, offer.reserved + taken
        offer.save(update_fields=["reserved"])
        reserved[offer.pk] = taken
        changed.append(offer.item_id)
        _audit("offer.reserved", offer, by, now, {"reserved": str(before)}, {"reserved": str(offer.reserved)})
    _ask_for_indexing(changed, now)
    return reserved


def reserve(*, offer_id: int, quantity: Decimal, now: datetime, by: int | None = None) -> Decimal:
    """Promise stock of one offer; returns what could be promised (zero to ``quantity``)."""
    return reserve_many(wanted={offer_id: quantity}, now=now, by=by)[offer_id]


@transaction.atomic
def release(*, offer_id: int, quantity: Decimal, now: datetime, by: int | None = None) -> None:
    """Take back a promise. Raises :class:`NotPossible` if less than ``quantity`` was promised."""
    _positive(quantity)
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    if offer.reserved < quantity:
        raise NotPossible(f"Only {offer.reserved} of offer {offer.key} are promised, not {quantity}.")
    before, offer.reserved = offer.reserved, offer.reserved - quantity
    offer.save(update_fields=["reserved"])
    _audit("offer.released", offer, by, now, {"reserved": str(before)}, {"reserved": str(offer.reserved)})
    _ask_for_indexing([offer.item_id], now)


@transaction.atomic
def change_price(*, offer_id: int, unit_price: Decimal, now: datetime, by: int | None = None) -> Offer:
    """Give an offer another net price; its tiers move in proportion.

    Raises :class:`NotPossible` for a negative price or the price it has already.
    """
    if not unit_price.is_finite() or unit_price < 0:
        raise NotPossible(f"A price cannot be {unit_price}.")
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    before = offer.unit_price
    if before == unit_price:
        raise NotPossible(f"Offer {offer.key} costs {before} already.")
    offer.unit_price = unit_price
    offer.save(update_fields=["unit_price"])
    for tier in offer.tiers.all():
        share = tier.unit_price / before if before else Decimal(1)
        tier.unit_price = (unit_price * share).quantize(Decimal("0.0001"))
        tier.save(update_fields=["unit_price"])
    _audit("offer.repriced", offer, by, now, {"price": str(before)}, {"price": str(unit_price)})
    _ask_for_indexing([offer.item_id], now)
    return offer


@transaction.atomic
def change_stock(*, offer_id: int, stock: Decimal, now: datetime, by: int | None = None) -> Offer:
    """Set what lies in the warehouse. Raises :class:`NotPossible` if more than that is promised."""
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    if not stock.is_finite() or stock < offer.reserved:
        raise NotPossible(f"{offer.reserved} of offer {offer.key} are promised; its stock cannot be {stock}.")
    before, offer.stock = offer.stock, stock
    offer.save(update_fields=["stock"])
    _audit("offer.restocked", offer, by, now, {"stock": str(before)}, {"stock": str(stock)})
    _ask_for_indexing([offer.item_id], now)
    return offer


@transaction.atomic
def withdraw_item(*, item_id: int, now: datetime, by: int | None = None) -> Item:
    """Sell it no more. What was promised stays promised. Raises :class:`NotPossible` if it is withdrawn."""
    item = Item.objects.select_for_update().get(pk=item_id)
    if not item.active:
        raise NotPossible(f"{item.part_id} is withdrawn already.")
    item.active = False
    item.save(update_fields=["active"])
    audit.write(
        action="item.withdrawn",
        subject=f"item:{item.part_id}",
        by=by,
        now=now,
        before={"active": True},
        after={"active": False},
    )
    _ask_for_indexing([item.pk], now)
    return item


def _audit(
    action: str,
    offer: Offer,
    by: int | None,
    now: datetime,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    audit.write(action=action, subject=f"offer:{offer.key}", by=by, now=now, before=before, after=after)

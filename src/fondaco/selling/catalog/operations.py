"""What changes the catalogue: promising stock, prices and withdrawals. Each leaves an audit line and a task
for the search index in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from fondaco import audit, rows
from fondaco.selling.catalog.models import ZERO, IndexTask, Item, Offer

_LOCKED: rows.Question[Offer] = rows.Question(
    lambda offers: (
        Offer.objects.select_for_update(of=("self",))
        .select_related("item", "seller")
        .filter(pk__any_of=offers)
        .order_by("pk")
    ),
    offers=list,
)


class NotPossible(Exception):
    """The change makes no sense as things stand; the message says why."""


class Unchanged(NotPossible):
    """It is so already."""


class ChangedMeanwhile(NotPossible):
    """It is no longer what whoever changes it has seen."""


class StockPromised(NotPossible):
    """So much of it is promised that no less can lie in the warehouse."""

    def __init__(self, offer: Offer, stock: Decimal) -> None:
        super().__init__(f"{offer.reserved} of offer {offer.key} are promised; its stock cannot be {stock}.")
        self.promised = offer.reserved


def ask_for_indexing(item_ids: Iterable[int], now: datetime) -> None:
    """The index looks at these items (row ids) again, once this transaction is committed. One statement."""
    tasks = [IndexTask(item_id=pk, created_at=now) for pk in sorted(set(item_ids))]
    if tasks:
        rows.later(rows.inserting(tasks))


def _positive(quantity: Decimal) -> None:
    if not quantity.is_finite() or quantity <= 0:
        raise NotPossible(f"A quantity must be above zero, not {quantity}.")


@rows.in_transaction
def reserve_many(
    *, wanted: Mapping[int, Decimal], now: datetime, by: int | None = None, about: str = ""
) -> dict[int, Decimal]:
    """Promise stock of several offers (by row id); what is not there is not promised.

    Rows are locked in the order of their ids, so that two orders naming the same offers cannot block each other.
    ``about`` is whom it is promised to (the subject of an order): one audit line of it then says it all, instead of
    one for each offer. Returns the quantity reserved per offer: all that was wanted, or what was left (zero for
    offers that are not sold). Raises :class:`NotPossible` for quantities that are not above zero.
    """
    offers = _locked(wanted)
    reserved = dict.fromkeys(wanted, ZERO)
    reserved |= {one.pk: max(ZERO, min(wanted[one.pk], one.available)) for one in offers if one.sold}
    _move(offers, reserved, "reserved", now=now, by=by, about=about)
    return reserved


def reserve(*, offer_id: int, quantity: Decimal, now: datetime, by: int | None = None) -> Decimal:
    """Promise stock of one offer; returns what could be promised (zero to ``quantity``)."""
    return reserve_many(wanted={offer_id: quantity}, now=now, by=by)[offer_id]


@transaction.atomic
def release_many(*, promised: Mapping[int, Decimal], now: datetime, by: int | None = None, about: str = "") -> None:
    """Take back promises of several offers (by row id), locked in the order of their ids; ``about`` as above.

    Raises :class:`NotPossible`, and takes none back, if less than that was promised of any.
    """
    offers = _locked(promised)
    for offer in offers:
        if offer.reserved < promised[offer.pk]:
            raise NotPossible(f"Only {offer.reserved} of offer {offer.key} are promised, not {promised[offer.pk]}.")
    _move(offers, {pk: -quantity for pk, quantity in promised.items()}, "released", now=now, by=by, about=about)


def release(*, offer_id: int, quantity: Decimal, now: datetime, by: int | None = None) -> None:
    """Take back a promise. Raises :class:`NotPossible` if less than ``quantity`` was promised."""
    release_many(promised={offer_id: quantity}, now=now, by=by)


def _locked(quantities: Mapping[int, Decimal]) -> list[Offer]:
    for quantity in quantities.values():
        _positive(quantity)
    return _LOCKED.all(offers=list(quantities))


def _move(
    offers: Iterable[Offer], by_how_much: Mapping[int, Decimal], what: str, *, now: datetime, by: int | None, about: str
) -> None:
    """Change what is promised of locked offers; a statement each for rows, tasks and (with ``about``) the audit."""
    changed = [offer for offer in offers if by_how_much[offer.pk]]
    before = {offer.pk: offer.reserved for offer in changed}
    for offer in changed:
        offer.reserved += by_how_much[offer.pk]
    if changed:
        rows.later(*(rows.updating(offer, "reserved") for offer in changed))
    if about and changed:
        quantities = {offer.key: str(abs(by_how_much[offer.pk])) for offer in changed}
        audit.write(action=f"stock.{what}", subject=about, by=by, now=now, after=quantities)
    for offer in () if about else changed:
        earlier, later = {"reserved": str(before[offer.pk])}, {"reserved": str(offer.reserved)}
        _audit(f"offer.{what}", offer, by, now, earlier, later)
    ask_for_indexing((offer.item_id for offer in changed), now)


@transaction.atomic
def change_price(*, offer_id: int, unit_price: Decimal, now: datetime, by: int | None = None) -> Offer:
    """Give an offer another net price; its tiers move in proportion.

    Raises :class:`NotPossible` for a negative price or the price it has already.
    """
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    if offer.unit_price == unit_price:
        raise Unchanged(f"Offer {offer.key} costs {unit_price} already.")
    _reprice(offer, unit_price, by, now)
    ask_for_indexing([offer.item_id], now)
    return offer


def _reprice(offer: Offer, unit_price: Decimal, by: int | None, now: datetime) -> None:
    if not unit_price.is_finite() or unit_price < 0:
        raise NotPossible(f"A price cannot be {unit_price}.")
    before, offer.unit_price = offer.unit_price, unit_price
    offer.save(update_fields=["unit_price"])
    for tier in offer.tiers.all():
        share = tier.unit_price / before if before else Decimal(1)
        tier.unit_price = (unit_price * share).quantize(Decimal("0.0001"))
        tier.save(update_fields=["unit_price"])
    _audit("offer.repriced", offer, by, now, {"price": str(before)}, {"price": str(unit_price)})


@transaction.atomic
def change_stock(*, offer_id: int, stock: Decimal, now: datetime, by: int | None = None) -> Offer:
    """Set what lies in the warehouse. Raises :class:`NotPossible` if more than that is promised."""
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    _restock(offer, stock, by, now)
    ask_for_indexing([offer.item_id], now)
    return offer


def _restock(offer: Offer, stock: Decimal, by: int | None, now: datetime) -> None:
    if not stock.is_finite() or stock < offer.reserved:
        raise StockPromised(offer, stock)
    before, offer.stock = offer.stock, stock
    offer.save(update_fields=["stock"])
    _audit("offer.restocked", offer, by, now, {"stock": str(before)}, {"stock": str(stock)})


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What the store's people say of an offer: net price, stock, when more is expected, and whether it is sold."""

    unit_price: Decimal
    stock: Decimal
    restock_on: date | None
    active: bool

    @classmethod
    def of(cls, offer: Offer) -> OfferTerms:
        return cls(offer.unit_price, offer.stock, offer.restock_on, offer.active)

    @property
    def fingerprint(self) -> str:
        """The same for the same terms, however their numbers are written."""
        return f"{self.unit_price.normalize():f}|{self.stock.normalize():f}|{self.restock_on}|{self.active}"


@transaction.atomic
def change_offer(*, offer_id: int, terms: OfferTerms, seen: str, by: int | None, now: datetime) -> Offer:
    """Set an offer's terms; tiers move with the price. ``seen`` is the fingerprint of the terms that were shown.

    Raises :class:`ChangedMeanwhile`, :class:`Unchanged`, :class:`StockPromised` or :class:`NotPossible`.
    """
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    before = OfferTerms.of(offer)
    if before.fingerprint != seen:
        raise ChangedMeanwhile(f"Offer {offer.key} is not what was shown.")
    if before == terms:
        raise Unchanged(f"Offer {offer.key} is so already.")
    if before.unit_price != terms.unit_price:
        _reprice(offer, terms.unit_price, by, now)
    if before.stock != terms.stock:
        _restock(offer, terms.stock, by, now)
    if (before.restock_on, before.active) != (terms.restock_on, terms.active):
        offer.restock_on, offer.active = terms.restock_on, terms.active
        offer.save(update_fields=["restock_on", "active"])
        was, is_ = ({"restock_on": str(one.restock_on or ""), "active": str(one.active)} for one in (before, terms))
        _audit("offer.changed", offer, by, now, was, is_)
    ask_for_indexing([offer.item_id], now)
    return offer


def withdraw_item(*, item_id: int, now: datetime, by: int | None = None) -> Item:
    """Sell it no more. What was promised stays promised. Raises :class:`NotPossible` if it is withdrawn."""
    return _sell(item_id, False, "item.withdrawn", by, now)


def sell_item_again(*, item_id: int, now: datetime, by: int | None = None) -> Item:
    """Take a withdrawal back. Raises :class:`NotPossible` if it is sold."""
    return _sell(item_id, True, "item.sold_again", by, now)


@transaction.atomic
def _sell(item_id: int, active: bool, action: str, by: int | None, now: datetime) -> Item:
    item = Item.objects.select_for_update().get(pk=item_id)
    if item.active == active:
        raise Unchanged(f"{item.part_id} is {'sold' if active else 'withdrawn'} already.")
    item.active = active
    item.save(update_fields=["active"])
    subject = f"item:{item.part_id}"
    audit.write(action=action, subject=subject, by=by, now=now, before={"active": not active}, after={"active": active})
    ask_for_indexing([item.pk], now)
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

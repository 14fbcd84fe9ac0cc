"""A cart that comes back to be edited or looked at: what its lines are here now, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import frozen
from django.db import transaction
from django.utils import timezone

from fondaco import audit
from fondaco.bridge.text import storable
from fondaco.documents import OrderLine
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.shopping.cart import MOST_OF_A_LINE, SHIPPING_PART_ID, split_key
from fondaco.selling.shopping.models import BroughtLine, CartLine, Hold, Visit
from fondaco.selling.shopping.queries import basket_line
from fondaco.selling.shopping.states import HoldState

_MOST_DIGITS = Decimal(10) ** 14  # what a row of the cart can count


class News(StrEnum):
    """What has changed of a line since it went home."""

    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    ORDERED = "ordered"
    QUANTITY = "quantity"
    PRICE = "price"
    SHORT = "short"
    HOLD_OVER = "hold_over"


@frozen
class Reviewed:
    """A line that came back, and what is new about it. Prices are net; ``now`` is None where it is not sold."""

    line: BroughtLine
    news: tuple[News, ...]
    before: Decimal | None
    now: Decimal | None
    available: Decimal | None
    held_until: datetime | None


@transaction.atomic
def bring_lines(*, visit: Visit, lines: Sequence[OrderLine], now: datetime) -> None:
    """Keep what a setup sent along, and in a visit that edits put into the cart what can still be bought.

    Lines that name nothing of this customer's are kept too, so that the page can say so of each.
    """
    told = [line for line in lines if line.supplier_part_id != SHIPPING_PART_ID]
    keys = {id(line): split_key(line.supplier_part_auxiliary_id) for line in told}
    held = _holds({hold_key for _offer_key, hold_key in keys.values()}, visit.account_id)
    offers = _offers(told, {offer_key for offer_key, _hold_key in keys.values()}, visit, now)
    brought = []
    for position, line in enumerate(told, start=1):
        offer_key, hold_key = keys[id(line)]
        offer = offers.get((line.supplier_part_id, offer_key))
        hold = held.get(hold_key)
        row = _row(visit, position, line)
        row.offer = offer
        # What was held in a test holds nothing in earnest, nor the other way round.
        if offer and hold and hold.offer_id == offer.pk and hold.is_test == visit.is_test:
            row.hold = hold
        brought.append(row)
    BroughtLine.objects.bulk_create(brought)
    if visit.edits:
        _fill(visit, brought, now)
    audit.write(
        action="visit.cart_brought",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        after={"lines": len(brought), "known": sum(row.offer is not None for row in brought)},
    )


def _holds(keys: set[str], account_id: int) -> dict[str, Hold]:
    rows = Hold.objects.filter(account_id=account_id, key__in={storable(key, 16) for key in keys if key})
    return {hold.key: hold for hold in rows}


def _offers(lines: Sequence[OrderLine], keys: set[str], visit: Visit, now: datetime) -> Mapping[tuple[str, str], Offer]:
    """By part and key what each line means; of a line without a key its part's best offer."""
    today, customer = timezone.localdate(now), visit.account_id
    named = catalog.offers_by_key({storable(key, 32) for key in keys if key}, customer=customer, on=today)
    found = {(offer.item.part_id, key): offer for key, offer in named.items()}
    bare = {storable(line.supplier_part_id, 20) for line in lines if not line.supplier_part_auxiliary_id.strip()}
    for part, offers in catalog.offers_of_parts(bare, customer=customer, on=today).items():
        best = catalog.best_offer(offers)
        if best is not None:
            found[part, ""] = best
    return found


def _row(visit: Visit, position: int, line: OrderLine) -> BroughtLine:
    price, quantity = line.price_each, line.quantity
    return BroughtLine(
        visit=visit,
        position=position,
        part_id=storable(line.supplier_part_id),
        auxiliary_id=storable(line.supplier_part_auxiliary_id),
        description=storable(line.description),
        quantity=quantity if quantity is not None and abs(quantity) < _MOST_DIGITS else None,
        unit=storable(line.unit, 60),
        unit_price=price.amount if price is not None and abs(price.amount) < _MOST_DIGITS else None,
        currency=price.currency if price is not None else "",
    )


def _fill(visit: Visit, brought: Sequence[BroughtLine], now: datetime) -> None:
    """The cart of a visit that edits: each offer once, as many as all its lines together, within its limits."""
    lines: dict[int, CartLine] = {}
    for row in brought:
        offer = row.offer
        if offer is None or not offer.sold or offer.currency != visit.account.currency or _ordered(row):
            continue
        before = lines.get(offer.pk)
        wanted = (before.quantity if before else Decimal(0)) + (row.quantity or Decimal(0))
        lines[offer.pk] = CartLine(
            visit=visit,
            offer=offer,
            quantity=_within(offer, wanted),
            hold=row.hold if before is None else None,
            added_at=now,
        )
    CartLine.objects.bulk_create(lines.values())


def _ordered(row: BroughtLine) -> bool:
    return row.hold is not None and row.hold.state == HoldState.USED


def _within(offer: Offer, wanted: Decimal) -> Decimal:
    """The nearest quantity that can be ordered at once."""
    whole = max(wanted.to_integral_value(), offer.min_quantity)
    return min(whole, MOST_OF_A_LINE if offer.max_quantity is None else offer.max_quantity)


def reviewed(visit: Visit, *, now: datetime) -> list[Reviewed]:
    """Every line that came back, and what is new about each. Five statements."""
    rows = list(
        visit.brought_lines.select_related("hold", "offer__item__category", "offer__seller")
        .annotate(known=catalog.known_to(visit.account_id, item="offer__item__"))
        .prefetch_related(*catalog.prices_for(visit.account_id, on=timezone.localdate(now), through="offer__"))
    )
    return [_review(row, now) for row in rows]


def _review(row: BroughtLine, now: datetime) -> Reviewed:
    offer, hold = row.offer, row.hold
    if offer is None or not row.known:  # type: ignore[attr-defined]  # annotated
        return Reviewed(row, (News.UNKNOWN,), row.unit_price, None, None, None)
    if _ordered(row):
        return Reviewed(row, (News.ORDERED,), row.unit_price, None, None, None)
    if not offer.sold:
        return Reviewed(row, (News.WITHDRAWN,), row.unit_price, None, None, None)
    good = hold is not None and hold.good_at(now)
    wanted = row.quantity or Decimal(0)
    quantity = _within(offer, wanted)
    line = basket_line(offer, quantity)
    price, available = line.unit_price, line.available
    held_until = None
    if hold is not None and good:
        available += hold.reserved
        if hold.quantity == quantity:
            price, held_until = hold.unit_price, hold.expires_at
    news = [
        (News.HOLD_OVER, hold is not None and not good),
        (News.QUANTITY, quantity != wanted),
        (News.PRICE, row.unit_price is not None and price != row.unit_price),
        (News.SHORT, available < quantity),
    ]
    return Reviewed(
        row,
        tuple(one for one, true in news if true),
        row.unit_price,
        price,
        available,
        held_until,
    )

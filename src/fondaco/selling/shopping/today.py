"""What a customer's parts cost now, and how many there are: asked by their system, not by a person in the shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import evolve, frozen
from django.utils import timezone

from fondaco.bridge.text import storable
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Item, Offer
from fondaco.selling.catalog.policy import verdicts
from fondaco.selling.shopping.cart import BasketLine, split_key
from fondaco.selling.shopping.models import Hold
from fondaco.selling.shopping.queries import basket_line

LONGEST_PART = 20


@frozen
class Wanted:
    """What is asked about, by what a cart carried: an offer's key, perhaps with its hold's, or a part number and then
    its best offer. ``quantity`` None: the least that can be bought.
    """

    auxiliary_id: str
    part_id: str = ""
    quantity: Decimal | None = None


@frozen
class Today:
    """The line as it stands, and the hold under which it still costs what was quoted; None where there is none."""

    line: BasketLine
    hold: Hold | None


def today_of(wanted: Sequence[Wanted], *, account: BusinessAccount, is_test: bool, now: datetime) -> list[Today | None]:
    """In the same order; None for what this customer cannot have: unknown to them, not sold any more, in another
    currency, kept out by their own policy. Ten statements, however many are asked about.

    Under a hold of theirs that still stands, in the quantity that was held, it costs what was quoted.
    """
    offers = _offers_named(wanted, account, now)
    said = verdicts(account.pk, [offer for offer in offers if offer is not None])
    keys = {storable(split_key(one.auxiliary_id)[1], 16) for one in wanted} - {""}
    holds = {hold.key: hold for hold in Hold.objects.filter(account=account, key__in=keys)} if keys else {}
    found: list[Today | None] = []
    for one, offer in zip(wanted, offers, strict=True):
        verdict = said.get(offer.pk) if offer is not None else None
        if offer is None or (verdict is not None and verdict.blocked):
            found.append(None)
            continue
        line = basket_line(offer, one.quantity if one.quantity and one.quantity > 0 else offer.min_quantity)
        hold = holds.get(split_key(one.auxiliary_id)[1])
        meant = (offer.pk, line.quantity, is_test)
        if hold is None or not hold.good_at(now) or (hold.offer_id, hold.quantity, hold.is_test) != meant:
            found.append(Today(line, None))
        else:
            held = evolve(line, unit_price=hold.unit_price, available=line.available + hold.reserved)
            found.append(Today(held, hold))
    return found


def _offers_named(wanted: Sequence[Wanted], account: BusinessAccount, now: datetime) -> list[Offer | None]:
    told = [text for one in wanted for text in _told(one)]
    on = timezone.localdate(now)
    by_key = catalog.offers_by_key({split_key(text)[0] for text in told}, customer=account.pk, on=on)
    parts = list(dict.fromkeys(text[:LONGEST_PART] for text in told))
    items = {item.part_id: item for item in catalog.items_by_part_id(parts, customer=account.pk, on=on)}
    return [_offer_of(one, account, by_key, items) for one in wanted]


def _told(one: Wanted) -> list[str]:
    return [text for text in (one.auxiliary_id.strip(), one.part_id.strip()) if text]


def _offer_of(
    one: Wanted, account: BusinessAccount, by_key: Mapping[str, Offer], items: Mapping[str, Item]
) -> Offer | None:
    for text in _told(one):
        offer = by_key.get(split_key(text)[0])
        if offer is None and text[:LONGEST_PART] in items:
            offer = catalog.best_offer(items[text[:LONGEST_PART]].offers.all(), one.quantity)
        if offer is not None and offer.sold and offer.currency == account.currency:
            return offer
    return None

"""What the pages of a visit need to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from attrs import evolve, fields
from django.db.models import Min
from django.utils import timezone

from fondaco.bridge.models import Partner
from fondaco.bridge.text import storable
from fondaco.clock.workdays import is_working_day
from fondaco.documents import Address, SetupOperation
from fondaco.selling.accounts.models import BusinessAccount, Store
from fondaco.selling.accounts.operations import may_punch_out
from fondaco.selling.accounts.queries import addresses_of
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Offer, spoken
from fondaco.selling.catalog.policy import Verdict, verdicts
from fondaco.selling.integration.operations import settings_of
from fondaco.selling.shopping.cart import Basket, BasketLine, Charges, NextTier, Terms, split_key
from fondaco.selling.shopping.models import CartLine, Hold, Submission, Visit
from fondaco.selling.shopping.states import HoldState


class WhyLost(StrEnum):
    """Why the browser that holds a visit is not let on."""

    UNKNOWN = "unknown"
    OVER = "over"
    REMOVED = "removed"
    SUSPENDED = "suspended"
    NO_ROLE = "no_role"
    ACCOUNT = "account"
    CONNECTION = "connection"


def visit_of_session(public_id: str, now: datetime) -> tuple[Visit | None, WhyLost | None]:
    """The visit that a browser's session holds, while it can be reached and its people may still come; else why not."""
    visit = (
        Visit.objects.select_related("account", "member__person", "partner", "connection__group", "address")
        .prefetch_related("member__held_roles")
        .filter(public_id=public_id)
        .first()
    )
    if visit is None:
        return None, WhyLost.UNKNOWN
    why = _why_lost(visit, now)
    return (visit, None) if why is None else (None, why)


def _why_lost(visit: Visit, now: datetime) -> WhyLost | None:
    member = visit.member
    if not visit.account.trades:
        return WhyLost.ACCOUNT
    if member.removed_at is not None:
        return WhyLost.REMOVED
    if not member.welcome:
        return WhyLost.SUSPENDED
    if not may_punch_out(member, visit.connection.group):
        return WhyLost.NO_ROLE
    if not visit.partner.active:
        return WhyLost.CONNECTION
    return None if visit.reachable_at(now) else WhyLost.OVER


def cart_count(visit: Visit) -> int:
    return CartLine.objects.filter(visit=visit).count()


def basket_of(visit: Visit, *, now: datetime) -> Basket:
    """The cart as it stands, prices of this moment and this customer.

    Lines that came back under a hold which still stands, unchanged, keep its price.
    """
    rows = list(
        CartLine.objects.filter(visit=visit)
        .select_related("offer__item__category", "offer__seller", "hold")
        .annotate(known=catalog.known_to(visit.account_id, item="offer__item__"))
        .prefetch_related(*catalog.prices_for(visit.account_id, on=timezone.localdate(now), through="offer__"))
    )
    store, address = Store.objects.first(), ship_to_of(visit)
    charges = Charges(store.vat_percent, store.shipping_flat, store.shipping_free_from) if store else None
    said = verdicts(visit.account_id, [row.offer for row in rows])
    country = address.country if address else ""
    lines = tuple(_cart_line(row, said.get(row.offer_id), country, now) for row in rows)
    return Basket(visit.account.currency, lines, charges, terms_of(visit, address))


def _cart_line(row: CartLine, verdict: Verdict | None, country: str, now: datetime) -> BasketLine:
    hold = row.hold if row.hold is not None and row.hold.good_at(now) else None
    if hold is not None:
        # What waits under their own hold is there for them; nothing of this is saved.
        row.offer.reserved -= hold.reserved
    line = basket_line(row.offer, row.quantity, line_id=row.pk)
    # What this customer may no longer know of is to them as what is no longer sold.
    line = evolve(line, sold=line.sold and row.known)  # type: ignore[attr-defined]  # annotated
    line = evolve(line, arrives_on=delivered_on(row.offer, timezone.localdate(now), country))
    if verdict is not None:
        line = evolve(line, verdict=str(verdict.guidance), message=verdict.message)
    if hold is None or hold.quantity != row.quantity:
        return line
    return evolve(line, unit_price=hold.unit_price, hold_key=hold.key, held_until=hold.expires_at, next_tier=None)


def terms_of(visit: Visit, ship_to: Address | None = None) -> Terms:
    """What the settings of the customer's group make of the visit's cart. One statement."""
    told = settings_of(visit.connection.group_id)
    return Terms(
        minimum=told.minimum_order,
        shipping_as_line=told.shipping_as_lines,
        operation_allowed=SetupOperation(told.operation_allowed),
        ship_to=ship_to,
    )


def hold_ends(visit: Visit, *, now: datetime) -> datetime:
    """Until when a cart that is submitted now is held. One statement."""
    return now + timedelta(days=settings_of(visit.connection.group_id).hold_days)


def ship_to_of(visit: Visit) -> Address | None:
    """Where the cart may go: what was chosen here, else what the purchasing system said, else the account's default.

    One statement at most.
    """
    if visit.address is not None:
        return address_from(visit.address.address)
    if visit.told_ship_to:
        return address_from(visit.told_ship_to)
    default = addresses_of(visit.account).filter(is_default=True).first()
    return address_from(default.address) if default else None


def address_from(kept: Mapping[str, Any]) -> Address:
    """An address out of the fields of its row."""
    known = {field.name for field in fields(Address)}
    made: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in kept.items() if name in known}
    return Address(**made)


def delivered_on(offer: Offer, today: date, country: str) -> date:
    """When it comes: the store's lead time, and then a day on which people work where it goes."""
    day = catalog.arrives_on(offer, today)
    while country and not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def hold_of(auxiliary_id: str, *, account: BusinessAccount) -> Hold | None:
    """That account's hold which an auxiliary id names; another account's is unknown. One statement."""
    key = split_key(auxiliary_id)[1]
    return Hold.objects.filter(account=account, key=storable(key, 16)).first() if key else None


def held_until(visit: Visit) -> datetime | None:
    """The earliest moment at which something of what was submitted is no longer held. One statement."""
    ends = Hold.objects.filter(submission__visit=visit, state=HoldState.HELD).aggregate(Min("expires_at"))
    return cast(datetime | None, ends["expires_at__min"])


def unordered(visit: Visit, *, now: datetime) -> Submission | None:
    """The last cart that the same person sent home while its order has not come: it may have been lost on the way.

    None for who came by OCI: that is only who the browser said. One statement.
    """
    if visit.by_oci:
        return None
    earlier = Submission.objects.select_related("visit").filter(
        visit__member=visit.member_id, visit__account=visit.account_id, visit__punchout=Partner.PunchOut.CXML
    )
    last = earlier.exclude(visit=visit.pk).exclude(line_count=0).order_by("-submitted_at").first()
    if last is None or not last.holds.filter(state=HoldState.HELD, expires_at__gt=now).exists():
        return None
    return None if last.holds.filter(state=HoldState.USED).exists() else last


def next_tier(offer: Offer, quantity: Decimal) -> NextTier | None:
    """The next cheaper tier, where it lies within the limit."""
    tier = catalog.next_tier(offer, quantity)
    if tier is None or (offer.max_quantity is not None and tier.from_quantity > offer.max_quantity):
        return None
    return NextTier(tier.from_quantity - quantity, tier.unit_price)


def basket_line(offer: Offer, quantity: Decimal, *, line_id: int = 0) -> BasketLine:
    """So many of that offer as they stand now; ``line_id`` 0 for what lies in no cart."""
    item = offer.item
    return BasketLine(
        line_id=line_id,
        part_id=item.part_id,
        key=offer.key,
        title=item.title,
        description=item.description,
        picture=item.picture,
        seller=offer.seller.name,
        quantity=quantity,
        unit=item.unit,
        unit_price=catalog.unit_price(offer, quantity),
        vat_rate=offer.vat_rate,
        lowest=offer.min_quantity,
        highest=offer.max_quantity,
        available=offer.available,
        sold=offer.sold,
        lead_time_days=offer.lead_time_days,
        unspsc=item.unspsc,
        brand=item.brand,
        manufacturer_part_id=item.manufacturer_part_id,
        pack_size=item.pack_size,
        content_unit=item.content_unit,
        next_tier=next_tier(offer, quantity),
        offer_id=offer.pk,
        fulfilment=offer.fulfilment,
        restock_on=offer.restock_on,
    )


def language_of_page() -> str:
    return spoken()

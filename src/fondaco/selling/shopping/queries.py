"""What the pages of a visit need to know."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fondaco.selling.accounts.models import Role, Store
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Offer, spoken
from fondaco.selling.shopping.cart import Basket, BasketLine, Charges, NextTier
from fondaco.selling.shopping.models import CartLine, Visit


def visit_of_session(public_id: str, now: datetime) -> Visit | None:
    """The visit that a browser's session holds, while it can be reached and its people may still come."""
    visit = (
        Visit.objects.select_related("account", "member__person", "partner")
        .prefetch_related("member__held_roles")
        .filter(public_id=public_id)
        .first()
    )
    if visit is None or not visit.reachable_at(now):
        return None
    member = visit.member
    welcome = member.welcome and visit.account.trades and member.has_role(Role.PUNCHOUT_USER)
    return visit if visit.partner.active and welcome else None


def cart_count(visit: Visit) -> int:
    return CartLine.objects.filter(visit=visit).count()


def basket_of(visit: Visit) -> Basket:
    """The cart as it stands, prices of this moment; three statements."""
    rows = (
        CartLine.objects.filter(visit=visit)
        .select_related("offer__item__category", "offer__seller")
        .prefetch_related("offer__tiers")
    )
    store = Store.objects.first()
    charges = Charges(store.vat_percent, store.shipping_flat, store.shipping_free_from) if store else None
    lines = tuple(basket_line(row.offer, row.quantity, line_id=row.pk) for row in rows)
    return Basket(visit.account.currency, lines, charges)


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
    )


def language_of_page() -> str:
    return spoken()

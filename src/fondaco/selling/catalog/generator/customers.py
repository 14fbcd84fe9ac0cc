"""For the demo: what is agreed with a customer, what it alone may buy, and what its own policy says."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.catalog.agreements import Wish, agree_many, make_exclusive
from fondaco.selling.catalog.models import Guidance, Item, Offer, RuleKind
from fondaco.selling.catalog.policy import add_rule

# Stationery other than pens, fasteners, protection and cleaning; every ninth of their offers, two hundred at most.
_GROUPS = ("4412", "3116", "4618", "4713")
_NOT = "441217"
_EVERY, _MOST = 9, 200
_RULES = (
    (RuleKind.BRAND, "Scrivenda", Guidance.PREFERRED, "Accordo quadro: qui abbiamo le condizioni migliori."),
    (RuleKind.CATEGORY, "43211503", Guidance.RESTRICTED, "Serve l’ok dei sistemi informativi: prima una richiesta."),
    (RuleKind.CATEGORY, "27112702", Guidance.BLOCKED, "Le smerigliatrici si ritirano al magazzino attrezzature."),
)


def agree_samples(*, account: BusinessAccount, other: BusinessAccount, by: int, now: datetime) -> None:
    """Prices and rules of ``account``; two items only it may buy, and two that only ``other`` may."""
    today = timezone.localdate(now)
    groups = Q()
    for group in _GROUPS:
        groups |= Q(item__category__code__startswith=group)
    offers = Offer.objects.select_related("item").filter(groups).exclude(item__category__code__startswith=_NOT)
    chosen = list(offers.order_by("pk"))[::_EVERY][:_MOST]
    cheaper = [(offer, (offer.unit_price * Decimal("0.88")).quantize(Decimal("0.01"))) for offer in chosen]
    wishes = [Wish(offer, price, today, today + timedelta(days=365)) for offer, price in cheaper]
    wishes += [
        Wish(offer, (price * Decimal("0.9")).quantize(Decimal("0.01")), today, today + timedelta(days=365), Decimal(20))
        for offer, price in cheaper[::3]
    ]
    agree_many(account=account, wishes=wishes, by=None, now=now)
    items = Item.objects.filter(category__code__startswith="4618").order_by("-pk")[:4]
    for at, item in enumerate(items):
        make_exclusive(item=item, audience=[other if at % 2 else account], by=None, now=now)
    for kind, value, verdict, message in _RULES:
        if kind is not RuleKind.BRAND or Item.objects.filter(brand=value, active=True, exclusive=False).exists():
            add_rule(account=account, kind=kind, value=value, verdict=verdict, message=message, by=by, now=now)

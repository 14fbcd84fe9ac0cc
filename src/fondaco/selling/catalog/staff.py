"""What the store's own people ask of the catalogue: everything, whoever may buy it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.catalog.models import ContractPrice, Item, Offer

MOST_FOUND = 50
_MOST_WORDS = 6


def found(text: str) -> list[Item]:
    """Items by part number, maker's number, brand or words of the title; withdrawn and exclusive ones too."""
    words = text.replace("\0", "").split()[:_MOST_WORDS]
    items = Item.objects.select_related("category").annotate(sold_by=Count("offers", filter=Q(offers__active=True)))
    for word in words:
        items = items.filter(
            Q(part_id__istartswith=word)
            | Q(manufacturer_part_id__istartswith=word)
            | Q(brand__istartswith=word)
            | Q(title_it__icontains=word)
            | Q(title_en__icontains=word)
        )
    return list(items[:MOST_FOUND]) if words else []


def item_by(part_id: str) -> Item | None:
    """An item with its offers, tiers and audience, whatever its state. Five statements."""
    if "\0" in part_id:
        return None
    offers = Offer.objects.select_related("seller").prefetch_related("tiers").order_by("seller__name")
    return (
        Item.objects.select_related("category")
        .prefetch_related(Prefetch("offers", queryset=offers), "audience__account")
        .filter(part_id=part_id)
        .first()
    )


def contracts_of(account: BusinessAccount) -> QuerySet[ContractPrice]:
    """What was agreed with a customer, by item, seller and quantity."""
    return (
        ContractPrice.objects.filter(account=account)
        .select_related("offer__item", "offer__seller")
        .prefetch_related("offer__tiers")
        .order_by("offer__item__part_id", "offer__seller__name", "from_quantity", "starts_on")
    )


def contracts_for(item: Item) -> QuerySet[ContractPrice]:
    """What was agreed on an item's offers, with whomever."""
    return (
        ContractPrice.objects.filter(offer__item=item)
        .select_related("account", "offer__seller")
        .order_by("account__name", "offer__seller__name", "from_quantity", "starts_on")
    )


def customers_with_counts(today: date) -> QuerySet[BusinessAccount]:
    """Customers with how many agreed prices hold or will (``standing``) and how many items they alone may buy."""
    still = Q(contract_prices__ends_on=None) | Q(contract_prices__ends_on__gte=today)
    return (
        BusinessAccount.objects.exclude(state=AccountState.REFUSED)
        .annotate(
            standing=Count("contract_prices", filter=Q(contract_prices__isnull=False) & still, distinct=True),
            exclusive=Count("exclusive_items", distinct=True),
        )
        .order_by("name")
    )

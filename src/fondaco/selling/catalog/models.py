"""Rows of the catalogue: categories, items, sellers, offers with tiers, and what the index has yet to learn.

Prices are net, in euro, with four decimals; quantities count the item's own ``unit`` (UN/ECE
Recommendation 20).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import new_public_id
from fondaco.selling.accounts.models import BusinessAccount

ZERO = Decimal(0)


def spoken() -> str:
    """The language the catalogue answers in: ``it`` or ``en``."""
    return "it" if (get_language() or "en").startswith("it") else "en"


class Level(models.TextChoices):
    SEGMENT = "segment"
    FAMILY = "family"
    COMMODITY = "commodity"


class Category(models.Model):
    """A place in UNSPSC; ``code`` has eight digits (segments and families end in zeros)."""

    code = models.CharField(max_length=8, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name_en = models.CharField(max_length=120)
    name_it = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{8}$"), name="category_code_is_unspsc"),
            models.CheckConstraint(
                condition=Q(level="segment", parent=None) | (~Q(level="segment") & Q(parent__isnull=False)),
                name="category_only_segments_stand_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"

    @property
    def name(self) -> str:
        return str(getattr(self, f"name_{spoken()}"))


class Seller(models.Model):
    """Who sells through the store. ``code`` appears in addresses of pages."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    own = models.BooleanField(default=False)  # the store itself
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A thing that can be ordered, whoever sells it. ``part_id`` is what cXML calls SupplierPartID."""

    part_id = models.CharField(max_length=20, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items")
    title_en = models.CharField(max_length=200)
    title_it = models.CharField(max_length=200)
    description_en = models.TextField()
    description_it = models.TextField()
    # Words people also use for it (synonyms), for the index alone.
    also = models.CharField(max_length=300, blank=True)
    brand = models.CharField(max_length=60)
    manufacturer_part_id = models.CharField(max_length=40)
    unit = models.CharField(max_length=3)
    pack_size = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(1))
    content_unit = models.CharField(max_length=3)
    # [{"en": [name, value], "it": [name, value]}, …] in the order they are read.
    facts = models.JSONField(default=list)
    picture = models.CharField(max_length=60)
    active = models.BooleanField(default=True)
    # Only those of its audience may know of it.
    exclusive = models.BooleanField(default=False)

    class Meta:
        ordering = ["part_id"]
        indexes = [models.Index(fields=["category"]), models.Index(fields=["manufacturer_part_id"])]
        constraints = [
            models.UniqueConstraint(fields=["brand", "manufacturer_part_id"], name="item_once_per_maker"),
            models.CheckConstraint(condition=Q(pack_size__gt=0), name="item_pack_holds_something"),
            models.CheckConstraint(condition=~Q(title_en="") & ~Q(title_it=""), name="item_named_in_both_languages"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.title_en}"

    @property
    def title(self) -> str:
        return str(getattr(self, f"title_{spoken()}"))

    @property
    def description(self) -> str:
        return str(getattr(self, f"description_{spoken()}"))

    @property
    def unspsc(self) -> str:
        return self.category.code

    @property
    def facts_spoken(self) -> list[tuple[str, str]]:
        facts: list[dict[str, Any]] = self.facts
        return [(fact[spoken()][0], fact[spoken()][1]) for fact in facts]

    @property
    def is_pack(self) -> bool:
        return self.pack_size != 1


class Fulfilment(models.TextChoices):
    """Who sends it."""

    STORE = "store", _("the store")
    SELLER = "seller", _("the seller")


class Offer(models.Model):
    """One seller's price and stock for an item.

    ``key`` travels as SupplierPartAuxiliaryID and comes back unchanged. ``stock`` is what lies in the
    warehouse, ``reserved`` the part of it promised to orders; more of it is expected on ``restock_on``.
    """

    key = models.CharField(max_length=32, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="offers")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="offers")
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3, default="EUR")
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(22))
    stock = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    reserved = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    lead_time_days = models.PositiveSmallIntegerField(default=1)
    min_quantity = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(1))
    max_quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    active = models.BooleanField(default=True)
    fulfilment = models.CharField(max_length=10, choices=Fulfilment.choices, default=Fulfilment.STORE)
    restock_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["item_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(fulfilment__in=Fulfilment.values), name="offer_fulfilment_known"),
            models.UniqueConstraint(fields=["item", "seller"], name="offer_once_per_seller"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="offer_price_not_negative"),
            models.CheckConstraint(
                condition=Q(vat_rate__gte=0, vat_rate__lte=100), name="offer_vat_rate_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("stock")),
                name="offer_promises_no_more_than_it_has",
            ),
            models.CheckConstraint(condition=Q(min_quantity__gt=0), name="offer_least_quantity_positive"),
            models.CheckConstraint(
                condition=Q(max_quantity=None) | Q(max_quantity__gte=F("min_quantity")),
                name="offer_most_not_below_least",
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="offer_currency_is_iso"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.unit_price} {self.currency}"

    @property
    def available(self) -> Decimal:
        """What can still be promised, in the item's unit."""
        return self.stock - self.reserved

    @property
    def sold(self) -> bool:
        """Whether it can be bought at all, stock aside."""
        return self.active and self.item.active and self.seller.active

    @property
    def agreed(self) -> Sequence[ContractPrice]:
        """The prices agreed with the customer it was loaded for, by rising quantity; see ``queries.prices_for``."""
        rows: Sequence[ContractPrice] = getattr(self, "agreed_rows", ())
        return rows


class Tier(models.Model):
    """From this quantity on, each costs this."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="tiers")
    from_quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["offer_id", "from_quantity"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "from_quantity"], name="tier_once_per_quantity"),
            models.CheckConstraint(condition=Q(from_quantity__gt=1), name="tier_starts_above_one"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="tier_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}+ {self.unit_price}"


class ContractPrice(models.Model):
    """What one customer pays for an offer, net: from this quantity on, on these days (both included).

    Where any is in force it takes the place of the list price and of the tiers from its quantity on. ``in_force`` is
    what the search index has been told; prices themselves go by the days. That no two of one quantity overlap in
    time is held by an exclusion constraint, ``contract_once_at_a_time``.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="contract_prices")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="contract_prices")
    from_quantity = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(1))
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    in_force = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["account_id", "offer_id", "from_quantity", "starts_on"]
        indexes = [models.Index(fields=["account", "offer"], name="contract_of_account")]
        constraints = [
            models.CheckConstraint(condition=Q(from_quantity__gte=1), name="contract_starts_at_one_or_more"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="contract_price_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}+ {self.unit_price} from {self.starts_on}"

    @property
    def subject(self) -> str:
        return f"contract:{self.public_id}"


class ItemAudience(models.Model):
    """A customer who may know of an exclusive item, and buy it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="audience")
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="exclusive_items")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "account"], name="audience_once")]

    def __str__(self) -> str:
        return f"item {self.item_id} for account {self.account_id}"


class RuleKind(models.TextChoices):
    """What a rule of a buying policy looks at; the first is the most particular."""

    ITEM = "item", _("item")
    SELLER = "seller", _("seller")
    BRAND = "brand", _("brand")
    CATEGORY = "category", _("category")


class Guidance(models.TextChoices):
    """What a customer says to its own people about something."""

    PREFERRED = "preferred", _("preferred")
    RESTRICTED = "restricted", _("restricted")
    BLOCKED = "blocked", _("blocked")


class PolicyRule(models.Model):
    """One sentence of a customer's buying policy; ``value`` is a part number, a seller's code, a brand or UNSPSC."""

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="policy_rules")
    kind = models.CharField(max_length=10, choices=RuleKind.choices)
    value = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Guidance.choices)
    message = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["account_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "value"], name="policy_one_rule_per_thing"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="policy_kind_known"),
            models.CheckConstraint(condition=Q(verdict__in=Guidance.values), name="policy_verdict_known"),
            models.CheckConstraint(condition=~Q(value=""), name="policy_about_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}: {self.verdict}"

    @property
    def subject(self) -> str:
        return f"policy:{self.public_id}"


class IndexTask(models.Model):
    """An item the search index must look at again; written in the transaction that changed it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"item {self.item_id}"

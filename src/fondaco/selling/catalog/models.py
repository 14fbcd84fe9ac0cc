"""Rows of the catalogue: categories, items, sellers, offers with tiers, and what the index has yet to learn.

Prices are net, in euro, with four decimals; quantities count the item's own ``unit`` (UN/ECE
Recommendation 20).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

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


class Offer(models.Model):
    """One seller's price and stock for an item.

    ``key`` travels as SupplierPartAuxiliaryID and comes back unchanged. ``stock`` is what lies in the
    warehouse, ``reserved`` the part of it promised to orders.
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

    class Meta:
        ordering = ["item_id", "id"]
        constraints = [
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


class IndexTask(models.Model):
    """An item the search index must look at again; written in the transaction that changed it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"item {self.item_id}"

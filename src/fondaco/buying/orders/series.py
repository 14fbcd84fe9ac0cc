"""The register of order numbers: every one that was ever given, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.suppliers.models import Supplier


class OrderCounter(models.Model):
    """The last order number given in a year. The row is locked while the next one is given."""

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "year"], name="buying_order_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class NumberState(models.TextChoices):
    RESERVED = "reserved", _("given, not ordered yet")
    USED = "used", _("ordered")
    VOIDED = "voided", _("void")


class VoidReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("the request was withdrawn")
    REJECTED = "rejected", _("the request was rejected")
    NOTHING_LEFT = "nothing_left", _("nothing of this supplier was ordered")
    UNKNOWN = "unknown", _("given before the register was kept, to no order that is known")


class OrderNumber(models.Model):
    """A number that was given, of a legal entity and a year, for one supplier of a request.

    It is used by one order, or void, and stays so: the database renumbers nothing, deletes nothing, and takes a number
    only after the one before it (migration ``0006_register_of_numbers``).
    """

    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    text = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, choices=NumberState.choices, default=NumberState.RESERVED)
    request = models.ForeignKey(
        PurchaseRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="order_numbers"
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.OneToOneField(
        "buying_orders.PurchaseOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="given_number"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(max_length=20, choices=VoidReason.choices, blank=True)
    void_words = models.TextField(blank=True)

    class Meta:
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "year", "serial"], name="buying_order_number_once"),
            models.UniqueConstraint(
                fields=["request", "supplier"], condition=Q(state="reserved"), name="buying_order_number_one_reserved"
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="buying_order_number_positive"),
            models.CheckConstraint(
                condition=Q(state="reserved", order__isnull=True, voided_at__isnull=True, void_reason="")
                | Q(state="used", order__isnull=False, voided_at__isnull=True, void_reason="")
                | (Q(state="voided", order__isnull=True, voided_at__isnull=False) & ~Q(void_reason="")),
                name="buying_order_number_one_fate",
            ),
        ]

    def __str__(self) -> str:
        return self.text

"""Changes of orders, each a document of its own beside the order that it is about."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.changes.states import OPEN, ChangeState
from fondaco.buying.company.models import DeliveryAddress
from fondaco.buying.ids import new_public_id
from fondaco.buying.orders.models import OrderLine, PurchaseOrder


class OrderChange(models.Model):
    """What somebody wants otherwise in an order that the supplier has. ``serial`` counts the order's changes from 1.

    Of an order only one change is open at a time. ``by_hand``: the supplier's system takes no changes, so a buyer
    agrees it with the supplier and records the answer. ``supplier_words`` is what the supplier said to it.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("change")
        CANCEL = "cancel", _("cancellation")

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="changes")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHANGE)
    state = models.CharField(max_length=20, choices=ChangeState.choices, default=ChangeState.IN_APPROVAL)
    state_since = models.DateTimeField()
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    requested_on_before = models.DateField(null=True, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    place_before = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_hand = models.BooleanField(default=False)
    supplier_words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "serial"], name="buying_change_serial_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=sorted(OPEN)), name="buying_change_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="buying_change_state_known"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="buying_change_serial_positive"),
            models.CheckConstraint(condition=Q(kind__in=["change", "cancel"]), name="buying_change_kind_known"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("changes:change", args=[self.public_id])

    @property
    def number(self) -> str:
        return f"{self.order.number}/{self.serial}"

    @property
    def about(self) -> str:
        return f"change:{self.public_id}"

    @property
    def cancels(self) -> bool:
        return self.kind == self.Kind.CANCEL


class ChangeLine(models.Model):
    """A line of the order that changes: ``quantity_before`` to ``quantity``, zero where it is taken out, and where the
    supplier wants another price ``unit_price_before`` to ``unit_price``.

    ``line`` is null where it left its order, as lines taken out once did; what it was stays here.
    """

    change = models.ForeignKey(OrderChange, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    line_number = models.PositiveIntegerField()
    supplier_part_id = models.TextField()
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_price_before = models.DecimalField(max_digits=22, decimal_places=8)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8)
    quantity_before = models.DecimalField(max_digits=18, decimal_places=4)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ["line_number"]
        constraints = [
            models.UniqueConstraint(fields=["change", "line_number"], name="buying_change_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0, quantity_before__gt=0), name="buying_change_line_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.description[:40]}"

    @property
    def dearer(self) -> bool:
        """Whether more of it is asked for, or another price accepted for what there is."""
        return self.quantity > self.quantity_before or self.unit_price > self.unit_price_before

    @property
    def more(self) -> Decimal:
        """By how much its amount grows, net, in the order's currency; zero where it shrinks."""
        return max(self.amount - self.quantity_before * self.unit_price_before, Decimal(0))

    @property
    def amount(self) -> Decimal:
        """What it comes to afterwards, net, in the order's currency."""
        return self.quantity * self.unit_price

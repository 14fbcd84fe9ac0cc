"""Rows of a sales order: what was asked for, and portion by portion what became of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models

from fondaco.bridge.models import Partner
from fondaco.documents import OrderOperation, RefusalCode
from fondaco.selling.accounts.models import BusinessAccount, Connection, Member
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.states import OrderEvent, OrderState, after


class SalesOrder(models.Model):
    """An order as the customer sent it, whatever became of it.

    ``order_number`` is the customer's. ``holds_number`` says that no other of their orders may carry it: an order
    refused as a whole lets go of it. Totals are net; ``accepted_total`` is what the store promised to deliver for.
    """

    public_id = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="orders")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="orders")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    person_name = models.CharField(max_length=255, blank=True)
    person_email = models.CharField(max_length=320, blank=True)
    order_number = models.CharField(max_length=255)
    payload_id = models.CharField(max_length=1000, blank=True)
    operation = models.CharField(max_length=20)
    holds_number = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=OrderState.choices, default=OrderState.RECEIVED)
    currency = models.CharField(max_length=3)
    ordered_total = models.DecimalField(max_digits=40, decimal_places=4, default=Decimal(0))
    accepted_total = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    refusal_code = models.CharField(max_length=40, blank=True)
    comments = models.TextField(blank=True)
    ship_to = models.JSONField(default=dict)
    bill_to = models.JSONField(default=dict)
    extrinsics = models.JSONField(default=list)
    ordered_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "order_number"],
                condition=models.Q(holds_number=True),
                name="orders_number_once_per_customer",
            ),
            models.CheckConstraint(condition=models.Q(state__in=OrderState.values), name="orders_state_known"),
            models.CheckConstraint(
                condition=models.Q(operation__in=[one.value for one in OrderOperation]),
                name="orders_operation_known",
            ),
            models.CheckConstraint(condition=models.Q(accepted_total__gte=0), name="orders_accepted_not_negative"),
        ]
        indexes = [
            models.Index(fields=["account", "-received_at"], name="orders_of_account"),
            models.Index(fields=["order_number"], name="orders_by_number"),
        ]

    @property
    def subject(self) -> str:
        return f"order:{self.public_id}"

    @property
    def number(self) -> str:
        """The store's own number."""
        return f"S-{self.received_at:%Y}-{self.pk:06d}"

    def take(self, event: OrderEvent, *, now: datetime) -> None:
        """Move on in memory. Raises IllegalTransition."""
        self.state = after(OrderState(self.state), event)
        self.decided_at = now


class SalesOrderLine(models.Model):
    """A line as it was sent. ``quantity`` and ``unit_price`` are empty where what was written is no number."""

    order = models.ForeignKey(SalesOrder, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    line_number = models.BigIntegerField()
    supplier_part_id = models.TextField(blank=True)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    unit_price = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    comments = models.TextField(blank=True)
    extrinsics = models.JSONField(default=list)
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="orders_line_position_once")]


class PortionState(models.TextChoices):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class LinePortion(models.Model):
    """Part of a line's quantity and what became of it; a refused one says why, in a code whose words a page finds.

    ``boundary`` and ``actual`` are in the order's currency or the line's unit, as the code implies.
    """

    line = models.ForeignKey(SalesOrderLine, on_delete=models.CASCADE, related_name="portions")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=PortionState.choices)
    quantity = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    unit_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    delivery_on = models.DateField(null=True, blank=True)
    refusal_code = models.CharField(max_length=40, blank=True)
    boundary = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    actual = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="orders_portion_position_once"),
            models.CheckConstraint(
                condition=models.Q(state="accepted", refusal_code="", unit_price__gte=0, quantity__gt=0)
                | models.Q(state="refused", refusal_code__in=[one.value for one in RefusalCode]),
                name="orders_portion_accepted_or_says_why",
            ),
        ]

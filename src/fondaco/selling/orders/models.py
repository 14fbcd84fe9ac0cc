"""Rows of a sales order: what was asked for, and portion by portion what became of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models

from fondaco.bridge.models import Partner
from fondaco.documents import OrderOperation, RefusalCode
from fondaco.selling.accounts.models import BusinessAccount, Connection, Member
from fondaco.selling.catalog.models import Offer, Seller
from fondaco.selling.orders.states import STANDING, OrderEvent, OrderState, after
from fondaco.selling.payments.models import PaymentMethod


class SalesOrder(models.Model):
    """An order as the customer sent it, whatever became of it.

    ``order_number`` is the customer's. ``holds_number`` says that no other of their orders may carry it: an order
    refused as a whole lets go of it, and one that is changed hands it on. ``changes`` is the order that an update or a
    delete is about, ``version`` what its sender calls it (cXML orderVersion). Amounts are net: ``accepted_total`` is
    what the store promised to deliver for, ``later_total`` what it will promise when more has come, ``shipping`` what
    is charged beside the lines. ``terms_declined`` are conditions that came with it and do not hold, as kind and text.
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
    version = models.CharField(max_length=60, blank=True)
    changes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="changed_by")
    holds_number = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=OrderState.choices, default=OrderState.RECEIVED)
    currency = models.CharField(max_length=3)
    ordered_total = models.DecimalField(max_digits=40, decimal_places=4, default=Decimal(0))
    accepted_total = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    later_total = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    shipping = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    payment = models.ForeignKey(PaymentMethod, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_boundary = models.DecimalField(max_digits=40, decimal_places=8, null=True, blank=True)
    refusal_actual = models.DecimalField(max_digits=40, decimal_places=8, null=True, blank=True)
    comments = models.TextField(blank=True)
    ship_to = models.JSONField(default=dict)
    bill_to = models.JSONField(default=dict)
    extrinsics = models.JSONField(default=list)
    terms_declined = models.JSONField(default=list)
    ordered_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # replaced or cancelled

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            # A trial's number is not that of a serious order.
            models.UniqueConstraint(
                fields=["partner", "order_number", "is_test"],
                condition=models.Q(holds_number=True),
                name="orders_number_once_per_customer",
            ),
            models.CheckConstraint(condition=models.Q(state__in=OrderState.values), name="orders_state_known"),
            models.CheckConstraint(
                condition=models.Q(operation__in=[one.value for one in OrderOperation]),
                name="orders_operation_known",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_total__gte=0, later_total__gte=0, shipping__gte=0),
                name="orders_accepted_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(changes__isnull=True) | models.Q(operation__in=["update", "delete"]),
                name="orders_only_changes_change",
            ),
            # Of one order there is one version that took its place.
            models.UniqueConstraint(
                fields=["changes"],
                condition=models.Q(operation="update") & ~models.Q(state="refused"),
                name="orders_replaced_once",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-received_at"], name="orders_of_account"),
            models.Index(fields=["order_number"], name="orders_by_number"),
            models.Index(
                fields=["account"],
                condition=models.Q(state__in=["accepted", "accepted_in_part", "backordered"], is_test=False),
                name="orders_owed",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"order:{self.public_id}"

    @property
    def number(self) -> str:
        """The store's own number."""
        return f"S-{self.received_at:%Y}-{self.pk:06d}"

    @property
    def stands(self) -> bool:
        """Whether the store has promised to deliver it."""
        return self.state in STANDING

    @property
    def standing_subject(self) -> str:
        """Where its messages and letters belong: with the order that it did not take the place of, else with itself."""
        aside = self.state in (OrderState.REFUSED, OrderState.CARRIED_OUT)
        return self.changes.subject if aside and self.changes is not None else self.subject

    @property
    def due(self) -> Decimal:
        """All that was or will be promised, with shipping."""
        return self.accepted_total + self.later_total + self.shipping

    def take(self, event: OrderEvent, *, now: datetime) -> None:
        """Move on in memory. ``decided_at`` stays that of the first decision. Raises IllegalStep."""
        self.state = after(OrderState(self.state), event)
        self.decided_at = self.decided_at or now
        if event in (OrderEvent.REPLACE, OrderEvent.CANCEL):
            self.ended_at = now


class Answer(models.Model):
    """One confirmation of an order: what one of its sellers says to its lines.

    Lines that no seller has stand in the first. ``position`` counts from 1; the first carries the order's own number.
    ``payload_id`` names the message that said it last, for the next to say what it takes the place of.
    """

    order = models.ForeignKey(SalesOrder, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveIntegerField()
    seller = models.ForeignKey(Seller, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    payload_id = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_answer_position_once"),
            models.UniqueConstraint(fields=["number"], name="orders_answer_number_once"),
        ]


class SalesOrderLine(models.Model):
    """A line as it was sent. ``quantity`` and ``unit_price`` are empty where what was written is no number; ``unit`` is
    the offer's where the sender wrote none.

    How its price came about: ``quoted_price`` is what a hold or the version before promised, ``today_price`` what it
    cost when the order was judged, ``limit_price`` the most the safeguards let it cost.
    """

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
    answer = models.ForeignKey(Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines")
    is_charge = models.BooleanField(default=False)  # the store's shipping, sent back as a line
    quoted_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    quote_stood = models.BooleanField(null=True)
    today_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    limit_price = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="orders_line_position_once")]


class PortionState(models.TextChoices):
    ACCEPTED = "accepted"
    BACKORDERED = "backordered"
    REFUSED = "refused"


class LinePortion(models.Model):
    """Part of a line's quantity and what became of it; a refused one says why, in a code whose words a page finds.

    ``boundary`` and ``actual`` are in the order's currency, the line's unit or days, as the code implies. A backordered
    portion is expected on ``delivery_on``. ``held`` says that its price is one that was promised before the order.
    """

    line = models.ForeignKey(SalesOrderLine, on_delete=models.CASCADE, related_name="portions")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=PortionState.choices)
    quantity = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    unit_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    delivery_on = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False)
    refusal_code = models.CharField(max_length=40, blank=True)
    boundary = models.DecimalField(max_digits=40, decimal_places=8, null=True, blank=True)
    actual = models.DecimalField(max_digits=40, decimal_places=8, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="orders_portion_position_once"),
            models.CheckConstraint(
                condition=models.Q(state="accepted", refusal_code="", unit_price__gte=0, quantity__gt=0)
                | models.Q(
                    state="backordered", refusal_code="", unit_price__gte=0, quantity__gt=0, delivery_on__isnull=False
                )
                | models.Q(state="refused", refusal_code__in=[one.value for one in RefusalCode]),
                name="orders_portion_accepted_or_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="backordered"), name="orders_portion_backordered")
        ]

    @property
    def amount(self) -> Decimal:
        """What it comes to, net; nothing where it does not come."""
        if self.state == PortionState.REFUSED or self.quantity is None or self.unit_price is None:
            return Decimal(0)
        return self.quantity * self.unit_price

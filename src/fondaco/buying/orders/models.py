"""Orders, their lines, and what the supplier said to them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, DeliveryAddress, LegalEntity
from fondaco.buying.ids import new_public_id
from fondaco.buying.orders.remedies import Remedy
from fondaco.buying.orders.series import OrderCounter, OrderNumber
from fondaco.buying.orders.states import STUCK, Delivery, OrderState
from fondaco.buying.requests.models import (
    Allocation,
    ChargeKind,
    PurchaseRequest,
    RequestCharge,
    RequestLine,
)
from fondaco.buying.searching import beginning_index, words_index
from fondaco.buying.suppliers.models import Supplier

__all__ = ["OrderCounter", "OrderNumber", "Remedy"]  # so that Django finds them

ZERO = Decimal(0)


class PurchaseOrder(models.Model):
    """An order as it was issued, to one supplier and one address; a request may lead to several.

    Amounts are in ``currency``: ``net`` is the sum of the lines, ``charges_sum`` of freight, fees and discounts,
    ``tax`` as far as it was estimated, ``total`` of all three. ``expected`` is what of the total still comes, as the
    supplier's answers stand: lines that it promised or has not answered, and the charges on those.

    ``state`` is commercial; ``delivery`` is how the message fares, with what went wrong last (``delivery_note``)
    and when it is tried again (``delivery_retry_at``). ``silence_stage`` counts how often the buyers were reminded
    that the supplier has it and says nothing, ``supplier_reminded_at`` is when it was written to about that.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    place = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=24, unique=True)
    year = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="orders")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=OrderState.choices, default=OrderState.ISSUED)
    state_since = models.DateTimeField()
    state_note = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=4)
    charges_sum = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    total = models.DecimalField(max_digits=18, decimal_places=4)
    expected = models.DecimalField(max_digits=18, decimal_places=4)
    deliver_to = models.CharField(max_length=500, blank=True)
    bill_to = models.CharField(max_length=500, blank=True)
    requested_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supplier_number = models.CharField(max_length=200, blank=True, db_index=True)
    delivery = models.CharField(max_length=20, choices=Delivery.choices, default=Delivery.WAITING)
    delivery_note = models.TextField(blank=True)
    delivery_at = models.DateTimeField(null=True, blank=True)
    delivery_retry_at = models.DateTimeField(null=True, blank=True)
    silence_stage = models.PositiveSmallIntegerField(default=0)
    supplier_reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["requester", "-issued_at"]),
            models.Index(fields=["supplier", "-issued_at"]),
            models.Index(fields=["state", "-issued_at"]),
            models.Index(fields=["-issued_at", "-id"], name="buying_order_latest"),
            beginning_index("buying_order_number_begins", "number"),
            beginning_index("buying_order_theirs_begins", "supplier_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "year", "serial"], name="buying_order_serial_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="buying_order_serial_positive"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="buying_order_state_known"),
            models.CheckConstraint(condition=Q(delivery__in=Delivery.values), name="buying_order_delivery_known"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_order_currency"),
            models.CheckConstraint(condition=Q(net__gte=0, total__gte=0), name="buying_order_totals"),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("charges_sum") + F("tax")), name="buying_order_total_is_the_sum"
            ),
            models.CheckConstraint(
                condition=Q(expected__gte=0, expected__lte=F("total")), name="buying_order_expected_within"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"order:{self.public_id}"

    @property
    def undecided(self) -> bool:
        """Whether it was sent without an answer and a person decides: nothing will be tried by itself."""
        return self.delivery == Delivery.UNKNOWN and self.delivery_retry_at is None

    @property
    def stuck(self) -> bool:
        """Whether its message did not arrive and nothing will be tried by itself."""
        return self.delivery in STUCK


class OrderLine(models.Model):
    """One line: what was ordered and what became of it. Quantities count ``unit``; ``unit_price`` is net for one. Of a
    line that a change took out, zero is ordered.

    A line of a request is ordered once: what is bought elsewhere instead is a new line.
    ``confirmed``, ``rejected`` and ``backordered`` are what the supplier's confirmations in force say together.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    request_line = models.OneToOneField(
        RequestLine, on_delete=models.PROTECT, null=True, blank=True, related_name="order_line"
    )
    line_number = models.PositiveIntegerField()
    supplier_part_id = models.TextField()
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    classifications = models.JSONField(default=list, blank=True)
    manufacturer_part_id = models.TextField(blank=True)
    manufacturer_name = models.TextField(blank=True)
    ordered = models.DecimalField(max_digits=18, decimal_places=4)
    confirmed = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    rejected = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    backordered = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)

    class Meta:
        ordering = ["order", "line_number"]
        indexes = [
            models.Index(fields=["supplier_part_id", "-id"], name="buying_order_line_part"),
            words_index("buying_order_line_words", "description", "supplier_part_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number"], name="buying_order_line_once"),
            models.CheckConstraint(
                condition=Q(ordered__gte=0, unit_price__gte=0), name="buying_order_line_can_be_ordered"
            ),
            models.CheckConstraint(
                condition=Q(confirmed__gte=0, rejected__gte=0, backordered__gte=0),
                name="buying_order_line_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(ordered__gte=F("confirmed") + F("rejected") + F("backordered")),
                name="buying_order_line_within_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.description[:40]}"

    @property
    def open(self) -> Decimal:
        """What the supplier has said nothing about yet."""
        return self.ordered - self.confirmed - self.rejected - self.backordered


class OrderCharge(models.Model):
    """A charge of an order: a line of its own, with a rule for how it is spread over the lines.

    ``quoted`` is this order's share of what the supplier said, on lines that came to ``quoted_on`` when the order was
    issued; ``amount`` is what it is on the lines as they are ordered now (a discount is negative), ``expected`` on what
    of them still comes. With ``scales`` it follows the lines; otherwise it stays whole while any line does. All in the
    order's currency.
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="charges")
    request_charge = models.ForeignKey(
        RequestCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="order_charges"
    )
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    words = models.CharField(max_length=255, blank=True)
    quoted = models.DecimalField(max_digits=18, decimal_places=4)
    quoted_on = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    expected = models.DecimalField(max_digits=18, decimal_places=4)
    allocation = models.CharField(max_length=12, choices=Allocation.choices, default=Allocation.BY_VALUE)
    scales = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "request_charge"], name="buying_order_charge_once"),
            models.CheckConstraint(condition=Q(kind__in=ChargeKind.values), name="buying_order_charge_kind_known"),
            models.CheckConstraint(
                condition=Q(allocation__in=Allocation.values), name="buying_order_charge_allocation_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="discount", expected__lte=0, amount__lte=F("expected"))
                | (~Q(kind="discount") & Q(expected__gte=0, amount__gte=F("expected"))),
                name="buying_order_charge_expected_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Confirmation(models.Model):
    """A commercial answer of the supplier. ``replaced_at`` is set when a later one takes its place.

    ``message`` is the public id of the message it came in; what names the record where a person was told instead
    (``recorded_by``).
    """

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="confirmations")
    number = models.CharField(max_length=200, blank=True, db_index=True)
    kind = models.CharField(max_length=20)
    operation = models.CharField(max_length=10)
    comments = models.TextField(blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ConfirmedPortion(models.Model):
    """What becomes of a part of a line: ``confirmed``, ``rejected``, ``backordered``, or ``open`` where the supplier
    does not know yet. ``unit_price`` is what the supplier says it costs, in the order's currency, null where it
    says nothing.
    """

    class Becomes(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        BACKORDERED = "backordered", _("later")
        OPEN = "open", _("open")

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="portions")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="portions")
    becomes = models.CharField(max_length=12, choices=Becomes.choices)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    shipping_on = models.DateField(null=True, blank=True)
    delivery_on = models.DateField(null=True, blank=True)
    comments = models.TextField(blank=True)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="buying_portion_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.becomes}"


class StoredRefusal(models.Model):
    """A typed refusal, of a line or (``line`` null) of the whole order: what is wrong, who acts next, and how.

    ``boundary`` and ``actual`` are the limit that applied and what was met, as the code implies.
    """

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="refusals")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="refusals")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, null=True, blank=True, related_name="refusals")
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    code = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    path = models.CharField(max_length=300, blank=True)
    next_actor = models.CharField(max_length=20)
    message = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    boundary = models.DecimalField(max_digits=27, decimal_places=8, null=True, blank=True)
    actual = models.DecimalField(max_digits=27, decimal_places=8, null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.path}"


class SupplierWord(models.Model):
    """A StatusUpdate about the order: shown as it came, it changes nothing commercial."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="words")
    status_code = models.PositiveIntegerField()
    status_text = models.CharField(max_length=300, blank=True)
    explanation = models.TextField(blank=True)
    received_at = models.DateTimeField()
    message = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return f"{self.status_code} {self.status_text}"

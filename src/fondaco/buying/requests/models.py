"""Purchase requests, their lines, and the counter of their numbers."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, DeliveryAddress, LegalEntity
from fondaco.buying.requests.states import EDITABLE, RequestState
from fondaco.buying.shopping.models import PunchOutSession
from fondaco.buying.shopping.quotes import in_coins
from fondaco.buying.suppliers.models import Supplier

ZERO = Decimal(0)


class Exclusion(models.TextChoices):
    """Why a line of the cart is shown but will not be ordered. Empty: it will be."""

    NONE = "", ""
    QUANTITY_INVALID = "quantity_invalid", _("the quantity is not a positive number")
    PRICE_INVALID = "price_invalid", _("the price is not a number that can be ordered at")
    CURRENCY_DIFFERENT = "currency_different", _("the price is in another currency than the one agreed")
    PART_MISSING = "part_missing", _("the supplier sent no part number")
    REMOVED = "removed", _("taken out by the requester")


class NumberCounter(models.Model):
    """The last number given in a series (``R-2026``). The row is locked while the next one is given."""

    series = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class PurchaseRequest(models.Model):
    """What somebody asks to have bought from one supplier.

    Amounts are in ``currency``: ``net`` is the sum of the lines that will be ordered, ``shipping`` and ``tax`` are the
    supplier's estimates, ``total`` is all three. The tax was ``tax_quoted`` on ``net_quoted``; on fewer lines it is
    that share of it. ``version`` counts changes: an edit names the version it saw.
    """

    public_id = models.CharField(max_length=32, unique=True)
    number = models.CharField(_("number"), max_length=20, unique=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="purchase_requests")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="purchase_requests")
    session = models.OneToOneField(
        PunchOutSession, on_delete=models.PROTECT, null=True, blank=True, related_name="purchase_request"
    )
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.DRAFT)
    state_since = models.DateTimeField()
    state_note = models.TextField(blank=True)
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deliver_to = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need_by = models.DateField(_("needed by"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    shipping = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    shipping_words = models.CharField(max_length=255, blank=True)
    tax = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    tax_words = models.CharField(max_length=255, blank=True)
    net_quoted = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    tax_quoted = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    total = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    stated_total = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["requester", "-created_at"]),
            models.Index(fields=["state", "-created_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="buying_request_state_known"),
            models.CheckConstraint(condition=Q(net__gte=0, total__gte=0), name="buying_request_totals"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_request_currency"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("requests:request", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"request:{self.public_id}"

    def tax_on(self, net: Decimal) -> Decimal | None:
        """The supplier's estimate of the tax, for lines that come to ``net``; rounded to the currency's coin."""
        if self.tax_quoted is None or not self.net_quoted:
            return self.tax
        return in_coins(self.tax_quoted * net / self.net_quoted, self.currency)

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    def purchases_there_before(self) -> int:
        """How many requests to the same supplier led to an order before this one."""
        ordered = PurchaseRequest.objects.filter(supplier_id=self.supplier_id, state=RequestState.ORDERED)
        return ordered.exclude(pk=self.pk).count()


class RequestLine(models.Model):
    """One line: what, how many, at which price, and where that price was quoted.

    ``quantity`` counts ``unit``; ``unit_price`` is net for one unit in the request's currency; both may be
    null only in a line that will not be ordered. ``cart_digest`` and ``cart_line`` (1 is the first) say where
    in which returned cart the line stood, ``quoted_at`` when. ``supplier_part_auxiliary_id`` goes back to the
    supplier unchanged.
    """

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="lines")
    line_number = models.PositiveIntegerField()
    supplier_part_id = models.TextField(blank=True)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    classifications = models.JSONField(default=list, blank=True)
    manufacturer_part_id = models.TextField(blank=True)
    manufacturer_name = models.TextField(blank=True)
    url = models.TextField(blank=True)
    lead_time_days = models.PositiveIntegerField(null=True, blank=True)
    exclusion = models.CharField(max_length=30, choices=Exclusion.choices, blank=True, default=Exclusion.NONE)
    exclusion_words = models.CharField(max_length=300, blank=True)
    session = models.ForeignKey(PunchOutSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cart_digest = models.CharField(max_length=64, blank=True)
    cart_line = models.PositiveIntegerField(null=True, blank=True)
    price_quoted = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    quoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["line_number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "line_number"], name="buying_request_line_once"),
            models.CheckConstraint(
                condition=~Q(exclusion="")
                | (Q(quantity__isnull=False, unit_price__isnull=False) & Q(quantity__gt=0, unit_price__gte=0)),
                name="buying_request_line_can_be_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.description[:40]}"

    @property
    def included(self) -> bool:
        return self.exclusion == Exclusion.NONE

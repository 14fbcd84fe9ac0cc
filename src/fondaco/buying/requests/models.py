"""Purchase requests, their lines, and the counter of their numbers."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category, CostCentre, DeliveryAddress, LegalEntity, Project
from fondaco.buying.requests.states import EDITABLE, LineState, RequestState
from fondaco.buying.searching import beginning_index, words_index
from fondaco.buying.shopping.models import PunchOutSession
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


class Origin(models.TextChoices):
    """How a request began."""

    CART = "cart", _("a cart from a store")
    WRITTEN = "written", _("written without a catalogue")
    REORDER = "reorder", _("ordered before")
    STANDING = "standing", _("a standing order")
    ELSEWHERE = "elsewhere", _("another supplier is looked for")


class PurchaseRequest(models.Model):
    """What somebody asks to have bought, from one supplier or several.

    Sums are in ``currency``, which is the legal entity's: ``net`` of the lines that will be ordered, ``charges`` of
    freight, fees and discounts, ``tax`` as far as it was estimated, ``total`` of all three. Each line and charge keeps
    the amount in its own currency beside it. ``charged_on`` is the day whose exchange rates and budgets hold; null
    until submitted. ``beneficiary`` is who needs it; ``requester`` asks. ``version`` counts changes: an edit names the
    version it saw.
    """

    public_id = models.CharField(max_length=32, unique=True)
    number = models.CharField(_("number"), max_length=20, unique=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="purchase_requests")
    beneficiary = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.CART)
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.DRAFT)
    state_since = models.DateTimeField()
    state_note = models.TextField(blank=True)
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deliver_to = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need_by = models.DateField(_("needed by"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    charges_sum = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    total = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    charged_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["requester", "-created_at"]),
            models.Index(fields=["beneficiary", "-created_at"]),
            models.Index(fields=["state", "-created_at"]),
            models.Index(fields=["-created_at", "-id"], name="buying_request_latest"),
            beginning_index("buying_request_number_begins", "number"),
            words_index("buying_request_words", "reason"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="buying_request_state_known"),
            models.CheckConstraint(condition=Q(net__gte=0, total__gte=0), name="buying_request_totals"),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("charges_sum") + F("tax")), name="buying_request_total_is_the_sum"
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_request_currency"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("requests:request", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"request:{self.public_id}"

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE


class LineKind(models.TextChoices):
    """What a line is: quoted in a supplier's store, or written by hand."""

    CATALOGUE = "catalogue", _("from a store")
    FREE = "free", _("goods without a catalogue")
    SERVICE = "service", _("a service")


class RequestLine(models.Model):
    """One line: what, how many, at which price, and where that price was quoted.

    ``quantity`` counts ``unit``; ``unit_price`` is net for one unit in the line's ``currency``; both may be null only
    in a line that will not be ordered. ``amount`` is in ``currency``, ``company_amount`` the same in the request's, at
    ``rate``. ``cart_digest`` and ``cart_line`` (1 is the first) say where in which returned cart the line stood,
    ``quoted_at`` when, ``hold_expires_at`` until when the supplier holds price and stock (null: it said nothing).
    ``supplier_part_auxiliary_id`` goes back to the supplier unchanged. ``supplier`` is null while a line written by
    hand waits for a buyer to find one. What is null among cost centre, project and address is the request's.
    ``instead_of`` is the line whose goods did not come.
    """

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="lines")
    line_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices, default=LineKind.CATALOGUE)
    state = models.CharField(max_length=20, choices=LineState.choices, default=LineState.OPEN)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3)
    supplier_part_id = models.TextField(blank=True)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    estimated = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    rate = models.DecimalField(max_digits=20, decimal_places=10, default=Decimal(1))
    company_amount = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deliver_to = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    classifications = models.JSONField(default=list, blank=True)
    manufacturer_part_id = models.TextField(blank=True)
    manufacturer_name = models.TextField(blank=True)
    url = models.TextField(blank=True)
    lead_time_days = models.PositiveIntegerField(null=True, blank=True)
    exclusion = models.CharField(max_length=30, choices=Exclusion.choices, blank=True, default=Exclusion.NONE)
    exclusion_words = models.CharField(max_length=300, blank=True)
    session = models.ForeignKey(PunchOutSession, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    cart_digest = models.CharField(max_length=64, blank=True)
    cart_line = models.PositiveIntegerField(null=True, blank=True)
    price_quoted = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    quoted_at = models.DateTimeField(null=True, blank=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")

    class Meta:
        ordering = ["line_number"]
        indexes = [words_index("buying_request_line_words", "description", "supplier_part_id")]
        constraints = [
            models.UniqueConstraint(fields=["request", "line_number"], name="buying_request_line_once"),
            models.CheckConstraint(
                condition=~Q(exclusion="")
                | (Q(quantity__isnull=False, unit_price__isnull=False) & Q(quantity__gt=0, unit_price__gte=0)),
                name="buying_request_line_can_be_ordered",
            ),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="buying_request_line_state_known"),
            models.CheckConstraint(
                condition=Q(supplier__isnull=False) | Q(kind__in=["free", "service"]),
                name="buying_request_line_quoted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.description[:40]}"

    @property
    def included(self) -> bool:
        return self.exclusion == Exclusion.NONE

    @property
    def key(self) -> str:
        """What names the line within its request, in rounds of approval and in encumbrances."""
        return str(self.line_number)


class ChargeKind(models.TextChoices):
    FREIGHT = "freight", _("freight")
    FEE = "fee", _("fee")
    DISCOUNT = "discount", _("discount")
    TAX = "tax", _("tax, estimated")


class Allocation(models.TextChoices):
    """How a charge is spread over the lines of its cart."""

    BY_VALUE = "by_value", _("by value")
    BY_QUANTITY = "by_quantity", _("by quantity")
    EQUALLY = "equally", _("the same for each line")


class RequestCharge(models.Model):
    """A charge that came with a cart, or was written by hand: a line of its own with a rule of allocation.

    ``quoted`` is what the supplier said on lines that came to ``quoted_on``, in ``currency``; ``amount`` what it is on
    the lines that will be ordered (a discount is negative), ``company_amount`` the same in the request's currency.
    With ``scales`` it follows the lines; otherwise it stays whole while any line does.
    """

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="charges")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(PunchOutSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    words = models.CharField(max_length=255, blank=True)
    currency = models.CharField(max_length=3)
    quoted = models.DecimalField(max_digits=18, decimal_places=4)
    quoted_on = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    rate = models.DecimalField(max_digits=20, decimal_places=10, default=Decimal(1))
    company_amount = models.DecimalField(max_digits=18, decimal_places=4)
    allocation = models.CharField(max_length=12, choices=Allocation.choices, default=Allocation.BY_VALUE)
    scales = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChargeKind.values), name="buying_request_charge_kind_known"),
            models.CheckConstraint(
                condition=Q(allocation__in=Allocation.values), name="buying_request_charge_allocation_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="discount", amount__lte=0) | (~Q(kind="discount") & Q(amount__gte=0)),
                name="buying_request_charge_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class CartProblem(models.Model):
    """What a cart said that could not be believed: a total that differs, a charge in another currency."""

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="cart_problems")
    session = models.ForeignKey(PunchOutSession, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.said}"


class Attachment(models.Model):
    """A file beside a request or one of its lines: an offer, a drawing. Kept encrypted."""

    public_id = models.CharField(max_length=32, unique=True)
    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="attachments")
    line = models.ForeignKey(RequestLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body_sealed = models.BinaryField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """An article of a supplier that somebody asks for often. It has no price: that is quoted anew every time."""

    public_id = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    supplier_part_id = models.CharField(max_length=200)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "supplier", "supplier_part_id"], name="buying_request_favourite_once"
            )
        ]

    def __str__(self) -> str:
        return self.supplier_part_id

    @property
    def about(self) -> str:
        return f"favourite:{self.public_id}"

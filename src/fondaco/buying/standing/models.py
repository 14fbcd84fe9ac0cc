"""Standing orders, their lines, what became of each cycle, and their history."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category, CostCentre, DeliveryAddress, LegalEntity, Project
from fondaco.buying.requests.models import LineKind, PurchaseRequest
from fondaco.buying.standing import rhythm
from fondaco.buying.standing.reasons import Reason, why_by_itself, why_handed
from fondaco.buying.standing.states import MADE, CycleState, StandingState
from fondaco.buying.suppliers.models import Supplier

ZERO = Decimal(0)


class Unit(models.TextChoices):
    WEEKS = rhythm.WEEKS, _("weeks")
    MONTHS = rhythm.MONTHS, _("months")


class Shift(models.TextChoices):
    BEFORE = rhythm.BEFORE, _("on the working day before")
    AFTER = rhythm.AFTER, _("on the working day after")


class StandingOrder(models.Model):
    """A need that recurs: each cycle makes a purchase request, at prices asked for anew.

    It is needed every ``every`` ``unit`` on ``day`` (see :class:`fondaco.buying.standing.rhythm.Rhythm`), from
    ``first_on`` to ``last_on``, or ``times`` times, or without end; it is asked for ``lead_days`` working days before,
    but never before ``begins_on`` (the day of the last word about the rhythm). ``next_on`` is when the next request is
    made, for ``next_needed_on``; both are null where none is. ``most`` is what one cycle may come to without anybody
    having looked: in ``currency``, the company's, without VAT. ``requester`` owns it. ``version`` counts changes.
    """

    public_id = models.CharField(max_length=32, unique=True)
    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=StandingState.choices, default=StandingState.ACTIVE)
    state_since = models.DateTimeField()
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deliver_to = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    every = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    shift = models.CharField(max_length=10, choices=Shift.choices, default=Shift.BEFORE)
    lead_days = models.PositiveSmallIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    times = models.PositiveSmallIntegerField(null=True, blank=True)
    begins_on = models.DateField()
    next_on = models.DateField(null=True, blank=True)
    next_needed_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    most = models.DecimalField(max_digits=18, decimal_places=4)
    made_from = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["requester", "-created_at"]),
            models.Index(fields=["state", "next_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StandingState.values), name="buying_standing_state_known"),
            models.CheckConstraint(condition=Q(shift__in=Shift.values), name="buying_standing_shift_known"),
            models.CheckConstraint(
                condition=Q(unit="weeks", day__lte=6) | Q(unit="months", day__gte=1, day__lte=31),
                name="buying_standing_day_of_its_unit",
            ),
            models.CheckConstraint(condition=Q(every__gte=1, every__lte=60), name="buying_standing_every"),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | (Q(times__isnull=True) & Q(last_on__gte=F("first_on"))),
                name="buying_standing_one_end",
            ),
            models.CheckConstraint(condition=Q(most__gt=0), name="buying_standing_limit_positive"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_standing_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("standing:order", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"standing:{self.public_id}"

    @property
    def rhythm(self) -> rhythm.Rhythm:
        return rhythm.Rhythm(
            self.unit, self.every, self.day, self.first_on, self.last_on, self.shift, self.legal_entity.country
        )


class StandingLine(models.Model):
    """What is asked for each time. ``unit_price`` (net for one ``unit``, in ``currency``) is what was last accepted: to
    compare with, never to order at; null where nobody has quoted it yet. Of a line written by hand it is the estimate.

    What is null among cost centre, project and address is the standing order's.
    """

    standing_order = models.ForeignKey(StandingOrder, on_delete=models.CASCADE, related_name="lines")
    line_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices, default=LineKind.CATALOGUE)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supplier_part_id = models.TextField(blank=True)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=20, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    unit_price = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    estimated = models.BooleanField(default=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deliver_to = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    classifications = models.JSONField(default=list, blank=True)
    manufacturer_part_id = models.TextField(blank=True)
    manufacturer_name = models.TextField(blank=True)
    url = models.TextField(blank=True)

    class Meta:
        ordering = ["line_number"]
        constraints = [
            models.UniqueConstraint(fields=["standing_order", "line_number"], name="buying_standing_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="buying_standing_line_quantity"),
            models.CheckConstraint(
                condition=Q(unit_price__isnull=True) | Q(unit_price__gte=0), name="buying_standing_line_price"
            ),
            models.CheckConstraint(
                condition=Q(supplier__isnull=False) | Q(kind__in=["free", "service"]),
                name="buying_standing_line_sold_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.description[:40]}"

    @property
    def amount(self) -> Decimal:
        """What it came to at the price last accepted, in the line's currency."""
        return self.quantity * (self.unit_price or ZERO)


class Cycle(models.Model):
    """One turn of a standing order, for the day on which it is needed. There is at most one for each day.

    ``asked_on`` is the day on which its request was due to be made. ``before`` is what it would come to at the prices
    last accepted, in the company's currency, without VAT. ``code`` says why it was handed to its owner, ``words`` the
    same as they read it, where an operation said no. ``tries`` counts how often its suppliers' machines were asked.
    """

    standing_order = models.ForeignKey(StandingOrder, on_delete=models.PROTECT, related_name="cycles")
    needed_on = models.DateField()
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=CycleState.choices)
    state_since = models.DateTimeField()
    request = models.OneToOneField(
        PurchaseRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="standing_cycle"
    )
    before = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-needed_on"]
        indexes = [models.Index(fields=["state"], condition=Q(state="asking"), name="buying_standing_asking")]
        constraints = [
            models.UniqueConstraint(fields=["standing_order", "needed_on"], name="buying_standing_cycle_once"),
            models.CheckConstraint(condition=Q(state__in=CycleState.values), name="buying_standing_cycle_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(MADE), request__isnull=False)
                | (~Q(state__in=sorted(MADE)) & Q(request__isnull=True)),
                name="buying_standing_cycle_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_order_id} {self.needed_on}"

    @property
    def why(self) -> Reason:
        """Why its owner has to look, in the reader's language; two empty words where they need not."""
        return why_handed(self.code, self.words)


class Milestone(models.Model):
    """Something that happened to a standing order. ``by`` is null where it happened by itself, and ``code`` says why;
    ``day`` is the cycle that it was about.
    """

    class What(models.TextChoices):
        BEGUN = "begun", _("Began")
        CHANGED = "changed", _("Terms changed")
        LINES = "lines", _("Lines changed")
        SKIPPED = "skipped", _("One cycle skipped")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Resumed")
        TAKEN_OVER = "taken_over", _("Taken over")
        ENDED = "ended", _("Ended")

    standing_order = models.ForeignKey(StandingOrder, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(null=True, blank=True)
    code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__in=["begun", "changed", "lines", "skipped", "paused", "resumed", "taken_over", "ended"]
                ),
                name="buying_standing_milestone_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_order_id} {self.what}"

    @property
    def why(self) -> str:
        """What was said about it, or why it happened by itself."""
        return why_by_itself(self.code) or self.note

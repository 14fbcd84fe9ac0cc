"""Budgets, and the encumbrances that bind them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category, CostCentre, Employee, LegalEntity, Project

ZERO = Decimal(0)


class Mode(models.TextChoices):
    """What happens to a request that goes beyond the budget."""

    WARN = "warn", _("warn")
    BLOCK = "block", _("block")


class Stage(models.TextChoices):
    """How firmly an amount is bound: asked for, ordered, or promised by the supplier."""

    REQUESTED = "requested", _("requested")
    COMMITTED = "committed", _("committed")
    CONFIRMED = "confirmed", _("confirmed")


class Budget(models.Model):
    """What may be spent from ``starts_on`` to ``ends_on`` (both included), in the legal entity's currency.

    It covers what matches each of cost centre, project and category that is named; a category covers those below it.
    ``requested``, ``committed`` and ``confirmed`` are the sums of its encumbrances; the database keeps their total
    within ``amount`` where the budget blocks. ``version`` counts changes of the budget itself.
    """

    public_id = models.CharField(max_length=32, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="budgets")
    name = models.CharField(_("name"), max_length=200)
    owner = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="budgets")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4)
    mode = models.CharField(_("beyond it"), max_length=10, choices=Mode.choices, default=Mode.WARN)
    active = models.BooleanField(_("in use"), default=True)
    requested = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    committed = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    confirmed = models.DecimalField(max_digits=18, decimal_places=4, default=ZERO)
    version = models.PositiveIntegerField(default=1)
    warned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-active", "starts_on", "name", "pk"]
        indexes = [models.Index(fields=["legal_entity", "starts_on", "ends_on"])]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "name", "starts_on"], name="buying_budget_named_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="buying_budget_mode_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="buying_budget_ends_after_start"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, requested__gte=0, committed__gte=0, confirmed__gte=0),
                name="buying_budget_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(mode="block") | Q(amount__gte=F("requested") + F("committed") + F("confirmed")),
                name="buying_budget_never_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("budgets:budget", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"budget:{self.public_id}"

    @property
    def bound(self) -> Decimal:
        return self.requested + self.committed + self.confirmed

    @property
    def left(self) -> Decimal:
        return self.amount - self.bound


class Encumbrance(models.Model):
    """What one line binds of one budget at one stage. ``about`` and ``key`` name it, as ``request:…`` and ``3``."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="encumbrances")
    about = models.CharField(max_length=60)
    key = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    since = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["about", "key"]), models.Index(fields=["budget", "-since"])]
        constraints = [
            models.UniqueConstraint(fields=["budget", "about", "key", "stage"], name="buying_encumbrance_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="buying_encumbrance_stage_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="buying_encumbrance_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.about}/{self.key} {self.stage} {self.amount}"


class Revision(models.Model):
    """What a budget was before a change of its amount or mode, who changed it, and why."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="revisions")
    amount_before = models.DecimalField(max_digits=18, decimal_places=4)
    amount_after = models.DecimalField(max_digits=18, decimal_places=4)
    mode_before = models.CharField(max_length=10)
    mode_after = models.CharField(max_length=10)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.amount_before} {self.amount_after}"

"""What somebody did about goods that do not come: asked again, had them looked for, accepted a price, gave them up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RemedyKind(models.TextChoices):
    AGAIN = "again", _("asked for again")
    ELSEWHERE = "elsewhere", _("another supplier is looked for")
    ACCEPT = "accept", _("the supplier's price is accepted")
    GIVE_UP = "give_up", _("given up")


class Remedy(models.Model):
    """One thing that was done about ``quantity`` of a line that the supplier refused. What was done about counts once:
    as long as ``over_at`` is null nobody does anything else about it.

    ``about`` is what came of it, as the audit trail names it (a request, a change), ``number`` what people call that.
    It is over when nothing came of it: the draft was withdrawn, the change was not taken.
    """

    order = models.ForeignKey("buying_orders.PurchaseOrder", on_delete=models.PROTECT, related_name="remedies")
    line = models.ForeignKey("buying_orders.OrderLine", on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=12, choices=RemedyKind.choices)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    code = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    number = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "remedies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RemedyKind.values), name="buying_remedy_kind_known"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="buying_remedy_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"

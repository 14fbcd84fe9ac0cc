"""Rows of a registration: what a company said of itself, and whether that was believed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import new_public_id
from fondaco.selling.accounts.models import BusinessAccount


class Registration(models.Model):
    """A company asks to become a customer. Nothing else exists until its first administrator follows the mailed link.

    ``digest`` is the SHA-256 of the link's token. ``address`` has the fields of :class:`fondaco.documents.Address`.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    company = models.CharField(max_length=200)
    vat_number = models.CharField(max_length=32)
    country = models.CharField(max_length=2)
    address = models.JSONField(default=dict)
    admin_name = models.CharField(max_length=200)
    admin_email = models.CharField(max_length=254)
    language = models.CharField(max_length=2, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    account = models.OneToOneField(
        BusinessAccount, null=True, blank=True, on_delete=models.PROTECT, related_name="registration"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, account__isnull=True)
                | models.Q(confirmed_at__isnull=False, account__isnull=False),
                name="registration_confirmed_has_an_account",
            )
        ]


class Review(models.Model):
    """A company that the store's people look at before it trades. ``reasons`` are why the rules did not let it in."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    account = models.OneToOneField(BusinessAccount, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_on = models.DateField()  # the last working day on which the answer keeps what was promised
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="waiting", decided_at__isnull=True)
                | models.Q(outcome__in=["approved", "refused"], decided_at__isnull=False),
                name="registration_review_decided",
            )
        ]

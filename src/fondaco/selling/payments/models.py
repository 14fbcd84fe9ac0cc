"""Rows of what a customer pays with."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import new_public_id
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.payments.states import RequestState


class PaymentMethod(models.Model):
    """A way to pay that an account's people share.

    By invoice: due ``terms_days`` after its date, and no more open at a time than ``credit_limit`` (in the account's
    currency). By card: a token that the provider gave, sealed, and what a person knows the card by; never a number.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("by invoice")
        CARD = "card", _("by card")

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="payment_methods")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=80)
    terms_days = models.PositiveSmallIntegerField(null=True, blank=True)
    credit_limit = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    token_sealed = models.BinaryField(default=b"")
    brand = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # the last day on which the card is good
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(is_default=True, removed_at__isnull=True),
                name="payments_one_default",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="invoice", terms_days__isnull=False, credit_limit__gte=0, token_sealed=b"", last_four=""
                )
                | (
                    models.Q(
                        kind="card",
                        terms_days__isnull=True,
                        credit_limit__isnull=True,
                        expires_on__isnull=False,
                        last_four__regex=r"^[0-9]{4}$",
                    )
                    & ~models.Q(token_sealed=b"")
                    & ~models.Q(provider="")
                ),
                name="payments_by_invoice_or_card",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(kind="invoice", removed_at__isnull=True),
                name="payments_one_invoice",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"payment-method:{self.public_id}"

    @property
    def words(self) -> str:
        """What people call it."""
        if self.kind == self.Kind.CARD:
            return self.label
        return gettext("By invoice, due after %(n)s days") % {"n": self.terms_days}

    def good_on(self, day: date) -> bool:
        """A card runs out; payment by invoice does not."""
        return self.expires_on is None or self.expires_on >= day


class LimitRequest(models.Model):
    """A limit above what the store grants by itself, asked for in words; customer service decides."""

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="limit_requests")
    wanted = models.DecimalField(max_digits=18, decimal_places=4)
    words = models.TextField()
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(state="open"), name="payments_one_open_request"
            ),
            models.CheckConstraint(condition=models.Q(wanted__gt=0), name="payments_request_wanted"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "declined", "withdrawn"], granted__isnull=True)
                | models.Q(state="granted", granted__gt=0),
                name="payments_request_granted",
            ),
        ]

    @property
    def subject(self) -> str:
        return f"limit-request:{self.public_id}"

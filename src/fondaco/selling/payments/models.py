"""Rows of what a customer pays with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import new_public_id
from fondaco.selling.accounts.models import BusinessAccount


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
        ]

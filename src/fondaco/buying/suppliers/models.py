"""Suppliers: who sells to the company, under which terms, and over which connection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.exchange import Problem
from fondaco.bridge.models import Partner
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.trouble import said_again


class Policy(models.TextChoices):
    """What the company says about buying there."""

    PREFERRED = "preferred", _("Preferred")
    ALLOWED = "allowed", _("Allowed")
    BLOCKED = "blocked", _("Blocked")


class TryOutcome(models.TextChoices):
    """What the last try of the connection showed."""

    NEVER = "never", _("Never tried")
    WORKED = "worked", _("Works")
    FAILED = "failed", _("Does not work")


class AnswersBy(models.TextChoices):
    """Which machine of the supplier can be asked for price and stock."""

    NOTHING = "nothing", _("nobody: the requester punches out again")
    OCI_VALIDATE = "oci_validate", _("OCI VALIDATE")
    AVAILABILITY = "availability", _("a Fondaco store’s price and availability")
    API = "api", _("an interface of its own")


class Supplier(models.Model):
    """A supplier and, where there is one, its connection; without one orders go to ``order_email``.

    ``currency`` is the one agreed with it: a cart in another is not taken. ``price_tolerance_percent`` and
    ``price_tolerance_amount`` (a unit, in ``currency``) are null where the company's own hold.
    """

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    partner = models.OneToOneField(
        "bridge.Partner", on_delete=models.PROTECT, related_name="supplier", null=True, blank=True
    )
    order_email = models.EmailField(_("e-mail for orders"), blank=True)
    payment_terms = models.CharField(_("terms of payment"), max_length=200, blank=True)
    takes_changes = models.BooleanField(_("takes changed and cancelled orders"), default=False)
    deduplicates = models.BooleanField(_("answers a repeated order as before"), default=True)
    answers_by = models.CharField(
        _("price and stock are asked by"), max_length=20, choices=AnswersBy.choices, default=AnswersBy.NOTHING
    )
    price_tolerance_percent = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    price_tolerance_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    what_to_buy = models.CharField(_("what to buy there"), max_length=300, blank=True)
    policy = models.CharField(_("policy"), max_length=20, choices=Policy.choices, default=Policy.ALLOWED)
    policy_note = models.CharField(_("what the policy says"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    service_email = models.EmailField(_("e-mail of customer service"), blank=True)
    service_phone = models.CharField(_("telephone of customer service"), max_length=40, blank=True)
    start_origins = models.JSONField(default=list, blank=True)
    tried = models.CharField(max_length=20, choices=TryOutcome.choices, default=TryOutcome.NEVER)
    tried_at = models.DateTimeField(null=True, blank=True)
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_words = models.TextField(blank=True)
    trouble_remedy = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="buying_supplier_policy_known"),
            models.CheckConstraint(condition=Q(tried__in=TryOutcome.values), name="buying_supplier_tried_known"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_supplier_currency"),
            models.CheckConstraint(condition=Q(answers_by__in=AnswersBy.values), name="buying_supplier_answers_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return f"supplier:{self.public_id}"

    @property
    def connection(self) -> Partner:
        """The partner that messages go to. Raises Refused where the supplier has none: orders go to it by mail."""
        if self.partner is None:
            raise Refused(
                "no_connection",
                gettext("There is no connection with %(supplier)s.") % {"supplier": self.name},
                gettext("A buyer can set one up on the supplier's page."),
            )
        return self.partner

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "?"

    @property
    def broken(self) -> bool:
        return self.tried == TryOutcome.FAILED

    @property
    def trouble(self) -> Problem:
        return said_again(code=self.trouble_code, said=self.trouble_words, remedy=self.trouble_remedy)

    @property
    def open_to_shop(self) -> bool:
        return self.policy != Policy.BLOCKED and self.partner is not None and self.partner.active

"""Rows of a registration: what a company said of itself, and whether that was believed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fondaco.bridge.models import new_public_id
from fondaco.people.legal import UNION
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


class Reason(models.TextChoices):
    """Why a company was not verified at once."""

    COUNTRY = "country", _("Companies of this country are looked at by a person.")
    VAT_UNCHECKED = "vat_unchecked", _("VAT numbers of this country cannot be checked by a rule.")
    FREE_MAIL = "free_mail", _("The e-mail address is from a mail provider, not of the company's own domain.")
    SIMILAR_NAME = "similar_name", _("A customer has a name much like this one.")
    REFUSED_BEFORE = "refused_before", _("A company with this VAT number was refused before.")


# What says nothing of anybody else.
_OWN = frozenset({Reason.COUNTRY, Reason.VAT_UNCHECKED, Reason.FREE_MAIL})


class Review(models.Model):
    """A company that the store's people look at before it trades.

    ``reasons`` are why the rules did not let it in at once (:class:`Reason`). ``reminded_at`` and ``overdue_told_at``
    say when the store's people were last reminded: once when the day comes near, once when it has passed.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", pgettext_lazy("company", "approved")
        REFUSED = "refused", pgettext_lazy("company", "refused")

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
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="waiting", decided_at__isnull=True)
                | models.Q(outcome__in=["approved", "refused"], decided_at__isnull=False),
                name="registration_review_decided",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | ~models.Q(words=""), name="registration_refused_in_words"
            ),
        ]

    def why(self) -> list[str]:
        """The reasons in the reader's language; one that is no longer known keeps its code."""
        return [str(Reason(one).label) if one in Reason.values else str(one) for one in self.reasons]

    def why_told(self) -> list[str]:
        """What the company itself is told of the reasons: nothing that speaks of other companies."""
        own = [str(Reason(one).label) for one in self.reasons if one in _OWN]
        return own or [str(_("Some companies are looked at by a person before they can buy."))]


def countries_at_once() -> list[str]:
    """Italy and the rest of the Union: their VAT numbers carry a check digit."""
    return sorted(UNION)


class VerificationRules(models.Model):
    """Which companies need nobody to look at them; at most one row, and none means these defaults.

    ``countries`` are ISO 3166-1 alpha-2 codes. A review is promised within ``working_days`` of ``calendar_country``.
    ``mail_providers`` are domains beside those known (:mod:`fondaco.selling.registration.providers`).
    """

    countries = models.JSONField(default=countries_at_once)
    working_days = models.PositiveSmallIntegerField(default=3)
    calendar_country = models.CharField(max_length=2, default="IT")
    mail_providers = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="registration_one_set_of_rules"),
            models.CheckConstraint(
                condition=models.Q(working_days__gte=1, working_days__lte=3), name="registration_working_days"
            ),
        ]

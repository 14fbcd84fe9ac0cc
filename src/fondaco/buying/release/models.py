"""Questions to suppliers' machines before an order goes out, what they answered, and who was reminded of a hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.exchange import Problem
from fondaco.buying.policy.subject import ShownPrices
from fondaco.buying.release.states import GOES_BACK, GOES_ON, InquiryState, Outcome
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.trouble import said_again


class Inquiry(models.Model):
    """One question to one supplier about approved lines of a request.

    ``by`` gave the approval that released them, in whose name the order goes out. It is due at ``next_at``: whoever
    asks moves that on first, so that a question whose asker died is asked again. ``problem_*`` is why there was no
    answer the last time.
    """

    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="inquiries")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=InquiryState.choices, default=InquiryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    problem_code = models.CharField(max_length=40, blank=True)
    problem_words = models.TextField(blank=True)
    problem_remedy = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "inquiries"
        indexes = [
            models.Index(fields=["next_at", "id"], name="buying_inquiry_due", condition=Q(state=InquiryState.WAITING))
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InquiryState.values), name="buying_inquiry_state_known"),
            models.CheckConstraint(
                condition=Q(state=InquiryState.WAITING, settled_at__isnull=True)
                | (~Q(state=InquiryState.WAITING) & Q(settled_at__isnull=False)),
                name="buying_inquiry_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.state}"

    @property
    def problem(self) -> Problem | None:
        if not self.problem_code:
            return None
        return said_again(code=self.problem_code, said=self.problem_words, remedy=self.problem_remedy)


class PriceCheck(models.Model):
    """One line of an inquiry: what was quoted and approved, what may be paid at most, and what the supplier says now.

    All prices are net for one ``unit``: ``quoted`` and ``limit`` in ``currency``, ``now`` in ``now_currency``, null
    where nothing was said, as ``available`` is. ``line`` is null once it was quoted again: that is another one.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="checks")
    line = models.ForeignKey(RequestLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="checks")
    line_number = models.PositiveIntegerField()
    supplier_part_id = models.TextField(blank=True)
    supplier_part_auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    quoted = models.DecimalField(max_digits=22, decimal_places=8)
    limit = models.DecimalField(max_digits=22, decimal_places=8)
    now = models.DecimalField(max_digits=22, decimal_places=8, null=True, blank=True)
    now_currency = models.CharField(max_length=3, blank=True)
    available = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["inquiry_id", "line_number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "line_number"], name="buying_price_check_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(outcome=""), name="buying_price_check_one_waits"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="buying_price_check_outcome_known"),
            models.CheckConstraint(
                condition=Q(quoted__gte=0) & Q(limit__gte=models.F("quoted")), name="buying_price_check_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_number} {self.outcome}"

    @property
    def key(self) -> str:
        return str(self.line_number)

    @property
    def shown(self) -> ShownPrices:
        """The three prices as the pages of requester and approver show them."""
        outcome = Outcome(self.outcome)
        waits, problem = outcome is Outcome.NONE, self.inquiry.problem
        tone = "going" if waits else "good" if outcome in GOES_ON else "act" if outcome in GOES_BACK else "calm"
        return ShownPrices(
            description=self.description or self.supplier_part_id,
            unit=self.unit,
            currency=self.currency,
            quoted=self.quoted,
            limit=self.limit,
            now=self.now,
            now_currency=self.now_currency,
            quantity=self.quantity,
            available=self.available,
            at=self.outcome_at or self.asked_at,
            words=str(_("being asked") if waits else outcome.label),
            tone=tone,
            supplier=self.inquiry.supplier.name,
            waits=waits,
            trouble=problem.words if waits and problem is not None else "",
        )


class HoldReminder(models.Model):
    """That whoever asked was told to fetch new prices before this hold ends: once for each hold."""

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="hold_reminders")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    hold_expires_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "supplier", "hold_expires_at"], name="buying_hold_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.hold_expires_at:%Y-%m-%d}"

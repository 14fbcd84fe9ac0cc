"""Rounds of approval with their steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fondaco.buying.approvals.states import DECIDED, RoundState, StepState
from fondaco.buying.ids import new_public_id
from fondaco.buying.policy.reasons import Reason


class Round(models.Model):
    """One subject's way through its approvers. ``digest`` is that of what they were asked about.

    The subject's number, title and amount are kept as they were: a round that is over stays as evidence.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=32)
    subject_number = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=RoundState.choices, default=RoundState.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["kind", "subject_id"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="buying_round_state_known"),
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(state="open"), name="buying_round_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.state}"

    @property
    def about(self) -> str:
        return f"{self.kind}:{self.subject_id}"


class Step(models.Model):
    """One person's part in a round. ``requester`` repeats the round's, so that the database can refuse a
    person who approves what they asked for.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=StepState.choices, default=StepState.WAITING)
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_digest = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "sequence"]
        indexes = [models.Index(fields=["person", "state", "asked_at"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "sequence"], name="buying_step_sequence_once"),
            models.UniqueConstraint(fields=["round", "person"], name="buying_step_person_once"),
            models.UniqueConstraint(fields=["round"], condition=Q(state="pending"), name="buying_step_one_pending"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="buying_step_state_known"),
            models.CheckConstraint(condition=~Q(person=F("requester")), name="buying_step_not_own"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_by=F("person")),
                name="buying_step_decided_by_the_one_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(DECIDED))
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_digest="")),
                name="buying_step_decision_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.sequence} {self.state}"

    @property
    def why(self) -> str:
        return "; ".join(Reason.from_json(reason).words for reason in self.reasons)


class Question(models.Model):
    """What an approver asks the requester before deciding, and the answer."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="buying_question_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

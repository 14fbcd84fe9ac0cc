"""Rounds of approval with their steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fondaco.buying.approvals.states import DECIDED, RoundState, StepState
from fondaco.buying.ids import new_public_id
from fondaco.buying.policy.reasons import Reason


class Round(models.Model):
    """One subject's way through its approvers. ``digest`` is that of what they were asked about, ``lines`` the same for
    each line, by its key.

    The subject's number, title and amount are kept as they were: a round that is over stays as evidence. ``policy`` is
    the public id of the version of the rules that led here. ``hold_expires_at`` is when the first of the suppliers'
    holds ends; null where none was said.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=32)
    subject_number = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    digest = models.CharField(max_length=64)
    lines = models.JSONField(default=dict)
    policy = models.CharField(max_length=32, blank=True)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
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
    """One person's part in a round. Steps of one ``stage`` are asked side by side; of a ``group`` that ``needs`` any
    one, the first approval does.

    ``lines`` are the keys of the lines to decide about; ``carried`` those that the same person approved before as they
    still are, each with the public id of that step. ``assigned_to`` is who is asked: ``person``, or who stands in for
    them while they are away. ``requester`` and ``beneficiary`` repeat the round's, so that the database can refuse
    somebody who approves what they asked for or get.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    stage = models.PositiveIntegerField(default=1)
    group = models.PositiveIntegerField(default=1)
    needs = models.CharField(max_length=5, default="all")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(default=list)
    carried = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=StepState.choices, default=StepState.WAITING)
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_digest = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "stage", "sequence"]
        indexes = [
            models.Index(fields=["assigned_to", "state", "asked_at"]),
            models.Index(fields=["decided_by", "-decided_at"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "sequence"], name="buying_step_sequence_once"),
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(state="pending"),
                name="buying_step_person_asked_once",
            ),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="buying_step_state_known"),
            models.CheckConstraint(
                condition=~Q(person=F("requester")) & ~Q(person=F("beneficiary")), name="buying_step_not_own"
            ),
            models.CheckConstraint(
                condition=~Q(assigned_to=F("requester")) & ~Q(assigned_to=F("beneficiary")),
                name="buying_step_not_assigned_to_own",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_by=F("person")) | Q(decided_by=F("assigned_to")),
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

    @property
    def to_decide(self) -> list[str]:
        """The keys of the lines that have to be decided about: those that were not approved before as they are."""
        return [key for key in self.lines if key not in self.carried]

    @property
    def stands_in(self) -> bool:
        """Whether somebody else is asked in the person's place."""
        return self.assigned_to_id != self.person_id


class Watcher(models.Model):
    """Somebody who is told about a round and not asked."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="watchers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="buying_watcher_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"


class Delegation(models.Model):
    """From ``from_on`` to ``until_on`` (both included) ``delegate`` decides in ``delegator``'s place about documents of
    ``kind`` (empty: all). ``ended_at`` is set where it was taken back before.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    delegator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("to"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["from_on", "until_on"])]
        constraints = [
            models.CheckConstraint(condition=~Q(delegator=F("delegate")), name="buying_delegation_to_another"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="buying_delegation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.delegator_id} {self.delegate_id}"

    @property
    def about(self) -> str:
        return f"delegation:{self.public_id}"


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

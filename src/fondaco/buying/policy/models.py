"""The policy in its versions, the rules of each, and limits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.ids import new_public_id
from fondaco.buying.policy.conditions import Condition


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class PolicyVersion(models.Model):
    """The whole of a company's rules as they hold from a day on, until a later version does.

    A published version never changes: rounds name the one that they were led by. There is one draft at a time;
    ``edits`` counts its changes, and whoever changes it names the count that they saw.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="policy_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    note = models.CharField(_("what changes"), max_length=300, blank=True)
    edits = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "number"], name="buying_policy_number_once"),
            models.UniqueConstraint(
                fields=["legal_entity"], condition=Q(state="draft"), name="buying_policy_one_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="buying_policy_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False, effective_on__isnull=False),
                name="buying_policy_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_entity_id} {self.number}"

    @property
    def about(self) -> str:
        return f"policy:{self.public_id}"


class Who(models.TextChoices):
    """Whom a rule leads to."""

    MANAGER = "manager", _("the requester's manager")
    CHAIN = "chain", _("every manager upward, until one whose limit covers the amount")
    COST_CENTRE_OWNER = "cost_centre_owner", _("who answers for the cost centre")
    PROJECT_OWNER = "project_owner", _("who answers for the project")
    CATEGORY_OWNER = "category_owner", _("who knows the category")
    BUDGET_OWNER = "budget_owner", _("who answers for the budget")
    PERSON = "person", _("named people")
    ROLE = "role", _("everybody with a role")


class Effect(models.TextChoices):
    """What a rule does where it applies."""

    APPROVE = "approve", _("asks for approval")
    WATCH = "watch", _("tells, without asking")
    WARN = "warn", _("warns whoever submits")
    BLOCK = "block", _("does not let it be submitted")


class Needs(models.TextChoices):
    ALL = "all", _("all of them")
    ANY = "any", _("any one of them")


class ApprovalRule(models.Model):
    """One sentence of a version. Amounts are in the legal entity's currency; null means any amount.

    ``conditions`` are those of ``policy.conditions`` as JSON. Rules with the same ``sequence`` are asked side by side.
    """

    public_id = models.CharField(max_length=32, default=new_public_id)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="rules")
    sequence = models.PositiveIntegerField(_("place in the order"), default=10)
    effect = models.CharField(_("what it does"), max_length=10, choices=Effect.choices, default=Effect.APPROVE)
    who = models.CharField(_("who approves"), max_length=20, choices=Who.choices, blank=True)
    needs = models.CharField(max_length=5, choices=Needs.choices, default=Needs.ALL)
    role = models.CharField(max_length=20, choices=RoleName.choices, blank=True)
    people = models.ManyToManyField(Employee, blank=True, related_name="+")
    instead = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    above = models.DecimalField(_("above"), max_digits=18, decimal_places=4, null=True, blank=True)
    up_to = models.DecimalField(_("up to"), max_digits=18, decimal_places=4, null=True, blank=True)
    of_lines = models.BooleanField(default=False)
    covers_lines = models.BooleanField(default=False)
    conditions = models.JSONField(default=list, blank=True)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "public_id"], name="buying_rule_once_per_version"),
            models.CheckConstraint(condition=Q(effect__in=Effect.values), name="buying_rule_effect_known"),
            models.CheckConstraint(
                condition=Q(who__in=Who.values) | Q(effect__in=["warn", "block"], who=""), name="buying_rule_who_known"
            ),
            models.CheckConstraint(condition=Q(needs__in=Needs.values), name="buying_rule_needs_known"),
            models.CheckConstraint(
                condition=(Q(above__isnull=True) | Q(above__gte=0)) & (Q(up_to__isnull=True) | Q(up_to__gte=0)),
                name="buying_rule_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(above__isnull=True) | Q(up_to__isnull=True) | Q(up_to__gt=F("above")),
                name="buying_rule_amounts_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(effect__in=["warn", "block"]) | ~Q(message=""), name="buying_rule_says_something"
            ),
            models.CheckConstraint(condition=~Q(who="role") | ~Q(role=""), name="buying_rule_role_named"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.effect} {self.who}"

    @property
    def asked(self) -> tuple[Condition, ...]:
        """The conditions, read."""
        told: list[dict[str, Any]] = self.conditions
        return tuple(Condition.from_json(one) for one in told)


class ApprovalLimit(models.Model):
    """The most that an employee may approve with nobody above being asked, in their company's currency."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="approval_limit")
    amount = models.DecimalField(_("limit"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="buying_limit_positive")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.amount}"


class TrialState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class LongTrial(models.Model):
    """A draft tried on many past documents, bit by bit: as it stood at ``edits`` changes, on those submitted before
    ``begun_at``.

    ``wanted`` documents at most, the latest first, of which ``tried`` were; ``asked_before`` and ``asked_after``
    decisions they took by the version in force and would by the draft; ``stopped`` could not have been submitted.
    ``longer_seconds`` is how much longer all of them would usually have waited together.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="trials")
    edits = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TrialState.choices, default=TrialState.RUNNING)
    wanted = models.PositiveIntegerField()
    tried = models.PositiveIntegerField(default=0)
    asked_before = models.PositiveIntegerField(default=0)
    asked_after = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    longer_seconds = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state="running"), name="buying_policy_one_trial_runs"
            ),
            models.CheckConstraint(condition=Q(tried__lte=F("wanted")), name="buying_policy_trial_within_wanted"),
            models.CheckConstraint(condition=Q(state__in=TrialState.values), name="buying_policy_trial_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.tried}/{self.wanted}"


class TrialDifference(models.Model):
    """A document of a long trial that would go another way; see ``policy.trials.Difference``."""

    trial = models.ForeignKey(LongTrial, on_delete=models.CASCADE, related_name="differences")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    submitted_at = models.DateTimeField()
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    stopped = models.JSONField(default=list)
    freed = models.BooleanField(default=False)
    longer_seconds = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number

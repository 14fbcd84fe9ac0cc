"""The lives of an approval round and of its steps."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    OPEN = "open", _("Open")
    PASSED = "passed", _("Approved")
    FAILED = "failed", _("Rejected")
    RETURNED = "returned", _("Sent back for changes")
    SUPERSEDED = "superseded", _("Replaced by a later round")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RoundEvent(StrEnum):
    PASS = "pass"  # noqa: S105  (the last step was approved)
    FAIL = "fail"
    SEND_BACK = "send_back"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class StepState(models.TextChoices):
    WAITING = "waiting", _("Later")
    PENDING = "pending", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    RETURNED = "returned", _("Sent back")
    SKIPPED = "skipped", _("Not needed any more")
    BEFORE = "before", _("Approved before, as it still is")
    FORWARDED = "forwarded", _("Passed on")


class StepEvent(StrEnum):
    ASK = "ask"
    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"
    SKIP = "skip"  # the round ended, or another of those of whom any one does approved
    CARRY = "carry"  # everything it is about was approved by the same person before, as it still is
    FORWARD = "forward"  # somebody else is asked instead
    POSTPONE = "postpone"  # somebody else is asked before


ROUND_TRANSITIONS: dict[RoundState, dict[RoundEvent, RoundState]] = {
    RoundState.OPEN: {
        RoundEvent.PASS: RoundState.PASSED,
        RoundEvent.FAIL: RoundState.FAILED,
        RoundEvent.SEND_BACK: RoundState.RETURNED,
        RoundEvent.SUPERSEDE: RoundState.SUPERSEDED,
        RoundEvent.WITHDRAW: RoundState.WITHDRAWN,
    },
    RoundState.PASSED: {},
    RoundState.FAILED: {},
    RoundState.RETURNED: {},
    RoundState.SUPERSEDED: {},
    RoundState.WITHDRAWN: {},
}

STEP_TRANSITIONS: dict[StepState, dict[StepEvent, StepState]] = {
    StepState.WAITING: {
        StepEvent.ASK: StepState.PENDING,
        StepEvent.SKIP: StepState.SKIPPED,
        StepEvent.CARRY: StepState.BEFORE,
    },
    StepState.PENDING: {
        StepEvent.APPROVE: StepState.APPROVED,
        StepEvent.REJECT: StepState.REJECTED,
        StepEvent.SEND_BACK: StepState.RETURNED,
        StepEvent.SKIP: StepState.SKIPPED,
        StepEvent.FORWARD: StepState.FORWARDED,
        StepEvent.POSTPONE: StepState.WAITING,
    },
    StepState.APPROVED: {},
    StepState.REJECTED: {},
    StepState.RETURNED: {},
    StepState.SKIPPED: {},
    StepState.BEFORE: {},
    StepState.FORWARDED: {},
}

DECIDED = frozenset({StepState.APPROVED, StepState.REJECTED, StepState.RETURNED})
CONTENT = frozenset({StepState.APPROVED, StepState.BEFORE})

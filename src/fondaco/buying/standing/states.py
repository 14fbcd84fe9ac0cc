"""The life of a standing order, and of each of its cycles."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingState(models.TextChoices):
    ACTIVE = "active", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class StandingEvent(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    RUN_OUT = "run_out"  # its last day has passed, or it was asked for as often as was agreed


S, E = StandingState, StandingEvent

TRANSITIONS: dict[StandingState, dict[StandingEvent, StandingState]] = {
    S.ACTIVE: {E.PAUSE: S.PAUSED, E.END: S.ENDED, E.RUN_OUT: S.ENDED},
    S.PAUSED: {E.RESUME: S.ACTIVE, E.END: S.ENDED},
    S.ENDED: {},
}


class CycleState(models.TextChoices):
    """What became of one cycle. From ``HANDED`` and ``SUBMITTED`` on its request says how it stands."""

    ASKING = "asking", _("Prices are being asked for")
    HANDED = "handed", _("With its owner")
    SUBMITTED = "submitted", _("Submitted by itself")
    MISSED = "missed", _("Missed")
    SKIPPED = "skipped", _("Skipped")


class CycleEvent(StrEnum):
    HAND = "hand"  # something is in the way: the owner has to look
    SUBMIT = "submit"


C, CE = CycleState, CycleEvent

CYCLE_TRANSITIONS: dict[CycleState, dict[CycleEvent, CycleState]] = {
    C.ASKING: {CE.HAND: C.HANDED, CE.SUBMIT: C.SUBMITTED},
    C.HANDED: {},
    C.SUBMITTED: {},
    C.MISSED: {},
    C.SKIPPED: {},
}

MADE = frozenset({C.ASKING, C.HANDED, C.SUBMITTED})  # these have a request

"""The lives of a visit and of a quote's hold, as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.lifecycle import step


class VisitState(models.TextChoices):
    GRANTED = "granted", _("let in, not here yet")
    SHOPPING = "shopping", _("shopping")
    SUBMITTED = "submitted", _("items submitted")
    LEFT_EMPTY = "left_empty", _("left without a cart")
    EXPIRED = "expired", _("run out")


class VisitEvent(models.TextChoices):
    START = "start"
    SUBMIT = "submit"
    LEAVE = "leave"
    EXPIRE = "expire"


TRANSITIONS: dict[VisitState, dict[VisitEvent, VisitState]] = {
    VisitState.GRANTED: {
        VisitEvent.START: VisitState.SHOPPING,
        VisitEvent.EXPIRE: VisitState.EXPIRED,
    },
    VisitState.SHOPPING: {
        VisitEvent.START: VisitState.SHOPPING,  # a replayed setup lets the same person in again
        VisitEvent.SUBMIT: VisitState.SUBMITTED,
        VisitEvent.LEAVE: VisitState.LEFT_EMPTY,
        VisitEvent.EXPIRE: VisitState.EXPIRED,
    },
    VisitState.SUBMITTED: {
        VisitEvent.START: VisitState.SUBMITTED,  # to find the cart again and send it once more
    },
    VisitState.LEFT_EMPTY: {
        VisitEvent.START: VisitState.LEFT_EMPTY,
    },
    VisitState.EXPIRED: {},
}


class HoldState(models.TextChoices):
    HELD = "held", _("held")
    USED = "used", _("ordered")
    LAPSED = "lapsed", _("run out")
    RELEASED = "released", _("given up")


class HoldEvent(models.TextChoices):
    USE = "use"
    LAPSE = "lapse"
    RELEASE = "release"


# Each way leads out and none back: what was given up or ran out is quoted anew.
HOLD: dict[HoldState, dict[HoldEvent, HoldState]] = {
    HoldState.HELD: {
        HoldEvent.USE: HoldState.USED,
        HoldEvent.LAPSE: HoldState.LAPSED,
        HoldEvent.RELEASE: HoldState.RELEASED,
    },
    HoldState.USED: {},
    HoldState.LAPSED: {},
    HoldState.RELEASED: {},
}


def after(state: VisitState, event: VisitEvent) -> VisitState:
    """The state that follows. Raises IllegalStep."""
    return step(TRANSITIONS, state, event)


def hold_after(state: HoldState, event: HoldEvent) -> HoldState:
    """The state that follows. Raises IllegalStep."""
    return step(HOLD, state, event)

"""The life of a question to a supplier's machine."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class InquiryState(models.TextChoices):
    WAITING = "waiting", _("Being asked")
    ANSWERED = "answered", _("Answered")
    UNANSWERED = "unanswered", _("No answer")
    OVER = "over", _("Not needed any more")


class InquiryEvent(StrEnum):
    ANSWER = "answer"  # of a use or not: the lines are ordered, or go back
    GIVE_UP = "give_up"  # asked often enough
    DROP = "drop"  # withdrawn, or given back, while it was being asked


S, E = InquiryState, InquiryEvent

TRANSITIONS: dict[InquiryState, dict[InquiryEvent, InquiryState]] = {
    S.WAITING: {E.ANSWER: S.ANSWERED, E.GIVE_UP: S.UNANSWERED, E.DROP: S.OVER},
    S.ANSWERED: {},
    S.UNANSWERED: {},
    S.OVER: {},
}


class Outcome(models.TextChoices):
    """What the answer means for one line. Empty: there is none yet."""

    NONE = "", ""
    WITHIN = "within", _("within the limit")
    PRICE = "price", _("its price has risen")
    STOCK = "stock", _("there is not enough of it")
    GONE = "gone", _("the supplier does not have it any more")
    CURRENCY = "currency", _("it is quoted in another currency")
    UNANSWERED = "unanswered", _("the supplier’s system did not answer")
    UNWRITTEN = "unwritten", _("its order could not be written")
    LATE = "late", _("nobody waited for the answer any more")


GOES_ON = frozenset({Outcome.WITHIN})
GOES_BACK = frozenset({Outcome.PRICE, Outcome.STOCK, Outcome.GONE, Outcome.CURRENCY})

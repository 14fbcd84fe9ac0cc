"""A rhythm read aloud, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fondaco.buying.standing.models import StandingOrder
from fondaco.buying.standing.rhythm import LAST_DAY, WEEKS
from fondaco.web.formatting import short_day, weekday

A_MONDAY = date(2024, 1, 1)


def weekday_name(number: int) -> str:
    """0 is Monday."""
    return weekday(A_MONDAY + timedelta(days=number), get_language() or "en")


def month_day_name(day: int) -> str:
    return _("the last day") if day == LAST_DAY else _("day %(day)d") % {"day": day}


def rhythm_words(order: StandingOrder) -> str:
    """``every 2 weeks on Monday``, ``every month on the last day``."""
    facts = {"every": order.every, "day": weekday_name(order.day) if order.unit == WEEKS else order.day}
    if order.unit == WEEKS:
        return (_("every week on %(day)s") if order.every == 1 else _("every %(every)d weeks on %(day)s")) % facts
    if order.day == LAST_DAY:
        return (
            _("every month on its last day") if order.every == 1 else _("every %(every)d months on the last day")
        ) % facts
    return (_("every month on day %(day)d") if order.every == 1 else _("every %(every)d months on day %(day)d")) % facts


def end_words(order: StandingOrder) -> str:
    """``until 31 Dec 2026``, ``12 times``, ``until somebody ends it``."""
    if order.last_on is not None:
        return _("until %(day)s") % {"day": short_day(order.last_on, get_language() or "en")}
    if order.times is not None:
        return ngettext("%(count)d time", "%(count)d times", order.times) % {"count": order.times}
    return _("until somebody ends it")

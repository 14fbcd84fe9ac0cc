"""How long something takes, as people say it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def span_words(span: timedelta) -> str:
    """In minutes, hours or days, whichever is said; rounded to the nearest. Negative spans count as positive."""
    span = abs(span)
    minutes = round(span.total_seconds() / 60)
    if minutes < 2:
        return _("about a minute")
    if minutes < 60:
        return ngettext("about %(count)d minute", "about %(count)d minutes", minutes) % {"count": minutes}
    hours = round(span / HOUR)
    if hours < 36:
        return ngettext("about %(count)d hour", "about %(count)d hours", hours) % {"count": hours}
    days = round(span / DAY)
    return ngettext("about %(count)d day", "about %(count)d days", days) % {"count": days}

"""Everything that happened with a change, put into words, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from fondaco.audit.models import Line
from fondaco.bridge.journal import JournalEntry
from fondaco.buying.approvals.models import Round
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.orders.timeline import Entry, decisions, exchanged, newest_first
from fondaco.people.models import Person


def timeline_of(
    change: OrderChange,
    *,
    rounds: Iterable[Round],
    messages: Iterable[JournalEntry],
    show_messages: bool,
    lines: Iterable[Line],
) -> list[Entry]:
    """Newest first. ``show_messages`` links each message to its page. One statement, for the people."""
    return newest_first([*_steps(change, lines), *decisions(rounds), *exchanged(messages, show_messages)])


def _steps(change: OrderChange, lines: Iterable[Line]) -> Iterable[Entry]:
    words = {
        "change.asked": (_("Asked for"), "going"),
        "change.withdrawn": (_("Withdrawn: the order stays as it was"), "calm"),
        "change.approved": (_("The last approval was given"), "good"),
        "change.sent": (_("Put in line to be sent to the supplier"), "going"),
        "change.sent_back": (_("Sent back: the order stays as it was"), "act"),
        "change.rejected": (_("Rejected: the order stays as it was"), "wrong"),
        "change.taken": (_("The supplier took it: the order is changed"), "good"),
        "change.refused": (_("The supplier did not take it: the order stays as it was"), "wrong"),
    }
    known = [line for line in lines if line.action in words]
    people = Person.objects.in_bulk({line.by for line in known if line.by}) if known else {}
    for line in known:
        said, tone = words[line.action]
        by = None if line.action == "change.approved" else people.get(line.by or 0)
        yield Entry(line.at, said, tone, by=by, detail=_detail(change, line.action))


def _detail(change: OrderChange, action: str) -> str:
    if action == "change.asked":
        return change.reason
    return change.supplier_words if action in {"change.taken", "change.refused"} else ""

"""What went back and forth about something, for its page."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from fondaco.bridge import words as say
from fondaco.bridge.models import MessageIn, MessageOut, waits_until


@frozen
class JournalEntry:
    """One message for a timeline. ``url`` is its viewer page; ``next_attempt_at`` None where nothing more is planned.

    ``direction`` is ``in`` or ``out``; ``words`` is the state in the reader's language and ``tone`` its colour's name.
    """

    direction: str
    document_type: str
    document: str
    number: str
    url: str
    at: datetime
    state: str
    words: str
    tone: str
    attempts: int
    next_attempt_at: datetime | None
    partner_name: str
    status_code: int | None
    explanation: str
    problem: say.Problem | None


def messages_about(about: str) -> list[JournalEntry]:
    """Messages in and out about a subject, oldest first. Two statements."""
    came = MessageIn.objects.filter(about=about).select_related("partner").defer("body_sealed", "answer_sealed")
    went = MessageOut.objects.filter(about=about).select_related("partner").defer("body_sealed")
    entries = [*map(entry, came), *map(entry, went)]
    return sorted(entries, key=lambda one: one.at)


def entry(record: MessageIn | MessageOut) -> JournalEntry:
    """``record`` as a line of a list."""
    out = record if isinstance(record, MessageOut) else None
    said, tone = say.sending(record.state, out.problem) if out else say.taking(record.state)
    return JournalEntry(
        direction="out" if out else "in",
        document_type=record.document_type,
        document=say.document(record.document_type),
        number=record.number,
        url=record.get_absolute_url(),
        at=record.created_at,
        state=record.state,
        words=said,
        tone=tone,
        attempts=out.tries if out else 1,
        next_attempt_at=waits_until(out) if out else None,
        partner_name=record.partner.name,
        status_code=record.status_code,
        explanation=record.explanation,
        problem=say.problem(out.problem) if out else None,
    )

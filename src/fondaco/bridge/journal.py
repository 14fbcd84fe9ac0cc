"""What went back and forth about something, for its page."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class JournalEntry:
    """One message for a timeline. ``url`` is its viewer page; ``next_attempt_at`` None where nothing more is planned."""

    direction: str
    document_type: str
    number: str
    url: str
    at: datetime
    state: str
    words: str
    attempts: int
    next_attempt_at: datetime | None
    partner_name: str


def messages_about(about: str) -> list[JournalEntry]:
    """Messages in and out about a subject, oldest first."""
    raise NotImplementedError

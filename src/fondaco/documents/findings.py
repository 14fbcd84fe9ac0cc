"""What a reader noticed: where, what was expected, what stood there, and how to mend it."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Level(StrEnum):
    """How much a finding matters to the one who sent the document."""

    ERROR = "error"  # a receiver may refuse this, or part of it
    WARNING = "warning"  # understood all the same, but off the specification
    NOTE = "note"  # supplied from a profile, kept though unknown, or merely unusual


@frozen
class Finding:
    """One remark about one place. ``code`` is stable (``order.bill_to.missing``); the rest is for people."""

    code: str
    level: Level
    path: str
    expected: str
    found: str
    remedy: str

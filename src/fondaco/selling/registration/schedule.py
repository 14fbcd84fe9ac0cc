"""What recurs in registration."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.registration.operations import sweep_lapsed
from fondaco.selling.registration.reviewing import remind


def remind_reviewers(now: datetime) -> None:
    """Answers that are due on the next working day, and those that are overdue."""
    remind(now=now)


def forget_lapsed(now: datetime) -> None:
    """Registrations that nobody confirmed."""
    sweep_lapsed(now=now)


jobs = [
    Job(name="selling.remind_reviewers", every=timedelta(minutes=30), run=remind_reviewers),
    Job(name="selling.forget_registrations", every=timedelta(hours=6), run=forget_lapsed),
]

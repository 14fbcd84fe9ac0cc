"""What recurs at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.buying.shopping.operations import lapse_due
from fondaco.clock.schedule import Job


def lapse_sessions(now: datetime) -> None:
    """Visits that nobody came back from, and carts that nobody claimed."""
    lapse_due(now)


schedule = [
    Job(name="buying.lapse_sessions", every=timedelta(minutes=5), run=lapse_sessions),
]

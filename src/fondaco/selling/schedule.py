"""What recurs at the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.catalog.schedule import jobs as catalogue_jobs
from fondaco.selling.shopping.operations import expire_visits


def close_visits(now: datetime) -> None:
    """Visits whose hours are over."""
    expire_visits(now=now)


schedule = [Job(name="selling.close_visits", every=timedelta(minutes=5), run=close_visits), *catalogue_jobs]

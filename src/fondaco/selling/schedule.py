"""What recurs at the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.catalog.schedule import jobs as catalogue_jobs
from fondaco.selling.integration.schedule import jobs as integration_jobs
from fondaco.selling.orders.backorders import settle_backorders
from fondaco.selling.registration.schedule import jobs as registration_jobs
from fondaco.selling.shopping.holds import lapse_due
from fondaco.selling.shopping.operations import expire_visits


def close_visits(now: datetime) -> None:
    """Visits whose hours are over."""
    expire_visits(now=now)


def end_holds(now: datetime) -> None:
    """Quotes whose moment has come: their stock is anybody's again."""
    lapse_due(now=now)


def settle_what_waits(now: datetime) -> None:
    """Orders that wait for something: what has come is theirs, the oldest first; what comes too late is refused."""
    settle_backorders(now=now)


schedule = [
    Job(name="selling.close_visits", every=timedelta(minutes=5), run=close_visits),
    Job(name="selling.end_holds", every=timedelta(seconds=30), run=end_holds),
    Job(name="selling.settle_backorders", every=timedelta(seconds=30), run=settle_what_waits),
    *registration_jobs,
    *integration_jobs,
    *catalogue_jobs,
]

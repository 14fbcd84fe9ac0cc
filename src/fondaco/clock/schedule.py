"""Jobs that recur, and who runs them when.

A site's schedule is a module with ``schedule: list[Job]``, named by ``settings.FONDACO_SCHEDULE``. A job is due when
its interval has passed since it last began. The row of a job is locked while it runs, so that of several workers one
runs it and the others pass by; a job that raises is logged, counted, and due again at the next tick, with growing
pauses up to its own interval.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib import import_module

from attrs import frozen
from django.conf import settings
from django.db import transaction

from fondaco.clock.models import Run

log = logging.getLogger(__name__)


@frozen
class Job:
    """``run`` gets the time and does whatever has become due by then; it may run again after a failure."""

    name: str
    every: timedelta
    run: Callable[[datetime], None]


def site_schedule() -> list[Job]:
    """The jobs of this site."""
    jobs: list[Job] = import_module(settings.FONDACO_SCHEDULE).schedule
    return jobs


def run_due(*, now: datetime, jobs: Sequence[Job] | None = None) -> int:
    """Run what is due; how many jobs ran to their end."""
    return sum(_run_if_due(job, now) for job in (site_schedule() if jobs is None else jobs))


def _run_if_due(job: Job, now: datetime) -> bool:
    Run.objects.get_or_create(name=job.name, defaults={"due_at": now})
    with transaction.atomic():
        row = Run.objects.select_for_update(skip_locked=True).filter(name=job.name, due_at__lte=now).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                job.run(now)
        except Exception as trouble:
            # A job is a site's code: whatever it raises must not keep the other jobs from running.
            log.exception("The job %s failed and is tried again", job.name)
            row.failures += 1
            row.trouble = type(trouble).__name__
            row.due_at = now + min(job.every, timedelta(seconds=2 ** min(row.failures, 12)))
            row.save()
            return False
        row.ran_at, row.due_at, row.failures, row.trouble = now, now + job.every, 0, ""
        row.save()
        return True

"""Jobs that recur, and who runs them when.

A site's schedule is a module with ``schedule: list[Job]``, named by ``settings.FONDACO_SCHEDULE``. A job is due when
its interval has passed since it last began. The row of a job is locked while it runs, so that of several workers one
runs it and the others pass by; a job that raises is logged, counted, and due again at the next tick, with growing
pauses up to its own interval. A job that waits for other machines holds no lock meanwhile: its row is moved on before
it begins, and what it left undone, killed or not, it finds again when it is next due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import TypeVar

from attrs import frozen
from django.conf import settings
from django.db import transaction

from fondaco.clock.models import Run

log = logging.getLogger(__name__)


@frozen
class Job:
    """``run`` gets the time and does whatever has become due by then; it may run again after a failure.

    With ``waits`` it asks other machines: it runs outside any transaction, and must bear a second run beside it.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], None]
    waits: bool = False


T = TypeVar("T")


def one_by_one(act: Callable[[T], int], things: Iterable[T]) -> int:
    """The sum of what ``act`` says of each thing, each in a transaction of its own. One that raises is logged and left
    for the next time: else it would keep all that come after it waiting, every time.
    """
    done = 0
    for thing in things:
        try:
            with transaction.atomic():
                done += act(thing)
        except Exception:
            # Whatever it is, the others are not to wait for it.
            log.exception("What was due about %s failed and is tried again", thing)
    return done


def site_schedule() -> list[Job]:
    """The jobs of this site."""
    jobs: list[Job] = import_module(settings.FONDACO_SCHEDULE).schedule
    return jobs


def run_due(*, now: datetime, jobs: Sequence[Job] | None = None) -> int:
    """Run what is due; how many jobs ran to their end."""
    return sum(_run_if_due(job, now) for job in (site_schedule() if jobs is None else jobs))


def _run_if_due(job: Job, now: datetime) -> bool:
    Run.objects.get_or_create(name=job.name, defaults={"due_at": now})
    if job.waits:
        return _run_apart(job, now)
    with transaction.atomic():
        row = Run.objects.select_for_update(skip_locked=True).filter(name=job.name, due_at__lte=now).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                job.run(now)
        except Exception as trouble:
            # A job is a site's code: whatever it raises must not keep the other jobs from running.
            _failed(row, job, trouble, now)
            return False
        row.ran_at, row.due_at, row.failures, row.trouble = now, now + job.every, 0, ""
        row.save()
        return True


def _run_apart(job: Job, now: datetime) -> bool:
    """Whoever moves the row on runs the job, with nothing locked."""
    mine = Run.objects.filter(name=job.name, due_at__lte=now).update(due_at=now + job.every)
    if not mine:
        return False
    try:
        job.run(now)
    except Exception as trouble:
        _failed(Run.objects.get(name=job.name), job, trouble, now)
        return False
    Run.objects.filter(name=job.name).update(ran_at=now, failures=0, trouble="")
    return True


def _failed(row: Run, job: Job, trouble: Exception, now: datetime) -> None:
    log.error("The job %s failed and is tried again", job.name, exc_info=trouble)
    row.failures += 1
    row.trouble = type(trouble).__name__
    row.due_at = now + min(job.every, timedelta(seconds=2 ** min(row.failures, 12)))
    row.save()

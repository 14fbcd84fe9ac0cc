"""What runs beside the web processes: sends what is due, runs the schedule, seals the audit trail.

Any number of workers may run, of any number of threads: each message, letter and job is claimed under a row lock.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

import psycopg
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.utils import timezone

from fondaco import audit
from fondaco.bridge import door, mail, outbox
from fondaco.clock import schedule
from fondaco.people import limits

log = logging.getLogger(__name__)
POLL = 1.0  # seconds between looks, where no notice wakes us
SENDERS = 4  # messages in flight at once: a slow partner holds up one thread, not the house
Errand = Callable[[datetime], int]
Listener = AbstractContextManager[psycopg.Connection]


def _messages(now: datetime) -> int:
    return outbox.deliver_due(now=now)


def _outcomes(now: datetime) -> int:
    return outbox.tell_due(now=now)


def _letters(now: datetime) -> int:
    return mail.deliver_due(now=now)


def _jobs(now: datetime) -> int:
    jobs = [*schedule.site_schedule(), *housekeeping()]
    return schedule.run_due(now=now, jobs=[job for job in jobs if not job.waits])


def _questions(now: datetime) -> int:
    """The jobs that wait for other machines: letters and the other jobs do not wait with them."""
    return schedule.run_due(now=now, jobs=[job for job in schedule.site_schedule() if job.waits])


def housekeeping() -> list[schedule.Job]:
    """What every site forgets in time, whatever its own schedule."""
    return [
        schedule.Job("bridge.forget_turned_away", timedelta(days=1), door.sweep),
        schedule.Job("people.forget_tries", timedelta(hours=1), limits.sweep),
        schedule.Job("people.forget_sessions", timedelta(days=1), _forget_sessions),
    ]


def _forget_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lte=now).delete()


def run(stop: threading.Event, *, now: Callable[[], datetime] = timezone.now) -> None:
    """Work until ``stop`` is set, then finish what is in hand and return."""
    bell = threading.Event()
    senders = [
        threading.Thread(target=loop, args=(stop, bell, [_messages]), kwargs={"now": now}, name=f"sender-{number}")
        for number in range(SENDERS)
    ]
    rest = threading.Thread(
        target=loop, args=(stop, bell, [_letters, _jobs, audit.seal, _outcomes]), kwargs={"now": now}, name="chores"
    )
    asking = threading.Thread(target=loop, args=(stop, bell, [_questions]), kwargs={"now": now}, name="questions")
    for thread in (*senders, rest, asking):
        thread.start()
    listen(stop, bell)
    for thread in (*senders, rest, asking):
        thread.join()


def loop(stop: threading.Event, bell: threading.Event, errands: list[Errand], *, now: Callable[[], datetime]) -> None:
    """Run the errands again and again; an errand that raises is logged and does not keep the others from running."""
    while not stop.is_set():
        busy = False
        for errand in errands:
            busy = _once(errand, now()) or busy
        if not busy:
            bell.wait(POLL)
    connection.close()


def _once(errand: Errand, now: datetime) -> bool:
    try:
        return errand(now) > 0
    except Exception:
        log.exception("An errand of the worker failed and is tried again")
        # After a lost database, the next look opens a new connection.
        connection.close()
        return False


@contextmanager
def _listening() -> Iterator[psycopg.Connection]:
    """A connection of our own, outside Django's: it stays idle, and a notice must not wait for a query."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"LISTEN {outbox.CHANNEL}")
        yield listener


def listen(stop: threading.Event, bell: threading.Event, *, open_listener: Callable[[], Listener] = _listening) -> None:
    """Ring ``bell`` for each notice that something was written for sending. Where listening fails, polling goes on."""
    while not stop.is_set():
        try:
            with open_listener() as listener:
                while not stop.is_set():
                    for _ in listener.notifies(timeout=POLL, stop_after=1):
                        _ring(bell)
        except (DatabaseError, psycopg.Error):
            log.warning("Listening for messages was interrupted; polling goes on", exc_info=True)
            stop.wait(POLL)


def _ring(bell: threading.Event) -> None:
    bell.set()
    bell.clear()

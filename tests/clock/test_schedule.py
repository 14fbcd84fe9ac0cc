"""Jobs run when they are due, once, and a failing one keeps nobody else from running."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from fondaco.clock import schedule as clock
from fondaco.clock.models import Run
from fondaco.clock.schedule import Job, one_by_one

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ran: list[datetime] = []
schedule = [Job("sweep", HOUR, ran.append)]


@pytest.fixture(autouse=True)
def forget() -> None:
    ran.clear()


@pytest.mark.django_db
class TestDue:
    def test_a_job_runs_at_once_and_then_each_interval(self) -> None:
        assert clock.run_due(now=NOW, jobs=schedule) == 1
        assert clock.run_due(now=NOW + timedelta(minutes=59), jobs=schedule) == 0
        assert clock.run_due(now=NOW + HOUR, jobs=schedule) == 1

        assert ran == [NOW, NOW + HOUR]
        assert Run.objects.get().ran_at == NOW + HOUR
        assert str(Run.objects.get()) == "sweep"

    def test_after_a_long_sleep_it_runs_once_and_not_for_every_hour_missed(self) -> None:
        clock.run_due(now=NOW, jobs=schedule)
        assert clock.run_due(now=NOW + timedelta(days=3), jobs=schedule) == 1
        assert clock.run_due(now=NOW + timedelta(days=3), jobs=schedule) == 0

    def test_the_site_s_own_schedule_is_taken_where_none_is_given(self, settings: Any) -> None:
        settings.FONDACO_SCHEDULE = "tests.clock.test_schedule"
        assert clock.run_due(now=NOW) == 1

    def test_one_that_fails_is_logged_undone_and_tried_again_soon(self, caplog: pytest.LogCaptureFixture) -> None:
        fails = [True, True, False]

        def work(now: datetime) -> None:
            Run.objects.create(name=f"effect {len(fails)}", due_at=now)
            if fails.pop(0):
                raise RuntimeError("not now")

        jobs = [Job("weak", HOUR, work), *schedule]

        assert clock.run_due(now=NOW, jobs=jobs) == 1
        assert ran == [NOW]
        assert "weak" in caplog.text
        row = Run.objects.get(name="weak")
        assert (row.failures, row.trouble, row.due_at) == (1, "RuntimeError", NOW + timedelta(seconds=2))
        clock.run_due(now=NOW + timedelta(seconds=2), jobs=jobs)
        assert Run.objects.get(name="weak").due_at == NOW + timedelta(seconds=6)
        clock.run_due(now=NOW + timedelta(seconds=6), jobs=jobs)

        row = Run.objects.get(name="weak")
        assert (row.failures, row.trouble, row.ran_at) == (0, "", NOW + timedelta(seconds=6))
        assert Run.objects.filter(name__startswith="effect").count() == 1

    def test_the_pause_after_failures_never_outgrows_the_interval(self) -> None:
        def fail(now: datetime) -> None:
            raise RuntimeError

        Run.objects.create(name="weak", due_at=NOW, failures=40)
        clock.run_due(now=NOW, jobs=[Job("weak", HOUR, fail)])
        assert Run.objects.get().due_at == NOW + HOUR


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_runs_a_job_and_the_others_pass_by() -> None:
    gate = threading.Barrier(4)

    def slow(now: datetime) -> None:
        ran.append(now)
        threading.Event().wait(0.2)

    def work() -> None:
        gate.wait()
        clock.run_due(now=NOW, jobs=[Job("sweep", HOUR, slow)])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == [NOW]


@pytest.mark.django_db(transaction=True)
class TestJobsThatWait:
    def test_one_runs_outside_any_transaction_and_only_when_it_is_due(self) -> None:
        inside: list[bool] = []
        jobs = [Job("asks", HOUR, lambda _now: inside.append(connection.in_atomic_block), waits=True)]

        assert [clock.run_due(now=NOW + timedelta(minutes=m), jobs=jobs) for m in (0, 59, 60)] == [1, 0, 1]

        assert inside == [False, False]
        assert Run.objects.get().ran_at == NOW + HOUR

    def test_while_one_worker_waits_another_passes_by(self) -> None:
        seen: list[int] = []
        jobs: list[Job] = []

        def wait(now: datetime) -> None:
            seen.append(clock.run_due(now=now, jobs=jobs))

        jobs.append(Job("asks", HOUR, wait, waits=True))
        clock.run_due(now=NOW, jobs=jobs)

        assert seen == [0]

    def test_one_that_was_killed_runs_again_when_it_is_next_due(self) -> None:
        def die(_now: datetime) -> None:
            raise SystemExit

        with pytest.raises(SystemExit):
            clock.run_due(now=NOW, jobs=[Job("asks", HOUR, die, waits=True)])

        assert clock.run_due(now=NOW + HOUR, jobs=[Job("asks", HOUR, ran.append, waits=True)]) == 1
        assert ran == [NOW + HOUR]

    def test_one_that_fails_is_counted_and_tried_again_soon(self, caplog: pytest.LogCaptureFixture) -> None:
        def fail(_now: datetime) -> None:
            raise RuntimeError("not now")

        assert clock.run_due(now=NOW, jobs=[Job("asks", HOUR, fail, waits=True)]) == 0

        row = Run.objects.get()
        assert (row.failures, row.trouble, row.due_at) == (1, "RuntimeError", NOW + timedelta(seconds=2))
        assert "asks" in caplog.text


@pytest.mark.django_db
def test_what_fails_about_one_thing_keeps_no_other_waiting_and_leaves_nothing_behind() -> None:
    def act(name: str) -> int:
        Run.objects.create(name=name, due_at=NOW)
        if name == "b":
            raise RuntimeError(name)
        return 1

    assert one_by_one(act, ["a", "b", "c"]) == 2
    assert set(Run.objects.values_list("name", flat=True)) == {"a", "c"}

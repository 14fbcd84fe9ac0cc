"""The worker: everything that is due gets done, a failing errand holds up nothing, and it stops when told to."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connections as all_connections
from django.utils import timezone

from fondaco import audit
from fondaco.bridge import mail, outbox, worker
from fondaco.bridge.models import Mail, MessageOut
from fondaco.clock.models import Run
from fondaco.clock.schedule import Job
from tests.bridge.conftest import make_partner, order

ran: list[datetime] = []
schedule = [Job("count", timedelta(hours=1), ran.append)]


def until(true: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_it_sends_runs_seals_and_stops(settings: Any) -> None:
    settings.FONDACO_SCHEDULE = "tests.bridge.test_worker"
    settings.FONDACO_MAIL_TRANSPORT = "fondaco.bridge.mail.KeepBackend"
    partner = make_partner(order_url="http://127.0.0.1:9/")
    Session.objects.create(session_key="old", expire_date=timezone.now() - timedelta(days=1))
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        now = timezone.now()
        outbox.enqueue(partner=partner, body=order(), about="order:1", number="PO-1", now=now)
        mail.post(to="a@x.example", subject="Hello", text="t", about="", now=now)
        audit.write(action="x", subject="y:1", by=None, now=now)

        until(lambda: MessageOut.objects.get().state == "dead")
        until(lambda: Mail.objects.get().state == "delivered")
        until(lambda: audit.verify().unsealed == 0)
        until(lambda: Run.objects.filter(ran_at__isnull=False).count() == 4)
    finally:
        stop.set()
        thread.join(15)
    assert not thread.is_alive()
    assert audit.verify().whole
    assert not Session.objects.exists()


def test_an_errand_that_fails_is_tried_again_and_does_not_hold_up_the_others() -> None:
    stop, bell = threading.Event(), threading.Event()
    seen: list[str] = []

    def fail(now: datetime) -> int:
        seen.append("failed")
        raise RuntimeError("not now")

    def good(now: datetime) -> int:
        seen.append("good")
        if seen.count("good") == 2:
            stop.set()
        return 0

    worker.loop(stop, bell, [fail, good], now=timezone.now)

    assert seen == ["failed", "good", "failed", "good"]


@pytest.mark.django_db(transaction=True)
def test_a_notice_rings_the_bell_before_the_poll_does() -> None:
    partner = make_partner()
    stop, bell = threading.Event(), threading.Event()
    rung = threading.Event()

    class Bell(threading.Event):
        def set(self) -> None:
            rung.set()

    listening = threading.Thread(target=worker.listen, args=(stop, Bell()))
    listening.start()
    until(lambda: _listeners() > 0)

    outbox.enqueue(partner=partner, body=order(), about="order:1", number="PO-1", now=timezone.now())

    assert rung.wait(5)
    stop.set()
    listening.join(5)
    assert not bell.is_set()


def _listeners() -> int:
    with all_connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
        return int(cursor.fetchone()[0])


def test_where_listening_breaks_it_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, bell = threading.Event(), threading.Event()
    tries: list[int] = []

    def broken() -> Any:
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise psycopg.OperationalError("the server went away")

    worker.listen(stop, bell, open_listener=broken)

    assert len(tries) == 2

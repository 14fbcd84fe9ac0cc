"""The trail: written once, chained in the order of sealing, and any change shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fondaco import audit
from fondaco.audit import trail
from fondaco.audit.models import Head, Line

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def write(subject: str = "order:1", action: str = "order.sent") -> Line:
    return audit.write(
        action=action, subject=subject, by=7, now=NOW, before={"state": "a"}, after={"state": "b"}, message="m1"
    )


def settle(seconds: float = 90) -> None:
    """Seal until nothing is left: another test's transaction beside it may hold the horizon back for a while."""
    end = time.monotonic() + seconds
    while audit.verify().unsealed and time.monotonic() < end:
        if not audit.seal(NOW):
            time.sleep(0.05)


@pytest.fixture
def guard_down(transactional_db: None) -> Iterator[Any]:
    """An attacker who owns the table."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER audit_line_keep_row")
        yield cursor
        cursor.execute("ALTER TABLE audit_line ENABLE TRIGGER audit_line_keep_row")


def test_the_room_offers_its_verbs_and_nothing_else() -> None:
    assert audit.seal is trail.seal
    with pytest.raises(AttributeError):
        audit.rewrite  # noqa: B018


@pytest.mark.django_db
class TestAppendOnly:
    def test_a_line_is_read_back_as_it_was_written(self) -> None:
        write()
        audit.write(action="order.closed", subject="order:1", by=None, now=NOW)
        write("order:2")

        first, second = audit.lines_for("order:1")

        assert (first.action, first.by, first.at) == ("order.sent", 7, NOW)
        assert (first.before, first.after, first.message) == ({"state": "a"}, {"state": "b"}, "m1")
        assert (second.by, second.before, second.after, second.message) == (None, None, None, "")
        assert str(first) == "order.sent order:1"

    def test_it_goes_with_the_change_that_is_undone(self) -> None:
        def change() -> None:
            with transaction.atomic():
                write()
                raise RuntimeError

        with pytest.raises(RuntimeError):
            change()
        assert not Line.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE audit_line SET action = 'order.refused'",
            "UPDATE audit_line SET by = 8",
            "UPDATE audit_line SET before = NULL",
            "UPDATE audit_line SET at = now()",
            "UPDATE audit_line SET action = 'x', position = 1, previous = 'a', digest = 'b', sealed_at = now()",
            "DELETE FROM audit_line",
        ],
    )
    def test_the_database_refuses_to_change_or_delete_it(self, change: str) -> None:
        write()

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

        assert Line.objects.get().action == "order.sent"

    def test_the_database_refuses_to_empty_the_table(self) -> None:
        write()
        with connection.cursor() as cursor:
            # What the suite switches off to clean up between tests.
            cursor.execute("ALTER TABLE audit_line ENABLE TRIGGER audit_line_keep_table")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute("TRUNCATE audit_line")
            cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER audit_line_keep_table")
        assert Line.objects.count() == 1

    def test_a_line_is_sealed_once_only(self) -> None:
        write()
        seal = "UPDATE audit_line SET position = 1, previous = 'a', digest = 'b', sealed_at = now()"
        with connection.cursor() as cursor:
            cursor.execute(seal)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(seal)


@pytest.mark.django_db(transaction=True)
class TestSealing:
    def test_lines_are_chained_in_order_and_the_chain_is_whole(self) -> None:
        for number in range(5):
            write(f"order:{number}")

        settle()

        verdict = audit.verify()
        assert (verdict.whole, verdict.sealed, verdict.unsealed) == (True, 5, 0)
        assert list(Line.objects.order_by("id").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
        assert Line.objects.get(position=1).previous == trail.GENESIS
        assert verdict.digest == Head.objects.get().digest == Line.objects.get(position=5).digest
        assert str(Head.objects.get()).startswith("5 ")

    def test_nothing_to_seal_is_nothing_done(self) -> None:
        assert audit.seal(NOW) == 0
        assert audit.verify().whole

    def test_it_goes_on_where_it_stopped_and_takes_at_most_the_limit(self) -> None:
        for number in range(3):
            write(f"order:{number}")
        while not audit.seal(NOW, limit=2):
            pass
        assert audit.verify().unsealed == 1
        settle()
        write("order:9")
        settle()
        assert (audit.verify().sealed, audit.verify().whole) == (4, True)

    def test_a_line_of_a_transaction_still_running_is_not_overtaken_by_a_later_id(self) -> None:
        written, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with transaction.atomic():
                write("order:slow")
                written.set()
                go_on.wait(10)
            connection.close()

        thread = threading.Thread(target=slow)
        thread.start()
        assert written.wait(10)
        write("order:quick")

        assert audit.seal(NOW) == 0
        assert audit.verify().unsealed == 1
        go_on.set()
        thread.join()
        settle()

        assert list(Line.objects.order_by("position").values_list("subject", flat=True)) == [
            "order:slow",
            "order:quick",
        ]
        assert audit.verify().whole

    def test_while_one_worker_seals_another_passes_by(self) -> None:
        write()
        sealed: list[int] = []

        def other() -> None:
            sealed.append(audit.seal(NOW))
            connection.close()

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [trail._LOCK])
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()

        assert sealed == [0]


@pytest.mark.django_db(transaction=True)
class TestTampering:
    @pytest.fixture(autouse=True)
    def chain(self, guard_down: Any) -> None:
        for number in range(1, 7):
            write(f"order:{number}")
        settle()
        assert audit.verify().unsealed == 0

    @pytest.mark.parametrize(
        ("change", "position", "words"),
        [
            ("UPDATE audit_line SET action = 'order.none' WHERE position = 3", 3, "changed"),
            ("UPDATE audit_line SET by = 8 WHERE position = 1", 1, "changed"),
            ("UPDATE audit_line SET by = NULL WHERE position = 6", 6, "changed"),
            ('UPDATE audit_line SET after = \'{"state": "c"}\' WHERE position = 4', 4, "changed"),
            ("UPDATE audit_line SET at = at + interval '1 microsecond' WHERE position = 2", 2, "changed"),
            ("UPDATE audit_line SET subject = 'order:99' WHERE position = 5", 5, "changed"),
            ("UPDATE audit_line SET message = '' WHERE position = 5", 5, "changed"),
            ("DELETE FROM audit_line WHERE position = 4", 4, "missing"),
            ("DELETE FROM audit_line WHERE position = 1", 1, "missing"),
            ("DELETE FROM audit_line WHERE position = 6", 6, "missing"),
            ("DELETE FROM audit_line", 1, "missing"),
            (
                "UPDATE audit_line SET position = 99 WHERE position = 2;"
                "UPDATE audit_line SET position = 2 WHERE position = 3;"
                "UPDATE audit_line SET position = 3 WHERE position = 99",
                2,
                "moved",
            ),
            ("UPDATE audit_head SET digest = repeat('f', 64)", 6, "head"),
            ("UPDATE audit_head SET position = 9", 7, "missing"),
        ],
    )
    def test_the_first_line_that_is_not_as_it_was_is_named(
        self, guard_down: Any, change: str, position: int, words: str
    ) -> None:
        guard_down.execute(change)

        verdict = audit.verify()

        assert not verdict.whole
        assert verdict.flaw is not None
        assert verdict.flaw.position == position
        assert words in verdict.flaw.words

    def test_a_line_forged_with_a_digest_of_its_own_does_not_fit_between_the_others(self, guard_down: Any) -> None:
        forged = Line.objects.get(position=3)
        forged.action = "order.forged"
        guard_down.execute(
            "UPDATE audit_line SET action = 'order.forged', digest = %s WHERE position = 3",
            [trail.digest_of(forged, position=3, previous=forged.previous)],
        )

        flaw = audit.verify().flaw

        assert flaw is not None
        assert (flaw.position, flaw.line_id, flaw.kind) == (3, forged.pk, "changed")

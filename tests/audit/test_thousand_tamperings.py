"""A thousand tamperings by somebody who owns the table, each found, named for what it is, and located."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from fondaco import audit
from fondaco.audit.models import Head, Line
from fondaco.audit.trail import CHANGED, INSERTED, MISSING, MOVED, Anchor, digest_of
from tests.audit.test_trail import NOW, settle

LENGTH = 16
TAMPERINGS = 1000
SEED = 20261128


class Expected(NamedTuple):
    kind: str
    position: int
    line_id: int | None


@pytest.fixture
def chain(transactional_db: None) -> Iterator[list[Line]]:
    for number in range(1, LENGTH + 1):
        audit.write(
            action="order.sent",
            subject=f"order:{number}",
            by=number,
            now=NOW + timedelta(seconds=number),
            before={"state": "draft", "total": f"{number}.50"},
            after={"state": "sent"},
            message=f"m{number}",
        )
    settle()
    assert audit.verify().whole
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER audit_line_keep_row")
    yield list(Line.objects.order_by("position"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_line ENABLE TRIGGER audit_line_keep_row")


def run(statement: str, values: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


CHANGES: dict[str, Callable[[random.Random], Any]] = {
    "action": lambda chance: chance.choice(["order.closed", "order.sent ", ""]),
    "subject": lambda chance: f"order:{chance.randint(100, 999)}",
    "by": lambda chance: chance.choice([None, 0, 777]),
    "at": lambda chance: NOW + timedelta(days=1, microseconds=chance.randint(0, 999_999)),
    "before": lambda chance: chance.choice([None, {}, {"state": "draft", "total": "0.50"}]),
    "after": lambda chance: chance.choice([None, {"state": "Sent"}, {"state": "sent", "more": 1}]),
    "message": lambda chance: chance.choice(["", "other"]),
    "digest": lambda chance: f"{chance.getrandbits(256):064x}",
    "previous": lambda chance: f"{chance.getrandbits(256):064x}",
}


def change_a_field(lines: list[Line], chance: random.Random) -> Expected:
    line = chance.choice(lines)
    name = chance.choice(list(CHANGES))
    Line.objects.filter(pk=line.pk).update(**{name: CHANGES[name](chance)})
    return Expected(CHANGED, line.position or 0, line.pk)


def change_a_field_and_its_digest(lines: list[Line], chance: random.Random) -> Expected:
    line = chance.choice(lines)
    line.action = "order.forged"
    digest = digest_of(line, position=line.position or 0, previous=line.previous)
    Line.objects.filter(pk=line.pk).update(action=line.action, digest=digest)
    return Expected(CHANGED, line.position or 0, line.pk)


def delete_a_row(lines: list[Line], chance: random.Random) -> Expected:
    line = chance.choice(lines)
    Line.objects.filter(pk=line.pk)._raw_delete("default")
    return Expected(MISSING, line.position or 0, None)


def delete_a_row_and_close_the_gap(lines: list[Line], chance: random.Random) -> Expected:
    line = chance.choice(lines[:-1])
    Line.objects.filter(pk=line.pk)._raw_delete("default")
    _shift(line.position or 0, -1)
    return Expected(MISSING, line.position or 0, None)


def swap_two_rows(lines: list[Line], chance: random.Random) -> Expected:
    first, second = sorted(chance.sample(lines, 2), key=lambda line: line.position or 0)
    Line.objects.filter(pk=first.pk).update(position=10_000)
    Line.objects.filter(pk=second.pk).update(position=first.position)
    Line.objects.filter(pk=first.pk).update(position=second.position)
    return Expected(MOVED, first.position or 0, first.pk)


def move_a_row_to_the_end(lines: list[Line], chance: random.Random) -> Expected:
    line = chance.choice(lines)
    Line.objects.filter(pk=line.pk).update(position=10_000)
    return Expected(MOVED, line.position or 0, line.pk)


def insert_a_row(lines: list[Line], chance: random.Random) -> Expected:
    return _insert(lines, chance, own_digest=False)


def insert_a_row_with_a_digest_of_its_own(lines: list[Line], chance: random.Random) -> Expected:
    return _insert(lines, chance, own_digest=True)


def _insert(lines: list[Line], chance: random.Random, *, own_digest: bool) -> Expected:
    place = chance.randint(1, LENGTH + 1)
    previous = lines[place - 2].digest if place > 1 else "0" * 64
    _shift(place - 1, 1)
    forged = Line(
        pk=50_000_000 + place,
        action="order.sent",
        subject="order:forged",
        at=NOW,
        position=place,
        previous=previous,
        digest=f"{chance.getrandbits(256):064x}",
        sealed_at=NOW,
    )
    if own_digest:
        forged.digest = digest_of(forged, position=place, previous=previous)
    forged.save(force_insert=True)
    kind = INSERTED
    if place == LENGTH + 1 and not own_digest:
        kind = CHANGED  # nothing stood there before, so all that can be said is that it is not what it says
    return Expected(kind, place, forged.pk)


def _shift(after: int, by: int) -> None:
    # By way of places far away: a place is taken once.
    run("UPDATE audit_line SET position = position + 1000000 WHERE position > %s", [after])
    run("UPDATE audit_line SET position = position - 1000000 + %s WHERE position > 1000000", [by])


def cut_the_tail(lines: list[Line], chance: random.Random) -> Expected:
    keep = chance.randint(0, LENGTH - 1)
    Line.objects.filter(position__gt=keep)._raw_delete("default")
    return Expected(MISSING, keep + 1, None)


def cut_the_tail_and_the_head(lines: list[Line], chance: random.Random) -> Expected:
    keep = chance.randint(1, LENGTH - 1)
    Line.objects.filter(position__gt=keep)._raw_delete("default")
    Head.objects.update(position=keep, digest=lines[keep - 1].digest)
    return Expected(MISSING, keep + 1, None)


KINDS = (
    change_a_field,
    change_a_field_and_its_digest,
    delete_a_row,
    delete_a_row_and_close_the_gap,
    swap_two_rows,
    move_a_row_to_the_end,
    insert_a_row,
    insert_a_row_with_a_digest_of_its_own,
    cut_the_tail,
    cut_the_tail_and_the_head,
)


def test_a_thousand_tamperings_are_each_located(chain: list[Line]) -> None:
    chance = random.Random(SEED)
    anchor = Anchor.of(audit.verify().anchor)
    located: Counter[str] = Counter()
    wrong = []
    for number in range(TAMPERINGS):
        tamper = KINDS[number % len(KINDS)]
        with transaction.atomic():
            fresh = list(Line.objects.order_by("position"))
            expected = tamper(fresh, chance)
            # Only a head that was rewritten as well needs what was written down elsewhere.
            flaw = audit.verify(anchor if tamper is cut_the_tail_and_the_head else None).flaw
            transaction.set_rollback(True)
        found = None if flaw is None else Expected(flaw.kind, flaw.position, flaw.line_id)
        if found == expected:
            located[tamper.__name__] += 1
        else:
            wrong.append((number, tamper.__name__, expected, found))

    assert wrong == []
    assert located == {tamper.__name__: TAMPERINGS // len(KINDS) for tamper in KINDS}
    assert audit.verify().whole


def test_a_chain_forged_to_its_end_is_found_out_by_what_was_written_down(chain: list[Line]) -> None:
    anchor = Anchor.of(audit.verify().anchor)
    with transaction.atomic():
        previous = chain[8].digest
        for line in chain[9:]:
            line.action, line.previous = "order.forged", previous
            previous = digest_of(line, position=line.position or 0, previous=previous)
            Line.objects.filter(pk=line.pk).update(action=line.action, previous=line.previous, digest=previous)
        Head.objects.update(digest=previous)
        without, flaw = audit.verify(), audit.verify(anchor).flaw
        transaction.set_rollback(True)

    assert without.whole
    assert flaw is not None
    assert (flaw.kind, flaw.position) == (CHANGED, LENGTH)


def test_a_longer_chain_still_holds_what_was_written_down(chain: list[Line]) -> None:
    anchor = Anchor.of(audit.verify().anchor)
    audit.write(action="order.closed", subject="order:1", by=1, now=datetime(2026, 4, 1, tzinfo=UTC))
    settle()

    verdict = audit.verify(anchor)

    assert (verdict.whole, verdict.sealed) == (True, LENGTH + 1)


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "0" * 64, "-1:" + "0" * 64, "1:" + "0" * 64 + "\n"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Anchor.of(text)

"""Write a line, seal the chain, prove it whole.

Business transactions only insert. Sealing is the worker's, one worker at a time under an advisory lock, so that no
transaction waits for another's line. Ids are given out before they are committed and so may commit out of order: only
lines are sealed whose inserting transaction is older than every transaction still running (``xmin`` against
``pg_snapshot_xmin``). What is sealed can then have no unseen neighbour before it, save one with a lower id from a
longer transaction, which takes the next position: the chain's order is ``position``, not ``id``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from attrs import frozen
from django.db import connection, transaction

from fondaco import rows
from fondaco.audit.models import Head, Line

GENESIS = "0" * 64
_LOCK = 7_201_411  # any number that nothing else in this database locks on


@frozen
class Flaw:
    """The first line that is not as it was sealed. ``position`` counts from 1 along the chain."""

    position: int
    line_id: int | None
    words: str


@frozen
class Verdict:
    """``sealed`` lines were looked at; ``unsealed`` await the worker. ``digest`` is what to write down elsewhere."""

    sealed: int
    unsealed: int
    digest: str
    flaw: Flaw | None

    @property
    def whole(self) -> bool:
        return self.flaw is None


def write(
    *,
    action: str,
    subject: str,
    by: int | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    message: str = "",
) -> Line:
    """Add a line in the caller's transaction. ``subject`` is ``type:public_id``."""
    line = Line(
        action=action,
        subject=subject,
        by=by,
        at=now,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        message=message,
    )
    rows.later(rows.inserting([line]))
    return line


def lines_for(subject: str) -> list[Line]:
    """Everything that happened to ``subject``, oldest first."""
    return list(Line.objects.filter(subject=subject).order_by("id"))


def digest_of(line: Line, *, position: int, previous: str) -> str:
    """SHA-256 (hex) over what the line says, where it stands and what stands before it."""
    content = [
        position,
        previous,
        line.pk,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.action,
        line.subject,
        line.by,
        line.before,
        line.after,
        line.message,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(now: datetime, *, limit: int = 1000) -> int:
    """Chain up to ``limit`` settled lines; how many were. 0 also where another worker is at it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            row = cursor.fetchone()
        if row is None or not row[0]:
            return 0
        settled = list(
            Line.objects.raw(
                "SELECT * FROM audit_line WHERE position IS NULL"
                " AND age(xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid)"
                " ORDER BY id LIMIT %s",
                [limit],
            )
        )
        if not settled:
            return 0
        head, _ = Head.objects.get_or_create(id=1, defaults={"position": 0, "digest": GENESIS})
        for line in settled:
            line.position = head.position + 1
            line.previous = head.digest
            line.digest = digest_of(line, position=line.position, previous=line.previous)
            line.sealed_at = now
            head.position, head.digest = line.position, line.digest
        Line.objects.bulk_update(settled, ["position", "previous", "digest", "sealed_at"], batch_size=200)
        head.save()
        return len(settled)


def verify() -> Verdict:
    """Walk the whole chain; the verdict names the first line tampered with, missing or moved."""
    head = Head.objects.filter(pk=1).first()
    lines = Line.objects.filter(position__isnull=False).order_by("position").iterator(chunk_size=2000)
    sealed, digest, flaw = _walk(lines)
    if flaw is None and (head.position if head else 0) != sealed:
        flaw = Flaw(sealed + 1, None, f"missing: the chain ends at {sealed}, its head says otherwise")
    if flaw is None and head is not None and head.digest != digest:
        flaw = Flaw(sealed, None, "the head's digest is not that of the last line")
    return Verdict(sealed, Line.objects.filter(position__isnull=True).count(), digest, flaw)


def _walk(lines: Iterable[Line]) -> tuple[int, str, Flaw | None]:
    position, digest = 0, GENESIS
    for line, place in _placed(lines):
        if place != position + 1:
            return position, digest, Flaw(position + 1, None, "missing: no line stands here")
        if digest_of(line, position=place, previous=line.previous) != line.digest:
            return position, digest, Flaw(place, line.pk, "changed after it was sealed, or moved from its place")
        if line.previous != digest:
            return position, digest, Flaw(place, line.pk, "does not follow the line before it")
        position, digest = place, line.digest
    return position, digest, None


def _placed(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    for line in lines:
        assert line.position is not None
        yield line, line.position

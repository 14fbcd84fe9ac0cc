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
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from attrs import frozen
from django.db import connection, transaction

from fondaco import rows
from fondaco.audit.models import Head, Line

GENESIS = "0" * 64
CHANGED, MISSING, MOVED, INSERTED = "changed", "missing", "moved", "inserted"
_LOCK = 7_201_411  # any number that nothing else in this database locks on


@frozen
class Flaw:
    """The first line that is not as it was sealed. ``position`` counts from 1 along the chain.

    ``kind`` is one of those above; ``words`` are for the administrator's console.
    """

    position: int
    line_id: int | None
    kind: str
    words: str


@frozen
class Anchor:
    """How far the chain reached once, and the digest of its last line then."""

    position: int
    digest: str

    @classmethod
    def of(cls, text: str) -> Anchor:
        """From what :attr:`Verdict.anchor` writes. Raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", text, re.ASCII):
            raise ValueError(text)
        position, _colon, digest = text.partition(":")
        return cls(int(position), digest)


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

    @property
    def anchor(self) -> str:
        """What to write down elsewhere, for :class:`Anchor`."""
        return f"{self.sealed}:{self.digest}"


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


def verify(anchor: Anchor | None = None) -> Verdict:
    """Walk the whole chain; the verdict names the first line that was changed, taken out, put in or moved.

    ``anchor`` is what an earlier verdict said and somebody wrote down elsewhere: with it even a chain that was cut off
    or forged from some line to its end, its head included, is found out.
    """
    head = Head.objects.filter(pk=1).first()
    lines = Line.objects.filter(position__isnull=False).order_by("position").iterator(chunk_size=2000)
    sealed, digest, flaw = _walk(lines, head, anchor)
    if flaw is None:
        flaw = _at_the_end(sealed, digest, head, anchor)
    return Verdict(sealed, Line.objects.filter(position__isnull=True).count(), digest, flaw)


def _walk(lines: Iterable[Line], head: Head | None, anchor: Anchor | None) -> tuple[int, str, Flaw | None]:
    position, digest = 0, GENESIS
    for line, place in _placed(lines):
        fits = place == position + 1 and line.previous == digest
        if not fits or digest_of(line, position=place, previous=line.previous) != line.digest:
            return position, digest, _flaw(position + 1, digest, line, head)
        if head is not None and place > head.position:
            return position, digest, Flaw(place, line.pk, INSERTED, "put in: it stands after the end of the chain")
        position, digest = place, line.digest
        if anchor is not None and place == anchor.position and digest != anchor.digest:
            words = "changed: its digest is not the one that was written down, so this line or one before it is forged"
            return position, digest, Flaw(place, line.pk, CHANGED, words)
    return position, digest, None


def _at_the_end(sealed: int, digest: str, head: Head | None, anchor: Anchor | None) -> Flaw | None:
    known = max(head.position if head else 0, anchor.position if anchor else 0)
    if known > sealed:
        return Flaw(sealed + 1, None, MISSING, f"missing: the chain ends at {sealed}, and reached {known} before")
    if head is None and sealed:
        return Flaw(sealed, None, MISSING, "missing: the head of the chain is gone")
    if head is not None and head.digest != digest:
        words = "changed: its digest is not that of the head, so this line or the head is forged"
        last = Line.objects.filter(position=sealed).first()
        return Flaw(sealed, last.pk if last else None, CHANGED, words)
    return None


def _flaw(expected: int, digest: str, line: Line, head: Head | None) -> Flaw:
    """What is wrong at ``expected``, where ``line`` is the first that does not fit after the line with ``digest``."""
    assert line.position is not None
    true = _true_line(expected, digest, line)
    if true is not None and true.pk != line.pk:
        return _displaced(expected, line, true)
    if true is not None:
        # What should stand here is the line itself, further along: somebody moved it, and nothing came in its place.
        return Flaw(expected, line.pk, MOVED, f"moved: it stands at {line.position} now")
    if line.position != expected:
        return Flaw(expected, None, MISSING, "missing: no line stands here")
    if digest_of(line, position=expected, previous=line.previous) == line.digest:
        if _is_followed(line, head):
            before = Line.objects.filter(position=expected - 1).first()
            words = "changed: the line after it follows another one"
            return Flaw(expected - 1, before.pk if before else None, CHANGED, words)
        return Flaw(expected, line.pk, CHANGED, "changed: it does not follow the line before it")
    stood = _where_it_stood(line)
    if stood is None:
        return Flaw(expected, line.pk, CHANGED, "changed after it was sealed")
    if stood < expected:
        # It was pushed along: the one that stands in its place, accepted so far, is not of this chain.
        other = Line.objects.filter(position=stood).first()
        return Flaw(stood, other.pk if other else None, INSERTED, "put in: another line stood here")
    return Flaw(expected, None, MISSING, f"missing: what stands here stood at {stood}")


def _displaced(expected: int, line: Line, true: Line) -> Flaw:
    """Another line than the one that was sealed stands at ``expected``: it was put in, or changed places with it."""
    if line.position == expected and _where_it_stood(line) is None:
        return Flaw(expected, line.pk, INSERTED, f"put in: line {true.pk} stood here and stands at {true.position} now")
    return Flaw(expected, true.pk, MOVED, f"moved: it stands at {true.position} now")


def _true_line(expected: int, digest: str, line: Line) -> Line | None:
    """The line that was sealed at ``expected``, wherever it stands now."""
    for found in Line.objects.filter(previous=digest, position__isnull=False).order_by("position"):
        if found.pk == line.pk and found.position == expected:
            continue
        if digest_of(found, position=expected, previous=digest) == found.digest:
            return found
    return None


def _is_followed(line: Line, head: Head | None) -> bool:
    if head is not None and head.digest == line.digest:
        return True
    return Line.objects.filter(previous=line.digest, position__isnull=False).exists()


def _where_it_stood(line: Line) -> int | None:
    """The place for which the line was sealed; None where its content fits none."""
    last = Line.objects.filter(position__isnull=False).order_by("-position").values_list("position", flat=True).first()
    # One more than there are: after a line was taken out and the rest moved up, the last stood one further.
    for place in range(1, (last or 0) + 2):
        if digest_of(line, position=place, previous=line.previous) == line.digest:
            return place
    return None


def _placed(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    for line in lines:
        assert line.position is not None
        yield line, line.position

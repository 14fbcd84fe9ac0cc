"""The only writer of the index: everything anew, or what changed since.

An advisory lock of PostgreSQL keeps a rebuild and the worker's updates from writing at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import tantivy
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fondaco.selling.catalog.models import IndexTask, Item
from fondaco.selling.catalog.search import generations
from fondaco.selling.catalog.search.schema import Places, build_schema, documents, prepare

Progress = Callable[[int, int, str], None]
BATCH = 1000
HEAP = 64_000_000
_LOCK = 0x464F4E44  # this use of advisory locks, and no other


class IndexerBusy(Exception):
    """Another process writes the index at this moment."""


def _quiet(done: int, total: int, words: str) -> None:
    pass


@contextmanager
def _alone() -> Iterator[None]:
    """For as long as a rebuild takes, outside any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise IndexerBusy
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _alone_until_commit() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def built() -> bool:
    """Whether there is an index to search."""
    return generations.current(generations.root()) is not None


def rebuild(progress: Progress = _quiet) -> int:
    """Build a new generation from the database and switch to it; returns how many items it holds.

    Readers go on with the old generation until the switch. Changes made meanwhile stay noted and are applied by
    the next :func:`update`. Raises :class:`IndexerBusy`.
    """
    with _alone():
        noted = list(IndexTask.objects.values_list("pk", flat=True))
        base = generations.root()
        folder = generations.create(base)
        index = prepare(tantivy.Index(build_schema(), path=str(folder)))
        writer = index.writer(HEAP, 1)
        places, total, written = Places(), Item.objects.filter(active=True).count(), 0
        for done, batch in _batches(total):
            for sheets in documents(batch, places):
                for sheet in sheets:
                    writer.add_document(sheet)
                written += 1
            progress(min(done, total), total, _("items indexed"))
        writer.commit()
        writer.wait_merging_threads()
        generations.switch(base, folder)
        IndexTask.objects.filter(pk__in=noted).delete()
        return written


def _batches(total: int) -> Iterator[tuple[int, list[Item]]]:
    last = done = 0
    while batch := list(Item.objects.filter(active=True, pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        done += len(batch)
        yield done, batch


def update(now: datetime, limit: int = 5000) -> int:
    """Bring what changed into the current generation; returns how many items were looked at.

    Tasks are read before their items, so that a change made in between is written now and once more later, never
    lost. Without an index, or while another process writes, nothing happens: the tasks wait.
    """
    if not IndexTask.objects.exists():
        return 0
    with transaction.atomic():
        folder = generations.current(generations.root()) if _alone_until_commit() else None
        return _update(folder, limit) if folder else 0


def _update(folder: Path, limit: int) -> int:
    tasks = dict(IndexTask.objects.order_by("pk").values_list("pk", "item_id")[:limit])
    ids = sorted(set(tasks.values()))
    index = prepare(tantivy.Index.open(str(folder)))
    writer = index.writer(HEAP, 1)
    for pk in ids:
        writer.delete_documents_by_term("id", pk)
    for sheets in documents(list(Item.objects.filter(pk__in=ids)), Places()):
        for sheet in sheets:
            writer.add_document(sheet)
    writer.commit()
    writer.wait_merging_threads()
    IndexTask.objects.filter(pk__in=list(tasks)).delete()
    return len(ids)

"""The index's life: generations, changes, rebuilding while people search."""

from __future__ import annotations

import threading
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from fondaco.selling.catalog import operations
from fondaco.selling.catalog.models import IndexTask, Item, Offer
from fondaco.selling.catalog.schedule import jobs
from fondaco.selling.catalog.search import generations
from fondaco.selling.catalog.search.indexer import IndexerBusy, built, rebuild, update
from fondaco.selling.catalog.search.port import IndexMissing, Query
from fondaco.selling.catalog.search.tantivy_index import TantivySearch
from tests.selling import making

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FONDACO_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def offers(db: None) -> list[Offer]:
    return [making.offer(price=str(10 + n), stock="5") for n in range(12)]


def test_a_change_is_found_after_the_workers_next_turn(folder: Path, offers: list[Offer], now: datetime) -> None:
    rebuild()
    engine = TantivySearch(folder)
    assert engine.search(Query(price_to=Decimal(5))).total == 0

    operations.change_price(offer_id=offers[3].pk, unit_price=Decimal(4), now=now)
    before = engine.search(Query(price_to=Decimal(5))).total
    jobs[0].run(now)

    assert before == 0
    assert engine.search(Query(price_to=Decimal(5))).hits == (offers[3].item_id,)
    assert not IndexTask.objects.exists()
    assert engine.search(Query()).total == 12


def test_what_is_withdrawn_or_sold_out_leaves_the_hits(folder: Path, offers: list[Offer], now: datetime) -> None:
    rebuild()
    engine = TantivySearch(folder)

    operations.withdraw_item(item_id=offers[0].item_id, now=now)
    operations.reserve(offer_id=offers[1].pk, quantity=Decimal(5), now=now)
    update(now)

    assert offers[0].item_id not in engine.search(Query()).hits
    assert engine.search(Query(in_stock=True)).total == 10


def test_changes_wait_while_there_is_no_index(folder: Path, offers: list[Offer], now: datetime) -> None:
    operations.withdraw_item(item_id=offers[0].item_id, now=now)

    looked_at = update(now)

    assert looked_at == 0
    assert not built()
    assert IndexTask.objects.count() == 1
    with pytest.raises(IndexMissing):
        TantivySearch(folder).search(Query())


def test_only_one_process_writes(folder: Path, offers: list[Offer], now: datetime) -> None:
    rebuild()
    operations.withdraw_item(item_id=offers[0].item_id, now=now)
    busy: list[object] = []

    def elsewhere() -> None:
        busy.append(update(now))
        try:
            rebuild()
        except IndexerBusy:
            busy.append("busy")
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [0x464F4E44])
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [0x464F4E44])

    assert busy == [0, "busy"]
    assert IndexTask.objects.count() == 1


def test_searching_goes_on_while_the_index_is_built_anew(folder: Path, offers: list[Offer]) -> None:
    rebuild()
    engine = TantivySearch(folder)
    stop = threading.Event()
    totals: set[int] = set()
    trouble: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                totals.add(engine.search(Query(text="stapler")).total)
            except BaseException as error:
                trouble.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        rebuild()
    making.offer()
    rebuild()
    stop.set()
    for reader in readers:
        reader.join()

    assert not trouble
    assert totals <= {12, 13}
    assert engine.search(Query(text="stapler")).total == 13


def test_old_generations_are_dropped_but_the_last(folder: Path, offers: list[Offer]) -> None:
    for _ in range(4):
        rebuild()

    kept = sorted(path.name for path in folder.iterdir())

    assert kept == ["current", "generation-2-000003", "generation-2-000004"]
    assert generations.current(folder) == folder / "generation-2-000004"


def test_a_build_that_broke_off_changes_nothing(folder: Path, offers: list[Offer]) -> None:
    rebuild()

    def power_cut(done: int, total: int, words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(power_cut)

    assert generations.current(folder) == folder / "generation-2-000001"
    assert TantivySearch(folder).search(Query()).total == 12
    assert rebuild() == 12


@pytest.mark.parametrize("pointer", ["", "../../etc", "generation-2-999999", "generation-2-00001\n"])
def test_a_spoilt_pointer_is_no_index(folder: Path, pointer: str) -> None:
    folder.mkdir(parents=True)
    (folder / "current").write_text(pointer)

    with pytest.raises(IndexMissing):
        TantivySearch(folder).search(Query())


def test_progress_is_told(folder: Path, offers: list[Offer]) -> None:
    told: list[tuple[int, int, str]] = []

    rebuild(lambda done, total, words: told.append((done, total, words)))

    assert told[-1][:2] == (12, 12)
    assert built()
    assert Path(settings.FONDACO_INDEX_DIR) == folder
    assert Item.objects.count() == 12

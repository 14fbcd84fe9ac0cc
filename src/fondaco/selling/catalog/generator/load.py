"""Puts the made catalogue into PostgreSQL, by COPY."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.selling.catalog.generator import categories
from fondaco.selling.catalog.generator.make import MadeItem, make_items
from fondaco.selling.catalog.generator.trade import SELLERS
from fondaco.selling.catalog.models import Category, Item, Level, Offer, Seller, Tier
from fondaco.selling.catalog.operations import NotPossible

Progress = Callable[[int, int, str], None]
BATCH = 2000

# fmt: off
ITEM_COLUMNS = [
    "id", "part_id", "category_id", "title_en", "title_it", "description_en", "description_it", "also", "brand",
    "manufacturer_part_id", "unit", "pack_size", "content_unit", "facts", "picture", "active", "exclusive",
]
OFFER_COLUMNS = [
    "id", "key", "item_id", "seller_id", "unit_price", "currency", "vat_rate", "stock", "reserved",
    "lead_time_days", "min_quantity", "max_quantity", "active", "fulfilment",
    "restock_on",
]
TIER_COLUMNS = ["id", "offer_id", "from_quantity", "unit_price"]
# fmt: on
VAT_RATE = Decimal(22)


def _quiet(done: int, total: int, words: str) -> None:
    pass


@transaction.atomic
def load_catalogue(*, count: int = 20_000, seed: str = "fondaco", now: datetime, progress: Progress = _quiet) -> int:
    """Fill an empty catalogue with ``count`` items. Raises :class:`NotPossible` where items exist already.

    The index is not built here; see ``search.indexer.rebuild``.
    """
    if Item.objects.exists():
        raise NotPossible("The catalogue has items already.")
    done = fill_tables(count=count, seed=seed, today=timezone.localdate(now), progress=progress)
    audit.write(
        action="catalog.loaded", subject=f"catalog:{seed}", by=None, now=now, after={"items": done, "seed": seed}
    )
    return done


def fill_tables(*, count: int, seed: str, today: date | None = None, progress: Progress = _quiet) -> int:
    """The rows alone, into tables that are empty; for :func:`load_catalogue`, tests and measurements.

    ``today`` is what days of restocking are counted from; without it none is known.
    """
    codes = _categories()
    sellers = _sellers()
    tables: dict[type[Model], list[str]] = {Item: ITEM_COLUMNS, Offer: OFFER_COLUMNS, Tier: TIER_COLUMNS}
    last = dict.fromkeys(tables, 0)
    done = 0
    batch: list[MadeItem] = []
    for made in make_items(count=count, seed=seed):
        batch.append(made)
        if len(batch) == BATCH or done + len(batch) == count:
            rows = _rows(batch, codes, sellers, last, today)
            for model, columns in tables.items():
                _copy(model._meta.db_table, columns, rows[model])
            done += len(batch)
            batch = []
            progress(done, count, _("items in the catalogue"))
    for model in tables:
        _set_sequence(model._meta.db_table)
    return done


def _rows(
    batch: list[MadeItem],
    codes: dict[str, int],
    sellers: dict[str, int],
    last: dict[type[Model], int],
    today: date | None,
) -> dict[type[Model], list[tuple[Any, ...]]]:
    rows: dict[type[Model], list[tuple[Any, ...]]] = {Item: [], Offer: [], Tier: []}
    for made in batch:
        last[Item] += 1
        rows[Item].append(
            (
                last[Item], made.part_id, codes[made.code], made.title_en, made.title_it, made.description_en,
                made.description_it, made.also, made.brand, made.manufacturer_part_id, made.unit, made.pack_size,
                made.content_unit, json.dumps(made.facts, ensure_ascii=False), made.picture, True, False,
            )
        )  # fmt: skip
        for offer in made.offers:
            last[Offer] += 1
            rows[Offer].append(
                (
                    last[Offer], offer.key, last[Item], sellers[offer.seller], offer.unit_price, "EUR", VAT_RATE,
                    offer.stock, 0, offer.lead_time_days, offer.min_quantity, offer.max_quantity, True,
                    offer.fulfilment, _later(today, offer.restock_days),
                )
            )  # fmt: skip
            for quantity, price in offer.tiers:
                last[Tier] += 1
                rows[Tier].append((last[Tier], last[Offer], quantity, price))
    return rows


def _later(today: date | None, days: int | None) -> date | None:
    return None if today is None or days is None else today + timedelta(days=days)


def _copy(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with cursor.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _set_sequence(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT coalesce(max(id), 1) FROM {table}))",  # noqa: S608
            [table],
        )


def _categories() -> dict[str, int]:
    """All categories, and the row ids of the commodities by their codes."""
    made: dict[str, Category] = {}
    tables = (
        (Level.SEGMENT, categories.SEGMENTS),
        (Level.FAMILY, categories.FAMILIES),
        (Level.COMMODITY, categories.COMMODITIES),
    )
    parents = {Level.SEGMENT: 0, Level.FAMILY: 2, Level.COMMODITY: 4}
    for level, table in tables:
        above = parents[level]
        rows = [
            Category(
                code=code,
                level=level,
                parent=made[code[:above].ljust(8, "0")] if above else None,
                name_en=en,
                name_it=it,
            )
            for code, (en, it) in table.items()
        ]
        made.update({row.code: row for row in Category.objects.bulk_create(rows)})
    return {code: made[code].pk for code in categories.COMMODITIES}


def _sellers() -> dict[str, int]:
    rows = [
        Seller(code=code, name=name, town=town, own=code == "fondaco")
        for code, name, town, _share, _level, _lead, _groups in SELLERS
    ]
    return {row.code: row.pk for row in Seller.objects.bulk_create(rows)}

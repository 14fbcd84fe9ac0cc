"""A small catalogue in the database and an index of it, for the tests of a module; nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from fondaco.selling.catalog.generator.load import fill_tables
from fondaco.selling.catalog.models import Category, IndexTask, Item, Offer, Seller, Tier
from fondaco.selling.catalog.search.indexer import rebuild

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COUNT = 1500


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        fill_tables(count=COUNT, seed="tests")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for model in (IndexTask, Tier, Offer, Item, Seller, Category):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture(scope="module")
def index_folder(catalogue: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """An index of the catalogue, where the settings look for it."""
    folder: Path = tmp_path_factory.mktemp("index")
    before, settings.FONDACO_INDEX_DIR = settings.FONDACO_INDEX_DIR, folder
    with django_db_blocker.unblock():
        rebuild()
    yield folder
    settings.FONDACO_INDEX_DIR = before


@pytest.fixture
def shopper(settings: Any) -> Client:
    """A browser on a visit, as far as the catalogue can tell."""
    own = "fondaco.selling.shopping.middleware.VisitMiddleware"
    stand_in = "tests.selling.catalog.visiting.VisitingMiddleware"
    settings.MIDDLEWARE = [stand_in if name == own else name for name in settings.MIDDLEWARE]
    settings.FONDACO_NAVIGATION = ""
    settings.TEMPLATES = [_without_shopping(one) for one in settings.TEMPLATES]
    return Client(headers={"Accept-Language": "en"})


def _without_shopping(engine: dict[str, Any]) -> dict[str, Any]:
    """What later slices put above every page needs a real visit."""
    kept = [name for name in engine["OPTIONS"]["context_processors"] if ".selling.shopping." not in name]
    return {**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": kept}}

"""A small catalogue in the database and an index of it, made once per session and rolled back around each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COUNT = 1500


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    from fondaco.selling.catalog.generator.load import load_catalogue
    from fondaco.selling.catalog.models import Item

    with django_db_blocker.unblock():
        if not Item.objects.exists():
            load_catalogue(count=COUNT, seed="tests", now=NOW)
    yield


@pytest.fixture(scope="session")
def built_index(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Path:
    """An index of the small catalogue, for tests that only read."""
    from django.conf import settings
    from fondaco.selling.catalog.search.indexer import rebuild

    folder: Path = tmp_path_factory.mktemp("index")
    before, settings.FONDACO_INDEX_DIR = settings.FONDACO_INDEX_DIR, folder
    with django_db_blocker.unblock():
        rebuild()
    settings.FONDACO_INDEX_DIR = before
    return folder

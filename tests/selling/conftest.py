"""A store with two customers and a way to post cXML to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from fondaco.selling.accounts.models import Connection
from tests.selling import making

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def lanterna(db: None, now: datetime) -> Connection:
    making.store(now)
    return making.customer(now)


@pytest.fixture
def other(lanterna: Connection, now: datetime) -> Connection:
    return making.customer(now, name="Other company", identity="other")


@pytest.fixture
def sender(lanterna: Connection) -> making.Sender:
    return making.Sender(Client())

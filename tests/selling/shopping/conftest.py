"""A person who has just come in."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.selling.shopping.models import Visit
from tests.selling import making


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves, so what they show has to be of today."""
    return timezone.now()


@pytest.fixture
def shopper(sender: making.Sender, now: datetime) -> Client:
    _, answer = sender.say(making.setup(), now=now)
    client = Client()
    assert client.get(making.start_path(answer)).status_code == 303
    return client


@pytest.fixture
def visit(shopper: Client) -> Visit:
    return Visit.objects.get()

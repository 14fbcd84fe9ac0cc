"""A session is new once, and is what Django would have kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fondaco.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_new_session_takes_one_statement_and_is_read_by_djangos_own() -> None:
    store = SessionStore()
    store["visit"] = "abc"

    with CaptureQueriesContext(connection) as ran:
        store.save()

    assert len(ran) == 1
    assert db.SessionStore(store.session_key)["visit"] == "abc"
    assert store.session_key
    assert len(store.session_key) == 32


def test_a_session_that_is_there_is_not_overwritten_by_a_new_one() -> None:
    first = SessionStore()
    first["visit"] = "abc"
    first.save()

    second = SessionStore()
    second._session_key = first.session_key  # type: ignore[attr-defined]
    second["visit"] = "xyz"
    with pytest.raises(CreateError):
        second.save(must_create=True)

    assert db.SessionStore(first.session_key)["visit"] == "abc"


def test_a_key_that_is_taken_leads_to_another() -> None:
    first = SessionStore()
    first.save()
    keys = iter([first.session_key, "b" * 32])

    class Unlucky(SessionStore):
        def _get_new_session_key(self) -> Any:
            return next(keys)

    second = Unlucky()
    second.save()

    assert second.session_key == "b" * 32
    assert Session.objects.count() == 2


def test_a_session_is_changed_flushed_and_gone() -> None:
    store = SessionStore()
    store["n"] = 1
    store.save()
    old = store.session_key
    store["n"] = 2
    store.save()
    assert SessionStore(old)["n"] == 2

    store.flush()

    assert not Session.objects.filter(session_key=old).exists()
    assert SessionStore(old).get("n") is None

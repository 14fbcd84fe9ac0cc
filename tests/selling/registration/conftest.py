"""A store, and companies that register with it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fondaco.people.models import Person
from fondaco.selling.accounts.models import StaffRole, Store
from fondaco.selling.accounts.operations import employ_person
from tests.selling import making


@pytest.fixture
def store(db: None, now: datetime) -> Store:
    return making.store(now)


def _staff(now: datetime, email: str, role: StaffRole) -> Client:
    person = Person.objects.create_person(email=email, name=email.partition("@")[0].capitalize())
    employ_person(person=person, role=role, by=None, now=now)
    return making.sign_in(Client(), person)


@pytest.fixture
def teresa(store: Store, now: datetime) -> Client:
    """A store administrator."""
    return _staff(now, "teresa@store.example", StaffRole.ADMINISTRATOR)


@pytest.fixture
def bruno(store: Store, now: datetime) -> Client:
    """Customer service."""
    return _staff(now, "bruno@store.example", StaffRole.SERVICE)

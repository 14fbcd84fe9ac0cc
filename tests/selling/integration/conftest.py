"""Customers on their way to PunchOut, and the people who bring them there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pytest
from attrs import frozen
from django.test import Client

from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Member, Role, StaffRole
from fondaco.selling.accounts.operations import add_member, create_account, employ_person
from fondaco.selling.integration import groups
from fondaco.selling.integration.models import Milestone
from fondaco.selling.integration.operations import note_milestone
from tests.selling import making


@frozen
class Somebody:
    """A member who is signed in."""

    member: Member
    client: Client

    @property
    def person(self) -> Person:
        return self.member.person


def somebody(account: BusinessAccount, email: str, roles: Iterable[Role], now: datetime) -> Somebody:
    person = Person.objects.create_person(email=email, name=email.partition("@")[0].capitalize())
    member = add_member(account=account, person=person, roles=roles, by=None, now=now)
    return Somebody(member, making.sign_in(Client(), person))


@pytest.fixture
def plain(db: None, now: datetime) -> Group:
    """The group of a company that has been verified and no more."""
    making.store(now)
    account = create_account(public_id="officine", name="Officine Riunite", currency="EUR", by=None, now=now)
    return account.groups.select_related("account").get()


@pytest.fixture
def elena(plain: Group, now: datetime) -> Somebody:
    """Its administrator."""
    return somebody(plain.account, "elena@officine.example", [Role.ADMINISTRATOR], now)


@pytest.fixture
def andrea(plain: Group, now: datetime) -> Somebody:
    """Its technical administrator."""
    return somebody(plain.account, "andrea@officine.example", [Role.TECHNICAL_ADMINISTRATOR], now)


@pytest.fixture
def stranger(other: Connection, now: datetime) -> Somebody:
    """Somebody with every role in another company."""
    return somebody(other.account, "stranger@other.example", list(Role), now)


@pytest.fixture
def integrating(plain: Group, elena: Somebody, now: datetime) -> Group:
    """The group once PunchOut was added."""
    groups.add_punchout(group=plain, by=elena.person, now=now)
    plain.refresh_from_db()
    return plain


@pytest.fixture
def bruno(db: None, now: datetime) -> Client:
    """Customer service."""
    making.store(now)
    person = Person.objects.create_person(email="bruno@store.example", name="Bruno")
    employ_person(person=person, role=StaffRole.SERVICE, by=None, now=now)
    return making.sign_in(Client(), person)


def pass_all(group: Group, now: datetime, *, but: Milestone | None = None) -> None:
    for one in Milestone:
        if one is not but:
            note_milestone(group_id=group.pk, milestone=one, about="order:x", now=now)

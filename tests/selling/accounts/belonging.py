"""People of a business account, with a browser in which they are signed in, and the letters they got."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connections
from django.test import Client

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection, Member, Role
from fondaco.selling.accounts.operations import add_member

PASSWORD = "a long and pleasant word"


def person(email: str, name: str = "", *, password: str | None = None) -> Person:
    return Person.objects.create_person(email=email, name=name or email.partition("@")[0].title(), password=password)


def member(connection: Connection, email: str, *roles: Role, now: datetime, who: Person | None = None) -> Member:
    return add_member(account=connection.account, person=who or person(email), roles=roles, by=None, now=now)


def administrator(connection: Connection, now: datetime, email: str = "ada@lanterna.example") -> Member:
    return member(connection, email, Role.ADMINISTRATOR, now=now)


def browser(someone: Member | Person) -> Client:
    client = Client()
    # As they are now: who has been signed out everywhere signs in again.
    client.force_login(Person.objects.get(pk=someone.person_id if isinstance(someone, Member) else someone.pk))
    return client


def letters(email: str) -> list[Mail]:
    return list(Mail.objects.filter(to=email).order_by("pk"))


def link_in(letter: Mail) -> str:
    """The path of the invitation's link."""
    found = re.search(r"https?://[^/\s]+(/invitation/\S+)", letter.text)
    assert found is not None, letter.text
    return found[1]


def lines(action: str) -> list[Line]:
    return list(Line.objects.filter(action=action).order_by("pk"))


def roles_of(one: Member) -> set[str]:
    return set(one.held_roles.values_list("role", flat=True))


def together(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Run them at one moment, each with a database connection of its own; what each gave or raised."""
    gate = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[index] = job()
        except Exception as raised:
            results[index] = raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return results

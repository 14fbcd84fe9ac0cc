"""The people whom the demo lets one play."""

from __future__ import annotations

from typing import NamedTuple

from fondaco.people.models import DemoPerson, Person


class DemoEntry(NamedTuple):
    """Somebody on the demo bar; ``current`` where it is who is signed in."""

    email: str
    name: str
    role: str
    current: bool = False


def add_demo_person(*, person: Person, role: str, order: int) -> None:
    """Put somebody on the demo bar, or change what is said of them there."""
    DemoPerson.objects.update_or_create(person=person, defaults={"role": role, "order": order})


def demo_people(current_id: int | None = None) -> list[DemoEntry]:
    """Everybody on the demo bar, in order."""
    rows = DemoPerson.objects.select_related("person")
    return [DemoEntry(row.person.email, row.person.name, row.role, row.person_id == current_id) for row in rows]

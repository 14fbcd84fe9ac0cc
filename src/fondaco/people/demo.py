"""The people whom the demo lets one play."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pyotp

from fondaco.people import second_factor
from fondaco.people.models import DemoPerson, Person, SecondFactor


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


class DemoCode(NamedTuple):
    """The code that counts now, empty where all of now were used; ``seconds`` until there is another."""

    code: str
    seconds: int


def enrol(*, person: Person, now: datetime) -> None:
    """Give somebody on the demo bar a second factor, as if they had set it up."""
    factor = second_factor.begin(person=person, secret=second_factor.new_secret(), now=now)
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)


def present_code(person: Person, now: datetime) -> DemoCode | None:
    """What the app of somebody on the demo bar would show; None for everybody else."""
    factor = SecondFactor.objects.filter(person=person, person__demo__isnull=False).first()
    if factor is None:
        return None
    present = second_factor.step_at(now)
    step = max(present, factor.last_step + 1)
    left = second_factor.STEP - int(now.timestamp()) % second_factor.STEP
    return DemoCode(pyotp.TOTP(factor.secret).generate_otp(step) if step <= present + 1 else "", left)

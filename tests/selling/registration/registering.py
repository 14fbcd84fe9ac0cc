"""What a company fills in, and the letters that it gets."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client

from fondaco.bridge.models import Mail
from fondaco.people.links import new_token
from fondaco.people.models import Person, new_public_id
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.registration.models import Registration
from fondaco.selling.registration.operations import Said, begin_registration, confirm_registration

PASSWORD = "molino-sul-bisagno-7"
FILLED = {
    "company": "Officine Molino S.r.l.",
    "country": "IT",
    "vat_number": "02483100109",
    "street": "Via del Molo 5",
    "postal_code": "16128",
    "city": "Genova",
    "province": "GE",
    "admin_name": "Carla Molino",
    "admin_email": "carla@officine-molino.example",
}
GERMAN = "DE136695976"


def said(**changes: Any) -> Said:
    given: dict[str, Any] = {
        "company": FILLED["company"],
        "vat_number": "IT02483100109",
        "country": "IT",
        "address": {"street": ["Via del Molo 5"], "city": "Genova", "postal_code": "16128", "country": "IT"},
        "admin_name": FILLED["admin_name"],
        "admin_email": FILLED["admin_email"],
        "language": "it",
    }
    return Said(**{**given, **changes})


def begin(now: datetime, **changes: Any) -> str:
    """The token of a registration that waits for its link to be followed."""
    token = new_token()
    begin_registration(said=said(**changes), public_id=new_public_id(), token=token, now=now)
    return token


def confirm(token: str, now: datetime, *, person: Person | None = None) -> BusinessAccount:
    password = "" if person else PASSWORD
    return confirm_registration(
        token=token, person=person, password=password, account_public_id=new_public_id(), now=now
    )


def in_review(now: datetime, **changes: Any) -> BusinessAccount:
    """A company that somebody has to look at: its administrator writes from a mail provider."""
    given = {"admin_email": "carla.molino@gmail.com", **changes}
    return confirm(begin(now, **given), now)


def letters(to: str) -> list[Mail]:
    return list(Mail.objects.filter(to=to).order_by("pk"))


def letter(to: str) -> Mail:
    (only,) = letters(to)
    return only


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/\s]+(/register/link/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def register(client: Client, **changes: str) -> Any:
    return client.post("/register", {**FILLED, **changes})


def follow(client: Client, **changes: str) -> Any:
    """Register by page and open the link of the letter; the page to confirm."""
    register(client, **changes)
    to = changes.get("admin_email", FILLED["admin_email"])
    return client.get(link_in(letters(to)[-1]), follow=True)


def counts() -> tuple[int, int, int]:
    return Registration.objects.count(), BusinessAccount.objects.count(), Person.objects.count()

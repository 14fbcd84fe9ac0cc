"""Two companies of the demo that wait for the store's people: one in time, one too long already."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.people.demo import add_demo_person
from fondaco.people.links import new_token
from fondaco.people.models import new_public_id
from fondaco.selling.registration.models import Registration
from fondaco.selling.registration.operations import Said, begin_registration, confirm_registration

ADMINISTRATOR = "carla.bernasconi@vetrerie-ceresio.example"
PART = "administrator of a company in review"

_COMPANIES = (
    (
        timedelta(hours=20),
        Said(
            company="Vetrerie del Ceresio Sagl",
            vat_number="CHE107787577",
            country="CH",
            address={"street": ["Via Cattori 4"], "city": "Lugano", "postal_code": "6900", "country": "CH"},
            admin_name="Carla Bernasconi",
            admin_email=ADMINISTRATOR,
            language="it",
        ),
    ),
    (
        timedelta(days=9),
        Said(
            company="Lanterna Mecanica S.r.l.s.",
            vat_number="IT12345670017",
            country="IT",
            address={"street": ["Salita San Rocco 3"], "city": "Genova", "postal_code": "16126", "country": "IT"},
            admin_name="Ivo Canepa",
            admin_email="ivo.canepa@lanterna-mecanica.example",
            language="it",
        ),
    ),
)


def seed_reviews(*, password: str, now: datetime, order: int) -> None:
    """Have them registered, where they are not; the first one's administrator stands on the demo bar."""
    for ago, said in _COMPANIES:
        if Registration.objects.filter(vat_number=said.vat_number).exists():
            continue
        token, then = new_token(), now - ago
        begin_registration(said=said, public_id=new_public_id(), token=token, now=then)
        account = confirm_registration(
            token=token, person=None, password=password, account_public_id=new_public_id(), now=then
        )
        if said.admin_email == ADMINISTRATOR:
            add_demo_person(person=account.members.get().person, role=PART.capitalize(), order=order)

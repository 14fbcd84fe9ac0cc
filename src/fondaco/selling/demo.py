"""The demo's store: its own people, the account of Lanterna Meccanica S.p.A., and a customer for conformance tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from secrets import token_urlsafe
from typing import NamedTuple

from django.db import transaction

from fondaco.bridge.models import Partner
from fondaco.people import second_factor
from fondaco.people.demo import add_demo_person, enrol
from fondaco.people.models import Person
from fondaco.selling import demo_account
from fondaco.selling.accounts.models import BusinessAccount, Connection, Role, StaffRole, Store
from fondaco.selling.accounts.operations import add_member, create_account, employ_person, open_store
from fondaco.selling.catalog.generator.customers import agree_samples
from fondaco.selling.catalog.generator.load import load_catalogue
from fondaco.selling.catalog.models import Item
from fondaco.selling.catalog.search import indexer
from fondaco.selling.integration.operations import Languages, NewConnection, connect_customer
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.operations import add_invoice
from fondaco.selling.registration import demo as registration

PASSWORD = "benvenuti-al-fondaco"  # noqa: S105  (the demo's, printed when it starts)
LANTERNA = "Lanterna Meccanica S.p.A."
CONFORMANCE = "Conformance customer"
CONFORMANCE_ORIGIN = "https://buyer.example.com"

CREDIT = Decimal(250_000)  # what a demo company may owe, in euro

Progress = Callable[[int, int, str], None]


class Character(NamedTuple):
    """``part`` is what the demo bar calls them."""

    name: str
    email: str
    part: str
    roles: tuple[Role, ...] = ()
    staff: StaffRole | None = None
    language: str = ""


PEOPLE = (
    Character(
        "Elena Rinaldi",
        "elena.rinaldi@lanterna-meccanica.example",
        "account administrator",
        (Role.ADMINISTRATOR, Role.PUNCHOUT_USER),
    ),
    Character(
        "Andrea Costa",
        "andrea.costa@lanterna-meccanica.example",
        "technical administrator",
        (Role.TECHNICAL_ADMINISTRATOR,),
    ),
    Character(
        "Teresa Gallo", "teresa.gallo@fondaco-store.example", "store administrator", staff=StaffRole.ADMINISTRATOR
    ),
    Character("Bruno Serra", "bruno.serra@fondaco-store.example", "customer service", staff=StaffRole.SERVICE),
)


def _silent(done: int, total: int, words: str) -> None:
    return None


def seed(
    *, now: datetime, desk_url: str, secrets: dict[str, str], items: int = 20_000, progress: Progress = _silent
) -> list[dict[str, str]]:
    """Make what is missing; what is there stays. Returns who can sign in: role, e-mail, password."""
    with transaction.atomic():
        _people_and_partners(now, desk_url, secrets)
    if not Item.objects.exists():
        load_catalogue(count=items, now=now, progress=progress)
        _agreements(now)
        indexer.rebuild(progress)
    elif not indexer.built():  # a first run that was broken off
        indexer.rebuild(progress)
    people = [(one.part, one.email) for one in PEOPLE] + [(registration.PART, registration.ADMINISTRATOR)]
    return [{"role": part, "email": email, "password": PASSWORD} for part, email in people]


def _agreements(now: datetime) -> None:
    """Prices, items and a buying policy of Lanterna's own."""
    accounts = {account.name: account for account in BusinessAccount.objects.filter(name__in=(LANTERNA, CONFORMANCE))}
    administrator = Person.objects.get(email=PEOPLE[0].email)
    agree_samples(account=accounts[LANTERNA], other=accounts[CONFORMANCE], by=administrator.pk, now=now)


def _people_and_partners(now: datetime, desk_url: str, secrets: dict[str, str]) -> None:
    if not Store.objects.exists():
        open_store(name="Fondaco Store S.r.l.", currency="EUR", vat_number="", now=now)
    lanterna = _account(LANTERNA, now)
    for order, character in enumerate(PEOPLE):
        _character(character, lanterna, order, now)
    _connection(lanterna, _lanterna_connection(desk_url, secrets), now)
    if "oci_connection" in secrets:
        _connection(lanterna, _oci_connection(desk_url, secrets), now)
    demo_account.fill(lanterna, by=Person.objects.get(email=PEOPLE[0].email), now=now)
    registration.seed_reviews(password=PASSWORD, now=now, order=len(PEOPLE))
    conformance = _account(CONFORMANCE, now)
    _connection(conformance, _conformance_connection(secrets), now)


def _account(name: str, now: datetime) -> BusinessAccount:
    account = BusinessAccount.objects.filter(name=name).first() or create_account(
        public_id=token_urlsafe(16), name=name, currency="EUR", by=None, now=now
    )
    if not PaymentMethod.objects.filter(account=account).exists():
        add_invoice(account=account, terms_days=30, credit_limit=CREDIT, by=None, now=now)
    return account


def _character(character: Character, account: BusinessAccount, order: int, now: datetime) -> None:
    person = Person.objects.with_email(character.email)
    if person is None:
        person = Person.objects.create_person(
            email=character.email, name=character.name, language=character.language, password=PASSWORD
        )
        if character.staff is not None:
            employ_person(person=person, role=character.staff, by=None, now=now)
        else:
            add_member(account=account, person=person, roles=character.roles, by=None, now=now)
        add_demo_person(person=person, role=character.part.capitalize(), order=order)
    if character.staff is not None and second_factor.factor_of(person) is None:
        enrol(person=person, now=now)


def _connection(account: BusinessAccount, new: NewConnection, now: datetime) -> None:
    known = (
        Connection.objects.filter(account=account, partner__their_identity=new.their_identity)
        .select_related("partner")
        .first()
    )
    if known is None:
        connect_customer(account=account, new=new, by=None, now=now)
    else:
        # The demo may have come up on other ports than last time, or be older than the addresses for orders.
        Partner.objects.filter(pk=known.partner_id).update(
            public_id=new.public_id, order_url=new.order_url, return_origins=list(new.return_origins)
        )


def _lanterna_connection(desk_url: str, secrets: dict[str, str]) -> NewConnection:
    return NewConnection(
        public_id=secrets["cxml_connection"],
        name=LANTERNA,
        our_domain=secrets["store_domain"],
        our_identity=secrets["store_identity"],
        their_domain=secrets["buyer_domain"],
        their_identity=secrets["buyer_identity"],
        secret_in=secrets["desk_to_store"],
        secret_out=secrets["store_to_desk"],
        order_url=f"{desk_url}/cxml",
        return_origins=(desk_url,),
    )


def _oci_connection(desk_url: str, secrets: dict[str, str]) -> NewConnection:
    """The same company from a second system: OCI for shopping, OAGIS for orders."""
    return NewConnection(
        public_id=secrets["oci_connection"],
        name=LANTERNA,
        our_domain="LogicalID",
        our_identity=secrets["oci_store_identity"],
        their_domain="LogicalID",
        their_identity=secrets["oci_buyer_identity"],
        secret_in=secrets["oagis_desk_to_store"],
        secret_out=secrets["oagis_store_to_desk"],
        order_url=f"{desk_url}/oagis",
        return_origins=(desk_url,),
        languages=Languages(
            punchout="oci",
            orders="oagis10",
            oci_login=secrets["oci_buyer_identity"],
            oci_settings={"person_parameter": "USER_EMAIL"},
        ),
        oci_password=secrets["oci_password"],
    )


def _conformance_connection(secrets: dict[str, str]) -> NewConnection:
    """Nobody listens at its address: what is sent there waits, and says so."""
    return NewConnection(
        public_id=secrets["conformance_connection"],
        name=CONFORMANCE,
        our_domain=secrets["store_domain"],
        our_identity=secrets["store_identity"],
        their_domain="NetworkID",
        their_identity="conformance-buyer",
        secret_in=secrets.get("conformance", ""),
        secret_out=secrets.get("conformance", ""),
        order_url=f"{CONFORMANCE_ORIGIN}/cxml",
        return_origins=(CONFORMANCE_ORIGIN,),
    )

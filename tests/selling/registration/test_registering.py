"""A company registers: what was said is kept, a link is mailed, and nothing else exists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from fondaco.audit import lines_for
from fondaco.bridge.models import Mail
from fondaco.people.links import digest_of
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Role, StaffRole, Store
from fondaco.selling.accounts.operations import add_member, create_account, employ_person
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.registration.models import Registration
from fondaco.selling.registration.operations import sweep_lapsed
from tests.selling import making
from tests.selling.registration import registering
from tests.selling.registration.registering import FILLED, register

pytestmark = pytest.mark.django_db


def customer(now: datetime, **changes: object) -> BusinessAccount:
    given: dict[str, object] = {"name": "Officine Molino S.r.l.", "vat_number": "IT02483100109", **changes}
    return create_account(public_id="known", currency="EUR", by=None, now=now, **given)  # type: ignore[arg-type]


def test_a_company_registers_and_nothing_exists_but_what_it_said(store: Store) -> None:
    answer = register(Client())

    assert (answer.status_code, answer.url) == (302, "/register/sent")
    kept = Registration.objects.get()
    assert (kept.company, kept.vat_number, kept.country) == (FILLED["company"], "IT02483100109", "IT")
    assert kept.address["street"] == ["Via del Molo 5"]
    assert kept.expires_at - kept.begun_at == timedelta(hours=48)
    assert not BusinessAccount.objects.exists()
    assert not Person.objects.exists()


def test_the_link_is_mailed_and_only_its_digest_is_kept(store: Store) -> None:
    register(Client())

    mail = registering.letter(FILLED["admin_email"])
    token = registering.link_in(mail).rpartition("/")[2]
    assert FILLED["company"] in mail.subject
    assert Registration.objects.get().digest == digest_of(token)
    assert [line.action for line in lines_for(mail.about)] == ["registration.begun"]
    assert FILLED["admin_email"] not in str([line.after for line in lines_for(mail.about)])


def test_the_letter_speaks_the_language_that_the_page_was_read_in(store: Store) -> None:
    client = Client(headers={"accept-language": "it"})

    register(client)

    assert "registrazione" in registering.letter(FILLED["admin_email"]).text


@pytest.mark.parametrize("missing", [field for field in FILLED if field != "province"])
def test_half_a_registration_is_told_what_is_missing_and_leaves_nothing(store: Store, missing: str) -> None:
    answer = register(Client(), **{missing: ""})

    assert answer.status_code == 422
    assert registering.counts() == (0, 0, 0)
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"vat_number": "02483100108"},
        {"vat_number": registering.GERMAN},
        {"vat_number": "x" * 33},
        {"country": "QQ"},
        {"admin_email": "carla"},
        {"admin_email": "carla@officine-molino.example\nbcc: all@example.org"},
        {"company": "Officine \u202eoniloM"},
        {"company": "x" * 201},
        {"company": "Officine\0Molino"},
        {"admin_name": "Carla\tMolino\x07"},
    ],
)
def test_what_is_wrong_is_said_and_leaves_nothing(store: Store, change: dict[str, str]) -> None:
    answer = register(Client(), **change)

    assert answer.status_code == 422
    assert registering.counts() == (0, 0, 0)
    assert not Mail.objects.exists()


def test_a_country_without_a_rule_is_believed_for_now(store: Store) -> None:
    answer = register(Client(), country="US", vat_number="12-3456789")

    assert answer.status_code == 302
    assert Registration.objects.get().vat_number == "US123456789"


@pytest.mark.parametrize("spelling", ["02483100109", "it 024.831.001-09"])
def test_the_vat_number_of_a_customer_leads_to_nothing_but_a_letter_that_says_so(
    store: Store, now: datetime, spelling: str
) -> None:
    customer(now)

    known = register(Client(), company="Quite another name", vat_number=spelling)
    unknown = register(
        Client(), company="Third", vat_number=registering.GERMAN, country="DE", admin_email="b@x.example"
    )

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Registration.objects.filter(vat_number="IT02483100109").count() == 0
    mail = registering.letter(FILLED["admin_email"])
    assert "is a customer here already" in mail.text
    assert "/register/link/" not in mail.text
    assert "Officine Molino" not in mail.text  # nothing is said of the customer
    assert [line.after for line in lines_for(mail.about)] == [{"why": "vat_number"}]


def test_a_customers_name_leads_to_nothing_but_a_letter_that_says_so(store: Store, now: datetime) -> None:
    customer(now, vat_number="")

    register(Client(), company="OFFICINE MOLINO S.R.L.")

    assert not Registration.objects.exists()
    assert "exactly this name" in registering.letter(FILLED["admin_email"]).text


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("member", "belong to a company's business account"),
        ("staff", "works for"),
        ("locked", "cannot be used here"),
    ],
)
def test_a_person_who_cannot_run_a_new_account_is_told_by_mail(
    store: Store, now: datetime, who: str, words: str
) -> None:
    person = Person.objects.create_person(email=FILLED["admin_email"].upper(), name="Carla")
    if who == "member":
        account = customer(now, name="Another company", vat_number="")
        add_member(account=account, person=person, roles=[Role.FINANCE], by=None, now=now)
    elif who == "staff":
        employ_person(person=person, role=StaffRole.SERVICE, by=None, now=now)
    else:
        Person.objects.update(is_active=False)

    answer = register(Client())

    assert (answer.status_code, answer.url) == (302, "/register/sent")
    assert not Registration.objects.exists()
    assert words in " ".join(Mail.objects.get().text.split())


def test_a_personal_account_may_register_a_company(store: Store) -> None:
    Person.objects.create_person(email=FILLED["admin_email"], name="Carla")

    register(Client())

    assert Registration.objects.count() == 1


def test_a_company_that_was_refused_may_register_again_with_the_same_number_and_person(
    store: Store, now: datetime
) -> None:
    refused = customer(now, state=AccountState.REFUSED)
    person = Person.objects.create_person(email=FILLED["admin_email"], name="Carla")
    add_member(account=refused, person=person, roles=[Role.ADMINISTRATOR], by=None, now=now)

    register(Client())

    assert Registration.objects.count() == 1


def test_too_many_tries_are_stopped_before_anything_is_sent(store: Store) -> None:
    client = Client()

    answers = [register(client).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert Mail.objects.count() == Registration.objects.count() == 5


def test_the_page_is_there_for_everybody_and_names_countries_in_italian(store: Store) -> None:
    page = Client(headers={"accept-language": "it"}).get("/register")

    assert page.status_code == 200
    assert '<option value="DE">Germania</option>' in page.content.decode()
    assert Client().get("/register/sent").status_code == 200


def test_somebody_with_an_account_of_their_own_need_not_write_who_they_are(store: Store) -> None:
    person = Person.objects.create_person(email="carla@home.example", name="Carla Molino")

    page = making.sign_in(Client(), person).get("/register").content.decode()

    assert 'value="carla@home.example"' in page


def test_who_belongs_to_a_company_or_to_the_store_does_not_register_another(
    store: Store, bruno: Client, now: datetime
) -> None:
    person = Person.objects.create_person(email="anna@known.example", name="Anna")
    add_member(account=customer(now), person=person, roles=[Role.FINANCE], by=None, now=now)
    anna = making.sign_in(Client(), person)

    answers = [(client.get("/register").status_code, register(client).status_code) for client in (anna, bruno)]

    assert answers == [(409, 409), (409, 409)]
    assert not Registration.objects.exists()


def test_what_nobody_confirmed_is_forgotten_a_week_after_its_link_ran_out(store: Store, now: datetime) -> None:
    registering.begin(now)
    registering.begin(now + timedelta(hours=1), vat_number="IT12345670017", company="Second")
    kept = registering.confirm(
        registering.begin(now, vat_number="IT00743110157", company="Third", admin_email="c@d.example"), now
    )
    last = now + timedelta(hours=48) + timedelta(days=7)

    assert sweep_lapsed(now=last - timedelta(seconds=1)) == 0
    assert sweep_lapsed(now=last) == 1

    assert sorted(Registration.objects.values_list("company", flat=True)) == ["Second", "Third"]
    assert kept.registration.confirmed_at == now
    assert [line.after for line in lines_for("registration:lapsed")] == [{"count": 1}]

"""A setup request opens a visit for the person it names, or says in words why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from fondaco.documents import Mode, Person, SetupOperation
from fondaco.people.models import Person as PersonRow
from fondaco.selling.accounts.models import Connection, HeldRole, Member, Role, StaffRole
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.shopping.models import StartToken, Visit
from tests.selling import making

pytestmark = pytest.mark.django_db


def test_the_first_visit_makes_the_person_a_member_of_their_company(sender: making.Sender, now: datetime) -> None:
    status, answer = sender.say(making.setup(), now=now)

    assert status.code == 200
    member = Member.objects.get()
    assert (member.person.email, member.account.name) == ("giulia@lanterna.example", "Lanterna")
    assert member.has_role(Role.PUNCHOUT_USER)
    assert making.start_path(answer).startswith("/start/")


def test_the_second_visit_knows_the_person_whatever_the_case_of_the_letters(
    sender: making.Sender, now: datetime
) -> None:
    sender.say(making.setup("giulia@lanterna.example"), now=now)

    status, _ = sender.say(making.setup("Giulia@LANTERNA.example"), now=now)

    assert status.code == 200
    assert Member.objects.count() == 1
    assert Visit.objects.count() == 2


def test_a_person_without_an_e_mail_is_known_by_the_login_name(sender: making.Sender, now: datetime) -> None:
    nameless = making.setup(person=Person(unique_name="gferraro"))

    sender.say(nameless, now=now)
    sender.say(nameless, now=now)

    member = Member.objects.get()
    assert (member.external_name, member.person.email) == ("gferraro", "")


def test_the_cookie_is_kept_to_the_letter(sender: making.Sender, now: datetime) -> None:
    sender.say(making.setup(buyer_cookie="  Ab+/=é&<x>  "), now=now)

    assert Visit.objects.get().buyer_cookie.strip() == "Ab+/=é&<x>"


def test_only_the_digest_of_the_start_token_is_kept(sender: making.Sender, now: datetime) -> None:
    _, answer = sender.say(making.setup(), now=now)

    token = making.start_path(answer).rpartition("/")[2]
    assert len(token) >= 43
    assert token not in StartToken.objects.get().digest


def test_what_is_not_offered_at_all_is_said_so(sender: making.Sender, now: datetime) -> None:
    status, _ = sender.say(making.setup(operation=SetupOperation.SOURCE), now=now)

    assert status.code == 450
    assert "source" in status.explanation
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.net/return",
        "https://buyer.example.com@evil.example.net/return",
        "https://evil.example.net\\@buyer.example.com/return",
        "https://buyer.example.com.evil.example.net/",
        "https://buyer.example.com:8443/return",
        "http://buyer.example.com/return",
        "javascript:alert(1)",
        "//buyer.example.com/return",
        "https://buyer。example。com/return",
        "https://buyer.example.com\u200b/return",
        "https:/buyer.example.com/return",
        "https://user:pass@buyer.example.com/return",
    ],
)
def test_a_return_address_outside_the_registered_origins_opens_nothing(
    sender: making.Sender, now: datetime, url: str
) -> None:
    status, _ = sender.say(making.setup(return_url=url), now=now)

    assert status.code == 400
    assert status.explanation
    assert not Visit.objects.exists()
    assert not Member.objects.exists()


def test_the_refused_origin_is_named_with_who_registers_it(sender: making.Sender, now: datetime) -> None:
    status, _ = sender.say(making.setup(return_url="https://new.example.org/x"), now=now)

    assert "https://new.example.org" in status.explanation
    assert "customer service" in status.explanation


def test_letters_and_the_default_port_make_no_difference(sender: making.Sender, now: datetime) -> None:
    status, _ = sender.say(making.setup(return_url="https://BUYER.example.com:443/return?a=1"), now=now)

    assert status.code == 200
    assert Visit.objects.get().return_origin == "https://buyer.example.com"


def test_somebody_of_another_business_account_is_told_so(
    sender: making.Sender, other: Connection, now: datetime
) -> None:
    sender.as_(identity="other").say(making.setup("shared@example.org"), now=now)

    status, _ = sender.say(making.setup("shared@example.org"), now=now)

    assert status.code == 403
    assert "another business account" in status.explanation
    assert Visit.objects.count() == 1


def test_the_stores_own_people_cannot_be_let_in_by_a_customer(sender: making.Sender, now: datetime) -> None:
    staff = PersonRow.objects.create_person(email="staff@store.example", name="Staff")
    employ_person(person=staff, role=StaffRole.ADMINISTRATOR, by=None, now=now)

    status, _ = sender.say(making.setup("staff@store.example"), now=now)

    assert status.code == 403
    assert not Visit.objects.exists()


def test_a_suspended_person_is_told_so(sender: making.Sender, now: datetime) -> None:
    sender.say(making.setup(), now=now)
    PersonRow.objects.update(is_active=False)

    status, _ = sender.say(making.setup(), now=now)

    assert status.code == 403
    assert "suspended" in status.explanation


def test_a_member_without_the_role_is_told_who_gives_it(sender: making.Sender, now: datetime) -> None:
    sender.say(making.setup(), now=now)
    HeldRole.objects.all().delete()

    status, _ = sender.say(making.setup(), now=now)

    assert status.code == 403
    assert "administrator" in status.explanation


def test_nobody_named_is_refused(sender: making.Sender, now: datetime) -> None:
    status, _ = sender.say(making.setup(person=Person()), now=now)

    assert status.code == 400
    assert "names nobody" in status.explanation
    assert not Visit.objects.exists()


def test_a_replayed_refusal_is_the_same_refusal(sender: making.Sender, now: datetime) -> None:
    data = sender.bytes_of(making.setup(person=Person()), now=now)

    first, again = sender.post(data)[0], sender.post(data)[0]

    assert first == again
    assert first.code == 400


def test_a_replay_after_the_visits_hours_says_that_it_is_over(sender: making.Sender, now: datetime) -> None:
    data = sender.bytes_of(making.setup(), now=now)
    sender.post(data)
    Visit.objects.update(expires_at=now - timedelta(seconds=1))

    status, _ = sender.post(data)

    assert status.code == 412


def test_a_replayed_setup_gets_another_way_into_the_same_visit(sender: making.Sender, now: datetime) -> None:
    data = sender.bytes_of(making.setup(), now=now)

    first, again = sender.post(data)[1], sender.post(data)[1]

    assert making.start_path(first) != making.start_path(again)
    assert Visit.objects.count() == 1
    assert Client().get(making.start_path(again)).status_code == 303


def test_a_test_message_makes_a_test_visit(sender: making.Sender, now: datetime) -> None:
    sender.as_(mode=Mode.TEST).say(making.setup(), now=now)

    assert Visit.objects.get().is_test


def test_the_start_address_is_on_the_stores_own_address(sender: making.Sender, now: datetime, settings: object) -> None:
    _, answer = sender.say(making.setup(), now=now)

    assert urlsplit(answer.start_url).netloc == urlsplit(settings.FONDACO_BASE_URL).netloc  # type: ignore[attr-defined]

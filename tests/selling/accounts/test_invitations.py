"""Invited by mail: what the letter's link opens, for whom, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.people.models import Person
from fondaco.selling.accounts import invitations, people
from fondaco.selling.accounts.invitations import Closed, InvitationClosed, InvitedAlready, TooSoon
from fondaco.selling.accounts.models import Connection, Invitation, Member, Role, StaffRole
from fondaco.selling.accounts.operations import AlreadyThere, employ_person
from tests.selling import making
from tests.selling.accounts import belonging

NEW = "nora@lanterna.example"


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    return belonging.administrator(lanterna, now)


def invite(ada: Member, email: str = NEW, *roles: Role, token: str = "token-1", now: datetime) -> Invitation:
    return invitations.invite(
        account=ada.account,
        group=ada.group,
        email=email,
        roles=roles or [Role.PUNCHOUT_USER],
        token=token,
        by=ada.person,
        now=now,
    )


def opened(client: Client, token: str = "token-1"):  # type: ignore[no-untyped-def]
    """The page behind a link, as a browser gets there."""
    return client.get(f"/invitation/{token}", follow=True)


GIVEN = {"name": "Nora Conti", "password": "pioggia-sul-molo-vecchio"}


def test_somebody_new_sets_name_and_password_and_is_in(ada: Member) -> None:
    now = timezone.now()
    invite(ada, NEW, Role.FINANCE, Role.PUNCHOUT_USER, now=now)
    (letter,) = belonging.letters(NEW)
    client = Client()

    page = client.get(belonging.link_in(letter), follow=True)
    answer = client.post("/invitation", GIVEN)

    assert page.status_code == 200
    assert "Join Lanterna" in page.content.decode()
    assert answer.headers["Location"] == "/business"
    member = Member.objects.standing().get(person__email=NEW)
    assert (member.account, member.group, member.person.name) == (ada.account, ada.group, "Nora Conti")
    assert belonging.roles_of(member) == {"finance", "punchout_user"}
    assert client.get("/business").wsgi_request.user == member.person
    assert Client().post("/account/sign-in", {"email": NEW, "password": GIVEN["password"]}).status_code == 302
    row = Invitation.objects.get()
    assert (row.accepted_by, row.accepted_at is not None) == (member, True)
    assert "Nora Conti" in belonging.letters("ada@lanterna.example")[0].text


def test_the_address_that_is_shown_and_logged_holds_no_token(ada: Member) -> None:
    invite(ada, now=timezone.now())

    answer = Client().get("/invitation/token-1")

    assert answer.headers["Location"] == "/invitation"
    assert "token-1" not in str(Invitation.objects.values().get())


def test_somebody_who_has_an_account_keeps_it_and_signs_in_with_it(ada: Member) -> None:
    nora = belonging.person(NEW, "Nora", password=belonging.PASSWORD)
    invite(ada, now=timezone.now())
    client = Client()

    page = opened(client)
    assert "next=/invitation" in page.content.decode()
    client.post("/account/sign-in", {"email": NEW, "password": belonging.PASSWORD, "next": "/invitation"})
    assert "Join Lanterna" in client.get("/invitation").content.decode()
    client.post("/invitation")

    assert Member.objects.standing().get(person=nora).account == ada.account
    assert Person.objects.filter(email=NEW).count() == 1


def test_the_form_for_newcomers_cannot_take_over_an_account_that_is_there(ada: Member) -> None:
    nora = belonging.person(NEW, "Nora", password=belonging.PASSWORD)
    invite(ada, now=timezone.now())
    client = Client()
    opened(client)

    client.post("/invitation", GIVEN)

    nora.refresh_from_db()
    assert nora.name == "Nora"
    assert nora.check_password(belonging.PASSWORD)
    assert not Member.objects.filter(person=nora).exists()


@pytest.mark.parametrize("given", [{}, {"name": "Nora"}, {"name": "Nora", "password": "short"}, {"password": "x" * 12}])
def test_half_an_answer_makes_nobody(ada: Member, given: dict[str, str]) -> None:
    invite(ada, now=timezone.now())
    client = Client()
    opened(client)

    assert client.post("/invitation", given).status_code == 422
    assert not Person.objects.filter(email=NEW).exists()
    assert Invitation.objects.get().accepted_at is None


def test_used_twice_it_says_so_and_takes_nobody_in(ada: Member) -> None:
    invite(ada, now=timezone.now())
    first, second = Client(), Client()
    opened(first)
    opened(second)
    first.post("/invitation", GIVEN)

    answers = [second.post("/invitation", {**GIVEN, "name": "Eve"}), opened(Client())]

    assert [one.status_code for one in answers] == [410, 410]
    assert "accepted already" in answers[0].content.decode()
    assert Member.objects.filter(account=ada.account).count() == 2
    assert Person.objects.get(email=NEW).name == "Nora Conti"


def test_another_person_who_is_signed_in_is_told_for_whom_it_is(ada: Member, other: Connection, now: datetime) -> None:
    eve = belonging.member(other, "eve@other.example", Role.PUNCHOUT_USER, now=now)
    invite(ada, now=timezone.now())
    client = belonging.browser(eve)

    page, answer = opened(client), client.post("/invitation", GIVEN)

    assert (page.status_code, answer.status_code) == (403, 403)
    assert NEW in page.content.decode()
    assert "eve@other.example" in page.content.decode()
    assert not Person.objects.filter(email=NEW).exists()
    assert Member.objects.standing().get(person=eve.person).account == other.account


def test_one_second_before_its_end_it_opens_and_at_its_end_it_does_not(ada: Member, now: datetime) -> None:
    invitation = invite(ada, now=now)
    end = now + timedelta(days=7)

    assert invitations.why_closed(invitation, None, now=end - timedelta(seconds=1)) is None
    assert invitations.why_closed(invitation, None, now=end) is Closed.EXPIRED
    with pytest.raises(InvitationClosed):
        invitations.accept(token="token-1", person=None, name="Nora", password="long enough now", now=end)
    assert not Person.objects.filter(email=NEW).exists()


def test_an_expired_link_says_who_can_send_it_again(ada: Member) -> None:
    invite(ada, now=timezone.now() - timedelta(days=8))

    page = opened(Client())

    assert page.status_code == 410
    assert "seven days" in page.content.decode()


def test_withdrawn_it_opens_no_more(ada: Member) -> None:
    invitation = invite(ada, now=timezone.now())
    browser = belonging.browser(ada)

    browser.post(f"/business/invitations/{invitation.public_id}/withdraw")

    page = opened(Client())
    assert page.status_code == 410
    assert "withdrawn" in page.content.decode()
    assert [line.by for line in belonging.lines("invitation.withdrawn")] == [ada.person_id]


def test_sent_again_the_new_link_opens_and_the_former_does_not(ada: Member) -> None:
    invitation = invite(ada, now=timezone.now() - timedelta(hours=1))
    browser = belonging.browser(ada)

    browser.post(f"/business/invitations/{invitation.public_id}/again")

    former, newer = belonging.letters(NEW)
    assert Client().get(belonging.link_in(former), follow=True).status_code == 410
    assert Client().get(belonging.link_in(newer), follow=True).status_code == 200


def test_two_letters_within_five_minutes_are_one_too_many(ada: Member, now: datetime) -> None:
    invitation = invite(ada, now=now)

    with pytest.raises(TooSoon):
        invitations.send_again(
            invitation=invitation, token="t2", by=ada.person, now=now + timedelta(minutes=5, seconds=-1)
        )
    invitations.send_again(invitation=invitation, token="t3", by=ada.person, now=now + timedelta(minutes=5))

    assert len(belonging.letters(NEW)) == 2
    assert invitations.invitation_of("t2") is None


def test_what_was_accepted_or_withdrawn_is_neither_sent_again_nor_withdrawn(ada: Member, now: datetime) -> None:
    invitation = invite(ada, now=now)
    invitations.withdraw(invitation=invitation, by=ada.person, now=now)

    with pytest.raises(InvitationClosed):
        invitations.withdraw(invitation=invitation, by=ada.person, now=now)
    with pytest.raises(InvitationClosed):
        invitations.send_again(invitation=invitation, token="t2", by=ada.person, now=now + timedelta(days=1))

    assert len(belonging.letters(NEW)) == 1


def test_one_open_invitation_for_an_address_whatever_its_case(ada: Member, now: datetime) -> None:
    invite(ada, now=now)

    with pytest.raises(InvitedAlready):
        invite(ada, NEW.upper(), token="t2", now=now)

    assert Invitation.objects.count() == len(belonging.letters(NEW)) == 1


def test_one_that_ran_out_makes_room_for_another(ada: Member, now: datetime) -> None:
    first = invite(ada, now=now)

    second = invite(ada, token="t2", now=now + timedelta(days=7))

    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None


def test_who_belongs_here_is_not_invited(ada: Member, now: datetime) -> None:
    with pytest.raises(AlreadyThere):
        invite(ada, "ADA@lanterna.example", now=now)

    assert not Invitation.objects.exists()


def test_inviting_does_not_tell_who_belongs_elsewhere(ada: Member, other: Connection, now: datetime) -> None:
    belonging.member(other, "eve@other.example", Role.PUNCHOUT_USER, now=now)
    browser = belonging.browser(ada)

    known = browser.post("/business/people/invite", {"email": "eve@other.example", "roles": ["finance"]})
    unknown = browser.post("/business/people/invite", {"email": "zoe@other.example", "roles": ["finance"]})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert Invitation.objects.count() == 2


def test_who_belongs_elsewhere_reads_it_and_stays_there(ada: Member, other: Connection, now: datetime) -> None:
    eve = belonging.member(other, "eve@other.example", Role.PUNCHOUT_USER, now=now)
    invite(ada, "eve@other.example", now=timezone.now())
    client = belonging.browser(eve)
    opened(client)

    answer = client.post("/invitation")

    assert answer.status_code == 409
    assert "another business account" in answer.content.decode()
    assert Member.objects.standing().get(person=eve.person).account == other.account
    assert Invitation.objects.get().accepted_at is None


def test_who_came_in_meanwhile_is_told_that_there_is_nothing_to_accept(ada: Member, now: datetime) -> None:
    invite(ada, now=timezone.now())
    nora = belonging.member(Connection.objects.get(), NEW, Role.PUNCHOUT_USER, now=now)
    client = belonging.browser(nora)

    page = opened(client)

    assert page.status_code == 409
    assert "already" in page.content.decode()


def test_the_stores_own_people_join_no_customer(ada: Member, now: datetime) -> None:
    staff = belonging.person("staff@store.example")
    employ_person(person=staff, role=StaffRole.SERVICE, by=None, now=now)
    invitation = invite(ada, "staff@store.example", now=now)

    assert invitations.why_closed(invitation, staff, now=now) is Closed.STORE_STAFF
    with pytest.raises(InvitationClosed):
        invitations.accept(token="token-1", person=staff, now=now)

    assert not Member.objects.filter(person=staff).exists()


def test_nobody_joins_a_company_that_is_suspended(ada: Member) -> None:
    invite(ada, now=timezone.now())
    ada.account.state = "suspended"
    ada.account.save()

    page = opened(Client())

    assert page.status_code == 403
    assert not Person.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("token", ["never-given", "x", "%01", "🜁"])
@pytest.mark.django_db
def test_a_link_that_is_none_of_ours_says_so(token: str) -> None:
    page = opened(Client(), token)

    assert page.status_code == 410
    assert "not one of ours" in page.content.decode()


@pytest.mark.django_db
def test_the_page_without_a_link_says_so_too() -> None:
    assert Client().get("/invitation").status_code == 410
    assert Client().post("/invitation", GIVEN).status_code == 410


def test_who_was_removed_can_be_invited_again_and_comes_back_as_themselves(ada: Member, now: datetime) -> None:
    carlo = belonging.member(Connection.objects.get(), "carlo@lanterna.example", Role.FINANCE, now=now)
    people.remove(member=carlo, by=ada.person, now=now)
    invite(ada, "carlo@lanterna.example", now=now)

    back = invitations.accept(token="token-1", person=carlo.person, now=now)

    assert back.pk != carlo.pk
    assert back.person == carlo.person
    assert belonging.roles_of(back) == {"punchout_user"}


def test_the_technical_administrators_letter_speaks_of_connecting(ada: Member) -> None:
    browser = belonging.browser(ada)
    page = browser.get("/business/people/invite?role=technical_administrator").content.decode()

    browser.post(
        "/business/people/invite?role=technical_administrator",
        {"email": "tech@lanterna.example", "roles": ["technical_administrator"]},
    )

    assert "Forward to the technical administrator" in page
    assert 'value="technical_administrator"' in page
    (letter,) = belonging.letters("tech@lanterna.example")
    assert "connect" in letter.subject
    assert Invitation.objects.get().roles == ["technical_administrator"]


@pytest.mark.parametrize(
    "given", [{}, {"email": "nonsense", "roles": ["finance"]}, {"email": NEW}, {"email": NEW, "roles": ["owner"]}]
)
def test_half_an_invitation_sends_nothing(ada: Member, given: dict[str, object]) -> None:
    page = belonging.browser(ada).post("/business/people/invite", given)

    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_a_group_of_another_account_cannot_be_chosen(ada: Member, other: Connection, now: datetime) -> None:
    ada.account.groups.create(name="Second", created_at=now)

    page = belonging.browser(ada).post(
        "/business/people/invite", {"email": NEW, "roles": ["finance"], "group": other.group.public_id}
    )

    assert page.status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("act", ["again", "withdraw"])
def test_another_accounts_invitation_is_as_unknown_as_none(
    ada: Member, other: Connection, now: datetime, act: str
) -> None:
    eve = belonging.administrator(other, now, "eve@other.example")
    theirs = invitations.invite(
        account=other.account, group=other.group, email=NEW, roles=[], token="t", by=eve.person, now=now
    )
    browser = belonging.browser(ada)

    answers = [browser.post(f"/business/invitations/{key}/{act}") for key in (theirs.public_id, "nothing")]

    assert [one.status_code for one in answers] == [404, 404]
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None
    assert len(belonging.letters(NEW)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_joins(now: datetime) -> None:
    making.store(now)
    ada = belonging.administrator(making.customer(now), now)
    invite(ada, now=now)

    given = belonging.together(
        [
            lambda name=name: invitations.accept(
                token="token-1", person=None, name=name, password="long enough now", now=now
            )
            for name in ("Nora", "Eve", "Zoe", "Pia")
        ]
    )

    assert sum(isinstance(one, Member) for one in given) == 1
    assert sum(isinstance(one, InvitationClosed) for one in given) == 3
    assert Person.objects.filter(email=NEW).count() == Member.objects.filter(person__email=NEW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_somebody_whom_two_companies_take_in_at_once_belongs_to_one(now: datetime) -> None:
    making.store(now)
    first, second = making.customer(now), making.customer(now, name="Other company", identity="other")
    nora = belonging.person(NEW)
    for n, connection in enumerate((first, second)):
        ada = belonging.administrator(connection, now, f"ada{n}@example.org")
        invite(ada, token=f"token-{n}", now=now)

    given = belonging.together(
        [lambda n=n: invitations.accept(token=f"token-{n}", person=nora, now=now) for n in range(2)]
    )

    assert sorted(type(one).__name__ for one in given) == ["InvitationClosed", "Member"]
    assert Member.objects.standing().filter(person=nora).count() == 1
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 1

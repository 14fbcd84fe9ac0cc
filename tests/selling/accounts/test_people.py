"""Administrators and the people of their account."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from fondaco.people.models import Person
from fondaco.selling.accounts import people
from fondaco.selling.accounts.models import Connection, Member, Role
from fondaco.selling.accounts.people import ChangedMeanwhile, LastAdministrator, NoChange, NotThere
from tests.selling import making
from tests.selling.accounts import belonging


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    return belonging.administrator(lanterna, now)


@pytest.fixture
def carlo(lanterna: Connection, now: datetime) -> Member:
    return belonging.member(lanterna, "carlo@lanterna.example", Role.PUNCHOUT_USER, now=now)


def test_a_role_given_is_held_and_told_and_written_down(ada: Member, carlo: Member, now: datetime) -> None:
    people.change_roles(
        member=carlo, roles=[Role.PUNCHOUT_USER, Role.FINANCE], seen=["punchout_user"], by=ada.person, now=now
    )

    assert belonging.roles_of(carlo) == {"punchout_user", "finance"}
    (line,) = belonging.lines("member.roles_changed")
    assert (line.by, line.before, line.after) == (
        ada.person_id,
        {"roles": ["punchout_user"]},
        {"roles": ["finance", "punchout_user"]},
    )
    (letter,) = belonging.letters("carlo@lanterna.example")
    assert "finance" in letter.text


def test_a_letter_about_roles_is_in_the_members_own_language(ada: Member, carlo: Member, now: datetime) -> None:
    Person.objects.filter(pk=carlo.person_id).update(language="it")

    people.change_roles(member=carlo, roles=[], seen=["punchout_user"], by=ada.person, now=now)

    (letter,) = belonging.letters("carlo@lanterna.example")
    assert "Lanterna" in letter.subject
    assert letter.subject != "Your roles at Lanterna have changed"


def test_what_somebody_else_changed_meanwhile_is_not_undone(ada: Member, carlo: Member, now: datetime) -> None:
    people.change_roles(member=carlo, roles=[], seen=["punchout_user"], by=ada.person, now=now)

    with pytest.raises(ChangedMeanwhile):
        people.change_roles(
            member=carlo, roles=[Role.PUNCHOUT_USER, Role.FINANCE], seen=["punchout_user"], by=ada.person, now=now
        )

    assert belonging.roles_of(carlo) == set()


def test_what_is_so_already_is_not_written(ada: Member, carlo: Member, now: datetime) -> None:
    with pytest.raises(NoChange):
        people.change_roles(member=carlo, roles=[Role.PUNCHOUT_USER], seen=["punchout_user"], by=ada.person, now=now)
    with pytest.raises(NoChange):
        people.lift_suspension(member=carlo, by=ada.person, now=now)
    people.suspend(member=carlo, by=ada.person, now=now)
    with pytest.raises(NoChange):
        people.suspend(member=carlo, by=ada.person, now=now)

    assert len(belonging.lines("member.suspended")) == 1
    assert belonging.lines("member.roles_changed") == belonging.lines("member.lifted") == []


@pytest.mark.parametrize("act", ["strip", "suspend", "remove"])
def test_the_last_administrator_stays(ada: Member, carlo: Member, now: datetime, act: str) -> None:
    acts = {
        "strip": lambda: people.change_roles(
            member=ada, roles=[Role.FINANCE], seen=["administrator"], by=ada.person, now=now
        ),
        "suspend": lambda: people.suspend(member=ada, by=ada.person, now=now),
        "remove": lambda: people.remove(member=ada, by=ada.person, now=now),
    }

    with pytest.raises(LastAdministrator):
        acts[act]()

    ada.refresh_from_db()
    assert belonging.roles_of(ada) == {"administrator"}
    assert (ada.suspended_at, ada.removed_at) == (None, None)
    assert belonging.letters("ada@lanterna.example") == []


def test_a_suspended_administrator_does_not_count_as_one_who_is_left(
    ada: Member, lanterna: Connection, now: datetime
) -> None:
    bea = belonging.administrator(lanterna, now, "bea@lanterna.example")
    people.suspend(member=bea, by=ada.person, now=now)

    with pytest.raises(LastAdministrator):
        people.remove(member=ada, by=ada.person, now=now)
    people.remove(member=bea, by=ada.person, now=now)

    assert set(Member.objects.standing()) == {ada}


def test_an_administrator_whose_account_the_store_closed_does_not_count_either(
    ada: Member, lanterna: Connection, now: datetime
) -> None:
    bea = belonging.administrator(lanterna, now, "bea@lanterna.example")
    Person.objects.filter(pk=bea.person_id).update(is_active=False)

    with pytest.raises(LastAdministrator):
        people.suspend(member=ada, by=ada.person, now=now)


def test_who_was_removed_meanwhile_is_not_changed(ada: Member, carlo: Member, now: datetime) -> None:
    people.remove(member=carlo, by=ada.person, now=now)

    for act in (people.remove, people.suspend, people.lift_suspension):
        with pytest.raises(NotThere):
            act(member=carlo, by=ada.person, now=now)
    with pytest.raises(NotThere):
        people.change_roles(member=carlo, roles=[], seen=["punchout_user"], by=ada.person, now=now)


@pytest.mark.parametrize("act", [people.suspend, people.remove])
def test_every_browser_and_every_visit_ends_with_the_next_click(
    ada: Member, sender: making.Sender, now: datetime, act: object
) -> None:
    shop = Client()
    shop.get(making.start_path(sender.say(making.setup(), now=now)[1]))
    giulia = Member.objects.get(person__email="giulia@lanterna.example")
    desk, phone = belonging.browser(giulia), belonging.browser(giulia)
    assert [one.get("/orders/").status_code for one in (desk, phone)] == [200, 200]
    assert shop.get("/cart").status_code == 200

    act(member=giulia, by=ada.person, now=now)  # type: ignore[operator]

    assert shop.get("/cart").status_code == 403
    for one in (desk, phone):
        assert one.get("/orders/").status_code == 302
        assert one.get("/orders/").wsgi_request.user.is_anonymous


def test_who_was_removed_keeps_an_account_of_their_own_and_the_company_its_orders(
    ada: Member, sender: making.Sender, now: datetime
) -> None:
    from fondaco.selling.orders.models import SalesOrder

    sender.say(making.setup(), now=now)
    giulia = Member.objects.get(person__email="giulia@lanterna.example")
    sender.say(making.order(making.line(making.offer()), at=now), now=now)

    people.remove(member=giulia, by=ada.person, now=now)

    order = SalesOrder.objects.get()
    assert order.member_id == giulia.pk
    page = belonging.browser(ada).get(f"/orders/{order.public_id}")
    assert page.status_code == 200
    own = belonging.browser(giulia)
    assert own.get("/").status_code == 200
    assert own.get(f"/orders/{order.public_id}").status_code != 200
    assert [line.subject for line in belonging.lines("member.removed")] == [giulia.subject]


def test_who_was_removed_can_be_taken_in_again_elsewhere(
    ada: Member, carlo: Member, other: Connection, now: datetime
) -> None:
    people.remove(member=carlo, by=ada.person, now=now)

    again = belonging.member(other, "", Role.PUNCHOUT_USER, now=now, who=carlo.person)

    assert Member.objects.standing().get(person=carlo.person) == again


def test_the_first_administrator_becomes_punchout_user_once(ada: Member, lanterna: Connection, now: datetime) -> None:
    first = people.grant_first_administrator(account=lanterna.account, now=now)
    again = people.grant_first_administrator(account=lanterna.account, now=now)

    assert (first, again) == (ada, None)
    assert belonging.roles_of(ada) == {"administrator", "punchout_user"}
    (line,) = belonging.lines("member.first_administrator_granted")
    assert (line.subject, line.by) == (ada.subject, None)
    assert len(belonging.letters("ada@lanterna.example")) == 1


def test_where_the_first_administrator_has_left_the_one_who_is_there_longest_gets_the_role(
    ada: Member, lanterna: Connection, now: datetime
) -> None:
    bea = belonging.administrator(lanterna, now, "bea@lanterna.example")
    lanterna.account.first_administrator = ada
    lanterna.account.save()
    people.remove(member=ada, by=bea.person, now=now)

    assert people.grant_first_administrator(account=lanterna.account, now=now) == bea


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_remove_each_other_at_once_one_remains(now: datetime) -> None:
    making.store(now)
    connection = making.customer(now)
    for n in range(5):
        ada = belonging.administrator(connection, now, f"ada{n}@lanterna.example")
        bea = belonging.administrator(connection, now, f"bea{n}@lanterna.example")

        given = belonging.together(
            [
                lambda ada=ada, bea=bea: people.remove(member=bea, by=ada.person, now=now),
                lambda ada=ada, bea=bea: people.remove(member=ada, by=bea.person, now=now),
            ]
        )

        assert sorted(type(one).__name__ for one in given) == ["LastAdministrator", "NoneType"]
        (left,) = Member.objects.standing()
        Member.objects.filter(pk=left.pk).update(removed_at=now)


class TestPages:
    def test_the_list_says_who_belongs_and_what_each_may_do(self, ada: Member, carlo: Member) -> None:
        page = belonging.browser(ada).get("/business/people").content.decode()

        assert "Carlo" in page
        assert "PunchOut user" in page
        assert f"/business/people/{carlo.public_id}" in page

    def test_roles_are_changed_from_the_persons_page(self, ada: Member, carlo: Member) -> None:
        browser = belonging.browser(ada)

        answer = browser.post(
            f"/business/people/{carlo.public_id}/roles",
            {"seen": "punchout_user", "roles": ["finance", "technical_administrator"]},
        )

        assert answer.headers["Location"] == f"/business/people/{carlo.public_id}"
        assert belonging.roles_of(carlo) == {"finance", "technical_administrator"}

    @pytest.mark.parametrize(("act", "given"), [("roles", {"seen": "administrator"}), ("suspend", {}), ("remove", {})])
    def test_the_last_administrator_is_told_what_to_do_first(
        self, ada: Member, act: str, given: dict[str, str]
    ) -> None:
        page = belonging.browser(ada).post(f"/business/people/{ada.public_id}/{act}", given)

        assert page.status_code == 409
        assert "last administrator" in page.content.decode()
        ada.refresh_from_db()
        assert ada.welcome
        assert belonging.roles_of(ada) == {"administrator"}

    def test_a_second_administrator_hears_that_the_roles_changed_meanwhile(self, ada: Member, carlo: Member) -> None:
        browser, path = belonging.browser(ada), f"/business/people/{carlo.public_id}/roles"
        browser.post(path, {"seen": "punchout_user", "roles": ["finance"]})

        page = browser.post(path, {"seen": "punchout_user", "roles": ["administrator"]})

        assert page.status_code == 409
        assert "meanwhile" in page.content.decode()
        assert belonging.roles_of(carlo) == {"finance"}

    def test_a_role_that_does_not_exist_changes_nothing(self, ada: Member, carlo: Member) -> None:
        page = belonging.browser(ada).post(
            f"/business/people/{carlo.public_id}/roles", {"seen": "punchout_user", "roles": ["owner"]}
        )

        assert page.status_code == 422
        assert belonging.roles_of(carlo) == {"punchout_user"}

    def test_whoever_gives_up_administration_is_led_home(
        self, ada: Member, lanterna: Connection, now: datetime
    ) -> None:
        belonging.administrator(lanterna, now, "bea@lanterna.example")
        browser = belonging.browser(ada)

        answer = browser.post(
            f"/business/people/{ada.public_id}/roles", {"seen": "administrator", "roles": ["punchout_user"]}
        )

        assert answer.headers["Location"] == "/"
        assert browser.get("/business/people").status_code == 403

    @pytest.mark.parametrize("act", ["", "/roles", "/suspend", "/lift", "/remove"])
    def test_somebody_of_another_account_is_as_unknown_as_nobody(
        self, ada: Member, other: Connection, now: datetime, act: str
    ) -> None:
        foreign = belonging.member(other, "eve@other.example", Role.PUNCHOUT_USER, now=now)
        browser = belonging.browser(ada)
        call = browser.post if act else browser.get

        answers = [call(f"/business/people/{key}{act}") for key in (foreign.public_id, "nobody")]

        assert [one.status_code for one in answers] == [404, 404]
        assert b"eve@" not in answers[0].content
        foreign.refresh_from_db()
        assert foreign.welcome
        assert belonging.roles_of(foreign) == {"punchout_user"}

    def test_suspension_is_lifted_from_the_persons_page(self, ada: Member, carlo: Member) -> None:
        browser = belonging.browser(ada)
        browser.post(f"/business/people/{carlo.public_id}/suspend")
        assert "Suspended" in browser.get(f"/business/people/{carlo.public_id}").content.decode()

        browser.post(f"/business/people/{carlo.public_id}/lift")

        carlo.refresh_from_db()
        assert carlo.welcome

    def test_a_removed_persons_page_is_gone_and_the_list_goes_on(self, ada: Member, carlo: Member) -> None:
        browser = belonging.browser(ada)

        answer = browser.post(f"/business/people/{carlo.public_id}/remove")

        assert answer.headers["Location"] == "/business/people"
        assert browser.get(f"/business/people/{carlo.public_id}").status_code == 404
        assert browser.get("/business/people").status_code == 200

    def test_people_are_nobodys_to_manage_while_the_company_is_being_verified(
        self, ada: Member, lanterna: Connection
    ) -> None:
        lanterna.account.state = "in_review"
        lanterna.account.save()

        answer = belonging.browser(ada).get("/business/people")

        assert (answer.status_code, answer.headers["Location"]) == (302, "/business")

    def test_a_page_asked_for_after_removal_does_not_open(self, ada: Member, carlo: Member, now: datetime) -> None:
        bea = Member.objects.get(pk=carlo.pk)
        people.change_roles(member=bea, roles=[Role.ADMINISTRATOR], seen=["punchout_user"], by=ada.person, now=now)
        browser = belonging.browser(bea)
        assert browser.get("/business/people").status_code == 200

        people.remove(member=bea, by=ada.person, now=now + timedelta(seconds=1))

        assert browser.get("/business/people").status_code == 302
        browser.force_login(Person.objects.get(pk=bea.person_id))
        assert browser.get("/business/people").status_code == 403

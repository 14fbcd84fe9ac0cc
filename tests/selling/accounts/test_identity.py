"""Who stands at the door: each answer by its name, with what mends it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from fondaco.documents import Person as Named
from fondaco.people.models import Person
from fondaco.selling.accounts import people
from fondaco.selling.accounts.models import BusinessAccount, Connection, HeldRole, Invitation, Member, Role, StaffRole
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.shopping.models import Visit
from tests.selling import making
from tests.selling.accounts import belonging

GIULIA = "giulia@lanterna.example"


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    return belonging.administrator(lanterna, now)


def refused(sender: making.Sender, now: datetime, email: str = GIULIA, **changes: object) -> str:
    """What the setup was told; nothing was opened."""
    visits = Visit.objects.count()
    status, answer = sender.say(making.setup(email, **changes), now=now)
    assert (status.code, answer, Visit.objects.count()) == (403, None, visits)
    return status.explanation


class TestFirstVisits:
    def test_the_first_visit_makes_the_account(self, sender: making.Sender, now: datetime) -> None:
        status, _ = sender.say(making.setup(), now=now)

        member = Member.objects.standing().get(person__email=GIULIA)
        assert status.code == 200
        assert belonging.roles_of(member) == {"punchout_user"}
        assert len(belonging.lines("member.admitted")) == 1

    def test_unknown_where_people_come_in_by_invitation_only_with_who_can_invite(
        self, sender: making.Sender, now: datetime
    ) -> None:
        BusinessAccount.objects.update(admits_first_visits=False)

        words = refused(sender, now)

        assert "by invitation only" in words
        assert "administrator" in words
        assert not Person.objects.filter(email=GIULIA).exists()

    def test_who_belongs_comes_in_though_others_are_invited_only(self, sender: making.Sender, now: datetime) -> None:
        sender.say(making.setup(), now=now)
        BusinessAccount.objects.update(admits_first_visits=False)

        assert sender.say(making.setup(), now=now)[0].code == 200

    @pytest.mark.parametrize("email", ["GIULIA@Lanterna.example", " giulia@lanterna.example "])
    def test_an_email_is_the_same_in_other_letters(self, sender: making.Sender, now: datetime, email: str) -> None:
        sender.say(making.setup(), now=now)

        sender.say(making.setup(email), now=now)

        assert Person.objects.filter(email__iexact=GIULIA).count() == 1
        assert Visit.objects.count() == 2

    def test_a_login_name_alone_makes_a_person_without_an_email(self, sender: making.Sender, now: datetime) -> None:
        for _again in range(2):
            status, _ = sender.say(making.setup(person=Named(unique_name="GFERRARO")), now=now)
            assert status.code == 200

        assert Member.objects.get().external_name == "GFERRARO"


# What the captured setups of each system say about the person, and whom the store recognises by it.
SYSTEMS = {
    "Coupa": (
        """<Extrinsic name="FirstName">Giulia</Extrinsic><Extrinsic name="LastName">Ferraro</Extrinsic>
        <Extrinsic name="UniqueName">gferraro</Extrinsic><Extrinsic name="UserEmail">{email}</Extrinsic>""",
        "",
        "Giulia Ferraro",
    ),
    "Dynamics 365, whose tenant names the extrinsic with a space": (
        """<Extrinsic name="User email"> {email} </Extrinsic>""",
        "",
        "giulia",
    ),
    "Lawson": ("""<Extrinsic name="EMailAddress">{email}</Extrinsic>""", "", "giulia"),
    "JAGGAER, by an empty extrinsic and a contact": (
        """<Extrinsic name="UserEmail"></Extrinsic>""",
        """<Contact role="endUser"><Name xml:lang="en">G. Ferraro</Name><Email>{email}</Email></Contact>""",
        "G. Ferraro",
    ),
    "Oracle iProcurement, by a contact without a role": (
        """<Extrinsic name="User">FERRARO- GIULIA</Extrinsic>""",
        """<Contact><Name xml:lang="en">Giulia Ferraro</Name><Email>{email}</Email></Contact>""",
        "Giulia Ferraro",
    ),
    "Oracle Fusion, whose login is the e-mail": ("""<Extrinsic name="User">{email}</Extrinsic>""", "", "giulia"),
    "a system that knows the address to ship to only": (
        "",
        """<ShipTo><Address><Name xml:lang="en">Dock</Name><Email>{email}</Email></Address></ShipTo>""",
        "giulia",
    ),
    "one whose extrinsic outranks the contact": (
        """<Extrinsic name="Email">{email}</Extrinsic>""",
        """<Contact role="endUser"><Name xml:lang="en">Desk</Name><Email>desk@lanterna.example</Email></Contact>""",
        "Desk",
    ),
}


def as_said_by(system: str, sender: making.Sender, now: datetime) -> bytes:
    """A setup that names the person as that system does."""
    extrinsics, contact, _name = SYSTEMS[system]
    plain = sender.bytes_of(making.setup(person=Named(), buyer_cookie="c1"), now=now).decode()
    plain = plain.replace("</BuyerCookie>", "</BuyerCookie>" + extrinsics.format(email=GIULIA))
    return plain.replace("</BrowserFormPost>", "</BrowserFormPost>" + contact.format(email=GIULIA)).encode()


class TestOddSystems:
    @pytest.mark.parametrize("system", list(SYSTEMS))
    def test_the_email_is_found_where_that_system_puts_it(
        self, sender: making.Sender, now: datetime, system: str
    ) -> None:
        status, _ = sender.post(as_said_by(system, sender, now))

        assert status.code == 200
        person = Member.objects.standing().get().person
        assert (person.email, person.name) == (GIULIA, SYSTEMS[system][2])

    def test_an_extrinsic_below_the_address_to_ship_to_names_nobody(self, sender: making.Sender, now: datetime) -> None:
        plain = sender.bytes_of(making.setup(person=Named()), now=now).decode()
        below = """<ShipTo><Address><Name xml:lang="en">Dock</Name></Address>
        <Extrinsic name="UserEmail">dock@lanterna.example</Extrinsic></ShipTo>"""

        status, _ = sender.post(plain.replace("</BrowserFormPost>", "</BrowserFormPost>" + below).encode())

        assert status.code == 400
        assert not Person.objects.filter(email="dock@lanterna.example").exists()


class TestPersonalAccount:
    def test_it_is_not_joined_unasked_and_a_letter_with_a_link_is_kept_though_the_setup_was_refused(
        self, sender: making.Sender, lanterna: Connection, now: datetime
    ) -> None:
        giulia = belonging.person(GIULIA, password=belonging.PASSWORD)

        words = refused(sender, now)

        assert "written" in words
        assert not Member.objects.filter(person=giulia).exists()
        invitation = Invitation.objects.get()
        assert (invitation.account, invitation.group, invitation.invited_by, invitation.roles) == (
            lanterna.account,
            lanterna.group,
            None,
            ["punchout_user"],
        )
        (letter,) = belonging.letters(GIULIA)
        assert "Lanterna" in letter.subject
        assert len(belonging.lines("invitation.sent")) == 1

    def test_one_letter_while_the_invitation_is_open(self, sender: making.Sender, now: datetime) -> None:
        belonging.person(GIULIA)

        for _again in range(3):
            refused(sender, now)

        assert Invitation.objects.count() == len(belonging.letters(GIULIA)) == 1

    def test_the_same_message_again_gets_the_same_answer_and_no_second_letter(
        self, sender: making.Sender, now: datetime
    ) -> None:
        belonging.person(GIULIA)
        data = sender.bytes_of(making.setup(), now=now)

        first, again = sender.post(data)[0], sender.post(data)[0]

        assert first == again
        assert len(belonging.letters(GIULIA)) == 1

    def test_by_the_link_in_the_letter_they_join_and_then_punch_out(self, sender: making.Sender) -> None:
        now = timezone.now()
        giulia = belonging.person(GIULIA)
        refused(sender, now)
        browser = belonging.browser(giulia)

        browser.get(belonging.link_in(belonging.letters(GIULIA)[0]))
        browser.post("/invitation")

        assert sender.say(making.setup(), now=now)[0].code == 200
        assert Member.objects.standing().get().person == giulia

    def test_somebody_who_was_removed_is_not_written_to_but_told_who_can_invite(
        self, sender: making.Sender, ada: Member, now: datetime
    ) -> None:
        sender.say(making.setup(), now=now)
        people.remove(member=Member.objects.get(person__email=GIULIA), by=ada.person, now=now)
        before = len(belonging.letters(GIULIA))

        words = refused(sender, now)

        assert "taken out" in words
        assert not Invitation.objects.exists()
        assert len(belonging.letters(GIULIA)) == before


class TestOthers:
    def test_an_account_in_another_business(self, sender: making.Sender, other: Connection, now: datetime) -> None:
        sender.as_(identity="other").say(making.setup(), now=now)

        words = refused(sender, now)

        assert "another business account" in words
        assert "Other company" not in words
        assert Member.objects.get().account == other.account

    def test_no_punchout_role(self, sender: making.Sender, ada: Member, now: datetime) -> None:
        sender.say(making.setup(), now=now)
        giulia = Member.objects.get(person__email=GIULIA)
        people.change_roles(member=giulia, roles=[Role.FINANCE], seen=["punchout_user"], by=ada.person, now=now)

        words = refused(sender, now)

        assert "no PunchOut user role" in words
        assert "Manage your business" in words

    def test_suspended(self, sender: making.Sender, ada: Member, now: datetime) -> None:
        sender.say(making.setup(), now=now)
        people.suspend(member=Member.objects.get(person__email=GIULIA), by=ada.person, now=now)

        assert "suspended" in refused(sender, now)

    def test_somebody_who_works_for_the_store(self, sender: making.Sender, now: datetime) -> None:
        staff = belonging.person("staff@store.example")
        employ_person(person=staff, role=StaffRole.SERVICE, by=None, now=now)

        assert "works for the store" in refused(sender, now, "staff@store.example")
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("state", ["suspended", "in_review", "refused"])
    def test_a_company_that_does_not_trade(self, sender: making.Sender, now: datetime, state: str) -> None:
        BusinessAccount.objects.update(state=state)

        words = refused(sender, now)

        assert "business account of Lanterna" in words
        assert not Person.objects.filter(email=GIULIA).exists()

    def test_the_answer_is_in_the_visitors_language(self, sender: making.Sender, ada: Member, now: datetime) -> None:
        sender.say(making.setup(), now=now)
        HeldRole.objects.filter(member__person__email=GIULIA).delete()

        words = refused(sender.as_(language="it-IT"), now)

        assert "ruolo" in words


class TestTesting:
    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR])
    def test_administrators_try_the_shop_while_the_group_only_tests(self, now: datetime, role: Role, db: None) -> None:
        making.store(now)
        connection = making.customer(now, mode="test")
        belonging.member(connection, "ada@lanterna.example", role, now=now)

        status, _ = making.Sender(Client()).say(making.setup("ada@lanterna.example"), now=now)

        assert status.code == 200
        assert Visit.objects.get().is_test

    def test_in_an_active_group_they_need_the_role(self, sender: making.Sender, ada: Member, now: datetime) -> None:
        assert "no PunchOut user role" in refused(sender, now, "ada@lanterna.example")

    def test_finance_does_not_even_test(self, now: datetime, db: None) -> None:
        making.store(now)
        connection = making.customer(now, mode="test")
        belonging.member(connection, "fin@lanterna.example", Role.FINANCE, now=now)

        assert "no PunchOut user role" in refused(making.Sender(Client()), now, "fin@lanterna.example")


class TestOutsidePunchOut:
    def test_a_linked_account_cannot_shop_but_follows_its_orders(self, sender: making.Sender, now: datetime) -> None:
        sender.say(making.setup(), now=now)
        browser = belonging.browser(Member.objects.get())

        assert browser.get("/shop/").status_code == 403
        assert browser.get("/cart").status_code == 403
        assert browser.post("/cart/add", {"offer": "1", "quantity": "1"}).status_code in (403, 404, 405)
        assert browser.get("/orders/").status_code == 200

    def test_who_was_made_by_a_first_visit_sets_a_first_password_by_mail(
        self, sender: making.Sender, now: datetime
    ) -> None:
        sender.say(making.setup(), now=now)
        browser = Client()

        browser.post("/account/password", {"email": GIULIA})
        (letter,) = mail.outbox
        found = re.search(r"https?://[^/\s]+(/account/password/\S+)", str(letter.body))
        assert found is not None
        browser.get(found[1], follow=True)
        new = {"password": belonging.PASSWORD, "again": belonging.PASSWORD}
        browser.post("/account/password/new", new)

        assert browser.get("/orders/").status_code == 200
        signed = Client().post("/account/sign-in", {"email": GIULIA, "password": belonging.PASSWORD})
        assert signed.status_code == 302

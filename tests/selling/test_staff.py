"""The store's own people: nothing opens for a password alone, and a lost second factor is reset by another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from fondaco.people import second_factor
from fondaco.people.models import Person, SecondFactor, SecondFactorReset
from fondaco.selling.accounts.models import Connection, Role, StaffRole
from fondaco.selling.accounts.operations import add_member, employ_person
from fondaco.selling.integration.models import SettingsRequest
from tests.selling import making

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def employed(name: str, role: StaffRole = StaffRole.ADMINISTRATOR) -> Person:
    person = Person.objects.create_person(email=f"{name.lower()}@store.example", name=name)
    employ_person(person=person, role=role, by=None, now=timezone.now())
    return person


@pytest.fixture
def teresa() -> Person:
    return employed("Teresa")


@pytest.fixture
def bruno() -> Person:
    person = employed("Bruno", StaffRole.SERVICE)
    making.sign_in(Client(), person)  # sets a second factor up
    return person


def path_of(person: Person) -> str:
    return f"/staff/{person.public_id}/second-factor"


class TestTheGate:
    def addresses(self) -> Iterator[str]:
        """Every address of the store, with something in the place of each parameter."""
        yield from sorted(set(_routes(get_resolver().url_patterns)))

    @pytest.mark.parametrize("method", METHODS)
    def test_no_address_tells_a_password_alone_more_than_it_tells_nobody(
        self, teresa: Person, lanterna: Connection, method: str
    ) -> None:
        """Walked over every address of the site: answers differ only where the second factor itself is shown."""
        waiting, nobody = Client(), Client()
        waiting.force_login(teresa)
        differing = []
        for address in self.addresses():
            if "sign-out" in address:
                continue
            theirs, anybodys = getattr(waiting, method)(address), getattr(nobody, method)(address)
            if _said(theirs) != _said(anybodys):
                differing.append(address)

        own = {"/account/second-factor", "/account/second-factor/begin", "/account/second-factor/recovery-codes"}
        own |= {"/account/second-factor/picture.svg", "/account/sign-in", "/"}
        assert set(differing) <= own

    def test_pages_of_the_staff_open_once_it_was_shown_and_lead_to_it_before(self, teresa: Person) -> None:
        making.store(timezone.now())
        waiting = Client()
        waiting.force_login(teresa)
        for address in ("/orders/", "/customers/", "/messages/", "/staff/"):
            led = waiting.get(address, follow=True)

            assert led.redirect_chain[-1][0].startswith("/account/second-factor?next=%2F"), address
            assert making.sign_in(Client(), teresa).get(address).status_code == 200, address

    def test_the_first_page_leads_to_it(self, teresa: Person) -> None:
        waiting = Client()
        waiting.force_login(teresa)

        assert waiting.get("/").headers["Location"] == "/account/second-factor"

    def test_a_visit_in_the_same_browser_goes_on(self, teresa: Person, sender: making.Sender) -> None:
        """A PunchOut opens the shop whatever cookies are about, a password without its second factor too."""
        start = making.start_path(sender.say(making.setup(), now=timezone.now())[1])
        waiting = Client()
        waiting.force_login(teresa)

        waiting.get(start)

        assert waiting.get("/cart").status_code == 200

    def test_customers_people_are_not_asked(self, lanterna: Connection) -> None:
        person = Person.objects.create_person(email="boss@lanterna.example", name="Boss")
        add_member(account=lanterna.account, person=person, roles=[Role.ADMINISTRATOR], by=None, now=timezone.now())
        client = Client()
        client.force_login(person)

        assert client.get("/orders/").status_code == 200
        assert client.get("/account/second-factor").status_code == 404


def test_the_first_page_says_what_customers_wait_for(teresa: Person, lanterna: Connection) -> None:
    SettingsRequest.objects.create(
        group=lanterna.group, setting="hold_days", wanted="14", asked_by=teresa, asked_at=timezone.now()
    )

    page = " ".join(making.sign_in(Client(), teresa).get("/").content.decode().split())

    assert '<dt>Settings asked for</dt><dd><a href="/settings-requests/">1</a></dd>' in page
    assert '<dt>Companies to verify</dt><dd><a href="/reviews/" class="soft">0</a></dd>' in page


class TestReset:
    def test_another_administrator_resets_it_with_a_reason_and_the_person_is_told(
        self, teresa: Person, bruno: Person
    ) -> None:
        before = making.sign_in(Client(), bruno)
        boss = making.sign_in(Client(), teresa)
        assert b"Bruno" in boss.get(path_of(bruno)).content

        answer = boss.post(path_of(bruno), {"reason": "Phone stolen; came to my desk."})

        assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/")
        assert second_factor.factor_of(bruno) is None
        assert before.get("/orders/").status_code == 302  # shut though it had been shown there
        assert mail.outbox[-1].to == ["bruno@store.example"]
        assert b"Phone stolen" in boss.get("/staff/").content

    def test_without_a_reason_nothing_happens(self, teresa: Person, bruno: Person) -> None:
        answer = making.sign_in(Client(), teresa).post(path_of(bruno), {"reason": "  "})

        assert answer.status_code == 422
        assert second_factor.factor_of(bruno) is not None

    def test_nobody_resets_their_own(self, teresa: Person) -> None:
        boss = making.sign_in(Client(), teresa)

        answer = boss.post(path_of(teresa), {"reason": "Mine."})

        assert answer.status_code == 403
        assert second_factor.factor_of(teresa) is not None
        assert not SecondFactorReset.objects.exists()
        assert b"another administrator" in boss.get(path_of(teresa)).content

    def test_a_second_reset_says_that_there_was_nothing(self, teresa: Person, bruno: Person) -> None:
        boss = making.sign_in(Client(), teresa)
        boss.post(path_of(bruno), {"reason": "Lost."})

        page = boss.post(path_of(bruno), {"reason": "Lost."}, follow=True)

        assert b"nothing to reset" in page.content
        assert SecondFactorReset.objects.count() == 1

    def test_only_store_administrators_and_only_of_staff(
        self, teresa: Person, bruno: Person, lanterna: Connection
    ) -> None:
        customer = Person.objects.create_person(email="boss@lanterna.example", name="Boss")
        add_member(account=lanterna.account, person=customer, roles=list(Role), by=None, now=timezone.now())
        service = making.sign_in(Client(), bruno)
        for client in (service, making.sign_in(Client(), customer)):
            assert client.get("/staff/").status_code == 403
            assert client.post(path_of(teresa), {"reason": "Mine now."}).status_code == 403
        boss = making.sign_in(Client(), teresa)

        assert boss.post(path_of(customer), {"reason": "x"}).status_code == 404
        assert boss.post("/staff/nobody/second-factor", {"reason": "x"}).status_code == 404
        assert SecondFactor.objects.count() == 2

    def test_the_list_says_who_has_one_and_how_many_codes_are_left(self, teresa: Person, bruno: Person) -> None:
        factor = SecondFactor.objects.get(person=bruno)
        factor.recovery_codes.create(digest="one")
        factor.recovery_codes.create(digest="two", used_at=timezone.now())
        employed("Carla")

        page = " ".join(making.sign_in(Client(), teresa).get("/staff/").content.decode().split())

        assert "1 recovery code left" in page
        assert "not yet" in page.split("Carla")[1]


def _routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, before + str(one.pattern))
        else:
            yield re.sub(r"<(?:\w+:)?\w+>", "1", before + str(one.pattern))


def _said(answer: HttpResponse) -> tuple[object, ...]:
    """An answer without what differs from one to the next."""
    own = r'(?:csrfmiddlewaretoken" value=|"x-csrftoken": |payloadID=|timestamp=)"[^"]*"'
    text = re.sub(own, "", answer.content.decode(errors="replace"))
    return answer.status_code, answer.headers.get("Location"), text

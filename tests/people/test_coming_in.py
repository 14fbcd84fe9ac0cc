"""Signing in and out, a password forgotten, a language chosen, and playing somebody in the demo."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from fondaco.audit.models import Line
from fondaco.people import context, demo, limits, operations
from fondaco.people.addresses import client_address, next_address
from fondaco.people.models import DemoPerson, Person, SignInAttempt

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a long and pleasant word"


@pytest.fixture(autouse=True)
def small_site(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.bridge.urls"
    settings.FONDACO_NAVIGATION = ""
    settings.FONDACO_DEMO = False
    settings.FONDACO_BASE_URL = "https://desk.example"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("fondaco.selling")]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db: None) -> Person:
    return Person.objects.create_person(email="Anna.Rossi@x.example", name="Anna Rossi", password=PASSWORD)


def sign_in(client: Client, email: str = "anna.rossi@X.example", password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("people:sign-in"), {"email": email, "password": password} | more)


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


class TestPerson:
    def test_an_email_belongs_to_one_person_whatever_its_case(self, anna: Person) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create_person(email="ANNA.ROSSI@x.example", name="Other")
        assert Person.objects.with_email(" anna.rossi@x.EXAMPLE ") == anna
        assert Person.objects.with_email("") is None
        assert Person.objects.with_email("\0") is None

    @pytest.mark.django_db
    def test_people_without_an_email_may_be_many(self) -> None:
        Person.objects.create_person(email="", name="First")
        Person.objects.create_person(email="", name="Second")
        assert Person.objects.count() == 2
        assert not Person.objects.first().has_usable_password()  # type: ignore[union-attr]

    @pytest.mark.django_db
    def test_rows_name_themselves(self) -> None:
        person = Person.objects.create_person(email="a@x.example", name="")
        assert str(person) == "a@x.example"
        assert str(DemoPerson(person=person, role="Approver")) == "Approver: a@x.example"
        assert str(SignInAttempt(address="192.0.2.1", at=NOW)) == "192.0.2.1 2026-03-02 09:30"


class TestSigningIn:
    def test_it_lets_in_and_leads_on_with_a_new_session_key(self, anna: Person) -> None:
        client = Client()
        client.get(reverse("people:sign-in"))
        client.session["seen"] = True
        client.session.save()
        before = client.session.session_key

        response = sign_in(client, next="/account/sign-in?x=1")

        assert (response.status_code, response.headers["Location"]) == (302, "/account/sign-in?x=1")
        assert who(client) == str(anna.pk)
        assert client.session.session_key != before
        assert Line.objects.get().action == "person.signed_in"

    def test_a_wrong_password_and_an_unknown_email_get_the_same_page(self, anna: Person) -> None:
        nobody = Person.objects.create_person(email="new@x.example", name="New")
        gone = Person.objects.create_person(email="gone@x.example", name="Gone", password=PASSWORD)
        gone.is_active = False
        gone.save()

        pages = []
        for email in (anna.email, "nobody@x.example", nobody.email, gone.email):
            client = Client()
            password = PASSWORD if email == gone.email else "wrong"
            response = sign_in(client, email, password)
            assert response.status_code == 200
            assert who(client) == ""
            text = re.sub(r"\b[A-Za-z0-9]{64}\b", "", response.content.decode())  # tokens differ by nature
            pages.append(text.replace(email, "…"))

        assert "do not belong together" in pages[0]
        assert len(set(pages)) == 1

    def test_an_empty_form_says_what_is_missing(self, anna: Person) -> None:
        assert sign_in(Client(), "", "").status_code == 200
        assert SignInAttempt.objects.count() == 0

    def test_after_five_failures_even_the_right_password_waits(self, anna: Person) -> None:
        for _ in range(5):
            sign_in(Client(), password="wrong")

        refused = sign_in(Client())

        assert refused.status_code == 429
        assert "quarter of an hour" in refused.content.decode()
        assert sign_in(Client(), "someone@x.example", "wrong").status_code == 200
        SignInAttempt.objects.update(at=NOW)
        assert sign_in(Client()).status_code == 302

    def test_success_forgets_one_s_own_failures(self, anna: Person) -> None:
        for _ in range(3):
            sign_in(Client(), password="wrong")
        sign_in(Client())
        assert SignInAttempt.objects.count() == 0

    def test_an_address_that_tries_many_people_is_stopped(self, db: None) -> None:
        given = {"purpose": "sign-in", "address": "192.0.2.1", "now": NOW}
        tries = [limits.allow(email=f"{number}@x.example", **given) for number in range(60)]  # type: ignore[arg-type]

        assert tries == [True] * limits.PER_ADDRESS + [False] * (60 - limits.PER_ADDRESS)
        given["address"] = "192.0.2.2"
        assert limits.allow(email="1@x.example", **given)  # type: ignore[arg-type]

    def test_tries_are_counted_without_saying_whose_and_forgotten(self, db: None) -> None:
        limits.allow(purpose="sign-in", email="anna@x.example", address="192.0.2.1", now=NOW)
        assert "anna" not in repr(SignInAttempt.objects.values().get())
        limits.sweep(NOW + timedelta(minutes=14))
        assert SignInAttempt.objects.count() == 1
        limits.sweep(NOW + limits.WINDOW)
        assert SignInAttempt.objects.count() == 0

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "account",
            "\x00/",
            "///e",
        ],
    )
    def test_nobody_is_led_to_another_site(self, anna: Person, elsewhere: str) -> None:
        assert sign_in(Client(), next=elsewhere).headers["Location"] == "/"
        request = RequestFactory().get("/")
        assert next_address(request, elsewhere) == "/"

    def test_signing_out_ends_the_session_and_wants_a_post(self, anna: Person) -> None:
        client = Client()
        sign_in(client)
        assert client.get(reverse("people:sign-out")).status_code == 405
        response = client.post(reverse("people:sign-out"), follow=True)
        assert who(client) == ""
        assert "signed out" in response.content.decode()
        assert client.post(reverse("people:sign-out")).status_code == 302

    def test_the_address_is_the_one_that_connected_unless_a_proxy_of_ours_says_more(self, settings: Any) -> None:
        request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
        assert client_address(request) == "127.0.0.1"
        settings.FONDACO_TRUST_PROXY = True
        assert client_address(request) == "198.51.100.7"
        assert client_address(RequestFactory().get("/")) == "127.0.0.1"


class TestForgottenPassword:
    def link(self, client: Client, email: str) -> str:
        client.post(reverse("people:password-reset"), {"email": email})
        found = re.search(r"https://desk\.example(/\S+)", str(mail.outbox[-1].body))
        assert found
        return found[1]

    def test_a_link_comes_by_mail_and_sets_a_new_password_once(self, anna: Person) -> None:
        client = Client()
        link = self.link(client, "anna.rossi@x.example")
        token = link.rsplit("/", 1)[1]

        clean = client.get(link)
        assert token not in clean.headers["Location"]
        page = client.get(clean.headers["Location"])
        assert "Anna Rossi" in page.content.decode()
        bad = client.post(clean.headers["Location"], {"password": "short", "again": "short"})
        assert bad.status_code == 200
        differs = client.post(clean.headers["Location"], {"password": PASSWORD + "!", "again": PASSWORD})
        assert "not the same" in differs.content.decode()
        missing = client.post(clean.headers["Location"], {"password": "", "again": ""})
        assert missing.status_code == 200
        done = client.post(clean.headers["Location"], {"password": PASSWORD + "!", "again": PASSWORD + "!"})

        assert done.status_code == 302
        assert who(client) == str(anna.pk)
        assert sign_in(Client(), password=PASSWORD + "!").status_code == 302
        other = Client()
        other.get(link)
        stale = other.get(reverse("people:password-new"))
        assert stale.status_code == 410
        assert "no longer works" in stale.content.decode()
        assert mail.outbox[-1].to == [anna.email]

    def test_it_works_for_who_never_had_a_password_and_speaks_their_language(self, db: None) -> None:
        new = Person.objects.create_person(email="new@x.example", name="Nuova", language="it")
        client = Client()
        client.get(self.link(client, new.email))

        page = client.get(reverse("people:password-new"))

        assert page.status_code == 200

    def test_an_unknown_email_gets_the_same_answer_and_no_mail(self, anna: Person) -> None:
        known = Client().post(reverse("people:password-reset"), {"email": anna.email})
        Person.objects.update(is_active=False)
        gone = Client().post(reverse("people:password-reset"), {"email": anna.email})
        unknown = Client().post(reverse("people:password-reset"), {"email": "nobody@x.example"})

        assert {one.headers["Location"] for one in (known, unknown, gone)} == {reverse("people:password-sent")}
        assert len(mail.outbox) == 1
        assert "on its way" in Client().get(reverse("people:password-sent")).content.decode()

    def test_asking_too_often_is_refused(self, anna: Person) -> None:
        for _ in range(5):
            Client().post(reverse("people:password-reset"), {"email": anna.email})
        response = Client().post(reverse("people:password-reset"), {"email": anna.email})
        assert response.status_code == 429
        assert len(mail.outbox) == 5

    def test_nonsense_is_no_email(self, db: None) -> None:
        assert Client().post(reverse("people:password-reset"), {"email": "x"}).status_code == 200
        assert Client().get(reverse("people:password-reset")).status_code == 200

    def test_without_a_link_there_is_nothing_to_set(self, db: None) -> None:
        assert Client().get(reverse("people:password-new")).status_code == 410

    def test_a_new_password_ends_the_other_sessions(self, anna: Person) -> None:
        elsewhere = Client()
        sign_in(elsewhere)
        operations.set_password(person=anna, password="another long word", by=anna, now=NOW)
        assert not elsewhere.get("/").wsgi_request.user.is_authenticated


class TestLanguage:
    def choose(self, client: Client, language: str) -> Any:
        return client.post(reverse("people:language"), {"language": language, "next": "/account/sign-in"})

    def shown(self, client: Client, **headers: str) -> str:
        return str(client.get(reverse("people:sign-in"), headers=headers).headers["Content-Language"])

    def test_the_browser_is_asked_first(self, db: None) -> None:
        assert self.shown(Client(), accept_language="it-IT,it;q=0.9") == "it"
        assert self.shown(Client(), accept_language="de") == "en"

    def test_a_choice_is_kept_in_a_cookie_before_signing_in(self, db: None) -> None:
        client = Client()
        response = self.choose(client, "it")
        assert response.headers["Location"] == "/account/sign-in"
        assert self.shown(client, accept_language="en") == "it"

    def test_a_person_s_choice_goes_with_them(self, anna: Person) -> None:
        client = Client()
        sign_in(client)
        self.choose(client, "it")
        anna.refresh_from_db()
        assert anna.language == "it"
        line = Line.objects.get(action="person.language_chosen")
        assert (line.before, line.after) == ({"language": ""}, {"language": "it"})

        elsewhere = Client()
        sign_in(elsewhere)
        assert self.shown(elsewhere, accept_language="en") == "it"

    def test_a_language_that_we_do_not_speak_changes_nothing(self, anna: Person) -> None:
        client = Client()
        sign_in(client)
        assert self.choose(client, "xx").status_code == 302
        assert not client.cookies.get("fondaco_store_language")
        with pytest.raises(ValueError, match="xx"):
            operations.choose_language(person=anna, language="xx", now=NOW)


class TestDemo:
    @pytest.fixture
    def bice(self, db: None) -> Person:
        bice = Person.objects.create_person(email="bice@x.example", name="Bice")
        demo.add_demo_person(person=bice, role="Approver", order=2)
        demo.add_demo_person(person=bice, role="Buyer", order=1)
        return bice

    def switch(self, client: Client, email: str) -> Any:
        return client.post(reverse("people:demo-switch"), {"email": email, "next": "/"})

    def test_one_becomes_somebody_else_in_the_demo_only(self, anna: Person, bice: Person, settings: Any) -> None:
        client = Client()
        sign_in(client)
        assert self.switch(client, bice.email).status_code == 404
        assert who(client) == str(anna.pk)

        settings.FONDACO_DEMO = True
        assert self.switch(client, bice.email).status_code == 302
        assert who(client) == str(bice.pk)

    def test_only_people_of_the_demo_can_be_played(self, anna: Person, bice: Person, settings: Any) -> None:
        settings.FONDACO_DEMO = True
        client = Client()
        assert self.switch(client, anna.email).status_code == 404
        assert self.switch(client, "nobody@x.example").status_code == 404
        Person.objects.update(is_active=False)
        assert self.switch(client, bice.email).status_code == 404
        assert client.get(reverse("people:demo-switch")).status_code == 405

    def test_the_bar_lists_them_and_says_who_one_is(self, bice: Person, settings: Any) -> None:
        request = RequestFactory().get("/")
        assert context.demo(request)["demo_people"] == []
        settings.FONDACO_DEMO = True
        assert list(context.demo(request)["demo_people"]) == [("bice@x.example", "Bice", "Buyer", False)]
        request.user = bice
        assert list(context.demo(request)["demo_people"]) == [("bice@x.example", "Bice", "Buyer", True)]


class TestEndingSessions:
    def test_every_browser_of_the_person_has_to_sign_in_again(self, anna: Person) -> None:
        browsers = [Client(), Client()]
        for browser in browsers:
            sign_in(browser)
        other = Person.objects.create_person(email="bea@x.example", name="Bea", password=PASSWORD)
        hers = Client()
        hers.force_login(other)

        operations.end_sessions(person=anna, by=other, now=NOW)

        for browser in browsers:
            assert browser.get(reverse("people:sign-in")).wsgi_request.user.is_anonymous
        assert hers.get(reverse("people:sign-in")).wsgi_request.user == other
        line = Line.objects.get(action="person.sessions_ended")
        assert (line.by, line.after) == (other.pk, {"epoch": 1})
        sign_in(browsers[0])
        assert browsers[0].get(reverse("people:sign-in")).wsgi_request.user == anna

    def test_a_session_outlives_the_change_of_the_sites_key_but_not_its_end(self, anna: Person, settings: Any) -> None:
        browser = Client()
        operations.end_sessions(person=anna, by=None, now=NOW)
        sign_in(browser)
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-of-the-site" * 3
        assert browser.get(reverse("people:sign-in")).wsgi_request.user == anna

        operations.end_sessions(person=anna, by=None, now=NOW)

        assert browser.get(reverse("people:sign-in")).wsgi_request.user.is_anonymous

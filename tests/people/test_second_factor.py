"""The second factor: setting it up, showing it, losing it, and that no code is taken twice."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fondaco.audit.models import Line
from fondaco.people import demo, gate, second_factor
from fondaco.people.models import Person, RecoveryCode, SecondFactor, SecondFactorReset
from fondaco.people.operations import TooManyTries

NOW = datetime(2026, 3, 2, 9, 30, 10, tzinfo=UTC)
PASSWORD = "a long and pleasant word"
PAGE = "/account/second-factor"


def everybody_called_ada(person: Person) -> bool:
    """The policy of these tests' site."""
    return person.name.startswith("Ada")


@pytest.fixture(autouse=True)
def small_site(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.bridge.urls"
    settings.FONDACO_NAVIGATION = ""
    settings.FONDACO_DEMO = False
    settings.FONDACO_BASE_URL = "https://desk.example"
    settings.FONDACO_SECOND_FACTOR_POLICY = "tests.people.test_second_factor.everybody_called_ada"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("fondaco.selling")]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.create_person(email="ada@x.example", name="Ada Neri", password=PASSWORD)


@pytest.fixture
def anna(db: None) -> Person:
    return Person.objects.create_person(email="anna@x.example", name="Anna Rossi", password=PASSWORD)


RECOVERY = ["abcd-efgh-jkmn", "pqrs-tuvw-xyz2"]


def enrolled(person: Person, now: datetime = NOW) -> SecondFactor:
    second_factor.begin(person=person, secret=second_factor.new_secret(), now=now)
    before = now - timedelta(minutes=1)  # so that the codes of now are all unused
    code = code_at(SecondFactor.objects.get(person=person), before)
    assert second_factor.confirm(person=person, code=code, recovery_codes=RECOVERY, now=before)
    mail.outbox.clear()
    return SecondFactor.objects.get(person=person)


def code_at(factor: SecondFactor, moment: datetime) -> str:
    return pyotp.TOTP(factor.secret).at(moment)


def wrong_code(factor: SecondFactor, now: datetime) -> str:
    near = {code_at(factor, now + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def actions(person: Person) -> list[str]:
    return list(
        Line.objects.filter(subject=f"person:{person.public_id}").order_by("id").values_list("action", flat=True)
    )


class TestSettingUp:
    def test_it_counts_only_once_a_first_code_was_right(self, ada: Person) -> None:
        factor = second_factor.begin(person=ada, secret=second_factor.new_secret(), now=NOW)

        refused = second_factor.confirm(person=ada, code=wrong_code(factor, NOW), recovery_codes=RECOVERY, now=NOW)

        assert not refused
        assert second_factor.factor_of(ada) is None
        assert not RecoveryCode.objects.exists()
        assert mail.outbox == []
        assert second_factor.confirm(person=ada, code=code_at(factor, NOW), recovery_codes=RECOVERY, now=NOW)
        assert second_factor.factor_of(ada) is not None
        assert RecoveryCode.objects.count() == 2
        assert [letter.to for letter in mail.outbox] == [["ada@x.example"]]
        assert actions(ada) == ["person.second_factor_begun", "person.second_factor_set_up"]

    def test_the_code_that_set_it_up_is_used(self, ada: Person) -> None:
        factor = second_factor.begin(person=ada, secret=second_factor.new_secret(), now=NOW)
        second_factor.confirm(person=ada, code=code_at(factor, NOW), recovery_codes=RECOVERY, now=NOW)

        assert second_factor.check(person=ada, said=code_at(factor, NOW), now=NOW) is None

    def test_beginning_again_makes_another_key_and_the_old_one_is_void(self, ada: Person) -> None:
        first = second_factor.begin(person=ada, secret=second_factor.new_secret(), now=NOW)
        old = code_at(first, NOW)
        second = second_factor.begin(person=ada, secret=second_factor.new_secret(), now=NOW)

        assert SecondFactor.objects.count() == 1
        assert first.secret != second.secret
        assert not second_factor.confirm(person=ada, code=old, recovery_codes=RECOVERY, now=NOW)

    def test_one_that_counts_is_not_overwritten(self, ada: Person) -> None:
        factor = enrolled(ada)

        with pytest.raises(second_factor.AlreadyThere):
            second_factor.begin(person=ada, secret=second_factor.new_secret(), now=NOW)
        with pytest.raises(second_factor.AlreadyThere):
            second_factor.confirm(person=ada, code=code_at(factor, NOW), recovery_codes=["x"], now=NOW)

        assert SecondFactor.objects.get().secret == factor.secret
        assert RecoveryCode.objects.count() == 2

    def test_nothing_is_confirmed_that_was_not_begun(self, ada: Person) -> None:
        with pytest.raises(second_factor.NotThere):
            second_factor.confirm(person=ada, code="123456", recovery_codes=RECOVERY, now=NOW)

    def test_neither_the_key_nor_a_recovery_code_lies_in_the_clear(self, ada: Person) -> None:
        factor = enrolled(ada)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT string_agg(f::text, '') FROM people_secondfactor f)"
                " || (SELECT string_agg(r::text, '') FROM people_recoverycode r)"
                " || (SELECT string_agg(l::text, '') FROM audit_line l)"
            )
            said = cursor.fetchone()[0]

        assert factor.secret not in said
        assert factor.secret.encode().hex() not in said
        assert not any(code in said or code.replace("-", "") in said for code in RECOVERY)

    def test_recovery_codes_are_ten_and_no_two_alike(self) -> None:
        codes = second_factor.new_recovery_codes()

        assert len(set(codes)) == second_factor.RECOVERY_CODES == 10
        assert all(re.fullmatch(r"(?:[a-hj-kmnp-z2-9]{4}-){2}[a-hj-kmnp-z2-9]{4}", code) for code in codes)


class TestShowing:
    @pytest.mark.parametrize("seconds", [-30, 0, 30])
    def test_a_code_of_now_or_of_the_neighbouring_half_minutes_is_taken(self, ada: Person, seconds: int) -> None:
        factor = enrolled(ada)
        said = code_at(factor, NOW + timedelta(seconds=seconds))

        assert second_factor.check(person=ada, said=f" {said[:3]} {said[3:]} ", now=NOW) is second_factor.How.CODE

    @pytest.mark.parametrize("seconds", [-60, 60])
    def test_one_from_further_away_is_not(self, ada: Person, seconds: int) -> None:
        factor = enrolled(ada, NOW - timedelta(hours=1))
        said = code_at(factor, NOW + timedelta(seconds=seconds))

        assert second_factor.check(person=ada, said=said, now=NOW) is None
        assert SecondFactor.objects.get().last_step == factor.last_step

    def test_a_code_is_taken_once_and_none_before_it(self, ada: Person) -> None:
        factor = enrolled(ada)
        assert second_factor.check(person=ada, said=code_at(factor, NOW), now=NOW)

        assert second_factor.check(person=ada, said=code_at(factor, NOW), now=NOW) is None
        earlier = code_at(factor, NOW - timedelta(seconds=30))
        assert second_factor.check(person=ada, said=earlier, now=NOW) is None
        assert second_factor.check(person=ada, said=code_at(factor, NOW + timedelta(seconds=30)), now=NOW)

    @pytest.mark.parametrize("said", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "\0", "-" * 40])
    def test_what_is_no_code_is_nothing(self, ada: Person, said: str) -> None:
        enrolled(ada)

        assert second_factor.check(person=ada, said=said, now=NOW) is None

    def test_a_recovery_code_works_once_however_it_is_written_and_is_told(self, ada: Person) -> None:
        enrolled(ada)

        assert second_factor.check(person=ada, said="ABCD EFGH JKMN", now=NOW) is second_factor.How.RECOVERY_CODE
        assert second_factor.check(person=ada, said="abcd-efgh-jkmn", now=NOW) is None
        assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 1
        assert [letter.to for letter in mail.outbox] == [["ada@x.example"]]
        assert "1 left" in str(mail.outbox[0].body)

    def test_another_persons_recovery_code_is_nothing(self, ada: Person) -> None:
        enrolled(ada)
        other = Person.objects.create_person(email="ada.two@x.example", name="Ada Due")
        second_factor.begin(person=other, secret=second_factor.new_secret(), now=NOW)
        factor = SecondFactor.objects.get(person=other)
        second_factor.confirm(person=other, code=code_at(factor, NOW), recovery_codes=["zzzz-zzzz-zzzz"], now=NOW)

        assert second_factor.check(person=ada, said="zzzz-zzzz-zzzz", now=NOW) is None
        assert not RecoveryCode.objects.filter(used_at__isnull=False).exists()

    def test_the_sixth_try_in_a_quarter_of_an_hour_is_not_even_looked_at(self, ada: Person) -> None:
        factor = enrolled(ada)
        for _ in range(5):
            assert second_factor.check(person=ada, said=wrong_code(factor, NOW), now=NOW) is None

        with pytest.raises(TooManyTries):
            second_factor.check(person=ada, said=code_at(factor, NOW), now=NOW)

        assert SecondFactor.objects.get().last_step == factor.last_step
        later = NOW + timedelta(minutes=16)
        assert second_factor.check(person=ada, said=code_at(factor, later), now=later)

    def test_coming_in_forgets_the_failures(self, ada: Person) -> None:
        factor = enrolled(ada)
        for _ in range(4):
            second_factor.check(person=ada, said=wrong_code(factor, NOW), now=NOW)
        assert second_factor.check(person=ada, said=code_at(factor, NOW), now=NOW)

        for _ in range(4):
            assert second_factor.check(person=ada, said=wrong_code(factor, NOW), now=NOW) is None

    def test_who_has_none_shows_none(self, ada: Person) -> None:
        with pytest.raises(second_factor.NotThere):
            second_factor.check(person=ada, said="123456", now=NOW)
        with pytest.raises(second_factor.NotThere):
            second_factor.renew_recovery_codes(person=ada, code="123456", recovery_codes=["x"], now=NOW)

    def test_new_recovery_codes_take_the_place_of_the_old_ones(self, ada: Person) -> None:
        factor = enrolled(ada)
        fresh = ["mmmm-nnnn-pppp"]

        wrong = wrong_code(factor, NOW)
        assert not second_factor.renew_recovery_codes(person=ada, code=wrong, recovery_codes=fresh, now=NOW)
        assert RecoveryCode.objects.count() == 2
        assert second_factor.renew_recovery_codes(person=ada, code=code_at(factor, NOW), recovery_codes=fresh, now=NOW)

        assert second_factor.check(person=ada, said=RECOVERY[0], now=NOW) is None
        assert second_factor.check(person=ada, said=fresh[0], now=NOW) is second_factor.How.RECOVERY_CODE


class TestReset:
    def test_it_takes_all_of_it_away_leaves_the_reason_and_tells_the_person(self, ada: Person, anna: Person) -> None:
        enrolled(ada)

        second_factor.reset(person=ada, by=anna, reason="The phone fell into the harbour.", now=NOW)

        assert not SecondFactor.objects.exists()
        assert not RecoveryCode.objects.exists()
        done = SecondFactorReset.objects.get()
        assert (done.person, done.by, done.reason) == (ada, anna, "The phone fell into the harbour.")
        assert "Anna Rossi has reset" in str(mail.outbox[0].body)
        assert "harbour" in str(mail.outbox[0].body)
        line = Line.objects.get(action="person.second_factor_reset")
        assert (line.by, line.after) == (anna.pk, {"reset": done.pk})

    def test_there_must_be_one_and_a_reason(self, ada: Person, anna: Person) -> None:
        with pytest.raises(second_factor.NotThere):
            second_factor.reset(person=ada, by=anna, reason="None there.", now=NOW)
        enrolled(ada)
        with pytest.raises(IntegrityError), transaction.atomic():
            second_factor.reset(person=ada, by=anna, reason="", now=NOW)

        assert SecondFactor.objects.exists()
        assert mail.outbox == []

    def test_nobody_resets_their_own(self, ada: Person) -> None:
        enrolled(ada)

        with pytest.raises(second_factor.NotTheirOwn):
            second_factor.reset(person=ada, by=ada, reason="I say so.", now=NOW)

        assert second_factor.factor_of(ada) is not None
        assert mail.outbox == []

    def test_the_console_can_where_nobody_is_left_who_could(self, ada: Person) -> None:
        enrolled(ada)

        call_command("reset_second_factor", "ada@x.example", reason="Only administrator, lost phone.")

        assert not SecondFactor.objects.exists()
        assert SecondFactorReset.objects.get().by is None
        assert "those who run the site" in str(mail.outbox[0].body)
        with pytest.raises(CommandError, match="has no second factor"):
            call_command("reset_second_factor", "ada@x.example", reason="Again.")
        with pytest.raises(CommandError, match="Nobody"):
            call_command("reset_second_factor", "who@x.example", reason="Again.")
        with pytest.raises(CommandError, match="reason"):
            call_command("reset_second_factor", "ada@x.example", reason=" ")


def say_with_others(
    person: Person, said: str, now: datetime, start: threading.Barrier, found: list[second_factor.How | None]
) -> None:
    start.wait()
    try:
        found.append(second_factor.check(person=person, said=said, now=now))
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_the_same_code_at_once_one_comes_in() -> None:
    ada = Person.objects.create_person(email="ada@x.example", name="Ada")
    factor = enrolled(ada)
    for round_ in range(1, 6):
        now = NOW + timedelta(hours=round_)  # apart, so that tries of one round count not in the next
        said = code_at(factor, now)
        found: list[second_factor.How | None] = []
        start = threading.Barrier(4)

        several = [threading.Thread(target=say_with_others, args=(ada, said, now, start, found)) for _ in range(4)]
        for one in several:
            one.start()
        for one in several:
            one.join()

        assert sorted(map(str, found)) == ["None", "None", "None", "code"]


@pytest.fixture
def waiting(ada: Person) -> Client:
    """Ada's, her password said, her second factor not."""
    client = Client()
    answer = client.post("/account/sign-in", {"email": ada.email, "password": PASSWORD, "next": "/messages/?x=1"})
    assert answer.headers["Location"] == f"{PAGE}?next=%2Fmessages%2F%3Fx%3D1"
    return client


def signed_in(client: Client) -> bool:
    """Whether the site treats the browser's person as one."""
    return "Ada Neri" in client.get("/").content.decode()


def words(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


class TestThePages:
    def test_setting_up_from_the_first_page_to_the_recovery_codes(self, waiting: Client, ada: Person) -> None:
        assert "Begin" in words(waiting.get(PAGE))
        assert waiting.get("/account/second-factor/picture.svg").status_code == 404
        waiting.post("/account/second-factor/begin", {"next": "/messages/"})
        factor = SecondFactor.objects.get()
        page, picture = waiting.get(PAGE), waiting.get("/account/second-factor/picture.svg")
        wrong = waiting.post(PAGE, {"code": wrong_code(factor, timezone.now())})
        assert not signed_in(waiting)

        done = waiting.post(PAGE, {"code": code_at(factor, timezone.now()), "next": "/messages/"})

        assert factor.secret in words(page)
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert b"<svg" in picture.content
        assert "no-store" in picture.headers["Cache-Control"]
        assert "not the code of this moment" in words(wrong)
        assert len(re.findall(r"<li>[a-z2-9-]{14}</li>", words(done))) == 10
        assert "no-store" in done.headers["Cache-Control"]
        assert 'href="/messages/"' in words(done)
        assert signed_in(waiting)
        # The key is never shown again.
        assert factor.secret not in words(waiting.get(PAGE))
        assert waiting.get("/account/second-factor/picture.svg").status_code == 404

    def test_showing_it_leads_on_under_a_new_session_key(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())
        before = waiting.session.session_key
        assert not signed_in(waiting)

        done = waiting.post(PAGE, {"code": code_at(factor, timezone.now()), "next": "/messages/?x=1"})

        assert (done.status_code, done.headers["Location"]) == (302, "/messages/?x=1")
        assert waiting.session.session_key != before
        assert signed_in(waiting)

    def test_nobody_is_led_to_another_site(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())

        done = waiting.post(PAGE, {"code": code_at(factor, timezone.now()), "next": "https://elsewhere.example/"})

        assert done.headers["Location"] == "/"

    def test_a_wrong_code_and_a_wrong_recovery_code_say_so_and_stay(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())

        code = waiting.post(PAGE, {"code": wrong_code(factor, timezone.now())})
        recovery = waiting.post(PAGE, {"recovery_code": "nnnn-nnnn-nnnn"})

        assert "not the code of this moment" in words(code)
        assert "none of your recovery codes" in words(recovery)
        assert not signed_in(waiting)

    def test_a_recovery_code_lets_in(self, waiting: Client, ada: Person) -> None:
        enrolled(ada, timezone.now())

        waiting.post(PAGE, {"recovery_code": RECOVERY[0]})

        assert signed_in(waiting)

    def test_too_many_tries_are_told(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())
        for _ in range(5):
            waiting.post(PAGE, {"code": wrong_code(factor, timezone.now())})

        answer = waiting.post(PAGE, {"code": code_at(factor, timezone.now())})

        assert answer.status_code == 429
        assert not signed_in(waiting)

    def test_too_many_tries_while_setting_up_are_told(self, waiting: Client, ada: Person) -> None:
        waiting.post("/account/second-factor/begin")
        factor = SecondFactor.objects.get()
        for _ in range(5):
            waiting.post(PAGE, {"code": wrong_code(factor, timezone.now())})

        assert waiting.post(PAGE, {"code": code_at(factor, timezone.now())}).status_code == 429
        assert second_factor.factor_of(ada) is None

    def test_a_code_before_anything_was_begun_leads_back(self, waiting: Client) -> None:
        assert waiting.post(PAGE, {"code": "123456"}).status_code == 302

    def test_beginning_with_one_that_counts_changes_nothing(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())

        answer = waiting.post("/account/second-factor/begin")

        assert answer.status_code == 302
        assert SecondFactor.objects.get().secret == factor.secret

    def test_who_waits_is_led_from_sign_in_and_can_sign_out(self, waiting: Client, ada: Person) -> None:
        assert waiting.get("/account/sign-in?next=/messages/").headers["Location"] == f"{PAGE}?next=%2Fmessages%2F"

        waiting.post("/account/sign-out")

        assert waiting.get("/account/sign-in").status_code == 200
        assert actions(ada)[-1] == "person.signed_out"

    def test_a_forgotten_password_is_no_way_round_it(self, ada: Person) -> None:
        enrolled(ada, timezone.now())
        waiting = Client()
        waiting.post("/account/password", {"email": ada.email})
        link = re.search(r"https://desk\.example(/account/password/\S+)", str(mail.outbox[-1].body))
        assert link
        waiting.get(link[1])

        done = waiting.post(
            "/account/password/new", {"password": "another pleasant one", "again": "another pleasant one"}
        )

        assert done.headers["Location"] == PAGE
        assert not signed_in(waiting)

    def test_after_twelve_hours_it_is_asked_again(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())
        waiting.post(PAGE, {"code": code_at(factor, timezone.now())})
        session = waiting.session
        for hours, inside in ((11.99, True), (12.01, False)):
            noted = {"factor": factor.pk, "at": (timezone.now() - timedelta(hours=hours)).timestamp()}
            session["fondaco_second_factor"] = noted
            session.save()

            assert signed_in(waiting) is inside

    def test_a_reset_shuts_sessions_that_had_shown_it(self, waiting: Client, ada: Person, anna: Person) -> None:
        factor = enrolled(ada, timezone.now())
        waiting.post(PAGE, {"code": code_at(factor, timezone.now())})
        assert signed_in(waiting)

        second_factor.reset(person=ada, by=anna, reason="Lost.", now=timezone.now())

        assert not signed_in(waiting)
        enrolled(ada, timezone.now())
        assert not signed_in(waiting)

    def test_new_recovery_codes_need_a_code_of_the_app(self, waiting: Client, ada: Person) -> None:
        factor = enrolled(ada, timezone.now())
        path = "/account/second-factor/recovery-codes"
        assert waiting.post(path, {"code": code_at(factor, timezone.now())}).status_code == 302  # not in yet
        assert RecoveryCode.objects.count() == 2
        waiting.post(PAGE, {"code": code_at(factor, timezone.now() - timedelta(seconds=30))})

        assert "2 of 10" in words(waiting.get(PAGE))
        assert waiting.post(path, {"code": ""}).status_code == 422
        assert waiting.post(path, {"code": wrong_code(factor, timezone.now())}).status_code == 422
        done = waiting.post(path, {"code": code_at(factor, timezone.now() + timedelta(seconds=20))})
        assert "work no longer" in words(done)
        assert "10 of 10" in words(waiting.get(PAGE))
        for _ in range(5):
            waiting.post(path, {"code": wrong_code(factor, timezone.now())})
        assert waiting.post(path, {"code": "123456"}).status_code == 429

    def test_whom_the_site_does_not_ask_notices_nothing(self, anna: Person) -> None:
        client = Client()
        client.post("/account/sign-in", {"email": anna.email, "password": PASSWORD})

        assert "Anna Rossi" in client.get("/").content.decode()
        assert client.get(PAGE).status_code == 404
        assert Client().get(PAGE).status_code == 302

    def test_a_site_without_a_policy_asks_nobody(self, ada: Person, settings: Any) -> None:
        settings.FONDACO_SECOND_FACTOR_POLICY = ""
        client = Client()

        assert client.post("/account/sign-in", {"email": ada.email, "password": PASSWORD}).headers["Location"] == "/"
        assert signed_in(client)

    def test_a_session_that_says_nonsense_is_not_let_through(self, waiting: Client, ada: Person) -> None:
        enrolled(ada, timezone.now())
        session = waiting.session
        session["fondaco_second_factor"] = "yes"
        session.save()

        assert not signed_in(waiting)


class TestInTheDemo:
    def test_the_page_says_the_code_and_after_it_was_used_the_next(self, ada: Person, settings: Any) -> None:
        settings.FONDACO_DEMO = True
        demo.add_demo_person(person=ada, role="Reader", order=1)
        demo.enrol(person=ada, now=timezone.now())
        client = Client()

        switched = client.post("/account/demo/switch", {"email": ada.email})
        shown = re.search(r'demo-code">(\d{6})<', words(client.get(PAGE)))
        assert shown
        done = client.post(PAGE, {"code": shown[1]})

        assert switched.headers["Location"] == PAGE
        assert done.status_code == 302
        following = re.search(r'demo-code">(\d{6})<', words(client.get(PAGE)))
        assert following
        assert following[1] != shown[1]

    def test_once_all_codes_of_now_are_used_it_says_how_long_to_wait(self, ada: Person) -> None:
        demo.add_demo_person(person=ada, role="Reader", order=1)
        demo.enrol(person=ada, now=NOW)
        for _ in range(2):
            said = demo.present_code(ada, NOW)
            assert said
            assert second_factor.check(person=ada, said=said.code, now=NOW)

        assert demo.present_code(ada, NOW) == ("", 20)

    def test_nobodys_code_is_said_who_is_not_on_the_demo_bar(self, ada: Person, settings: Any) -> None:
        enrolled(ada, timezone.now())
        settings.FONDACO_DEMO = True

        assert demo.present_code(ada, NOW) is None

    def test_outside_a_demo_no_page_says_a_code(self, waiting: Client, ada: Person) -> None:
        demo.add_demo_person(person=ada, role="Reader", order=1)
        demo.enrol(person=ada, now=timezone.now())

        assert "demo-code" not in words(waiting.get(PAGE))


def test_the_gate_takes_the_person_out_for_code_that_does_not_wait_too(ada: Person, rf: Any) -> None:
    import asyncio

    seen = {}

    def view(request: Any) -> HttpResponse:
        seen.update(user=request.user, auser=asyncio.run(request.auser()), awaited=gate.awaited(request))
        return HttpResponse()

    request = rf.get("/")
    request.user, request.session = ada, {}

    gate.SecondFactorMiddleware(view)(request)

    assert not seen["user"].is_authenticated
    assert not seen["auser"].is_authenticated
    assert seen["awaited"] == ada

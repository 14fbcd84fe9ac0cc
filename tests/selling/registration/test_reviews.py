"""The store's people look at companies: in the order of what was promised, and each is decided once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.audit import lines_for
from fondaco.bridge.models import Mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, StaffMember, StaffRole, Store
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.registration import reviewing
from fondaco.selling.registration.models import Review, VerificationRules
from tests.selling.registration import registering

pytestmark = pytest.mark.django_db
CARLA = "carla.molino@gmail.com"
SECOND = {"company": "Vetrerie Riunite", "vat_number": "IT12345670017", "admin_email": "vera@gmail.com"}
RULES = {"countries": ["IT", "DE"], "mail_providers": "", "working_days": "2", "calendar_country": "IT", "version": "0"}


@pytest.fixture
def boss(store: Store) -> Person:
    return Person.objects.create_person(email="boss@store.example", name="Boss")


@pytest.fixture
def waiting(store: Store, now: datetime) -> BusinessAccount:
    return registering.in_review(now)


def test_a_company_is_approved_and_told_the_next_step(waiting: BusinessAccount, bruno: Client) -> None:
    answer = bruno.post(f"/reviews/{waiting.public_id}/approve")

    waiting.refresh_from_db()
    review = Review.objects.get()
    assert (answer.status_code, waiting.state, review.outcome) == (302, "verified", "approved")
    assert review.decided_by == Person.objects.get(email="bruno@store.example")
    assert waiting.trades
    text = registering.letters(CARLA)[-1].text
    assert "Gestisci la tua azienda" in text
    actions = [line.action for line in lines_for(waiting.subject)]
    assert actions[-2:] == ["account.verified", "review.decided"]


def test_a_company_is_refused_in_words_that_its_administrator_reads(waiting: BusinessAccount, bruno: Client) -> None:
    answer = bruno.post(f"/reviews/{waiting.public_id}/refuse", {"words": "The address is a car park."})

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (302, "refused")
    assert waiting.state_words == Review.objects.get().words == "The address is a car park."
    assert "The address is a car park." in registering.letters(CARLA)[-1].text
    assert "car park" not in str([line.after for line in lines_for(waiting.subject)])
    client = Client()
    client.force_login(waiting.members.get().person)
    assert "The address is a car park." in client.get("/business/registration").content.decode()


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_a_refusal_wants_words_that_can_be_read(waiting: BusinessAccount, bruno: Client, words: str) -> None:
    answer = bruno.post(f"/reviews/{waiting.public_id}/refuse", {"words": words})

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (422, "in_review")
    assert Review.objects.get().outcome == "waiting"
    assert len(registering.letters(CARLA)) == 2


def test_a_refusal_without_words_is_refused_below_the_page_too(
    waiting: BusinessAccount, boss: Person, now: datetime
) -> None:
    with pytest.raises(ValueError, match="words"):
        reviewing.refuse(review=waiting.review, words=" ", by=boss, now=now)

    assert Review.objects.get().outcome == "waiting"


@pytest.mark.parametrize("then", ["approve", "refuse"])
@pytest.mark.parametrize("first", ["approve", "refuse"])
def test_who_decides_second_is_told_what_holds(
    waiting: BusinessAccount, bruno: Client, teresa: Client, first: str, then: str
) -> None:
    bruno.post(f"/reviews/{waiting.public_id}/{first}", {"words": "First words."})
    state = BusinessAccount.objects.get().state

    answer = teresa.post(f"/reviews/{waiting.public_id}/{then}", {"words": "Second words."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody decided before you" in page
    assert "Bruno" in page
    assert BusinessAccount.objects.get().state == state
    assert "Second" not in Review.objects.get().words
    assert len(registering.letters(CARLA)) == 3


def test_the_queue_begins_with_what_is_due_first_and_marks_what_is_overdue(
    waiting: BusinessAccount, bruno: Client, now: datetime
) -> None:
    later = registering.in_review(now + timedelta(days=1), **SECOND)
    today = timezone.localdate()
    Review.objects.filter(account=waiting).update(due_on=today)
    Review.objects.filter(account=later).update(due_on=today - timedelta(days=1))

    page = bruno.get("/reviews/").content.decode()

    assert page.index(later.name) < page.index(waiting.name)
    assert page.count("pill-wrong") == 1
    assert "Overdue" in page
    assert "from a mail provider" in page


def test_an_empty_queue_says_so_and_decided_ones_stay_readable(waiting: BusinessAccount, bruno: Client) -> None:
    bruno.post(f"/reviews/{waiting.public_id}/approve")

    assert "Nobody waits for an answer" in bruno.get("/reviews/").content.decode()
    decided = bruno.get("/reviews/?show=decided").content.decode()
    assert waiting.name in decided
    assert "Bruno" in decided
    assert bruno.get(f"/reviews/{waiting.public_id}").status_code == 200


def test_similar_companies_stand_beside_the_decision(store: Store, bruno: Client, now: datetime) -> None:
    registering.confirm(registering.begin(now), now)
    account = registering.in_review(now, **SECOND | {"company": "Officine Mulino S.p.A."})

    page = bruno.get(f"/reviews/{account.public_id}").content.decode()

    assert account.review.reasons == ["free_mail", "similar_name"]
    assert "Officine Molino S.r.l." in page
    assert "IT02483100109" in page


@pytest.mark.parametrize("path", ["/reviews/unknown", "/reviews/unknown/approve", "/reviews/unknown/refuse"])
def test_a_company_that_is_not_there_is_not_found(bruno: Client, path: str) -> None:
    answer = bruno.post(path, {"words": "x"}) if path.count("/") == 3 else bruno.get(path)

    assert answer.status_code == 404


def test_a_company_that_was_verified_at_once_has_no_review(store: Store, bruno: Client, now: datetime) -> None:
    account = registering.confirm(registering.begin(now), now)

    assert bruno.get(f"/reviews/{account.public_id}").status_code == 404
    assert bruno.post(f"/reviews/{account.public_id}/refuse", {"words": "x"}).status_code == 404
    account.refresh_from_db()
    assert account.state == AccountState.VERIFIED


def test_customers_and_strangers_see_nothing_of_the_queue(waiting: BusinessAccount) -> None:
    carla = Client()
    carla.force_login(waiting.members.get().person)

    for client, status in ((carla, 403), (Client(), 302)):
        assert client.get("/reviews/").status_code == status
        assert client.get(f"/reviews/{waiting.public_id}").status_code == status
        assert client.post(f"/reviews/{waiting.public_id}/approve").status_code == status
        assert client.post("/reviews/rules", RULES).status_code == status
    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    assert not VerificationRules.objects.exists()


class TestReminders:
    """A review of Friday, 4 December 2026, is due on Thursday the 10th: the 8th is a holiday."""

    @pytest.fixture
    def due(self, store: Store, bruno: Client, teresa: Client, now: datetime) -> Review:
        review: Review = registering.in_review(datetime(2026, 12, 4, 10, tzinfo=now.tzinfo)).review
        assert review.due_on == date(2026, 12, 10)
        Mail.objects.all().delete()
        return review

    @staticmethod
    def at(day: int) -> datetime:
        return datetime(2026, 12, day, 8, tzinfo=timezone.get_default_timezone())

    def test_customer_service_is_reminded_on_the_working_day_before_and_once(self, due: Review) -> None:
        assert reviewing.remind(now=self.at(8)) == 0
        assert reviewing.remind(now=self.at(9)) == 1
        assert reviewing.remind(now=self.at(9)) == reviewing.remind(now=self.at(10)) == 0

        mail = Mail.objects.get()
        assert mail.to == "bruno@store.example"
        assert f"/reviews/{due.account.public_id}" in mail.text
        assert mail.subject == "Officine Molino S.r.l. waits for an answer"

    def test_an_overdue_answer_is_told_once_more(self, due: Review) -> None:
        reviewing.remind(now=self.at(9))

        assert reviewing.remind(now=self.at(11)) == 1
        assert reviewing.remind(now=self.at(12)) == 0

        assert [mail.subject.partition(":")[0] for mail in Mail.objects.order_by("pk")][1:] == ["Overdue"]
        assert [line.action for line in lines_for(due.account.subject)][-2:] == ["review.due_soon", "review.overdue"]

    def test_after_a_long_stop_only_the_worse_is_told(self, due: Review) -> None:
        assert reviewing.remind(now=self.at(15)) == 1
        assert reviewing.remind(now=self.at(16)) == 0

        assert Mail.objects.get().subject.startswith("Overdue")

    def test_where_nobody_is_in_service_administrators_are_told(self, due: Review) -> None:
        StaffMember.objects.filter(role=StaffRole.SERVICE).delete()

        reviewing.remind(now=self.at(9))

        assert Mail.objects.get().to == "teresa@store.example"

    def test_what_is_decided_is_nobodys_task(self, due: Review, boss: Person) -> None:
        reviewing.approve(review=due, by=boss, now=self.at(9))
        Mail.objects.all().delete()

        assert reviewing.remind(now=self.at(11)) == 0
        assert not Mail.objects.exists()

    def test_the_schedule_runs_it(self, due: Review) -> None:
        from fondaco.clock.schedule import run_due
        from fondaco.selling.registration.schedule import jobs
        from fondaco.selling.schedule import schedule

        assert set(jobs) <= set(schedule)
        assert run_due(now=self.at(9), jobs=jobs) == len(jobs)
        assert Mail.objects.count() == 1


class TestRules:
    def test_they_are_the_stores_and_hold_for_the_next_registration(
        self, store: Store, teresa: Client, now: datetime
    ) -> None:
        said = RULES | {"countries": ["DE"], "mail_providers": "@Officine-Molino.example\n\nthird.example"}

        answer = teresa.post("/reviews/rules", said)

        assert answer.status_code == 302
        known = VerificationRules.objects.get()
        assert (known.countries, known.working_days, known.version) == (["DE"], 2, 1)
        assert known.mail_providers == ["officine-molino.example", "third.example"]
        account = registering.confirm(registering.begin(now), now)
        assert account.review.reasons == ["country", "free_mail"]
        assert account.review.due_on == date(2026, 11, 25)
        line = lines_for("store:1")[-1]
        assert (line.action, line.after["countries"]) == ("verification_rules.changed", ["DE"])

    def test_no_country_at_all_means_that_everybody_is_looked_at(
        self, store: Store, teresa: Client, now: datetime
    ) -> None:
        teresa.post("/reviews/rules", RULES | {"countries": []})

        assert registering.confirm(registering.begin(now), now).review.reasons == ["country"]

    @pytest.mark.parametrize(
        "change",
        [
            {"working_days": "0"},
            {"working_days": "4"},
            {"countries": ["US"]},  # its numbers cannot be checked by a rule
            {"mail_providers": "not a domain"},
            {"calendar_country": "QQ"},
            {"version": ""},
        ],
    )
    def test_what_makes_no_sense_is_said_and_changes_nothing(self, teresa: Client, change: dict[str, object]) -> None:
        answer = teresa.post("/reviews/rules", {**RULES, **change})

        assert answer.status_code == 422
        assert not VerificationRules.objects.filter(version__gt=0).exists()

    def test_of_two_who_change_them_at_once_the_second_is_told(self, teresa: Client) -> None:
        teresa.post("/reviews/rules", RULES)

        answer = teresa.post("/reviews/rules", RULES | {"working_days": "1"})

        assert answer.status_code == 409
        assert "changed the rules meanwhile" in answer.content.decode()
        assert VerificationRules.objects.get().working_days == 2

    def test_customer_service_reads_the_queue_but_sets_no_rules(self, bruno: Client) -> None:
        assert bruno.get("/reviews/").status_code == 200
        assert bruno.get("/reviews/rules").status_code == 403
        assert bruno.post("/reviews/rules", RULES).status_code == 403


@pytest.mark.parametrize("role", list(StaffRole))
def test_nobody_reviews_without_a_second_factor(waiting: BusinessAccount, now: datetime, role: StaffRole) -> None:
    person = Person.objects.create_person(email="new@store.example", name="New")
    employ_person(person=person, role=role, by=None, now=now)
    client = Client()
    client.force_login(person)

    client.post(f"/reviews/{waiting.public_id}/approve")

    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    assert client.get("/reviews/").status_code == 302

"""The link makes the account: for the person it was sent to, once, while it is good."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.audit import lines_for
from fondaco.people.links import new_token
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Member, Role, StaffRole, Store
from fondaco.selling.accounts.operations import add_member, create_account, employ_person
from fondaco.selling.registration import operations
from fondaco.selling.registration.models import Registration, Review
from fondaco.selling.registration.queries import AlreadyKnown
from tests.selling import making
from tests.selling.registration import registering
from tests.selling.registration.registering import FILLED, PASSWORD, follow

pytestmark = pytest.mark.django_db
NEW = {"password": PASSWORD, "again": PASSWORD}


def post(client: Client, **given: str) -> Any:
    return client.post("/register/confirm", given or NEW)


def test_a_company_registers_and_is_verified_at_once(store: Store) -> None:
    client = Client()
    page = follow(client)

    answer = post(client)

    assert page.redirect_chain == [("/register/confirm", 302)]  # the token is out of the address
    assert FILLED["company"] in page.content.decode()
    assert (answer.status_code, answer.url) == (302, "/business")
    account = BusinessAccount.objects.get()
    assert (account.name, account.vat_number, account.state) == (FILLED["company"], "IT02483100109", "verified")
    assert (account.country, account.address["city"], account.currency) == ("IT", "Genova", store.currency)
    member = Member.objects.get()
    assert account.first_administrator == member
    assert [held.role for held in member.held_roles.all()] == [Role.ADMINISTRATOR]
    assert member.person.check_password(PASSWORD)
    assert client.get("/business/registration").status_code == 200  # signed in
    assert not Review.objects.exists()
    assert "is verified" in registering.letters(FILLED["admin_email"])[-1].text
    assert [line.action for line in lines_for(account.subject)] == ["account.created", "member.added"]


def test_a_company_that_the_rules_do_not_let_in_waits_for_the_stores_people(store: Store, now: datetime) -> None:
    friday = datetime(2026, 12, 4, 10, tzinfo=now.tzinfo)

    account = registering.in_review(friday)

    assert (account.state, account.trades) == ("in_review", False)
    review = account.review
    assert (review.outcome, review.reasons) == ("waiting", ["free_mail"])
    assert review.due_on == date(2026, 12, 10)  # three working days from Friday: a weekend and the 8th lie between
    text = registering.letters("carla.molino@gmail.com")[-1].text
    assert "10 dicembre 2026" in text
    assert "fornitore di posta" in text


def test_who_has_to_wait_is_led_to_where_the_company_stands(store: Store) -> None:
    client = Client()
    follow(client, admin_email="carla.molino@gmail.com")

    answer = post(client)

    assert answer.url == "/business/registration"
    assert client.get("/business").url == "/business/registration"


def test_a_company_is_told_nothing_of_another_one_that_is_called_alike(store: Store, now: datetime) -> None:
    create_account(public_id="x", name="Officine Mulino S.p.A.", currency="EUR", by=None, now=now)

    account = registering.confirm(registering.begin(now), now)

    assert account.review.reasons == ["similar_name"]
    text = registering.letters(FILLED["admin_email"])[-1].text
    page = making.sign_in(Client(), Person.objects.get()).get("/business/registration").content.decode()
    for shown in (text, page):
        assert "Mulino" not in shown
        assert "nome molto simile" not in shown
        assert "much like" not in shown
    assert "Alcune aziende vengono esaminate" in text


def test_the_day_is_counted_where_the_store_is_and_not_where_the_clock_is(store: Store, now: datetime) -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=now.tzinfo)  # in Rome it is the 25th

    account = registering.in_review(late)

    assert account.review.due_on == date(2026, 11, 30)


def test_without_a_link_nothing_is_confirmed(store: Store) -> None:
    client = Client()

    assert client.get("/register/confirm").status_code == 410
    assert post(client).status_code == 410
    assert registering.counts() == (0, 0, 0)


@pytest.mark.parametrize("token", ["nonsense", "%01", "%F0%9F%90%88", "a" * 500])
def test_a_wrong_link_says_so_and_makes_nothing(store: Store, token: str) -> None:
    client = Client()
    registering.register(client)

    page = client.get(f"/register/link/{token}", follow=True)

    assert page.status_code == 410
    assert "It is not whole" in page.content.decode()
    assert post(client).status_code == 410
    assert not BusinessAccount.objects.exists()


def test_a_link_works_to_its_last_second_and_not_in_the_next(store: Store, now: datetime) -> None:
    first, second = registering.begin(now), registering.begin(now, admin_email="other@officine-molino.example")
    end = now + timedelta(hours=48)

    with pytest.raises(operations.LinkRefused) as refused:
        registering.confirm(second, end)

    assert refused.value.why == "expired"
    assert not BusinessAccount.objects.exists()
    assert registering.confirm(first, end - timedelta(seconds=1)).name == FILLED["company"]


def test_the_page_of_a_link_that_ran_out_says_what_to_do(store: Store) -> None:
    client = Client()
    follow(client)
    Registration.objects.update(expires_at=timezone.now())

    answer = post(client)

    assert answer.status_code == 410
    assert "they are over" in answer.content.decode()
    assert not BusinessAccount.objects.exists()


def test_a_link_works_once(store: Store) -> None:
    client, again = Client(), Client()
    follow(client)
    link = registering.link_in(registering.letter(FILLED["admin_email"]))
    post(client)

    page = again.get(link, follow=True)
    answer = post(again)

    assert (page.status_code, answer.status_code) == (410, 410)
    assert "works once only" in page.content.decode()
    assert BusinessAccount.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"password": "short", "again": "short"}, {"password": PASSWORD, "again": "other"}, {"password": ""}]
)
def test_a_password_that_will_not_do_makes_nothing(store: Store, given: dict[str, str]) -> None:
    client = Client()
    follow(client)

    answer = post(client, **given)

    assert answer.status_code == 422
    assert registering.counts() == (1, 0, 0)


class TestWithAnAccountOfOnesOwn:
    @pytest.fixture
    def carla(self, store: Store) -> Person:
        return Person.objects.create_person(email=FILLED["admin_email"], name="Carla M.", password=PASSWORD)

    def test_it_is_reused_with_its_password(self, carla: Person) -> None:
        client = Client()
        page = follow(client).content.decode()

        answer = post(client, password=PASSWORD)

        assert 'name="again"' not in page
        assert answer.status_code == 302
        assert Member.objects.get().person == carla
        carla.refresh_from_db()
        assert carla.name == "Carla M."

    def test_a_wrong_password_makes_nothing(self, carla: Person) -> None:
        client = Client()
        follow(client)

        answer = post(client, password="not-that-one-at-all", again="not-that-one-at-all")

        assert answer.status_code == 422
        assert not BusinessAccount.objects.exists()
        carla.refresh_from_db()
        assert carla.check_password(PASSWORD)

    def test_passwords_are_not_tried_without_end(self, carla: Person) -> None:
        client = Client()
        follow(client)

        answers = [post(client, password="wrong").status_code for _ in range(6)]

        assert answers[-1] == 429
        assert post(client, password=PASSWORD).status_code == 429
        assert not BusinessAccount.objects.exists()

    def test_who_is_signed_in_as_its_owner_needs_no_password(self, carla: Person) -> None:
        client = making.sign_in(Client(), carla)
        page = follow(client).content.decode()

        answer = client.post("/register/confirm")

        assert 'type="password"' not in page
        assert answer.url == "/business"
        assert Member.objects.get().person == carla

    def test_one_without_a_password_sets_it(self, carla: Person) -> None:
        carla.set_unusable_password()
        carla.save()
        client = Client()
        follow(client)

        post(client)

        carla.refresh_from_db()
        assert carla.check_password(PASSWORD)
        assert Member.objects.get().person == carla

    def test_somebody_else_who_is_signed_in_is_told_and_nothing_is_made(self, carla: Person) -> None:
        other = Person.objects.create_person(email="ugo@home.example", name="Ugo")
        client = making.sign_in(Client(), other)

        page = follow(client)
        answer = client.post("/register/confirm", {**NEW})

        assert (page.status_code, answer.status_code) == (409, 409)
        assert "ugo@home.example" in page.content.decode()
        assert not BusinessAccount.objects.exists()

    def test_an_account_that_appeared_meanwhile_is_asked_for_its_password(self, store: Store, now: datetime) -> None:
        token = registering.begin(now)
        Person.objects.create_person(email=FILLED["admin_email"], name="Carla", password=PASSWORD)

        with pytest.raises(operations.PersonThere):
            registering.confirm(token, now)

        assert not BusinessAccount.objects.exists()

    def test_the_link_is_not_for_another_person(self, carla: Person, now: datetime) -> None:
        other = Person.objects.create_person(email="ugo@home.example", name="Ugo")

        with pytest.raises(operations.NotTheirs):
            registering.confirm(registering.begin(now), now, person=other)

        assert not BusinessAccount.objects.exists()


class TestWhatHappenedMeanwhile:
    def test_another_company_with_the_vat_number_became_a_customer(self, store: Store, now: datetime) -> None:
        client = Client()
        follow(client)
        create_account(public_id="x", name="Quicker", currency="EUR", vat_number="it02483100109", by=None, now=now)

        answer = post(client)

        assert answer.status_code == 409
        assert "one account for each company" in answer.content.decode()
        assert BusinessAccount.objects.count() == 1
        assert not Person.objects.exists()
        assert Registration.objects.get().confirmed_at is None

    def test_another_company_of_the_name_became_a_customer(self, store: Store, now: datetime) -> None:
        client = Client()
        follow(client)
        create_account(public_id="x", name=FILLED["company"].upper(), currency="EUR", by=None, now=now)

        answer = post(client)

        assert answer.status_code == 409
        assert "with exactly the name" in answer.content.decode()
        assert not Person.objects.exists()

    @pytest.mark.parametrize(("who", "why"), [("member", AlreadyKnown.PERSON), ("staff", AlreadyKnown.STAFF)])
    def test_the_person_came_to_belong_elsewhere(
        self, store: Store, now: datetime, who: str, why: AlreadyKnown
    ) -> None:
        person = Person.objects.create_person(email=FILLED["admin_email"], name="Carla")
        token = registering.begin(now)
        if who == "staff":
            employ_person(person=person, role=StaffRole.SERVICE, by=None, now=now)
        else:
            account = create_account(public_id="x", name="Elsewhere", currency="EUR", by=None, now=now)
            add_member(account=account, person=person, roles=[Role.FINANCE], by=None, now=now)

        with pytest.raises(operations.Taken) as taken:
            registering.confirm(token, now, person=person)

        assert taken.value.why == why
        assert not BusinessAccount.objects.filter(name=FILLED["company"]).exists()
        assert Registration.objects.get().confirmed_at is None

    def test_the_page_says_it_too(self, store: Store, now: datetime) -> None:
        person = Person.objects.create_person(email=FILLED["admin_email"], name="Carla")
        client = making.sign_in(Client(), person)
        follow(client)
        account = create_account(public_id="x", name="Elsewhere", currency="EUR", by=None, now=now)
        add_member(account=account, person=person, roles=[Role.FINANCE], by=None, now=now)

        answer = client.post("/register/confirm")

        assert answer.status_code == 409
        assert "one at a time" in answer.content.decode()

    def test_the_link_was_taken_away_between_page_and_button(self, store: Store, now: datetime) -> None:
        with pytest.raises(operations.LinkRefused):
            registering.confirm(new_token(), now)


def test_a_company_that_was_refused_comes_again_with_the_same_person(store: Store, now: datetime) -> None:
    from fondaco.selling.registration import reviewing

    first = registering.in_review(now)
    boss = Person.objects.create_person(email="boss@store.example", name="Boss")
    reviewing.refuse(review=first.review, words="The address is a car park.", by=boss, now=now)
    carla = Person.objects.get(email="carla.molino@gmail.com")

    token = registering.begin(now, admin_email="carla.molino@gmail.com")
    second = registering.confirm(token, now, person=carla)

    assert (first.vat_number, second.vat_number) == ("IT02483100109", "IT02483100109")
    assert second.review.reasons == ["free_mail", "refused_before"]
    assert [one.account for one in Member.objects.standing()] == [second]
    old = Member.objects.get(account=first)
    assert old.removed_at == now
    assert [line.action for line in lines_for(old.subject)] == ["member.left_refused_account"]


def test_a_token_leaves_no_trace_in_the_audit_trail_nor_do_names(store: Store, now: datetime) -> None:
    from fondaco.audit.models import Line

    token = registering.begin(now)
    registering.confirm(token, now)

    said = " ".join(f"{line.action} {line.subject} {line.before} {line.after}" for line in Line.objects.all())
    for secret in (token, "Carla", "Molino", "carla@", "IT02483100109"):
        assert secret not in said


class TestWhereTheCompanyStands:
    def page(self, account: BusinessAccount) -> str:
        client = making.sign_in(Client(headers={"accept-language": "it"}), account.members.get().person)
        answer = client.get("/business/registration")
        assert answer.status_code == 200
        return str(answer.content.decode())

    def test_in_review_its_administrator_signs_in_and_reads_the_promised_day(self, store: Store) -> None:
        now = timezone.now()
        account = registering.in_review(now)
        Review.objects.update(due_on=timezone.localdate(now))

        page = self.page(account)

        assert "nostra risposta" in page
        assert FILLED["company"] in page

    def test_an_overdue_answer_is_admitted(self, store: Store) -> None:
        account = registering.in_review(timezone.now())
        Review.objects.update(due_on=timezone.localdate() - timedelta(days=1))

        assert "in ritardo" in self.page(account)

    def test_others_are_asked_to_sign_in_or_have_none(self, store: Store, bruno: Client) -> None:
        assert Client().get("/business/registration").status_code == 302
        assert bruno.get("/business/registration").status_code == 403

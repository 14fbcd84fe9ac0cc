"""Limits: what the store grants by itself, and what customer service decides."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection, Member, StaffRole, Store
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.payments import limits, queries
from fondaco.selling.payments.limits import Decided, OpenAlready
from fondaco.selling.payments.models import LimitRequest, PaymentMethod
from fondaco.selling.payments.states import REQUEST, RequestEvent, RequestState, request_after
from tests.selling import making
from tests.selling.accounts import belonging


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    PaymentMethod.objects.all().delete()
    return belonging.administrator(lanterna, now)


@pytest.fixture
def bruno(lanterna: Connection, now: datetime) -> Person:
    staff = belonging.person("bruno@store.example", "Bruno")
    employ_person(person=staff, role=StaffRole.SERVICE, by=None, now=now)
    return staff


def ask(ada: Member, limit: str, words: str = "We order much.", *, now: datetime) -> PaymentMethod | LimitRequest:
    return limits.ask_invoice(account=ada.account, limit=Decimal(limit), words=words, by=ada.person, now=now)


def limit_now(ada: Member) -> Decimal | None:
    return queries.methods_of(ada.account).get().credit_limit


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("event", list(RequestEvent))
def test_every_state_takes_the_events_of_its_table_and_no_other(state: RequestState, event: RequestEvent) -> None:
    if event in REQUEST[state]:
        assert request_after(state, event) == REQUEST[state][event]
    else:
        with pytest.raises(IllegalStep):
            request_after(state, event)


def test_up_to_the_stores_limit_it_is_granted_at_once(ada: Member, bruno: Person, now: datetime) -> None:
    made = ask(ada, "5000", now=now)

    assert isinstance(made, PaymentMethod)
    assert (made.terms_days, made.credit_limit, made.is_default) == (30, 5000, True)
    assert not LimitRequest.objects.exists()


def test_a_cent_above_it_is_a_request_and_the_stores_limit_holds_meanwhile(
    ada: Member, bruno: Person, now: datetime
) -> None:
    made = ask(ada, "5000.01", now=now)

    assert isinstance(made, LimitRequest)
    assert made.state == "open"
    assert limit_now(ada) == 5000
    (letter,) = belonging.letters("bruno@store.example")
    assert "Lanterna" in letter.subject
    assert "We order much." in letter.text
    assert [line.after["wanted"] for line in belonging.lines("payment.limit_asked")] == ["5000.01"]


def test_the_stores_rules_are_the_stores(ada: Member, now: datetime) -> None:
    Store.objects.update(invoice_limit=Decimal(100), invoice_terms_days=14)

    made = ask(ada, "100", now=now)

    assert isinstance(made, PaymentMethod)
    assert (made.terms_days, made.credit_limit) == (14, 100)


def test_one_request_at_a_time(ada: Member, bruno: Person, now: datetime) -> None:
    ask(ada, "9000", now=now)

    with pytest.raises(OpenAlready):
        ask(ada, "9500", now=now)

    assert LimitRequest.objects.count() == len(belonging.letters("bruno@store.example")) == 1


def test_customer_service_grants_less_or_more_with_words(ada: Member, bruno: Person, now: datetime) -> None:
    request = ask(ada, "9000", now=now)
    assert isinstance(request, LimitRequest)

    limits.grant(request=request, limit=Decimal(7000), terms_days=45, answer="To begin with.", by=bruno, now=now)

    method = queries.methods_of(ada.account).get()
    assert (method.credit_limit, method.terms_days) == (7000, 45)
    request.refresh_from_db()
    assert (request.state, request.granted, request.decided_by) == ("granted", 7000, bruno)
    assert "To begin with." in belonging.letters("ada@lanterna.example")[-1].text


def test_what_was_granted_once_can_be_set_again_without_asking(ada: Member, bruno: Person, now: datetime) -> None:
    request = ask(ada, "9000", now=now)
    assert isinstance(request, LimitRequest)
    limits.grant(request=request, limit=Decimal(9000), terms_days=45, answer="", by=bruno, now=now)

    ask(ada, "8000", now=now)

    method = queries.methods_of(ada.account).get()
    assert (method.credit_limit, method.terms_days) == (8000, 45)


def test_a_declined_one_changes_nothing_and_says_why(ada: Member, bruno: Person, now: datetime) -> None:
    request = ask(ada, "9000", now=now)
    assert isinstance(request, LimitRequest)

    limits.decline(request=request, answer="Two invoices are late.", by=bruno, now=now)

    assert limit_now(ada) == 5000
    assert "Two invoices are late." in belonging.letters("ada@lanterna.example")[-1].text
    page = belonging.browser(ada).get("/business/payments").content.decode()
    assert "Two invoices are late." in page
    assert isinstance(ask(ada, "9000", now=now), LimitRequest)


def test_what_is_decided_or_withdrawn_is_not_decided_again(ada: Member, bruno: Person, now: datetime) -> None:
    request = ask(ada, "9000", now=now)
    assert isinstance(request, LimitRequest)
    limits.withdraw(request=request, by=ada.person, now=now)

    with pytest.raises(Decided):
        limits.grant(request=request, limit=Decimal(9000), terms_days=30, answer="", by=bruno, now=now)
    with pytest.raises(Decided):
        limits.decline(request=request, answer="No.", by=bruno, now=now)
    with pytest.raises(Decided):
        limits.withdraw(request=request, by=ada.person, now=now)

    assert limit_now(ada) == 5000
    request.refresh_from_db()
    assert request.state == "withdrawn"


class TestPages:
    def test_more_than_the_store_grants_needs_words(self, ada: Member) -> None:
        page = belonging.browser(ada).post("/business/payments/invoice", {"limit": "9000"})

        assert page.status_code == 422
        assert "say what it is for" in page.content.decode()
        assert not PaymentMethod.objects.exists()

    @pytest.mark.parametrize("limit", ["", "0", "-5", "abc", "NaN", "1e9", "Infinity", "12.345"])
    def test_a_limit_that_is_none_is_not_taken(self, ada: Member, limit: str) -> None:
        assert belonging.browser(ada).post("/business/payments/invoice", {"limit": limit}).status_code == 422
        assert not PaymentMethod.objects.exists()

    @pytest.mark.parametrize("field", ["words", "limit", "card_number"])
    def test_a_card_number_is_emptied_before_anything_reads_it(self, ada: Member, field: str) -> None:
        given = {"limit": "1000", "words": "", field: "4111 1111 1111 1111"}

        page = belonging.browser(ada).post("/business/payments/invoice", given)

        assert page.status_code == 422
        assert "looks like a card number" in page.content.decode()
        assert "4111" not in page.content.decode()
        assert not PaymentMethod.objects.exists()

    def test_asked_withdrawn_and_asked_again_from_the_page(self, ada: Member, bruno: Person) -> None:
        browser = belonging.browser(ada)
        browser.post("/business/payments/invoice", {"limit": "9000", "words": "Much."})
        page = browser.get("/business/payments").content.decode()
        assert "You have asked for a higher limit" in page

        again = browser.post("/business/payments/invoice", {"limit": "9500", "words": "More."})
        browser.post(f"/business/payments/requests/{LimitRequest.objects.get().public_id}/withdraw")

        assert again.status_code == 409
        assert LimitRequest.objects.get().state == "withdrawn"

    def test_another_accounts_request_is_as_unknown_as_none(
        self, ada: Member, other: Connection, now: datetime
    ) -> None:
        bea = belonging.administrator(other, now, "bea@other.example")
        theirs = LimitRequest.objects.create(
            account=other.account, wanted=Decimal(9000), words="Secret", asked_by=bea.person, asked_at=now
        )
        browser = belonging.browser(ada)

        answers = [
            browser.post(f"/business/payments/requests/{key}/withdraw").status_code
            for key in (theirs.public_id, "none")
        ]

        assert answers == [404, 404]
        theirs.refresh_from_db()
        assert theirs.state == "open"
        assert "Secret" not in browser.get("/business/payments").content.decode()

    def test_staff_see_the_queue_and_grant(self, ada: Member, bruno: Person, now: datetime) -> None:
        request = ask(ada, "9000", now=now)
        browser = making.sign_in(Client(), bruno)
        assert "Lanterna" in browser.get("/limit-requests/").content.decode()

        browser.post(
            f"/limit-requests/{request.public_id}",
            {"decision": "grant", "limit": "9000", "terms_days": "30", "answer": ""},
        )

        assert limit_now(ada) == 9000

    @pytest.mark.parametrize(
        "given",
        [{}, {"decision": "decline"}, {"decision": "grant", "limit": "9000"}, {"decision": "grant", "terms_days": "3"}],
    )
    def test_half_a_decision_decides_nothing(
        self, ada: Member, bruno: Person, now: datetime, given: dict[str, str]
    ) -> None:
        request = ask(ada, "9000", now=now)

        page = making.sign_in(Client(), bruno).post(f"/limit-requests/{request.public_id}", given)

        assert page.status_code == 422
        assert LimitRequest.objects.get().state == "open"
        assert limit_now(ada) == 5000

    def test_of_two_who_decide_the_second_is_told(self, ada: Member, bruno: Person, now: datetime) -> None:
        request = ask(ada, "9000", now=now)
        assert isinstance(request, LimitRequest)
        limits.decline(request=request, answer="No.", by=bruno, now=now)

        page = making.sign_in(Client(), bruno).post(
            f"/limit-requests/{request.public_id}",
            {"decision": "grant", "limit": "9000", "terms_days": "30", "answer": ""},
        )

        assert page.status_code == 409
        assert "decided already" in page.content.decode()
        assert limit_now(ada) == 5000


@pytest.mark.django_db(transaction=True)
def test_of_two_of_customer_service_who_decide_at_once_one_does(now: datetime) -> None:
    making.store(now)
    connection = making.customer(now)
    ada = belonging.administrator(connection, now)
    PaymentMethod.objects.all().delete()
    staff = belonging.person("bruno@store.example")
    employ_person(person=staff, role=StaffRole.SERVICE, by=None, now=now)
    request = ask(ada, "9000", now=now)
    assert isinstance(request, LimitRequest)

    given = belonging.together(
        [
            lambda: limits.grant(request=request, limit=Decimal(9000), terms_days=30, answer="", by=staff, now=now),
            lambda: limits.decline(request=request, answer="No.", by=staff, now=now),
        ]
    )

    assert sum(isinstance(one, Decided) for one in given) == 1
    request.refresh_from_db()
    assert limit_now(ada) == (9000 if request.state == "granted" else 5000)

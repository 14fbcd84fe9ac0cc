"""How a company pays: by invoice within the store's rules, or by a card that a provider keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from fondaco.sealing import unseal_text
from fondaco.selling.accounts.models import Connection, Group, Member, Role
from fondaco.selling.payments import operations, queries
from fondaco.selling.payments.demo_provider import DemoProvider, token_for
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.operations import Gone, NoChange, NotGood, StillNeeded
from fondaco.selling.payments.provider import Card, TokenRefused
from tests.selling import making
from tests.selling.accounts import belonging

PAN = "4111 1111 1111 1111"
VISA = Card("Visa", "4242", date(2029, 12, 31))


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    """Of an active company that has no way to pay yet."""
    PaymentMethod.objects.all().delete()
    return belonging.administrator(lanterna, now)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.FONDACO_DEMO = True
    settings.FONDACO_PAYMENT_PROVIDER = "fondaco.selling.payments.demo_provider.DemoProvider"


def invoice(ada: Member, limit: str = "5000", *, now: datetime) -> PaymentMethod:
    return operations.add_invoice(
        account=ada.account, terms_days=30, credit_limit=Decimal(limit), by=ada.person, now=now
    )


def card(ada: Member, known: Card = VISA, token: str = "tok-1", *, now: datetime) -> PaymentMethod:
    return operations.add_card(account=ada.account, provider="test", token=token, card=known, by=ada.person, now=now)


class TestFirst:
    @pytest.mark.parametrize("how", [invoice, card])
    def test_the_first_way_to_pay_is_the_default_and_lets_the_first_administrator_shop(
        self, ada: Member, now: datetime, how: Any
    ) -> None:
        method = how(ada, now=now)

        assert method.is_default
        assert belonging.roles_of(ada) == {"administrator", "punchout_user"}
        assert [line.by for line in belonging.lines("member.first_administrator_granted")] == [None]
        assert len(belonging.letters("ada@lanterna.example")) == 1

    def test_the_second_changes_neither_default_nor_roles(self, ada: Member, now: datetime) -> None:
        first = invoice(ada, now=now)
        ada.held_roles.filter(role=Role.PUNCHOUT_USER).delete()

        second = card(ada, now=now)

        assert queries.default_method(ada.account_id, now.date()) == first
        assert not second.is_default
        assert belonging.roles_of(ada) == {"administrator"}

    def test_the_first_administrator_can_punch_out_only_after_it(self, ada: Member, now: datetime) -> None:
        sender = making.Sender(Client())
        refused, _ = sender.say(making.setup("ada@lanterna.example"), now=now)

        invoice(ada, now=now)

        assert refused.code == 403
        assert sender.say(making.setup("ada@lanterna.example"), now=now)[0].code == 200


class TestCards:
    def test_a_token_is_kept_sealed_and_no_number_anywhere(self, ada: Member, now: datetime) -> None:
        method = card(ada, token="tok-secret", now=now)

        row = PaymentMethod.objects.values().get(pk=method.pk)
        assert "tok-secret" not in str({key: bytes(v) if isinstance(v, memoryview) else v for key, v in row.items()})
        assert unseal_text(PaymentMethod.objects.get().token_sealed) == "tok-secret"
        assert method.words == "Visa ···· 4242"
        line = belonging.lines("payment.added")[-1]
        assert line.after["provider"] == "test"
        assert "tok-secret" not in str(line.after)

    def test_on_its_last_day_it_pays_and_on_the_next_it_does_not(self, ada: Member, now: datetime) -> None:
        method = card(ada, now=now)

        assert queries.default_method(ada.account_id, VISA.good_until) == method
        assert queries.default_method(ada.account_id, VISA.good_until + timedelta(days=1)) is None

    def test_one_that_has_run_out_is_not_added(self, ada: Member, now: datetime) -> None:
        with pytest.raises(NotGood):
            card(ada, Card("Visa", "4242", now.date() - timedelta(days=1)), now=now)

        assert not PaymentMethod.objects.exists()
        assert belonging.roles_of(ada) == {"administrator"}

    def test_one_that_has_run_out_does_not_become_the_default(self, ada: Member, now: datetime) -> None:
        first, second = invoice(ada, now=now), card(ada, now=now)

        with pytest.raises(NotGood):
            operations.make_default(method=second, today=VISA.good_until + timedelta(days=1), by=ada.person, now=now)

        first.refresh_from_db()
        assert first.is_default

    @pytest.mark.parametrize(
        "wrong",
        [{"last_four": "41 1"}, {"token_sealed": b""}, {"provider": ""}, {"terms_days": 3}],
    )
    def test_the_database_takes_no_card_without_token_provider_or_with_terms(
        self, ada: Member, now: datetime, wrong: dict[str, Any]
    ) -> None:
        row = card(ada, now=now)

        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentMethod.objects.filter(pk=row.pk).update(**wrong)

        assert PaymentMethod.objects.get().last_four == "4242"


class TestDefaultAndRemoval:
    def test_another_becomes_the_default(self, ada: Member, now: datetime) -> None:
        first, second = invoice(ada, now=now), card(ada, now=now)

        operations.make_default(method=second, today=now.date(), by=ada.person, now=now)

        assert [one.pk for one in PaymentMethod.objects.filter(is_default=True)] == [second.pk]
        (line,) = belonging.lines("payment.made_default")
        assert line.before == {"default": first.public_id}
        with pytest.raises(NoChange):
            operations.make_default(method=second, today=now.date(), by=ada.person, now=now)

    def test_the_last_one_stays_while_a_group_is_active(self, ada: Member, now: datetime) -> None:
        method = invoice(ada, now=now)

        with pytest.raises(StillNeeded):
            operations.remove(method=method, by=ada.person, now=now)

        assert queries.default_method(ada.account_id, now.date()) == method

    def test_without_an_active_group_the_last_one_may_go(self, now: datetime, db: None) -> None:
        making.store(now)
        ada = belonging.administrator(making.customer(now, mode="test"), now)
        method = PaymentMethod.objects.get()
        assert not Group.objects.filter(status="active").exists()

        operations.remove(method=method, by=ada.person, now=now)

        assert queries.default_method(ada.account_id, now.date()) is None
        with pytest.raises(Gone):
            operations.remove(method=method, by=ada.person, now=now)

    def test_the_default_stays_while_there_are_others(self, ada: Member, now: datetime) -> None:
        first, second = invoice(ada, now=now), card(ada, now=now)

        with pytest.raises(StillNeeded):
            operations.remove(method=first, by=ada.person, now=now)
        operations.remove(method=second, by=ada.person, now=now)

        assert [one.pk for one in queries.methods_of(ada.account)] == [first.pk]

    def test_an_account_pays_by_one_invoice_whose_terms_are_changed(self, ada: Member, now: datetime) -> None:
        first = invoice(ada, "1000", now=now)

        again = invoice(ada, "2000", now=now)

        assert again.pk == first.pk
        assert PaymentMethod.objects.get().credit_limit == 2000
        (line,) = belonging.lines("payment.invoice_changed")
        assert (line.before["limit"], line.after["limit"]) == ("1000.0000", "2000")


class TestCardOverHttp:
    """The whole way: the store's page, the provider's, and back."""

    def test_it_leads_to_the_provider_and_back_with_a_card(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)

        away = browser.post("/business/payments/card")
        page = browser.get(away.headers["Location"])
        back = browser.post(away.headers["Location"], {"card": "4242"})
        browser.get(_path(back.headers["Location"]))

        assert "4242" in page.content.decode()
        method = PaymentMethod.objects.get()
        assert (method.kind, method.provider, method.last_four, method.is_default) == ("card", "demo", "4242", True)

    def test_whoever_turns_back_adds_nothing(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)
        away = browser.post("/business/payments/card").headers["Location"]

        back = browser.post(away, {"card": ""}).headers["Location"]

        assert "Nothing was added" in browser.get(_path(back), follow=True).content.decode()
        assert not PaymentMethod.objects.exists()

    def test_a_card_that_has_run_out_is_not_added(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)
        away = browser.post("/business/payments/card").headers["Location"]

        back = browser.post(away, {"card": "0005"}).headers["Location"]

        assert "has run out" in browser.get(_path(back), follow=True).content.decode()
        assert not PaymentMethod.objects.exists()

    def test_the_way_back_counts_once(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)
        away = browser.post("/business/payments/card").headers["Location"]
        back = _path(browser.post(away, {"card": "4242"}).headers["Location"])
        browser.get(back)

        browser.get(back)

        assert PaymentMethod.objects.count() == 1

    def test_another_browser_cannot_bring_a_card_in(self, ada: Member, demo: None) -> None:
        browser, another = belonging.browser(ada), belonging.browser(ada)
        away = browser.post("/business/payments/card").headers["Location"]
        back = _path(browser.post(away, {"card": "4242"}).headers["Location"])

        another.get(back)

        assert not PaymentMethod.objects.exists()

    def test_a_token_that_was_made_for_another_state_is_refused(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)
        browser.post("/business/payments/card")
        state = browser.session["card_state"]

        browser.get("/business/payments/card/back", {"state": state, "token": token_for(VISA, state="another")})

        assert not PaymentMethod.objects.exists()
        with pytest.raises(TokenRefused):
            DemoProvider().card(token="nonsense", state=state)

    def test_a_number_in_the_place_of_a_token_is_refused(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)
        browser.post("/business/payments/card")
        state = browser.session["card_state"]

        browser.get("/business/payments/card/back", {"state": state, "token": PAN.replace(" ", "")})

        assert not PaymentMethod.objects.exists()

    def test_a_number_that_is_posted_to_the_store_goes_nowhere(self, ada: Member, demo: None) -> None:
        browser = belonging.browser(ada)

        answer = browser.post("/business/payments/card", {"card_number": PAN})

        assert answer.headers["Location"] == "/business/payments"
        assert "card_state" not in browser.session

    def test_without_a_provider_cards_are_not_offered(self, ada: Member) -> None:
        browser = belonging.browser(ada)

        assert "takes no cards" in browser.get("/business/payments").content.decode()
        assert browser.post("/business/payments/card").status_code == 404

    def test_outside_the_demo_its_provider_has_no_page(self, ada: Member, demo: None, settings: Any) -> None:
        browser = belonging.browser(ada)
        away = browser.post("/business/payments/card").headers["Location"]
        settings.FONDACO_DEMO = False

        assert browser.get(away).status_code == 404

    @pytest.mark.parametrize("call", ["", "nonsense", "a:b:c"])
    def test_the_providers_page_opens_from_the_store_only(self, demo: None, db: None, call: str) -> None:
        assert Client().get("/payment-provider/demo", {"call": call}).status_code == 410


def _path(address: str) -> str:
    return "/" + address.partition("://")[2].partition("/")[2]


class TestPages:
    def test_a_card_that_has_run_out_is_said_so(self, ada: Member, now: datetime) -> None:
        card(ada, now=now)
        PaymentMethod.objects.update(expires_on=timezone.localdate() - timedelta(days=1))

        page = belonging.browser(ada).get("/business/payments").content.decode()

        assert "run out" in page
        assert "Nothing can be paid just now" in page

    def test_why_the_last_one_stays_is_said(self, ada: Member, now: datetime) -> None:
        method = invoice(ada, now=now)

        page = belonging.browser(ada).post(f"/business/payments/{method.public_id}/remove", follow=True)

        assert "the last one while a group is Active" in page.content.decode()
        assert PaymentMethod.objects.filter(removed_at=None).count() == 1

    @pytest.mark.parametrize("act", ["default", "remove"])
    def test_another_accounts_method_is_as_unknown_as_none(
        self, ada: Member, other: Connection, now: datetime, act: str
    ) -> None:
        theirs = operations.add_invoice(account=other.account, terms_days=30, credit_limit=Decimal(1), by=None, now=now)
        before = PaymentMethod.objects.values().get(pk=theirs.pk)
        browser = belonging.browser(ada)

        answers = [browser.post(f"/business/payments/{key}/{act}") for key in (theirs.public_id, "none")]

        assert [one.status_code for one in answers] == [404, 404]
        assert PaymentMethod.objects.values().get(pk=theirs.pk) == before


@pytest.mark.django_db(transaction=True)
def test_of_the_first_two_that_are_added_at_once_one_is_the_default(now: datetime) -> None:
    making.store(now)
    connection = making.customer(now)
    PaymentMethod.objects.all().delete()
    ada = belonging.administrator(connection, now)

    belonging.together([lambda: invoice(ada, now=now), lambda: card(ada, now=now), lambda: invoice(ada, now=now)])

    assert PaymentMethod.objects.count() == 2
    assert PaymentMethod.objects.filter(is_default=True).count() == 1
    assert len(belonging.lines("member.first_administrator_granted")) == 1

"""A start address opens the shop once, for whoever holds it, and leaves nothing of what the browser held before."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test import Client

from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection, HeldRole
from fondaco.selling.shopping.models import StartToken, Visit
from tests.selling import making


@pytest.fixture
def path(sender: making.Sender, now: datetime) -> str:
    return making.start_path(sender.say(making.setup(), now=now)[1])


def test_it_leads_to_the_shop_with_a_session_and_tells_nobody_its_address(path: str) -> None:
    client = Client()

    response = client.get(path)

    assert (response.status_code, response["Location"]) == (303, "/shop/")
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response["Cache-Control"]
    assert client.get("/cart").status_code == 200
    assert Visit.objects.get().state == "shopping"


def test_a_second_use_is_told_what_to_do(path: str) -> None:
    Client().get(path)

    response = Client().get(path)

    assert response.status_code == 410
    assert b"press \xe2\x80\x9cShop\xe2\x80\x9d again" in response.content


def test_the_browser_that_is_in_already_simply_goes_on(path: str) -> None:
    client = Client()
    client.get(path)

    assert client.get(path)["Location"] == "/visit"


def test_an_expired_and_an_unknown_one_say_so(path: str, now: datetime) -> None:
    StartToken.objects.update(expires_at=now - timedelta(seconds=1))

    expired, unknown = Client().get(path), Client().get("/start/nonsense")

    assert b"has run out" in expired.content
    assert b"is not known" in unknown.content
    assert not StartToken.objects.exclude(used_at=None).exists()


@pytest.mark.parametrize("method", ["head", "post", "put"])
def test_only_opening_it_uses_it_up(path: str, method: str) -> None:
    assert getattr(Client(), method)(path).status_code == 405

    assert Client().get(path).status_code == 303


def test_it_replaces_the_session_and_whoever_was_signed_in(path: str) -> None:
    person = Person.objects.create_person(email="x@example.org", name="X", password="a-long-password-1")
    client = Client()
    client.force_login(person)
    before = client.session.session_key

    client.get(path)

    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session


def test_a_second_punchout_works_whatever_cookies_are_about(sender: making.Sender, path: str, now: datetime) -> None:
    client = Client()
    client.get(path)
    again = making.start_path(sender.say(making.setup(buyer_cookie="cookie-2"), now=now)[1])

    response = client.get(again)

    assert response.status_code == 303
    assert client.session["visit"] == Visit.objects.get(buyer_cookie="cookie-2").public_id
    assert client.get("/cart").status_code == 200


def test_rubbish_in_the_cookie_does_not_keep_anybody_out(path: str) -> None:
    client = Client()
    client.cookies["fondaco_store"] = "rubbish"

    assert client.get(path).status_code == 303
    assert client.get("/cart").status_code == 200


def test_without_a_visit_the_shop_says_how_one_gets_in(db: None) -> None:
    response = Client().get("/cart")

    assert response.status_code == 403
    assert b"purchasing system" in response.content


def test_a_visit_ends_after_its_hours(path: str, now: datetime) -> None:
    client = Client()
    client.get(path)
    Visit.objects.update(expires_at=now - timedelta(seconds=1))

    assert client.get("/cart").status_code == 403


def test_a_visit_ends_with_the_role(path: str) -> None:
    client = Client()
    client.get(path)
    HeldRole.objects.all().delete()

    assert client.get("/cart").status_code == 403


def test_a_visit_ends_with_its_connection(path: str, lanterna: Connection) -> None:
    client = Client()
    client.get(path)
    lanterna.partner.active = False
    lanterna.partner.save()

    assert client.get("/cart").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_at_once_one_is_let_in(now: datetime) -> None:
    making.store(now)
    making.customer(now)
    path = making.start_path(making.Sender(Client()).say(making.setup(), now=now)[1])
    codes: list[int] = []
    gate = threading.Barrier(20)

    def rush() -> None:
        gate.wait()
        codes.extend(Client().get(path).status_code for _ in range(5))
        connections.close_all()

    threads = [threading.Thread(target=rush) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(codes) == [303] + [410] * 99


def test_no_log_line_holds_the_token(path: str, caplog: pytest.LogCaptureFixture) -> None:
    Client().get(path)

    Client().get(path)

    assert "/start/" in caplog.text
    assert path.rpartition("/")[2] not in caplog.text

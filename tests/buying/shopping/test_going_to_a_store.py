"""What happens when somebody presses Shop."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.buying.shopping.models import PunchOutSession
from fondaco.buying.suppliers.models import TryOutcome
from fondaco.documents import PunchOutSetupAnswer
from tests.buying.desk_store import Store, answering, status_answer

pytestmark = pytest.mark.django_db


def test_the_browser_goes_where_the_store_says(as_person: Any, supplier: Any, store: Store) -> None:
    answer = as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}")

    assert answer.status_code == 303
    assert answer["Location"] == f"{store.origin}/start/abc"
    session = PunchOutSession.objects.get()
    assert session.state == "open"
    assert session.person.name == "Giulia Ferraro"


def test_the_store_is_told_who_comes_and_where_the_cart_goes(as_person: Any, supplier: Any, store: Store) -> None:
    as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}")

    setup = store.setup()
    email = "giulia.ferraro@lanterna-meccanica.example"
    assert setup.person.email == email
    assert ("UserEmail", email) in setup.extrinsics
    assert ("UniqueName", email) in setup.extrinsics
    assert ("FirstName", "Giulia") in setup.extrinsics
    assert ("LastName", "Ferraro") in setup.extrinsics
    assert setup.ship_to is not None
    assert setup.ship_to.address_id == "GE-STAB"
    assert setup.return_url.startswith("http://localhost:8000/punchout/return/")


def test_cookies_and_return_addresses_are_long_and_never_the_same(as_person: Any, supplier: Any, store: Store) -> None:
    client = as_person("Giulia")
    said = []
    for _time in range(3):
        client.post(f"/punchout/shop/{supplier.public_id}")
        setup = store.setup()
        said += [setup.buyer_cookie, setup.return_url.rpartition("/")[2]]

    assert len(set(said)) == 6
    assert all(len(value) >= 32 for value in said)


def test_the_secret_in_the_return_address_is_not_kept(as_person: Any, supplier: Any, store: Store) -> None:
    as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}")

    token = store.setup().return_url.rpartition("/")[2]
    row = PunchOutSession.objects.values().get()
    assert token not in str(row)


@pytest.mark.parametrize(
    "start_url",
    [
        "https://evil.example/start",
        "http://{host}@evil.example/",
        "https://{host}.evil.example/",
        "javascript:alert(1)",
        "//{host}/start",
        "http://{host}\\@evil.example/",
        "ftp://{host}/start",
    ],
)
def test_nobody_is_sent_to_another_address(as_person: Any, supplier: Any, store: Store, start_url: str) -> None:
    host = store.origin.removeprefix("http://")
    answer = status_answer(200, "OK", PunchOutSetupAnswer(start_url.format(host=host)))
    store.answer = answering(200, "text/xml", answer)
    client = as_person("Giulia")

    went = client.post(f"/punchout/shop/{supplier.public_id}", follow=True)

    session = PunchOutSession.objects.get()
    assert session.state == "refused"
    assert went.redirect_chain == [(f"/punchout/session/{session.public_id}", 303)]
    assert session.problem_words in went.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        (404, "text/html", b"<html>no such page</html>"),
        (200, "text/html", b"<html><form><input type=password></form></html>"),
        (200, "text/plain", b"hello"),
        (200, "text/xml", status_answer(401, "Unauthorized")),
        (200, "text/xml", status_answer(500, "Internal")),
        (200, "text/xml", status_answer(200, "OK")),
        (503, "text/plain", b""),
    ],
)
def test_every_trouble_has_a_page_with_words(
    as_person: Any, supplier: Any, store: Store, status: int, content_type: str, body: bytes
) -> None:
    store.answer = answering(status, content_type, body)

    page = as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}", follow=True)

    session = PunchOutSession.objects.get()
    supplier.refresh_from_db()
    assert page.status_code == 200
    assert session.state == "refused"
    assert session.problem_words
    assert session.problem_remedy
    assert "What was kept" in page.content.decode()
    assert "Luca Parodi" in page.content.decode() or "Elena Rinaldi" in page.content.decode()
    assert supplier.tried == TryOutcome.FAILED


def test_a_broken_connection_says_so_before_the_click(as_person: Any, supplier: Any, store: Store) -> None:
    store.answer = answering(404, "text/html", b"")
    client = as_person("Giulia")
    client.post(f"/punchout/shop/{supplier.public_id}")

    page = client.get("/suppliers/").content.decode()

    assert "The way to this store is broken" in page


def test_nobody_shops_where_it_is_blocked(as_person: Any, supplier: Any, store: Store) -> None:
    supplier.policy = "blocked"
    supplier.save()

    answer = as_person("Giulia").post(f"/punchout/shop/{supplier.public_id}")

    assert answer["Location"] == "/suppliers/"
    assert not PunchOutSession.objects.exists()
    assert not store.received


def test_a_form_without_its_token_starts_nothing(person: Any, supplier: Any, store: Store) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person("Giulia"))

    answer = client.post(f"/punchout/shop/{supplier.public_id}")

    assert answer.status_code == 403
    assert not store.received

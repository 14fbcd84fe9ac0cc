"""A browser holds one visit, the newest: what an older tab says is refused in words, and two carts never mix."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection
from fondaco.selling.shopping.models import CartLine, Visit
from tests.selling import making
from tests.selling.shopping.going import add, came, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(sender: making.Sender, now: datetime) -> tuple[Client, Visit, Visit]:
    """One browser that came in twice, the older cart filled."""
    client = came(sender, making.setup(buyer_cookie="older"), now)
    older = Visit.objects.get(buyer_cookie="older")
    add(client, making.offer().key, visit=older.public_id)
    came(sender, making.setup(buyer_cookie="newer"), now, client)
    return client, older, Visit.objects.get(buyer_cookie="newer")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/cart/add", {"quantity": "5"}),
        ("/cart/submit", {"shown": "0" * 64}),
        ("/cart/leave", {}),
        ("/cart/remove-all", {}),
        ("/cart/address", {"address": ""}),
        ("/cart/lines/{line}", {"quantity": "9"}),
        ("/cart/lines/{line}/remove", {}),
    ],
)
def test_a_form_of_the_older_visit_does_nothing_and_is_told_so(
    visits: tuple[Client, Visit, Visit], path: str, told: dict[str, str]
) -> None:
    client, older, newer = visits
    offer, line = making.offer(), CartLine.objects.get()

    response = client.post(path.format(line=line.pk), {"offer": offer.key, **told, "visit": older.public_id})

    assert response.status_code == 409
    assert b"This tab belongs to an earlier visit" in response.content
    assert (older.cart_lines.get().quantity, newer.cart_lines.count()) == (2, 0)
    assert set(Visit.objects.values_list("state", flat=True)) == {"shopping"}


def test_the_newer_visit_goes_on_as_if_there_were_no_other(visits: tuple[Client, Visit, Visit]) -> None:
    client, older, newer = visits

    add(client, making.offer().key, "3", visit=newer.public_id)

    assert newer.cart_lines.get().quantity == 3
    assert older.cart_lines.get().quantity == 2


def test_every_form_of_the_cart_says_whose_it_is(shopper: Client, visit: Visit) -> None:
    offer = making.offer(price="5", tiers=[("10", "4")])
    add(shopper, offer.key)
    pages = [shopper.get(path).content.decode() for path in ("/cart", f"/shop/item/{offer.item.part_id}")]

    forms = [form for page in pages for form in re.findall(r"<form[^>]*action=\"/cart[^>]*>.*?</form>", page, re.S)]

    assert len(forms) >= 6
    said = [re.search(r'name="visit" value="([^"]*)"', form) for form in forms]
    assert all(found and unescape(found[1]) == visit.public_id for found in said)


def test_a_second_punchout_works_from_a_browser_that_is_signed_in(sender: making.Sender, now: datetime) -> None:
    person = Person.objects.create_person(email="x@example.org", name="X", password="a-long-password-1")
    client = Client()
    client.force_login(person)

    came(sender, making.setup(), now, client)

    assert client.get("/cart").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_stale_session_cookie_keeps_nobody_out(sender: making.Sender, now: datetime) -> None:
    client = came(sender, making.setup(), now)
    client.session.delete()

    came(sender, making.setup(buyer_cookie="again"), now, client)

    assert client.get("/cart").status_code == 200


def test_another_customers_visit_in_the_same_browser_is_replaced_whole(
    sender: making.Sender, other: Connection, now: datetime
) -> None:
    client = came(sender, making.setup(), now)
    add(client, making.offer().key)

    came(sender.as_(identity="other"), making.setup("b@other.example"), now, client)

    page = client.get("/cart").content.decode()
    assert "Nothing in the cart yet" in page
    assert "Lanterna" not in page


def test_a_cookie_is_never_enough_to_reach_a_visit(sender: making.Sender, now: datetime) -> None:
    came(sender, making.setup(), now)
    visit = Visit.objects.get()
    stranger = Client()

    answers = {
        stranger.post("/cart/submit", {"visit": visit.public_id, "shown": "x"}).status_code,
        stranger.get("/cart", {"visit": visit.public_id}).status_code,
        stranger.post("/cart/leave", {"visit": visit.public_id, "buyer_cookie": visit.buyer_cookie}).status_code,
    }

    assert answers == {403}
    visit.refresh_from_db()
    assert visit.state == "shopping"


def test_the_digest_of_one_cart_submits_no_other(visits: tuple[Client, Visit, Visit], sender: making.Sender) -> None:
    client, _older, newer = visits
    add(client, making.offer().key, "3")
    digest = shown(client)
    add(client, making.offer().key, "1")

    response = client.post("/cart/submit", {"shown": digest, "visit": newer.public_id})

    assert response.status_code == 409
    newer.refresh_from_db()
    assert newer.state == "shopping"

"""A cart that was lost on the way home is found again, also by a browser that was closed meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.selling.accounts.models import Connection
from fondaco.selling.shopping import holds
from fondaco.selling.shopping.models import Hold, Submission, Visit
from tests.selling import making
from tests.selling.shopping.going import add, came, cart_in, submit

pytestmark = pytest.mark.django_db
NOTICE = "Your last cart has not been ordered yet"


@pytest.fixture
def first(sender: making.Sender, now: datetime) -> Submission:
    client = came(sender, making.setup(), now)
    add(client, making.offer().key)
    submit(client)
    return Submission.objects.get()


def test_a_new_visit_offers_it_and_sends_it_to_the_letter(
    sender: making.Sender, first: Submission, now: datetime
) -> None:
    client = came(sender, making.setup(buyer_cookie="2"), now)
    assert NOTICE in client.get("/cart").content.decode()
    assert NOTICE in client.get("/visit").content.decode()

    page = client.post(f"/visits/{first.visit.public_id}/again").content.decode()

    cart = cart_in(page)
    assert (cart.buyer_cookie, len(cart.lines)) == ("cookie-1", 1)
    first.refresh_from_db()
    assert first.sent_count == 2
    assert Visit.objects.get(buyer_cookie="2").state == "shopping"
    assert Hold.objects.count() == 1


def test_once_its_order_has_come_it_is_not_offered(sender: making.Sender, first: Submission, now: datetime) -> None:
    holds.use(Hold.objects.get(), taken=Decimal(2), about="order:x", now=now, by=None)

    client = came(sender, making.setup(buyer_cookie="2"), now)

    assert NOTICE not in client.get("/cart").content.decode()
    assert client.post(f"/visits/{first.visit.public_id}/again").status_code == 404


def test_once_its_hold_is_over_it_is_not_offered(sender: making.Sender, first: Submission, now: datetime) -> None:
    Hold.objects.update(expires_at=now - timedelta(seconds=1))

    client = came(sender, making.setup(buyer_cookie="2"), now)

    assert NOTICE not in client.get("/cart").content.decode()


def test_nobody_else_is_offered_it_or_can_send_it(
    sender: making.Sender, other: Connection, first: Submission, now: datetime
) -> None:
    strangers = [
        came(sender, making.setup("colleague@lanterna.example"), now),
        came(sender.as_(identity="other"), making.setup("b@other.example"), now),
    ]

    for client in strangers:
        assert NOTICE not in client.get("/cart").content.decode()
        assert client.post(f"/visits/{first.visit.public_id}/again").status_code == 404
    assert Client().post(f"/visits/{first.visit.public_id}/again").status_code == 403
    first.refresh_from_db()
    assert first.sent_count == 1


def test_it_goes_nowhere_once_its_origin_is_no_longer_registered(
    sender: making.Sender, first: Submission, lanterna: Connection, now: datetime
) -> None:
    lanterna.partner.return_origins = ["https://elsewhere.example.com"]
    lanterna.partner.save()
    client = came(sender, making.setup(buyer_cookie="2", return_url="https://elsewhere.example.com/x"), now)

    response = client.post(f"/visits/{first.visit.public_id}/again", follow=True)

    assert "may no longer be sent to https://buyer.example.com" in response.content.decode()
    first.refresh_from_db()
    assert first.sent_count == 1


def test_who_came_by_oci_is_only_who_the_browser_said_and_is_offered_nothing(
    sender: making.Sender, first: Submission, now: datetime
) -> None:
    client = came(sender, making.setup(buyer_cookie="2"), now)
    Visit.objects.filter(buyer_cookie="2").update(punchout="oci")

    assert NOTICE not in client.get("/cart").content.decode()
    assert client.post(f"/visits/{first.visit.public_id}/again").status_code == 404

"""What is submitted is held, and the moment of it stands on the pages, in the cart that goes home, and in the stock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.integration.models import GroupSettings, Milestone, Passed
from fondaco.selling.shopping.cart import HOLD_EXPIRES_AT, split_key
from fondaco.selling.shopping.models import Hold, Submission, Visit
from tests.selling import making
from tests.selling.shopping.going import add, cart_in, submit

pytestmark = pytest.mark.django_db


def test_price_and_stock_are_held_for_seven_days_from_submission(shopper: Client, visit: Visit) -> None:
    offer = making.offer(price="5", stock="3")
    add(shopper, offer.key, "5")

    cart = cart_in(submit(shopper))

    hold, submission = Hold.objects.get(), Submission.objects.get()
    assert (hold.unit_price, hold.quantity, hold.reserved) == (5, 5, 3)
    assert hold.expires_at == submission.submitted_at + timedelta(days=7)
    assert split_key(cart.lines[0].supplier_part_auxiliary_id) == (offer.key, hold.key)
    offer.refresh_from_db()
    assert offer.reserved == 3


def test_the_line_says_until_when_with_its_offset(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)

    line = cart_in(submit(shopper)).lines[0]

    said = dict(line.extrinsics)[HOLD_EXPIRES_AT]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", said)
    assert datetime.fromisoformat(said) == Hold.objects.get().expires_at.replace(microsecond=0)


def test_the_days_are_the_groups_setting(shopper: Client, visit: Visit, lanterna: Connection) -> None:
    GroupSettings.objects.create(group=lanterna.group, hold_days=2)
    add(shopper, making.offer().key)

    submit(shopper)

    assert Hold.objects.get().expires_at == Submission.objects.get().submitted_at + timedelta(days=2)


def test_the_moment_stands_on_the_cart_before_and_on_every_page_after(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)
    assert b"will be held until" in shopper.get("/cart").content

    home = submit(shopper)

    assert "Prices and stock are held until" in home
    for page in ("/visit", "/orders/"):
        assert b"Prices and stock are held until" in shopper.get(page).content


def test_a_cart_that_is_sent_again_is_not_held_again(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)
    submit(shopper)

    shopper.post("/visit/again")

    assert Hold.objects.count() == 1


def test_what_is_not_submitted_is_not_held(shopper: Client, visit: Visit) -> None:
    offer = making.offer()
    add(shopper, offer.key)

    shopper.post("/cart/submit", {"shown": "0" * 64})
    shopper.post("/cart/leave")

    assert not Hold.objects.exists()
    offer.refresh_from_db()
    assert offer.reserved == 0


def test_what_one_cart_holds_the_next_shopper_does_not_see(
    shopper: Client, visit: Visit, sender: making.Sender, now: datetime
) -> None:
    offer = making.offer(stock="5")
    add(shopper, offer.key, "5")
    submit(shopper)
    second = Client()
    second.get(making.start_path(sender.say(making.setup("second@lanterna.example"), now=now)[1]))

    add(second, offer.key, "2")

    assert b"Only 0 there now" in second.get("/cart").content


def test_a_price_that_moves_later_is_not_that_of_the_hold(shopper: Client, visit: Visit, now: datetime) -> None:
    offer = making.offer(price="5")
    add(shopper, offer.key)
    submit(shopper)

    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(9), now=now)

    assert Hold.objects.get().unit_price == 5


def test_a_test_visit_says_so_on_every_page_and_holds_no_stock(
    sender: making.Sender, now: datetime, lanterna: Connection
) -> None:
    from fondaco.documents import Mode

    client, offer = Client(), making.offer()
    client.get(making.start_path(sender.as_(mode=Mode.TEST).say(making.setup(), now=now)[1]))
    add(client, offer.key)

    pages = [client.get("/cart").content.decode(), submit(client), client.get("/visit").content.decode()]

    assert all("Nothing is charged, nothing ships." in page for page in pages)
    hold = Hold.objects.get()
    offer.refresh_from_db()
    assert (hold.is_test, hold.reserved, offer.reserved) == (True, 0, 0)


def test_the_first_start_and_the_first_cart_are_seen_by_the_checklist(now: datetime, db: None) -> None:
    making.store(now)
    making.customer(now, mode="test")
    client = Client()
    client.get(making.start_path(making.Sender(Client()).say(making.setup(), now=now)[1]))
    assert [one.milestone for one in Passed.objects.all()] == [Milestone.GOOD_SETUP]
    add(client, making.offer().key)

    submit(client)

    assert {one.milestone for one in Passed.objects.all()} == {Milestone.GOOD_SETUP, Milestone.CART_RETURNED}


def test_leaving_without_a_cart_passes_no_milestone(now: datetime, db: None) -> None:
    making.store(now)
    making.customer(now, mode="test")
    client = Client()
    client.get(making.start_path(making.Sender(Client()).say(making.setup(), now=now)[1]))

    client.post("/cart/leave")

    assert not Passed.objects.filter(milestone=Milestone.CART_RETURNED).exists()

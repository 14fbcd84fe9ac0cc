"""The cart: filled, changed, frozen, carried home to the stored address and nowhere else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.selling.catalog import operations as catalog
from fondaco.selling.shopping.cart import split_key
from fondaco.selling.shopping.models import CartLine, Submission, Visit
from fondaco.selling.shopping.operations import expire_visits
from tests.selling import making
from tests.selling.shopping.going import add, cart_in, submit

pytestmark = pytest.mark.django_db


def test_adding_the_same_offer_twice_makes_one_line(shopper: Client, visit: Visit) -> None:
    offer = making.offer()

    add(shopper, offer.key, "2")
    add(shopper, offer.key, "3")

    assert CartLine.objects.get().quantity == 5


def test_tiers_and_the_next_one_are_shown(shopper: Client, visit: Visit) -> None:
    offer = making.offer(price="5", tiers=[("5", "4.10")])
    add(shopper, offer.key, "3")

    page = shopper.get("/cart").content.decode()

    assert "2 more and each costs" in page
    assert "4.10" in page
    add(shopper, offer.key, "2")
    assert "20.50" in shopper.get("/cart").content.decode()


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "1e3", "1_000", "1.5", "", "9999999", "１"])
def test_what_is_no_quantity_changes_nothing(shopper: Client, visit: Visit, quantity: str) -> None:
    offer = making.offer(highest="50")

    shopper.post("/cart/add", {"offer": offer.key, "quantity": quantity})

    assert not CartLine.objects.exists()


def test_the_limits_of_an_offer_are_said(shopper: Client, visit: Visit) -> None:
    offer = making.offer(lowest="5", highest="10")

    response = shopper.post("/cart/add", {"offer": offer.key, "quantity": "4"}, follow=True)

    assert b"from 5 to 10" in response.content
    assert not CartLine.objects.exists()


def test_a_line_is_changed_and_taken_out(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)
    line = CartLine.objects.get()

    shopper.post(f"/cart/lines/{line.pk}", {"quantity": "7"})
    line.refresh_from_db()
    assert line.quantity == 7
    shopper.post(f"/cart/lines/{line.pk}/remove")

    assert not CartLine.objects.exists()


def test_somebody_elses_line_is_not_there(shopper: Client, sender: making.Sender, visit: Visit, now: datetime) -> None:
    add(shopper, making.offer().key)
    line = CartLine.objects.get()
    stranger = Client()
    stranger.get(making.start_path(sender.say(making.setup("other@lanterna.example"), now=now)[1]))

    answers = [
        stranger.post(f"/cart/lines/{line.pk}", {"quantity": "9"}).status_code,
        stranger.post(f"/cart/lines/{line.pk}/remove").status_code,
    ]

    assert answers == [404, 404]
    line.refresh_from_db()
    assert line.quantity == 2


def test_the_cart_goes_home_as_it_was_shown(shopper: Client, visit: Visit) -> None:
    offer = making.offer(price="5", tiers=[("5", "4.10")], vat="22")
    add(shopper, offer.key, "5")

    page = submit(shopper)

    cart = cart_in(page)
    assert cart.buyer_cookie == "cookie-1"
    line = cart.lines[0]
    assert (line.supplier_part_id, split_key(line.supplier_part_auxiliary_id)[0]) == (offer.item.part_id, offer.key)
    assert line.quantity == 5
    assert line.unit_price is not None
    assert line.unit_price.amount == Decimal("4.10")
    assert cart.total is not None
    assert cart.total.amount == Decimal("20.50")
    assert cart.shipping is not None
    assert cart.shipping.money.amount == Decimal("6.90")
    assert cart.tax is not None
    assert cart.tax.money.amount == Decimal("6.03")
    visit.refresh_from_db()
    assert visit.state == "submitted"


def test_the_page_posts_to_the_stored_address_and_its_policy_opens_to_that_origin_only(
    shopper: Client, visit: Visit
) -> None:
    add(shopper, making.offer().key)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', shopper.get("/cart").content.decode())
    assert shown

    response = shopper.post(
        "/cart/submit",
        {"shown": shown[1], "return_url": "https://evil.example.net", "next": "https://evil.example.net"},
    )

    page = response.content.decode()
    assert 'action="https://buyer.example.com/punchout/return/abc" data-autosubmit' in page
    assert "evil" not in page
    policy = response["Content-Security-Policy"]
    assert re.search(r"form-action https://buyer\.example\.com(;|$)", policy)


def test_other_pages_keep_the_strict_policy(shopper: Client, visit: Visit) -> None:
    assert "form-action 'self'" in shopper.get("/cart")["Content-Security-Policy"]


def test_a_price_that_moved_since_it_was_shown_is_shown_again_first(
    shopper: Client, visit: Visit, now: datetime
) -> None:
    offer = making.offer(price="5")
    add(shopper, offer.key)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', shopper.get("/cart").content.decode())
    assert shown
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(6), now=now)

    response = shopper.post("/cart/submit", {"shown": shown[1]})

    assert response.status_code == 409
    assert b"changed since" in response.content
    assert not Submission.objects.exists()


def test_a_withdrawn_item_has_to_be_taken_out_first(shopper: Client, visit: Visit, now: datetime) -> None:
    offer = making.offer()
    add(shopper, offer.key)
    catalog.withdraw_item(item_id=offer.item_id, now=now)

    response = shopper.post("/cart/submit", {"shown": "x"})

    assert response.status_code == 409
    assert b"no longer sold" in response.content
    assert not Submission.objects.exists()


def test_two_clicks_submit_once(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)
    submit(shopper)

    response = shopper.post("/cart/submit", {"shown": "x"})

    assert response["Location"] == "/visit"
    assert Submission.objects.count() == 1


def test_a_submitted_cart_is_closed(shopper: Client, visit: Visit) -> None:
    offer = making.offer()
    add(shopper, offer.key)
    submit(shopper)

    shopper.post("/cart/add", {"offer": offer.key, "quantity": "9"})

    assert CartLine.objects.get().quantity == 2


def test_a_cart_lost_on_the_way_is_sent_again_to_the_letter(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)
    first = submit(shopper)
    assert b"Send the cart again" in shopper.get("/visit").content

    again = shopper.post("/visit/again").content.decode()

    found = [re.search(r'name="cxml-urlencoded" value="([^"]*)"', page) for page in (first, again)]
    assert found[0]
    assert found[1]
    assert found[0][1] == found[1][1]
    assert Submission.objects.get().sent_count == 2


def test_returning_without_a_cart_sends_a_message_without_lines(shopper: Client, visit: Visit) -> None:
    add(shopper, making.offer().key)

    page = shopper.post("/cart/leave").content.decode()

    cart = cart_in(page)
    assert (cart.buyer_cookie, cart.lines) == ("cookie-1", ())
    visit.refresh_from_db()
    assert visit.state == "left_empty"


def test_an_empty_cart_is_not_submitted(shopper: Client, visit: Visit) -> None:
    response = shopper.post("/cart/submit", {"shown": "x"})

    assert response.status_code == 409
    assert b"empty" in response.content


def test_next_leads_to_our_own_pages_only(shopper: Client, visit: Visit) -> None:
    offer = making.offer()

    ours = shopper.post("/cart/add", {"offer": offer.key, "quantity": "1", "next": "/shop/?q=x"})
    theirs = shopper.post("/cart/add", {"offer": offer.key, "quantity": "1", "next": "https://evil.example.net/"})

    assert (ours["Location"], theirs["Location"]) == ("/shop/?q=x", "/cart")


def test_the_worker_closes_visits_whose_hours_are_over(visit: Visit, now: datetime) -> None:
    assert expire_visits(now=now) == 0

    assert expire_visits(now=now + timedelta(hours=5)) == 1

    visit.refresh_from_db()
    assert visit.state == "expired"

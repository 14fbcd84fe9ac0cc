"""Your orders, and one of them: what comes, what does not, why, and who acts next; to whom it belongs only."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.documents import Mode, Person
from fondaco.people.models import Person as PersonRow
from fondaco.selling.accounts.models import Connection, Role
from fondaco.selling.accounts.operations import add_member
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.models import SalesOrder
from tests.selling import making
from tests.selling.orders.said import changed, deleted, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(lanterna: Connection, now: datetime) -> Client:
    person = PersonRow.objects.create_person(email="boss@lanterna.example", name="Boss")
    add_member(account=lanterna.account, person=person, roles=[Role.ADMINISTRATOR], by=None, now=now)
    return making.sign_in(Client(), person)


def ordered(sender: making.Sender, now: datetime, number: str = "PO-7", **changes: object) -> SalesOrder:
    offer = making.offer(stock="3")
    lines = (making.line(offer, "5"), making.line(offer, "1", number=2, supplier_part_id="ELSEWHERE-1"))
    sender.say(making.order(*lines, at=now, number=number, **changes), now=now)
    return SalesOrder.objects.latest("pk")


def test_each_portion_says_what_becomes_of_it_and_who_acts_next(
    sender: making.Sender, administrator: Client, now: datetime
) -> None:
    order = ordered(sender, now)

    page = administrator.get(f"/orders/{order.public_id}").content.decode()

    assert "there are 3; 5 were ordered" in page
    assert "does not sell a part ELSEWHERE-1" in page
    assert "the person who shopped" in page
    assert "Some of it was accepted" in page


def test_a_test_order_says_so_on_every_page(sender: making.Sender, administrator: Client, now: datetime) -> None:
    order = ordered(sender.as_(mode=Mode.TEST), now)

    assert b"This is a test order" in administrator.get(f"/orders/{order.public_id}").content
    assert b"test" in administrator.get("/orders/").content


def test_an_order_refused_as_a_whole_says_why_at_its_head(
    sender: making.Sender, administrator: Client, now: datetime
) -> None:
    ordered(sender, now)
    again = ordered(sender, now)

    page = administrator.get(f"/orders/{again.public_id}").content.decode()

    assert "not accepted as a whole" in page
    assert "Order PO-7 was placed before" in page


def test_a_visitor_sees_their_own_orders_and_not_their_colleagues(sender: making.Sender, now: datetime) -> None:
    client = Client()
    client.get(making.start_path(sender.say(making.setup(), now=now)[1]))
    own = ordered(sender, now)
    sender.say(making.setup("colleague@lanterna.example"), now=now)
    theirs = ordered(sender, now, "PO-8", person=Person(email="colleague@lanterna.example"))

    assert client.get(f"/orders/{own.public_id}").status_code == 200
    assert client.get(f"/orders/{theirs.public_id}").status_code == 404
    assert b"PO-8" not in client.get("/orders/").content


def test_an_order_is_found_by_either_number(sender: making.Sender, administrator: Client, now: datetime) -> None:
    order = ordered(sender, now)

    for wanted in ("PO-7", "po-7", order.number, order.number.lower()):
        assert administrator.get("/find", {"q": wanted})["Location"] == f"/orders/{order.public_id}", wanted


@pytest.mark.parametrize("wanted", ["", "%", "' OR 1=1", "S-2026-999999999999999", "\0", "x" * 5000])
def test_odd_searches_find_nothing_and_break_nothing(
    sender: making.Sender, administrator: Client, now: datetime, wanted: str
) -> None:
    ordered(sender, now)

    assert administrator.get("/find", {"q": wanted}).status_code == 200


def test_the_list_is_narrowed_by_state(sender: making.Sender, administrator: Client, now: datetime) -> None:
    ordered(sender, now)

    assert b"PO-7" in administrator.get("/orders/", {"state": "accepted_in_part"}).content
    assert b"PO-7" not in administrator.get("/orders/", {"state": "refused"}).content
    assert b"PO-7" in administrator.get("/orders/", {"state": "nonsense"}).content


def test_the_page_shows_sellers_versions_and_what_changed(
    sender: making.Sender, administrator: Client, now: datetime
) -> None:
    one, two = making.offer(price="10"), making.offer(price="20")
    first = sent(sender, making.line(one, "5"), now=now)
    second = changed(sender, making.line(one, "4"), making.line(two, "1", number=2), now=now)
    refused = changed(sender, making.line(one, supplier_part_id="NO"), now=now)

    page = administrator.get(f"/orders/{second.public_id}").content.decode()
    for words in (one.seller.name, two.seller.name, f"{second.number}-2", first.number, refused.number):
        assert words in page
    assert "What changed against the version before" in page
    assert "A later version took its place" in page

    assert b"took the place of this one" in administrator.get(f"/orders/{first.public_id}").content
    assert b"This was a change, and it was not taken" in administrator.get(f"/orders/{refused.public_id}").content
    listed = administrator.get("/orders/").content.decode()
    assert listed.count("PO-1") == 1
    assert first.number in administrator.get("/orders/", {"state": "replaced"}).content.decode()


def test_a_cancelled_order_and_its_cancellation_say_so(
    sender: making.Sender, administrator: Client, now: datetime
) -> None:
    offer = making.offer()
    order = sent(sender, making.line(offer), now=now)
    row = deleted(sender, making.line(offer), now=now)

    assert b"This order was cancelled" in administrator.get(f"/orders/{order.public_id}").content
    page = administrator.get(f"/orders/{row.public_id}")
    assert page.status_code == 200
    assert b"A cancellation has no lines of its own" in page.content
    assert administrator.get("/find", {"q": order.number})["Location"] == f"/orders/{order.public_id}"


def test_conditions_that_do_not_hold_stand_on_the_page(
    sender: making.Sender, administrator: Client, now: datetime
) -> None:
    order = sent(sender, making.line(making.offer()), now=now, extrinsics=(("PaymentTerms", "<b>90 days</b>"),))

    page = administrator.get(f"/orders/{order.public_id}").content.decode()

    assert "Conditions that were not accepted" in page
    assert "PaymentTerms: &lt;b&gt;90 days&lt;/b&gt;" in page


def test_an_order_that_waits_says_until_when(sender: making.Sender, administrator: Client, now: datetime) -> None:
    offer = making.offer(stock="1")
    Offer.objects.filter(pk=offer.pk).update(restock_on=timezone.localdate() + timedelta(days=3))
    order = sent(sender, making.line(offer, "3"), now=now)

    page = administrator.get(f"/orders/{order.public_id}").content.decode()

    assert "Some of it comes later" in page
    assert "comes later, expected" in page


class TestRecentlyBought:
    def shopping(self, sender: making.Sender, now: datetime) -> Client:
        client = Client()
        client.get(making.start_path(sender.say(making.setup(), now=now)[1]))
        return client

    def test_it_shows_what_the_company_bought_at_todays_price_and_nobody_elses(
        self, sender: making.Sender, other: Connection, now: datetime
    ) -> None:
        mine, theirs, never = making.offer(price="10"), making.offer(), making.offer()
        sent(sender, making.line(mine), now=now)
        sent(sender, making.line(never, supplier_part_id="NO"), now=now, number="PO-2")
        sent(sender.as_(identity="other"), making.line(theirs), now=now)
        catalog.change_price(offer_id=mine.pk, unit_price=Decimal("11.25"), now=now)

        page = self.shopping(sender, now).get("/shop/bought").content.decode()

        assert mine.item.part_id in page
        assert "11.25" in page
        assert theirs.item.part_id not in page
        assert never.item.part_id not in page

    def test_what_is_no_longer_sold_is_left_out_and_said(self, sender: making.Sender, now: datetime) -> None:
        offer = making.offer()
        sent(sender, making.line(offer), now=now)
        catalog.withdraw_item(item_id=offer.item_id, now=now)

        page = self.shopping(sender, now).get("/shop/bought").content.decode()

        assert offer.item.part_id not in page
        assert "What your company bought is no longer sold." in page

    def test_it_is_empty_before_the_first_order_and_shut_without_a_visit(
        self, sender: making.Sender, now: datetime
    ) -> None:
        assert b"Nothing bought yet" in self.shopping(sender, now).get("/shop/bought").content
        assert Client().get("/shop/bought").status_code == 403

"""Your orders, and one of them: what comes, what does not, why, and who acts next; to whom it belongs only."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fondaco.documents import Mode, Person
from fondaco.people.models import Person as PersonRow
from fondaco.selling.accounts.models import Connection, Role
from fondaco.selling.accounts.operations import add_member
from fondaco.selling.orders.models import SalesOrder
from tests.selling import making

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

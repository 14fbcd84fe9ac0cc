"""Setups come to one address of the store, orders to another, which is each customer's own."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from fondaco.bridge.models import MessageIn, Refused
from fondaco.documents import Document, PunchOutSetupAnswer
from fondaco.selling.accounts.models import Connection
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.shopping.models import Visit
from tests.selling import making

pytestmark = pytest.mark.django_db


def setup() -> Document:
    return making.setup()


def order(now: datetime) -> Document:
    return making.order(making.line(making.offer()), at=now)


def own(connection: Connection) -> str:
    return f"/orders/in/{connection.partner.public_id}"


@pytest.mark.parametrize("path", ["/punchout/cxml", "/cxml"])
def test_a_setup_is_taken_at_the_setup_address_and_under_its_older_name(
    sender: making.Sender, now: datetime, path: str
) -> None:
    status, body = sender.say(setup(), now=now, path=path)

    assert status.ok
    assert isinstance(body, PunchOutSetupAnswer)


@pytest.mark.parametrize("path", ["/punchout/cxml", "/cxml"])
def test_an_order_there_is_none_and_is_told_where_orders_go(
    sender: making.Sender, lanterna: Connection, now: datetime, path: str
) -> None:
    status, _body = sender.say(order(now), now=now, path=path)

    assert status.code == 400
    assert own(lanterna) in status.explanation
    assert not SalesOrder.objects.exists()
    assert not MessageIn.objects.exists()
    assert Refused.objects.get().reason == Refused.Reason.WRONG_ADDRESS


def test_an_order_at_the_customers_own_address_is_taken(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    status, _body = sender.say(order(now), now=now, path=own(lanterna))

    assert status.code == 201
    assert SalesOrder.objects.count() == 1


def test_a_setup_at_the_address_for_orders_opens_nothing(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    status, body = sender.say(setup(), now=now, path=own(lanterna))

    assert (status.code, body) == (400, None)
    assert "/punchout/cxml" in status.explanation
    assert not Visit.objects.exists()


def test_another_customers_address_is_answered_as_one_that_is_nobodys(
    sender: making.Sender, lanterna: Connection, other: Connection, now: datetime
) -> None:
    theirs, nobodys = (sender.say(order(now), now=now, path=path)[0] for path in (own(other), "/orders/in/nobodys"))

    assert theirs == nobodys
    assert own(other) not in theirs.explanation
    assert not SalesOrder.objects.exists()


def test_a_stranger_learns_nothing_at_anybodys_address(lanterna: Connection, now: datetime) -> None:
    stranger = making.Sender(Client(), identity="stranger")

    there, nowhere = (stranger.say(order(now), now=now, path=path)[0] for path in (own(lanterna), "/orders/in/x"))

    assert there == nowhere
    assert there.code == 401


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_any_other_method_is_told_to_post(lanterna: Connection, method: str) -> None:
    for path in ("/punchout/cxml", own(lanterna)):
        assert getattr(Client(), method)(path).status_code == 405

"""Setups and orders come to addresses of their own: what comes to the wrong one is told where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fondaco.audit.models import Line
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.bridge.site import this_site
from fondaco.documents import Document, Profile, ProfileRequest, PunchOutSetup, StatusUpdate
from fondaco.documents import Person as Someone
from fondaco.wire import cxml
from tests.bridge.conftest import browser, incoming, make_partner, page
from tests.bridge.handlers import Behaviour
from tests.bridge.oagis_messages import make_oagis_partner

pytestmark = pytest.mark.django_db
SETUP = PunchOutSetup(buyer_cookie="c", return_url="https://desk.example/return", person=Someone(email="a@x.example"))
STATUS_UPDATE = StatusUpdate(status_code=200, status_text="OK", about_payload_id="1@desk.example")


@pytest.fixture(autouse=True)
def orders_apart(settings: Any) -> None:
    settings.FONDACO_HANDLERS = "tests.bridge.orders_apart"
    settings.FONDACO_CXML_AT, settings.FONDACO_ORDERS_AT = "setups-in", "orders-in"


def said(path: str, body: Document | None = None) -> Any:
    """What is answered to a document that the partner posts to ``path``."""
    named = f"{type(body).__name__}@store.example"
    response = Client().post(path, incoming(body, payload_id=named), content_type="text/xml")
    assert response.status_code == 200
    message = cxml.read(response.content).message
    assert message is not None
    return message.body


def test_each_document_is_taken_at_its_own_address(partner: Partner) -> None:
    setup, ordered = said("/setups", SETUP), said(f"/orders/{partner.public_id}")

    assert setup.start_url == "https://store.example/start/1"
    assert ordered.code == 201


@pytest.mark.parametrize("address", ["/setups", "/cxml"])
def test_an_order_elsewhere_is_told_the_address_for_orders_and_leaves_no_row(partner: Partner, address: str) -> None:
    status = said(address)

    assert status.code == 400
    assert f"https://desk.example/orders/{partner.public_id}" in status.explanation
    assert not MessageIn.objects.exists()
    assert not Line.objects.filter(action="order.taken").exists()
    assert Refused.objects.get().reason == Refused.Reason.WRONG_ADDRESS


def test_what_came_to_the_wrong_address_may_come_to_the_right_one_under_the_same_id(partner: Partner) -> None:
    said("/setups")

    assert said(f"/orders/{partner.public_id}").code == 201


def test_a_setup_at_the_address_for_orders_opens_nothing(partner: Partner) -> None:
    status = said(f"/orders/{partner.public_id}", SETUP)

    assert status.code == 400
    assert "https://desk.example/setups" in status.explanation
    assert Behaviour.starts == 0
    assert not MessageIn.objects.exists()


def test_another_partners_address_and_nobodys_are_answered_alike(partner: Partner) -> None:
    other = make_partner(name="Other", their_identity="other")

    theirs, nobodys = said(f"/orders/{other.public_id}"), said("/orders/nobodys")

    assert theirs == nobodys
    assert theirs.code == 400
    assert partner.public_id in theirs.explanation
    assert other.public_id not in theirs.explanation
    assert not MessageIn.objects.exists()
    assert not Refused.objects.filter(partner=other).exists()


def test_a_document_that_nothing_takes_is_refused_as_such_at_both(partner: Partner) -> None:
    answers = [said(path, STATUS_UPDATE) for path in ("/setups", f"/orders/{partner.public_id}")]

    assert [one.code for one in answers] == [450, 450]


def test_the_profile_is_told_at_both_and_names_both_addresses(partner: Partner) -> None:
    for path in ("/setups", f"/orders/{partner.public_id}"):
        profile = said(path, ProfileRequest())

        assert isinstance(profile, Profile)
        assert {one.request_name: one.url for one in profile.transactions} == {
            "ProfileRequest": "https://desk.example/setups",
            "PunchOutSetupRequest": "https://desk.example/setups",
            "OrderRequest": f"https://desk.example/orders/{partner.public_id}",
        }


def test_orders_in_oagis_keep_their_address() -> None:
    assert this_site().url_for(make_oagis_partner()) == "https://desk.example/oagis"


def test_the_connection_page_shows_both_addresses_and_why_somebody_was_turned_away(partner: Partner) -> None:
    Partner.objects.update(setup_url="")
    said("/setups")

    shown = page(browser(), partner.get_absolute_url())

    assert "https://desk.example/setups" in shown
    assert f"https://desk.example/orders/{partner.public_id}" in shown
    assert "came to an address that does not take it" in shown

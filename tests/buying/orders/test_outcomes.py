"""What the order's page and its people learn of how the message fares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.translation import override

from fondaco.bridge.models import Mail, MessageOut
from fondaco.bridge.registry import Outcome
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.operations import cancel_order, close_order, send_order_again
from fondaco.buying.orders.outcomes import hear_outcome
from fondaco.buying.orders.words import delivery_of, state_of
from fondaco.documents import Status
from tests.buying.world import World, after, ordered


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    made = ordered(world)
    Mail.objects.all().delete()
    return made


def hear(order: PurchaseOrder, state: str, status: Status | None = None, *, retry: bool = False) -> PurchaseOrder:
    record = MessageOut.objects.get(about=order.about)
    code = status.code if status else None
    MessageOut.objects.filter(pk=record.pk).update(state=state, status_code=code, next_attempt_at=None)
    record.refresh_from_db()
    will_retry_at = after(45) if retry else None
    with transaction.atomic():
        hear_outcome(Outcome(record, state, status, will_retry_at, after(30)))
    order.refresh_from_db()
    return order


def said(order: PurchaseOrder, code: int | None = None, attempts: int = 1) -> str:
    with override("en"):
        words = delivery_of(order, status_code=code, attempts=attempts, now=after(30))
    return f"{words.words} {words.remedy}"


def test_an_order_just_issued_is_about_to_be_sent(order: PurchaseOrder) -> None:
    assert "about to be sent" in said(order, attempts=0)
    assert state_of(order).words == "Being sent to the supplier"


def test_a_delivered_order_waits_for_the_supplier(order: PurchaseOrder) -> None:
    hear(order, "delivered", Status(201, "Accepted"))

    assert "has the order" in said(order)
    assert state_of(order).words == "Waiting for the supplier to confirm"
    assert not Mail.objects.exists()


def test_a_supplier_that_is_down_is_tried_again_and_the_page_says_when(order: PurchaseOrder) -> None:
    hear(order, "waiting", retry=True)

    assert "could not be reached at the first try" in said(order)
    assert "in 15 minutes" in said(order)
    assert "tried 3 times" in said(order, attempts=3)
    assert order.delivery_retry_at == after(45)
    assert not Mail.objects.exists()


def test_an_order_without_an_answer_is_sent_again_under_the_same_id(order: PurchaseOrder) -> None:
    hear(order, "unknown", retry=True)

    assert "under the same id" in said(order)


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("refused", Status(401, "Unauthorized", "Wrong secret"), "did not accept who we say we are"),
        ("refused", Status(400, "Bad Request", "No ShipTo"), "turned order PO-2026-000001 away"),
        ("refused", Status(409, "Conflict", "Known"), "already has something else"),
        ("dead", None, "however often it was tried"),
    ],
)
def test_a_stuck_order_says_why_and_tells_the_requester(
    order: PurchaseOrder, state: str, status: Status | None, words: str
) -> None:
    hear(order, state, status)

    assert words in said(order, status.code if status else None)
    assert state_of(order).words == "Did not reach the supplier"
    letter = Mail.objects.get(to="asker@buyer.example.com")
    assert "did not reach Store" in letter.subject
    if status is not None:
        assert status.explanation in order.delivery_note


def test_telling_the_same_outcome_again_writes_no_second_letter(order: PurchaseOrder) -> None:
    hear(order, "dead")
    hear(order, "dead")

    assert Mail.objects.count() == 1


def test_a_refused_order_is_sent_again_under_the_same_payload_id(world: World, order: PurchaseOrder) -> None:
    hear(order, "refused", Status(401, "Unauthorized"))
    payload_id = MessageOut.objects.get().payload_id

    send_order_again(order=order, by=world.buyer.person, now=after(60))

    record = MessageOut.objects.get()
    order.refresh_from_db()
    assert (record.state, record.payload_id, order.delivery) == ("waiting", payload_id, "waiting")


def test_an_order_that_arrived_is_not_sent_again(world: World, order: PurchaseOrder) -> None:
    hear(order, "delivered", Status(200, "OK"))

    with pytest.raises(Refused):
        send_order_again(order=order, by=world.buyer.person, now=after(60))

    assert MessageOut.objects.get().state == "delivered"


def test_only_an_order_that_was_turned_away_is_cancelled(world: World, order: PurchaseOrder) -> None:
    with pytest.raises(Refused) as refused:
        cancel_order(order=order, by=world.buyer.person, now=after(40), reason="No longer")
    assert refused.value.code == "may_have_it"

    hear(order, "refused", Status(400, "Bad Request"))
    cancel_order(order=order, by=world.buyer.person, now=after(40), reason="No longer")

    order.refresh_from_db()
    assert (order.state, order.state_note, order.number) == ("cancelled", "No longer", "PO-2026-000001")


def test_an_order_without_an_answer_is_not_closed(world: World, order: PurchaseOrder) -> None:
    with pytest.raises(Refused):
        close_order(order=order, by=world.buyer.person, now=after(40) + timedelta(days=1), reason="Enough")

    order.refresh_from_db()
    assert order.state == "issued"

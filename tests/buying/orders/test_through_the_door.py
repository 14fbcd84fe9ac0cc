"""Bytes on both sides of the desk: an order goes out, its confirmation comes in by ``POST /cxml``."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from fondaco.bridge import outbox
from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.bridge.outbox import Post
from fondaco.bridge.registry import site_registry
from fondaco.bridge.site import this_site
from fondaco.bridge.transport import Sent
from fondaco.buying.orders.models import Confirmation, PurchaseOrder
from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Credential,
    Envelope,
    Message,
    OrderConfirmation,
    Portion,
    PortionKind,
    Status,
)
from fondaco.wire import cxml
from tests.buying.world import NOW, World, after, ordered

SECRET = "store-to-desk"


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    world.partner.set_secret_in(SECRET)
    world.partner.set_secret_out("desk-to-store")
    world.partner.save()
    return ordered(world)


def confirmation(order: PurchaseOrder, payload_id: str = "confirm-1", quantity: str = "3") -> bytes:
    store, desk = Credential("NetworkID", "store"), Credential("NetworkID", "buyer")
    envelope = Envelope(store, (store,), (desk,), "Store 1.0", payload_id, NOW)
    line = ConfirmationLine(
        1,
        (
            Portion(PortionKind.ACCEPT, Decimal(quantity), "EA"),
            Portion(PortionKind.REJECT, Decimal(5) - Decimal(quantity), "EA", comments="None left"),
        ),
        Decimal(5),
        "EA",
    )
    body = OrderConfirmation(
        order.number,
        ConfirmationKind.DETAIL,
        noticed_at=NOW,
        number="SO-1",
        order_payload_id=MessageOut.objects.get(about=order.about).payload_id,
        lines=(line,),
    )
    return cxml.with_secret(cxml.write(Message(body, envelope, payload_id, NOW)), SECRET)


def post(data: bytes) -> tuple[int, bytes, Status]:
    response = Client().post("/cxml", data, content_type="text/xml; charset=utf-8")
    message = cxml.read(response.content).message
    assert message is not None
    assert isinstance(message.body, Status)
    return response.status_code, response.content, message.body


class Store:
    """A store's system at the other end of the wire."""

    def __init__(self, code: int) -> None:
        self.code, self.received = code, b""

    def post(self, url: str, content: bytes, **_rest: object) -> Sent:
        self.received = content
        status = Status(self.code, "Said", "by the store")
        answer = cxml.write_answer(status=status, body=None, payload_id="answer", timestamp=NOW)
        return Sent(http_status=200, content=answer)


def test_the_order_leaves_with_our_secret_and_the_page_learns_that_it_arrived(order: PurchaseOrder) -> None:
    store = Store(201)

    outbox.deliver_due(now=after(20), post=Post(store, site_registry(), this_site()))

    order.refresh_from_db()
    assert order.delivery == "delivered"
    assert b"desk-to-store" in store.received
    assert order.number.encode() in store.received


def test_an_order_that_is_turned_away_says_so(order: PurchaseOrder) -> None:
    outbox.deliver_due(now=after(20), post=Post(Store(400), site_registry(), this_site()))

    order.refresh_from_db()
    assert (order.delivery, order.delivery_note) == ("refused", "400 Said · by the store")


def test_a_confirmation_that_comes_in_confirms_the_order(order: PurchaseOrder) -> None:
    http, _content, status = post(confirmation(order))

    order.refresh_from_db()
    line = order.lines.get()
    assert (http, status.code) == (200, 200)
    assert (order.state, order.supplier_number) == ("confirmed_in_part", "SO-1")
    assert (line.confirmed, line.rejected) == (3, 2)
    assert MessageIn.objects.get().about == order.about


def test_the_same_confirmation_gets_the_same_answer_and_counts_once(order: PurchaseOrder) -> None:
    data = confirmation(order)

    answers = {post(data)[1] for _ in range(3)}

    assert len(answers) == 1
    assert Confirmation.objects.count() == 1
    assert order.lines.get().confirmed == 3


def test_another_content_under_the_same_payload_id_is_a_conflict_and_changes_nothing(order: PurchaseOrder) -> None:
    post(confirmation(order))

    http, _content, status = post(confirmation(order, quantity="1"))

    assert (http, status.code) == (200, 409)
    assert order.lines.get().confirmed == 3


def test_a_confirmation_that_is_not_taken_is_answered_in_words_with_http_200(order: PurchaseOrder) -> None:
    post(confirmation(order))

    http, _content, status = post(confirmation(order, payload_id="confirm-2"))

    assert (http, status.code) == (200, 400)
    assert "5 were ordered, 5 were answered before" in status.explanation
    assert order.lines.get().confirmed == 3

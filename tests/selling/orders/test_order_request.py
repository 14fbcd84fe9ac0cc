"""An order request is read whole, answered 201, and confirmed with what comes, what does not and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import Mail, MessageOut
from fondaco.documents import (
    ConfirmationKind,
    Mode,
    Money,
    OrderConfirmation,
    Person,
    PortionKind,
    RefusalCode,
)
from fondaco.selling.accounts.models import Connection, QuantityShort, Safeguards
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog import queries
from fondaco.selling.orders.models import SalesOrder
from fondaco.wire import cxml
from tests.selling import making

pytestmark = pytest.mark.django_db


def confirmation() -> OrderConfirmation:
    """The last one that was put into the outbox."""
    message = cxml.read(MessageOut.objects.latest("id").body).message
    assert message is not None
    assert isinstance(message.body, OrderConfirmation)
    return message.body


def codes(said: OrderConfirmation) -> list[RefusalCode]:
    return [one.refusal.code for line in said.lines for one in line.portions if one.refusal]


def test_an_order_that_fits_is_accepted_whole_and_its_stock_promised_once(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")

    status, _ = sender.say(making.order(making.line(offer, "2"), at=now), now=now, payload_id="1@buyer")

    assert status.code == 201
    row = SalesOrder.objects.get()
    assert (row.state, row.accepted_total, row.is_test) == ("accepted", Decimal(20), False)
    offer.refresh_from_db()
    assert offer.reserved == 2
    said = confirmation()
    assert (said.kind, said.order_number, said.order_payload_id) == (ConfirmationKind.ALL_DETAIL, "PO-1", "1@buyer")
    assert said.lines[0].portions[0].kind is PortionKind.ACCEPT
    assert said.lines[0].portions[0].delivery_on == queries.arrives_on(offer, timezone.localdate())
    assert MessageOut.objects.get().about == row.subject


def test_a_replay_is_answered_alike_and_orders_nothing(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="5")
    data = sender.bytes_of(making.order(making.line(offer, "2"), at=now), now=now)

    answers = [sender.client.post(making.path_for(data), data=data, content_type="text/xml").content for _ in range(3)]

    assert len(set(answers)) == 1
    assert SalesOrder.objects.count() == MessageOut.objects.count() == 1
    offer.refresh_from_db()
    assert offer.reserved == 2


def test_the_same_number_in_another_message_is_refused_and_the_first_stands(
    sender: making.Sender, now: datetime
) -> None:
    offer = making.offer(stock="5")
    sender.say(making.order(making.line(offer, "2"), at=now), now=now)

    status, _ = sender.say(making.order(making.line(offer, "1"), at=now), now=now)

    assert status.code == 201
    said = confirmation()
    assert said.kind is ConfirmationKind.REJECT
    assert said.refusal is not None
    assert said.refusal.code is RefusalCode.ORDER_NUMBER_USED
    offer.refresh_from_db()
    assert offer.reserved == 2
    assert sorted(SalesOrder.objects.values_list("state", flat=True)) == ["accepted", "refused"]


def test_a_number_that_was_refused_as_a_whole_may_be_used_again(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(stock="5")
    sender.say(making.order(making.line(offer, "0"), at=now), now=now)

    sender.say(making.order(making.line(offer, "1"), at=now), now=now)

    assert confirmation().kind is ConfirmationKind.ALL_DETAIL


def test_another_customer_may_use_the_same_number(sender: making.Sender, other: Connection, now: datetime) -> None:
    offer = making.offer(stock="5")
    sender.say(making.order(making.line(offer, "1"), at=now), now=now)

    sender.as_(identity="other").say(making.order(making.line(offer, "1"), at=now), now=now)

    assert SalesOrder.objects.filter(state="accepted").count() == 2


def test_each_bad_line_is_refused_with_its_own_reason_and_the_good_one_comes(
    sender: making.Sender, now: datetime
) -> None:
    good, gone = making.offer(stock="5"), making.offer()
    catalog.withdraw_item(item_id=gone.item_id, now=now)
    usd = Money(Decimal(10), "USD")

    sender.say(
        making.order(
            making.line(good, "2", number=1),
            making.line(gone, number=2),
            making.line(good, number=3, supplier_part_id="NEVER-HEARD-OF"),
            making.line(good, number=4, supplier_part_auxiliary_id="changed"),
            making.line(good, number=5, unit_price=usd),
            making.line(good, number=6, unit="BX"),
            making.line(good, number=7, price="1"),
            making.line(good, "-1", number=8),
            at=now,
        ),
        now=now,
    )

    assert codes(confirmation()) == [
        RefusalCode.PART_WITHDRAWN,
        RefusalCode.PART_UNKNOWN,
        RefusalCode.AUXILIARY_ID_CHANGED,
        RefusalCode.CURRENCY_DIFFERENT,
        RefusalCode.UNIT_DIFFERENT,
        RefusalCode.PRICE_MOVED,
        RefusalCode.QUANTITY_INVALID,
    ]
    row = SalesOrder.objects.get()
    assert (row.state, row.accepted_total) == ("accepted_in_part", Decimal(20))
    good.refresh_from_db()
    assert good.reserved == 2


def test_each_refusal_says_level_path_next_actor_and_remedy(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(12), now=now)

    sender.say(making.order(making.line(offer, price="10"), at=now), now=now)

    refusal = confirmation().lines[0].portions[0].refusal
    assert refusal is not None
    assert refusal.code is RefusalCode.PRICE_MOVED
    assert (refusal.level, refusal.path, refusal.next_actor) == ("line", "line 1 / UnitPrice", "requester")
    assert (refusal.boundary, refusal.actual) == (Decimal("10.5"), Decimal(12))
    assert refusal.message
    assert refusal.remedy


@pytest.mark.parametrize("quantity", ["NaN", "1e400000", "1_000", "0", "-2", "", "inf", "１"])
@pytest.mark.parametrize("where", ["quantity", "price"])
def test_a_number_that_is_none_refuses_the_line_and_not_the_document(
    sender: making.Sender, now: datetime, quantity: str, where: str
) -> None:
    offer = making.offer(price="77", stock="50")
    data = sender.bytes_of(
        making.order(making.line(offer, "33", number=1), making.line(offer, "1", number=2), at=now), now=now
    )
    old = b'quantity="33"' if where == "quantity" else b">77.00<"
    if where == "price" and old not in data:
        old = b">77<"
    new = old.replace(b"33", quantity.encode()).replace(b"77.00", quantity.encode()).replace(b"77", quantity.encode())
    assert old in data

    status, _ = sender.post(data.replace(old, new, 1))

    assert status.code == 201
    row = SalesOrder.objects.get()
    if where == "price" and quantity == "0":
        assert codes(confirmation()) == [RefusalCode.PRICE_MOVED]
    else:
        assert codes(confirmation()) == [
            RefusalCode.QUANTITY_INVALID if where == "quantity" else RefusalCode.PRICE_INVALID
        ]
    assert row.lines.count() == 2
    assert row.state == "accepted_in_part"


def test_huge_numbers_and_texts_are_read_and_refused(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    huge = making.line(offer, "999999999999999", price="999999999999999.99999999", number=2**70)
    long = making.line(offer, number=3, supplier_part_id="P" * 900, description="D" * 5000, comments="C" * 5000)

    status, _ = sender.say(making.order(huge, long, at=now, number="N" * 400, comments="x" * 9000), now=now)

    assert status.code == 201
    assert SalesOrder.objects.get().state in ("refused", "accepted_in_part")


def test_an_order_without_a_number_is_refused_by_status_because_nobody_could_be_told(
    sender: making.Sender, now: datetime
) -> None:
    data = sender.bytes_of(making.order(making.line(making.offer()), at=now, number="PO-EMPTY"), now=now)

    status, _ = sender.post(data.replace(b"PO-EMPTY", b""))

    assert status.code == 400
    assert "number" in status.explanation
    assert not SalesOrder.objects.exists()


def test_short_stock_follows_the_customers_setting(sender: making.Sender, lanterna: Connection, now: datetime) -> None:
    offer, plenty = making.offer(stock="3"), making.offer(stock="50")
    Safeguards.objects.update(quantity_short=QuantityShort.REFUSE_ORDER)

    sender.say(making.order(making.line(offer, "5"), making.line(plenty, "5", number=2), at=now), now=now)

    said = confirmation()
    assert said.kind is ConfirmationKind.REJECT
    assert said.refusal is not None
    assert said.refusal.code is RefusalCode.QUANTITY_UNAVAILABLE
    for one in (offer, plenty):
        one.refresh_from_db()
        assert one.reserved == 0


def test_the_shopper_is_written_to_with_both_lists(sender: making.Sender, now: datetime) -> None:
    sender.say(making.setup(), now=now)
    offer = making.offer(stock="3")

    sender.say(making.order(making.line(offer, "5", description="Blue stapler"), at=now), now=now)

    letter = Mail.objects.get()
    assert letter.to == "giulia@lanterna.example"
    assert "PO-1" in letter.subject
    assert "What comes" in letter.text
    assert "What does not come" in letter.text
    assert "Blue stapler" in letter.text
    assert "there are 3; 5 were ordered" in letter.text


def test_an_order_without_a_person_is_taken_and_nobody_is_written_to(sender: making.Sender, now: datetime) -> None:
    sender.say(making.order(making.line(making.offer()), at=now, person=Person()), now=now)

    assert SalesOrder.objects.get().state == "accepted"
    assert not Mail.objects.exists()


@pytest.mark.parametrize("said", [Mode.TEST, None])
def test_a_test_order_is_judged_and_marked_and_takes_no_stock(db: None, now: datetime, said: Mode | None) -> None:
    """Many systems cannot say that they are being tried: what says nothing is what its group is."""
    making.store(now)
    making.customer(now, mode="test")
    offer = making.offer(stock="3")

    making.Sender(Client(), mode=said or Mode.PRODUCTION).say(making.order(making.line(offer, "2"), at=now), now=now)

    row = SalesOrder.objects.get()
    assert (row.is_test, row.state, row.payment) == (True, "accepted", None)
    assert Mail.objects.get().subject.startswith("[TEST]")
    assert "nothing is charged and nothing ships" in Mail.objects.get().text
    assert "nothing is charged" in confirmation().comments
    offer.refresh_from_db()
    assert offer.reserved == 0


def test_a_stranger_orders_nothing(sender: making.Sender, now: datetime) -> None:
    data = sender.as_(secret="wrong").bytes_of(making.order(making.line(making.offer()), at=now), now=now)

    response = Client().post(making.path_for(data), data=data, content_type="text/xml")

    assert b'code="401"' in response.content
    assert not SalesOrder.objects.exists()


def test_what_the_sender_computed_as_total_changes_nothing(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    order: Any = evolve(making.order(making.line(offer, "2"), at=now), total=Money(Decimal("0.01"), "EUR"))

    sender.say(order, now=now)

    row = SalesOrder.objects.get()
    assert row.ordered_total == row.accepted_total == 20

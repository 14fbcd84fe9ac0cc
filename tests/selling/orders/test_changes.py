"""An update or a delete of an order: taken while there is time, never in part, and once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client

from fondaco.audit.models import Line as AuditLine
from fondaco.bridge.models import Mail, MessageOut
from fondaco.documents import ConfirmationKind, Mode, OrderOperation, PortionKind, RefusalCode
from fondaco.selling.accounts.models import Connection, QuantityShort, Safeguards
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.integration.models import GroupSettings
from fondaco.selling.orders.models import SalesOrder
from tests.selling import making
from tests.selling.orders.said import changed, confirmation, confirmations, deleted, received, sent, whole

pytestmark = pytest.mark.django_db


def reserved(offer: Offer) -> Decimal:
    offer.refresh_from_db()
    return offer.reserved


def standing(order: SalesOrder) -> tuple[str, Decimal, bool]:
    order.refresh_from_db()
    return order.state, order.accepted_total, order.holds_number


def test_an_update_takes_the_place_of_the_order_and_of_its_stock(sender: making.Sender, now: datetime) -> None:
    one, two = making.offer(price="10"), making.offer(price="7")
    first = sent(sender, making.line(one, "5"), now=now)

    second = changed(sender, making.line(one, "2"), making.line(two, "3", number=2), now=now)

    assert standing(first) == ("replaced", Decimal(50), False)
    assert standing(second) == ("accepted", Decimal(41), True)
    assert second.changes == first
    assert (reserved(one), reserved(two)) == (2, 3)
    _before, said, beside = confirmations()
    assert (said.operation, said.number) == (OrderOperation.UPDATE, second.number)
    assert (beside.operation, beside.number) == (OrderOperation.NEW, f"{second.number}-2")
    assert said.changes_payload_id == MessageOut.objects.earliest("id").payload_id
    assert "was changed: everything comes" in Mail.objects.latest("id").subject


def test_what_the_order_had_it_keeps_at_its_price_and_more_costs_what_it_costs_today(
    sender: making.Sender, now: datetime
) -> None:
    offer = making.offer(price="10", stock="5")
    sent(sender, making.line(offer, "5"), now=now)
    catalog.change_stock(offer_id=offer.pk, stock=Decimal(6), now=now)
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal("10.40"), now=now)

    second = changed(sender, making.line(offer, "6", price="10"), now=now)

    assert standing(second) == ("accepted", Decimal("60.40"), True)
    assert reserved(offer) == 6


def test_an_update_of_which_nothing_can_be_taken_leaves_the_order_as_it_was_and_says_it_again(
    sender: making.Sender, now: datetime
) -> None:
    offer = making.offer(price="10", stock="5")
    first = sent(sender, making.line(offer, "5"), now=now)
    before = confirmation()

    second = changed(sender, making.line(offer, "5", supplier_part_id="NO"), now=now)

    assert standing(first) == ("accepted", Decimal(50), True)
    assert standing(second) == ("refused", Decimal(0), False)
    assert reserved(offer) == 5
    said = confirmation()
    assert (said.operation, said.number, said.lines) == (OrderOperation.UPDATE, before.number, before.lines)
    assert (whole(said), said.kind) == (RefusalCode.PART_UNKNOWN, ConfirmationKind.ALL_DETAIL)
    assert said.order_payload_id == second.payload_id
    letter = Mail.objects.latest("id")
    assert "the change was not accepted" in letter.subject
    assert "What was ordered before stands as it was" in letter.text


def test_an_update_that_a_safeguard_refuses_whole_changes_nothing(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    first = sent(sender, making.line(offer, "5"), now=now)
    Safeguards.objects.update(quantity_short=QuantityShort.REFUSE_ORDER)

    changed(sender, making.line(offer, "6"), now=now)

    assert standing(first) == ("accepted", Decimal(50), True)
    assert reserved(offer) == 5
    assert whole(confirmation()) is RefusalCode.QUANTITY_UNAVAILABLE


def test_a_delete_cancels_the_order_and_lets_its_stock_go(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)

    row = deleted(sender, making.line(offer, "5"), now=now)

    assert standing(first) == ("cancelled", Decimal(50), True)
    assert (row.state, row.changes) == ("carried_out", first)
    assert reserved(offer) == 0
    said = confirmation()
    assert (said.kind, said.operation, said.refusal, said.lines) == (
        ConfirmationKind.REJECT,
        OrderOperation.UPDATE,
        None,
        (),
    )
    assert "cancelled as you asked" in said.comments
    assert Mail.objects.latest("id").subject == "Order PO-1 was cancelled"


def test_a_second_delete_is_answered_like_the_first_and_does_nothing(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)
    other = sent(sender, making.line(offer, "5"), now=now, number="PO-2")
    deleted(sender, making.line(offer, "5"), now=now)

    again = deleted(sender, making.line(offer, "5"), now=now + timedelta(days=3))

    assert again.state == "carried_out"
    assert standing(first)[0] == "cancelled"
    assert standing(other)[0] == "accepted"
    assert reserved(offer) == 5
    assert confirmation().kind is ConfirmationKind.REJECT
    assert AuditLine.objects.filter(subject=first.subject, action="order.cancelled").count() == 1


def test_an_update_after_a_delete_is_refused_and_takes_nothing(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)
    deleted(sender, making.line(offer, "5"), now=now)

    changed(sender, making.line(offer, "2"), now=now)

    assert standing(first)[0] == "cancelled"
    assert reserved(offer) == 0
    said = confirmation()
    assert (said.kind, whole(said)) == (ConfirmationKind.REJECT, RefusalCode.ORDER_OVER)


def test_a_cancelled_orders_number_is_not_used_for_another(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    sent(sender, making.line(offer, "5"), now=now)
    deleted(sender, making.line(offer, "5"), now=now)

    again = sent(sender, making.line(offer, "5"), now=now)

    assert (again.state, again.refusal_code) == ("refused", "order_number_used")
    assert reserved(offer) == 0


@pytest.mark.parametrize("change", [changed, deleted])
def test_a_change_of_an_order_that_was_refused_is_refused(sender: making.Sender, now: datetime, change: object) -> None:
    offer = making.offer(price="10")
    sent(sender, making.line(offer, "5", supplier_part_id="NO"), now=now)

    row = change(sender, making.line(offer, "2"), now=now)  # type: ignore[operator]

    assert (row.state, row.refusal_code) == ("refused", "order_over")
    assert reserved(offer) == 0


@pytest.mark.parametrize("change", [changed, deleted])
def test_a_change_of_an_order_that_never_was_is_refused(
    sender: making.Sender, other: Connection, now: datetime, change: object
) -> None:
    offer = making.offer(price="10")
    theirs = sent(sender.as_(identity="other"), making.line(offer, "5"), now=now)

    row = change(sender, making.line(offer, "2"), now=now)  # type: ignore[operator]

    # Another customer's order of that number is as unknown as one that never was.
    assert (row.state, row.refusal_code, row.changes) == ("refused", "order_unknown", None)
    assert standing(theirs) == ("accepted", Decimal(50), True)
    assert reserved(offer) == 5
    assert whole(confirmation()) is RefusalCode.ORDER_UNKNOWN


@pytest.mark.parametrize("operation", [OrderOperation.UPDATE, OrderOperation.DELETE])
@pytest.mark.parametrize(("late", "taken"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_a_change_is_taken_to_the_end_of_its_time_and_not_a_second_later(
    lanterna: Connection, now: datetime, operation: OrderOperation, late: timedelta, taken: bool
) -> None:
    offer = making.offer(price="10")
    first = received(lanterna, making.order(making.line(offer, "5"), at=now), now=now)
    change = making.order(making.line(offer, "2"), at=now, operation=operation)

    row = received(lanterna, change, now=now + timedelta(minutes=60) + late)

    assert (row.state != "refused") is taken
    assert (standing(first)[0] != "accepted") is taken
    if not taken:
        assert (row.refusal_code, row.refusal_boundary, row.refusal_actual) == ("too_late", 60, 60)
        assert standing(first) == ("accepted", Decimal(50), True)
        assert reserved(offer) == 5


@pytest.mark.parametrize("change", [changed, deleted])
def test_a_customers_setting_can_refuse_all_changes(
    sender: making.Sender, lanterna: Connection, now: datetime, change: object
) -> None:
    GroupSettings.objects.create(group=lanterna.group, takes_changes=False)
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)

    row = change(sender, making.line(offer, "2"), now=now)  # type: ignore[operator]

    assert (row.state, row.refusal_code) == ("refused", "changes_not_taken")
    assert standing(first) == ("accepted", Decimal(50), True)
    assert reserved(offer) == 5
    assert whole(confirmation()) is RefusalCode.CHANGES_NOT_TAKEN


@pytest.mark.parametrize(
    ("before", "version", "taken"),
    [("1", "2", True), ("1", "1", False), ("2", "1", False), ("", "1", True), ("1", "", True), ("A", "B", True)],
)
def test_a_version_is_above_the_one_that_stands(
    sender: making.Sender, now: datetime, before: str, version: str, taken: bool
) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now, version=before)

    row = changed(sender, making.line(offer, "2"), now=now, version=version)

    assert (row.state == "accepted") is taken
    assert standing(first)[0] == ("replaced" if taken else "accepted")
    assert row.refusal_code == ("" if taken else "version_old")


def test_a_suspended_company_may_still_take_back_and_not_change(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)
    lanterna.account.state = AccountState.SUSPENDED
    lanterna.account.save()

    refused = changed(sender, making.line(offer, "2"), now=now)
    assert (refused.state, refused.refusal_code) == ("refused", "account_suspended")
    assert standing(first)[0] == "accepted"

    assert deleted(sender, making.line(offer, "2"), now=now).state == "carried_out"
    assert reserved(offer) == 0


def test_a_change_marked_test_touches_no_serious_order(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    first = sent(sender, making.line(offer, "5"), now=now)

    row = deleted(sender.as_(mode=Mode.TEST), making.line(offer, "5"), now=now)

    assert (row.state, row.refusal_code) == ("refused", "mode_different")
    assert standing(first)[0] == "accepted"


def test_a_trial_is_changed_and_cancelled_without_touching_the_shelf(db: None, now: datetime) -> None:
    making.store(now)
    making.customer(now, mode="test")
    sender, offer = making.Sender(Client()), making.offer(price="10", stock="5")
    sent(sender, making.line(offer, "5"), now=now)

    second = changed(sender, making.line(offer, "4"), now=now)
    assert standing(second) == ("accepted", Decimal(40), True)
    assert second.is_test

    deleted(sender, making.line(offer, "4"), now=now)
    assert standing(second)[0] == "cancelled"
    assert reserved(offer) == 0


def test_a_changed_line_says_at_which_price_it_comes(sender: making.Sender, now: datetime) -> None:
    offer = making.offer(price="10")
    sent(sender, making.line(offer, "5", price="9.80"), now=now)

    changed(sender, making.line(offer, "4", price="9.80"), now=now)

    portion = confirmation().lines[0].portions[0]
    assert (portion.kind, portion.unit_price and portion.unit_price.amount) == (PortionKind.DETAIL, Decimal(10))


@pytest.mark.django_db(transaction=True)
def test_of_two_updates_at_once_the_second_changes_what_the_first_made(now: datetime) -> None:
    making.store(now)
    making.customer(now)
    sender, offer = making.Sender(Client()), making.offer(price="10", stock="100")
    sent(sender, making.line(offer, "5"), now=now)
    bodies = [
        sender.bytes_of(making.order(making.line(offer, many), at=now, operation=OrderOperation.UPDATE), now=now)
        for many in ("6", "7", "8", "9")
    ]
    path, gate = making.path_for(bodies[0]), threading.Barrier(len(bodies))

    def post(data: bytes) -> None:
        gate.wait()
        try:
            Client().post(path, data=data, content_type="text/xml")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=(data,)) for data in bodies]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    states = sorted(SalesOrder.objects.values_list("state", flat=True))
    assert states == ["accepted", *["replaced"] * 4]
    last = SalesOrder.objects.get(state="accepted")
    assert reserved(offer) * 10 == last.accepted_total
    chain = [last]
    while chain[-1].changes is not None:
        chain.append(chain[-1].changes)
    assert len(chain) == 5

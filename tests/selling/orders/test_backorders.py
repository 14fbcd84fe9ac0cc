"""What is not there may come later: promised for a day, given what arrives, and refused once it is too late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from fondaco.bridge.models import Mail
from fondaco.clock.workdays import add_working_days
from fondaco.documents import ConfirmationKind, OrderOperation, PortionKind, RefusalCode
from fondaco.selling.accounts.models import Connection, Safeguards
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.integration.models import GroupSettings
from fondaco.selling.orders.backorders import settle_backorders
from fondaco.selling.orders.models import LinePortion, SalesOrder
from tests.selling import making
from tests.selling.orders.said import codes, confirmation, confirmations, received

pytestmark = pytest.mark.django_db

RESTOCK = date(2026, 11, 30)


def expected(stock: str = "2", restock: date | None = RESTOCK) -> Offer:
    offer = making.offer(price="10", stock=stock)
    offer.restock_on = restock
    offer.save()
    return offer


def ordered(
    connection: Connection, offer: Offer, many: str, *, now: datetime, number: str = "PO-1", **changes: object
) -> SalesOrder:
    order = making.order(making.line(offer, many), at=now, number=number, **changes)
    return received(connection, order, now=now)


def arrived(offer: Offer, stock: str, *, now: datetime) -> int:
    catalog.change_stock(offer_id=offer.pk, stock=Decimal(stock), now=now)
    return settle_backorders(now=now)


def portions(order: SalesOrder) -> list[tuple[str, Decimal | None]]:
    rows = LinePortion.objects.filter(line__order=order).order_by("position")
    return [(one.state, one.quantity) for one in rows]


def reserved(offer: Offer) -> Decimal:
    offer.refresh_from_db()
    return offer.reserved


def test_what_is_not_there_is_promised_for_the_day_on_which_it_comes(lanterna: Connection, now: datetime) -> None:
    offer = expected()

    order = ordered(lanterna, offer, "5", now=now)

    assert portions(order) == [("accepted", 2), ("backordered", 3)]
    assert (order.state, order.accepted_total, order.later_total) == ("backordered", 20, 30)
    assert reserved(offer) == 2
    here, later = confirmation().lines[0].portions
    assert (here.kind, here.quantity) == (PortionKind.ACCEPT, 2)
    assert (later.kind, later.quantity) == (PortionKind.BACKORDERED, 3)
    assert later.delivery_on == add_working_days(RESTOCK, offer.lead_time_days)
    letter = Mail.objects.get()
    assert "some of it comes later" in letter.subject
    assert letter.text.index("What comes\n") < letter.text.index("What comes later\n")


@pytest.mark.parametrize(("days", "later"), [(9, True), (8, False)])
def test_it_is_promised_within_the_safeguards_days_and_not_beyond(
    lanterna: Connection, now: datetime, days: int, later: bool
) -> None:
    # Restocked on Monday 30 November, two working days on the way: 2 December, nine days after the order.
    Safeguards.objects.update(delivery_days=days)

    order = ordered(lanterna, expected("0"), "5", now=now)

    assert portions(order) == ([("backordered", 5)] if later else [("refused", 5)])


def test_nothing_is_promised_for_later_where_the_customer_does_not_want_that(
    lanterna: Connection, now: datetime
) -> None:
    GroupSettings.objects.create(group=lanterna.group, backorders=False)

    order = ordered(lanterna, expected("0"), "5", now=now)

    assert (order.state, codes(confirmation())) == ("refused", [RefusalCode.QUANTITY_UNAVAILABLE])


def test_what_arrives_is_promised_and_confirmed_in_place_of_what_was_said(lanterna: Connection, now: datetime) -> None:
    offer = expected()
    order = ordered(lanterna, offer, "5", now=now)

    told = arrived(offer, "5", now=now + timedelta(days=7))

    order.refresh_from_db()
    assert told == 1
    assert portions(order) == [("accepted", 2), ("accepted", 3)]
    assert (order.state, order.accepted_total, order.later_total) == ("accepted", 50, 0)
    assert reserved(offer) == 5
    first, second = confirmations()
    assert (second.operation, second.number) == (OrderOperation.UPDATE, first.number)
    assert [one.kind for one in second.lines[0].portions] == [PortionKind.ACCEPT, PortionKind.ACCEPT]
    assert "news of what was to come later" in Mail.objects.latest("id").subject


def test_what_arrives_goes_to_the_oldest_order_first(lanterna: Connection, other: Connection, now: datetime) -> None:
    offer = expected("0")
    first = ordered(lanterna, offer, "4", now=now)
    second = ordered(other, offer, "4", now=now + timedelta(minutes=1))

    arrived(offer, "6", now=now + timedelta(days=7))

    assert portions(first) == [("accepted", 4)]
    assert portions(second) == [("backordered", 2), ("accepted", 2)]
    second.refresh_from_db()
    assert (second.state, second.accepted_total, second.later_total) == ("backordered", 20, 20)
    assert reserved(offer) == 6


def test_what_others_wait_for_is_not_promised_to_a_newer_order(
    lanterna: Connection, other: Connection, now: datetime
) -> None:
    offer = expected("0")
    first = ordered(lanterna, offer, "4", now=now)
    catalog.change_stock(offer_id=offer.pk, stock=Decimal(5), now=now)

    second = ordered(other, offer, "3", now=now)
    settle_backorders(now=now)

    assert portions(first) == [("accepted", 4)]
    assert portions(second) == [("accepted", 1), ("backordered", 2)]
    assert reserved(offer) == 5


def test_where_nothing_happens_nothing_is_said(lanterna: Connection, now: datetime) -> None:
    ordered(lanterna, expected("0"), "4", now=now)

    assert settle_backorders(now=now + timedelta(days=1)) == 0
    assert len(confirmations()) == 1
    assert Mail.objects.count() == 1


def test_a_later_day_within_the_safeguard_is_told(lanterna: Connection, now: datetime) -> None:
    offer = expected("0")
    order = ordered(lanterna, offer, "4", now=now)
    Offer.objects.update(restock_on=date(2026, 12, 3))

    assert settle_backorders(now=now + timedelta(days=3)) == 1
    assert settle_backorders(now=now + timedelta(days=3)) == 0

    assert portions(order) == [("backordered", 4)]
    assert confirmation().lines[0].portions[0].delivery_on == add_working_days(date(2026, 12, 3), 2)


def test_a_day_beyond_the_safeguard_refuses_it_with_words(lanterna: Connection, now: datetime) -> None:
    offer = expected("1")
    order = ordered(lanterna, offer, "4", now=now)
    Offer.objects.update(restock_on=date(2026, 12, 10))

    settle_backorders(now=now + timedelta(days=3))

    order.refresh_from_db()
    assert portions(order) == [("accepted", 1), ("refused", 3)]
    assert (order.state, order.accepted_total, order.later_total) == ("accepted_in_part", 10, 0)
    refusal = confirmation().lines[0].portions[1].refusal
    assert refusal is not None
    assert (refusal.code, refusal.boundary, refusal.actual) == (RefusalCode.DELIVERY_LATER, 15, 21)
    assert "would arrive in 21 days" in Mail.objects.latest("id").text


def test_a_day_that_passes_refuses_it_only_when_it_can_no_longer_come_in_time(
    lanterna: Connection, now: datetime
) -> None:
    order = ordered(lanterna, expected("0"), "4", now=now)

    # What comes on Thursday arrives by Monday; what comes on Friday only after the holiday, on the sixteenth day.
    assert settle_backorders(now=datetime(2026, 12, 3, 12, tzinfo=now.tzinfo)) == 0
    assert settle_backorders(now=datetime(2026, 12, 4, 12, tzinfo=now.tzinfo)) == 1

    order.refresh_from_db()
    assert (order.state, order.holds_number, order.shipping) == ("refused", False, 0)
    assert confirmation().kind is ConfirmationKind.REJECT


def test_what_is_withdrawn_does_not_come(lanterna: Connection, now: datetime) -> None:
    offer = expected("1")
    order = ordered(lanterna, offer, "4", now=now)
    catalog.withdraw_item(item_id=offer.item_id, now=now)

    arrived(offer, "9", now=now)

    assert portions(order) == [("accepted", 1), ("refused", 3)]
    assert codes(confirmation()) == [RefusalCode.PART_WITHDRAWN]
    assert reserved(offer) == 1


def test_an_order_that_waits_can_be_cancelled_and_waits_no_longer(lanterna: Connection, now: datetime) -> None:
    offer = expected("1")
    order = ordered(lanterna, offer, "4", now=now)
    ordered(lanterna, offer, "4", now=now, operation=OrderOperation.DELETE)

    assert arrived(offer, "9", now=now) == 0

    order.refresh_from_db()
    assert (order.state, reserved(offer)) == ("cancelled", 0)


def test_a_trial_waits_and_gets_without_taking_anything(db: None, now: datetime) -> None:
    making.store(now)
    tried = making.customer(now, mode="test")
    serious = making.customer(now, name="Other company", identity="other")
    offer = expected("0")
    trial = ordered(tried, offer, "4", now=now)
    order = ordered(serious, offer, "4", now=now)

    arrived(offer, "4", now=now + timedelta(days=7))

    assert portions(trial) == portions(order) == [("accepted", 4)]
    assert reserved(offer) == 4
    assert Mail.objects.filter(subject__startswith="[TEST]").count() == 2

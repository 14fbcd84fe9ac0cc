"""Orders over several sellers, by a quote's hold, and of what is only for others: over the wire and in the rows."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fondaco.documents import ConfirmationKind, OrderOperation, PortionKind, RefusalCode
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import ContractPrice, ItemAudience, Offer
from fondaco.selling.orders.models import Answer, SalesOrder
from fondaco.selling.shopping.models import Hold, Submission, Visit
from tests.selling import making
from tests.selling.orders.said import codes, confirmation, confirmations, received, sent

pytestmark = pytest.mark.django_db


def held(connection: Connection, offer: Offer, many: str, price: str, *, now: datetime, is_test: bool = False) -> Hold:
    """A line of a cart that was submitted at ``now``, held for seven days."""
    sender = making.Sender(Client())
    sender.say(making.setup(), now=now)
    visit = Visit.objects.latest("pk")
    submission = Submission.objects.create(
        visit=visit, payload_id="x", digest="x", message=b"", line_count=1, total=Decimal(1), currency="EUR",
        submitted_at=now, sent_last_at=now,
    )  # fmt: skip
    reserved = Decimal(0) if is_test else Decimal(many)
    if reserved:
        catalog.reserve(offer_id=offer.pk, quantity=reserved, now=now)
    return Hold.objects.create(
        key=secrets.token_hex(5), submission=submission, account=connection.account, group=connection.group,
        offer=offer, part_id=offer.item.part_id, quantity=Decimal(many), unit_price=Decimal(price),
        reserved=reserved, is_test=is_test, expires_at=now + timedelta(days=7),
    )  # fmt: skip


def line(offer: Offer, hold: Hold, many: str, price: str) -> object:
    return making.line(offer, many, price=price, supplier_part_auxiliary_id=f"{offer.key}.{hold.key}")


def reserved(offer: Offer) -> Decimal:
    offer.refresh_from_db()
    return offer.reserved


def test_each_seller_confirms_its_own_lines_under_a_number_of_its_own(sender: making.Sender, now: datetime) -> None:
    one, two = making.offer(price="10"), making.offer(price="20", stock="1")

    order = sent(
        sender,
        making.line(one, "1"),
        making.line(two, "3", number=2),
        making.line(one, "2", number=3),
        making.line(one, number=4, supplier_part_id="NOBODYS"),
        now=now,
    )

    first, second = confirmations()
    assert [answer.number for answer in order.answers.all()] == [order.number, f"{order.number}-2"]
    assert (first.number, second.number) == (order.number, f"{order.number}-2")
    assert {first.kind, second.kind} == {ConfirmationKind.DETAIL}
    assert [one.line_number for one in first.lines] == [1, 3, 4]
    assert [one.line_number for one in second.lines] == [2]
    assert (first.total and first.total.amount, second.total and second.total.amount) == (30, 20)
    assert first.shipping is not None
    assert second.shipping is None
    assert codes(first) == [RefusalCode.PART_UNKNOWN]
    assert codes(second) == [RefusalCode.QUANTITY_UNAVAILABLE]


def test_an_order_of_which_nothing_comes_has_one_answer(sender: making.Sender, now: datetime) -> None:
    one, two = making.offer(stock="0"), making.offer(stock="0")

    order = sent(sender, making.line(one, "1"), making.line(two, "3", number=2), now=now)

    assert confirmation().kind is ConfirmationKind.REJECT
    assert len(confirmations()) == Answer.objects.filter(order=order).count() == 1


@pytest.mark.parametrize(
    ("late", "price"), [(timedelta(seconds=-1), "10"), (timedelta(0), None), (timedelta(seconds=1), None)]
)
def test_a_hold_keeps_its_price_to_the_second(
    lanterna: Connection, now: datetime, late: timedelta, price: str | None
) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "10", now=now)
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(12), now=now)

    order = received(
        lanterna,
        making.order(line(offer, hold, "5", "10"), at=now),
        now=hold.expires_at + late,  # type: ignore[arg-type]
    )

    if price:
        assert (order.state, order.accepted_total) == ("accepted", 50)
        hold.refresh_from_db()
        assert (hold.state, hold.taken) == ("used", 5)
        assert reserved(offer) == 5
    else:
        assert (order.state, codes(confirmation())) == ("refused", [RefusalCode.PRICE_MOVED])
        refusal = confirmation().lines[0].portions[0].refusal
        assert refusal is not None
        assert (refusal.boundary, refusal.actual) == (Decimal("10.5"), Decimal(12))


def test_less_than_was_held_lets_the_rest_go(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "10", now=now)

    received(lanterna, making.order(line(offer, hold, "2", "10"), at=now), now=now)  # type: ignore[arg-type]

    assert reserved(offer) == 2


def test_more_than_was_held_comes_at_todays_price_and_the_page_shows_all_three(
    lanterna: Connection, now: datetime
) -> None:
    offer = making.offer(price="10", stock="9")
    hold = held(lanterna, offer, "5", "10", now=now)
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal("10.40"), now=now)

    order = received(lanterna, making.order(line(offer, hold, "7", "10"), at=now), now=now)  # type: ignore[arg-type]

    assert order.accepted_total == Decimal("70.80")
    assert reserved(offer) == 7
    row = order.lines.get()
    assert (row.quoted_price, row.today_price, row.limit_price, row.quote_stood) == (
        10,
        Decimal("10.40"),
        Decimal("10.50"),
        True,
    )
    kinds = [(one.kind, one.quantity) for one in confirmation().lines[0].portions]
    assert kinds == [(PortionKind.ACCEPT, 5), (PortionKind.DETAIL, 2)]


def test_a_hold_is_used_once(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "10", now=now)
    received(lanterna, making.order(line(offer, hold, "5", "10"), at=now), now=now)  # type: ignore[arg-type]

    again = received(
        lanterna,
        making.order(line(offer, hold, "5", "10"), at=now, number="PO-2"),
        now=now,  # type: ignore[arg-type]
    )

    assert (again.state, codes(confirmation())) == ("refused", [RefusalCode.QUANTITY_UNAVAILABLE])
    assert reserved(offer) == 5


def test_another_customers_hold_is_a_changed_auxiliary_id(
    lanterna: Connection, other: Connection, now: datetime
) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "10", now=now)

    received(other, making.order(line(offer, hold, "5", "10"), at=now), now=now)  # type: ignore[arg-type]

    assert codes(confirmation()) == [RefusalCode.AUXILIARY_ID_CHANGED]
    hold.refresh_from_db()
    assert (hold.state, hold.reserved) == ("held", 5)


def test_a_hold_made_in_a_test_promises_nothing_to_a_serious_order(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="20", stock="5")
    hold = held(lanterna, offer, "5", "10", now=now, is_test=True)

    order = received(lanterna, making.order(line(offer, hold, "5", "10"), at=now), now=now)  # type: ignore[arg-type]

    assert codes(confirmation()) == [RefusalCode.PRICE_MOVED]
    assert order.lines.get().quote_stood is False


def test_an_item_that_only_others_may_buy_is_as_unknown_as_one_that_never_was(
    lanterna: Connection, other: Connection, now: datetime
) -> None:
    offer = making.offer(price="10")
    offer.item.exclusive = True
    offer.item.save()
    ItemAudience.objects.create(item=offer.item, account=other.account)
    answers = {}

    for part in (offer.item.part_id, "T-NEVER"):
        received(lanterna, making.order(making.line(offer, supplier_part_id=part), at=now, number=part), now=now)
        refusal = confirmation().lines[0].portions[0].refusal
        assert refusal is not None
        answers[part] = (refusal.code, refusal.path, refusal.message.replace(part, "…"), refusal.remedy)

    assert len(set(answers.values())) == 1
    theirs = received(other, making.order(making.line(offer), at=now), now=now)
    assert theirs.state == "accepted"


def test_the_customers_own_contract_price_is_todays_price(
    lanterna: Connection, other: Connection, now: datetime
) -> None:
    offer = making.offer(price="10")
    ContractPrice.objects.create(
        account=lanterna.account, offer=offer, unit_price=Decimal(8), starts_on=now.date(), created_at=now
    )

    mine = received(lanterna, making.order(making.line(offer, "2", price="8"), at=now), now=now)
    theirs = received(other, making.order(making.line(offer, "2", price="8"), at=now), now=now)

    assert (mine.state, mine.accepted_total) == ("accepted", 16)
    assert (theirs.state, codes(confirmation())) == ("refused", [RefusalCode.PRICE_MOVED])


def test_a_number_tried_in_test_is_free_for_the_serious_order(lanterna: Connection, now: datetime) -> None:
    offer = making.offer()
    SalesOrder.objects.filter(pk=received(lanterna, making.order(making.line(offer), at=now), now=now).pk).update(
        is_test=True
    )

    assert received(lanterna, making.order(making.line(offer), at=now), now=now).state == "accepted"


def test_an_order_takes_the_same_few_statements_however_many_lines_it_has(lanterna: Connection, now: datetime) -> None:
    """Each time that the database is asked; what is sent together counts once, and the commit is one more."""
    offers = [making.offer(price="1", stock="9") for _ in range(20)]
    for offer in offers:
        Offer.objects.filter(pk=offer.pk).update(seller=offers[0].seller)
    counted = {}

    for many in (1, 20):
        lines = [making.line(offer, "1", number=n) for n, offer in enumerate(offers[:many], start=1)]
        with CaptureQueriesContext(database) as queries:
            order = received(lanterna, making.order(*lines, at=now, number=f"PO-{many}"), now=now)
        assert order.state == "accepted"
        counted[many] = len(queries)

    assert counted == {1: 23, 20: 23}


def test_a_later_word_names_only_the_seller_whose_line_it_is_about(lanterna: Connection, now: datetime) -> None:
    from fondaco.selling.orders.backorders import settle_backorders

    one, two = making.offer(price="10"), making.offer(price="10", stock="0")
    Offer.objects.filter(pk=two.pk).update(restock_on=(now + timedelta(days=4)).date())
    order = received(lanterna, making.order(making.line(one, "1"), making.line(two, "3", number=2), at=now), now=now)

    catalog.change_stock(offer_id=two.pk, stock=Decimal(3), now=now)
    settle_backorders(now=now)

    last = confirmation()
    assert (last.operation, last.number) == (OrderOperation.UPDATE, f"{order.number}-2")
    assert (last.kind, [one.line_number for one in last.lines]) == (ConfirmationKind.DETAIL, [2])


def test_the_stores_shipping_comes_back_as_a_line_and_is_charged_once(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="10")
    shipping = making.line(
        offer, "1", price="6.90", number=2, supplier_part_id="SHIPPING", supplier_part_auxiliary_id="SHIPPING"
    )

    order = received(lanterna, making.order(making.line(offer, "2"), shipping, at=now), now=now)

    assert (order.state, order.accepted_total, order.shipping, order.due) == (
        "accepted",
        Decimal("26.90"),
        0,
        Decimal("26.90"),
    )
    assert [one.is_charge for one in order.lines.all()] == [False, True]
    assert confirmation().shipping is None
    assert [one.line_number for one in confirmation().lines] == [1, 2]
    update = making.order(making.line(offer, "1"), at=now, operation=OrderOperation.UPDATE)
    assert received(lanterna, update, now=now).due == Decimal("16.90")
    assert reserved(offer) == 1

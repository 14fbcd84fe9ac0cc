"""Suppliers that have an order and never answer: the buyers are reminded by working days, once for each stage."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from fondaco import audit
from fondaco.bridge.models import Mail
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.deciding import remind_supplier
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.silence import remind_of_silence
from fondaco.buying.suppliers.models import Supplier
from tests.buying.orders.by_mail import ordered_by_mail
from tests.buying.orders.test_taking_confirmations import answer, take
from tests.buying.world import World, build_world, ordered

# It is ordered on Monday 2 March 2026, to be answered within three working days: by Thursday 5 March.
THURSDAY = datetime(2026, 3, 5, 17, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 8, tzinfo=UTC)
NEXT_WEEK = datetime(2026, 3, 11, 8, tzinfo=UTC)  # six working days have passed


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    made = ordered_by_mail(world)
    Mail.objects.all().delete()
    return made


def client_of(employee: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee.person)
    return client


def written_to() -> list[str]:
    return sorted(one.to.partition("@")[0] for one in Mail.objects.all())


def test_while_there_is_time_nobody_is_reminded(world: World, order: PurchaseOrder) -> None:
    assert remind_of_silence(THURSDAY) == 0

    assert not Mail.objects.exists()


def test_the_buyers_are_reminded_once_for_each_stage(world: World, order: PurchaseOrder) -> None:
    assert remind_of_silence(FRIDAY) == 1
    assert remind_of_silence(FRIDAY + timedelta(hours=1)) == 0
    assert written_to() == ["buyer"]
    letter = Mail.objects.get()
    assert "Printer does not answer PO-2026-000001" in letter.subject
    assert "+39 010 123456" in letter.text
    assert "Monday, 2 March 2026" in letter.text

    assert remind_of_silence(NEXT_WEEK) == 1
    assert remind_of_silence(NEXT_WEEK + timedelta(days=60)) == 0
    # At the second time whoever waits for it knows too.
    assert written_to() == ["asker", "buyer", "buyer"]
    stages = [one.after["silence_stage"] for one in audit.lines_for(order.about) if one.action == "order.silent"]
    assert stages == [1, 2]


def test_a_worker_that_was_away_reminds_once(world: World, order: PurchaseOrder) -> None:
    assert remind_of_silence(NEXT_WEEK + timedelta(days=60)) == 1

    assert written_to() == ["asker", "buyer"]


@pytest.mark.parametrize(
    ("entity", "supplier", "silent"), [(0, None, False), (3, 0, False), (3, 10, False), (0, 3, True)]
)
def test_the_suppliers_own_days_come_before_the_companys(
    world: World, order: PurchaseOrder, entity: int, supplier: int | None, silent: bool
) -> None:
    LegalEntity.objects.update(answer_within_days=entity)
    Supplier.objects.update(answer_within_days=supplier)

    assert remind_of_silence(FRIDAY) == silent


def test_who_answered_is_left_alone(world: World) -> None:
    order = ordered(world)
    PurchaseOrder.objects.update(delivery="delivered", delivery_at=order.issued_at)
    take(answer(order), world.partner)
    Mail.objects.all().delete()

    assert remind_of_silence(NEXT_WEEK) == 0
    assert not Mail.objects.exists()


@pytest.mark.parametrize("delivery", ["waiting", "unknown", "dead", "refused"])
def test_an_order_that_did_not_arrive_is_not_silence(world: World, order: PurchaseOrder, delivery: str) -> None:
    PurchaseOrder.objects.update(delivery=delivery)

    assert remind_of_silence(NEXT_WEEK) == 0


def test_it_is_shown_with_what_can_be_done(world: World, order: PurchaseOrder) -> None:
    remind_of_silence(FRIDAY)
    buyer = client_of(world.buyer)

    shown = buyer.get(order.get_absolute_url()).content.decode()

    assert "The supplier has it and does not answer" in shown
    assert reverse("orders:record", args=[order.public_id]) in shown
    assert reverse("orders:remind", args=[order.public_id]) in shown
    assert reverse("changes:ask", args=[order.public_id]) in shown
    assert order.number in buyer.get("/orders/", {"state": "silent"}).content.decode()
    assert "Orders without an answer" in buyer.get("/").content.decode()
    asker = client_of(world.asker).get(order.get_absolute_url()).content.decode()
    assert "The buyers know and take care of it" in asker
    assert reverse("orders:remind", args=[order.public_id]) not in asker


def test_the_supplier_is_reminded_with_the_order_enclosed_and_not_twice_a_day(
    world: World, order: PurchaseOrder
) -> None:
    remind_of_silence(FRIDAY)

    remind_supplier(order=order, by=world.buyer.person, now=FRIDAY)
    with pytest.raises(Refused) as refused:
        remind_supplier(order=order, by=world.buyer.person, now=FRIDAY + timedelta(hours=1))

    assert refused.value.code == "reminded_already"
    letter = Mail.objects.get(to=order.supplier.order_email)
    assert "Sollecito: ordine PO-2026-000001" in letter.subject
    assert "non un secondo" in letter.text
    assert letter.enclosures.get().name == "PO-2026-000001.pdf"
    remind_supplier(order=order, by=world.buyer.person, now=FRIDAY + timedelta(days=1))


def test_a_supplier_with_a_connection_is_not_reminded_by_mail(world: World) -> None:
    order = ordered(world)

    with pytest.raises(Refused) as refused:
        remind_supplier(order=order, by=world.buyer.person, now=FRIDAY)

    assert refused.value.code == "not_silent"


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_reminds() -> None:
    world = build_world()
    order = ordered_by_mail(world)
    Mail.objects.all().delete()
    both = threading.Barrier(2)
    done: list[int] = []

    def work() -> None:
        both.wait()
        try:
            done.append(remind_of_silence(FRIDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    order.refresh_from_db()
    assert sorted(done) == [0, 1]
    assert order.silence_stage == 1
    assert Mail.objects.filter(to="buyer@buyer.example.com").count() == 1

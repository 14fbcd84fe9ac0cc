"""From the last approval to the order's place in the outbox."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from fondaco.bridge.models import MessageOut
from fondaco.buying.approvals.operations import approve
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import OrderCounter, OrderLine, PurchaseOrder
from fondaco.buying.orders.numbers import next_number
from fondaco.buying.orders.operations import issue_orders
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.documents import PurchaseOrder as OrderDocument
from fondaco.wire.cxml import read
from tests.buying.world import World, after, approve_all, build_world, ordered, pending, submitted


def sent(order: PurchaseOrder) -> OrderDocument:
    record = MessageOut.objects.get(about=order.about)
    message = read(bytes(record.body)).message
    assert message is not None
    assert isinstance(message.body, OrderDocument)
    return message.body


def test_the_order_is_written_as_it_was_approved(world: World) -> None:
    order = ordered(world, lines=(("5", "20.00"), ("2.5", "3.1234")))

    said = sent(order)

    assert said.number == order.number == "PO-2026-000001"
    assert [(line.quantity, line.unit_price.amount) for line in said.lines if line.unit_price] == [
        (Decimal(5), Decimal(20)),
        (Decimal("2.5"), Decimal("3.1234")),
    ]
    assert said.total is not None
    assert said.total.amount == order.net


def test_part_and_auxiliary_ids_go_back_unchanged(world: World) -> None:
    said = sent(ordered(world))

    assert said.lines[0].supplier_part_id == "FND-0001"
    assert said.lines[0].supplier_part_auxiliary_id == 'offer="1" cart=0000'
    assert said.lines[0].classifications[0].code == "44121706"


def test_the_supplier_learns_where_to_deliver_whom_to_invoice_and_whom_to_write_to(world: World) -> None:
    said = sent(ordered(world))

    assert said.ship_to is not None
    assert said.bill_to is not None
    assert (said.ship_to.address_id, said.ship_to.deliver_to) == ("GE-STAB", ("Asker",))
    assert said.bill_to.name == "Lanterna Meccanica S.p.A."
    assert said.person.email == "asker@buyer.example.com"


def test_the_reason_stays_in_the_house(world: World) -> None:
    record = MessageOut.objects.get(about=ordered(world).about)

    assert b"Needed in the workshop" not in bytes(record.body)


def test_an_order_is_issued_once(world: World) -> None:
    order = ordered(world)

    with pytest.raises(Refused):
        issue_orders(request=order.request, by=world.lead.person, now=after(20))

    assert PurchaseOrder.objects.count() == 1


def test_a_request_that_is_not_approved_gets_no_order_and_no_number(world: World) -> None:
    request = submitted(world)

    with pytest.raises(Refused):
        issue_orders(request=request, by=world.lead.person, now=after(1))

    assert not OrderCounter.objects.exists()
    assert not MessageOut.objects.exists()


def test_what_is_undone_leaves_neither_order_nor_message_nor_gap(world: World) -> None:
    request = submitted(world)

    class PowerCut(Exception):
        pass

    def interrupted() -> None:
        with transaction.atomic():
            approve_all(request)
            raise PowerCut

    with pytest.raises(PowerCut):
        interrupted()

    assert not PurchaseOrder.objects.exists()
    assert not MessageOut.objects.exists()
    assert approve_all(request).number == "PO-2026-000001"


def test_an_order_that_cannot_be_written_undoes_the_approval_and_says_why(world: World) -> None:
    request = submitted(world)
    step = pending(request)
    LegalEntity.objects.update(name="", street="", city="", country="")

    with pytest.raises(Refused) as refused:
        approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    step.refresh_from_db()
    assert refused.value.code == "cannot_be_written"
    assert step.state == "pending"
    assert not PurchaseOrder.objects.exists()
    assert not OrderCounter.objects.exists()


def test_each_year_and_legal_entity_counts_from_one(world: World) -> None:
    assert ordered(world).number == "PO-2026-000001"

    with transaction.atomic():
        later = datetime(2027, 3, 1, tzinfo=UTC)
        assert next_number(entity=world.entity, now=later, by=None).text == "PO-2027-000001"
        assert next_number(entity=world.entity, now=after(5), by=None).text == "PO-2026-000002"


def test_the_year_is_that_of_the_company_not_of_greenwich(world: World) -> None:
    request = submitted(world)
    PurchaseRequest.objects.filter(pk=request.pk).update(state="approved")
    request.lines.update(state="approved")

    (order,) = issue_orders(request=request, by=world.lead.person, now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    assert order.number == "PO-2027-000001"


def test_the_database_keeps_answers_within_what_was_ordered(world: World) -> None:
    line = ordered(world).lines.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(pk=line.pk).update(confirmed=3, rejected=2, backordered=1)


@pytest.mark.django_db(transaction=True)
def test_parallel_approvals_number_orders_without_gap_or_double() -> None:
    world = build_world()
    requests = [submitted(world) for _ in range(8)]
    steps = [pending(request) for request in requests]
    gate, failed = threading.Barrier(len(steps)), []

    def decide(step: object, spoil: bool) -> None:
        try:
            gate.wait()
            with transaction.atomic():
                approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)  # type: ignore[attr-defined, arg-type]
                if spoil:
                    raise RuntimeError("undone on purpose")
        except RuntimeError as reason:
            failed.append(reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(step, place % 4 == 0)) for place, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    serials = sorted(PurchaseOrder.objects.values_list("serial", flat=True))
    assert len(failed) == 2
    assert serials == [1, 2, 3, 4, 5, 6]
    assert MessageOut.objects.count() == 6

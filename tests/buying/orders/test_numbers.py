"""The register of order numbers: none left out, none given twice, none taken back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from fondaco import audit
from fondaco.buying.approvals.operations import reject
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.orders.models import OrderNumber, PurchaseOrder
from fondaco.buying.orders.numbers import next_number, reserve_at_cart, void_unused
from fondaco.buying.orders.operations import issue_orders
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import withdraw_request
from fondaco.buying.shopping.models import PunchOutSession
from tests.buying.desk_carts import Item, cart_xml, path_of, post_cart
from tests.buying.world import NOW, World, add_supplier, after, approve_all, build_world, ordered, pending, submitted


def carted(world: World, request: PurchaseRequest, *, supplier: Any = None, at: datetime = NOW) -> None:
    """As when the supplier's cart was received for the request."""
    LegalEntity.objects.update(numbers_at="cart")
    request.legal_entity.refresh_from_db()
    session = PunchOutSession(supplier=supplier or world.supplier, person=request.requester)
    with transaction.atomic():
        reserve_at_cart(request, session, at)


def register() -> list[tuple[str, str, str]]:
    return list(OrderNumber.objects.order_by("serial").values_list("text", "state", "void_reason"))


def test_a_number_given_at_the_last_approval_is_used_by_its_order(world: World) -> None:
    order = ordered(world)

    number = OrderNumber.objects.get()
    assert (number.text, number.state, number.order, number.request) == (order.number, "used", order, order.request)
    assert (number.supplier, number.given_by) == (world.supplier, world.lead.person)


def test_a_cart_that_is_received_gives_no_number_where_they_are_given_at_approval(world: World) -> None:
    request = submitted(world)

    reserve_at_cart(request, PunchOutSession(supplier=world.supplier, person=request.requester), NOW)

    assert register() == []


def test_a_cart_that_is_received_gives_its_supplier_one_number_however_often(world: World) -> None:
    request = submitted(world)

    for _time in range(3):
        carted(world, request)
    assert register() == [("PO-2026-000001", "reserved", "")]

    assert approve_all(request).number == "PO-2026-000001"
    assert register() == [("PO-2026-000001", "used", "")]


def test_a_split_takes_further_numbers(world: World) -> None:
    request = submitted(world, lines=(("1", "1.00"), ("1", "2.00")))
    carted(world, request)
    PurchaseRequest.objects.filter(pk=request.pk).update(state="approved")
    request.lines.update(state="approved")
    request.lines.filter(line_number=2).update(currency="USD")

    orders = issue_orders(request=request, by=world.lead.person, now=after(5))

    assert [order.number for order in orders] == ["PO-2026-000001", "PO-2026-000002"]
    assert {row[1] for row in register()} == {"used"}


def test_a_withdrawn_request_leaves_its_number_void_with_who_and_why(world: World) -> None:
    request = submitted(world)
    carted(world, request)

    withdraw_request(request=request, by=request.requester, now=after(5))

    number = OrderNumber.objects.get()
    assert (number.state, number.void_reason, number.voided_by) == ("voided", "withdrawn", request.requester)
    assert "number.voided" in [line.action for line in audit.lines_for(request.about)]
    assert ordered(world).number == "PO-2026-000002"


def test_a_rejected_request_leaves_its_number_void_with_the_approvers_words(world: World) -> None:
    request = submitted(world)
    carted(world, request)
    step = pending(request)

    reject(step=step, by=step.person, now=after(5), reason="Not this year")

    number = OrderNumber.objects.get()
    assert (number.state, number.void_reason, number.void_words) == ("voided", "rejected", "Not this year")


def test_the_number_of_a_supplier_of_whom_nothing_was_ordered_is_void(world: World) -> None:
    request = submitted(world)
    carted(world, request)
    carted(world, request, supplier=add_supplier("Other", "other"))

    approve_all(request)

    assert register() == [("PO-2026-000001", "used", ""), ("PO-2026-000002", "voided", "nothing_left")]


def test_a_number_stays_that_of_the_year_in_which_it_was_given(world: World) -> None:
    request = submitted(world)
    carted(world, request, at=datetime(2026, 12, 31, 20, tzinfo=UTC))
    PurchaseRequest.objects.filter(pk=request.pk).update(state="approved")
    request.lines.update(state="approved")

    (order,) = issue_orders(request=request, by=world.lead.person, now=datetime(2027, 1, 4, 9, tzinfo=UTC))

    assert (order.number, order.year) == ("PO-2026-000001", 2026)


def test_the_database_leaves_no_number_out_and_takes_none_back(world: World) -> None:
    ordered(world)
    number = OrderNumber.objects.get()

    def refused(act: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    rows = OrderNumber.objects.filter(pk=number.pk)
    refused(lambda: OrderNumber.objects.create(legal_entity=world.entity, year=2026, serial=3, text="PO-2026-000003"))
    refused(rows.delete)
    refused(lambda: rows.update(serial=2))
    refused(lambda: rows.update(text="PO-1"))
    refused(lambda: rows.update(order=None))
    refused(lambda: rows.update(state="voided"))


def test_what_is_void_stays_void(world: World) -> None:
    request = submitted(world)
    carted(world, request)
    withdraw_request(request=request, by=request.requester, now=after(5))

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderNumber.objects.update(state="reserved", voided_at=None, void_reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderNumber.objects.update(void_words="Another reason")


@pytest.mark.django_db(transaction=True)
def test_carts_approvals_and_withdrawals_at_once_leave_no_gap() -> None:
    world = build_world()
    LegalEntity.objects.update(numbers_at="cart")
    requests = [submitted(world) for _ in range(9)]
    gate, failed = threading.Barrier(len(requests)), []

    def act(request: PurchaseRequest, place: int) -> None:
        session = PunchOutSession(supplier=world.supplier, person=request.requester)
        try:
            gate.wait()
            with transaction.atomic():
                PurchaseRequest.objects.select_for_update().get(pk=request.pk)
                request.legal_entity.refresh_from_db()
                reserve_at_cart(request, session, NOW)
                if place % 3 == 0:
                    void_unused(request, "withdrawn", request.requester, after(1))
                if place % 3 == 1:
                    raise RuntimeError("undone on purpose")
        except RuntimeError as reason:
            failed.append(reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(request, place)) for place, request in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(failed) == 3
    assert [row[0] for row in register()] == [f"PO-2026-{serial:06d}" for serial in range(1, 7)]
    assert sorted(row[1] for row in register()) == ["reserved"] * 3 + ["voided"] * 3


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_register_shows_every_number_and_says_that_none_is_missing(world: World) -> None:
    request = submitted(world)
    carted(world, request)
    withdraw_request(request=request, by=request.requester, now=after(5))
    order = ordered(world)

    client = signed_in(world.auditor.person)
    page = client.get("/orders/numbers?year=2026").content.decode()
    void = client.get("/orders/numbers?state=voided").content.decode()

    assert "2 numbers, each series from 1 to its last without a gap." in page
    assert "PO-2026-000001" in page
    assert order.get_absolute_url() in page
    assert "the request was withdrawn" in void
    assert order.number not in void
    assert signed_in(world.asker.person).get("/orders/numbers").status_code == 403


def test_the_register_is_taken_out_as_a_table(world: World) -> None:
    order = ordered(world)
    PurchaseOrder.objects.filter(pk=order.pk).update(net=Decimal(100))

    said = signed_in(world.auditor.person).get("/orders/numbers.csv?year=2026").content.decode("utf-8-sig")

    head, row = said.splitlines()
    assert head.split(",")[:5] == ["number", "legal_entity", "year", "serial", "state"]
    assert row.split(",")[:5] == [order.number, "Lanterna Meccanica S.p.A.", "2026", "1", "used"]


def test_the_register_takes_as_many_statements_for_many_as_for_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    with transaction.atomic():
        for _time in range(30):
            next_number(entity=world.entity, now=NOW, by=world.lead.person)
    client = signed_in(world.auditor.person)
    client.get("/orders/numbers")

    with django_assert_max_num_queries(12):
        assert client.get("/orders/numbers").status_code == 200


def test_a_cart_claimed_in_the_browser_gives_the_number(
    as_person: Any, company: Any, visit: Any, store: Any, supplier: Any
) -> None:
    LegalEntity.objects.update(numbers_at="cart")
    answer = post_cart(path_of(store.setup()), cart_xml(visit.buyer_cookie, [Item()]))

    as_person("Giulia").get(str(answer["Location"]))

    number = OrderNumber.objects.get()
    assert (number.state, number.supplier, number.request) == ("reserved", supplier, PurchaseRequest.objects.get())


def test_the_request_shows_the_number_that_its_cart_was_given(world: World) -> None:
    request = submitted(world)
    carted(world, request)

    page = signed_in(world.asker.person).get(request.get_absolute_url()).content.decode()

    assert "PO-2026-000001" in page
    assert "given, not ordered yet" in page

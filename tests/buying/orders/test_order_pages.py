"""Who sees which order, what stands on its page, and in how many statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.bridge.models import MessageOut
from fondaco.buying.approvals.models import Step
from fondaco.buying.company.models import Employee
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.unusual import about_lines, about_request
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.world import World, add_person, after, draft, ordered


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def test_an_order_is_seen_by_those_it_concerns_and_those_who_see_all(world: World) -> None:
    order = ordered(world)
    stranger = add_person(world.entity, "Stranger", "requester approver", world.head)

    seen = {
        name: client_of(employee).get(order.get_absolute_url()).status_code
        for name, employee in {
            "asker": world.asker,
            "approver": world.lead,
            "buyer": world.buyer,
            "administrator": world.administrator,
            "auditor": world.auditor,
            "stranger": stranger,
        }.items()
    }

    assert seen == {
        "asker": 200,
        "approver": 200,
        "buyer": 200,
        "administrator": 200,
        "auditor": 200,
        "stranger": 404,
    }


def test_nobody_signed_out_sees_an_order(world: World) -> None:
    response = Client().get(ordered(world).get_absolute_url())

    assert response.status_code == 302


@pytest.mark.parametrize("name", ["asker", "lead", "auditor", "administrator"])
def test_only_buyers_close_an_order(world: World, name: str) -> None:
    order = ordered(world)
    take(answer(order), world.partner)

    response = client_of(getattr(world, name)).post(reverse("orders:close", args=[order.public_id]), {"reason": "x"})

    order.refresh_from_db()
    assert response.status_code in {403, 404}
    assert order.state == "confirmed"


@pytest.mark.parametrize("name", ["asker", "lead", "auditor"])
def test_only_buyers_and_administrators_send_an_order_again(world: World, name: str) -> None:
    order = ordered(world)
    PurchaseOrder.objects.update(delivery="dead")
    MessageOut.objects.update(state="dead", next_attempt_at=None)

    response = client_of(getattr(world, name)).post(reverse("orders:send-again", args=[order.public_id]))

    assert response.status_code in {403, 404}
    assert MessageOut.objects.get().state == "dead"


def test_the_page_shows_what_comes_and_links_messages_only_for_those_who_may_see_them(world: World) -> None:
    order = ordered(world, lines=(("5", "20.00"), ("10", "1.50")))
    take(answer(order, "detail", lines=(portions(1, accept="3", reject="2"),)), world.partner)
    message = MessageOut.objects.get().get_absolute_url()

    for_asker = client_of(world.asker).get(order.get_absolute_url()).content.decode()
    for_buyer = client_of(world.buyer).get(order.get_absolute_url()).content.decode()

    assert "3 confirmed" in for_asker
    assert "2 rejected" in for_asker
    assert "SO-77" in for_asker
    assert message not in for_asker
    assert message in for_buyer


def test_the_list_shows_ones_own_orders_and_everybodys_to_buyers(world: World) -> None:
    order = ordered(world)

    assert order.number in client_of(world.asker).get("/orders/").content.decode()
    assert order.number in client_of(world.buyer).get("/orders/").content.decode()
    assert order.number not in client_of(world.head).get("/orders/").content.decode()


@pytest.mark.parametrize("words", ["PO-2026-000001", "po-2026", "SO-77", "Store", "Thing 1", "FND-0001"])
def test_the_list_finds_orders_by_numbers_and_words(world: World, words: str) -> None:
    order = ordered(world)
    take(answer(order), world.partner)

    page = client_of(world.asker).get("/orders/", {"q": words}).content.decode()
    nothing = client_of(world.asker).get("/orders/", {"q": words + "zzz"}).content.decode()

    assert order.get_absolute_url() in page
    assert "No order is like that" in nothing


@pytest.mark.parametrize("words", ["PO-2026-000001", "po-2026-000001", "SO-77"])
def test_find_goes_straight_to_the_order_with_this_number(world: World, words: str) -> None:
    order = ordered(world)
    take(answer(order), world.partner)

    response = client_of(world.asker).get("/find", {"q": words})

    assert response.status_code == 302
    assert response["Location"] == order.get_absolute_url()


def test_find_shows_messages_only_to_those_who_may_see_them(world: World) -> None:
    ordered(world)
    payload_id = MessageOut.objects.get().payload_id

    assert client_of(world.buyer).get("/find", {"q": payload_id}).status_code == 302
    assert "Nothing has this number" in client_of(world.asker).get("/find", {"q": payload_id}).content.decode()


def test_find_does_not_betray_what_one_may_not_see(world: World) -> None:
    order = ordered(world)
    stranger = add_person(world.entity, "Stranger", "requester", world.head)

    page = client_of(stranger).get("/find", {"q": order.number})

    assert page.status_code == 200
    assert order.get_absolute_url() not in page.content.decode()


def test_the_order_page_takes_as_many_statements_for_many_lines_as_for_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    small = ordered(world, lines=(("5", "2.00"), ("1", "1.00")))
    large = ordered(world, lines=tuple(("5", "1.00") for _ in range(20)))
    for order in (small, large):
        every = tuple(portions(line.line_number, accept="1") for line in order.lines.all())
        take(answer(order, "detail", lines=every), world.partner)

    assert _statements(world.buyer, small.get_absolute_url()) == _statements(world.buyer, large.get_absolute_url())


def test_the_list_takes_as_many_statements_for_many_orders_as_for_few(world: World) -> None:
    ordered(world)
    few = _statements(world.buyer, "/orders/")
    for _ in range(3):
        ordered(world)

    assert _statements(world.buyer, "/orders/") == few


def _statements(employee: Employee, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(employee)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_approver_hears_of_a_price_that_rose_and_of_what_was_just_ordered(world: World) -> None:
    ordered(world, lines=(("5", "20.00"),))
    request = draft(world, lines=(("5", "22.40"),))

    remarks = about_lines(request, request.lines.all(), now=after(60))[1]

    assert [remark.words.split(" since")[0] for remark in remarks] == [
        "Price up 12%",
        "The same was ordered on 2 Mar 2026 (PO-2026-000001).",
    ]


def test_an_unchanged_price_is_not_remarked_upon(world: World) -> None:
    ordered(world, lines=(("5", "20.00"),))
    request = draft(world, lines=(("5", "20.00"),))

    remarks = about_lines(request, request.lines.all(), now=after(60 * 24 * 30))[1]

    assert remarks == ()


def test_the_largest_request_so_far_is_remarked_upon(world: World) -> None:
    ordered(world, lines=(("5", "20.00"),))

    assert about_request(draft(world, lines=(("5", "19.00"),))) == ()
    assert "largest request of Asker" in about_request(draft(world, lines=(("5", "21.00"),)))[0].words


def test_steps_and_orders_agree_on_who_approved(world: World) -> None:
    order = ordered(world, lines=(("10", "60.00"),))

    assert Step.objects.filter(state="approved").count() == 2
    assert order.issued_by == world.head.person
    assert order.total == Decimal("604.90")


def test_an_order_that_was_confirmed_no_longer_says_that_no_answer_came(world: World) -> None:
    order = ordered(world)
    PurchaseOrder.objects.update(delivery="unknown", delivery_retry_at=after(60))
    MessageOut.objects.update(tries=1)
    assert "no answer came" in client_of(world.asker).get(order.get_absolute_url()).content.decode()

    take(answer(order), world.partner)

    assert "no answer came" not in client_of(world.asker).get(order.get_absolute_url()).content.decode()

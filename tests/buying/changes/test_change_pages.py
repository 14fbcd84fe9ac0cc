"""Who sees which change, and what can be done on its pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.operations import record_answer
from fondaco.buying.company.models import Employee
from fondaco.buying.orders.models import PurchaseOrder
from tests.buying.changes.changed import approve_change_fully, arrived, wish
from tests.buying.world import World, add_person, after


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def filled(order: PurchaseOrder, **changes: str) -> dict[str, str]:
    said = {f"line_{line.line_number}": f"{line.ordered:f}" for line in order.lines.all()}
    return {**said, "requested_on": "", "place": str(order.place_id), "reason": "We need less", **changes}


def test_the_requester_asks_on_the_page_and_lands_on_the_change(world: World) -> None:
    order = arrived(world)
    client = client_of(world.asker)

    answer = client.post(reverse("changes:ask", args=[order.public_id]), filled(order, line_1="3"), follow=True)

    change = OrderChange.objects.get()
    assert answer.status_code == 200
    assert change.number in answer.content.decode()
    assert "With its approvers" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("line_1", "1e3", "Write a number such as"),
        ("line_1", "\u0663", "Write a number such as"),
        ("line_1", "6", "quoted no more than 5"),
        ("requested_on", "2020-01-01", "This day has passed"),
        ("reason", "", "required"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(world: World, field: str, value: str, words: str) -> None:
    order = arrived(world)

    answer = client_of(world.asker).post(
        reverse("changes:ask", args=[order.public_id]), filled(order, **{field: value})
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OrderChange.objects.exists()


def test_where_the_supplier_takes_none_the_page_says_what_happens_instead(world: World) -> None:
    order = arrived(world, takes_changes=False)

    page = client_of(world.asker).get(reverse("changes:ask", args=[order.public_id])).content.decode()

    assert "a buyer calls the supplier" in page


def test_a_whole_order_is_cancelled_with_a_reason(world: World) -> None:
    order = arrived(world)
    url = reverse("changes:cancel", args=[order.public_id])

    without = client_of(world.asker).post(url, {"cancel-reason": ""})
    given = client_of(world.asker).post(url, {"cancel-reason": "Not needed"})

    assert (without.status_code, given.status_code) == (422, 302)
    assert OrderChange.objects.get().kind == "cancel"


def test_a_buyer_records_the_answer_and_nobody_else(world: World) -> None:
    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, l1="3"))
    url = reverse("changes:record", args=[change.public_id])
    said = {"answer": "taken", "reason": "Anna agreed"}

    others = [client_of(one).post(url, said).status_code for one in (world.asker, world.auditor, world.administrator)]
    empty = client_of(world.buyer).post(url, {"answer": "taken", "reason": ""}).status_code
    buyer = client_of(world.buyer).post(url, said).status_code

    assert (others, empty, buyer) == ([403, 403, 403], 422, 302)
    assert order.lines.get(line_number=1).ordered == 3


def test_a_change_is_seen_by_those_it_concerns(world: World) -> None:
    change = wish(arrived(world), world, l1="3")
    stranger = add_person(world.entity, "Stranger", "requester approver", world.head)
    people = (world.asker, world.lead, world.buyer, world.auditor, stranger)

    seen = [client_of(one).get(change.get_absolute_url()).status_code for one in people]

    assert seen == [200, 200, 200, 200, 404]


def test_a_stranger_and_an_auditor_ask_for_nothing(world: World) -> None:
    order = arrived(world)
    stranger = add_person(world.entity, "Stranger", "requester", world.head)
    url = reverse("changes:ask", args=[order.public_id])

    statuses = [client_of(one).post(url, filled(order, line_1="3")).status_code for one in (stranger, world.auditor)]

    assert statuses == [404, 403]
    assert not OrderChange.objects.exists()


def test_only_who_asked_withdraws(world: World) -> None:
    change = wish(arrived(world), world, l1="3")
    url = reverse("changes:withdraw", args=[change.public_id])

    client_of(world.buyer).post(url)
    change.refresh_from_db()
    before = change.state
    client_of(world.asker).post(url)
    change.refresh_from_db()

    assert (before, change.state) == ("in_approval", "withdrawn")


def test_the_list_needs_the_same_statements_for_one_and_for_many(world: World) -> None:
    client = client_of(world.buyer)
    url = reverse("changes:list")
    wish(arrived(world), world, l1="3")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _again in range(3):
        wish(arrived(world), world, l1="3")

    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()

    assert len(one) == len(many)
    assert page.count("PO-2026-") >= 4


def test_an_empty_list_says_where_to_begin(world: World) -> None:
    page = client_of(world.asker).get(reverse("changes:list")).content.decode()

    assert "No change waits" in page


def test_the_page_tells_everything_that_happened_in_order(world: World) -> None:
    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, l1="3"))
    record_answer(change=change, taken=True, words="Anna agreed", by=world.buyer.person, now=after(80))

    page = client_of(world.buyer).get(change.get_absolute_url()).content.decode()

    told = ["The supplier took it: the order is changed", "The last approval was given", "Asked for"]
    places = [page.index(words, page.index("Everything that happened")) for words in told]
    assert places == sorted(places)
    assert "Anna agreed" in page


def test_the_page_of_a_change_takes_as_many_statements_for_many_lines_as_for_few(world: World) -> None:
    counts = []
    for lines in (2, 12):
        order = arrived(world, lines=tuple(("5", "1.00") for _ in range(lines)))
        change = wish(order, world, **{f"l{number}": "3" for number in range(1, lines + 1)})
        client = client_of(world.buyer)
        client.get(change.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(change.get_absolute_url()).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]

"""Orders as CSV: the viewer's own, what the list shows, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.people.models import Person as PersonRow
from fondaco.selling.accounts.models import Connection, Role
from fondaco.selling.accounts.operations import add_member
from fondaco.selling.orders.export import COLUMNS, cell
from tests.selling import making
from tests.selling.orders.said import changed, deleted, sent

pytestmark = pytest.mark.django_db


def member(connection: Connection, now: datetime, *roles: Role, email: str = "boss@lanterna.example") -> Client:
    person = PersonRow.objects.create_person(email=email, name="Boss")
    add_member(account=connection.account, person=person, roles=roles, by=None, now=now)
    client = Client()
    client.force_login(person)
    return client


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    answer = client.get("/orders/export.csv", query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))


def test_a_row_for_each_portion_says_what_becomes_of_it(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    offer = making.offer(price="10.5", stock="3")
    order = sent(sender, making.line(offer, "5", description="Blue stapler"), now=now)

    comes, missing = rows(member(lanterna, now, Role.ADMINISTRATOR))

    assert tuple(comes) == COLUMNS
    assert (comes["store_number"], comes["confirmation"], comes["seller"]) == (
        order.number,
        order.number,
        offer.seller.name,
    )
    assert (comes["becomes"], comes["quantity"], comes["unit_price"], comes["net"]) == ("accepted", "3", "10.5", "31.5")
    assert (missing["becomes"], missing["refusal_code"]) == ("refused", "quantity_unavailable")
    assert (missing["boundary"], missing["actual"], missing["quantity"]) == ("3", "5", "2")


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|x", "%0A", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_made_plain_text(
    sender: making.Sender, lanterna: Connection, now: datetime, text: str
) -> None:
    sent(sender, making.line(making.offer(), description=text), now=now, number=f"={text.strip()}")

    [row] = rows(member(lanterna, now, Role.ADMINISTRATOR))

    for value in (row["description"], row["order_number"]):
        assert not value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝", "|", "%"))


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (Decimal("-3.50"), "-3.5"), ("plain", "plain"), ("a=b", "a=b"), ("", ""), ("-3", "'-3")],
)
def test_numbers_stay_numbers(value: object, written: str) -> None:
    assert cell(value) == written


def test_the_file_has_the_viewers_orders_and_no_others(
    sender: making.Sender, lanterna: Connection, other: Connection, now: datetime
) -> None:
    sent(sender, making.line(making.offer()), now=now, number="MINE")
    sent(sender.as_(identity="other"), making.line(making.offer()), now=now, number="THEIRS")

    stranger = member(other, now, Role.ADMINISTRATOR, email="stranger@other.example")
    colleague = member(lanterna, now, Role.PUNCHOUT_USER, email="colleague@lanterna.example")

    assert [one["order_number"] for one in rows(member(lanterna, now, Role.FINANCE))] == ["MINE"]
    assert [one["order_number"] for one in rows(stranger)] == ["THEIRS"]
    assert rows(colleague) == []
    assert Client().get("/orders/export.csv").status_code == 302


def test_it_is_narrowed_as_the_list_is(sender: making.Sender, lanterna: Connection, now: datetime) -> None:
    sent(sender, making.line(making.offer(), description="Red pen"), now=now, number="PO-1")
    sent(sender, making.line(making.offer(), supplier_part_id="NO", description="Blue pen"), now=now, number="PO-2")
    client = member(lanterna, now, Role.ADMINISTRATOR)

    def numbers(**query: str) -> list[str]:
        return [one["order_number"] for one in rows(client, **query)]

    assert numbers(state="refused") == ["PO-2"]
    assert numbers(text="red PEN") == ["PO-1"]
    assert numbers(text="po-2") == ["PO-2"]
    assert numbers(until="2020-01-01") == []
    assert numbers(since="2020-01-01") == ["PO-2", "PO-1"]
    assert numbers(since="nonsense", state="nonsense", text="\0") == ["PO-2", "PO-1"]


def test_versions_that_no_longer_count_are_left_out(sender: making.Sender, lanterna: Connection, now: datetime) -> None:
    offer = making.offer(stock="9")
    sent(sender, making.line(offer, "5"), now=now)
    changed(sender, making.line(offer, "4"), now=now)
    changed(sender, making.line(offer, supplier_part_id="NO"), now=now)
    deleted(sender, making.line(offer, "4"), now=now)

    [row] = rows(member(lanterna, now, Role.ADMINISTRATOR))

    assert (row["state"], row["ordered"]) == ("cancelled", "4")


def test_a_hundred_orders_take_no_more_statements_than_one(
    sender: making.Sender, lanterna: Connection, now: datetime, django_assert_max_num_queries: object
) -> None:
    offer = making.offer(stock="900")
    for n in range(12):
        sent(sender, making.line(offer, "1"), now=now, number=f"PO-{n}")
    client = member(lanterna, now, Role.ADMINISTRATOR)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert len(rows(client)) == 12

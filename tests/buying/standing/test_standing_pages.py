"""Standing orders in the browser: setting up, the list, one with its cycles, and who may do what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fondaco.buying.approvals.mails import by_mail_path
from fondaco.buying.approvals.models import Step
from fondaco.buying.company.models import Employee
from fondaco.buying.requests.again import keep_favourite
from fondaco.buying.requests.models import Favourite
from fondaco.buying.standing.cycles import make_due
from fondaco.buying.standing.models import StandingOrder
from tests.buying.requests.test_filling import approve_everything
from tests.buying.standing.standing import (
    NOW,
    TODAY,
    Machine,
    answers_by_machine,
    no_machine,
    pens,
    standing,
    the_request,
    written,
)
from tests.buying.world import World, add_person, draft, ordered

RHYTHM = {
    "every": "1", "unit": "weeks", "weekday": "0", "month_day": "1", "shift": "before", "lead_days": "0",
    "first_on": "2099-03-02", "ends": "open", "last_on": "", "times": "",
}  # fmt: skip
BY_HAND = {
    "written-kind": "service", "written-description": "Cleaning", "written-quantity": "1", "written-unit": "EA",
    "written-unit_price": "80", "written-currency": "EUR", "written-estimated": "on",
}  # fmt: skip


def browser(who: Employee) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who.person)
    return client


def filled(world: World, **told: str) -> dict[str, str]:
    return {
        **RHYTHM, "name": "Pens", "reason": "Used up", "most": "50", "beneficiary": "", "project": "",
        "cost_centre": str(world.centre.pk), "deliver_to": str(world.address.pk), **told,
    }  # fmt: skip


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def order(world: World) -> StandingOrder:
    return standing(world)


def test_an_ordered_request_offers_to_be_ordered_regularly_and_becomes_a_standing_order(world: World) -> None:
    once, client = ordered(world).request, browser(world.asker)
    address = f"/standing/from/{once.public_id}"
    assert address in text(client.get(once.get_absolute_url()))
    page = client.get(address)
    assert page.status_code == 200
    assert 'value="115.39"' in text(page)  # a tenth above what it came to

    answer = client.post(address, filled(world, line_1="7"))

    made = StandingOrder.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.made_from, made.lines.get().quantity, made.most) == (once, 7, 50)
    assert "every week on Monday" in text(client.get(made.get_absolute_url()))


def test_only_what_was_ordered_is_offered(world: World) -> None:
    request, client = draft(world), browser(world.asker)

    answer = client.get(f"/standing/from/{request.public_id}")

    assert answer["Location"] == request.get_absolute_url()
    assert "Order this regularly" not in text(client.get(request.get_absolute_url()))
    assert browser(world.owner).get(f"/standing/from/{request.public_id}").status_code in {403, 404}


def test_it_begins_with_favourites_and_a_line_written_by_hand(world: World) -> None:
    line = draft(world).lines.select_related("supplier").get()
    kept = keep_favourite(line=line, by=world.asker.person, now=NOW, public_id="fav")
    client = browser(world.asker)
    assert "Thing 1" in text(client.get("/standing/new"))

    client.post("/standing/new", filled(world, **{f"favourite-line_{kept.pk}": "4"}, **BY_HAND))

    rows = StandingOrder.objects.get().lines.values_list("description", "quantity", "kind")
    assert list(rows) == [("Thing 1", 4, "catalogue"), ("Cleaning", 1, "service")]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "at least one line"),
        ({"name": ""}, "This field is required"),
        ({"first_on": "2020-01-01", **BY_HAND}, "This day has passed"),
        ({"ends": "day"}, "Choose the last day"),
        ({"ends": "times"}, "Say how often"),
        ({"ends": "day", "last_on": "2099-03-01"}, "before the first day"),
        ({"most": "0"}, "greater than or equal to 0.01"),
        ({"written-description": "Cleaning", "written-quantity": "1"}, "This field is required"),
    ],
)
def test_what_is_missing_is_said_where_it_is_and_nothing_is_set_up(
    world: World, told: dict[str, str], words: str
) -> None:
    answer = browser(world.asker).post("/standing/new", filled(world, **told))

    assert answer.status_code == 422
    assert words in text(answer)
    assert not StandingOrder.objects.exists()


def test_the_next_days_are_shown_without_a_script(world: World) -> None:
    answer = browser(world.asker).post("/standing/new", filled(world, name="", preview="1", weekday="6"))

    assert answer.status_code == 200
    # A Sunday is moved to the Friday before it.
    assert "6 Mar 2099" in text(answer)
    assert "This field is required" not in text(answer)
    assert 'value="2099-03-02"' in text(answer)  # what was filled in stays
    assert not StandingOrder.objects.exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"unit": "months", "month_day": "31", "lead_days": "2"}, "asked for <time datetime="),
        ({"every": ""}, "Say how often and from when"),
        ({"ends": "times", "times": "2"}, "9 Mar 2099"),
        ({"ends": "day", "last_on": "2099-03-02", "weekday": "3"}, "no day comes any more"),
        ({"first_on": "9999-12-31"}, "no day comes any more"),
        ({"first_on": "0001-01-01", "lead_days": "60"}, "no day comes any more"),
    ],
)
def test_the_days_follow_what_is_chosen(world: World, told: dict[str, str], words: str) -> None:
    answer = browser(world.asker).get("/standing/days", {**RHYTHM, **told})

    assert words in text(answer)


def test_the_days_of_a_known_one_come_after_what_was_made(world: World, order: StandingOrder) -> None:
    make_due(NOW)
    told = {**RHYTHM, "first_on": "2099-03-02"}
    order.cycles.update(needed_on="2099-03-02")

    answer = browser(world.asker).get("/standing/days", {**told, "order": order.public_id})

    assert "2 Mar 2099" not in text(answer)
    assert "9 Mar 2099" in text(answer)
    assert browser(world.owner).get("/standing/days", {**told, "order": order.public_id}).status_code == 404


def test_it_is_found_by_its_number_by_those_who_may_see_it(world: World, order: StandingOrder) -> None:
    assert browser(world.asker).get("/find", {"q": order.number})["Location"] == order.get_absolute_url()
    assert order.get_absolute_url() not in text(browser(world.owner).get("/find", {"q": order.number}))


def test_a_page_says_why_a_cycle_waits_and_leads_to_it(world: World, order: StandingOrder) -> None:
    make_due(NOW)
    request = the_request(order)
    mine = browser(world.asker)

    page, draft_page = text(mine.get(order.get_absolute_url())), text(mine.get(request.get_absolute_url()))

    assert f"{request.number} is not submitted yet" in page
    assert "Store can only be asked for its prices in its store." in page
    assert request.get_absolute_url() in page
    assert "Made by the standing order Pens for the workshop" in draft_page
    assert "Fetch new prices" in draft_page
    assert "Asker has to look at it" in text(browser(world.buyer).get(order.get_absolute_url()))


def test_what_each_cycle_came_to_is_drawn_and_written(world: World, machine: Machine, order: StandingOrder) -> None:
    for week, price in enumerate(("2.10", "2.50", "1.90")):
        machine.prices["PEN"] = price
        answers_by_machine(world.supplier)
        make_due(NOW + timedelta(weeks=week))
        no_machine(world.supplier)
        approve_everything(the_request(order))

    page = text(browser(world.asker).get(order.get_absolute_url()))

    assert page.count('<rect class="column"') == 3
    assert page.index("2 Mar") < page.index("9 Mar") < page.index("16 Mar")
    assert "€21.00" in page
    assert "€25.00" in page


def test_the_approver_reads_which_standing_order_it_is(world: World, machine: Machine, order: StandingOrder) -> None:
    make_due(NOW)
    step = Step.objects.get(state="pending")

    page = text(browser(world.lead).get(f"/approvals/{step.public_id}"))
    by_mail = text(Client().get(by_mail_path(step)))

    for read in (page, by_mail):
        assert "Standing order «Pens for the workshop» (S-2026-000001), request no. 1" in read
        assert "Before €20.00, now €21.00: up 5%" in read


def test_what_is_merely_good_to_know_is_not_called_unusual(
    world: World, machine: Machine, order: StandingOrder
) -> None:
    machine.prices["PEN"] = "2.00"
    make_due(NOW)

    page = text(browser(world.lead).get(f"/approvals/{Step.objects.get(state='pending').public_id}"))

    assert "It comes to €20.00, as before." in page
    assert ("Good to know" in page, "Unusual about it" in page) == (True, False)


@pytest.mark.parametrize(
    ("path", "told", "state"),
    [("skip", {}, "active"), ("pause", {"note": "Holidays"}, "paused"), ("end", {"note": "No more"}, "ended")],
)
def test_what_the_page_offers_is_done(world: World, order: StandingOrder, path: str, told: Any, state: str) -> None:
    client = browser(world.asker)

    client.post(f"{order.get_absolute_url()}/{path}", {"version": "1", **told})

    order.refresh_from_db()
    assert order.state == state
    page = text(client.get(order.get_absolute_url()))
    assert told.get("note", "Skipped") in page


def test_a_page_that_is_out_of_date_changes_nothing(world: World, order: StandingOrder) -> None:
    client = browser(world.asker)
    client.post(f"{order.get_absolute_url()}/pause", {"version": "1"})

    answer = client.post(f"{order.get_absolute_url()}/end", {"version": "1"}, follow=True)

    order.refresh_from_db()
    assert order.state == "paused"
    assert "was changed since you opened it" in text(answer)
    client.post(f"{order.get_absolute_url()}/resume", {"version": "2"})
    order.refresh_from_db()
    assert order.state == "active"


def test_terms_and_lines_are_changed_on_their_pages(world: World, order: StandingOrder) -> None:
    client, address = browser(world.asker), order.get_absolute_url()
    assert 'value="Pens for the workshop"' in text(client.get(f"{address}/change"))

    client.post(f"{address}/change", filled(world, name="Blue pens", version="1"))
    client.post(f"{address}/lines", {"version": "2", "line_1": "3"})
    by_hand = {
        "written-kind": "free", "written-description": "Ink", "written-quantity": "2", "written-unit": "EA",
        "written-unit_price": "8", "written-currency": "EUR",
    }  # fmt: skip
    client.post(f"{address}/lines/new", {"version": "3", **by_hand})

    order.refresh_from_db()
    rows = list(order.lines.values_list("description", "quantity"))
    assert (order.name, rows) == ("Blue pens", [("Pens", 3), ("Ink", 2)])
    stale = client.post(f"{address}/lines", {"version": "3", "line_1": "9"})
    assert stale.status_code == 422
    assert "was changed since you opened it" in text(stale)
    assert client.post(f"{address}/lines/new", {"version": "4"}).status_code == 422


def test_a_buyer_takes_over_what_its_owner_left(world: World, order: StandingOrder) -> None:
    order.state, order.next_on, order.next_needed_on = "paused", None, None
    order.save()
    world.asker.person.is_active = False
    world.asker.person.save()
    client, address = browser(world.buyer), order.get_absolute_url()
    assert "Take it over" in text(client.get(address))

    client.post(f"{address}/take-over", {"version": "1"})
    client.post(f"{address}/resume", {"version": "2"})

    order.refresh_from_db()
    assert (order.requester, order.state) == (world.buyer.person, "active")


def test_who_sees_and_who_changes_what(world: World) -> None:
    order = standing(world, beneficiary=add_person(world.entity, "Needer", "requester").person)
    needer = Employee.objects.get(public_id="emp-needer")
    finance = add_person(world.entity, "Finance", "finance")
    stranger = add_person(world.entity, "Stranger", "requester")
    address = order.get_absolute_url()
    who = {
        "asker": world.asker, "needer": needer, "lead": world.lead, "buyer": world.buyer, "auditor": world.auditor,
        "finance": finance, "stranger": stranger, "owner": world.owner,
    }  # fmt: skip

    seen = {name for name, one in who.items() if browser(one).get(address).status_code == 200}
    may = {name for name, one in who.items() if browser(one).get(f"{address}/change").status_code == 200}

    assert seen == {"asker", "needer", "lead", "buyer", "auditor", "finance"}
    assert may == {"asker", "lead", "buyer"}  # the lead is the asker's manager
    for path in ("skip", "pause", "resume", "end", "take-over", "lines/new"):
        for name in set(who) - may:
            assert browser(who[name]).post(f"{address}/{path}", {"version": "1"}).status_code in {403, 404}
        assert Client().post(f"{address}/{path}").status_code == 302
        assert browser(world.asker).get(f"{address}/{path}").status_code == 405
    order.refresh_from_db()
    assert (order.state, order.version) == ("active", 1)


def test_lists_show_what_is_ones_own_or_everybodys(world: World, order: StandingOrder) -> None:
    standing(world, by=world.buyer, name="Paper")

    mine, everybodys = text(browser(world.asker).get("/standing/")), text(browser(world.auditor).get("/standing/all"))

    assert ("Pens for the workshop" in mine, "Paper" in mine) == (True, False)
    assert ("Pens for the workshop" in everybodys, "Paper" in everybodys) == (True, True)
    assert browser(world.asker).get("/standing/all").status_code == 403
    assert "No standing orders yet" in text(browser(world.lead).get("/standing/"))
    assert "None has ended" in text(browser(world.lead).get("/standing/?show=ended"))
    assert browser(world.auditor).get("/standing/new").status_code == 403


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("count", [1, 15])
def test_a_page_takes_as_many_statements_however_much_there_is(world: World, machine: Machine, count: int) -> None:
    rows = [pens(world, supplier_part_id=f"PEN-{number}") for number in range(count)]
    machine.prices = {f"PEN-{number}": "2" for number in range(count)}
    order = standing(world, *rows)
    for week in range(count):
        make_due(NOW + timedelta(weeks=week))
    for _time in range(count - 1):
        standing(world, written(world))
    for number in range(count):
        Favourite.objects.create(
            public_id=f"f{number}", person=world.asker.person, supplier=world.supplier, supplier_part_id=f"A{number}",
            added_at=NOW,
        )  # fmt: skip
    client, address = browser(world.asker), order.get_absolute_url()

    taken = {
        path: statements(client, path)
        for path in ("/standing/", address, f"{address}/change", f"{address}/lines", "/standing/new")
    }

    assert taken == {
        "/standing/": 6,
        address: 10,
        f"{address}/change": 10,
        f"{address}/lines": 8,
        "/standing/new": 11,
    }


def test_the_number_finds_it_in_the_audit_trail(world: World, order: StandingOrder) -> None:
    assert "standing.begun" in text(browser(world.auditor).get(f"/audit?number={order.number}"))
    assert (order.first_on, order.most) == (TODAY, Decimal(500))

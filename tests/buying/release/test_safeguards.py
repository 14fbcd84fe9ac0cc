"""A line that its supplier would refuse is known before it is sent, shown to those concerned, and goes back instead."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco import audit
from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.unusual import show_request
from fondaco.buying.release.asking import ask_due
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.refusing import aloud
from fondaco.buying.requests.safeguards import judgements, would_refuse
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping import prices
from fondaco.buying.suppliers.agreements import know_safeguards
from fondaco.buying.suppliers.models import SafeguardSource, Supplier
from tests.buying.release.machines import TWO, approved, plugged_in, said, states
from tests.buying.world import NOW, World, add_supplier, after, build_world, draft, pending, submitted


@pytest.fixture
def world(db: None) -> World:
    found = build_world()
    found.entity.price_tolerance_percent, found.entity.price_tolerance_amount = Decimal(10), Decimal("1.50")
    found.entity.save()
    return found


@pytest.fixture(autouse=True)
def _own_pricers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


def told(supplier: Supplier, **facts: Any) -> None:
    know_safeguards(supplier=supplier, facts=facts, source=SafeguardSource.PERSON, by=None, now=NOW)


def taking(request: PurchaseRequest, number: int, days: int | None) -> None:
    RequestLine.objects.filter(request=request, line_number=number).update(lead_time_days=days)


def page(person: Any, request: PurchaseRequest, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(person.person)
    return client.get(request.get_absolute_url()).content.decode()


def of(request: PurchaseRequest, *, minutes: int = 5) -> dict[str, str]:
    return would_refuse(request, list(request.lines.all()), now=after(minutes))


def test_of_a_supplier_that_told_nothing_nothing_is_said(world: World) -> None:
    request = draft(world)

    assert judgements(request, request.lines.all(), now=NOW) == []
    assert "would refuse" not in page(world.asker, request)


def test_the_requester_sees_before_submitting_what_would_be_refused_and_what_cannot_be_said(world: World) -> None:
    told(world.supplier, delivery_days=3, price_percent=Decimal(2))
    request = draft(world, lines=TWO)
    taking(request, 1, 9)

    shown = page(world.asker, request)

    assert "Store would refuse this" in shown
    assert "It would arrive later than our settings with the supplier allow." in shown
    assert "3 days" in shown
    assert "9 days" in shown
    assert "today&#x27;s price is not known" in shown
    assert of(request) == {"1": "delivery_later"}


def test_the_approver_sees_it_beside_the_line(world: World) -> None:
    told(world.supplier, shipping_above=Decimal("4.89"), delivery_days=3)
    request = submitted(world, lines=TWO)
    taking(request, 2, 9)
    request.refresh_from_db()

    shown = show_request(RequestSubject(request), now=NOW)

    assert "Store would refuse it: It would arrive later" in shown.lines[1].remarks[0].words
    assert "Now 9 days; the limit is 3 days." in shown.lines[1].remarks[0].words
    assert "Now €4.90; the limit is €4.89." in shown.remarks[0].words
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.lead.person)
    decide = client.get(reverse("approvals:decide", args=[pending(request).public_id])).content.decode()
    assert "would refuse it" in decide


def test_only_that_line_goes_back_with_the_reason_and_the_rest_is_ordered(world: World) -> None:
    told(world.supplier, delivery_days=3)
    request = submitted(world, lines=TWO)
    taking(request, 2, 9)
    Mail.objects.all().delete()

    approved(request)

    request.refresh_from_db()
    assert (request.state, states(request)) == ("returned", {1: "ordered", 2: "requote"})
    assert [line.line_number for line in PurchaseOrder.objects.get().lines.all()] == [1]
    assert "It would arrive later" in Mail.objects.get(to="asker@buyer.example.com", subject__contains="quoted").text
    line = next(one for one in audit.lines_for(request.about) if one.action == "request.given_back")
    assert line.after["lines"] == {"2": "delivery_later"}
    assert "9 days" in page(world.asker, request)


def test_an_order_that_would_be_refused_whole_is_not_sent(world: World) -> None:
    told(world.supplier, shipping_above=Decimal("4.89"))
    request = submitted(world, lines=TWO)

    approved(request)

    assert states(request) == {1: "requote", 2: "requote"}
    assert not PurchaseOrder.objects.exists()
    assert not MessageOut.objects.exists()
    assert "The whole order" in page(world.asker, request)


@pytest.mark.parametrize(
    "facts",
    [
        {"shipping_above": Decimal("4.90")},
        {"delivery_days": 14},
        {"price_percent": Decimal(0), "price_amount": Decimal(0)},
        {"quantity_rule": "refuse_order"},
        {"seller_kind": "store_fulfilled"},
    ],
)
def test_what_keeps_within_or_is_not_known_is_ordered(world: World, facts: dict[str, Any]) -> None:
    told(world.supplier, **facts)
    request = submitted(world, lines=TWO)
    taking(request, 1, 10)

    approved(request)

    assert states(request) == {1: "ordered", 2: "ordered"}


def test_between_calendar_and_working_days_nothing_is_said(world: World) -> None:
    told(world.supplier, delivery_days=8)
    request = submitted(world)
    taking(request, 1, 7)  # from a Monday: at least the next Monday, at most the Wednesday after

    [judged] = judgements(request, request.lines.all(), now=after(5))

    assert not judged.against
    assert aloud([judged])[0].unknown == (
        "Whether it arrives in time: the supplier does not say clearly how long it takes.",
    )


def test_what_is_held_is_ordered_whatever_the_safeguards_say(world: World) -> None:
    told(world.supplier, delivery_days=0, shipping_above=Decimal(0), price_percent=Decimal(0))
    request = submitted(world)
    RequestLine.objects.update(lead_time_days=30, hold_expires_at=after(600))

    approved(request)

    assert states(request) == {1: "ordered"}


def test_a_price_within_our_tolerance_and_beyond_the_suppliers_goes_back_with_both(world: World) -> None:
    told(world.supplier, price_percent=Decimal(2))
    machine = plugged_in(world.supplier)
    machine.answers = {"1": said("20.41"), "2": said("10.20")}
    request = approved(submitted(world, lines=TWO))

    ask_due(after(11))

    request.refresh_from_db()
    assert states(request) == {1: "requote", 2: "ordered"}
    line = next(one for one in audit.lines_for(request.about) if one.action == "request.checked")
    assert line.after == {"supplier": world.supplier.pk, "goes_on": ["2"], "back": {"1": "price_moved"}}
    [judged] = judgements(request, request.lines.filter(state="requote"), now=after(12))
    [refusing] = aloud([judged])[0].refusing
    assert (refusing.limit, refusing.actual) == ("€20.40", "€20.41")


def test_what_a_machine_said_is_knowledge_for_a_day(world: World) -> None:
    machine = plugged_in(world.supplier)
    machine.answers = {"*": said("99.00")}
    request = approved(submitted(world))
    ask_due(after(11))
    told(world.supplier, price_percent=Decimal(2))
    request.refresh_from_db()

    assert of(request, minutes=12) == {"1": "price_moved"}
    assert would_refuse(request, list(request.lines.all()), now=NOW + timedelta(days=2)) == {}


def test_amounts_say_nothing_of_an_order_in_another_currency(world: World) -> None:
    told(world.supplier, shipping_above=Decimal(0))
    Supplier.objects.update(currency="CHF")
    request = draft(world)

    assert of(request) == {}


def test_each_supplier_is_judged_alone(world: World) -> None:
    other = add_supplier("Other", "other")
    told(world.supplier, delivery_days=0)
    request = draft(world, lines=TWO)
    RequestLine.objects.filter(line_number=2).update(supplier=other, lead_time_days=5)
    taking(request, 1, 5)

    assert of(request) == {"1": "delivery_later"}


def test_the_page_speaks_italian(world: World) -> None:
    told(world.supplier, delivery_days=3)
    request = draft(world)
    taking(request, 1, 9)
    world.asker.person.language = "it"
    world.asker.person.save()

    shown = page(world.asker, request, "it")

    assert "would refuse" not in shown
    assert "Store rifiuterebbe" in shown

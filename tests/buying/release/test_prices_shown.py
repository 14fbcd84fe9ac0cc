"""Quoted, now and the limit side by side: to whoever asked, and to the approver when a line comes round again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.buying.approvals.models import Step
from fondaco.buying.policy.subject import ShownPrices
from fondaco.buying.release.asking import ask_due
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.shopping import prices
from tests.buying.release.machines import GONE, SILENT, TWO, Machine, approved, plugged_in, said
from tests.buying.world import NOW, World, after, build_world, submitted


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def _own_pricers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


@pytest.fixture
def machine(world: World) -> Machine:
    return plugged_in(world.supplier)


def page(request: PurchaseRequest, who: Any, address: str = "") -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who.person)
    return " ".join(client.get(address or request.get_absolute_url()).content.decode().split())


def test_while_it_is_asked_the_page_says_so(world: World, machine: Machine) -> None:
    request = approved(submitted(world))

    assert "Being checked with Store" in page(request, world.asker)
    assert "no answer yet" in page(request, world.asker)


def test_a_supplier_that_does_not_answer_is_told_as_such(world: World, machine: Machine) -> None:
    request = approved(submitted(world))
    machine.answers = {"*": SILENT}
    ask_due(after(11))

    assert "They did not answer in time." in page(request, world.asker)


def test_whoever_asked_sees_the_three_prices_of_what_came_back(world: World, machine: Machine) -> None:
    request = approved(submitted(world, lines=TWO))
    machine.answers = {"1": said("30.00", available=Decimal(3)), "2": said("10.00")}
    ask_due(after(11))

    shown = page(request, world.asker)

    assert "above the limit" in shown
    assert "as quoted" in shown
    assert 'data-label="Quoted"' in shown
    assert "30.00" in shown
    assert "only" in shown
    assert "its price has risen" in shown


def test_what_is_gone_has_no_price_and_another_currency_is_not_compared(world: World, machine: Machine) -> None:
    request = approved(submitted(world, lines=TWO))
    machine.answers = {"1": GONE, "2": said("10.00", currency="CHF")}
    ask_due(after(11))

    shown = page(request, world.asker)

    assert "not comparable" in shown
    assert "CHF" in shown


def test_the_approver_sees_them_when_the_line_comes_round_again(world: World, machine: Machine) -> None:
    request = approved(submitted(world))
    machine.answers = {"*": said("30.00")}
    ask_due(after(11))
    again = {"state": "open", "unit_price": Decimal(30), "amount": Decimal(150), "price_quoted": Decimal(20)}
    RequestLine.objects.filter(request=request).update(**again)
    request.refresh_from_db()
    answers = Answers(world.centre, world.address, None, "Needed", frozenset({1}))
    submit_request(request=request, version=request.version, answers=answers, by=request.requester, now=after(12))
    step = Step.objects.get(round__subject_id=request.public_id, round__state="open", state="pending")

    shown = page(request, world.lead, reverse("approvals:decide", args=[step.public_id]))

    assert "Price and stock, asked again" in shown
    assert "above the limit" in shown


@pytest.mark.parametrize(
    ("quoted", "now", "limit", "marks"),
    [
        ("10", "12", "11", {"quoted": 8, "limit": 50, "now": 92}),
        ("10", "10", "10", {"quoted": 50, "limit": 50, "now": 50}),
        ("10", None, "11", {"quoted": 8, "limit": 92}),
    ],
)
def test_the_picture_keeps_the_three_in_their_order(
    quoted: str, now: str | None, limit: str, marks: dict[str, int]
) -> None:
    shown = ShownPrices(
        "Bolt", "EA", "EUR", Decimal(quoted), Decimal(limit), Decimal(now) if now else None, "EUR" if now else "",
        Decimal(1), None, NOW, "", "calm",
    )  # fmt: skip

    assert shown.marks == marks

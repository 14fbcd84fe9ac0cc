"""The quote clock: until when a price is held, and what comes back when it is not any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import clock
from fondaco.buying.shopping.models import Operation
from fondaco.buying.suppliers.models import Supplier
from tests.buying.desk_carts import Item
from tests.buying.requests.filling import DRILL, PENS, SOON, claim, held, submit, visit
from tests.buying.world import NOW, World, add_supplier, after, build_world

NEVER = ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_the_cart_says_until_when_its_prices_are_held(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request

    assert request.lines.get().hold_expires_at == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("said", ["2026-03-05", "20260305"])
def test_a_supplier_says_it_in_a_field_of_its_own_and_a_day_counts_to_its_end(world: World, said: str) -> None:
    Supplier.objects.filter(pk=world.supplier.pk).update(hold_field="offervaliduntil")
    world.supplier.refresh_from_db()

    request = claim(world, visit(world, world.supplier, [PENS], hold=said, hold_in="OfferValidUntil")).request

    assert request.lines.get().hold_expires_at == datetime(2026, 3, 5, 23, tzinfo=UTC)  # midnight in Rome


def test_where_another_field_was_agreed_the_usual_one_says_nothing(world: World) -> None:
    Supplier.objects.filter(pk=world.supplier.pk).update(hold_field="OfferValidUntil")
    world.supplier.refresh_from_db()

    request = claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request

    assert request.lines.get().hold_expires_at is None


@pytest.mark.parametrize("said", ["tomorrow", "2026-03-02T10:00:00", "9999", "99999999", "9999-12-31", *NEVER, ""])
def test_a_hold_that_is_no_moment_is_none(world: World, said: str) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], hold=said or " ")).request

    assert request.lines.get().hold_expires_at is None
    client = Client()
    client.force_login(request.requester)
    assert client.get(request.get_absolute_url()).status_code == 200


def test_a_lapsed_hold_sends_its_lines_back_and_orders_nothing(world: World) -> None:
    request = held(world)

    assert clock.lapse_due(after(29)) == 0
    assert clock.lapse_due(after(30)) == 1
    assert clock.lapse_due(after(31)) == 0

    request.refresh_from_db()
    assert request.state == "returned"
    assert dict(request.lines.values_list("supplier_part_id", "state")) == {"PEN": "requote", "DRILL": "open"}
    assert Round.objects.get().state == "superseded"
    assert Mail.objects.filter(to=world.asker.person.email, subject__contains="quoted again").exists()


def test_what_lapsed_cannot_be_submitted_at_the_old_price(world: World) -> None:
    request = held(world)
    clock.lapse_due(after(30))

    with pytest.raises(Refused) as refused:
        submit(world, request, minute=40)

    assert refused.value.code == "requote"


def test_a_hold_that_ends_between_two_approvals_is_given_back_and_the_rest_stays_approved(world: World) -> None:
    other = add_supplier("Tools", "tools")
    many = Item(part="PEN", quantity="300", price="2.00", auxiliary="offer-pen", description="Pens")
    request = claim(world, visit(world, world.supplier, [many], hold=SOON, allows="edit")).request
    claim(world, visit(world, other, [DRILL], into=request))
    submit(world, request)
    first = Step.objects.get(state="pending")
    approve(step=first, by=first.person, now=after(10), digest=first.round.digest)
    clock.lapse_due(after(31))

    dearer = Item(part="PEN", quantity="300", price="2.10", auxiliary="offer-pen", description="Pens")
    claim(world, visit(world, world.supplier, [dearer], into=request, operation=Operation.EDIT, minute=40), minute=41)
    submit(world, request, minute=45)

    again = Step.objects.get(state="pending")
    assert again.person == first.person
    drill = request.lines.get(supplier_part_id="DRILL")
    assert drill.key not in again.to_decide
    assert len(again.to_decide) == 1


def test_the_last_approval_after_the_hold_orders_nothing_that_is_not_held(world: World) -> None:
    request = held(world)
    step = Step.objects.get(state="pending")

    approve(step=step, by=step.person, now=after(35), digest=step.round.digest)

    request.refresh_from_db()
    assert request.state == "returned"
    assert [line.supplier_part_id for order in request.orders.all() for line in order.lines.all()] == ["DRILL"]


def test_a_request_that_cannot_be_given_back_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = held(world)
    second = submit(world, claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request)
    real = clock.mails.given_back

    def fails(request: Any, *rest: Any, **told: Any) -> None:
        if request.pk == first.pk:
            raise RuntimeError("a fault")
        real(request, *rest, **told)

    monkeypatch.setattr(clock.mails, "given_back", fails)

    assert clock.lapse_due(after(40)) == 1

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("in_approval", "returned")

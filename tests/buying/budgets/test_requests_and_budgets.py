"""From a request to its confirmation: what binds the budgets on the way, and what lets them go."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.buying.approvals.operations import reject, send_back
from fondaco.buying.budgets.models import Budget, Mode
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.operations import close_order
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import withdraw_request
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.world import World, after, approve_all, build_world, pending, submitted

LINES = (("10", "20.00"), ("5", "4.00"))  # 220.00, with 4.90 of freight


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def workshop(world: World) -> Budget:
    return budget(world, "1000", cost_centre=world.centre)


def test_a_submitted_request_asks_an_approved_one_commits(world: World, workshop: Budget) -> None:
    request = submitted(world, lines=LINES)
    assert stages(workshop) == (Decimal("224.90"), 0, 0)

    approve_all(request)
    assert stages(workshop) == (0, Decimal("224.90"), 0)


def test_a_request_beyond_a_blocking_budget_is_not_submitted(world: World) -> None:
    found = budget(world, "224.89", cost_centre=world.centre)

    with pytest.raises(Refused) as refused:
        submitted(world, lines=LINES)

    assert refused.value.code == "budget_exceeded"
    assert stages(found) == (0, 0, 0)
    assert PurchaseRequest.objects.get().state == "draft"


@pytest.mark.parametrize("how", ["reject", "send_back", "withdraw"])
def test_what_will_not_be_ordered_lets_the_budget_go(world: World, workshop: Budget, how: str) -> None:
    request = submitted(world, lines=LINES)
    step = pending(request)

    if how == "withdraw":
        withdraw_request(request=request, by=request.requester, now=after(5))
    else:
        act = {"reject": reject, "send_back": send_back}[how]
        act(step=step, by=step.person, now=after(5), reason="Not now")

    assert stages(workshop) == (0, 0, 0)


def test_a_partial_confirmation_is_carried_through(world: World, workshop: Budget) -> None:
    order = approve_all(submitted(world, lines=(("10", "20.00"),)))

    take(answer(order, "detail", lines=(portions(1, accept="6", reject="3", later="1"),)), world.partner, at=after(30))

    # The freight of 4.90 stays whole: six sevenths of it are for what was promised.
    assert stages(workshop) == (0, Decimal("20.70"), Decimal("124.20"))


def test_a_lower_price_confirmed_binds_less(world: World, workshop: Budget) -> None:
    order = approve_all(submitted(world, lines=(("10", "20.00"),)))

    take(answer(order, "accept"), world.partner, at=after(30))

    assert stages(workshop) == (0, 0, Decimal("204.90"))


def test_a_closed_order_lets_what_is_open_go(world: World, workshop: Budget) -> None:
    order = approve_all(submitted(world, lines=(("10", "20.00"),)))
    take(answer(order, "detail", lines=(portions(1, accept="6"),)), world.partner, at=after(30))
    order.refresh_from_db()

    close_order(order=order, by=world.buyer.person, now=after(60), reason="The rest is not needed")

    assert stages(workshop) == (0, 0, Decimal("124.90"))


def test_an_exceeded_budget_that_warns_is_shown_to_the_approver(world: World) -> None:
    from fondaco.buying.approvals import registry

    budget(world, "100", Mode.WARN, name="Small", cost_centre=world.centre)
    request = submitted(world, lines=LINES)

    shown = registry.show(registry.load("request", request.public_id), now=after(1))

    assert [(one.name, one.before, one.after, one.exceeded) for one in shown.budgets] == [
        ("Small", Decimal(100), Decimal("-124.90"), True)
    ]


def test_the_books_add_up_after_all_of_it(world: World, workshop: Budget) -> None:
    for number in range(4):
        order = approve_all(submitted(world, lines=(("3", f"{number + 1}.33"), ("2", "0.07"))))
        take(answer(order, "detail", lines=(portions(1, accept="1", reject="1"),)), world.partner, at=after(30))

    assert miscounted() == []

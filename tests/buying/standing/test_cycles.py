"""A cycle becomes a request once: at prices asked for anew, submitted by itself or handed to its owner."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.budgets.models import Mode
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.models import ApprovalRule
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import Answers, submit_request, withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping.prices import Priced
from fondaco.buying.standing import cycles, operations
from fondaco.buying.standing.cycles import make_due
from fondaco.buying.standing.models import Cycle, StandingOrder
from fondaco.buying.standing.remarks import show_request
from tests.buying.budgets.test_declaring import budget
from tests.buying.standing.standing import (
    NOW,
    TODAY,
    Machine,
    answers_by_machine,
    letters,
    no_machine,
    on,
    pens,
    standing,
    the_request,
    written,
)
from tests.buying.world import World, add_supplier, approve_all

MISSING = Priced("", found=False)


def only(order: StandingOrder) -> Cycle:
    return order.cycles.select_related("request").get()


def test_a_cycle_is_quoted_by_the_suppliers_machine_and_submitted_in_its_owners_name(
    world: World, machine: Machine
) -> None:
    order = standing(world)

    assert make_due(NOW) == 1

    cycle = only(order)
    assert (cycle.state, cycle.needed_on, cycle.before) == ("submitted", TODAY, Decimal("20.00"))
    request = the_request(order)
    assert (request.state, request.origin, request.requester_id) == ("in_approval", "standing", world.asker.person_id)
    assert (request.cost_centre, request.deliver_to, request.need_by) == (world.centre, world.address, TODAY)
    line = request.lines.get()
    assert (line.unit_price, line.price_quoted, line.amount) == (Decimal("2.10"), Decimal("2.00"), Decimal("21.00"))
    assert (line.supplier_part_auxiliary_id, line.estimated) == ("offer-2", False)
    assert line.hold_expires_at == NOW + timedelta(days=3)
    order.refresh_from_db()
    assert (order.next_on, order.next_needed_on) == (date(2026, 3, 9), date(2026, 3, 9))


def test_the_approvers_see_which_standing_order_it_is_and_the_price_before_and_now(
    world: World, machine: Machine
) -> None:
    order = standing(world)
    make_due(NOW)

    shown = show_request(RequestSubject(the_request(order)), now=NOW)

    words = shown.remarks[0].words
    assert "Pens for the workshop" in words
    assert "S-2026-000001" in words
    assert "Before €20.00, now €21.00: up 5%" in words
    assert shown.remarks[0].tone == "act"


def test_what_is_approved_is_what_the_next_one_is_compared_with(world: World, machine: Machine) -> None:
    order = standing(world)
    make_due(NOW)
    no_machine(world.supplier)  # so that it is ordered at once
    approve_all(the_request(order))
    answers_by_machine(world.supplier)

    make_due(on("2026-03-09"))

    assert [one.before for one in order.cycles.all()] == [Decimal("21.00"), Decimal("20.00")]
    said = show_request(RequestSubject(the_request(order)), now=NOW).remarks[0]
    assert ("request no. 2" in said.words, "as before" in said.words, said.tone) == (True, True, "calm")


def test_where_only_the_store_can_be_asked_the_owner_is_sent_there(world: World) -> None:
    order = standing(world)

    make_due(NOW)

    request = the_request(order)
    assert (only(order).state, only(order).code, request.state) == ("handed", "in_the_store", "draft")
    assert request.lines.get().state == "requote"
    [letter] = letters(world.asker)
    assert "Store can only be asked for its prices in its store" in letter
    assert request.get_absolute_url() in letter


def test_a_cycle_dearer_than_its_limit_is_not_sent_before_somebody_looked(world: World, machine: Machine) -> None:
    order = standing(world, most=Decimal("20.99"))

    make_due(NOW)

    request = the_request(order)
    assert (only(order).code, request.state, request.net) == ("over_limit", "draft", Decimal("21.00"))
    assert request.lines.get().state == "open"  # its price is there: nothing has to be fetched
    assert "more than the limit" in letters(world.asker)[0]
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (MISSING, "gone"),
        (Priced("", True, Decimal(2), "EUR", Decimal("9.5")), "too_few"),
        (Priced("", True, Decimal(2), "CHF"), "currency"),
        (Priced("", True, None, "EUR"), "no_answer"),  # an answer that cannot be used
        (Priced("", True, Decimal(0), "EUR"), "no_answer"),
    ],
)
def test_an_answer_with_which_nothing_can_be_ordered_goes_to_the_owner(
    world: World, machine: Machine, said: Priced, code: str
) -> None:
    machine.prices["PEN"] = said
    order = standing(world)

    for minute in (0, 15, 30):
        make_due(NOW + timedelta(minutes=minute))

    assert (only(order).state, only(order).code) == ("handed", code)
    assert the_request(order).state == "draft"
    assert len(letters(world.asker)) == 1


def test_a_machine_that_is_down_is_asked_three_times_before_its_owner_is(world: World, machine: Machine) -> None:
    machine.down = True
    order = standing(world)

    states = []
    for minute in (0, 15, 30, 45):
        make_due(NOW + timedelta(minutes=minute))
        states.append(only(order).state)

    assert states == ["asking", "asking", "handed", "handed"]
    assert len(machine.asked) == 3
    assert "did not answer" in letters(world.asker)[0]


def test_a_machine_that_is_up_again_is_enough(world: World, machine: Machine) -> None:
    machine.down = True
    order = standing(world)
    make_due(NOW)
    machine.down = False

    make_due(NOW + timedelta(minutes=15))

    assert only(order).state == "submitted"
    assert PurchaseRequest.objects.count() == 1


def test_written_lines_need_nobody_to_be_asked(world: World) -> None:
    order = standing(world, written(world))

    make_due(NOW)

    assert (only(order).state, the_request(order).net) == ("submitted", Decimal(80))


def test_one_supplier_that_can_be_asked_does_not_carry_another_that_cannot(world: World, machine: Machine) -> None:
    other = add_supplier("Tools", "tools")
    order = standing(world, pens(world), pens(world, supplier=other, supplier_part_id="DRILL"))

    make_due(NOW)

    assert (only(order).code, only(order).words) == ("in_the_store", "Tools")
    assert sorted(the_request(order).lines.values_list("supplier_part_id", "state")) == [
        ("DRILL", "requote"),
        ("PEN", "open"),
    ]


def close_centre(world: World) -> None:
    world.centre.active = False
    world.centre.save()


def close_address(world: World) -> None:
    world.address.active = False
    world.address.save()


def block_supplier(world: World) -> None:
    world.supplier.policy = "blocked"
    world.supplier.save()


def block_budget(world: World) -> None:
    budget(world, amount="5", mode=Mode.BLOCK)


def take_rules(world: World) -> None:
    ApprovalRule.objects.all().delete()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (close_centre, "cost_centre_closed", "PRD-310 Workshop is not in use any more"),
        (close_address, "address_closed", "Nothing is delivered to Plant"),
        (block_supplier, "supplier_closed", "Nobody can shop at Store"),
        (block_budget, "refused", "budget"),
        (take_rules, "refused", "rule"),
    ],
)
def test_what_cannot_be_submitted_waits_for_its_owner_who_hears_why(
    world: World, machine: Machine, spoil: Any, code: str, words: str
) -> None:
    order = standing(world)
    spoil(world)

    make_due(NOW)

    assert (only(order).state, only(order).code, the_request(order).state) == ("handed", code, "draft")
    assert words in letters(world.asker)[0]


def test_a_currency_without_a_rate_is_said_to_the_owner_and_nothing_is_lost(world: World) -> None:
    order = standing(world, written(world, currency="CHF"))

    make_due(NOW)

    assert (only(order).code, the_request(order).state, the_request(order).lines.count()) == ("refused", "draft", 1)
    assert "exchange rate" in letters(world.asker)[0]


def test_days_that_were_missed_are_recorded_and_only_the_latest_is_made(world: World, machine: Machine) -> None:
    order = standing(world)
    make_due(NOW)

    assert make_due(on("2026-04-01")) == 1

    kept = [(one.needed_on.isoformat(), one.state) for one in order.cycles.all()]
    assert kept == [
        ("2026-03-30", "submitted"),
        ("2026-03-23", "missed"),
        ("2026-03-16", "missed"),
        ("2026-03-09", "missed"),
        ("2026-03-02", "submitted"),
    ]
    [letter] = letters(world.asker, "not every cycle")
    assert "3 cycles" in letter
    assert "23 Mar" in letter or "March 23" in letter
    assert the_request(order).need_by is None  # the 30th has passed
    order.refresh_from_db()
    assert order.next_on == date(2026, 4, 3)  # the 6th is Easter Monday


def test_it_is_asked_for_working_days_before_it_is_needed(world: World, machine: Machine) -> None:
    order = standing(world, lead_days=3)
    assert (order.next_on, order.next_needed_on) == (date(2026, 3, 4), date(2026, 3, 9))

    assert [make_due(on(day)) for day in ("2026-03-03", "2026-03-04", "2026-03-05")] == [0, 1, 0]

    assert the_request(order).need_by == date(2026, 3, 9)


def test_a_day_begins_at_midnight_of_the_company_and_clocks_put_forward_change_nothing(
    world: World, machine: Machine
) -> None:
    """On 29 March 2026 Rome puts its clocks forward; the 30th begins at 22:00 of Greenwich."""
    order = standing(world, first_on=date(2026, 3, 30))

    hours = [NOW.replace(day=28, hour=0, minute=0) + timedelta(hours=hour) for hour in range(96)]
    made = [hour for hour in hours if make_due(hour)]

    assert made == [NOW.replace(day=29, hour=22, minute=0)]
    assert order.cycles.count() == 1


def test_the_last_of_so_many_ends_it_and_is_still_submitted(world: World, machine: Machine) -> None:
    order = standing(world, times=2)
    make_due(NOW)
    make_due(on("2026-03-09"))
    make_due(on("2026-03-16"))

    order.refresh_from_db()
    assert (order.state, order.next_on) == ("ended", None)
    assert [one.state for one in order.cycles.all()] == ["submitted", "submitted"]
    assert order.milestones.first().code == "run_out"  # type: ignore[union-attr]


def test_what_was_paused_while_prices_were_asked_for_is_not_sent(world: World, machine: Machine) -> None:
    order = standing(world)
    cycles.make_cycle(order.pk, now=NOW)
    order.refresh_from_db()
    operations.pause_standing(order=order, version=order.version, by=world.asker.person, now=NOW)

    make_due(NOW)

    assert (only(order).code, the_request(order).state) == ("stopped", "draft")


def test_a_request_that_its_owner_took_up_meanwhile_is_left_to_them(world: World, machine: Machine) -> None:
    order = standing(world)
    cycles.make_cycle(order.pk, now=NOW)
    withdraw_request(request=the_request(order), by=world.asker.person, now=NOW)

    make_due(NOW)

    assert (only(order).state, only(order).code, the_request(order).state) == ("handed", "taken_up", "withdrawn")
    assert letters(world.asker) == []


def test_who_may_not_ask_for_things_any_more_orders_nothing_and_others_are_told(world: World, machine: Machine) -> None:
    order = standing(world)
    world.asker.roles.all().delete()

    assert make_due(NOW) == 0

    order.refresh_from_db()
    assert (order.state, PurchaseRequest.objects.count()) == ("paused", 0)
    assert [len(letters(one, "nobody owns it")) for one in (world.lead, world.buyer, world.asker)] == [1, 1, 0]


def test_for_whom_it_was_has_left_so_its_owner_says_for_whom_it_is(world: World, machine: Machine) -> None:
    order = standing(world, beneficiary=world.lead.person)
    world.lead.person.is_active = False
    world.lead.person.save()

    make_due(NOW)

    assert (only(order).code, the_request(order).beneficiary) == ("beneficiary_gone", world.asker.person)


def test_one_that_fails_keeps_no_other_from_being_made(
    world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = standing(world), standing(world, written(world))
    begin = cycles.begin_request

    def fail_once(**told: Any) -> Any:
        if not broken.cycles.exists() and Cycle.objects.count() == 0 and not machine.asked:
            machine.asked.append("failed")
            raise RuntimeError("not now")
        return begin(**told)

    monkeypatch.setattr(cycles, "begin_request", fail_once)

    with pytest.raises(RuntimeError):
        make_due(NOW)

    assert (broken.cycles.count(), whole.cycles.count()) == (0, 1)
    make_due(NOW)
    assert broken.cycles.count() == 1


def test_an_approval_goes_the_usual_way_to_an_order(world: World, machine: Machine) -> None:
    order = standing(world)
    make_due(NOW)
    no_machine(world.supplier)
    step = Step.objects.select_related("round", "person").get(state="pending")
    assert step.person != world.asker.person

    approve(step=step, by=step.person, now=NOW, digest=step.round.digest)

    approve_all(the_request(order))
    assert the_request(order).orders.get().total == Decimal("21.00")


def test_nothing_can_be_submitted_at_the_price_of_last_time(world: World) -> None:
    order = standing(world)
    make_due(NOW)
    request = the_request(order)
    answers = Answers(world.centre, world.address, None, "Now", frozenset({1}))

    with pytest.raises(Refused) as refused:
        submit_request(request=request, version=request.version, answers=answers, by=request.requester, now=NOW)

    assert refused.value.code == "requote"

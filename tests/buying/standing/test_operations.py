"""Setting up, changing, skipping, pausing, handing over and ending what recurs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fondaco.audit.models import Line
from fondaco.buying.company.models import CostCentre, LegalEntity
from fondaco.buying.company.operations import change_employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.again import keep_favourite
from fondaco.buying.standing import lines, operations
from fondaco.buying.standing.cycles import make_due
from fondaco.buying.standing.models import StandingOrder
from tests.buying.requests.filling import free
from tests.buying.standing.standing import NOW, TODAY, Machine, letters, on, pens, quantities, standing, terms, written
from tests.buying.world import World, add_person, draft, ordered


def said(order: StandingOrder) -> list[str]:
    rows = Line.objects.filter(subject=order.about).order_by("pk")
    return list(rows.values_list("action", flat=True))


def now_is(order: StandingOrder) -> StandingOrder:
    order.refresh_from_db()
    return order


def test_what_was_ordered_once_is_ordered_regularly(world: World) -> None:
    once = ordered(world, lines=(("5", "20.00"), ("2", "7.50"))).request
    rows = lines.recurring(once)

    order = standing(world, *lines.lines_of_request(rows, {1: Decimal(3), 2: Decimal(0)}))

    line = order.lines.get()
    assert (line.supplier_part_id, line.quantity, line.unit_price) == ("FND-0001", Decimal(3), Decimal(20))
    assert line.classifications == [["UNSPSC", "44121706"]]
    assert (order.number, order.state, order.next_on) == ("S-2026-000001", "active", TODAY)
    assert said(order) == ["standing.begun"]


def test_what_was_not_ordered_yet_cannot_recur(world: World) -> None:
    with pytest.raises(Refused) as refused:
        lines.recurring(draft(world))

    assert refused.value.code == "not_ordered"


def test_favourites_recur_with_the_unit_and_price_they_were_last_seen_with(world: World) -> None:
    line = draft(world).lines.select_related("supplier").get()
    kept = keep_favourite(line=line, by=world.asker.person, now=NOW, public_id="fav")

    [made] = lines.lines_of_favourites(world.asker.person, {kept.pk: Decimal(4)})

    assert (made.supplier_part_id, made.quantity, made.unit, made.unit_price) == ("FND-0001", 4, "EA", Decimal(20))
    assert lines.lines_of_favourites(world.asker.person, {kept.pk: Decimal(0)}) == []
    assert lines.lines_of_favourites(world.lead.person, {kept.pk: Decimal(4)}) == []  # not theirs


def test_a_line_written_by_hand_recurs(world: World) -> None:
    order = standing(world, lines.line_written(free(), language="it"))

    assert (order.lines.get().kind, order.lines.get().language) == ("free", "it")


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"name": " "}, "name_missing", "name"),
        ({"reason": ""}, "reason_missing", "reason"),
        ({"every": 0}, "every_invalid", "every"),
        ({"every": 53}, "every_invalid", "every"),
        ({"unit": "months", "every": 25}, "every_invalid", "every"),
        ({"unit": "days"}, "every_invalid", "every"),
        ({"lead_days": 61}, "lead_invalid", "lead_days"),
        ({"last_on": date(2027, 1, 1), "times": 3}, "two_ends", "times"),
        ({"times": 0}, "times_invalid", "times"),
        ({"most": Decimal(0)}, "limit_invalid", "most"),
        ({"first_on": date(2026, 3, 1)}, "day_past", "first_on"),
        ({"last_on": date(2026, 3, 4), "day": 4}, "nothing_comes", "last_on"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused_and_nothing_is_set_up(
    world: World, told: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        standing(world, **told)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not StandingOrder.objects.exists()


def test_nothing_of_another_company_is_taken(world: World) -> None:
    other = LegalEntity.objects.create(public_id="other", name="Other", vat_number="IT1")
    centre = CostCentre.objects.create(public_id="c", legal_entity=other, code="C", name="C")
    stranger = add_person(other, "Stranger", "requester")

    for told, field in (({"cost_centre": centre}, "cost_centre"), ({"beneficiary": stranger.person}, "beneficiary")):
        with pytest.raises(Refused) as refused:
            standing(world, **told)
        assert (refused.value.code, refused.value.field) == ("not_ours", field)
    with pytest.raises(Refused) as refused:
        operations.take_over(order=standing(world), version=1, employee=stranger, now=NOW)
    assert refused.value.code == "not_for_you"


def test_another_rhythm_holds_from_today_and_makes_no_day_twice(world: World, machine: Machine) -> None:
    order = standing(world)
    make_due(NOW)
    now_is(order)

    changed = terms(world, day=2, first_on=TODAY)  # on Wednesdays instead
    operations.change_standing(
        order=order, version=order.version, terms=changed, by=world.asker.person, now=on("2026-03-03")
    )

    assert (now_is(order).next_on, order.milestones.first().what) == (date(2026, 3, 4), "changed")  # type: ignore[union-attr]
    before, after = (
        Line.objects.get(action="standing.changed").before,
        Line.objects.get(action="standing.changed").after,
    )
    assert (before["day"], after["day"]) == (0, 2)


def test_two_people_editing_do_not_overwrite_one_another(world: World) -> None:
    order = standing(world)
    operations.change_standing(order=order, version=1, terms=terms(world, name="First"), by=world.asker.person, now=NOW)

    for act in (
        lambda: operations.change_standing(
            order=order, version=1, terms=terms(world, name="Second"), by=world.buyer.person, now=NOW
        ),
        lambda: lines.change_quantities(
            order=order, version=1, quantities={1: Decimal(9)}, by=world.buyer.person, now=NOW
        ),
        lambda: operations.skip_next(order=order, version=1, by=world.buyer.person, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "changed_meanwhile"

    assert (now_is(order).name, quantities(order), order.cycles.count()) == ("First", {1: Decimal(10)}, 0)


def test_another_quantity_holds_from_the_next_cycle_on(world: World, machine: Machine) -> None:
    order = standing(world, pens(world), written(world))
    make_due(NOW)

    lines.change_quantities(
        order=order, version=now_is(order).version, quantities={1: Decimal("12.5"), 2: Decimal(0)},
        by=world.asker.person, now=NOW,
    )  # fmt: skip
    make_due(on("2026-03-09"))

    asked = [sorted(one.request.lines.values_list("quantity", flat=True)) for one in order.cycles.all()]  # type: ignore[union-attr]
    assert asked == [[Decimal("12.5")], [Decimal(1), Decimal(10)]]


@pytest.mark.parametrize(
    ("count", "code"), [("0", "no_lines"), ("-1", "quantity_invalid"), ("1e12", "quantity_invalid")]
)
def test_a_quantity_that_cannot_be_asked_for_is_refused(world: World, count: str, code: str) -> None:
    order = standing(world)

    with pytest.raises(Refused) as refused:
        lines.change_quantities(order=order, version=1, quantities={1: Decimal(count)}, by=world.asker.person, now=NOW)

    assert (refused.value.code, quantities(order)) == (code, {1: Decimal(10)})


def test_lines_are_added_up_to_what_fits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_LINES", 2)
    order = standing(world)
    lines.add_lines(order=order, version=1, lines=[written(world)], by=world.asker.person, now=NOW)

    for rows, code in (([written(world)], "too_many"), ([], "no_lines")):
        with pytest.raises(Refused) as refused:
            lines.add_lines(order=order, version=2, lines=rows, by=world.asker.person, now=NOW)
        assert refused.value.code == code

    assert list(order.lines.values_list("line_number", flat=True)) == [1, 2]


def test_the_next_one_is_skipped_and_the_one_after_comes(world: World, machine: Machine) -> None:
    order = standing(world)

    operations.skip_next(order=order, version=1, by=world.asker.person, now=NOW)

    assert make_due(NOW) == 0
    assert make_due(on("2026-03-09")) == 1
    assert [one.state for one in order.cycles.all()] == ["submitted", "skipped"]


def test_skipping_the_last_one_ends_it(world: World) -> None:
    order = standing(world, last_on=date(2026, 3, 6))

    operations.skip_next(order=order, version=1, by=world.asker.person, now=NOW)

    assert (now_is(order).state, order.next_on) == ("ended", None)
    with pytest.raises(Refused):
        operations.skip_next(order=order, version=2, by=world.asker.person, now=NOW)


def test_a_pause_makes_nothing_and_going_on_leaves_out_what_lay_in_it(world: World, machine: Machine) -> None:
    order = standing(world)
    operations.pause_standing(order=order, version=1, by=world.asker.person, now=NOW, note="Holidays")
    assert make_due(on("2026-03-09")) == 0

    operations.resume_standing(order=order, version=2, by=world.asker.person, now=on("2026-03-24"))

    assert now_is(order).next_on == date(2026, 3, 30)
    assert make_due(on("2026-03-30")) == 1
    assert [one.needed_on for one in order.cycles.all()] == [date(2026, 3, 30)]  # nothing counts as missed
    assert letters(world.asker) == []
    assert [one.what for one in order.milestones.all()] == ["resumed", "paused", "begun"]


def test_what_has_ended_stays_ended(world: World, machine: Machine) -> None:
    order = standing(world)
    operations.end_standing(order=order, version=1, by=world.asker.person, now=NOW)
    by = {"by": world.asker.person, "now": NOW}

    for act in (
        lambda: operations.resume_standing(order=order, version=2, **by),
        lambda: operations.pause_standing(order=order, version=2, **by),
        lambda: operations.end_standing(order=order, version=2, **by),
        lambda: operations.skip_next(order=order, version=2, **by),
        lambda: operations.change_standing(order=order, version=2, terms=terms(world), **by),
        lambda: operations.take_over(order=order, version=2, employee=world.buyer, now=NOW),
        lambda: lines.change_quantities(order=order, version=2, quantities={}, **by),
        lambda: lines.add_lines(order=order, version=2, lines=[written(world)], **by),
    ):
        with pytest.raises(Refused):
            act()

    assert (make_due(NOW), now_is(order).version, said(order)) == (0, 2, ["standing.begun", "standing.ended"])


def leave(world: World) -> None:
    change_employee(
        employee=world.asker, name="Asker", title="", roles=["requester"], manager=world.lead, cost_centre=None,
        address=None, active=False, by=world.administrator.person, now=NOW,
    )  # fmt: skip


def test_when_its_owner_leaves_it_pauses_and_those_who_can_go_on_are_told(world: World) -> None:
    order, others = standing(world), standing(world, by=world.buyer)

    leave(world)

    assert (now_is(order).state, now_is(others).state) == ("paused", "active")
    assert order.milestones.first().code == "owner_gone"  # type: ignore[union-attr]
    assert [len(letters(one, "nobody owns it")) for one in (world.lead, world.buyer, world.asker)] == [1, 1, 0]


def test_whoever_may_not_ask_for_things_any_more_has_no_standing_order_running(world: World) -> None:
    order, others = standing(world, by=world.lead), standing(world)

    change_employee(
        employee=world.lead, name="Lead", title="", roles=["approver"], manager=world.head, cost_centre=None,
        address=None, active=True, by=world.administrator.person, now=NOW,
    )  # fmt: skip

    assert (now_is(order).state, now_is(others).state) == ("paused", "active")
    assert len(letters(world.head, "nobody owns it")) == 1


def test_whoever_takes_it_over_goes_on_with_it(world: World, machine: Machine) -> None:
    order = standing(world)
    leave(world)
    with pytest.raises(Refused) as refused:
        operations.resume_standing(order=order, version=2, by=world.buyer.person, now=NOW)
    assert refused.value.code == "owner_gone"

    operations.take_over(order=order, version=2, employee=world.buyer, now=NOW)
    operations.resume_standing(order=order, version=3, by=world.buyer.person, now=NOW)
    make_due(NOW)

    cycle = order.cycles.select_related("request").get()
    assert cycle.request is not None
    assert (cycle.request.requester, cycle.request.beneficiary) == (world.buyer.person, world.buyer.person)
    with pytest.raises(Refused) as refused:
        operations.take_over(order=order, version=5, employee=world.buyer, now=NOW)
    assert refused.value.code == "yours_already"

"""Somebody else decides: forwarded, asked as well, delegated, passed over, gone. Never those whom it concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.delegating import delegate, take_back
from fondaco.buying.approvals.delegation import acting_for, leads_back
from fondaco.buying.approvals.models import Delegation, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.approvals.passing_on import (
    ask_as_well,
    forward,
    remind_and_escalate,
    reroute_of,
    turn_the_day,
)
from fondaco.buying.company.models import Employee
from fondaco.buying.company.operations import change_employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import PurchaseRequest
from tests.buying.approvals.test_stages import decide, people, rules, states, waiting
from tests.buying.world import NOW, World, add_person, after, submitted

TODAY = NOW.date()
BIG = (("10", "60.00"),)


def step_of(who: Employee) -> Step:
    return Step.objects.select_related("round", "assigned_to").get(person=who.person, state="pending")


def away(who: Employee, to: Employee, first: int = 0, last: int = 5, kind: str = "") -> Delegation:
    return delegate(
        delegator=who.person,
        to=to.person,
        kind=kind,
        from_on=TODAY + timedelta(days=first),
        until_on=TODAY + timedelta(days=last),
        by=who.person,
        now=NOW,
        public_id=f"delegation-{Delegation.objects.count()}",
    )


def test_what_is_forwarded_is_decided_by_the_other_and_both_hear_why(world: World) -> None:
    rules(world, people(world.lead))
    request = submitted(world)

    forward(step=step_of(world.lead), to=world.owner.person, by=world.lead.person, now=after(5), reason="Her area")

    assert states(request) == {"Lead": "forwarded", "Owner": "pending"}
    assert Mail.objects.filter(to=world.asker.person.email).exists()
    decide(request, world.owner)
    request.refresh_from_db()
    assert request.state == "ordered"


@pytest.mark.parametrize("to", ["asker", "buyer"])
def test_nothing_is_forwarded_to_who_asked_or_may_not_approve(world: World, to: str) -> None:
    rules(world, people(world.lead))
    request = submitted(world)

    with pytest.raises(Refused):
        forward(step=step_of(world.lead), to=getattr(world, to).person, by=world.lead.person, now=after(5), reason="x")

    assert states(request) == {"Lead": "pending"}


def test_somebody_asked_before_decides_first(world: World) -> None:
    rules(world, people(world.lead), people(world.chief, sequence=20))
    request = submitted(world)

    ask_as_well(
        step=step_of(world.lead), to=world.owner.person, first=True, by=world.lead.person, now=after(5), reason="Look"
    )

    assert waiting(request) == ["Owner"]
    decide(request, world.owner)
    assert waiting(request) == ["Lead"]
    decide(request, world.lead)
    assert waiting(request) == ["Chief"]


def test_somebody_asked_after_decides_next(world: World) -> None:
    rules(world, people(world.lead), people(world.chief, sequence=20))
    request = submitted(world)

    ask_as_well(
        step=step_of(world.lead), to=world.owner.person, first=False, by=world.lead.person, now=after(5), reason="Look"
    )

    assert waiting(request) == ["Lead"]
    decide(request, world.lead)
    assert waiting(request) == ["Owner"]


def test_a_delegate_is_asked_and_the_evidence_says_in_whose_place(world: World) -> None:
    rules(world, people(world.lead))
    away(world.lead, world.owner)

    request = submitted(world)

    step = step_of(world.lead)
    assert step.assigned_to == world.owner.person
    assert Mail.objects.filter(to=world.owner.person.email, subject__contains=request.number).exists()
    approve(step=step, by=world.owner.person, now=after(5), digest=step.round.digest)
    step.refresh_from_db()
    assert (step.person, step.decided_by) == (world.lead.person, world.owner.person)


def test_what_waits_already_goes_to_the_delegate_and_comes_back(world: World) -> None:
    rules(world, people(world.lead))
    submitted(world)

    made = away(world.lead, world.owner)
    assert step_of(world.lead).assigned_to == world.owner.person

    take_back(delegation=made, by=world.lead.person, now=after(60))
    assert step_of(world.lead).assigned_to == world.lead.person


def test_a_delegation_begins_and_ends_with_its_days(world: World) -> None:
    rules(world, people(world.lead))
    submitted(world)
    away(world.lead, world.owner, first=1, last=2)
    assert step_of(world.lead).assigned_to == world.lead.person

    turn_the_day(NOW + timedelta(days=1))
    assert step_of(world.lead).assigned_to == world.owner.person
    turn_the_day(NOW + timedelta(days=3))
    assert step_of(world.lead).assigned_to == world.lead.person


def test_a_delegation_for_another_kind_changes_nothing(world: World) -> None:
    rules(world, people(world.lead))
    away(world.lead, world.owner, kind="change")

    submitted(world)

    assert step_of(world.lead).assigned_to == world.lead.person


def test_a_delegate_does_not_decide_about_their_own_request(world: World) -> None:
    rules(world, people(world.head))
    away(world.head, world.lead)

    submitted(world, by=world.lead)

    assert step_of(world.head).assigned_to == world.head.person


def test_a_delegate_who_decides_in_the_same_round_does_not_decide_twice(world: World) -> None:
    rules(world, people(world.lead), people(world.owner))
    away(world.lead, world.owner)

    submitted(world)

    assert step_of(world.lead).assigned_to == world.lead.person


def test_who_approved_in_the_place_of_one_does_not_decide_in_the_place_of_the_next(world: World) -> None:
    rules(world, people(world.lead), people(world.owner, sequence=20))
    deputy = add_person(world.entity, "Deputy", "approver", manager=world.chief)
    away(world.lead, deputy)
    away(world.owner, deputy)
    request = submitted(world)
    first = step_of(world.lead)
    approve(step=first, by=deputy.person, now=after(5), digest=first.round.digest)

    second = step_of(world.owner)

    assert first.assigned_to == deputy.person
    assert second.assigned_to == world.owner.person
    with pytest.raises(Refused) as no:
        forward(step=second, to=deputy.person, by=world.owner.person, now=after(6), reason="Away")
    assert no.value.code == "already_asked"
    assert states(request) == {"Lead": "approved", "Owner": "pending"}


def test_the_database_refuses_a_delegate_who_asked(world: World) -> None:
    rules(world, people(world.lead))
    submitted(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.update(assigned_to=world.asker.person)


def test_a_circle_of_delegates_is_refused(world: World) -> None:
    away(world.lead, world.owner)
    away(world.owner, world.head)

    with pytest.raises(Refused) as refused:
        away(world.head, world.lead)

    assert refused.value.code == "circle"


def test_on_other_days_the_same_is_no_circle(world: World) -> None:
    away(world.lead, world.owner, first=0, last=2)

    assert away(world.owner, world.lead, first=3, last=4).delegate == world.lead.person


@given(
    st.dictionaries(st.integers(1, 8), st.lists(st.integers(1, 8), max_size=3), max_size=8),
    st.integers(1, 8),
    st.sets(st.integers(1, 8), max_size=3),
)
def test_a_chain_of_delegates_always_ends_with_somebody_who_may(
    named: dict[int, list[int]], person: int, never: set[int]
) -> None:
    found = acting_for(person, named, never=never - {person})

    assert found.person == person or found.person not in never
    assert len(found.path) <= 5
    assert found.person not in found.path


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12))
def test_delegations_that_are_let_in_never_close_a_circle(pairs: list[tuple[int, int]]) -> None:
    named: dict[int, list[int]] = {}
    for delegator, to in pairs:
        if delegator != to and not leads_back(delegator, to, named):
            named.setdefault(delegator, []).append(to)

    assert not any(leads_back(one, to, {k: v for k, v in named.items() if k != one}) for one in named for to in [0])
    for start in named:
        seen, front = set(), list(named[start])
        while front:
            one = front.pop()
            assert one != start
            if one not in seen:
                seen.add(one)
                front += named.get(one, ())


def test_who_leaves_hands_what_waits_to_the_next_above(world: World) -> None:
    rules(world, people(world.lead))
    request = submitted(world)

    change_employee(
        employee=world.lead, name="Lead", title="", roles=["approver"], manager=world.head, cost_centre=None,
        address=None, active=False, by=world.administrator.person, now=after(10),
    )  # fmt: skip

    assert states(request) == {"Lead": "forwarded", "Head": "pending"}


def test_where_nobody_above_can_it_stays_and_is_shown(world: World) -> None:
    from fondaco.buying.approvals.queries import stuck_steps

    rules(world, people(world.chief))
    submitted(world)
    world.chief.roles.all().delete()

    assert reroute_of(person=world.chief.person, by=None, now=after(10)) == 0
    assert [step.person for step in stuck_steps()] == [world.chief.person]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_reminders_and_escalation_count_working_days(world: World) -> None:
    rules(world, people(world.lead))
    request = submitted(world)  # on a Monday
    Step.objects.update(asked_at=at(6))  # a Friday

    assert remind_and_escalate(at(9)) == (0, 0)  # Monday is the first working day after
    assert remind_and_escalate(at(10)) == (1, 0)
    assert remind_and_escalate(at(10, 15)) == (0, 0)
    assert remind_and_escalate(at(12)) == (0, 0)
    assert remind_and_escalate(at(13)) == (0, 1)
    assert states(request) == {"Lead": "forwarded", "Head": "pending"}


def test_a_public_holiday_is_no_working_day(world: World) -> None:
    rules(world, people(world.lead))
    submitted(world)
    Step.objects.update(asked_at=datetime(2026, 4, 3, 9, tzinfo=UTC))  # Good Friday; Easter Monday is the 6th

    assert remind_and_escalate(datetime(2026, 4, 7, 9, tzinfo=UTC)) == (0, 0)
    assert remind_and_escalate(datetime(2026, 4, 8, 9, tzinfo=UTC)) == (1, 0)


def test_it_never_escalates_to_who_asked(world: World) -> None:
    rules(world, people(world.lead))
    head = add_person(world.entity, "Boss", "approver requester", world.chief)
    Employee.objects.filter(pk=world.lead.pk).update(manager=head)
    request = submitted(world, by=head)
    Step.objects.update(asked_at=NOW)

    remind_and_escalate(NOW + timedelta(days=20))

    assert "Boss" not in states(request)
    assert waiting(request) == ["Chief"]


def test_a_company_that_wants_no_pressing_gets_none(world: World) -> None:
    rules(world, people(world.lead))
    submitted(world)
    world.entity.remind_after_days = world.entity.escalate_after_days = 0
    world.entity.save()

    assert remind_and_escalate(NOW + timedelta(days=100)) == (0, 0)


def test_dates_of_a_delegation_are_checked(world: World) -> None:
    for first, last in ((2, 1), (-5, -2)):
        with pytest.raises(Refused):
            away(world.lead, world.owner, first=first, last=last)
    assert not Delegation.objects.exists()
    assert isinstance(TODAY, date)
    assert PurchaseRequest.objects.count() == 0

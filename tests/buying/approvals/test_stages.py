"""Side by side and one after the other, all or any; and what does not have to be asked again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve, reject, start_round
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.demo import write_policy
from fondaco.buying.policy.models import Who
from fondaco.buying.policy.operations import RuleFacts
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.subject import RequestSubject
from tests.buying.world import NOW, World, add_person, after, build_world, submitted

FROM_STORE = Condition("supplier", {"sup-store"})
BIG = (("10", "600.00"), ("2", "1.50"))


def rules(world: World, *said: RuleFacts) -> None:
    write_policy(entity=world.entity, rules=said, note="For the test", now=NOW)


def people(*named: Employee, **told: object) -> RuleFacts:
    return RuleFacts(Who.PERSON, people=named, **told)  # type: ignore[arg-type]


def waiting(request: PurchaseRequest) -> list[str]:
    steps = Step.objects.filter(round__subject_id=request.public_id, round__state="open", state="pending")
    return sorted(steps.values_list("person__name", flat=True))


def states(request: PurchaseRequest) -> dict[str, str]:
    steps = Step.objects.filter(round=last(request))
    return dict(steps.order_by("sequence").values_list("person__name", "state"))


def last(request: PurchaseRequest) -> Round:
    found = Round.objects.filter(subject_id=request.public_id).order_by("-pk").first()
    assert found
    return found


def decide(request: PurchaseRequest, who: Employee, minute: int = 5) -> Step:
    step = Step.objects.get(round__subject_id=request.public_id, state="pending", person=who.person)
    return approve(step=step, by=who.person, now=after(minute), digest=step.round.digest)


def test_those_at_the_same_place_are_asked_at_once_and_the_next_when_all_have_approved(world: World) -> None:
    rules(world, people(world.lead), people(world.owner), people(world.chief, sequence=20))
    request = submitted(world)
    assert waiting(request) == ["Lead", "Owner"]

    decide(request, world.owner)
    assert waiting(request) == ["Lead"]
    decide(request, world.lead)
    assert waiting(request) == ["Chief"]

    decide(request, world.chief)
    request.refresh_from_db()
    assert request.state == "ordered"


def test_of_several_the_first_one_does_and_the_others_need_not_any_more(world: World) -> None:
    rules(world, people(world.lead, world.owner, world.head, needs="any"), people(world.chief, sequence=20))
    request = submitted(world)

    decide(request, world.owner)

    assert states(request) == {"Lead": "skipped", "Owner": "approved", "Head": "skipped", "Chief": "pending"}
    late = Step.objects.get(person=world.lead.person)
    with pytest.raises(Refused):
        approve(step=late, by=world.lead.person, now=after(9), digest=late.round.digest)


def test_one_who_says_no_ends_it_for_all_at_that_place(world: World) -> None:
    rules(world, people(world.lead), people(world.owner))
    request = submitted(world)
    step = Step.objects.get(person=world.owner.person)

    reject(step=step, by=world.owner.person, now=after(5), reason="No")

    assert states(request) == {"Lead": "skipped", "Owner": "rejected"}
    request.refresh_from_db()
    assert request.state == "rejected"


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_the_same_moment_pass_the_round_once(transactional_db: None) -> None:
    world = build_world()
    rules(world, people(world.lead), people(world.owner))
    request = submitted(world)
    troubles: list[Exception] = []

    def click(who: Employee) -> None:
        try:
            decide(request, who)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(who,)) for who in (world.lead, world.owner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    request.refresh_from_db()
    assert troubles == []
    assert request.state == "ordered"
    assert request.orders.count() == 1


def change(request: PurchaseRequest, number: int, price: str) -> None:
    line = request.lines.get(line_number=number)
    assert line.quantity
    line.unit_price, line.amount = Decimal(price), Decimal(price) * line.quantity
    line.company_amount = line.amount
    line.save()
    request.refresh_from_db()


def again(request: PurchaseRequest, minute: int = 30) -> Round:
    return start_round(subject=RequestSubject(request), by=request.requester, now=after(minute))


def asked(request: PurchaseRequest, who: Employee) -> Sequence[str]:
    return Step.objects.get(round=last(request), person=who.person).to_decide


def test_only_the_line_that_changed_goes_round_again(world: World) -> None:
    rules(world, people(world.lead), people(world.owner, sequence=20))
    request = submitted(world, lines=BIG)
    decide(request, world.lead)
    change(request, 2, "9.00")

    again(request)

    assert asked(request, world.lead) == ["2"]
    assert waiting(request) == ["Lead"]
    decide(request, world.lead, 40)
    assert asked(request, world.owner) == ["1", "2"]  # who had not decided yet decides about everything


def test_what_nobody_changed_is_not_asked_about_at_all(world: World) -> None:
    rules(world, people(world.lead), people(world.owner, sequence=20))
    request = submitted(world, lines=BIG)
    decide(request, world.lead)

    again(request)

    assert states(request) == {"Lead": "before", "Owner": "pending"}
    step = Step.objects.get(round=last(request), person=world.lead.person)
    assert set(step.carried) == {"1", "2"}


def test_an_approval_of_what_was_once_so_does_not_count_for_what_is_now(world: World) -> None:
    rules(world, people(world.lead))
    request = submitted(world, lines=BIG)
    change(request, 1, "700.00")
    again(request)
    old = Step.objects.filter(person=world.lead.person).order_by("pk").first()
    assert old

    with pytest.raises(Refused):
        approve(step=old, by=world.lead.person, now=after(31), digest=old.round.digest)

    assert asked(request, world.lead) == ["1", "2"]


TURNS = st.lists(
    st.one_of(st.just("approve"), st.tuples(st.sampled_from([1, 2]), st.sampled_from(["7.00", "8.00", "9.00"]))),
    max_size=6,
)


@given(turns=TURNS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_the_same_person_approved_as_it_is_now_is_carried_over(
    world: World, turns: list[str | tuple[int, str]]
) -> None:
    with transaction.atomic():
        rules(world, people(world.lead), people(world.owner, sequence=20))
        request = submitted(world, lines=BIG)
        prices = {str(line.line_number): line.unit_price for line in request.lines.all()}
        approved: set[tuple[str, Decimal | None]] = set()
        for minute, turn in enumerate(turns, start=10):
            if isinstance(turn, tuple):
                change(request, *turn)
                prices[str(turn[0])] = Decimal(turn[1])
                again(request, minute)
            elif waiting(request) == ["Lead"]:
                approved |= {(key, prices[key]) for key in asked(request, world.lead)}
                decide(request, world.lead, minute)

            step = Step.objects.get(round=last(request), person=world.lead.person)
            if isinstance(turn, tuple):
                assert set(step.carried) == {key for key, price in prices.items() if (key, price) in approved}
            if waiting(request) == ["Owner"]:
                assert set(prices.items()) <= approved
        transaction.set_rollback(True)


def test_the_old_round_stays_as_evidence(world: World) -> None:
    rules(world, people(world.lead), people(world.owner, sequence=20))
    request = submitted(world, lines=BIG)
    decide(request, world.lead)
    first = last(request)
    change(request, 2, "9.00")

    again(request)

    first.refresh_from_db()
    kept = first.steps.get(person=world.lead.person)
    assert (first.state, kept.state, kept.decided_digest) == ("superseded", "approved", first.digest)
    assert first.lines != last(request).lines


def test_each_decides_about_their_own_lines_and_the_round_needs_them_all(world: World) -> None:
    rules(
        world,
        people(world.lead, conditions=(FROM_STORE,)),
        RuleFacts(Who.COST_CENTRE_OWNER, sequence=10, covers_lines=True),
    )
    request = submitted(world, lines=BIG)

    assert asked(request, world.owner) == ["1", "2"]
    assert waiting(request) == ["Lead", "Owner"]


def test_a_watcher_is_told_and_asked_nothing_and_may_look(world: World) -> None:
    from fondaco.buying.approvals.queries import concerns_approver

    friend = add_person(world.entity, "Friend", "approver")
    rules(world, people(world.lead), people(friend, effect="watch"))

    request = submitted(world)

    assert waiting(request) == ["Lead"]
    assert Mail.objects.filter(to=friend.person.email).count() == 1
    assert concerns_approver(friend.person, request)


def test_somebody_asked_in_two_places_approves_once(world: World) -> None:
    rules(world, people(world.lead), people(world.lead, world.owner, sequence=20, needs="all"))
    request = submitted(world)

    decide(request, world.lead)

    assert waiting(request) == ["Owner"]


def test_a_policy_that_blocks_lets_nothing_be_submitted_and_says_why(world: World) -> None:
    rules(
        world,
        people(world.lead),
        RuleFacts(
            effect="block", message="Buy these at the workshop", conditions=(Condition("supplier", {"sup-store"}),)
        ),
    )

    with pytest.raises(Refused) as refused:
        submitted(world)

    assert "Buy these at the workshop" in refused.value.words
    assert PurchaseRequest.objects.get().state == "draft"

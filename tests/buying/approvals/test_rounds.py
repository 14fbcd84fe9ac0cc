"""What approvers and requesters can do in a round."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from fondaco import audit
from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.approvals.models import Question, Round, Step
from fondaco.buying.approvals.operations import (
    AlreadyDecided,
    answer_question,
    approve,
    approve_many,
    ask_question,
    reject,
    route_anew,
    send_back,
    start_round,
)
from fondaco.buying.approvals.queries import stuck_steps
from fondaco.buying.company.models import Role
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.people.models import Person
from tests.buying.world import NOW, World, after, approve_all, build_world, pending, round_of, submitted

BIG = (("10", "60.00"),)  # above the lead's limit: lead, then head


def test_the_first_approver_is_asked_by_mail_with_the_facts(world: World) -> None:
    submitted(world)

    letter = Mail.objects.get(to="lead@buyer.example.com")
    assert "Asker" in letter.subject
    assert "€104.90" in letter.text
    assert "- 5 pieces · Thing 1 · €100.00" in letter.text
    assert "Needed in the workshop" in letter.text
    assert "/approvals/" in letter.text


def test_the_letter_is_in_the_language_of_who_reads_it(world: World) -> None:
    world.lead.person.language = "it"
    world.lead.person.save()

    submitted(world)

    assert "104,90" in Mail.objects.get(to="lead@buyer.example.com").text


def test_steps_are_asked_in_sequence(world: World) -> None:
    request = submitted(world, lines=BIG)

    step = pending(request)
    approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    assert pending(request).person == world.head.person
    assert not PurchaseOrder.objects.exists()


def test_the_last_approval_orders_and_tells_the_requester(world: World) -> None:
    request = submitted(world)

    order = approve_all(request)

    request.refresh_from_db()
    assert request.state == "ordered"
    assert MessageOut.objects.get().about == order.about
    assert Mail.objects.filter(to="asker@buyer.example.com", subject__contains="approved").exists()


def test_a_step_waiting_its_turn_cannot_be_decided(world: World) -> None:
    request = submitted(world, lines=BIG)
    later = Step.objects.get(round=round_of(request), person=world.head.person)

    with pytest.raises(Refused) as refused:
        approve(step=later, by=world.head.person, now=after(1), digest=later.round.digest)

    assert refused.value.code == "not_yet"


def test_only_the_one_who_was_asked_decides(world: World) -> None:
    step = pending(submitted(world))

    for other in (world.head, world.chief, world.asker, world.administrator):
        with pytest.raises(Refused) as refused:
            approve(step=step, by=other.person, now=after(1), digest=step.round.digest)
        assert refused.value.code == "not_yours"
    assert not PurchaseOrder.objects.exists()


def test_an_approver_who_lost_the_role_cannot_decide(world: World) -> None:
    step = pending(submitted(world))
    Role.objects.filter(employee=world.lead, name="approver").delete()

    with pytest.raises(Refused) as refused:
        approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    assert refused.value.code == "not_entitled"
    step.refresh_from_db()
    assert step.state == "pending"


def test_approving_twice_approves_once(world: World) -> None:
    step = pending(submitted(world))
    approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    with pytest.raises(AlreadyDecided) as refused:
        approve(step=step, by=world.lead.person, now=after(2), digest=step.round.digest)

    assert refused.value.words == "You already approved this."
    assert PurchaseOrder.objects.count() == 1


@pytest.mark.parametrize("change", ["line", "reason"])
def test_a_subject_that_changed_is_not_approved(world: World, change: str) -> None:
    request = submitted(world)
    step = pending(request)
    if change == "line":
        RequestLine.objects.filter(request=request).update(unit_price=Decimal("0.01"))
    else:
        PurchaseRequest.objects.filter(pk=request.pk).update(reason="Something else")

    with pytest.raises(Refused) as refused:
        approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    assert refused.value.code == "changed"
    assert not PurchaseOrder.objects.exists()


def test_approving_another_digest_than_the_one_asked_about_is_refused(world: World) -> None:
    step = pending(submitted(world))

    with pytest.raises(Refused) as refused:
        approve(step=step, by=world.lead.person, now=after(1), digest="0" * 64)

    assert refused.value.code == "changed"


def test_rejecting_ends_round_and_request_and_says_why(world: World) -> None:
    request = submitted(world, lines=BIG)

    reject(step=pending(request), by=world.lead.person, now=after(1), reason="Too dear")

    request.refresh_from_db()
    assert request.state == "rejected"
    assert list(Step.objects.values_list("state", flat=True)) == ["rejected", "skipped"]
    assert "Too dear" in Mail.objects.get(to="asker@buyer.example.com").text


def test_sending_back_lets_the_requester_change_and_submit_anew(world: World) -> None:
    request = submitted(world)
    send_back(step=pending(request), by=world.lead.person, now=after(1), reason="Another colour")
    request.refresh_from_db()
    assert (request.state, request.state_note) == ("returned", "Another colour")

    start_round(subject=RequestSubject(request), by=world.asker.person, now=after(5))

    assert sorted(Round.objects.values_list("state", flat=True)) == ["open", "returned"]


@pytest.mark.parametrize("operation", [reject, send_back])
def test_saying_no_needs_a_reason(world: World, operation: object) -> None:
    step = pending(submitted(world))

    with pytest.raises(Refused):
        operation(step=step, by=world.lead.person, now=after(1), reason="  ")  # type: ignore[operator]

    step.refresh_from_db()
    assert step.state == "pending"


def test_a_question_goes_to_the_requester_and_the_answer_back(world: World) -> None:
    step = pending(submitted(world))

    question = ask_question(step=step, by=world.lead.person, now=after(1), text="For which machine?")
    answer_question(question=question, by=world.asker.person, now=after(2), text="The lathe")

    assert "For which machine?" in Mail.objects.get(to="asker@buyer.example.com").text
    assert Mail.objects.filter(to="lead@buyer.example.com", subject__contains="answered").exists()
    step.refresh_from_db()
    assert step.state == "pending"


def test_a_question_is_answered_once_and_only_by_the_requester(world: World) -> None:
    step = pending(submitted(world))
    question = ask_question(step=step, by=world.lead.person, now=after(1), text="For which machine?")

    with pytest.raises(Refused) as refused:
        answer_question(question=question, by=world.head.person, now=after(2), text="No idea")
    assert refused.value.code == "not_yours"
    answer_question(question=question, by=world.asker.person, now=after(2), text="The lathe")
    with pytest.raises(Refused) as refused:
        answer_question(question=question, by=world.asker.person, now=after(3), text="The mill")
    assert refused.value.code == "answered"
    assert Question.objects.get().answer == "The lathe"


def test_withdrawing_frees_the_approver(world: World) -> None:
    request = submitted(world)
    step = pending(request)

    withdraw_request(request=request, by=world.asker.person, now=after(1))

    step.refresh_from_db()
    assert step.state == "skipped"
    assert Mail.objects.filter(to="lead@buyer.example.com", subject__contains="withdrawn").exists()
    with pytest.raises(AlreadyDecided):
        approve(step=step, by=world.lead.person, now=after(2), digest=step.round.digest)


def test_a_new_round_supersedes_the_one_before(world: World) -> None:
    request = submitted(world)

    start_round(subject=RequestSubject(request), by=world.asker.person, now=after(1))

    assert sorted(Round.objects.values_list("state", flat=True)) == ["open", "superseded"]


def test_a_round_whose_approver_left_finds_its_approvers_anew(world: World) -> None:
    request = submitted(world)
    round_ = round_of(request)
    with pytest.raises(Refused) as refused:
        route_anew(round_=round_, by=world.administrator.person, now=after(1))
    assert refused.value.code == "not_stuck"
    Person.objects.filter(pk=world.lead.person.pk).update(is_active=False)
    assert [step.person for step in stuck_steps()] == [world.lead.person]

    route_anew(round_=round_, by=world.administrator.person, now=after(2))

    assert pending(request).person == world.head.person
    assert "who no longer works here" in pending(request).why
    assert stuck_steps() == []


def test_several_are_approved_at_once_and_one_refusal_does_not_stop_the_others(world: World) -> None:
    steps = [pending(submitted(world)) for _ in range(3)]
    pairs = [(step, step.round.digest) for step in steps]
    pairs[1] = (steps[1], "another")

    done = approve_many(steps=pairs, by=world.lead.person, now=after(1))

    assert [bool(one.refused) for one in done] == [False, True, False]
    assert PurchaseOrder.objects.count() == 2


def test_every_decision_leaves_a_line(world: World) -> None:
    request = submitted(world)

    approve_all(request)

    actions = [line.action for line in audit.lines_for(request.about)]
    wanted = ["approval.started", "approval.approved", "approval.ended", "request.approved", "request.ordered"]
    assert [action for action in actions if action in wanted] == wanted


def test_the_database_refuses_a_step_on_ones_own_request(world: World) -> None:
    round_ = round_of(submitted(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(round=round_, sequence=9, person=world.asker.person, requester=world.asker.person)


def test_the_database_refuses_a_decision_by_another_person(world: World) -> None:
    step = pending(submitted(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(
            state="approved", decided_by=world.head.person, decided_at=NOW, decided_digest="x"
        )


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_give_one_approval_and_one_order() -> None:
    world = build_world()
    step = pending(submitted(world))
    gate, told = threading.Barrier(4), []

    def click() -> None:
        try:
            gate.wait()
            approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)
            told.append("approved")
        except AlreadyDecided:
            told.append("already")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["already", "already", "already", "approved"]
    assert PurchaseOrder.objects.count() == 1
    assert MessageOut.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_withdrawal_at_once_end_in_one_of_the_two() -> None:
    world = build_world()
    request = submitted(world)
    step = pending(request)
    gate, told = threading.Barrier(2), []

    def run(name: str, act: object) -> None:
        try:
            gate.wait()
            act()  # type: ignore[operator]
            told.append(name)
        except Refused:
            pass
        finally:
            connection.close()

    def approve_it() -> None:
        approve(step=step, by=world.lead.person, now=after(1), digest=step.round.digest)

    def withdraw_it() -> None:
        withdraw_request(request=request, by=world.asker.person, now=after(1))

    threads = [
        threading.Thread(target=run, args=("approved", approve_it)),
        threading.Thread(target=run, args=("withdrawn", withdraw_it)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    request.refresh_from_db()
    assert len(told) == 1
    assert request.state == {"approved": "ordered", "withdrawn": "withdrawn"}[told[0]]
    assert PurchaseOrder.objects.count() == (1 if told == ["approved"] else 0)

"""Asked again before an order goes out: no answer, one that comes too late, and a process that dies in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from fondaco import audit
from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.release import asking
from fondaco.buying.release.asking import LEASE, PAUSES, ask_due
from fondaco.buying.release.models import Inquiry, PriceCheck
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request, withdraw_request
from tests.buying.release.machines import SILENT, Machine, approved, checks, said, states
from tests.buying.world import World, after, submitted


class TestNoAnswer:
    def test_it_is_tried_again_after_growing_pauses_and_then_people_are_told(
        self, world: World, machine: Machine
    ) -> None:
        request = approved(submitted(world))
        machine.answers = {"*": SILENT}
        Mail.objects.all().delete()
        at = after(11)
        for pause in PAUSES:
            ask_due(at)
            assert states(request) == {1: "checked"}
            assert ask_due(at + pause - timedelta(seconds=1)) == 0
            at += pause

        ask_due(at)

        request.refresh_from_db()
        assert (request.state, states(request)) == ("returned", {1: "requote"})
        assert len(machine.asked) == len(PAUSES) + 1
        assert not PurchaseOrder.objects.exists()
        inquiry = Inquiry.objects.get()
        assert (inquiry.state, inquiry.problem_code) == ("unanswered", "timeout")
        told = {mail.to: mail.subject for mail in Mail.objects.all()}
        assert "did not answer" in told[world.buyer.person.email]
        assert "quoted again" in told[world.asker.person.email]
        assert "request.check_given_up" in [line.action for line in audit.lines_for(request.about)]
        assert ask_due(at + timedelta(days=1)) == 0

    def test_a_fault_of_ours_is_no_reason_to_ask_for_ever(
        self, world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = approved(submitted(world))

        def fails(**_told: object) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr(asking, "hear_answer", fails)
        at = after(11)
        ask_due(at)
        assert states(request) == {1: "checked"}
        for pause in PAUSES:
            at += pause
            ask_due(at)

        assert states(request) == {1: "requote"}
        assert (Inquiry.objects.get().state, Inquiry.objects.get().problem_code) == ("unanswered", "fault")
        assert not PurchaseOrder.objects.exists()

    def test_one_answer_in_time_is_enough(self, world: World, machine: Machine) -> None:
        request = approved(submitted(world))
        machine.answers = {"*": SILENT}
        ask_due(after(11))
        machine.answers = {}

        ask_due(after(12))

        assert states(request) == {1: "ordered"}

    def test_a_supplier_that_is_asked_no_more_is_not_asked_and_nothing_is_ordered(
        self, world: World, machine: Machine
    ) -> None:
        request = approved(submitted(world))
        world.supplier.answers_by, world.supplier.answers_api = "nothing", ""
        world.supplier.save()

        ask_due(after(11))

        assert machine.asked == []
        assert states(request) == {1: "checked"}
        assert Inquiry.objects.get().problem_code == "nobody_to_ask"

    def test_an_order_that_cannot_be_written_after_all_is_told_and_tried_again(
        self, world: World, machine: Machine
    ) -> None:
        request = approved(submitted(world))
        RequestLine.objects.filter(request=request).update(classifications=[])

        ask_due(after(11))

        assert states(request) == {1: "checked"}
        assert Inquiry.objects.get().problem_code == "cannot_be_written"
        assert not PurchaseOrder.objects.exists()
        at = after(11)
        for pause in PAUSES:
            at += pause
            ask_due(at)
        assert states(request) == {1: "requote"}
        assert checks(request) == {1: "unwritten"}


class TestMeanwhile:
    def test_an_answer_about_what_was_withdrawn_changes_nothing(self, world: World, machine: Machine) -> None:
        request = approved(submitted(world))
        machine.meanwhile = lambda: withdraw_request(request=request, by=world.asker.person, now=after(11))

        ask_due(after(11))

        request.refresh_from_db()
        assert (request.state, states(request)) == ("withdrawn", {1: "open"})
        assert checks(request) == {1: "late"}
        assert Inquiry.objects.get().state == "over"
        assert not PurchaseOrder.objects.exists()

    def test_what_was_withdrawn_before_is_not_asked_about(self, world: World, machine: Machine) -> None:
        request = approved(submitted(world))
        withdraw_request(request=request, by=world.asker.person, now=after(11))

        ask_due(after(12))

        assert machine.asked == []
        assert Inquiry.objects.get().state == "over"

    def test_a_hold_that_ends_while_the_supplier_is_asked_is_for_the_answer_to_judge(
        self, world: World, machine: Machine
    ) -> None:
        request = submitted(world)
        RequestLine.objects.filter(request=request).update(hold_expires_at=after(11))
        approved(request)

        assert clock.lapse_due(after(12)) == 0
        ask_due(after(12))

        assert states(request) == {1: "ordered"}

    def test_a_hold_that_ended_before_the_last_approval_is_asked_about_too(
        self, world: World, machine: Machine
    ) -> None:
        request = submitted(world)
        RequestLine.objects.filter(request=request).update(hold_expires_at=after(5))
        assert clock.lapse_due(after(6)) == 0
        approved(request)
        machine.answers = {"*": said("40.00")}

        ask_due(after(11))

        assert states(request) == {1: "requote"}
        assert not PurchaseOrder.objects.exists()

    def test_a_hold_of_whom_nobody_can_ask_lapses_as_ever(self, world: World) -> None:
        request = submitted(world)
        RequestLine.objects.filter(request=request).update(hold_expires_at=after(5))

        assert clock.lapse_due(after(6)) == 1

        assert states(request) == {1: "requote"}

    def test_a_line_that_comes_again_is_asked_about_anew(self, world: World, machine: Machine) -> None:
        """Given back while a question was being tried again: the older answer means nothing for it."""
        request = approved(submitted(world))
        machine.answers = {"*": SILENT}
        ask_due(after(11))
        RequestLine.objects.filter(request=request).update(state="open")
        PurchaseRequest.objects.filter(pk=request.pk).update(state="returned")
        request.refresh_from_db()
        answers = Answers(world.centre, world.address, None, "Needed", frozenset({1}))
        submit_request(request=request, version=request.version, answers=answers, by=request.requester, now=after(11))
        approved(request, 11)
        machine.answers = {}

        ask_due(after(30))

        assert states(request) == {1: "ordered"}
        assert sorted(PriceCheck.objects.values_list("outcome", flat=True)) == ["late", "within"]
        assert PurchaseOrder.objects.count() == 1


class Killed(BaseException):
    """The process ends here: nothing catches it."""


def _killed_at_the_outbox(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """The process ends when the order is written and its message is about to be."""
    if "INSERT INTO" in sql and "bridge_messageout" in sql:
        raise Killed
    return execute(sql, params, many, context)


def test_a_process_killed_between_answer_and_order_leaves_nothing_and_loses_nothing(
    world: World, machine: Machine
) -> None:
    request = approved(submitted(world))

    with pytest.raises(Killed), connection.execute_wrapper(_killed_at_the_outbox):
        ask_due(after(11))

    assert not PurchaseOrder.objects.exists()
    assert not MessageOut.objects.exists()
    assert states(request) == {1: "checked"}
    assert ask_due(after(12)) == 0  # somebody may still be at it

    ask_due(after(11) + LEASE)

    assert states(request) == {1: "ordered"}
    assert PurchaseOrder.objects.count() == 1
    assert miscounted() == []


def test_an_answer_that_comes_after_another_was_acted_on_changes_nothing(world: World, machine: Machine) -> None:
    approved(submitted(world))
    machine.meanwhile = lambda: ask_due(after(11) + LEASE) if len(machine.asked) < 2 else None

    ask_due(after(11))

    assert len(machine.asked) == 2
    assert PurchaseOrder.objects.count() == 1
    assert [mail.subject for mail in Mail.objects.all() if "quoted again" in mail.subject] == []

"""Price and stock are asked again after the last approval: what stands is ordered, only the rest goes back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from fondaco import audit
from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.operations import approve
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.release import asking
from fondaco.buying.release.asking import LEASE, PAUSES, ask_due
from fondaco.buying.release.models import Inquiry, PriceCheck
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request, withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping import prices
from fondaco.sealing import unseal
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.release.machines import GONE, SILENT, Machine, plugged_in, said, states
from tests.buying.world import World, add_supplier, after, build_world, draft, pending, submitted

TWO = (("5", "20.00"), ("2", "10.00"))


@pytest.fixture
def world(db: None) -> World:
    found = build_world()
    found.entity.price_tolerance_percent, found.entity.price_tolerance_amount = Decimal(10), Decimal("1.50")
    found.entity.save()
    return found


@pytest.fixture(autouse=True)
def _own_pricers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


@pytest.fixture
def machine(world: World) -> Machine:
    return plugged_in(world.supplier)


def approved(request: PurchaseRequest, minutes: int = 10) -> PurchaseRequest:
    while Round.objects.filter(subject_id=request.public_id, state="open").exists():
        step = pending(request)
        approve(step=step, by=step.person, now=after(minutes), digest=step.round.digest)
    request.refresh_from_db()
    return request


def checks(request: PurchaseRequest) -> dict[int, str]:
    rows = PriceCheck.objects.filter(inquiry__request=request).order_by("pk")
    return {check.line_number: check.outcome for check in rows}


def test_nothing_waits_for_another_machine_while_somebody_approves(world: World, machine: Machine) -> None:
    request = approved(submitted(world))

    assert machine.asked == []
    assert (request.state, states(request)) == ("approved", {1: "checked"})
    assert not PurchaseOrder.objects.exists()
    assert not MessageOut.objects.exists()
    check = PriceCheck.objects.get()
    assert (check.quoted, check.limit, check.now, check.outcome) == (20, Decimal("21.5"), None, "")


# The company's limits: ten per cent, and 1.50 for one. Of 20.00 the amount is reached first, of 10.00 the percentage.
@pytest.mark.parametrize(
    ("line", "price", "outcome"),
    [
        ("1", "20.00", "within"),
        ("1", "21.50", "within"),
        ("1", "21.51", "price"),
        ("2", "11.00", "within"),
        ("2", "11.01", "price"),
        ("1", "19.00", "within"),
        ("1", "0.01", "within"),
    ],
)
def test_within_the_tolerance_it_is_ordered_above_it_only_that_line_goes_back(
    world: World, machine: Machine, line: str, price: str, outcome: str
) -> None:
    request = approved(submitted(world, lines=TWO))
    machine.answers = {"1": said("20.00"), "2": said("10.00"), line: said(price)}

    ask_due(after(11))

    request.refresh_from_db()
    expected = dict.fromkeys((1, 2), "ordered")
    if outcome == "price":
        expected[int(line)] = "requote"
    assert states(request) == expected
    assert request.state == ("returned" if outcome == "price" else "ordered")
    assert checks(request)[int(line)] == outcome
    assert PurchaseOrder.objects.count() == 1
    assert miscounted() == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said(available=Decimal("4.9999")), "stock"),
        (said(available=Decimal(0)), "stock"),
        (said(available=Decimal(5)), "within"),
        (said(available=None), "within"),
        (GONE, "gone"),
        (said(currency="CHF"), "currency"),
        (said("19.00", currency=""), "currency"),
        (said("0"), "unanswered"),
        (said("0.000000001"), "unanswered"),
    ],
)
def test_what_cannot_be_had_as_it_was_quoted_goes_back(
    world: World, machine: Machine, answer: prices.Priced, outcome: str
) -> None:
    request = approved(submitted(world))
    machine.answers = {"1": answer}

    ask_due(after(11))

    request.refresh_from_db()
    assert checks(request) == {1: outcome}
    assert states(request) == {1: "ordered" if outcome == "within" else "requote"}
    assert PurchaseOrder.objects.exists() == (outcome == "within")


def test_the_requester_is_told_which_line_and_why(world: World, machine: Machine) -> None:
    approved(submitted(world, lines=TWO))
    machine.answers = {"1": said("30.00"), "2": said("10.00")}
    Mail.objects.all().delete()

    ask_due(after(11))

    [letter] = [mail for mail in Mail.objects.all() if "quoted again" in mail.subject]
    text = unseal(letter.text_sealed).decode()
    assert "its price has risen" in text
    assert "Thing 1" in text
    assert "Thing 2" not in text


def test_a_rise_within_the_limit_is_ordered_at_the_price_that_was_approved(world: World, machine: Machine) -> None:
    approved(submitted(world))
    machine.answers = {"1": said("21.00", supplier_part_auxiliary_id="offer-new")}

    ask_due(after(11))

    line = OrderLine.objects.get()
    assert (line.unit_price, line.amount, line.supplier_part_auxiliary_id) == (20, 100, "offer-new")


def test_a_lower_price_is_ordered_at_and_what_is_saved_is_let_go(world: World, machine: Machine) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    request = approved(submitted(world))
    assert stages(found) == (0, Decimal("104.90"), 0)
    machine.answers = {"1": said("18.00")}

    ask_due(after(11))

    order = PurchaseOrder.objects.get()
    assert (order.net, order.lines.get().unit_price, order.lines.get().amount) == (90, 18, 90)
    assert stages(found) == (0, Decimal("94.90"), 0)
    assert miscounted() == []
    # What was signed stays as it was signed.
    request.refresh_from_db()
    assert request.lines.get().unit_price == 20
    assert RequestSubject(request).digest() == Round.objects.get(state="passed").digest


def test_an_amount_in_the_companys_currency_limits_a_price_in_another(world: World, machine: Machine) -> None:
    request = submitted(world)
    RequestLine.objects.filter(request=request).update(currency="CHF", rate=Decimal("0.5"))
    line = RequestLine.objects.select_related("supplier").get(request=request)
    world.entity.price_tolerance_percent = Decimal(100)

    limit = asking.limit_of(line, line.supplier.tolerance_for(world.entity), world.entity.currency)

    assert limit == 23  # 1.50 EUR are 3.00 CHF


def test_an_approver_is_told_at_once_that_an_order_cannot_be_written(world: World, machine: Machine) -> None:
    request = submitted(world)
    RequestLine.objects.filter(request=request).update(classifications=[])
    step = pending(request)

    with pytest.raises(Refused) as refused:
        approve(step=step, by=step.person, now=after(10), digest=step.round.digest)

    assert refused.value.code == "cannot_be_written"
    assert not Inquiry.objects.exists()
    assert states(request) == {1: "in_approval"}


class TestSeveralSuppliers:
    @pytest.fixture
    def request_of_two(self, world: World) -> PurchaseRequest:
        other = add_supplier("Other", "other")
        made = draft(world, lines=TWO)
        made.lines.filter(line_number=2).update(supplier=other)
        answers = Answers(world.centre, world.address, None, "Needed", frozenset({1, 2}))
        return submit_request(request=made, version=1, answers=answers, by=made.requester, now=after(0))

    def test_whom_nobody_can_ask_gets_the_order_at_once(
        self, world: World, machine: Machine, request_of_two: PurchaseRequest
    ) -> None:
        request = approved(request_of_two)

        assert states(request) == {1: "checked", 2: "ordered"}
        ask_due(after(11))
        request.refresh_from_db()
        assert (request.state, PurchaseOrder.objects.count()) == ("ordered", 2)

    def test_what_one_supplier_says_does_not_hold_up_the_other(
        self, world: World, machine: Machine, request_of_two: PurchaseRequest
    ) -> None:
        other = plugged_in(request_of_two.lines.get(line_number=2).supplier)
        request = approved(request_of_two)
        machine.answers, other.answers = {"*": GONE}, {"*": SILENT}
        ask_due(after(11))
        request.refresh_from_db()
        assert (request.state, states(request)) == ("returned", {1: "requote", 2: "checked"})

        other.answers = {"*": said("10.00")}
        ask_due(after(13))

        request.refresh_from_db()
        assert (request.state, states(request)) == ("returned", {1: "requote", 2: "ordered"})
        assert PurchaseOrder.objects.get().supplier.name == "Other"

    def test_a_line_is_ordered_while_its_neighbour_goes_round_again(
        self, world: World, machine: Machine, request_of_two: PurchaseRequest
    ) -> None:
        other = plugged_in(request_of_two.lines.get(line_number=2).supplier)
        request = approved(request_of_two)
        machine.answers, other.answers = {"*": GONE}, {"*": SILENT}
        ask_due(after(11))
        quoted_again = {"state": "open", "unit_price": Decimal(21), "amount": Decimal(105)}
        RequestLine.objects.filter(request=request, line_number=1).update(**quoted_again)
        request.refresh_from_db()
        answers = Answers(world.centre, world.address, None, "Needed", frozenset({1, 2}))
        submit_request(request=request, version=request.version, answers=answers, by=request.requester, now=after(12))
        other.answers = {"*": said("9.00")}

        ask_due(after(13))

        assert states(request) == {1: "in_approval", 2: "ordered"}
        machine.answers = {"*": said("21.00")}
        approved(request, 20)
        ask_due(after(21))
        request.refresh_from_db()
        assert (request.state, states(request)) == ("ordered", {1: "ordered", 2: "ordered"})
        assert miscounted() == []


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

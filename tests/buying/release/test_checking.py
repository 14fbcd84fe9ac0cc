"""Price and stock are asked again after the last approval: what stands is ordered, only the rest goes back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.operations import approve
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.release import asking
from fondaco.buying.release.asking import ask_due
from fondaco.buying.release.models import Inquiry, PriceCheck
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping import prices
from fondaco.sealing import unseal
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.release.machines import GONE, SILENT, TWO, Machine, approved, checks, plugged_in, said, states
from tests.buying.world import World, add_supplier, after, draft, pending, submitted


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

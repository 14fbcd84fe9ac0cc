"""Random walks from request to confirmation: whatever people and the supplier do, what must hold still holds."""

from __future__ import annotations

import contextlib
import random
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F, Sum

from fondaco.bridge.models import MessageOut
from fondaco.bridge.registry import NotTaken
from fondaco.buying.approvals.delegating import delegate, take_back
from fondaco.buying.approvals.models import Delegation, Round, Step
from fondaco.buying.approvals.operations import approve, ask_question, reject, send_back, start_round
from fondaco.buying.approvals.passing_on import forward
from fondaco.buying.budgets.models import Budget, Encumbrance
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import IllegalStep, Refused
from fondaco.buying.orders.expected import coming, promised_prices
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.operations import cancel_order, close_order
from fondaco.buying.orders.remedies import Remedy
from fondaco.buying.orders.resolving import remedy
from fondaco.buying.release.asking import ask_due
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, revise_request, submit_request, withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping import prices
from fondaco.documents import OrderOperation
from tests.buying.budgets.test_declaring import budget
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.release.machines import GONE, SILENT, plugged_in, said, unplugged
from tests.buying.world import World, after, submitted

WALKS = 12
STEPS = 40


class Walk:
    """One walk. Each action may be refused; none may break what must hold."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.request = submitted(world, lines=(("10", self.chance.choice(["5.00", "60.00", "200.00"])), ("2", "1.50")))
        self.minute = 0
        # Every other supplier has a machine that is asked again before anything is ordered.
        self.machine = plugged_in(world.supplier) if seed % 2 else unplugged(world.supplier)
        self.delegation: Delegation | None = None

    def step(self) -> None:
        self.minute += 1
        self.request = PurchaseRequest.objects.get(pk=self.request.pk)
        action = self.chance.choice(
            [self.approve] * 6
            + [self.say_no, self.ask, self.tamper, self.resubmit, self.resubmit, self.withdraw, self.round_anew]
            + [self.revise, self.revise, self.pass_on, self.go_away, self.lapse]
            + [self.confirm] * 6
            + [self.check_prices] * (4 if self.machine else 0)
            + [self.end, self.do_something]
        )
        with contextlib.suppress(Refused, NotTaken, IllegalStep, PurchaseOrder.DoesNotExist):
            action()

    def approve(self) -> None:
        step = self._step()
        person = self.chance.choice([step.assigned_to, step.assigned_to, step.person, self.world.asker.person])
        digest = self.chance.choice([step.round.digest] * 5 + ["0" * 64])
        approve(step=step, by=person, now=after(self.minute), digest=digest)

    def say_no(self) -> None:
        step = self._step()
        act = self.chance.choice([reject, send_back, send_back, send_back])
        act(step=step, by=step.assigned_to, now=after(self.minute), reason="Because")

    def ask(self) -> None:
        step = self._step()
        ask_question(step=step, by=step.assigned_to, now=after(self.minute), text="What for?")

    def tamper(self) -> None:
        """Somebody changes rows under everybody's feet while a round is open."""
        if self.request.state == "in_approval" and self.chance.random() < 0.3:
            PurchaseRequest.objects.filter(pk=self.request.pk).update(reason=f"Changed at {self.minute}")

    def revise(self) -> None:
        """The requester changes a line, or leaves one out, while it is being approved."""
        line = self.chance.choice(list(self.request.lines.all()))
        kept = self.chance.choice([frozenset({1, 2}), frozenset({line.line_number})])
        reason = self.chance.choice([self.request.reason, f"Another one at {self.minute}"])
        answers = Answers(self.world.centre, self.world.address, None, reason, kept)
        by = self.world.asker.person
        revise_request(
            request=self.request, version=self.request.version, answers=answers, by=by, now=after(self.minute)
        )

    def pass_on(self) -> None:
        step, to = self._step(), self.chance.choice([self.world.owner, self.world.chief, self.world.asker])
        forward(step=step, to=to.person, by=step.assigned_to, now=after(self.minute), reason="You know better")

    def go_away(self) -> None:
        """Somebody is away from now on, or back."""
        if self.delegation is not None:
            take_back(delegation=self.delegation, by=self.world.lead.person, now=after(self.minute))
            self.delegation = None
            return
        to = self.chance.choice([self.world.owner, self.world.head])
        self.delegation = delegate(
            delegator=self.world.lead.person, to=to.person, kind="", from_on=after(0).date(),
            until_on=after(0).date(), by=self.world.lead.person, now=after(self.minute),
            public_id=f"away-{self.request.pk}-{self.minute}",
        )  # fmt: skip

    def lapse(self) -> None:
        """The supplier's hold on a line ends, and with it what was approved about it."""
        if self.chance.random() < 0.3:
            line = self.chance.choice(list(self.request.lines.all()))
            RequestLine.objects.filter(pk=line.pk).update(hold_expires_at=after(self.minute))
            clock.lapse_due(after(self.minute))
            # Quoted again, at the same price.
            RequestLine.objects.filter(pk=line.pk).exclude(state="ordered").update(hold_expires_at=None)
            self._quoted_again()

    def check_prices(self) -> None:
        """The supplier's machine is asked about what was approved: it says the same, more, too much, or nothing."""
        assert self.machine is not None
        kind = self.chance.choice(["same", "same", "same", "more", "silent", "gone"])
        lines = RequestLine.objects.filter(request=self.request)
        rise = Decimal("0.01") if kind == "more" else Decimal(0)
        self.machine.answers = {line.key: said(str((line.unit_price or Decimal(0)) + rise)) for line in lines}
        if kind in {"silent", "gone"}:
            self.machine.answers = {"*": SILENT if kind == "silent" else GONE}
        ask_due(after(self.minute))
        self._quoted_again()

    def _quoted_again(self) -> None:
        """At the same price."""
        RequestLine.objects.filter(request=self.request, state="requote").update(state="open")

    def resubmit(self) -> None:
        answers = Answers(self.world.centre, self.world.address, None, "Again", frozenset({1, 2}))
        by = self.world.asker.person
        submit_request(
            request=self.request, version=self.request.version, answers=answers, by=by, now=after(self.minute)
        )

    def withdraw(self) -> None:
        if self.chance.random() < 0.1:
            withdraw_request(request=self.request, by=self.world.asker.person, now=after(self.minute))

    def round_anew(self) -> None:
        if self.request.state == "in_approval":
            start_round(subject=RequestSubject(self.request), by=self.world.asker.person, now=after(self.minute))

    def confirm(self) -> None:
        order = PurchaseOrder.objects.get(request=self.request)
        kind = self.chance.choice(["accept", "reject", "detail", "detail", "detail", "except"])
        quantities = {name: str(self.chance.randint(1, 6)) for name in ("accept", "reject", "later")}
        lines = (portions(self.chance.choice([1, 1, 2, 3]), **quantities),) if kind in {"detail", "except"} else ()
        operation = self.chance.choice([OrderOperation.NEW, OrderOperation.UPDATE])
        take(answer(order, kind, lines=lines, operation=operation), self.world.partner, at=after(self.minute))

    def end(self) -> None:
        order = PurchaseOrder.objects.get(request=self.request)
        act = self.chance.choice([close_order, close_order, cancel_order])
        if self.chance.random() < 0.5:
            act(order=order, by=self.world.buyer.person, now=after(self.minute), reason="Enough")

    def do_something(self) -> None:
        """Somebody presses a button about what does not come, perhaps one that was pressed before."""
        order = PurchaseOrder.objects.get(request=self.request)
        kind = self.chance.choice(["again", "elsewhere", "give_up"])
        number = self.chance.choice([None, 1, 2])
        with transaction.atomic():
            remedy(order=order, kind=kind, number=number, by=self.world.asker.person, now=after(self.minute))

    def _step(self) -> Step:
        step = (
            Step.objects.select_related("round", "person", "assigned_to")
            .filter(round__subject_id=self.request.public_id, state="pending")
            .first()
        )
        if step is None:
            raise Refused("nobody", "nobody is asked now")
        return step


def check(request: PurchaseRequest) -> None:
    request = PurchaseRequest.objects.get(pk=request.pk)
    assert miscounted() == []
    assert not Budget.objects.filter(mode="block", amount__lt=F("requested") + F("committed") + F("confirmed")).exists()
    assert request.total == request.net + request.charges_sum + request.tax
    included = [line for line in request.lines.all() if line.included]
    assert request.net == sum((line.company_amount for line in included), Decimal(0))
    _check_money(request)
    orders = list(PurchaseOrder.objects.filter(request=request))
    rounds = Round.objects.filter(subject_id=request.public_id)
    assert rounds.filter(state="open").count() == (1 if request.state == "in_approval" else 0)
    assert (len(orders) == 1) == (request.state == "ordered")
    assert not orders or rounds.filter(state="passed").exists()
    for step in Step.objects.filter(round__subject_id=request.public_id, state="approved"):
        assert step.decided_by_id in {step.person_id, step.assigned_to_id}
    assert MessageOut.objects.filter(about__in=[order.about for order in orders]).count() == len(orders)
    assert not Step.objects.filter(decided_by=F("requester")).exists()
    assert not OrderLine.objects.filter(ordered__lt=F("confirmed") + F("rejected") + F("backordered")).exists()
    _check_remedies(orders)
    for order in orders:
        passed = rounds.filter(state="passed").latest("ended_at")
        steps = list(passed.steps.all())
        assert steps
        assert all(step.state in {"approved", "before", "skipped", "forwarded"} for step in steps)
        signed = {step.decided_digest for step in steps if step.state == "approved"}
        assert signed <= {passed.digest} == {RequestSubject(request).digest()}
        _check_every_line_was_approved_as_it_is(passed, steps)
        _check_sums(order)
        assert order.state != "confirmed" or all(line.confirmed == line.ordered for line in order.lines.all())
        assert order.state != "refused" or all(line.rejected == line.ordered for line in order.lines.all())


def _check_sums(order: PurchaseOrder) -> None:
    """The total is the sum of lines and charges, as ordered and as it is expected now."""
    lines, charges = list(order.lines.all()), list(order.charges.all())
    assert order.net == sum((line.amount for line in lines), Decimal(0))
    assert order.total == order.net + sum((one.amount for one in charges), Decimal(0))
    rows = coming(order, lines, promised_prices(order))
    assert order.expected == sum((one.amount for one in [*rows]), sum((one.expected for one in charges), Decimal(0)))
    if not any(row.quantity for row in rows):
        assert order.expected == 0
    for one in charges:
        assert one.scales or one.expected == (one.quoted if any(row.quantity for row in rows) else 0)


def _check_remedies(orders: list[PurchaseOrder]) -> None:
    """What was pressed leads to one request each, for as much as was pressed for, and names the line it stands for."""
    for one in Remedy.objects.filter(order__in=orders, kind__in=["again", "elsewhere"]):
        made = RequestLine.objects.get(
            request__public_id=one.about.partition(":")[2], instead_of=one.line.request_line_id
        )
        assert made.quantity == one.quantity <= one.line.ordered
    asked = RequestLine.objects.filter(instead_of__order_line__order__in=orders)
    assert asked.count() == Remedy.objects.filter(order__in=orders).exclude(kind="give_up").count()


def _check_money(request: PurchaseRequest) -> None:
    """What is bound is what the request is: nothing of a draft, all of what is on its way, what is left of an order."""
    bound = Encumbrance.objects.filter(about=request.about).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    whole = request.net + request.charges_sum
    if request.state in {"in_approval", "approved"}:
        assert bound == whole
    elif request.state == "ordered":
        order = PurchaseOrder.objects.get(request=request)
        lines = list(order.lines.all())
        if not any(line.rejected for line in lines) and order.state not in {"closed", "cancelled"}:
            assert abs(bound - whole) <= Decimal("0.02") * len(lines)
        elif order.state == "refused" or all(line.rejected == line.ordered for line in lines):
            assert bound == 0
        assert bound <= whole + Decimal("0.02") * len(lines)
        without_tax = order.expected - sum(one.expected for one in order.charges.all() if one.kind == "tax")
        assert bound == without_tax
        open_ = any(line.ordered > line.confirmed + line.rejected for line in lines)
        if order.state in {"closed", "cancelled"} or not open_:
            assert not Encumbrance.objects.filter(about=request.about, stage="committed").exists()
    elif request.state == "returned":
        # What the supplier's answer sent back stays bound until somebody says what becomes of it.
        assert bound in {0, whole}
    else:
        assert bound == 0


def _check_every_line_was_approved_as_it_is(passed: Round, steps: list[Step]) -> None:
    """What was carried over was signed by the same person about the very same line."""
    for step in steps:
        for key, public_id in step.carried.items():
            before = Step.objects.select_related("round").get(public_id=public_id)
            assert (before.state, before.person_id) == ("approved", step.person_id)
            assert before.round.lines[key] == passed.lines[key]


def _begun(world: World, seed: int, tight: Budget) -> Walk:
    """A walk; where the budget refuses to begin it, the company puts more money into it."""
    while True:
        try:
            return Walk(world, seed)
        except Refused:
            Budget.objects.filter(pk=tight.pk).update(amount=F("amount") + 1000)


def test_nothing_is_ordered_that_was_not_approved_as_it_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))
    reached = set()
    tight = budget(world, "6000")
    for seed in range(WALKS):
        walk = _begun(world, seed, tight)
        for _ in range(STEPS):
            walk.step()
            check(walk.request)
            reached.add(PurchaseRequest.objects.get(pk=walk.request.pk).state)
            reached |= set(PurchaseOrder.objects.filter(request=walk.request).values_list("state", flat=True))
            reached |= {f"line {line.state}" for line in RequestLine.objects.filter(request=walk.request)}

    # Else the walks would prove nothing.
    assert reached >= {"in_approval", "returned", "ordered", "issued", "confirmed_in_part", "confirmed", "closed"}
    assert reached >= {"line checked", "line ordered", "line in_approval"}

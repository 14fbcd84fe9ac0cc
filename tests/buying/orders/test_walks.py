"""Random walks from request to confirmation: whatever people and the supplier do, what must hold still holds."""

from __future__ import annotations

import contextlib
import random
from decimal import Decimal

from django.db.models import F

from fondaco.bridge.models import MessageOut
from fondaco.bridge.registry import NotTaken
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve, ask_question, reject, send_back, start_round
from fondaco.buying.lifecycle import IllegalStep, Refused
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.operations import cancel_order, close_order
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import Answers, submit_request, withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.documents import OrderOperation
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.world import World, after, submitted

WALKS = 7
STEPS = 22


class Walk:
    """One walk. Each action may be refused; none may break what must hold."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.request = submitted(world, lines=(("10", self.chance.choice(["5.00", "60.00", "200.00"])), ("2", "1.50")))
        self.minute = 0

    def step(self) -> None:
        self.minute += 1
        self.request = PurchaseRequest.objects.get(pk=self.request.pk)
        action = self.chance.choice(
            [self.approve] * 6
            + [self.say_no, self.ask, self.tamper, self.resubmit, self.resubmit, self.withdraw, self.round_anew]
            + [self.confirm] * 4
            + [self.end]
        )
        with contextlib.suppress(Refused, NotTaken, IllegalStep, PurchaseOrder.DoesNotExist):
            action()

    def approve(self) -> None:
        step = self._step()
        person = self.chance.choice([step.person, step.person, step.person, self.world.asker.person])
        digest = self.chance.choice([step.round.digest] * 5 + ["0" * 64])
        approve(step=step, by=person, now=after(self.minute), digest=digest)

    def say_no(self) -> None:
        step = self._step()
        act = self.chance.choice([reject, send_back, send_back, send_back])
        act(step=step, by=step.person, now=after(self.minute), reason="Because")

    def ask(self) -> None:
        step = self._step()
        ask_question(step=step, by=step.person, now=after(self.minute), text="What for?")

    def tamper(self) -> None:
        """Somebody changes rows under everybody's feet while a round is open."""
        if self.request.state == "in_approval" and self.chance.random() < 0.3:
            PurchaseRequest.objects.filter(pk=self.request.pk).update(reason=f"Changed at {self.minute}")

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
        act = self.chance.choice([close_order, cancel_order])
        if self.chance.random() < 0.2:
            act(order=order, by=self.world.buyer.person, now=after(self.minute), reason="Enough")

    def _step(self) -> Step:
        step = (
            Step.objects.select_related("round", "person")
            .filter(round__subject_id=self.request.public_id, state="pending")
            .first()
        )
        if step is None:
            raise Refused("nobody", "nobody is asked now")
        return step


def check(request: PurchaseRequest) -> None:
    request = PurchaseRequest.objects.get(pk=request.pk)
    orders = list(PurchaseOrder.objects.filter(request=request))
    rounds = Round.objects.filter(subject_id=request.public_id)
    assert rounds.filter(state="open").count() == (1 if request.state == "in_approval" else 0)
    assert (len(orders) == 1) == (request.state == "ordered") == rounds.filter(state="passed").exists()
    assert MessageOut.objects.filter(about__in=[order.about for order in orders]).count() == len(orders)
    assert not Step.objects.filter(decided_by=F("requester")).exists()
    assert not OrderLine.objects.filter(ordered__lt=F("confirmed") + F("rejected") + F("backordered")).exists()
    for order in orders:
        passed = rounds.get(state="passed")
        steps = list(passed.steps.all())
        assert steps
        assert all(step.state == "approved" for step in steps)
        assert {step.decided_digest for step in steps} == {passed.digest} == {RequestSubject(request).digest()}
        assert order.net == sum((line.amount for line in order.lines.all()), Decimal(0))
        assert order.state != "confirmed" or all(line.confirmed == line.ordered for line in order.lines.all())
        assert order.state != "refused" or all(line.rejected == line.ordered for line in order.lines.all())


def test_nothing_is_ordered_that_was_not_approved_as_it_stands(world: World) -> None:
    reached = set()
    for seed in range(WALKS):
        walk = Walk(world, seed)
        for _ in range(STEPS):
            walk.step()
            check(walk.request)
        reached.add(PurchaseRequest.objects.get(pk=walk.request.pk).state)
        reached |= set(PurchaseOrder.objects.filter(request=walk.request).values_list("state", flat=True))

    # Else the walks would prove nothing.
    assert {"ordered", "confirmed_in_part"} <= reached

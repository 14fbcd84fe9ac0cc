"""How a round goes on: what was approved before is carried over, stages are asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from fondaco.buying.approvals import mails, registry
from fondaco.buying.approvals.delegation import acting_for
from fondaco.buying.approvals.models import Delegation, Round, Step
from fondaco.buying.approvals.states import CONTENT, STEP_TRANSITIONS, StepEvent, StepState
from fondaco.buying.company.models import Role, RoleName
from fondaco.buying.lifecycle import step as next_state

LIVE = (StepState.WAITING, StepState.PENDING)
# Whoever is asked, or has approved, in somebody's place decides in the same round: four eyes stay four.
STANDS_IN = (StepState.PENDING, StepState.APPROVED)


def go_on(round_: Round, *, now: datetime) -> bool:
    """Ask the next stage, if it is its turn; False where nobody is left to be asked. In the caller's transaction,
    which has locked the round.
    """
    while True:
        steps = list(round_.steps.select_related("person", "assigned_to").order_by("stage", "sequence"))
        live = [one for one in steps if one.state in LIVE]
        if not live:
            return False
        stage = [one for one in live if one.stage == live[0].stage]
        _content_groups(steps, stage)
        waiting = [one for one in stage if one.state == StepState.WAITING]
        for one in waiting:
            _ask_or_carry(round_, one, steps, now=now)
        _content_groups(steps, stage)
        if any(one.state == StepState.PENDING for one in stage):
            tell(round_, [one for one in waiting if one.state == StepState.PENDING], now=now)
            return True


def _content_groups(steps: Iterable[Step], stage: Iterable[Step]) -> None:
    """Where any one of a group does and one has approved, nobody else of it has to."""
    steps = list(steps)
    for one in stage:
        if one.needs != "any" or one.state not in LIVE:
            continue
        beside = [other for other in steps if (other.stage, other.group) == (one.stage, one.group)]
        if any(other.state in CONTENT for other in beside):
            move(one, StepEvent.SKIP)


def _ask_or_carry(round_: Round, step: Step, steps: Iterable[Step], *, now: datetime) -> None:
    step.carried = approved_before(round_, step)
    if not step.to_decide:
        step.save(update_fields=["carried"])
        move(step, StepEvent.CARRY)
        return
    step.asked_at, step.reminded_at = now, None
    step.assigned_to_id = assignee(round_, step, steps, now=now)
    step.save(update_fields=["carried", "asked_at", "reminded_at", "assigned_to"])
    move(step, StepEvent.ASK)


def approved_before(round_: Round, step: Step) -> dict[str, str]:
    """Of the step's lines those that were approved as its person before, in this round or an earlier one of the same
    subject, while their content was what it is now; each with the step in which.
    """
    earlier = (
        Step.objects.filter(
            round__kind=round_.kind,
            round__subject_id=round_.subject_id,
            person_id=step.person_id,
            state=StepState.APPROVED,
        )
        .exclude(pk=step.pk)
        .select_related("round")
        .order_by("decided_at", "pk")
    )
    found: dict[str, str] = {}
    for known in earlier:
        for key in known.to_decide:
            digest = known.round.lines.get(key)
            if key in step.lines and digest is not None and digest == round_.lines.get(key):
                found[key] = known.public_id
    return found


def assignee(round_: Round, step: Step, steps: Iterable[Step], *, now: datetime) -> int:
    """The key of who is asked: the step's person, or who stands in for them today."""
    today = timezone.localtime(now).date()
    named = delegates_on(round_.kind, today)
    if step.person_id not in named:
        return step.person_id
    others = {one.person_id for one in steps if one.pk != step.pk and one.state != StepState.SKIPPED}
    others |= {one.assigned_to_id for one in steps if one.pk != step.pk and one.state in STANDS_IN}
    never = others | {round_.requester_id, round_.beneficiary_id} | _unable(named)
    return acting_for(step.person_id, named, never=never).person


def delegates_on(kind: str, day: object) -> dict[int, list[int]]:
    """Who decides in whose place on ``day`` about documents of ``kind``. One statement."""
    rows = Delegation.objects.filter(ended_at__isnull=True, from_on__lte=day, until_on__gte=day, kind__in=["", kind])
    named: dict[int, list[int]] = {}
    for delegator, delegate in rows.order_by("pk").values_list("delegator_id", "delegate_id"):
        named.setdefault(delegator, []).append(delegate)
    return named


def _unable(named: dict[int, list[int]]) -> set[int]:
    """Those of the delegates who may not approve (any more). One statement."""
    wanted = {one for delegates in named.values() for one in delegates}
    able = Role.objects.filter(
        name=RoleName.APPROVER, employee__person__in=wanted, employee__person__is_active=True
    ).values_list("employee__person_id", flat=True)
    return wanted - set(able)


def tell(round_: Round, steps: Iterable[Step], *, now: datetime) -> None:
    """A letter to each who is asked."""
    steps = list(steps)
    if not steps:
        return
    shown = registry.show(registry.load(round_.kind, round_.subject_id), now=now)
    for one in steps:
        one.refresh_from_db(fields=["assigned_to"])
        mails.please_decide(round_, one, shown, now=now)


def move(step: Step, event: StepEvent) -> None:
    """Raises IllegalStep."""
    step.state = next_state(STEP_TRANSITIONS, step.state, event)
    step.save(update_fields=["state"])

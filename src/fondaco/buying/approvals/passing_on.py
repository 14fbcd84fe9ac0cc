"""When somebody else has to decide: forwarded, asked in addition, delegated, reminded, or gone.

Each is one transaction and leaves an audit line. Nothing here lets anybody decide about what they asked for or get.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.approvals import mails, moving
from fondaco.buying.approvals.models import Delegation, Round, Step
from fondaco.buying.approvals.operations import locked_step, note, required_text
from fondaco.buying.approvals.states import RoundState, StepEvent, StepState
from fondaco.buying.company.models import Employee, LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.naming import above_of
from fondaco.buying.policy.people import People
from fondaco.clock.workdays import add_working_days
from fondaco.people.models import Person


@transaction.atomic
def forward(*, step: Step, to: Person, by: Person, now: datetime, reason: str) -> Step:
    """Have ``to`` decide instead. The new step.

    Raises Refused for somebody who may not decide it, or without a reason.
    """
    reason = required_text(reason, _("Write why: whoever decides and the requester read it."), "reason")
    kept = locked_step(step, by)
    _may_decide(kept, to)
    mails.passed_on(kept.round, kept, to, reason, now=now)
    made = _instead(kept, to, reason, now=now)
    note("approval.forwarded", kept.round, by, now, after={"step": kept.sequence, "to": made.sequence})
    return made


@transaction.atomic
def ask_as_well(*, step: Step, to: Person, first: bool, by: Person, now: datetime, reason: str) -> Step:
    """Have ``to`` approve in addition: before the one who is asked now (``first``), or after. The new step.

    Raises Refused as :func:`forward` does.
    """
    reason = required_text(reason, _("Write why: whoever decides and the requester read it."), "reason")
    kept = locked_step(step, by)
    _may_decide(kept, to)
    later = (
        kept.round.steps.filter(stage__gt=kept.stage) if not first else kept.round.steps.filter(stage__gte=kept.stage)
    )
    stage = kept.stage if first else kept.stage + 1
    if first:
        for one in kept.round.steps.filter(stage=kept.stage, state=StepState.PENDING):
            moving.move(one, StepEvent.POSTPONE)
    later.update(stage=F("stage") + 1)
    made = Step.objects.create(
        round=kept.round,
        sequence=_next_sequence(kept.round),
        stage=stage,
        group=1,
        needs="all",
        person=to,
        assigned_to=to,
        requester_id=kept.requester_id,
        beneficiary_id=kept.beneficiary_id,
        lines=kept.lines,
        reasons=[{"code": "asked_by", "of": by.name, "above": "", "currency": "", "skipped": []}],
        note=reason,
    )
    note("approval.asked_as_well", kept.round, by, now, after={"step": made.sequence, "first": first})
    moving.go_on(kept.round, now=now)
    made.refresh_from_db()
    return made


def _instead(step: Step, to: Person, reason: str, *, now: datetime) -> Step:
    moving.move(step, StepEvent.FORWARD)
    made = Step.objects.create(
        round=step.round,
        sequence=_next_sequence(step.round),
        stage=step.stage,
        group=step.group,
        needs=step.needs,
        person=to,
        assigned_to=to,
        requester_id=step.requester_id,
        beneficiary_id=step.beneficiary_id,
        lines=step.lines,
        reasons=[{"code": "in_place", "of": step.person.name, "above": "", "currency": "", "skipped": []}],
        note=reason,
    )
    moving.go_on(step.round, now=now)
    made.refresh_from_db()
    return made


def _next_sequence(round_: Round) -> int:
    return int(round_.steps.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _may_decide(step: Step, to: Person) -> None:
    if to.pk in {step.requester_id, step.beneficiary_id}:
        raise Refused(
            "own", _("%(name)s asked for this or gets it, and cannot approve it.") % {"name": to.name}, "", "to"
        )
    if not may(to, "approve"):
        raise Refused("not_approver", _("%(name)s may not approve.") % {"name": to.name}, "", "to")
    if to.pk in _asked_in(step.round):
        raise Refused("already_asked", _("%(name)s is asked about this anyway.") % {"name": to.name}, "", "to")


def _asked_in(round_: Round) -> set[int]:
    """Those who decide in this round already, themselves or in somebody's place."""
    steps = round_.steps.exclude(state__in=[StepState.SKIPPED, StepState.FORWARDED])
    found = set(steps.values_list("person_id", flat=True))
    return found | set(steps.filter(state__in=moving.STANDS_IN).values_list("assigned_to_id", flat=True))


def assign_anew(person: Person, *, now: datetime) -> int:
    """Put what waits for ``person`` to whoever decides in their place today. How many changed hands."""
    return sum(_assign(step, now=now) for step in _pending(person=person))


def turn_the_day(now: datetime) -> int:
    """Delegations that began or ended: what waits goes to whoever decides today. How many changed hands."""
    today = timezone.localtime(now).date()
    away = set(
        Delegation.objects.filter(from_on__lte=today, until_on__gte=today).values_list("delegator_id", flat=True)
    )
    stood_in = Step.objects.filter(state=StepState.PENDING).exclude(assigned_to=F("person"))
    wanted = away | set(stood_in.values_list("person_id", flat=True))
    return sum(_assign(step, now=now) for step in _pending(person__in=wanted))


def _pending(**which: object) -> list[Step]:
    return list(
        Step.objects.filter(state=StepState.PENDING, **which).select_related("round").order_by("round_id", "pk")
    )


@transaction.atomic
def _assign(step: Step, *, now: datetime) -> bool:
    round_ = Round.objects.select_for_update(of=("self",)).select_related("requester").get(pk=step.round_id)
    steps = list(round_.steps.select_for_update(of=("self",)).select_related("person", "assigned_to"))
    kept = next(one for one in steps if one.pk == step.pk)
    if kept.state != StepState.PENDING:
        return False
    to = moving.assignee(round_, kept, steps, now=now)
    if to == kept.assigned_to_id:
        return False
    before = kept.assigned_to_id
    kept.assigned_to_id = to
    kept.save(update_fields=["assigned_to"])
    audit.write(
        action="approval.assigned",
        subject=round_.about,
        by=None,
        now=now,
        before={"step": kept.sequence, "asked": before},
        after={"step": kept.sequence, "asked": to},
    )
    kept.refresh_from_db()
    kept.round = round_
    moving.tell(round_, [kept], now=now)
    return True


def reroute_of(*, person: Person, by: Person | None, now: datetime) -> int:
    """Somebody left, or may not approve any more: what waits for them goes to the next one above who can decide.

    Where nobody can, it stays and is shown to administrators. How many changed hands.
    """
    return sum(_pass_upward(step, by=by, now=now, code="left") for step in _pending(person=person)) + sum(
        _assign(step, now=now) for step in _pending(assigned_to=person)
    )


@transaction.atomic
def _pass_upward(step: Step, *, by: Person | None, now: datetime, code: str) -> bool:
    round_ = Round.objects.select_for_update(of=("self",)).select_related("requester").get(pk=step.round_id)
    kept = Step.objects.select_for_update(of=("self",)).select_related("person", "assigned_to").get(pk=step.pk)
    kept.round = round_
    if kept.state != StepState.PENDING or round_.state != RoundState.OPEN:
        return False
    to = _next_above(kept)
    if to is None:
        return False
    with override(to.mail_language):
        why = _reason(code) % {"name": kept.person.name}
    mails.passed_on(round_, kept, to, why, now=now)
    made = _instead(kept, to, why, now=now)
    note(f"approval.{code}", round_, by, now, after={"step": kept.sequence, "to": made.sequence})
    return True


def _reason(code: str) -> str:
    if code == "left":
        return _("%(name)s cannot decide any more.")
    return _("%(name)s has not decided in time.")


def _next_above(step: Step) -> Person | None:
    """The nearest one above the step's person who may decide it and is not asked already."""
    employee = Employee.objects.select_related("legal_entity").filter(person_id=step.person_id).first()
    if employee is None:
        return None
    people = People(employee.legal_entity)
    people.read([employee.pk])
    asked = _asked_in(step.round)
    for one in above_of(people[employee.pk], people):
        own = one.person_id in {step.requester_id, step.beneficiary_id}
        if one.active and one.approves and not own and one.person_id not in asked:
            return Person.objects.get(pk=one.person_id)
    return None


def remind_and_escalate(now: datetime) -> tuple[int, int]:
    """Remind whoever was asked some working days ago, once; pass on to the one above what waits longer still.

    How many days is the company's setting, counted by the working days of its country. How many of each.
    """
    reminded = escalated = 0
    for entity in LegalEntity.objects.all():
        rows = Step.objects.filter(
            state=StepState.PENDING, person__employee__legal_entity=entity, asked_at__lt=now
        ).select_related("round__requester", "person", "assigned_to")
        for step in rows.order_by("asked_at", "pk"):
            if _over(step, entity.escalate_after_days, entity, now):
                escalated += _pass_upward(step, by=None, now=now, code="escalated")
            elif step.reminded_at is None and _over(step, entity.remind_after_days, entity, now):
                reminded += _remind(step, now=now)
    return reminded, escalated


def _over(step: Step, days: int, entity: LegalEntity, now: datetime) -> bool:
    if not days or step.asked_at is None:
        return False
    asked = timezone.localtime(step.asked_at).date()
    return timezone.localtime(now).date() >= add_working_days(asked, days, entity.country)


@transaction.atomic
def _remind(step: Step, *, now: datetime) -> bool:
    kept = (
        Step.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("round__requester", "person", "assigned_to")
        .filter(pk=step.pk, state=StepState.PENDING, reminded_at__isnull=True)
        .first()
    )
    if kept is None:
        return False
    kept.reminded_at = now
    kept.save(update_fields=["reminded_at"])
    mails.remind(kept.round, kept, now=now)
    note("approval.reminded", kept.round, None, now, after={"step": kept.sequence})
    return True

"""Questions about rules, routes and rounds, in a fixed number of statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from fondaco.buying.approvals.models import ApprovalRule, Question, Round, Step
from fondaco.buying.approvals.routing import Case, Colleague, Route, Rule, route
from fondaco.buying.approvals.states import RoundState, StepState
from fondaco.buying.approvals.subject import Subject
from fondaco.buying.company.models import CostCentre, Employee, LegalEntity, Role, RoleName
from fondaco.people.models import Person


def preview(*, subject: Subject, now: datetime) -> Route:
    """Who would have to approve ``subject`` if it were submitted ``now``. At most four statements."""
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    centre = CostCentre.objects.filter(pk=subject.cost_centre_id).first() if subject.cost_centre_id else None
    if asker is None:
        person = Person.objects.filter(pk=subject.requester_id).first()
        return route(case=_case(subject, None, centre, str(person or "")), rules=(), people={})
    rules = [_rule(row) for row in ApprovalRule.objects.filter(legal_entity=asker.legal_entity, active=True)]
    case = _case(subject, asker, centre, asker.person.name)
    return route(case=case, rules=rules, people=colleagues(asker.legal_entity))


def _case(subject: Subject, asker: Employee | None, centre: CostCentre | None, name: str) -> Case:
    return Case(
        requester=asker.pk if asker else None,
        requester_name=name,
        amount=subject.amount,
        currency=subject.currency,
        company_currency=asker.legal_entity.currency if asker else subject.currency,
        cost_centre_id=subject.cost_centre_id,
        cost_centre=str(centre or ""),
        owner=centre.owner_id if centre else None,
    )


def _rule(row: ApprovalRule) -> Rule:
    return Rule(
        who=row.who,
        sequence=row.sequence,
        pk=row.pk,
        above=row.above,
        cost_centre_id=row.cost_centre_id,
        person=row.person_id,
        instead=row.instead_id,
    )


def colleagues(entity: LegalEntity) -> dict[int, Colleague]:
    """Everybody who works for ``entity``, as routing sees them. One statement."""
    approver = Role.objects.filter(employee=OuterRef("pk"), name=RoleName.APPROVER)
    rows = Employee.objects.filter(legal_entity=entity).values_list(
        "pk",
        "person_id",
        "person__name",
        "person__email",
        "manager_id",
        "person__is_active",
        Exists(approver),
        "approval_limit__amount",
    )
    return {row[0]: Colleague(*row) for row in rows}


def waiting_for(person: Any) -> QuerySet[Step]:
    """The steps that wait for ``person``, the longest waiting first. One statement."""
    return (
        Step.objects.filter(person=person, state=StepState.PENDING)
        .select_related("round", "round__requester", "person")
        .annotate(question_count=Count("questions"))
        .order_by("asked_at", "pk")
    )


def waiting_count(person: Any) -> int:
    return Step.objects.filter(person=person, state=StepState.PENDING).count()


def decided_by(person: Any) -> QuerySet[Step]:
    """What ``person`` decided, the latest first."""
    return (
        Step.objects.filter(decided_by=person)
        .select_related("round", "round__requester")
        .order_by("-decided_at", "-pk")
    )


def unanswered(person: Any) -> QuerySet[Question]:
    """Questions that wait for ``person``'s answer, in rounds still open."""
    return (
        Question.objects.filter(step__requester=person, answered_at__isnull=True, step__round__state=RoundState.OPEN)
        .select_related("step__person", "step__round")
        .order_by("asked_at", "pk")
    )


def rounds_of(kind: str, public_id: str) -> list[Round]:
    """Every round of a subject, the first one first, with steps and questions. Three statements."""
    questions = Question.objects.select_related("answered_by")
    steps = (
        Step.objects.select_related("person", "decided_by")
        .prefetch_related(Prefetch("questions", queryset=questions))
        .order_by("sequence")
    )
    return list(
        Round.objects.filter(kind=kind, subject_id=public_id)
        .select_related("requester")
        .prefetch_related(Prefetch("steps", queryset=steps))
        .order_by("started_at", "pk")
    )


def pending_steps(kind: str, public_ids: list[str]) -> dict[str, Step]:
    """The step that each subject waits for, by the subject's id. One statement."""
    steps = Step.objects.filter(
        round__kind=kind, round__subject_id__in=public_ids, round__state=RoundState.OPEN, state=StepState.PENDING
    ).select_related("round", "person")
    return {step.round.subject_id: step for step in steps}


def stuck_steps() -> list[Step]:
    """Steps that wait for somebody who cannot decide any more, the longest waiting first. One statement."""
    able = Role.objects.filter(
        employee__person=OuterRef("person"), name=RoleName.APPROVER, employee__person__is_active=True
    )
    rows = Step.objects.filter(~Exists(able), state=StepState.PENDING).select_related("round__requester", "person")
    return list(rows.order_by("asked_at", "pk"))


def concerns_approver(person: Any, subject: Any) -> bool:
    """Whether ``person`` was ever asked to approve ``subject``: whoever was may see it."""
    kind, _, public_id = str(getattr(subject, "about", "")).partition(":")
    return (
        bool(public_id)
        and Step.objects.filter(person=person, round__kind=kind, round__subject_id=public_id)
        .exclude(state=StepState.WAITING)
        .exists()
    )


def rules_of(entity: LegalEntity) -> QuerySet[ApprovalRule]:
    return ApprovalRule.objects.filter(legal_entity=entity).select_related(
        "legal_entity", "cost_centre", "person__person", "instead__person"
    )

"""Questions about rounds, in a fixed number of statements."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from fondaco.buying.approvals.models import Question, Round, Step
from fondaco.buying.approvals.states import RoundState, StepState
from fondaco.buying.company.models import Role, RoleName


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

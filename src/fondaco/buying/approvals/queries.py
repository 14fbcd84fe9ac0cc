"""Questions about rounds, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fondaco.buying.approvals.models import Delegation, Question, Round, Step, Watcher
from fondaco.buying.approvals.states import RoundState, StepState
from fondaco.buying.company.models import LegalEntity, Role, RoleName
from fondaco.buying.policy.plans import Route


def waiting_for(person: Any) -> QuerySet[Step]:
    """The steps that wait for ``person``: those first whose supplier's hold ends first, then the longest waiting.

    One statement.
    """
    asked = Question.objects.filter(step=OuterRef("pk")).order_by().values("step").annotate(count=Count("pk"))
    return (
        Step.objects.filter(assigned_to=person, state=StepState.PENDING)
        .select_related("round", "round__requester", "person")
        .annotate(question_count=Coalesce(Subquery(asked.values("count")), 0))
        .order_by(F("round__hold_expires_at").asc(nulls_last=True), "asked_at", "pk")
    )


def waiting_count(person: Any) -> int:
    return Step.objects.filter(assigned_to=person, state=StepState.PENDING).count()


def delegated_away(person: Any) -> QuerySet[Step]:
    """What others decide in ``person``'s place now."""
    rows = Step.objects.filter(person=person, state=StepState.PENDING).exclude(assigned_to=person)
    return rows.select_related("round", "round__requester", "assigned_to").order_by("asked_at", "pk")


def delegations_of(person: Any, today: date) -> QuerySet[Delegation]:
    """Those that ``person`` made or has to fill, and that are not over."""
    rows = Delegation.objects.filter(Q(delegator=person) | Q(delegate=person), ended_at__isnull=True)
    return rows.filter(until_on__gte=today).select_related("delegator", "delegate").order_by("from_on", "pk")


def delegations_in(entity: LegalEntity, today: date) -> QuerySet[Delegation]:
    """Who of the legal entity is or will be away, and who decides meanwhile. One statement."""
    rows = Delegation.objects.filter(delegator__employee__legal_entity=entity, ended_at__isnull=True)
    return rows.filter(until_on__gte=today).select_related("delegator", "delegate").order_by("from_on", "pk")


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
        Step.objects.select_related("person", "assigned_to", "decided_by")
        .prefetch_related(Prefetch("questions", queryset=questions))
        .order_by("stage", "sequence")
    )
    return list(
        Round.objects.filter(kind=kind, subject_id=public_id)
        .select_related("requester")
        .prefetch_related(Prefetch("steps", queryset=steps))
        .order_by("started_at", "pk")
    )


def pending_steps(kind: str, public_ids: list[str]) -> dict[str, Step]:
    """The first step that each subject waits for, by the subject's id. One statement."""
    return {subject: steps[0] for subject, steps in pending_of_all(kind, public_ids).items()}


def pending_of_all(kind: str, public_ids: list[str]) -> dict[str, list[Step]]:
    """Every step that each subject waits for, by the subject's id. One statement."""
    steps = Step.objects.filter(
        round__kind=kind, round__subject_id__in=public_ids, round__state=RoundState.OPEN, state=StepState.PENDING
    ).select_related("round", "person", "assigned_to")
    found: dict[str, list[Step]] = {}
    for step in steps.order_by("stage", "sequence"):
        found.setdefault(step.round.subject_id, []).append(step)
    return found


def stuck_steps() -> list[Step]:
    """Steps that wait for somebody who cannot decide any more, the longest waiting first. One statement."""
    able = Role.objects.filter(
        employee__person=OuterRef("assigned_to"), name=RoleName.APPROVER, employee__person__is_active=True
    )
    rows = Step.objects.filter(~Exists(able), state=StepState.PENDING).select_related("round__requester", "person")
    return list(rows.order_by("asked_at", "pk"))


def concerns_approver(person: Any, subject: Any) -> bool:
    """Whether ``person`` was ever asked to approve ``subject``, or told about it: whoever was may see it."""
    kind, _, public_id = str(getattr(subject, "about", "")).partition(":")
    if not public_id:
        return False
    theirs = Q(person=person) | Q(assigned_to=person) | Q(decided_by=person)
    asked = Step.objects.filter(theirs, round__kind=kind, round__subject_id=public_id)
    told = Watcher.objects.filter(person=person, round__kind=kind, round__subject_id=public_id)
    return asked.exclude(state=StepState.WAITING).exists() or told.exists()


ENOUGH = 3  # decisions to say how quick somebody usually is
LATEST = 20


def usual_pace(person_ids: Collection[int]) -> dict[int, timedelta]:
    """How long each usually takes from being asked to deciding: the median of the last twenty. One statement each.

    Absent for whoever decided fewer than three times.
    """
    paces = {}
    for person in set(person_ids):
        rows = Step.objects.filter(decided_by=person, asked_at__isnull=False, decided_at__isnull=False)
        latest = rows.order_by("-decided_at").values_list("asked_at", "decided_at")[:LATEST]
        times = sorted(decided - asked for asked, decided in latest if asked and decided)
        if len(times) >= ENOUGH:
            paces[person] = median(times)
    return paces


def expected_duration(route: Route) -> timedelta | None:
    """How long the whole usually takes: stage by stage the slowest who must, or the quickest of those of whom any one
    does. None where somebody's pace is not known.
    """
    paces = usual_pace([step.person.person_id for step in route.steps])
    whole = timedelta()
    for stage in route.stages:
        slowest = timedelta()
        for group in stage.groups:
            times = [paces[one.person.person_id] for one in group.people if one.person.person_id in paces]
            if not times or (group.needs == "all" and len(times) < len(group.people)):
                return None
            slowest = max(slowest, max(times) if group.needs == "all" else min(times))
        whole += slowest
    return whole if route.stages else None


def median(times: list[timedelta]) -> timedelta:
    """Of times in order."""
    middle = len(times) // 2
    return times[middle] if len(times) % 2 else (times[middle - 1] + times[middle]) / 2


def delegates_of(entity: LegalEntity) -> dict[int, tuple[int, ...]]:
    """Who stands in for whom, now or later, as employees' keys. One statement."""
    rows = Delegation.objects.filter(
        ended_at__isnull=True,
        until_on__gte=timezone.localdate(),
        delegator__employee__legal_entity=entity,
        delegate__employee__isnull=False,
    ).values_list("delegator__employee", "delegate__employee")
    found: dict[int, tuple[int, ...]] = {}
    for delegator, delegate in rows.order_by("pk"):
        found[delegator] = (*found.get(delegator, ()), delegate)
    return found

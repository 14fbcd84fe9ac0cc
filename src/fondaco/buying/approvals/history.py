"""What happened in a subject's rounds, as entries of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.states import RoundState, StepState

DECISIONS = {
    StepState.APPROVED: "good",
    StepState.REJECTED: "wrong",
    StepState.RETURNED: "act",
}


@frozen
class Entry:
    at: datetime
    words: str
    tone: str = "calm"
    by: Any = None
    detail: str = ""


def history_of(rounds: Iterable[Round]) -> list[Entry]:
    """Newest first."""
    entries: list[Entry] = []
    for round_ in rounds:
        entries.append(Entry(round_.started_at, _("Submitted for approval"), "going", by=round_.requester))
        for step in round_.steps.all():
            entries += _of_step(step)
        if round_.state == RoundState.WITHDRAWN and round_.ended_at:
            entries.append(Entry(round_.ended_at, _("Withdrawn"), by=round_.requester))
        if round_.state == RoundState.SUPERSEDED and round_.ended_at:
            entries.append(Entry(round_.ended_at, _("Replaced by a new round")))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_step(step: Step) -> Iterable[Entry]:
    for question in step.questions.all():
        yield Entry(
            question.asked_at,
            _("Asked a question"),
            "act",
            by=step.decided_by or step.assigned_to,
            detail=question.text,
        )
        if question.answered_at:
            yield Entry(question.answered_at, _("Answered"), "going", by=question.answered_by, detail=question.answer)
    if step.decided_at and step.state in DECISIONS:
        state = StepState(step.state)
        yield Entry(step.decided_at, _label(step), DECISIONS[state], by=step.decided_by, detail=step.note)


def _label(step: Step) -> str:
    """What was decided, and in whose place."""
    label = str(StepState(step.state).label)
    if step.decided_by_id is None or step.decided_by_id == step.person_id:
        return label
    return _("%(decision)s, in place of %(name)s") % {"decision": label, "name": step.person.name}


def steps_of(round_: Round) -> list[dict[str, Any]]:
    """The round's steps for the step list component."""
    tones = {**DECISIONS, StepState.PENDING: "going", StepState.BEFORE: "good"}
    return [
        {
            "person": step.person,
            "why": _why(step),
            "state": _state(step),
            "tone": tones.get(StepState(step.state), "calm"),
            "at": step.decided_at or step.asked_at,
            "note": step.note,
        }
        for step in round_.steps.all()
    ]


def _why(step: Step) -> str:
    if step.stands_in and step.state == StepState.PENDING:
        return _("%(why)s; %(name)s is asked in their place") % {"why": step.why, "name": step.assigned_to.name}
    return step.why


def _state(step: Step) -> str:
    """What was decided, and by whom where it was not the person themselves."""
    label = str(StepState(step.state).label)
    if step.decided_by is None or step.decided_by_id == step.person_id:
        return label
    return _("%(decision)s by %(name)s in their place") % {"decision": label, "name": step.decided_by.name}

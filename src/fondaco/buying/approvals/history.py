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
        yield Entry(question.asked_at, _("Asked a question"), "act", by=step.person, detail=question.text)
        if question.answered_at:
            yield Entry(question.answered_at, _("Answered"), "going", by=question.answered_by, detail=question.answer)
    if step.decided_at and step.state in DECISIONS:
        state = StepState(step.state)
        yield Entry(step.decided_at, str(state.label), DECISIONS[state], by=step.person, detail=step.note)


def steps_of(round_: Round) -> list[dict[str, Any]]:
    """The round's steps for the step list component."""
    tones = {**DECISIONS, StepState.PENDING: "going"}
    return [
        {
            "person": step.person,
            "why": step.why,
            "state": str(StepState(step.state).label),
            "tone": tones.get(StepState(step.state), "calm"),
            "at": step.decided_at or step.asked_at,
            "note": step.note,
        }
        for step in round_.steps.all()
    ]

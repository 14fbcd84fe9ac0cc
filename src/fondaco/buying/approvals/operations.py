"""What can be done in a round of approval. Each is one transaction and leaves an audit line.

Locks are taken in one order everywhere: the subject, then the round, then its steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.approvals import mails, registry
from fondaco.buying.approvals.models import Question, Round, Step
from fondaco.buying.approvals.states import (
    DECIDED,
    ROUND_TRANSITIONS,
    STEP_TRANSITIONS,
    RoundEvent,
    RoundState,
    StepEvent,
    StepState,
)
from fondaco.buying.lifecycle import Refused
from fondaco.buying.lifecycle import step as next_state
from fondaco.buying.policy.queries import preview
from fondaco.buying.policy.subject import Subject
from fondaco.people.models import Person

__all__ = [
    "AlreadyDecided",
    "answer_question",
    "approve",
    "approve_many",
    "ask_question",
    "preview",
    "reject",
    "route_anew",
    "send_back",
    "start_round",
    "withdraw_round",
]


class AlreadyDecided(Refused):
    """The step has its decision, or the round is over. Nothing was changed; ``step`` says how it stands."""

    def __init__(self, step: Step) -> None:
        super().__init__("already_decided", _already_words(step))
        self.step = step


@transaction.atomic
def start_round(*, subject: Subject, by: Person, now: datetime) -> Round:
    """Ask the first approver. A round still open is superseded. Raises Refused where nobody can be asked."""
    planned = preview(subject=subject, now=now)
    if planned.problems:
        raise Refused("no_route", " ".join(planned.problems))
    for earlier in _open_rounds(subject):
        _end(earlier, RoundEvent.SUPERSEDE, by=by, now=now)
    round_ = Round.objects.create(
        kind=subject.kind,
        subject_id=subject.public_id,
        subject_number=subject.number,
        title=subject.title[:300],
        url=subject.url,
        requester_id=subject.requester_id,
        amount=subject.amount,
        currency=subject.currency,
        digest=subject.digest(),
        started_at=now,
    )
    steps = [
        Step(
            round=round_,
            sequence=position,
            person_id=one.person.person_id,
            requester_id=subject.requester_id,
            reasons=[reason.as_json() for reason in one.reasons],
        )
        for position, one in enumerate(planned.steps, start=1)
    ]
    Step.objects.bulk_create(steps)
    people = [step.person_id for step in steps]
    _note("approval.started", round_, by, now, after={"digest": round_.digest, "steps": people})
    _ask_next(round_, now=now)
    return round_


@transaction.atomic
def route_anew(*, round_: Round, by: Person, now: datetime) -> Round:
    """Find the approvers again where the one who is asked cannot decide any more. The round so far is superseded.

    Raises Refused where it is not stuck, or where nobody can be asked now either.
    """
    subject = registry.load(round_.kind, round_.subject_id, lock=True)
    waiting = Step.objects.select_related("person").filter(round=round_, state=StepState.PENDING).first()
    if waiting is None or may(waiting.person, "approve"):
        raise Refused("not_stuck", _("This is not stuck: whoever is asked can decide."))
    return start_round(subject=subject, by=by, now=now)


@transaction.atomic
def approve(*, step: Step, by: Person, now: datetime, digest: str) -> Step:
    """Approve what ``digest`` names. The last approval passes the round and tells who registered for it.

    Raises AlreadyDecided; Refused for somebody who may not, or where the subject is not what was shown or asked.
    """
    subject, kept = _locked(step)
    _guard(kept, by)
    if not kept.round.digest == digest == subject.digest():
        raise Refused(
            "changed",
            _("%(number)s changed after you were asked about it. Nothing was approved.") % {"number": subject.number},
            _("Look at it again; if it still differs, ask the requester to submit it anew."),
        )
    _decide(kept, StepEvent.APPROVE, by=by, now=now)
    _note("approval.approved", kept.round, by, now, after={"step": kept.sequence, "digest": digest})
    if not _ask_next(kept.round, now=now):
        _end(kept.round, RoundEvent.PASS, by=by, now=now)
        registry.tell(kept.round, "approved", by=by, now=now)
        mails.approved(kept.round, now=now)
    return kept


@frozen
class Approved:
    """What became of one of several approvals: ``refused`` is empty where it was approved."""

    step: Step
    refused: str = ""


def approve_many(*, steps: Sequence[tuple[Step, str]], by: Person, now: datetime) -> list[Approved]:
    """Approve each step with the digest that was shown for it. One that is refused does not undo the others."""
    done = []
    for step, digest in steps:
        try:
            done.append(Approved(approve(step=step, by=by, now=now, digest=digest)))
        except Refused as refused:
            done.append(Approved(step, refused.words))
    return done


@transaction.atomic
def reject(*, step: Step, by: Person, now: datetime, reason: str) -> Step:
    """Say no, with a reason. The round has failed. Raises as :func:`approve` does."""
    return _say_no(step, StepEvent.REJECT, RoundEvent.FAIL, "rejected", by=by, now=now, reason=reason)


@transaction.atomic
def send_back(*, step: Step, by: Person, now: datetime, reason: str) -> Step:
    """Give it back to be changed; what comes again starts a new round. Raises as :func:`approve` does."""
    return _say_no(step, StepEvent.SEND_BACK, RoundEvent.SEND_BACK, "sent_back", by=by, now=now, reason=reason)


def _say_no(
    step: Step, event: StepEvent, ending: RoundEvent, result: str, *, by: Person, now: datetime, reason: str
) -> Step:
    reason = _text(reason, _("Write a reason: the requester reads it."), "reason")
    _subject, kept = _locked(step)
    _guard(kept, by)
    kept.note = reason
    _decide(kept, event, by=by, now=now)
    _note(f"approval.{result}", kept.round, by, now, after={"step": kept.sequence})
    _end(kept.round, ending, by=by, now=now)
    registry.tell(kept.round, result, by=by, now=now)
    mails.said_no(kept.round, kept, result, now=now)
    return kept


@transaction.atomic
def ask_question(*, step: Step, by: Person, now: datetime, text: str) -> Question:
    """Ask the requester something. The step goes on waiting. Raises as :func:`approve` does."""
    text = _text(text, _("Write what you would like to know."), "text")
    _subject, kept = _locked(step)
    _guard(kept, by)
    question = Question.objects.create(step=kept, text=text, asked_at=now)
    _note("approval.asked", kept.round, by, now, after={"step": kept.sequence, "question": question.public_id})
    mails.asked(kept.round, kept, question, now=now)
    return question


@transaction.atomic
def answer_question(*, question: Question, by: Person, now: datetime, text: str) -> Question:
    """Answer as the requester, once. Raises Refused for somebody else, a second answer, or a round that is over."""
    text = _text(text, _("Write an answer."), "text")
    round_ = Round.objects.select_for_update().get(steps__questions=question)
    kept = Question.objects.select_for_update(of=("self",)).select_related("step__person").get(pk=question.pk)
    if by.pk != round_.requester_id:
        raise Refused("not_yours", _("Only the requester can answer this question."))
    if kept.answered_at is not None:
        raise Refused("answered", _("This question was already answered."))
    if round_.state != RoundState.OPEN:
        raise Refused("round_over", _("The round is over: nobody waits for this answer any more."))
    kept.answer, kept.answered_by, kept.answered_at = text, by, now
    kept.save(update_fields=["answer", "answered_by", "answered_at"])
    _note("approval.answered", round_, by, now, after={"question": kept.public_id})
    mails.answered(round_, kept, now=now)
    return kept


@transaction.atomic
def withdraw_round(*, subject: Subject, by: Person, now: datetime) -> list[Round]:
    """End the subject's open round because it was withdrawn. Who was asked hears it. The rounds that were ended."""
    ended = _open_rounds(subject)
    for round_ in ended:
        waiting = [step for step in round_.steps.select_related("person") if step.state == StepState.PENDING]
        _end(round_, RoundEvent.WITHDRAW, by=by, now=now)
        for step in waiting:
            mails.withdrawn(round_, step, now=now)
    return ended


def _open_rounds(subject: Subject) -> list[Round]:
    found = Round.objects.select_for_update().filter(
        kind=subject.kind, subject_id=subject.public_id, state=RoundState.OPEN
    )
    return list(found)


def _locked(step: Step) -> tuple[Subject, Step]:
    subject = registry.load(step.round.kind, step.round.subject_id, lock=True)
    round_ = Round.objects.select_for_update(of=("self",)).select_related("requester").get(pk=step.round_id)
    kept = Step.objects.select_for_update(of=("self",)).select_related("person", "decided_by").get(pk=step.pk)
    kept.round = round_
    return subject, kept


def _guard(step: Step, by: Person) -> None:
    """Raises where ``by`` may not decide this step now. Whoever decided already hears that first."""
    if step.person_id != by.pk or step.requester_id == by.pk:
        raise Refused("not_yours", _("%(name)s was asked, not you.") % {"name": step.person.name})
    if step.state in DECIDED or step.state == StepState.SKIPPED:
        raise AlreadyDecided(step)
    if not may(by, "approve"):
        raise Refused(
            "not_entitled",
            _("You may not approve any more. Nothing was decided."),
            _("An administrator can give you the role again, or have the request routed anew."),
        )
    if step.state == StepState.WAITING:
        raise Refused("not_yet", _("Somebody else is asked before you. You get a message when it is your turn."))


def _decide(step: Step, event: StepEvent, *, by: Person, now: datetime) -> None:
    step.state = next_state(STEP_TRANSITIONS, step.state, event)
    step.decided_by, step.decided_at, step.decided_digest = by, now, step.round.digest
    step.save(update_fields=["state", "decided_by", "decided_at", "decided_digest", "note"])


def _ask_next(round_: Round, *, now: datetime) -> bool:
    """Put the next step to its person; False where nobody is left."""
    waiting = round_.steps.filter(state=StepState.WAITING).order_by("sequence").select_related("person").first()
    if waiting is None:
        return False
    waiting.state = next_state(STEP_TRANSITIONS, waiting.state, StepEvent.ASK)
    waiting.asked_at = now
    waiting.save(update_fields=["state", "asked_at"])
    shown = registry.show(registry.load(round_.kind, round_.subject_id), now=now)
    mails.please_decide(round_, waiting, shown, now=now)
    return True


def _end(round_: Round, event: RoundEvent, *, by: Person, now: datetime) -> None:
    before = round_.state
    round_.state = next_state(ROUND_TRANSITIONS, round_.state, event)
    round_.ended_at = now
    round_.save(update_fields=["state", "ended_at"])
    for step in round_.steps.filter(state__in=[StepState.WAITING, StepState.PENDING]):
        step.state = next_state(STEP_TRANSITIONS, step.state, StepEvent.SKIP)
        step.save(update_fields=["state"])
    _note("approval.ended", round_, by, now, before={"state": before}, after={"state": round_.state})


def _text(text: str, missing: str, field: str) -> str:
    plain = text.replace("\0", "").strip()[:1000]
    if not plain:
        raise Refused("empty", missing, "", field)
    return plain


def _already_words(step: Step) -> str:
    if step.state == StepState.APPROVED:
        return _("You already approved this.")
    if step.state == StepState.REJECTED:
        return _("You already rejected this.")
    if step.state == StepState.RETURNED:
        return _("You already sent this back.")
    return _("Nobody has to decide this any more.")


def _note(
    action: str,
    round_: Round,
    by: Person,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    facts = {"round": round_.public_id, **(after or {})}
    audit.write(action=action, subject=round_.about, by=by.pk, now=now, before=before, after=facts)

"""What can be done in a round of approval. Each is one transaction and leaves an audit line.

Locks are taken in one order everywhere: the subject, then the round, then its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.approvals import mails, registry
from fondaco.buying.approvals.models import Question, Round, Step, Watcher
from fondaco.buying.approvals.moving import go_on
from fondaco.buying.approvals.states import (
    ROUND_TRANSITIONS,
    STEP_TRANSITIONS,
    RoundEvent,
    RoundState,
    StepEvent,
    StepState,
)
from fondaco.buying.lifecycle import Refused
from fondaco.buying.lifecycle import step as next_state
from fondaco.buying.policy.plans import Route
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
    "supersede_round",
    "withdraw_round",
]


class AlreadyDecided(Refused):
    """The step has its decision, or the round is over. Nothing was changed; ``step`` says how it stands."""

    def __init__(self, step: Step) -> None:
        super().__init__("already_decided", _already_words(step))
        self.step = step


@transaction.atomic
def start_round(*, subject: Subject, by: Person, now: datetime) -> Round:
    """Ask the first approvers. A round still open is superseded; what was approved before and is as it was then, is
    not asked about again. Raises Refused where nobody can be asked.
    """
    planned = preview(subject=subject, now=now)
    if planned.problems:
        raise Refused("no_route", " ".join(planned.problems))
    for earlier in _open_rounds(subject):
        _end(earlier, RoundEvent.SUPERSEDE, by=by, now=now)
    lines = {line.key: line.digest for line in subject.lines}
    holds = [line.hold_expires_at for line in subject.lines if line.hold_expires_at is not None]
    round_ = Round.objects.create(
        kind=subject.kind,
        subject_id=subject.public_id,
        subject_number=subject.number,
        title=subject.title[:300],
        url=subject.url,
        requester_id=subject.requester_id,
        beneficiary_id=subject.beneficiary_id,
        amount=subject.amount,
        currency=subject.currency,
        digest=subject.digest(),
        lines=lines,
        policy=planned.version,
        hold_expires_at=min(holds, default=None),
        started_at=now,
    )
    steps = list(_steps(round_, planned, lines))
    Step.objects.bulk_create(steps)
    watchers = [Watcher(round=round_, person_id=one.person.person_id) for one in planned.watchers]
    Watcher.objects.bulk_create(watchers)
    people = [step.person_id for step in steps]
    note("approval.started", round_, by, now, after={"digest": round_.digest, "steps": people})
    for watcher in watchers:
        mails.watched(round_, watcher.person, now=now)
    if not go_on(round_, now=now):
        _pass(round_, by=by, now=now)
    return round_


def _steps(round_: Round, planned: Route, lines: Mapping[str, str]) -> Iterator[Step]:
    sequence = 0
    for stage, groups in enumerate(planned.stages, start=1):
        for group, people in enumerate(groups.groups, start=1):
            for one in people.people:
                sequence += 1
                yield Step(
                    round=round_,
                    sequence=sequence,
                    stage=stage,
                    group=group,
                    needs=people.needs,
                    person_id=one.person.person_id,
                    assigned_to_id=one.person.person_id,
                    requester_id=round_.requester_id,
                    beneficiary_id=round_.beneficiary_id,
                    lines=sorted((one.lines & lines.keys()) or lines.keys(), key=lambda key: (len(key), key)),
                    reasons=[reason.as_json() for reason in one.reasons],
                )


@transaction.atomic
def route_anew(*, round_: Round, by: Person, now: datetime) -> Round:
    """Find the approvers again where the one who is asked cannot decide any more. The round so far is superseded.

    Raises Refused where it is not stuck, or where nobody can be asked now either.
    """
    subject = registry.load(round_.kind, round_.subject_id, lock=True)
    waiting = Step.objects.select_related("assigned_to").filter(round=round_, state=StepState.PENDING)
    if all(may(one.assigned_to, "approve") for one in waiting):
        raise Refused("not_stuck", _("This is not stuck: whoever is asked can decide."))
    return start_round(subject=subject, by=by, now=now)


@transaction.atomic
def approve(*, step: Step, by: Person, now: datetime, digest: str, by_mail: bool = False) -> Step:
    """Approve what ``digest`` names. The last approval passes the round and tells who registered for it.

    ``by_mail`` says in the audit trail that the link of a mail vouched for the person, not a signed-in session.
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
    note("approval.approved", kept.round, by, now, after={**_said(kept, by_mail), "digest": digest})
    if not go_on(kept.round, now=now):
        _pass(kept.round, by=by, now=now)
    return kept


def _pass(round_: Round, *, by: Person, now: datetime) -> None:
    _end(round_, RoundEvent.PASS, by=by, now=now)
    registry.tell(round_, "approved", by=by, now=now)
    mails.approved(round_, now=now)


def _said(step: Step, by_mail: bool) -> dict[str, object]:
    return {"step": step.sequence, "by_mail": True} if by_mail else {"step": step.sequence}


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
def reject(*, step: Step, by: Person, now: datetime, reason: str, by_mail: bool = False) -> Step:
    """Say no, with a reason. The round has failed. Raises as :func:`approve` does."""
    return _say_no(step, StepEvent.REJECT, RoundEvent.FAIL, "rejected", by=by, now=now, reason=reason, by_mail=by_mail)


@transaction.atomic
def send_back(*, step: Step, by: Person, now: datetime, reason: str, by_mail: bool = False) -> Step:
    """Give it back to be changed; what comes again starts a new round. Raises as :func:`approve` does."""
    return _say_no(
        step, StepEvent.SEND_BACK, RoundEvent.SEND_BACK, "sent_back", by=by, now=now, reason=reason, by_mail=by_mail
    )


def _say_no(
    step: Step,
    event: StepEvent,
    ending: RoundEvent,
    result: str,
    *,
    by: Person,
    now: datetime,
    reason: str,
    by_mail: bool,
) -> Step:
    reason = required_text(reason, _("Write a reason: the requester reads it."), "reason")
    _subject, kept = _locked(step)
    _guard(kept, by)
    kept.note = reason
    _decide(kept, event, by=by, now=now)
    note(f"approval.{result}", kept.round, by, now, after=_said(kept, by_mail))
    _end(kept.round, ending, by=by, now=now)
    registry.tell(kept.round, result, by=by, now=now)
    mails.said_no(kept.round, kept, result, now=now)
    return kept


@transaction.atomic
def ask_question(*, step: Step, by: Person, now: datetime, text: str) -> Question:
    """Ask the requester something. The step goes on waiting. Raises as :func:`approve` does."""
    text = required_text(text, _("Write what you would like to know."), "text")
    _subject, kept = _locked(step)
    _guard(kept, by)
    question = Question.objects.create(step=kept, text=text, asked_at=now)
    note("approval.asked", kept.round, by, now, after={"step": kept.sequence, "question": question.public_id})
    mails.asked(kept.round, kept, question, now=now)
    return question


@transaction.atomic
def answer_question(*, question: Question, by: Person, now: datetime, text: str) -> Question:
    """Answer as the requester, once. Raises Refused for somebody else, a second answer, or a round that is over."""
    text = required_text(text, _("Write an answer."), "text")
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
    note("approval.answered", round_, by, now, after={"question": kept.public_id})
    mails.answered(round_, kept, now=now)
    return kept


@transaction.atomic
def withdraw_round(*, subject: Subject, by: Person, now: datetime) -> list[Round]:
    """End the subject's open round because it was withdrawn. Who was asked hears it. The rounds that were ended."""
    return _end_open(subject, RoundEvent.WITHDRAW, mails.withdrawn, by=by, now=now)


@transaction.atomic
def supersede_round(*, subject: Subject, now: datetime) -> list[Round]:
    """End the subject's open round because what it is about is no longer so. Who was asked hears it."""
    return _end_open(subject, RoundEvent.SUPERSEDE, mails.no_longer, by=None, now=now)


def _end_open(
    subject: Subject, event: RoundEvent, letter: Callable[..., None], *, by: Person | None, now: datetime
) -> list[Round]:
    """Only who is asked at this moment gets the letter: not who has decided, nor who was to be asked later."""
    ended = _open_rounds(subject)
    for round_ in ended:
        waiting = list(round_.steps.select_related("person", "assigned_to").filter(state=StepState.PENDING))
        _end(round_, event, by=by, now=now)
        for step in waiting:
            letter(round_, step, now=now)
    return ended


def _open_rounds(subject: Subject) -> list[Round]:
    found = Round.objects.select_for_update().filter(
        kind=subject.kind, subject_id=subject.public_id, state=RoundState.OPEN
    )
    return list(found)


def _locked(step: Step) -> tuple[Subject, Step]:
    subject = registry.load(step.round.kind, step.round.subject_id, lock=True)
    round_ = Round.objects.select_for_update(of=("self",)).select_related("requester").get(pk=step.round_id)
    kept = (
        Step.objects.select_for_update(of=("self",))
        .select_related("person", "assigned_to", "decided_by")
        .get(pk=step.pk)
    )
    kept.round = round_
    return subject, kept


def locked_step(step: Step, by: Person) -> Step:
    """The step, locked with its subject and round, where ``by`` may decide it now. Raises as :func:`approve` does."""
    _subject, kept = _locked(step)
    _guard(kept, by)
    return kept


def _guard(step: Step, by: Person) -> None:
    """Raises where ``by`` may not decide this step now. Whoever decided already hears that first."""
    own = by.pk in {step.requester_id, step.beneficiary_id}
    if by.pk not in {step.person_id, step.assigned_to_id} or own:
        raise Refused("not_yours", _("%(name)s was asked, not you.") % {"name": step.assigned_to.name})
    if step.state not in {StepState.WAITING, StepState.PENDING}:
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


def _end(round_: Round, event: RoundEvent, *, by: Person | None, now: datetime) -> None:
    before = round_.state
    round_.state = next_state(ROUND_TRANSITIONS, round_.state, event)
    round_.ended_at = now
    round_.save(update_fields=["state", "ended_at"])
    for step in round_.steps.filter(state__in=[StepState.WAITING, StepState.PENDING]):
        step.state = next_state(STEP_TRANSITIONS, step.state, StepEvent.SKIP)
        step.save(update_fields=["state"])
    note("approval.ended", round_, by, now, before={"state": before}, after={"state": round_.state})


def required_text(text: str, missing: str, field: str) -> str:
    """What was written, fit to be kept. Raises Refused with ``missing`` where nothing was."""
    plain = text.replace("\0", "").strip()[:1000]
    if not plain:
        raise Refused("empty", missing, "", field)
    return plain


def _already_words(step: Step) -> str:
    if step.state == StepState.APPROVED:
        return _("This is already approved.") if step.stands_in else _("You already approved this.")
    if step.state == StepState.REJECTED:
        return _("This is already rejected.") if step.stands_in else _("You already rejected this.")
    if step.state == StepState.RETURNED:
        return _("This was already sent back.") if step.stands_in else _("You already sent this back.")
    if step.state == StepState.FORWARDED:
        return _("This was passed on: somebody else decides.")
    return _("Nobody has to decide this any more.")


def note(
    action: str,
    round_: Round,
    by: Person | None,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """A line about a round."""
    facts = {"round": round_.public_id, **(after or {})}
    audit.write(action=action, subject=round_.about, by=by.pk if by else None, now=now, before=before, after=facts)

"""Letters about approvals, each in its reader's language, with the facts in the text so that it can be read alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.approvals.models import Delegation, Question, Round, Step
from fondaco.buying.approvals.states import CONTENT
from fondaco.buying.approvals.tokens import token_of
from fondaco.buying.links import absolute
from fondaco.buying.policy.subject import Shown
from fondaco.people.models import Person
from fondaco.web.formatting import format_money, format_number
from fondaco.web.units import unit_word

LINES_TOLD = 8


def please_decide(round_: Round, step: Step, shown: Shown, *, now: datetime) -> None:
    """Whoever is asked, with enough in the letter to know what it is about."""
    with _language_of(step.assigned_to):
        facts = _facts(round_)
        subject = _("Please decide: %(number)s from %(requester)s, %(amount)s") % facts
        lines = [
            _("%(requester)s asks for this to be bought:") % facts,
            *_about(round_),
            _lines(shown, step.to_decide),
            *_stands_in(step),
            *_hold(round_),
            _("What it is for: %(reason)s") % {"reason": shown.reason or "–"},
            _("Why you are asked: %(why)s") % {"why": step.why},
            _("Look at it and decide here:") + "\n" + absolute(_step_path(step)),
            _("Without signing in, here:") + "\n" + absolute(by_mail_path(step)),
        ]
        _send(step.assigned_to, subject, lines, round_, now)


def approved(round_: Round, *, now: datetime) -> None:
    """The requester, and who needs it, hear that everybody agreed; who was told of the round hears how it ended."""
    decided = round_.steps.filter(state__in=sorted(CONTENT)).select_related("person")
    names = ", ".join(dict.fromkeys(step.person.name for step in decided))
    for person, waits in _who_hears(round_):
        with _language_of(person):
            facts = _facts(round_)
            own = person.pk == round_.requester_id
            lines = [
                _("Everybody who had to has approved your request.")
                if own
                else _("Everybody who had to has approved %(number)s from %(requester)s.") % facts,
                *_about(round_),
                _("Approved by: %(names)s") % {"names": names},
            ]
            if waits:
                lines.append(_("The order goes to the supplier by itself; you hear from us when it is confirmed."))
            lines.append(_("Follow it here:") + "\n" + absolute(round_.url))
            _send(person, _("%(number)s is approved") % facts, lines, round_, now)


def said_no(round_: Round, step: Step, result: str, *, now: datetime) -> None:
    """The same people hear that it was rejected or sent back, and why."""
    for person, _waits in _who_hears(round_):
        with _language_of(person):
            facts = {**_facts(round_), "approver": (step.decided_by or step.assigned_to).name}
            own = person.pk == round_.requester_id
            subject, first, then = _no_to_requester(result, facts) if own else _no_to_others(result, facts)
            lines = [
                first,
                _("The reason given: %(reason)s") % {"reason": step.note},
                *_about(round_),
                then + "\n" + absolute(round_.url),
            ]
            _send(person, subject, lines, round_, now)


def _no_to_requester(result: str, facts: dict[str, str]) -> tuple[str, str, str]:
    """Subject, first sentence, and what leads to the page."""
    if result == "sent_back":
        return (
            _("%(number)s came back to you for changes") % facts,
            _("%(approver)s sent your request back for changes.") % facts,
            _("Change it and submit it again here:"),
        )
    return (
        _("%(number)s was rejected") % facts,
        _("%(approver)s rejected your request.") % facts,
        _("Nothing will be ordered. You find it here:"),
    )


def _no_to_others(result: str, facts: dict[str, str]) -> tuple[str, str, str]:
    if result == "sent_back":
        return (
            _("%(number)s went back to %(requester)s for changes") % facts,
            _("%(approver)s sent %(number)s back to %(requester)s for changes.") % facts,
            _("You find it here:"),
        )
    return (
        _("%(number)s was rejected") % facts,
        _("%(approver)s rejected %(number)s from %(requester)s.") % facts,
        _("Nothing will be ordered. You find it here:"),
    )


def _who_hears(round_: Round) -> list[tuple[Person, bool]]:
    """Each once, and whether what was asked for is theirs to wait for."""
    hearing = {person.pk: (person, True) for person in (round_.requester, round_.beneficiary)}
    for watcher in round_.watchers.select_related("person"):
        hearing.setdefault(watcher.person_id, (watcher.person, False))
    return list(hearing.values())


def asked(round_: Round, step: Step, question: Question, *, now: datetime) -> None:
    """The requester is asked something."""
    person = round_.requester
    with _language_of(person):
        facts = {**_facts(round_), "approver": (step.decided_by or step.assigned_to).name}
        lines = [
            _("%(approver)s would like to know something before deciding about your request:") % facts,
            f"«{question.text}»",
            *_about(round_),
            _("Answer here:") + "\n" + absolute(round_.url),
        ]
        _send(person, _("%(approver)s asks about %(number)s") % facts, lines, round_, now)


def answered(round_: Round, question: Question, *, now: datetime) -> None:
    """Whoever asked gets the answer."""
    person = question.step.assigned_to
    with _language_of(person):
        facts = _facts(round_)
        lines = [
            _("You asked: %(question)s") % {"question": question.text},
            _("%(requester)s answers: %(answer)s") % {**facts, "answer": question.answer},
            *_about(round_),
            _("Decide here:") + "\n" + absolute(_step_path(question.step)),
        ]
        _send(person, _("Your question about %(number)s was answered") % facts, lines, round_, now)


def withdrawn(round_: Round, step: Step, *, now: datetime) -> None:
    """Whoever was asked need not decide any more."""
    with _language_of(step.assigned_to):
        facts = _facts(round_)
        lines = [
            _("%(requester)s withdrew this. You need not decide about it any more.") % facts,
            *_about(round_),
        ]
        _send(step.assigned_to, _("%(number)s was withdrawn") % facts, lines, round_, now)


def no_longer(round_: Round, step: Step, *, now: datetime) -> None:
    """Whoever was asked need not decide now: prices are no longer held, and it comes again with new ones."""
    with _language_of(step.assigned_to):
        facts = _facts(round_)
        lines = [
            _("Prices of this are no longer as they were, so it went back to %(requester)s.") % facts,
            *_about(round_),
            _("You are asked again, only about what has changed, when it is submitted with new prices."),
        ]
        _send(step.assigned_to, _("%(number)s need not be decided now") % facts, lines, round_, now)


def _facts(round_: Round) -> dict[str, str]:
    return {
        "number": round_.subject_number,
        "requester": round_.requester.name,
        "amount": format_money(round_.amount, round_.currency, get_language() or "en"),
    }


def _about(round_: Round) -> list[str]:
    facts = _facts(round_)
    return [round_.title, _("Amount: %(amount)s") % facts]


def watched(round_: Round, person: Person, *, now: datetime) -> None:
    """Somebody is told, and need not do anything."""
    with _language_of(person):
        facts = _facts(round_)
        lines = [
            _("%(requester)s asks for this to be bought. You are told because a rule says so; others decide.") % facts,
            *_about(round_),
        ]
        _send(person, _("For your information: %(number)s from %(requester)s, %(amount)s") % facts, lines, round_, now)


def remind(round_: Round, step: Step, *, now: datetime) -> None:
    """Whoever is asked has not decided for some days."""
    with _language_of(step.assigned_to):
        facts = _facts(round_)
        lines = [
            _("This still waits for your decision:"),
            *_about(round_),
            *_stands_in(step),
            *_hold(round_),
            _("Look at it and decide here:") + "\n" + absolute(_step_path(step)),
            _("Without signing in, here:") + "\n" + absolute(by_mail_path(step)),
        ]
        _send(step.assigned_to, _("Reminder: %(number)s from %(requester)s, %(amount)s") % facts, lines, round_, now)


def passed_on(round_: Round, step: Step, person: Person, why: str, *, now: datetime) -> None:
    """The one who was asked, and the requester, hear that somebody else decides now."""
    for reader in {step.assigned_to, round_.requester}:
        with _language_of(reader):
            facts = {**_facts(round_), "before": step.assigned_to.name, "name": person.name}
            lines = [
                _("%(name)s decides now in place of %(before)s.") % facts,
                _("The reason given: %(reason)s") % {"reason": why},
                *_about(round_),
            ]
            _send(reader, _("%(number)s was passed on to %(name)s") % facts, lines, round_, now)


def delegated(delegation: Delegation, *, now: datetime) -> None:
    """The one who will decide hears it, and so does the one in whose place, where somebody else arranged it."""
    readers = {delegation.delegate, delegation.delegator} - {delegation.made_by}
    for reader in readers:
        with _language_of(reader):
            facts = {
                "delegate": delegation.delegate.name,
                "delegator": delegation.delegator.name,
                "from": date_format(delegation.from_on, "DATE_FORMAT"),
                "to": date_format(delegation.until_on, "DATE_FORMAT"),
            }
            lines = [
                _("From %(from)s to %(to)s %(delegate)s decides in place of %(delegator)s.") % facts,
                _("See your delegations here:") + "\n" + absolute(reverse("approvals:delegations")),
            ]
            text = "\n\n".join([_("Hello %(name)s,") % {"name": reader.name}, *lines])
            subject = _("%(delegate)s decides in place of %(delegator)s") % facts
            if reader.email:
                post(to=reader, subject=subject, text=text, about=delegation.about, now=now)


def by_mail_path(step: Step) -> str:
    return reverse("approvals:by-mail", args=[token_of(step)])


def _stands_in(step: Step) -> list[str]:
    if not step.stands_in:
        return []
    return [_("You are asked in place of %(name)s, who is away.") % {"name": step.person.name}]


def _hold(round_: Round) -> list[str]:
    if round_.hold_expires_at is None:
        return []
    moment = date_format(timezone.localtime(round_.hold_expires_at), "DATETIME_FORMAT")
    return [_("The supplier holds prices and stock until %(moment)s.") % {"moment": moment}]


def _lines(shown: Shown, keys: Collection[str]) -> str:
    """What would be ordered, a line each, as far as a letter should go; only what has to be decided about."""
    language = get_language() or "en"
    lines = [line for line in shown.lines if not line.left_out and (line.key in keys or not line.key)]
    told = []
    for line in lines[:LINES_TOLD]:
        unit = unit_word(line.unit, 1 if line.quantity == 1 else 2)
        many = f"{format_number(line.quantity, language)} {unit}" if line.quantity is not None else ""
        amount = format_money(line.amount, line.currency, language)
        told.append(f"- {many} · {line.description[:80]} · {amount}")
    left = len(lines) - len(told)
    if left:
        told.append(ngettext("- and %(count)d more line", "- and %(count)d more lines", left) % {"count": left})
    return "\n".join(told)


def _step_path(step: Step) -> str:
    return reverse("approvals:decide", args=[step.public_id])


def _send(person: Person, subject: str, lines: list[str], round_: Round, now: datetime) -> None:
    if person.email:
        text = "\n\n".join([_("Hello %(name)s,") % {"name": person.name}, *lines])
        post(to=person, subject=subject, text=text, about=round_.about, now=now)


def _language_of(person: Person) -> override:
    return override(person.mail_language)

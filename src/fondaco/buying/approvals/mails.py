"""Letters about approvals, each in its reader's language, with the facts in the text so that it can be read alone."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.approvals.models import Question, Round, Step
from fondaco.buying.links import absolute
from fondaco.buying.policy.subject import Shown
from fondaco.people.models import Person
from fondaco.web.formatting import format_money, format_number
from fondaco.web.units import unit_word

LINES_TOLD = 8


def please_decide(round_: Round, step: Step, shown: Shown, *, now: datetime) -> None:
    """The approver is asked, with enough in the letter to know what it is about."""
    with _language_of(step.person):
        facts = _facts(round_)
        subject = _("Please decide: %(number)s from %(requester)s, %(amount)s") % facts
        lines = [
            _("%(requester)s asks for this to be bought:") % facts,
            *_about(round_),
            _lines(shown),
            _("What it is for: %(reason)s") % {"reason": shown.reason or "–"},
            _("Why you are asked: %(why)s") % {"why": step.why},
            _("Look at it and decide here:") + "\n" + absolute(_step_path(step)),
        ]
        _send(step.person, subject, lines, round_, now)


def approved(round_: Round, *, now: datetime) -> None:
    """The requester hears that everybody agreed."""
    person = round_.requester
    with _language_of(person):
        facts = _facts(round_)
        names = ", ".join(step.person.name for step in round_.steps.select_related("person"))
        lines = [
            _("Everybody who had to has approved your request."),
            *_about(round_),
            _("Approved by: %(names)s") % {"names": names},
            _("The order goes to the supplier by itself; you hear from us when it is confirmed."),
            _("Follow it here:") + "\n" + absolute(round_.url),
        ]
        _send(person, _("%(number)s is approved") % facts, lines, round_, now)


def said_no(round_: Round, step: Step, result: str, *, now: datetime) -> None:
    """The requester hears that it was rejected or sent back, and why."""
    person = round_.requester
    with _language_of(person):
        facts = {**_facts(round_), "approver": step.person.name}
        if result == "sent_back":
            subject = _("%(number)s came back to you for changes") % facts
            first = _("%(approver)s sent your request back for changes.") % facts
            then = _("Change it and submit it again here:")
        else:
            subject = _("%(number)s was rejected") % facts
            first = _("%(approver)s rejected your request.") % facts
            then = _("Nothing will be ordered. You find it here:")
        lines = [
            first,
            _("The reason given: %(reason)s") % {"reason": step.note},
            *_about(round_),
            then + "\n" + absolute(round_.url),
        ]
        _send(person, subject, lines, round_, now)


def asked(round_: Round, step: Step, question: Question, *, now: datetime) -> None:
    """The requester is asked something."""
    person = round_.requester
    with _language_of(person):
        facts = {**_facts(round_), "approver": step.person.name}
        lines = [
            _("%(approver)s would like to know something before deciding about your request:") % facts,
            f"«{question.text}»",
            *_about(round_),
            _("Answer here:") + "\n" + absolute(round_.url),
        ]
        _send(person, _("%(approver)s asks about %(number)s") % facts, lines, round_, now)


def answered(round_: Round, question: Question, *, now: datetime) -> None:
    """The approver gets the answer."""
    person = question.step.person
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
    """The approver need not decide any more."""
    with _language_of(step.person):
        facts = _facts(round_)
        lines = [
            _("%(requester)s withdrew this. You need not decide about it any more.") % facts,
            *_about(round_),
        ]
        _send(step.person, _("%(number)s was withdrawn") % facts, lines, round_, now)


def _facts(round_: Round) -> dict[str, str]:
    return {
        "number": round_.subject_number,
        "requester": round_.requester.name,
        "amount": format_money(round_.amount, round_.currency, get_language() or "en"),
    }


def _about(round_: Round) -> list[str]:
    facts = _facts(round_)
    return [round_.title, _("Amount: %(amount)s") % facts]


def _lines(shown: Shown) -> str:
    """What would be ordered, a line each, as far as a letter should go."""
    language = get_language() or "en"
    lines = [line for line in shown.lines if not line.left_out]
    told = []
    for line in lines[:LINES_TOLD]:
        unit = unit_word(line.unit, 1 if line.quantity == 1 else 2)
        many = f"{format_number(line.quantity, language)} {unit}" if line.quantity is not None else ""
        amount = format_money(line.amount, shown.currency, language)
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

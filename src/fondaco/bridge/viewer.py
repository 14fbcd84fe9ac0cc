"""A message for people: what it says in plain words, and the bytes with what was off marked."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fondaco.bridge import places, telling, words
from fondaco.bridge.languages import language
from fondaco.bridge.models import Attempt, MessageIn, MessageOut, waits_until
from fondaco.documents import Finding, Level
from fondaco.sealing import Unreadable
from fondaco.wire import RemoteError
from fondaco.wire.told import error_words, told


@frozen
class Remark:
    """A finding, and the number of the line it stands on (0 where it cannot be shown)."""

    code: str
    level: str
    path: str
    expected: str
    found: str
    remedy: str
    line: int


@frozen
class Step:
    """One thing that happened to the message, for a timeline."""

    at: datetime
    words: str
    tone: str
    detail: str


@frozen
class Seen:
    """All that the viewer shows. ``laid_out`` where the bytes were broken into lines to be read."""

    direction: str
    document: str
    state: str
    tone: str
    problem: words.Problem | None
    problem_tone: str
    next_attempt_at: datetime | None
    told: telling.Told | None
    remarks: list[Remark]
    source: str
    laid_out: bool
    marked: list[int]
    answer: str
    history: list[Step]
    may_send_again: bool
    may_vouch: bool
    wants_decision: bool


def look_at(record: MessageIn | MessageOut) -> Seen:
    """Read the stored bytes anew: what is shown is what is there."""
    out = record if isinstance(record, MessageOut) else None
    said, tone = words.sending(record.state, out.problem) if out else words.taking(record.state)
    told, remarks, source, laid_out = _opened(record)
    undecided = out is not None and out.wants_decision
    return Seen(
        direction="out" if out else "in",
        document=words.document(record.document_type),
        state=said,
        tone=tone,
        problem=words.problem(out.problem) if out else None,
        problem_tone="wrong" if record.state in {"refused", "dead"} else "act",
        next_attempt_at=waits_until(out) if out else None,
        told=told,
        remarks=remarks,
        source=source,
        laid_out=laid_out,
        marked=[remark.line for remark in remarks if remark.line and remark.level != "note"],
        answer=_answer(record),
        history=_departures(out) if out else _arrivals(record),
        may_send_again=_repeatable(out) and (record.state in {"refused", "dead"} or undecided),
        may_vouch=_repeatable(out) and (record.state == "dead" or undecided),
        wants_decision=undecided,
    )


def _repeatable(out: MessageOut | None) -> bool:
    return out is not None and not out.asked


def _opened(record: MessageIn | MessageOut) -> tuple[telling.Told | None, list[Remark], str, bool]:
    try:
        body = record.body
    except Unreadable:
        return None, [], _("Sealed with a key that is no longer there."), False
    spoken = language(record.protocol)
    shown = places.Shown.of(spoken.masked(body))
    try:
        reading = spoken.read(body)
    except RemoteError as trouble:
        return telling.Told([error_words(trouble, get_language() or "")], []), [], shown.text, shown.laid_out
    aloud = telling.tell(reading.message.body) if reading.message else None
    noted = record.noted if isinstance(record, MessageOut) else []
    findings = [*reading.findings, *(Finding(**{**one, "level": Level(one["level"])}) for one in noted)]
    return aloud, [_remark(finding, shown) for finding in findings], shown.text, shown.laid_out


def _remark(finding: Finding, shown: places.Shown) -> Remark:
    expected, remedy = told(finding, get_language() or "")
    return Remark(
        code=finding.code,
        level=finding.level.value,
        path=finding.path,
        expected=expected,
        found=finding.found,
        remedy=remedy,
        line=shown.line_of(finding.path),
    )


def _answer(record: MessageIn | MessageOut) -> str:
    """The last answer, masked; none for a setup, whose answer opens a door."""
    if record.document_type == "PunchOutSetup":
        return ""
    kept: bytes | None
    if isinstance(record, MessageOut):
        last = record.attempts.exclude(answer_sealed=None).last()
        kept = last.answer if last else None
    else:
        kept = record.answer
    return places.Shown.of(language(record.protocol).masked(kept)).text if kept else ""


def _departures(record: MessageOut) -> list[Step]:
    steps = [_attempt(one) for one in record.attempts.all()]
    if record.confirmed_at:
        well = record.state == "delivered"
        said = _("They confirmed that they have it") if well else _("They refused it afterwards")
        steps.append(Step(record.confirmed_at, said, "good" if well else "wrong", record.explanation))
    return steps


def _attempt(one: Attempt) -> Step:
    problem = words.problem(one.problem)
    if one.ended_at is None:
        return Step(one.at, _("Being sent"), "going", one.url)
    facts = [
        f"HTTP {one.http_status}" if one.http_status else "",
        f"Status {one.status_code}" if one.status_code else "",
        f"{one.milliseconds} ms" if one.milliseconds is not None else "",
        one.words,
    ]
    tone = "good" if problem is None else "wrong"
    said = _("Delivered") if problem is None else problem.words
    return Step(one.at, said, tone, " · ".join(filter(None, facts)))


def _arrivals(record: MessageIn | MessageOut) -> list[Step]:
    assert isinstance(record, MessageIn)
    steps = [Step(record.created_at, _("Received and stored"), "calm", record.source)]
    if record.failures:
        failed = ngettext(
            "Failed here %(times)s time; nothing was changed",
            "Failed here %(times)s times; nothing was changed",
            record.failures,
        ) % {"times": record.failures}
        steps.append(Step(record.created_at, failed, "wrong", ""))
    if record.handled_at:
        status = f"Status {record.status_code} {record.status_text}"
        tone = "good" if record.state == "handled" else "wrong"
        steps.append(Step(record.handled_at, _("Answered"), tone, status))
    if record.repeated_at:
        again = ngettext(
            "Received %(times)s more time; the same answer was given",
            "Received %(times)s more times; the same answer was given",
            record.repeated,
        ) % {"times": record.repeated}
        steps.append(Step(record.repeated_at, again, "calm", ""))
    return steps

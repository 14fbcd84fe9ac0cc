"""What an answer, or the lack of one, means for a message that we sent. Decides nothing about business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from attrs import evolve, frozen

from fondaco.bridge.languages import Language, language
from fondaco.bridge.models import Partner
from fondaco.bridge.site import Site
from fondaco.bridge.states import SendingEvent
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    AvailabilityAnswer,
    Cart,
    Document,
    Envelope,
    Message,
    Mode,
    Profile,
    PunchOutSetupAnswer,
    Status,
    StatusUpdate,
)
from fondaco.wire import RemoteError
from fondaco.wire.results import Written

# Seconds between tries. Without what jitter adds, the sum is 75 hours: longer than a weekend with a holiday.
PAUSES = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200, 43200)
JITTER = 0.2
LONGEST_ASKED_PAUSE = timedelta(hours=24)
_LATER = {408, 425, 429}
_READ_AND_REFUSED = {409, 422}  # where nothing but HTTP says what became of a message
_SAYS_NOTHING = {500, 502, 504}  # whoever answers so may have passed the message on before
_NOTHING_THERE = {404, 405, 410}  # a web server that has nothing at this path, or nothing that takes a POST
# Nothing left the house, and nothing will until a person has mended something here.
_OURS = {"refused_origin", "unsendable"}


class NotRepeatable(Exception):
    """A question that somebody waited for is asked anew, not sent again."""


@frozen
class Verdict:
    """``event`` is what happens to the message. ``problem`` is empty where a cXML Status says all there is to say."""

    event: SendingEvent
    status: Status | None = None
    message: Message | None = None
    problem: str = ""


def compose(*, partner: Partner, body: Document, payload_id: str, now: datetime, site: Site, protocol: str) -> Written:
    """A message to ``partner``, without the secret, and what its profile supplied or the protocol could not say.

    Raises LocalError naming what is missing and in no profile.
    """
    us = partner.our_credential()
    envelope = Envelope(
        sender=us,
        from_=(us,),
        to=(partner.their_credential(),),
        user_agent=site.user_agent,
        payload_id=payload_id,
        timestamp=now,
        mode=Mode(partner.mode),
    )
    message = Message(body=body, envelope=envelope, payload_id=payload_id, timestamp=now)
    return language(protocol).write(message, partner, site.dtd_dir)


def judge(sent: Sent, spoken: Language) -> Verdict:
    """What ``sent`` means in that language. An HTTP answer that says nothing about the message: it is sent again."""
    if sent.problem.partition(".")[0] in _OURS:
        return Verdict(SendingEvent.GIVE_UP, problem=sent.problem)
    if sent.problem:
        return Verdict(SendingEvent.LOSE if sent.arrived else SendingEvent.POSTPONE, problem=sent.problem)
    http_status = sent.http_status or 0
    message = _read(sent.content, spoken)
    status = _status_in(message)
    if status is None and not spoken.answers_at_once:
        status = _status_of_http(sent)
    if http_status >= 500 or http_status in _LATER:
        return Verdict(SendingEvent.POSTPONE, status, problem="http_status.later")
    if 300 <= http_status < 400:
        return Verdict(SendingEvent.REFUSE, problem="redirect")
    if http_status >= 400:
        problem = "unauthorised" if http_status in {401, 403} else "http_status"
        if http_status in _NOTHING_THERE:
            problem = "http_status.not_found"
        if http_status in _READ_AND_REFUSED and not spoken.answers_at_once:
            problem = "refused"
        return Verdict(SendingEvent.REFUSE, status, problem=problem)
    if status is None:
        return Verdict(SendingEvent.LOSE, problem=page_instead(sent, spoken))
    return _judge_status(status, message)


def unsure(verdict: Verdict, sent: Sent) -> Verdict:
    """The verdict for a partner that takes what comes twice for two: an HTTP error that says nothing about the message
    leaves open whether they have it.
    """
    silent = sent.http_status in _SAYS_NOTHING and verdict.problem == "http_status.later"
    return evolve(verdict, event=SendingEvent.LOSE) if silent else verdict


def _judge_status(status: Status, message: Message | None) -> Verdict:
    if status.ok:
        return Verdict(SendingEvent.ACCEPT, status, message)
    if status.transient:
        return Verdict(SendingEvent.POSTPONE, status, message, problem="their_fault")
    if 400 <= status.code < 500:
        problem = "unauthorised" if status.code == 401 else "refused"
        return Verdict(SendingEvent.REFUSE, status, message, problem=problem)
    return Verdict(SendingEvent.LOSE, status, message, problem="odd_status")


def _read(content: bytes, spoken: Language) -> Message | None:
    try:
        return spoken.read(content).message
    except RemoteError:
        return None


def _status_of_http(sent: Sent) -> Status | None:
    """What HTTP itself says, where nothing else does; None for a web page, which a machine would not answer with."""
    if _is_page(sent):
        return None
    plain = sent.content_type.lower().startswith("text/plain")
    words = sent.content[:2000].decode("utf-8", "replace").strip() if plain else ""
    code = sent.http_status or 0
    return Status(code, HTTPStatus(code).phrase if code in set(HTTPStatus) else "", words)


def _status_in(message: Message | None) -> Status | None:
    """The Status of an answer: its own, or the 200 that a payload beside it implies."""
    if message is None:
        return None
    if isinstance(message.body, Status):
        return message.body
    if isinstance(message.body, StatusUpdate):  # a ConfirmBOD that they could not wait to send
        return Status(message.body.status_code, message.body.status_text, message.body.explanation)
    answers = PunchOutSetupAnswer | Profile | AvailabilityAnswer | Cart
    return Status(200, "OK") if isinstance(message.body, answers) else None


def page_instead(sent: Sent, spoken: Language) -> str:
    """Whether a web page, perhaps one to sign in at, came where an answer was due."""
    if _is_page(sent) and b"password" in sent.content[:20_000].lower():
        return "login_page"
    return "not_cxml" if spoken.answers_at_once else "web_page"


def _is_page(sent: Sent) -> bool:
    return "html" in sent.content_type.lower() or b"<html" in sent.content[:20_000].lower()


def pause_after(tries: int, *, chance: float) -> timedelta | None:
    """How long to wait after that many tries; None where there were enough. ``chance`` is from 0 to 1."""
    if tries > len(PAUSES):
        return None
    return timedelta(seconds=PAUSES[max(tries, 1) - 1] * (1 + JITTER * chance))


def asked_pause(retry_after: str, *, now: datetime) -> timedelta:
    """What a Retry-After header asks for, in seconds or as a date; nothing where it is absent or unreadable."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        asked = timedelta(seconds=min(int(text[:9]), int(LONGEST_ASKED_PAUSE.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return timedelta()
        asked = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return max(timedelta(), min(asked, LONGEST_ASKED_PAUSE))

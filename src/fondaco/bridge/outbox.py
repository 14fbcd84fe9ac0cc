"""What must arrive: written with the change that caused it, sent by the worker, until it is settled.

Three steps, each its own transaction: a worker claims a message for a while (a lease), sends it with no transaction
open, and notes what came of it. A worker that dies in between leaves an expired lease: the message's fate is unknown
and it is sent again under the same payloadID, by which the partner recognises it. A partner that recognises nothing is
sent nothing of unknown fate again, unless a person says so.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import asdict, frozen
from django.db import connection, transaction
from django.db.models import Q

from fondaco import rows
from fondaco.bridge import notices, sending
from fondaco.bridge.languages import language
from fondaco.bridge.models import Attempt, MessageOut, Partner, new_public_id
from fondaco.bridge.registry import Outcome, Registry, site_registry
from fondaco.bridge.site import Site, this_site
from fondaco.bridge.states import Sending, SendingEvent, sent
from fondaco.bridge.text import storable
from fondaco.bridge.transport import HttpTransport, Sent, Transport
from fondaco.documents import Document, Status
from fondaco.people.models import Person
from fondaco.sealing import Unreadable, seal
from fondaco.wire import LocalError

log = logging.getLogger(__name__)
CHANNEL = "fondaco_outbox"
TIMEOUT = 30.0
_WAKE = rows.Write(f"NOTIFY {CHANNEL}", [])

_DUE = """
SELECT id FROM bridge_messageout AS due
WHERE NOT asked
  AND ((state IN ('waiting', 'unknown') AND next_attempt_at <= %(now)s)
       OR (state = 'in_flight' AND lease_until <= %(now)s))
  AND (about = '' OR NOT EXISTS (
        SELECT 1 FROM bridge_messageout AS earlier
        WHERE earlier.partner_id = due.partner_id AND earlier.about = due.about AND earlier.id < due.id
          AND earlier.state IN ('waiting', 'in_flight', 'unknown') AND NOT earlier.asked))
ORDER BY next_attempt_at, id
LIMIT 1
FOR UPDATE SKIP LOCKED
"""


@frozen
class Post:
    """What delivering needs from outside. ``chance`` gives numbers from 0 to 1."""

    transport: Transport
    registry: Registry
    site: Site
    chance: Callable[[], float] = random.random


def site_post() -> Post:
    site = this_site()
    return Post(HttpTransport(listed=site.outbound_origins), site_registry(), site)


def enqueue(
    *, partner: Partner, body: Document, about: str, number: str, now: datetime, by: Person | None = None
) -> MessageOut:
    """Write ``body`` in the caller's transaction, for the worker to send. Raises LocalError naming what is missing."""
    site = this_site()
    public_id = new_public_id()
    payload_id = site.payload_id(now, public_id)
    written = sending.compose(
        partner=partner, body=body, payload_id=payload_id, now=now, site=site, protocol=partner.protocol
    )
    record = MessageOut(
        public_id=public_id,
        partner=partner,
        protocol=partner.protocol,
        document_type=type(body).__name__,
        payload_id=payload_id,
        number=storable(number, 200),
        about=about,
        body_sealed=seal(written.data),
        noted=[asdict(finding) for finding in written.findings],
        created_at=now,
        next_attempt_at=now,
        by=by,
    )
    rows.later(rows.inserting([record]), _WAKE)
    return record


def wake() -> None:
    """Tell the workers, once this transaction is committed, that there is something to send."""
    rows.later(_WAKE)


def deliver_due(*, now: datetime, limit: int = 20, post: Post | None = None) -> int:
    """Send what is due, one after the other; how many were tried. Must not run inside a transaction of a caller's."""
    post = post or site_post()
    for done in range(limit):
        claimed = _claim(now=now, post=post)
        if claimed is None:
            return done
        record, attempt = claimed
        if attempt is not None:
            _send_and_note(record, attempt, now=now, post=post)
    return limit


@transaction.atomic
def _claim(*, now: datetime, post: Post) -> tuple[MessageOut, Attempt | None] | None:
    """Take one message for the length of a lease; no attempt where it was lost too often and is given up instead, or
    must not be repeated.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    record = MessageOut.objects.select_related("partner").get(pk=row[0])
    if record.state == Sending.IN_FLIGHT:
        record.attempts.filter(ended_at__isnull=True).update(ended_at=now, problem="interrupted")
        given_up = record.tries > len(sending.PAUSES) and record.partner.deduplicates
        if given_up or not record.partner.deduplicates:
            event = SendingEvent.GIVE_UP if given_up else SendingEvent.LOSE
            _settle(record, sending.Verdict(event, problem="interrupted"), now=now, post=post)
            return record, None
        record.state = sent(record.state, SendingEvent.LOSE)
    elif record.state == Sending.UNKNOWN and not record.partner.deduplicates:
        # Lost before anybody said that a repetition would be taken for another.
        record.next_attempt_at = None
        tell_of(record, sending.Verdict(SendingEvent.LOSE, problem=record.problem), now=now, registry=post.registry)
        return record, None
    record.state = sent(record.state, SendingEvent.CLAIM)
    record.tries += 1
    record.lease = new_public_id()
    record.lease_until = now + post.site.lease
    record.save()
    number = record.attempts.count() + 1
    return record, Attempt.objects.create(message=record, number=number, at=now, url=record.partner.order_url)


def _send_and_note(record: MessageOut, attempt: Attempt, *, now: datetime, post: Post) -> None:
    # Well within the lease: who waits longer than it lasts would answer for a message that another has taken over.
    timeout = min(TIMEOUT, post.site.lease.total_seconds() / 2)
    answer = put_through(
        record, attempt.url, transport=post.transport, timeout=timeout, user_agent=post.site.user_agent
    )
    _note(record, attempt, answer, now=now + timedelta(milliseconds=answer.milliseconds), post=post)


def put_through(record: MessageOut, url: str, *, transport: Transport, timeout: float, user_agent: str) -> Sent:
    """Put the secret in and send, with no transaction open. ``timeout`` in seconds, for the whole."""
    partner = record.partner
    spoken = language(record.protocol)
    try:
        proof = spoken.proved(record.body, partner)
    except Unreadable:
        log.exception("Message %s or its secret cannot be unsealed", record.public_id)
        return Sent(problem="unsendable.sealed")
    except LocalError:
        log.exception("Message %s cannot carry its secret", record.public_id)
        return Sent(problem="unsendable")
    registered = registered_urls(partner)
    headers = {"Content-Type": spoken.content_type, **proof.headers}
    return transport.post(
        url, proof.content, registered=registered, timeout=timeout, user_agent=user_agent, headers=headers
    )


def registered_urls(partner: Partner) -> list[str]:
    return [url for url in (partner.setup_url, partner.order_url) if url]


@transaction.atomic
def _note(record: MessageOut, attempt: Attempt, answer: Sent, *, now: datetime, post: Post) -> None:
    """Write down what came of it. Where the lease has passed to another worker, only the attempt is written.

    Where it passed to a person, because nothing may be repeated, their answer still counts, however late.
    """
    verdict = sending.judge(answer, language(record.protocol))
    locked = MessageOut.objects.select_for_update(of=("self",)).select_related("partner").get(pk=record.pk)
    if not locked.partner.deduplicates:
        verdict = sending.unsure(verdict, answer)
    complete(attempt, answer, verdict, now=now)
    if locked.lease == record.lease and locked.state == Sending.IN_FLIGHT:
        _settle(locked, verdict, now=now, post=post, retry_after=answer.retry_after)
    elif not locked.lease and not locked.partner.deduplicates:
        _hear_late(locked, verdict, now=now, post=post)


def _hear_late(record: MessageOut, verdict: sending.Verdict, *, now: datetime, post: Post) -> None:
    """What they answered after all, whatever was decided meanwhile: it is they who know whether they have it."""
    events = {SendingEvent.ACCEPT: SendingEvent.CONFIRM, SendingEvent.REFUSE: SendingEvent.DENY}
    event = events.get(verdict.event)
    if event is None:
        return
    record.state = sent(record.state, event)
    record.next_attempt_at, record.settled_at = None, now
    tell_of(record, verdict, now=now, registry=post.registry)


def complete(attempt: Attempt, answer: Sent, verdict: sending.Verdict, *, now: datetime) -> None:
    """Fill in what an attempt came to."""
    attempt.ended_at = now
    attempt.milliseconds = answer.milliseconds
    attempt.http_status = answer.http_status
    attempt.problem = verdict.problem
    attempt.answer_sealed = seal(answer.content) if answer.content else None
    if verdict.status is not None:
        attempt.status_code = verdict.status.code
        attempt.words = storable(verdict.status.explanation or verdict.status.text)
    attempt.save()


def _settle(record: MessageOut, verdict: sending.Verdict, *, now: datetime, post: Post, retry_after: str = "") -> None:
    """Move the message on, plan the next try, and tell who wants to know."""
    event = verdict.event
    person_decides = event is SendingEvent.LOSE and not record.partner.deduplicates
    pause = None if person_decides else sending.pause_after(record.tries, chance=post.chance())
    if event in {SendingEvent.POSTPONE, SendingEvent.LOSE} and pause is None and not person_decides:
        event = SendingEvent.GIVE_UP
    record.state = sent(record.state, event)
    record.lease, record.lease_until = "", None
    record.next_attempt_at = None
    if record.state in {Sending.WAITING, Sending.UNKNOWN} and pause is not None:
        record.next_attempt_at = now + max(pause, sending.asked_pause(retry_after, now=now))
    elif not person_decides:
        record.settled_at = now
    tell_of(record, verdict, now=now, registry=post.registry)


def tell_of(record: MessageOut, verdict: sending.Verdict, *, now: datetime, registry: Registry) -> None:
    """Keep what they said, and tell the site, and whoever looks after the connection where a person is wanted."""
    put_status(record, verdict)
    record.outcome_due = not _told(record, verdict.status, now=now, registry=registry)
    record.save()
    if record.state in {Sending.REFUSED, Sending.DEAD} or record.wants_decision:
        notices.tell_owners(record, now=now)


def put_status(record: MessageOut, verdict: sending.Verdict) -> None:
    """What they said last, on the message itself."""
    status = verdict.status
    record.problem = verdict.problem
    record.status_code = status.code if status else None
    record.status_text = storable(status.text) if status else ""
    record.explanation = storable(status.explanation) if status else ""


def _told(record: MessageOut, status: Status | None, *, now: datetime, registry: Registry) -> bool:
    """Call the site's callbacks; False where one raised. The answer is kept all the same, and the telling is due."""
    outcome = Outcome(record, record.state, status, record.next_attempt_at, now)
    try:
        with transaction.atomic():
            registry.tell(record.document_type, outcome)
    except Exception:
        log.exception("The outcome of message %s was not taken in; it is told again", record.public_id)
        return False
    return True


def tell_due(*, now: datetime, post: Post | None = None, limit: int = 20) -> int:
    """Tell again what could not be told before; how many were told."""
    registry = post.registry if post else site_registry()
    told = 0
    for pk in MessageOut.objects.filter(outcome_due=True).values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            due = Q(pk=pk, outcome_due=True)
            record = MessageOut.objects.select_for_update(skip_locked=True, of=("self",)).filter(due).first()
            if record is None:
                continue
            code = record.status_code
            status = None if code is None else Status(code, record.status_text, record.explanation)
            if _told(record, status, now=now, registry=registry):
                record.outcome_due = False
                record.save(update_fields=["outcome_due"])
                told += 1
    return told

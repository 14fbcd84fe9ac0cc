"""Asking a partner something that a person waits for: once, with a time limit."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen
from django.db import transaction

from fondaco.bridge import sending, words
from fondaco.bridge.languages import language
from fondaco.bridge.models import Attempt, MessageOut, Partner, new_public_id
from fondaco.bridge.outbox import complete, put_status, put_through
from fondaco.bridge.site import this_site
from fondaco.bridge.states import Sending, SendingEvent, sent
from fondaco.bridge.transport import HttpTransport, Sent, Transport
from fondaco.bridge.words import Problem
from fondaco.documents import Document, Message, Status
from fondaco.sealing import seal

__all__ = ["Answered", "Problem", "ask"]


@frozen
class Answered:
    """What came back. ``status`` and ``message`` are None where nothing readable came, ``problem`` where all well."""

    status: Status | None
    message: Message | None
    record: MessageOut
    problem: Problem | None


def ask(
    *,
    partner: Partner,
    body: Document,
    url: str,
    about: str,
    now: datetime,
    timeout: float = 20.0,
    transport: Transport | None = None,
    protocol: str = Partner.Protocol.CXML,
    document_type: str = "",
) -> Answered:
    """Send ``body`` to ``url`` and wait at most ``timeout`` seconds.

    ``protocol`` is one whose questions are answered at once; ``document_type`` names the question in the journal where
    the type of its document does not.

    Never raises for the partner's faults; raises LocalError where the document cannot be written. Must not run inside
    a transaction, which would stay open while the other side thinks.
    """
    site = this_site()
    public_id = new_public_id()
    payload_id = site.payload_id(now, public_id)
    content = sending.compose(
        partner=partner, body=body, payload_id=payload_id, now=now, site=site, protocol=protocol
    ).data
    with transaction.atomic():
        record = MessageOut.objects.create(
            public_id=public_id,
            partner=partner,
            protocol=protocol,
            document_type=document_type or type(body).__name__,
            payload_id=payload_id,
            about=about,
            body_sealed=seal(content),
            created_at=now,
            state=Sending.IN_FLIGHT,
            asked=True,
            url=url,
            tries=1,
            lease_until=now + timedelta(seconds=timeout),
        )
        attempt = Attempt.objects.create(message=record, number=1, at=now, url=url)
    through = transport or HttpTransport(listed=site.outbound_origins)
    answer = put_through(record, url, transport=through, timeout=timeout, user_agent=site.user_agent)
    return _noted(record, attempt, answer, now=now + timedelta(milliseconds=answer.milliseconds))


@transaction.atomic
def _noted(record: MessageOut, attempt: Attempt, answer: Sent, *, now: datetime) -> Answered:
    verdict = sending.judge(answer, language(record.protocol))
    complete(attempt, answer, verdict, now=now)
    # Nobody waits for a second try: what would be tried again in the outbox ends here.
    later = {SendingEvent.POSTPONE, SendingEvent.LOSE}
    record.state = sent(record.state, SendingEvent.GIVE_UP if verdict.event in later else verdict.event)
    record.lease_until, record.settled_at = None, now
    put_status(record, verdict)
    record.save()
    return Answered(verdict.status, verdict.message, record, words.problem(verdict.problem))

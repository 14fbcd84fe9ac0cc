"""A message that proved its sender: stored, then handled, and answered the same however often it comes.

A message is stored in a transaction of its own. It is handled in a second one, which holds the lock of its row and
stores the answer with the effects, or undoes both; what a handler refuses is undone with it, and the refusal is stored
in a third. Whoever repeats it, however often and at once, waits for that lock and gets the stored answer. What failed
here is not answered for good: its row is marked, and a repetition tries anew.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from attrs import evolve, frozen
from django.db import transaction

from fondaco import rows
from fondaco.bridge import confirming, door, profiles
from fondaco.bridge.answers import Answer, Gate, Manner
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.bridge.registry import Handler, Incoming, NotTaken, Reply
from fondaco.bridge.states import Taking, TakingEvent, taken
from fondaco.bridge.text import storable
from fondaco.documents import Credential, Envelope, Finding, Message, ProfileRequest, Status
from fondaco.sealing import seal

log = logging.getLogger(__name__)
_SETTLED = {Taking.HANDLED, Taking.REFUSED}
_UNLESS_THERE = " ON CONFLICT (partner_id, key) DO NOTHING"
_WHAT_BECAME_OF_IT = (
    "state",
    "answer_sealed",
    "http_status",
    "handled_at",
    "about",
    "number",
    "status_code",
    "status_text",
    "explanation",
)
# The content is not read again: it is at hand, and may be large.
_LOCKED: rows.Question[MessageIn] = rows.Question(
    lambda pk: MessageIn.objects.select_for_update(of=("self",)).filter(pk=pk).defer("body_sealed"), pk=int
)

CONFLICT = Status(
    409, "Conflict", "This {name} was used before, with another content. Send a new content under a new {name}."
)
FAILED = Status(500, "Internal Server Error", "Something broke on our side. Nothing was changed; send the same again.")


class _NotKept(Exception):
    """An answer that must not be repeated later (401, 5xx): the effects are undone with it."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.text)
        self.status = status


def without_secrets(message: Message, envelope: Envelope) -> Message:
    """The message as handlers see it: nothing in it that could end in a log."""

    def bare(credential: Credential) -> Credential:
        return evolve(credential, secret=None, mac=None)

    clean = evolve(
        envelope,
        sender=bare(envelope.sender),
        from_=tuple(map(bare, envelope.from_)),
        to=tuple(map(bare, envelope.to)),
    )
    return evolve(message, envelope=clean)


def key_of(payload_id: str, fingerprint: str) -> str:
    """What recognises a repetition: the payloadID, its digest where it is too long for an index, else the content."""
    if not payload_id:
        return f"content:{fingerprint}"
    if len(payload_id) <= 200 and payload_id == storable(payload_id):
        return f"id:{payload_id}"
    return f"long:{hashlib.sha256(payload_id.encode('utf-8', 'replace')).hexdigest()}"


class _Undone(Exception):
    """A handler refused, after it had found what the message is about. What it changed goes with the transaction."""

    def __init__(self, status: Status, record: MessageIn) -> None:
        super().__init__(status.text)
        self.status, self.about, self.number = status, record.about, record.number

    def said(self, incoming: Incoming) -> Status:
        """The refusal as a handler's answer."""
        incoming.record.about, incoming.record.number = self.about, self.number
        return self.status


@frozen
class Taken:
    """One message on its way through: store, lock, then repeat the answer or handle.

    ``slot`` is which of the partner's secrets it came with; ``protocol`` the one that it is written in, ``id_name``
    what that calls its id.
    """

    message: Message
    findings: tuple[Finding, ...]
    partner: Partner
    slot: str
    data: bytes
    fingerprint: str
    source: str
    now: datetime
    gate: Gate
    manner: Manner
    protocol: str = Partner.Protocol.CXML
    id_name: str = "payloadID"

    def run(self) -> Answer:
        pk = self._store()
        try:
            return self._answered(pk)
        except _NotKept as refusal:
            self._mark_failed(pk)
            return self.manner.say(refusal.status)
        except Exception:
            log.exception("Message in %s failed and may be sent again", pk)
            self._mark_failed(pk)
            return self.manner.say(FAILED, http_status=500)

    def _store(self) -> int:
        """The row of this message, new or met before; committed before anything acts on it."""
        record = MessageIn(
            partner=self.partner,
            key=key_of(self.message.payload_id, self.fingerprint),
            protocol=self.protocol,
            document_type=type(self.message.body).__name__,
            payload_id=storable(self.message.payload_id),
            fingerprint=self.fingerprint,
            body_sealed=seal(self.data),
            created_at=self.now,
            source=self.source,
            slot=self.slot,
        )
        rows.insert(record, unless=_UNLESS_THERE)  # one statement, which commits by itself
        if record.pk is not None:
            return record.pk
        return MessageIn.objects.values_list("pk", flat=True).get(partner=self.partner, key=record.key)

    def _answered(self, pk: int) -> Answer:
        """What a handler refuses is undone with its transaction; the refusal is kept in one of its own."""
        try:
            return self._locked(pk)
        except _Undone as refusal:
            return self._locked(pk, instead=refusal.said)

    @transaction.atomic
    def _locked(self, pk: int, instead: Handler | None = None) -> Answer:
        """The answer to a message that nobody else is at; ``instead`` of the site's handler, another may decide it."""
        (record,) = _LOCKED.all(pk=pk)
        record.partner = self.partner
        settled = record.state in _SETTLED
        if record.fingerprint != self.fingerprint:
            if settled:
                sender = self.partner.their_credential()
                reason = Refused.Reason.OTHER_CONTENT
                door.note(reason, sender=sender, partner=self.partner, source=self.source, now=self.now)
                return self.manner.say(evolve(CONFLICT, explanation=CONFLICT.explanation.format(name=self.id_name)))
            # The former content was never acted on, and an id that failed is not used up.
            record.fingerprint, record.body_sealed = self.fingerprint, seal(self.data)
            record.document_type, record.protocol = type(self.message.body).__name__, self.protocol
            rows.update(record, "fingerprint", "body_sealed", "document_type", "protocol")
        if settled:
            return self._repeat(record)
        with rows.gathering():
            return self._handle(record, instead or self._handler())

    def _repeat(self, record: MessageIn) -> Answer:
        record.repeated += 1
        record.repeated_at = self.now
        again = self.gate.registry.replay(type(self.message.body))
        answer = Answer(record.http_status, record.answer or b"", self.manner.content_type)
        if again is not None and record.state == Taking.HANDLED:
            status, reply, _ = self._replay(again, record)
            answer = self.manner.say(status, reply=reply)
        rows.update(record, "repeated", "repeated_at", "about", "number")
        return answer

    def _replay(self, again: Handler, record: MessageIn) -> tuple[Status, Reply, TakingEvent]:
        try:
            with transaction.atomic():
                return self._call(again, record)
        except _Undone as refusal:
            return self._call(refusal.said, record)

    def _handle(self, record: MessageIn, handler: Handler) -> Answer:
        status, reply, event = self._call(handler, record)
        answer = self.manner.say(status, reply=reply)
        record.state = taken(record.state, event)
        record.answer_sealed, record.http_status = seal(answer.content), answer.http_status
        record.handled_at = self.now
        record.number = storable(record.number, 200)
        record.status_code, record.status_text = status.code, storable(status.text)
        record.explanation = storable(status.explanation)
        rows.later(rows.updating(record, *_WHAT_BECAME_OF_IT))
        confirming.confirm(record, self.message, status, now=self.now)
        return answer

    def _handler(self) -> Handler:
        if confirming.is_confirmation(self.message, self.protocol):
            return confirming.take_confirmation(self.gate.registry)
        known = self.gate.registry.handler(type(self.message.body))
        if known is not None:
            return known
        if isinstance(self.message.body, ProfileRequest):
            return lambda incoming: profiles.profile(self.gate.registry, self.gate.site, incoming.partner, incoming.now)
        return profiles.not_taken

    def _call(self, handler: Handler, record: MessageIn) -> tuple[Status, Reply, TakingEvent]:
        """Have the site act. Raises _Undone, and _NotKept for answers that speak of a passing trouble."""
        try:
            reply = handler(Incoming(self.message, self.findings, record.partner, record, self.now))
        except NotTaken as refusal:
            raise _Undone(refusal.status, record) from None
        status = reply if isinstance(reply, Status) else Status(200, "OK")
        if status.code == 401 or status.transient:
            raise _NotKept(status)
        return status, reply, TakingEvent.HANDLE if status.ok else TakingEvent.REFUSE

    @transaction.atomic
    def _mark_failed(self, pk: int) -> None:
        record = MessageIn.objects.select_for_update().get(pk=pk)
        if record.state not in _SETTLED:
            record.state = taken(record.state, TakingEvent.FAIL)
            record.failures += 1
            record.save(update_fields=["state", "failures"])

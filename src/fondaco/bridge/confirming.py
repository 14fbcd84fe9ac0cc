"""ConfirmBOD: what became of a BOD, said in a BOD of its own (OAGIS 10, ConfirmBOD; ConfirmationCode of the sender).

It is written into the outbox with what it confirms, and never confirmed itself.
"""

from __future__ import annotations

from datetime import datetime

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.languages import language
from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.bridge.registry import Handler, Incoming, NotTaken, Registry
from fondaco.bridge.sending import Verdict
from fondaco.bridge.states import SendingEvent, sent
from fondaco.bridge.text import storable
from fondaco.documents import ConfirmationWanted, Message, Status, StatusUpdate

_UNKNOWN = Status(400, "Bad Request", "No BOD of this BODID was sent to you: {name}")


def is_confirmation(message: Message, protocol: str) -> bool:
    """Whether it is a ConfirmBOD. cXML's StatusUpdateRequest is read as the same document, but says something else:
    a later word on an order, which is for the site."""
    return isinstance(message.body, StatusUpdate) and not language(protocol).answers_at_once


def confirm(record: MessageIn, message: Message, status: Status, *, now: datetime) -> None:
    """Put a ConfirmBOD into the outbox, in the caller's transaction, where the sender wants one of this outcome."""
    envelope, partner = message.envelope, record.partner
    wanted = envelope.confirmation if envelope else None
    asked = wanted is ConfirmationWanted.ALWAYS or (wanted is ConfirmationWanted.ON_ERROR and not status.ok)
    if not asked or is_confirmation(message, record.protocol) or not message.payload_id:
        return
    if not (partner.speaks_oagis and partner.order_url):
        return  # nowhere to send one to
    said = StatusUpdate(
        status_code=status.code,
        status_text=status.text,
        explanation=status.explanation,
        about_payload_id=message.payload_id,
    )
    outbox.enqueue(partner=partner, body=said, about=record.about, number=record.number, now=now)


def take_confirmation(registry: Registry) -> Handler:
    """What handles a ConfirmBOD: the message that it is about has arrived, or is refused after all."""

    def take(incoming: Incoming) -> Status:
        said = incoming.message.body
        assert isinstance(said, StatusUpdate)  # what is_confirmation promises
        named = storable(said.about_payload_id)
        rows = MessageOut.objects.select_for_update(of=("self",)).select_related("partner")
        record = rows.filter(partner=incoming.partner, payload_id=named, asked=False).first() if named else None
        if record is None or record.document_type == "StatusUpdate":
            raise NotTaken(Status(400, _UNKNOWN.text, _UNKNOWN.explanation.format(name=named[:100] or "none")))
        incoming.record.about, incoming.record.number = record.about, record.number
        _note(record, said, incoming, registry)
        return Status(200, "OK", "Noted.")

    return take


def _note(record: MessageOut, said: StatusUpdate, incoming: Incoming, registry: Registry) -> None:
    """A worker that has it in flight loses its lease by this, and notes its attempt only."""
    status = Status(said.status_code, said.status_text, said.explanation)
    event = SendingEvent.CONFIRM if status.ok else SendingEvent.DENY
    before = record.state
    record.state = sent(record.state, event)
    record.lease, record.lease_until, record.next_attempt_at = "", None, None
    record.settled_at, record.confirmed_at = record.settled_at or incoming.now, incoming.now
    audit.write(
        action="message.confirmed",
        subject=f"message:{record.public_id}",
        by=None,
        now=incoming.now,
        before={"state": before},
        after={"state": record.state, "status": status.code},
        message=incoming.record.public_id,
    )
    verdict = Verdict(event, status, problem="" if status.ok else "refused")
    outbox.tell_of(record, verdict, now=incoming.now, registry=registry)

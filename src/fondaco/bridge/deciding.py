"""What becomes of a message by somebody's word: a person's who decides, or the partner's own on what it was about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.models import MessageOut, Partner
from fondaco.bridge.registry import Registry, site_registry
from fondaco.bridge.sending import NotRepeatable, Verdict
from fondaco.bridge.states import IllegalMove, Sending, SendingEvent, sent
from fondaco.people.models import Person


@transaction.atomic
def send_again(*, record: MessageOut, by: Person, now: datetime) -> None:
    """Have a message that was refused, is dead or waits for a decision sent once more under the same payloadID.

    Raises IllegalMove.
    """
    locked = _to_decide(record)
    before = locked.state
    locked.state = sent(locked.state, SendingEvent.AGAIN)
    locked.tries, locked.next_attempt_at, locked.settled_at = 0, now, None
    locked.problem, locked.status_code, locked.status_text, locked.explanation = "", None, "", ""
    locked.save()
    audit.write(
        action="message.sent_again",
        subject=f"message:{locked.public_id}",
        by=by.pk,
        now=now,
        before={"state": before},
        after={"state": locked.state},
        message=locked.public_id,
    )
    record.refresh_from_db()
    outbox.wake()


@transaction.atomic
def vouch(*, record: MessageOut, by: Person, now: datetime, registry: Registry | None = None) -> None:
    """A person knows that they have a message whose fate is unknown or which is dead: it is delivered.

    Raises IllegalMove.
    """
    locked = _to_decide(record)
    before = locked.state
    locked.state = sent(locked.state, SendingEvent.VOUCH)
    locked.next_attempt_at, locked.settled_at = None, now
    audit.write(
        action="message.vouched_for",
        subject=f"message:{locked.public_id}",
        by=by.pk,
        now=now,
        before={"state": before},
        after={"state": locked.state},
        message=locked.public_id,
    )
    outbox.tell_of(locked, Verdict(SendingEvent.VOUCH), now=now, registry=registry or site_registry())
    record.refresh_from_db()


def heard_of(*, partner: Partner, about: str, by_message: str, now: datetime, registry: Registry | None = None) -> None:
    """Their own word on what was sent shows that they have it: nobody has to decide about that any more.

    Within the caller's transaction, which may hold other locks: what somebody is deciding at this moment is left alone.
    """
    rows = MessageOut.objects.select_for_update(of=("self",), skip_locked=True).select_related("partner")
    undecided = rows.filter(partner=partner, about=about, state=Sending.UNKNOWN, next_attempt_at=None, asked=False)
    for record in undecided:
        record.state = sent(record.state, SendingEvent.CONFIRM)
        record.settled_at = record.confirmed_at = now
        audit.write(
            action="message.confirmed",
            subject=f"message:{record.public_id}",
            by=None,
            now=now,
            before={"state": Sending.UNKNOWN},
            after={"state": record.state},
            message=by_message,
        )
        outbox.tell_of(record, Verdict(SendingEvent.CONFIRM), now=now, registry=registry or site_registry())


def _to_decide(record: MessageOut) -> MessageOut:
    """The message, locked. Raises IllegalMove for one of unknown fate that is repeated by itself."""
    locked = MessageOut.objects.select_for_update(of=("self",)).select_related("partner").get(pk=record.pk)
    if locked.asked:
        raise NotRepeatable
    if locked.state == Sending.UNKNOWN and not locked.wants_decision:
        raise IllegalMove("it is sent again by itself")
    return locked

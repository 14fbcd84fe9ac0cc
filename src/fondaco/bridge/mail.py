"""Mail is a row, written with the change that caused it; the worker sends it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from attrs import frozen
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fondaco import rows
from fondaco.bridge.models import Enclosure, Mail, new_public_id
from fondaco.bridge.states import Sending, SendingEvent, sent
from fondaco.bridge.text import storable
from fondaco.people.models import Person
from fondaco.sealing import seal

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
MOST_ENCLOSED = 5
MOST_BYTES = 10 * 1024 * 1024  # base64 makes a third more of it, and many servers stop at 20 MB
PAUSES = (10, 60, 300, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200)  # seconds


@frozen
class Enclosed:
    """A file to go with a letter."""

    name: str
    content_type: str
    content: bytes


def post(
    *,
    to: Person | str,
    subject: str,
    text: str,
    about: str,
    now: datetime,
    html: str = "",
    enclosed: Sequence[Enclosed] = (),
) -> Mail:
    """Write a letter in the caller's transaction.

    Raises ValueError where ``to`` has no address, or more is ``enclosed`` than mail servers commonly take.
    """
    person = to if isinstance(to, Person) else Person.objects.with_email(to)
    address = to.email if isinstance(to, Person) else parseaddr(to)[1]
    if not address:
        raise ValueError("a letter needs somebody to go to")
    if len(enclosed) > MOST_ENCLOSED or sum(len(one.content) for one in enclosed) > MOST_BYTES:
        raise ValueError("too much is enclosed for one letter")
    letter = Mail(
        to=address,
        person=person,
        subject=" ".join(subject.replace("\0", "").split())[:500],
        text_sealed=seal(text),
        html_sealed=seal(html) if html else b"",
        about=about,
        created_at=now,
        next_attempt_at=now,
    )
    if not enclosed:
        rows.later(rows.inserting([letter]))
        return letter
    rows.insert(letter)
    Enclosure.objects.bulk_create(
        Enclosure(
            letter=letter,
            number=number,
            name=" ".join("".join(sign for sign in one.name if sign.isprintable() and sign not in '/\\"').split())[
                :150
            ],
            content_type=one.content_type,
            size=len(one.content),
            body_sealed=seal(one.content),
        )
        for number, one in enumerate(enclosed, start=1)
    )
    return letter


class OutboxEmailBackend(BaseEmailBackend):
    """Django's own letters (a forgotten password) take the same way as ours."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for message in email_messages:
            html = ""
            if isinstance(message, EmailMultiAlternatives):
                for alternative in message.alternatives:
                    if alternative[1] == "text/html":
                        html = str(alternative[0])
            for recipient in message.recipients():
                post(
                    to=recipient,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html,
                    about=message.extra_headers.get("X-Fondaco-About", ""),
                    now=now,
                )
        return len(email_messages)


class KeepBackend(BaseEmailBackend):
    """Sends nothing: in the demo a letter is read on the mail page."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(email_messages)


def deliver_due(*, now: datetime, limit: int = 20, backend: BaseEmailBackend | None = None) -> int:
    """Send the letters that are due; how many were tried. One whose worker died is sent again: twice beats never."""
    for done in range(limit):
        letter = _claim(now)
        if letter is None:
            return done
        trouble = _send(letter, backend)
        _note(letter, trouble, now=now)
    return limit


@transaction.atomic
def _claim(now: datetime) -> Mail | None:
    due = Q(state__in=[Sending.WAITING, Sending.UNKNOWN], next_attempt_at__lte=now)
    lost = Q(state=Sending.IN_FLIGHT, lease_until__lte=now)
    rows = Mail.objects.select_for_update(skip_locked=True).filter(due | lost)
    letter = rows.order_by("next_attempt_at", "pk").first()
    if letter is None:
        return None
    if letter.state == Sending.IN_FLIGHT:
        letter.state = sent(letter.state, SendingEvent.LOSE)
    letter.state = sent(letter.state, SendingEvent.CLAIM)
    letter.tries += 1
    letter.lease, letter.lease_until = new_public_id(), now + LEASE
    letter.save()
    return letter


def _send(letter: Mail, backend: BaseEmailBackend | None) -> str:
    """What went wrong, in the words of whoever raised; empty where the letter is on its way."""
    try:
        connection = backend or get_connection(settings.FONDACO_MAIL_TRANSPORT)
        message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], connection=connection)
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        for one in letter.enclosures.all():
            message.attach(one.name, one.body, one.content_type)
        message.send()
    except Exception as trouble:
        # Whatever a mail server or its client raises, the letter is kept and tried again.
        log.warning("Letter %s was not sent: %s", letter.public_id, type(trouble).__name__)
        return f"{type(trouble).__name__}: {trouble}"
    return ""


@transaction.atomic
def _note(letter: Mail, trouble: str, *, now: datetime) -> None:
    locked = Mail.objects.select_for_update().get(pk=letter.pk)
    if locked.lease != letter.lease:
        return
    locked.lease, locked.lease_until, locked.next_attempt_at = "", None, None
    locked.trouble = storable(trouble, 500)
    if not trouble:
        locked.state, locked.sent_at = sent(locked.state, SendingEvent.ACCEPT), now
    elif locked.tries > len(PAUSES):
        locked.state = sent(locked.state, SendingEvent.GIVE_UP)
        log.error("Letter %s is given up after %s tries", locked.public_id, locked.tries)
    else:
        locked.state = sent(locked.state, SendingEvent.POSTPONE)
        locked.next_attempt_at = now + timedelta(seconds=PAUSES[locked.tries - 1])
    locked.save()

"""Mail is a row, written with the change that caused it; the worker sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from fondaco.bridge.models import Mail
from fondaco.bridge.secrets import seal
from fondaco.people.models import Person


def post(*, to: Person | str, subject: str, text: str, about: str, now: datetime, html: str = "") -> Mail:
    """Write a letter in the caller's transaction. Raises ValueError where ``to`` has no address."""
    person = to if isinstance(to, Person) else Person.objects.with_email(to)
    address = to.email if isinstance(to, Person) else parseaddr(to)[1]
    if not address:
        raise ValueError("a letter needs somebody to go to")
    return Mail.objects.create(
        to=address,
        person=person,
        subject=" ".join(subject.replace("\0", "").split())[:500],
        text_sealed=seal(text),
        html_sealed=seal(html) if html else b"",
        about=about,
        created_at=now,
        next_attempt_at=now,
    )


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

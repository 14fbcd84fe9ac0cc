"""What must arrive: written with the change that caused it, sent by the worker, until it is settled."""

from __future__ import annotations

from datetime import datetime

from fondaco.bridge.models import MessageOut, Partner
from fondaco.documents import Document
from fondaco.people.models import Person


def enqueue(
    *, partner: Partner, body: Document, about: str, number: str, now: datetime, by: Person | None = None
) -> MessageOut:
    """Write ``body`` in the caller's transaction, for the worker to send. Raises LocalError naming what is missing."""
    raise NotImplementedError


def send_again(*, record: MessageOut, by: Person, now: datetime) -> None:
    """Have a refused or dead message sent once more under the same payloadID. Raises IllegalMove."""
    raise NotImplementedError


def deliver_due(*, now: datetime, limit: int = 20) -> int:
    """Send what is due; how many messages were sent or tried."""
    raise NotImplementedError

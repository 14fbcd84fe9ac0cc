"""Asking a partner something that a person waits for."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from fondaco.bridge.models import MessageOut, Partner
from fondaco.documents import Document, Message, Status


@frozen
class Problem:
    """Why there is no answer to use: a stable ``code``, what happened, and what to do about it."""

    code: str
    words: str
    remedy: str


@frozen
class Answered:
    """What came back. ``status`` and ``message`` are None where nothing readable came; ``problem`` is None if all went well."""

    status: Status | None
    message: Message | None
    record: MessageOut
    problem: Problem | None


def ask(*, partner: Partner, body: Document, url: str, about: str, now: datetime, timeout: float = 20.0) -> Answered:
    """Send ``body`` to ``url`` and wait at most ``timeout`` seconds. Never raises for the partner's faults."""
    raise NotImplementedError

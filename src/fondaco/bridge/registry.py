"""Which operation of a site takes which document, and who hears what became of a message sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from importlib import import_module

from attrs import frozen
from django.conf import settings

from fondaco.bridge.models import MessageIn, MessageOut, Partner
from fondaco.documents import AvailabilityAnswer, Finding, Message, Profile, PunchOutSetupAnswer, Status


@frozen
class Incoming:
    """A message guarded, authenticated and stored. The handler may set ``record.about`` and ``record.number``."""

    message: Message
    findings: tuple[Finding, ...]
    partner: Partner
    record: MessageIn
    now: datetime


Reply = Status | PunchOutSetupAnswer | Profile | AvailabilityAnswer
Handler = Callable[[Incoming], Reply]


@frozen
class Outcome:
    """What became of a message that we sent: its new state, and when it is tried again if it is."""

    record: MessageOut
    state: str
    status: Status | None
    will_retry_at: datetime | None
    now: datetime


class NotTaken(Exception):
    """A handler refuses, in words. What it changed is undone; the status is the answer, stored, in HTTP 200."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"{status.code} {status.text}")
        self.status = status


class Place(Enum):
    """Which of a site's addresses takes a document in cXML: the common one, or that for orders, each partner's own."""

    COMMON = "common"
    ORDERS = "orders"


class Registry:
    """A site's table of document types. Handlers run inside the transaction that stores their answer."""

    def __init__(self) -> None:
        self._handlers: dict[type, Handler] = {}
        self._places: dict[type, Place] = {}
        self._replays: dict[type, Handler] = {}
        self._outcomes: dict[type, list[Callable[[Outcome], None]]] = {}

    def on(
        self, document_type: type, handler: Handler, *, replay: Handler | None = None, at: Place = Place.COMMON
    ) -> None:
        """Have ``handler`` take documents of this type, which come to ``at``; ``replay`` answers repetitions anew."""
        if document_type in self._handlers:
            raise ValueError(f"{document_type.__name__} already has a handler")
        self._handlers[document_type] = handler
        self._places[document_type] = at
        if replay is not None:
            self._replays[document_type] = replay

    def on_outcome(self, document_type: type, callback: Callable[[Outcome], None]) -> None:
        """Have ``callback`` hear each change of state of outgoing documents of this type, in its transaction."""
        self._outcomes.setdefault(document_type, []).append(callback)

    def handler(self, document_type: type) -> Handler | None:
        return self._handlers.get(document_type)

    def place(self, document_type: type) -> Place | None:
        """Where documents of this type are taken; None where nothing takes them."""
        return self._places.get(document_type)

    def replay(self, document_type: type) -> Handler | None:
        return self._replays.get(document_type)

    def taken_types(self) -> list[type]:
        return list(self._handlers)

    def tell(self, document_type: str, outcome: Outcome) -> None:
        """Call everybody who wants to hear about this type (by its class name)."""
        for known, callbacks in self._outcomes.items():
            if known.__name__ == document_type:
                for callback in callbacks:
                    callback(outcome)


def site_registry() -> Registry:
    """This site's registry, from ``settings.FONDACO_HANDLERS``."""
    registry: Registry = import_module(settings.FONDACO_HANDLERS).registry
    return registry

"""How what was decided about a message is said back: in the HTTP answer, or in a message of its own."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Protocol

from attrs import frozen

from fondaco.bridge.registry import Registry, Reply, site_registry
from fondaco.bridge.site import Site, this_site
from fondaco.documents import AvailabilityAnswer, ConfirmationWanted, Profile, PunchOutSetupAnswer, Status
from fondaco.wire import availability, cxml

XML = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@frozen
class Answer:
    """What goes back over HTTP."""

    http_status: int
    content: bytes
    content_type: str = XML


@frozen
class Gate:
    """What taking a message needs from outside."""

    registry: Registry
    site: Site


def site_gate() -> Gate:
    return Gate(site_registry(), this_site())


class Manner(Protocol):
    """How one protocol answers."""

    @property
    def content_type(self) -> str: ...

    def say(self, status: Status, *, http_status: int = 200, reply: Reply | None = None) -> Answer:
        """The answer that says ``status``; ``http_status`` is what speaks of the transport."""
        ...


def respond(status: Status, *, now: datetime, gate: Gate, http_status: int = 200, reply: Reply | None = None) -> Answer:
    """A Response with ``status`` and, beside it, the payload of ``reply`` unless that is a Status itself."""
    body = reply if isinstance(reply, PunchOutSetupAnswer | Profile) else None
    payload_id = gate.site.payload_id(now, secrets.token_urlsafe(12))
    return Answer(http_status, cxml.write_answer(status=status, body=body, payload_id=payload_id, timestamp=now))


@frozen
class InResponses:
    """cXML: every answer is a Response; HTTP errors speak of the transport only."""

    gate: Gate
    now: datetime
    content_type: str = XML

    def say(self, status: Status, *, http_status: int = 200, reply: Reply | None = None) -> Answer:
        return respond(status, now=self.now, gate=self.gate, http_status=http_status, reply=reply)


@frozen
class InBriefWords:
    """OAGIS: HTTP says that it was taken, a ConfirmBOD what became of it.

    A refusal of which no ConfirmBOD was asked for is said by HTTP itself: in one way at least it is always said.
    """

    wanted: ConfirmationWanted | None = None
    content_type: str = TEXT

    def say(self, status: Status, *, http_status: int = 200, reply: Reply | None = None) -> Answer:
        words = " ".join(filter(None, [status.text, status.explanation]))
        code = self._http_status(status) if http_status == 200 else http_status
        return Answer(code, f"{status.code} {words}\n".encode(), self.content_type)

    def _http_status(self, status: Status) -> int:
        if status.ok:
            return 202
        if status.transient:
            return 503
        if status.code in {401, 403, 409}:
            return status.code
        return 202 if self.wanted in {ConfirmationWanted.ALWAYS, ConfirmationWanted.ON_ERROR} else 422


@frozen
class InJson:
    """Price and availability: HTTP says what the Status says, for there is nothing between the two."""

    content_type: str = availability.CONTENT_TYPE

    def say(self, status: Status, *, http_status: int = 200, reply: Reply | None = None) -> Answer:
        body = reply if isinstance(reply, AvailabilityAnswer) else None
        content = availability.write_answer(status=status, body=body)
        return Answer(http_status if status.ok else status.code, content, self.content_type)

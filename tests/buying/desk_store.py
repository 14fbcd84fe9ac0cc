"""A supplier's store for the desk's tests: it answers over HTTP, as the test wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import define, field

from fondaco.documents import Profile, ProfileRequest, PunchOutSetup, PunchOutSetupAnswer, Status, Transaction
from fondaco.wire.cxml import read, write_answer

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SECRETS = {
    "desk_to_store": "the-desk-says-this",
    "store_to_desk": "the-store-says-that",
    "buyer_domain": "NetworkID",
    "buyer_identity": "lanterna-meccanica",
    "store_domain": "NetworkID",
    "store_identity": "fondaco-store",
    "cxml_connection": "lanternas-cxml",
}
Reply = tuple[int, str, bytes]


@define
class Store:
    """A store's cXML address. ``answer`` may be replaced; what came is in ``received``."""

    origin: str
    received: list[bytes] = field(factory=list)
    answer: Callable[[Store, bytes], Reply] | None = None
    start_url: str = ""

    def reply(self, body: bytes) -> Reply:
        self.received.append(body)
        return (self.answer or friendly)(self, body)

    def setup(self) -> PunchOutSetup:
        message = read(self.received[-1]).message
        assert message is not None
        assert isinstance(message.body, PunchOutSetup)
        return message.body


def friendly(store: Store, body: bytes) -> Reply:
    """Let everybody in, and say what is taken."""
    message = read(body).message
    assert message is not None
    said: PunchOutSetupAnswer | Profile = PunchOutSetupAnswer(store.start_url or f"{store.origin}/start/abc")
    if isinstance(message.body, ProfileRequest):
        said = Profile(effective_at=NOW, transactions=(Transaction("OrderRequest", store.origin),))
    return 200, "text/xml", status_answer(200, "OK", said)


def status_answer(code: int, text: str, body: Any = None) -> bytes:
    return write_answer(status=Status(code, text), body=body, payload_id="1@store.example", timestamp=NOW)


def answering(status: int, content_type: str, body: bytes) -> Callable[[Store, bytes], Reply]:
    return lambda store, received: (status, content_type, body)

"""What a message is called, and which system sent it: tables, for people who read a check's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.wire.profiles.loading import found

if TYPE_CHECKING:
    from fondaco.documents import Envelope, Level


def dialect(envelope: Envelope | None, payload_id: str) -> str:
    """The system that sent the message, as far as it can be told; "" where it cannot. The signs are the profiles'."""
    return found(envelope, payload_id)[1]


NAMES = {
    "PunchOutSetupRequest": "a request to be let into the store",
    "PunchOutSetupResponse": "the store's answer to a setup",
    "PunchOutOrderMessage": "a returned cart",
    "OrderRequest": "a purchase order",
    "ConfirmationRequest": "an order confirmation",
    "StatusUpdateRequest": "a status update",
    "ProfileRequest": "a question what is taken",
    "ProfileResponse": "the answer to a profile request",
    "Response": "an answer",
}


def named(kind: str) -> str:
    """The message type for a person: ``OrderRequest, a purchase order``."""
    return f"{kind}, {NAMES[kind]}" if kind in NAMES else kind


LEVELS: dict[Level | str, str] = {"error": "Error", "warning": "Warning", "note": "Note"}

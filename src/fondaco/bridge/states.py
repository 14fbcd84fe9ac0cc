"""The lives of a message, as tables."""

from __future__ import annotations

from enum import StrEnum


class IllegalMove(Exception):
    """An event that means nothing in this state. Nothing was changed."""


class Sending(StrEnum):
    """A message out, or a mail."""

    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    DELIVERED = "delivered"
    REFUSED = "refused"  # theirs, and final
    UNKNOWN = "unknown"  # sent, and no answer came: sent again under the same payloadID, or a person decides
    DEAD = "dead"  # wants a person


class SendingEvent(StrEnum):
    CLAIM = "claim"
    ACCEPT = "accept"
    REFUSE = "refuse"
    LOSE = "lose"  # nobody knows whether it arrived
    POSTPONE = "postpone"  # it did not arrive, or they ask to try later
    GIVE_UP = "give_up"
    AGAIN = "again"  # a person sends it again
    VOUCH = "vouch"  # a person knows that they have it
    CONFIRM = "confirm"  # their ConfirmBOD, or an answer to its content, says that they have it, whatever the post said
    DENY = "deny"  # their ConfirmBOD refuses it, though the post went well


class Taking(StrEnum):
    """A message in."""

    STORED = "stored"
    HANDLED = "handled"
    REFUSED = "refused"
    FAILED = "failed"


class TakingEvent(StrEnum):
    HANDLE = "handle"
    REFUSE = "refuse"
    FAIL = "fail"


_CONFIRMED = {SendingEvent.CONFIRM: Sending.DELIVERED, SendingEvent.DENY: Sending.REFUSED}

SENDING: dict[Sending, dict[SendingEvent, Sending]] = {
    Sending.WAITING: {SendingEvent.CLAIM: Sending.IN_FLIGHT, **_CONFIRMED},
    Sending.IN_FLIGHT: {
        SendingEvent.ACCEPT: Sending.DELIVERED,
        SendingEvent.REFUSE: Sending.REFUSED,
        SendingEvent.LOSE: Sending.UNKNOWN,
        SendingEvent.POSTPONE: Sending.WAITING,
        SendingEvent.GIVE_UP: Sending.DEAD,
        **_CONFIRMED,
    },
    Sending.UNKNOWN: {
        SendingEvent.CLAIM: Sending.IN_FLIGHT,
        SendingEvent.GIVE_UP: Sending.DEAD,
        SendingEvent.AGAIN: Sending.WAITING,
        SendingEvent.VOUCH: Sending.DELIVERED,
        **_CONFIRMED,
    },
    Sending.DELIVERED: _CONFIRMED,
    Sending.REFUSED: {SendingEvent.AGAIN: Sending.WAITING, **_CONFIRMED},
    Sending.DEAD: {SendingEvent.AGAIN: Sending.WAITING, SendingEvent.VOUCH: Sending.DELIVERED, **_CONFIRMED},
}

TAKING: dict[Taking, dict[TakingEvent, Taking]] = {
    Taking.STORED: {
        TakingEvent.HANDLE: Taking.HANDLED,
        TakingEvent.REFUSE: Taking.REFUSED,
        TakingEvent.FAIL: Taking.FAILED,
    },
    Taking.FAILED: {
        TakingEvent.HANDLE: Taking.HANDLED,
        TakingEvent.REFUSE: Taking.REFUSED,
        TakingEvent.FAIL: Taking.FAILED,
    },
    Taking.HANDLED: {},
    Taking.REFUSED: {},
}


def sent(state: str, event: SendingEvent) -> Sending:
    """Where ``event`` leads a message out. Raises IllegalMove."""
    try:
        return SENDING[Sending(state)][event]
    except KeyError as trouble:
        raise IllegalMove(f"a message that is {state} cannot {event}") from trouble


def taken(state: str, event: TakingEvent) -> Taking:
    """Where ``event`` leads a message in. Raises IllegalMove."""
    try:
        return TAKING[Taking(state)][event]
    except KeyError as trouble:
        raise IllegalMove(f"a message that is {state} cannot {event}") from trouble

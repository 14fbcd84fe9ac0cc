"""The life of a request for another setting, as a table."""

from __future__ import annotations

from enum import StrEnum

from fondaco.lifecycle import step
from fondaco.selling.integration.models import SettingsRequest

State = SettingsRequest.State


class RequestEvent(StrEnum):
    DO = "do"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


REQUEST: dict[State, dict[RequestEvent, State]] = {
    State.OPEN: {
        RequestEvent.DO: State.DONE,
        RequestEvent.DECLINE: State.DECLINED,
        RequestEvent.WITHDRAW: State.WITHDRAWN,
    },
    State.DONE: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}


def request_after(state: State, event: RequestEvent) -> State:
    """The state that follows. Raises IllegalStep."""
    return step(REQUEST, state, event)

"""Every pair of state and event: the legal land, the illegal raise."""

from __future__ import annotations

import pytest

from fondaco.bridge.states import (
    SENDING,
    TAKING,
    IllegalMove,
    Sending,
    SendingEvent,
    Taking,
    TakingEvent,
    sent,
    taken,
)


@pytest.mark.parametrize("state", Sending)
@pytest.mark.parametrize("event", SendingEvent)
def test_a_message_out_moves_as_the_table_says(state: Sending, event: SendingEvent) -> None:
    if event in SENDING[state]:
        assert sent(state, event) == SENDING[state][event]
    else:
        with pytest.raises(IllegalMove):
            sent(state, event)


@pytest.mark.parametrize("state", Taking)
@pytest.mark.parametrize("event", TakingEvent)
def test_a_message_in_moves_as_the_table_says(state: Taking, event: TakingEvent) -> None:
    if event in TAKING[state]:
        assert taken(state, event) == TAKING[state][event]
    else:
        with pytest.raises(IllegalMove):
            taken(state, event)


def test_what_was_delivered_moves_only_by_their_confirmation_and_what_was_answered_never() -> None:
    assert SENDING[Sending.DELIVERED] == {
        SendingEvent.CONFIRM: Sending.DELIVERED,
        SendingEvent.DENY: Sending.REFUSED,
    }
    assert TAKING[Taking.HANDLED] == TAKING[Taking.REFUSED] == {}

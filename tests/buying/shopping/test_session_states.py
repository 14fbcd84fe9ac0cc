"""Every state of a session with every event."""

import pytest

from fondaco.buying.lifecycle import IllegalStep, step
from fondaco.buying.shopping.states import TRANSITIONS, SessionEvent, SessionState

LEGAL = {
    ("asked", "let_in"): "open",
    ("asked", "turned_away"): "refused",
    ("asked", "lapse"): "expired",
    ("open", "cart_came"): "returned",
    ("open", "left_empty"): "abandoned",
    ("open", "lapse"): "expired",
    ("returned", "claim"): "claimed",
    ("returned", "lapse"): "expired",
}


@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("event", list(SessionEvent))
def test_each_pair_lands_where_it_should_or_raises(state: SessionState, event: SessionEvent) -> None:
    expected = LEGAL.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)
    else:
        assert step(TRANSITIONS, state, event) == expected


def test_every_state_can_be_reached() -> None:
    reached = {SessionState.ASKED} | {end for events in TRANSITIONS.values() for end in events.values()}

    assert reached == set(SessionState)

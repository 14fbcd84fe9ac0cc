"""Every pair of state and event of a change: the legal land, the illegal raise."""

from __future__ import annotations

import itertools

import pytest

from fondaco.buying.changes.states import TRANSITIONS, ChangeEvent, ChangeState
from fondaco.buying.lifecycle import IllegalStep, step

LANDS = {
    "in_approval": {"approve": "approved", "reject": "rejected", "send_back": "sent_back", "withdraw": "withdrawn"},
    "approved": {"send": "sent", "take": "taken", "refuse": "refused", "withdraw": "withdrawn"},
    "sent": {"take": "taken", "refuse": "refused"},
    "taken": {},
    "refused": {},
    "rejected": {},
    "sent_back": {},
    "withdrawn": {},
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(ChangeState, ChangeEvent)))
def test_a_change_moves_only_as_the_table_says(state: ChangeState, event: ChangeEvent) -> None:
    expected = LANDS[state].get(event)

    if expected is None:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)
    else:
        assert step(TRANSITIONS, state, event) == expected


def test_every_state_is_reached() -> None:
    reached = {"in_approval"} | {new for events in TRANSITIONS.values() for new in events.values()}

    assert reached == set(ChangeState.values)

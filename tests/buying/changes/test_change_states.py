"""Every pair of state and event of a change: the legal land, the illegal raise."""

from __future__ import annotations

from fondaco.buying.changes.states import TRANSITIONS, ChangeEvent, ChangeState
from tests.buying.landings import landings

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


def test_a_change_moves_only_as_the_table_says() -> None:
    lands = {(state, str(event)): new for state, events in LANDS.items() for event, new in events.items()}

    assert landings(TRANSITIONS, ChangeEvent) == lands


def test_every_state_is_reached() -> None:
    reached = {"in_approval"} | {new for events in TRANSITIONS.values() for new in events.values()}

    assert reached == set(ChangeState.values)

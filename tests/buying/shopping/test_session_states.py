"""Every state of a session with every event."""

from fondaco.buying.shopping.states import TRANSITIONS, SessionEvent, SessionState
from tests.buying.landings import landings

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


def test_a_visit_moves_only_as_the_table_says() -> None:
    assert landings(TRANSITIONS, SessionEvent) == LEGAL


def test_every_state_can_be_reached() -> None:
    reached = {SessionState.ASKED} | {end for events in TRANSITIONS.values() for end in events.values()}

    assert reached == set(SessionState)

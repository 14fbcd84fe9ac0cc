"""Every pair of state and event of an order: the legal land, the illegal raise."""

from __future__ import annotations

from fondaco.buying.orders.states import TRANSITIONS, OrderEvent, OrderState
from tests.buying.landings import landings

SAID = {"confirm_part": "confirmed_in_part", "confirm_all": "confirmed", "refuse": "refused"}
OR = {"ask_anew": "issued", "close": "closed", "call_off": "cancelled"}
LANDS = {
    "issued": {**SAID, "cancel": "cancelled", "call_off": "cancelled"},
    "confirmed_in_part": {**SAID, **OR},
    "confirmed": {**SAID, **OR},
    "refused": {**SAID, **OR},
    "closed": {},
    "cancelled": {},
}


def test_an_order_moves_only_as_the_table_says() -> None:
    lands = {(state, str(event)): new for state, events in LANDS.items() for event, new in events.items()}

    assert landings(TRANSITIONS, OrderEvent) == lands


def test_every_state_is_reached() -> None:
    reached = {"issued"} | {new for events in TRANSITIONS.values() for new in events.values()}

    assert reached == set(OrderState.values)

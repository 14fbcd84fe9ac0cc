"""Every pair of state and event of an order: the legal land, the illegal raise."""

from __future__ import annotations

import itertools

import pytest

from fondaco.buying.lifecycle import IllegalStep, step
from fondaco.buying.orders.states import TRANSITIONS, OrderEvent, OrderState

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


@pytest.mark.parametrize(("state", "event"), list(itertools.product(OrderState, OrderEvent)))
def test_an_order_moves_only_as_the_table_says(state: OrderState, event: OrderEvent) -> None:
    expected = LANDS[state].get(event)

    if expected is None:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)
    else:
        assert step(TRANSITIONS, state, event) == expected


def test_every_state_is_reached() -> None:
    reached = {"issued"} | {new for events in TRANSITIONS.values() for new in events.values()}

    assert reached == set(OrderState.values)

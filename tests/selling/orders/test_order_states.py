"""An order moves only as the table says."""

import pytest

from fondaco.lifecycle import IllegalStep
from fondaco.selling.orders.states import TRANSITIONS, OrderEvent, OrderState, after

EXPECTED = {
    ("received", "accept"): "accepted",
    ("received", "accept_in_part"): "accepted_in_part",
    ("received", "wait"): "backordered",
    ("received", "refuse"): "refused",
    ("received", "carry_out"): "carried_out",
    ("backordered", "accept"): "accepted",
    ("backordered", "accept_in_part"): "accepted_in_part",
    ("backordered", "refuse"): "refused",
    **{
        (state, event): lands
        for state in ("accepted", "accepted_in_part", "backordered")
        for event, lands in (("replace", "replaced"), ("cancel", "cancelled"))
    },
}


@pytest.mark.parametrize("event", list(OrderEvent))
@pytest.mark.parametrize("state", list(OrderState))
def test_every_pair_lands_where_the_table_says_or_raises(state: OrderState, event: OrderEvent) -> None:
    expected = EXPECTED.get((state.value, event.value))

    if expected is None:
        with pytest.raises(IllegalStep):
            after(state, event)
    else:
        assert after(state, event) == expected


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(OrderState)

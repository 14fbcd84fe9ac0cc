"""A visit moves only as the table says."""

import pytest

from fondaco.lifecycle import IllegalStep
from fondaco.selling.shopping.states import TRANSITIONS, VisitEvent, VisitState, after

EXPECTED = {
    ("granted", "start"): "shopping",
    ("granted", "expire"): "expired",
    ("shopping", "start"): "shopping",
    ("shopping", "submit"): "submitted",
    ("shopping", "leave"): "left_empty",
    ("shopping", "expire"): "expired",
    ("submitted", "start"): "submitted",
    ("left_empty", "start"): "left_empty",
}


@pytest.mark.parametrize("event", list(VisitEvent))
@pytest.mark.parametrize("state", list(VisitState))
def test_every_pair_lands_where_the_table_says_or_raises(state: VisitState, event: VisitEvent) -> None:
    expected = EXPECTED.get((state.value, event.value))

    if expected is None:
        with pytest.raises(IllegalStep):
            after(state, event)
    else:
        assert after(state, event) == expected


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(VisitState)

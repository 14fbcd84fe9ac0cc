"""Every state of a request with every event."""

import pytest

from fondaco.buying.lifecycle import IllegalStep, step
from fondaco.buying.requests.states import TRANSITIONS, RequestEvent, RequestState

LEGAL = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    ("draft", "take_over"): "approved",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    ("submitted", "start_approval"): "in_approval",
    ("submitted", "withdraw"): "withdrawn",
    ("in_approval", "approve"): "approved",
    ("in_approval", "reject"): "rejected",
    ("in_approval", "send_back"): "returned",
    ("in_approval", "withdraw"): "withdrawn",
    ("approved", "order"): "ordered",
    ("approved", "send_back"): "returned",
    ("returned", "order"): "ordered",
    ("in_approval", "revise"): "in_approval",
    ("in_approval", "order"): "ordered",
    ("approved", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("event", list(RequestEvent))
def test_each_pair_lands_where_it_should_or_raises(state: RequestState, event: RequestEvent) -> None:
    expected = LEGAL.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)
    else:
        assert step(TRANSITIONS, state, event) == expected


def test_every_state_can_be_reached() -> None:
    reached = {RequestState.DRAFT} | {end for events in TRANSITIONS.values() for end in events.values()}

    assert reached == set(RequestState)

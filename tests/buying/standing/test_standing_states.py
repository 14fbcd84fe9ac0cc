"""Every state of a standing order, and of a cycle, with every event."""

import pytest

from fondaco.buying.lifecycle import IllegalStep, step
from fondaco.buying.standing.models import Milestone
from fondaco.buying.standing.states import (
    CYCLE_TRANSITIONS,
    TRANSITIONS,
    CycleEvent,
    CycleState,
    StandingEvent,
    StandingState,
)

LEGAL = {
    ("active", "pause"): "paused",
    ("active", "end"): "ended",
    ("active", "run_out"): "ended",
    ("paused", "resume"): "active",
    ("paused", "end"): "ended",
}
LEGAL_OF_CYCLES = {("asking", "hand"): "handed", ("asking", "submit"): "submitted"}


@pytest.mark.parametrize("state", list(StandingState))
@pytest.mark.parametrize("event", list(StandingEvent))
def test_each_pair_lands_where_it_should_or_raises(state: StandingState, event: StandingEvent) -> None:
    expected = LEGAL.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)
    else:
        assert step(TRANSITIONS, state, event) == expected


@pytest.mark.parametrize("state", list(CycleState))
@pytest.mark.parametrize("event", list(CycleEvent))
def test_each_pair_of_a_cycle_lands_where_it_should_or_raises(state: CycleState, event: CycleEvent) -> None:
    expected = LEGAL_OF_CYCLES.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalStep):
            step(CYCLE_TRANSITIONS, state, event)
    else:
        assert step(CYCLE_TRANSITIONS, state, event) == expected


def test_what_happens_has_a_word_in_the_history() -> None:
    assert {"paused", "resumed", "ended"} <= set(Milestone.What.values)

"""Every state of a standing order, and of a cycle, with every event."""

from fondaco.buying.standing.models import Milestone
from fondaco.buying.standing.states import (
    CYCLE_TRANSITIONS,
    TRANSITIONS,
    CycleEvent,
    StandingEvent,
)
from tests.buying.landings import landings

LEGAL = {
    ("active", "pause"): "paused",
    ("active", "end"): "ended",
    ("active", "run_out"): "ended",
    ("paused", "resume"): "active",
    ("paused", "end"): "ended",
}
LEGAL_OF_CYCLES = {("asking", "hand"): "handed", ("asking", "submit"): "submitted"}


def test_a_standing_order_and_its_cycles_move_only_as_the_tables_say() -> None:
    assert landings(TRANSITIONS, StandingEvent) == LEGAL
    assert landings(CYCLE_TRANSITIONS, CycleEvent) == LEGAL_OF_CYCLES


def test_what_happens_has_a_word_in_the_history() -> None:
    assert {"paused", "resumed", "ended"} <= set(Milestone.What.values)

"""Every pair of state and event: the legal land, the illegal raise."""

from __future__ import annotations

import itertools

import pytest

from fondaco.buying.approvals.states import (
    ROUND_TRANSITIONS,
    STEP_TRANSITIONS,
    RoundEvent,
    RoundState,
    StepEvent,
    StepState,
)
from fondaco.buying.lifecycle import IllegalStep, step

ROUND_LANDS = {
    ("open", "pass"): "passed",
    ("open", "fail"): "failed",
    ("open", "send_back"): "returned",
    ("open", "supersede"): "superseded",
    ("open", "withdraw"): "withdrawn",
}
STEP_LANDS = {
    ("waiting", "ask"): "pending",
    ("waiting", "skip"): "skipped",
    ("waiting", "carry"): "before",
    ("pending", "forward"): "forwarded",
    ("pending", "postpone"): "waiting",
    ("pending", "approve"): "approved",
    ("pending", "reject"): "rejected",
    ("pending", "send_back"): "returned",
    ("pending", "skip"): "skipped",
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(RoundState, RoundEvent)))
def test_a_round_moves_only_as_the_table_says(state: RoundState, event: RoundEvent) -> None:
    _check(ROUND_TRANSITIONS, ROUND_LANDS, state, event)


@pytest.mark.parametrize(("state", "event"), list(itertools.product(StepState, StepEvent)))
def test_a_step_moves_only_as_the_table_says(state: StepState, event: StepEvent) -> None:
    _check(STEP_TRANSITIONS, STEP_LANDS, state, event)


def _check(table: object, lands: dict[tuple[str, str], str], state: str, event: str) -> None:
    expected = lands.get((str(state), str(event)))
    if expected is None:
        with pytest.raises(IllegalStep):
            step(table, state, event)  # type: ignore[arg-type, type-var]
    else:
        assert step(table, state, event) == expected  # type: ignore[arg-type, type-var]

"""Every pair of state and event: the legal land, the illegal raise."""

from __future__ import annotations

from fondaco.buying.approvals.states import (
    ROUND_TRANSITIONS,
    STEP_TRANSITIONS,
    RoundEvent,
    StepEvent,
)
from tests.buying.landings import landings

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


def test_rounds_and_steps_move_only_as_the_tables_say() -> None:
    assert landings(ROUND_TRANSITIONS, RoundEvent) == ROUND_LANDS
    assert landings(STEP_TRANSITIONS, StepEvent) == STEP_LANDS

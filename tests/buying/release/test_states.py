"""A question to a supplier is settled once, however it ends."""

from __future__ import annotations

import itertools

import pytest

from fondaco.buying.lifecycle import IllegalStep, step
from fondaco.buying.release.states import TRANSITIONS, InquiryEvent, InquiryState

LEGAL = {
    ("waiting", "answer"): "answered",
    ("waiting", "give_up"): "unanswered",
    ("waiting", "drop"): "over",
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(InquiryState.values, InquiryEvent)))
def test_each_pair_leads_where_it_should_or_nowhere(state: str, event: InquiryEvent) -> None:
    if (state, event.value) in LEGAL:
        assert step(TRANSITIONS, state, event) == LEGAL[state, event.value]
    else:
        with pytest.raises(IllegalStep):
            step(TRANSITIONS, state, event)

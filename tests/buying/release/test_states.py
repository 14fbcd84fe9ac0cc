"""A question to a supplier is settled once, however it ends."""

from __future__ import annotations

from fondaco.buying.release.states import TRANSITIONS, InquiryEvent
from tests.buying.landings import landings

LEGAL = {
    ("waiting", "answer"): "answered",
    ("waiting", "give_up"): "unanswered",
    ("waiting", "drop"): "over",
}


def test_a_question_moves_only_as_the_table_says() -> None:
    assert landings(TRANSITIONS, InquiryEvent) == LEGAL

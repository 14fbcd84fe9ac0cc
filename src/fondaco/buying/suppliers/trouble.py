"""What went wrong with a supplier, in the language of whoever reads it now."""

from __future__ import annotations

from fondaco.bridge import words
from fondaco.bridge.exchange import Answered, Problem

# What the desk itself found names a supplier, a currency or an address: it is kept as it was said.
KEPT_AS_SAID = frozenset(
    {"no_start_page", "start_page_elsewhere", "not_written", "cart_unreadable", "card_number", "currency_different"}
)


def problem_of(answered: Answered) -> Problem | None:
    """The problem under its full code, so that it can be said again in another language."""
    found = answered.problem
    return None if found is None else Problem(answered.record.problem or found.code, found.words, found.remedy)


def said_again(*, code: str, said: str, remedy: str) -> Problem:
    """The bridge's problems are said anew from their code; others as they were kept."""
    anew = words.problem(code) if words.known(code) and code not in KEPT_AS_SAID else None
    return anew or Problem(code, said, remedy)

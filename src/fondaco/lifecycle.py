"""What every lifecycle of the house has in common: a table, and an exception for what is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

S = TypeVar("S", bound=str)
E = TypeVar("E", bound=str)


class IllegalStep(Exception):
    """The thing is not in a state in which this can happen to it. Nothing was changed."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event} cannot happen in state {state}")
        self.state = state
        self.event = event


def step(table: Mapping[S, Mapping[E, S]], state: str, event: E) -> S:
    """The state after ``event``. Raises IllegalStep where the table has none."""
    for known, events in table.items():
        if known == state and event in events:
            return events[event]
    raise IllegalStep(state, event)

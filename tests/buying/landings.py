"""Where each state goes with each event, by the very function that moves things at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from fondaco.buying.lifecycle import IllegalStep, step


def landings(table: Mapping[Any, Mapping[Any, Any]], events: Iterable[StrEnum]) -> dict[tuple[str, str], str]:
    """Every pair of a state and an event that leads somewhere, tried one by one: all others raise IllegalStep."""
    events, found = list(events), {}
    for state in type(next(iter(table))):
        for event in events:
            try:
                found[str(state), str(event)] = str(step(table, state, event))
            except IllegalStep:
                continue
    return found

"""Who has to hear what happens to the company's people: rooms above say so, explicitly, in ``buying.handlers``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fondaco.people.models import Person

# Called in the transaction in which somebody left, or lost the role of an approver.
Left = Callable[[Person, Person | None, datetime], None]

_left: dict[str, Left] = {}


def on_left(name: str, callback: Left) -> None:
    """``name`` is who listens: a later registration of the same replaces it."""
    _left[name] = callback


def tell_left(person: Person, by: Person | None, now: datetime) -> None:
    for callback in _left.values():
        callback(person, by, now)

"""What the company must know of rooms above it, without knowing them: ``buying.handlers`` says it, explicitly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fondaco.buying.company.models import LegalEntity
from fondaco.people.models import Person

# Called in the transaction in which somebody left, or lost a role.
Left = Callable[[Person, Person | None, datetime], None]
# Whether amounts are kept in the entity's currency, which then stays.
Counting = Callable[[LegalEntity], bool]
# The audit's subjects, as ``request:…``, of what goes by a number.
Numbered = Callable[[str], list[str]]

_left: dict[str, Left] = {}
_counting: dict[str, Counting] = {}
_numbered: dict[str, Numbered] = {}


def on_left(name: str, callback: Left) -> None:
    """``name`` is who listens: a later registration of the same replaces it."""
    _left[name] = callback


def tell_left(person: Person, by: Person | None, now: datetime) -> None:
    for callback in _left.values():
        callback(person, by, now)


def register_counting(name: str, callback: Counting) -> None:
    """``name`` is whose amounts they are: a later registration of the same replaces it."""
    _counting[name] = callback


def counts_in_its_currency(entity: LegalEntity) -> bool:
    return any(callback(entity) for callback in _counting.values())


def register_numbered(name: str, callback: Numbered) -> None:
    """``name`` is what is numbered: a later registration of the same replaces it."""
    _numbered[name] = callback


def subjects_numbered(number: str) -> list[str]:
    return [subject for callback in _numbered.values() for subject in callback(number)]

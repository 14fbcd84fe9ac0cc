"""Who hears that a supplier's word has been explained: rooms above, told in ``buying.handlers``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fondaco.buying.suppliers.models import Mapping
from fondaco.people.models import Person

# Applies the mapping to lines that are still open, and says to how many.
Hearer = Callable[[Mapping, Person, datetime], int]

_hearers: dict[str, Hearer] = {}


def on_mapped(name: str, hearer: Hearer) -> None:
    """``hearer(mapping, by, now)`` runs in the transaction that writes the mapping. A ``name`` is taken once."""
    _hearers[name] = hearer


def tell_mapped(mapping: Mapping, *, by: Person, now: datetime) -> int:
    """How many lines it was applied to."""
    return sum(hearer(mapping, by, now) for hearer in _hearers.values())

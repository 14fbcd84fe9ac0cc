"""Who hears that a supplier's word has been explained, and which interfaces suppliers may have: rooms above say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fondaco.buying.suppliers.models import Mapping
from fondaco.people.models import Person

# Applies the mapping to lines that are still open, and says to how many.
Hearer = Callable[[Mapping, Person, datetime], int]

_hearers: dict[str, Hearer] = {}


_interfaces: set[str] = set()


def know_interface(name: str) -> None:
    """Let suppliers be asked by an interface of their own that goes by ``name``."""
    _interfaces.add(name)


def interfaces() -> list[str]:
    """The names of the interfaces that this installation brought."""
    return sorted(_interfaces)


def on_mapped(name: str, hearer: Hearer) -> None:
    """``hearer(mapping, by, now)`` runs in the transaction that writes the mapping. A ``name`` is taken once."""
    _hearers[name] = hearer


def tell_mapped(mapping: Mapping, *, by: Person, now: datetime) -> int:
    """How many lines it was applied to."""
    return sum(hearer(mapping, by, now) for hearer in _hearers.values())

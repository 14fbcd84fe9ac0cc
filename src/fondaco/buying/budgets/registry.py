"""What encumbrances are about: budgets know no requests, so whoever binds something says how it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from fondaco.buying.budgets.models import Encumbrance


@frozen
class Named:
    """An encumbrance with what it is about in words, and where that is looked at."""

    row: Encumbrance
    words: str
    url: str = ""


# Given the public ids of one kind, the words and address of each that is known.
Naming = Callable[[Sequence[str]], dict[str, tuple[str, str]]]

_namings: dict[str, Naming] = {}


def register(kind: str, naming: Naming) -> None:
    """``kind`` is what stands before the colon in ``about``. A later registration replaces an earlier one."""
    _namings[kind] = naming


def named(rows: Sequence[Encumbrance]) -> list[Named]:
    """In the order of ``rows``; one statement for each kind there is."""
    wanted: dict[str, list[str]] = {}
    for row in rows:
        kind, _colon, public_id = row.about.partition(":")
        wanted.setdefault(kind, []).append(public_id)
    known = {kind: _namings[kind](ids) for kind, ids in wanted.items() if kind in _namings}
    found = []
    for row in rows:
        kind, _colon, public_id = row.about.partition(":")
        words, url = known.get(kind, {}).get(public_id, (public_id, ""))
        found.append(Named(row, words, url))
    return found

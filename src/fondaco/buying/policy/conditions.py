"""When a rule applies: conditions on the whole of what is judged and on its lines, and an index over many rules.

Values are stable words, not keys of rows: codes of cost centres, projects and categories, public ids of suppliers and
employees. So a rule can be read, exported and compared, and this room needs to know none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from attrs import field, frozen

# What a condition can be about, of one line or of the whole.
LINE_DIMENSIONS = ("category", "supplier", "cost_centre", "project", "flag")
WHOLE_DIMENSIONS = ("kind", "requester", "department")
DIMENSIONS = (*WHOLE_DIMENSIONS, *LINE_DIMENSIONS)


def _set(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


@frozen
class Condition:
    """``dimension`` is one of ``values``; with ``negated`` it is none of them. A category counts with what is below."""

    dimension: str
    values: frozenset[str] = field(converter=_set)
    negated: bool = False

    def holds(self, found: Iterable[str]) -> bool:
        return self.values.isdisjoint(found) is self.negated

    def as_json(self) -> dict[str, Any]:
        return {"dimension": self.dimension, "values": sorted(self.values), "negated": self.negated}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Condition:
        return cls(str(told["dimension"]), frozenset(str(one) for one in told["values"]), bool(told.get("negated")))


@frozen
class CaseLine:
    """A line as rules see it. ``amount`` is in the company's currency; owners are employees' keys, None where nobody.

    ``categories`` are the codes from the root of the tree down to the line's own.
    """

    key: str
    amount: Decimal
    categories: tuple[str, ...] = ()
    supplier: str = ""
    cost_centre: str = ""
    cost_centre_owner: int | None = None
    project: str = ""
    project_owner: int | None = None
    category_owner: int | None = None
    budget_owners: tuple[int, ...] = ()
    flags: frozenset[str] = frozenset()

    def values_of(self, dimension: str) -> tuple[str, ...] | frozenset[str]:
        if dimension == "category":
            return self.categories
        if dimension == "flag":
            return self.flags
        value = str(getattr(self, dimension))
        return (value,) if value else ()


@frozen
class Facts:
    """What is judged as a whole: its kind, who asks (a public id), and the public ids of everybody above them."""

    kind: str
    requester: str
    department: frozenset[str]

    def values_of(self, dimension: str) -> tuple[str, ...] | frozenset[str]:
        if dimension == "department":
            return self.department
        value = self.kind if dimension == "kind" else self.requester
        return (value,) if value else ()


class Judged:
    """What is judged, looked up by value: made once for a document, asked once for each rule.

    Sets of lines are bits of a number, so that a rule of several conditions costs as many operations.
    """

    def __init__(self, facts: Facts, lines: Sequence[CaseLine]) -> None:
        self._facts, self._lines = facts, tuple(lines)
        self._all = (1 << len(self._lines)) - 1
        self._having: dict[tuple[str, str], int] = {}
        for place, line in enumerate(self._lines):
            for dimension in LINE_DIMENSIONS:
                for value in line.values_of(dimension):
                    key = (dimension, value)
                    self._having[key] = self._having.get(key, 0) | 1 << place
        self._chosen: dict[int, tuple[CaseLine, ...]] = {0: (), self._all: self._lines}

    def matching(self, conditions: Sequence[Condition]) -> tuple[CaseLine, ...]:
        """The lines on which every condition holds; none where one on the whole does not."""
        left = self._all
        for one in conditions:
            if one.dimension not in LINE_DIMENSIONS:
                if not one.holds(self._facts.values_of(one.dimension)):
                    return ()
                continue
            having = 0
            for value in one.values:
                having |= self._having.get((one.dimension, value), 0)
            left &= ~having if one.negated else having
            if not left:
                return ()
        if left not in self._chosen:
            self._chosen[left] = tuple(line for place, line in enumerate(self._lines) if left >> place & 1)
        return self._chosen[left]


R = TypeVar("R")


class Index:
    """Many rules by one condition of each, so that few of them have to be looked at: those that could apply."""

    def __init__(self, rules: Iterable[tuple[R, Sequence[Condition]]]) -> None:
        self._always: list[Any] = []
        self._by_value: dict[tuple[str, str], list[Any]] = {}
        for rule, conditions in rules:
            narrow = min((one for one in conditions if not one.negated), key=lambda one: len(one.values), default=None)
            if narrow is None:
                self._always.append(rule)
                continue
            for value in narrow.values:
                self._by_value.setdefault((narrow.dimension, value), []).append(rule)

    def candidates(self, facts: Facts, lines: Sequence[CaseLine]) -> list[Any]:
        """Every rule that could apply, each once; in no particular order."""
        keys = {(dimension, value) for dimension in WHOLE_DIMENSIONS for value in facts.values_of(dimension)}
        for line in lines:
            keys |= {(dimension, value) for dimension in LINE_DIMENSIONS for value in line.values_of(dimension)}
        found = {id(rule): rule for key in keys for rule in self._by_value.get(key, ())}
        return [*self._always, *found.values()]

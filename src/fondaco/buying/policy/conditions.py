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


def matching(conditions: Sequence[Condition], facts: Facts, lines: Sequence[CaseLine]) -> tuple[CaseLine, ...]:
    """The lines on which every condition holds; none where one on the whole does not."""
    of_lines = []
    for one in conditions:
        if one.dimension in LINE_DIMENSIONS:
            of_lines.append(one)
        elif not one.holds(facts.values_of(one.dimension)):
            return ()
    if not of_lines:
        return tuple(lines)
    return tuple(line for line in lines if all(one.holds(line.values_of(one.dimension)) for one in of_lines))


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

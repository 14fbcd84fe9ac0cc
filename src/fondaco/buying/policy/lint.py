"""What is questionable about a policy: found by looking at all of it, before anybody meets it.

A pure function of rules, people and delegates. Its thresholds are what those who run approvals advise: at most five
people one after the other, everybody with somebody above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from fondaco.buying.policy.cases import Case, Colleague, Rule
from fondaco.buying.policy.conditions import LINE_DIMENSIONS
from fondaco.buying.policy.naming import above_of
from fondaco.buying.policy.plans import Route
from fondaco.buying.policy.routing import route

LONGEST = 5
MOST_AMOUNTS = 12  # that are tried, spread over all thresholds
MOST_TRIED = 2_000  # routes in all


@frozen
class Finding:
    """``rule`` is the public id of the rule it is about, empty where it is about people or the whole.

    ``tone``: ``wrong`` where somebody will be stuck, ``act`` where it is likely a slip.
    """

    code: str
    rule: str = ""
    name: str = ""
    other: str = ""
    tone: str = "act"


@frozen
class Known:
    """What conditions can name today: the values by dimension. One that is named and not here applies to nothing."""

    values: Mapping[str, frozenset[str]]


def lint(
    rules: Sequence[Rule],
    people: Mapping[int, Colleague],
    *,
    known: Known,
    requesters: Iterable[int],
    delegates: Mapping[int, Sequence[int]],
    currency: str,
) -> list[Finding]:
    """``requesters`` are the keys of those who may ask for things; ``delegates`` who stands in for whom."""
    found = [
        *_impossible(rules, known),
        *_shadowed(rules),
        *_same(rules),
        *_named(rules, people),
        *_falling_back(rules, people),
        *_circles(people),
        *_delegate_circles(delegates, people),
        *_own_delegates(delegates, people),
        *_routes(rules, people, requesters, currency),
    ]
    return list(dict.fromkeys(found))


def _impossible(rules: Sequence[Rule], known: Known) -> Iterator[Finding]:
    """Rules that can never apply: a condition names nothing that is in use, or two of them exclude each other."""
    for rule in rules:
        sure: dict[str, frozenset[str]] = {}
        for one in rule.conditions:
            missing = one.values - known.values.get(one.dimension, frozenset())
            if not one.negated and missing == one.values:
                yield Finding("unknown_values", rule.public_id, ", ".join(sorted(missing)), one.dimension, "wrong")
            elif missing:
                yield Finding("some_unknown", rule.public_id, ", ".join(sorted(missing)), one.dimension)
            # A line has one supplier, cost centre and project; it may have several flags, and categories above its own.
            if one.dimension in {"supplier", "cost_centre", "project", "requester", "kind"} and not one.negated:
                sure[one.dimension] = sure.get(one.dimension, one.values) & one.values
        yield from (
            Finding("excluded", rule.public_id, other=dimension, tone="wrong")
            for dimension, values in sure.items()
            if not values
        )


def _shadowed(rules: Sequence[Rule]) -> Iterator[Finding]:
    """Rules that only apply where another one does not let it be submitted at all."""
    wide: list[Rule] = []
    narrow: dict[tuple[str, str], list[Rule]] = {}
    for block in (rule for rule in rules if rule.effect == "block"):
        first = next((one for one in block.conditions if not one.negated), None)
        if first is None:
            wide.append(block)
        for value in first.values if first else ():
            narrow.setdefault((first.dimension, value), []).append(block)  # type: ignore[union-attr]
    for rule in rules:
        if rule.effect == "block":
            continue
        # A block that covers a rule names every value that the rule does: one of them finds it.
        values = [(one.dimension, min(one.values)) for one in rule.conditions if one.values and not one.negated]
        blocks = [*wide, *(block for value in values for block in narrow.get(value, ()))]
        found = next((block for block in blocks if _within(rule, block)), None)
        if found is not None:
            yield Finding("behind_block", rule.public_id, other=found.public_id)


def _within(inner: Rule, outer: Rule) -> bool:
    """Whether ``outer`` applies wherever ``inner`` does, as far as can be seen without trying."""
    if outer.of_lines or inner.of_lines:
        return False
    if outer.above is not None and (inner.above is None or inner.above < outer.above):
        return False
    if outer.up_to is not None and (inner.up_to is None or inner.up_to > outer.up_to):
        return False
    return all(
        any(
            mine.dimension == one.dimension and mine.negated == one.negated and mine.values <= one.values
            for mine in inner.conditions
        )
        if not one.negated
        else any(
            mine.dimension == one.dimension and mine.negated and mine.values >= one.values for mine in inner.conditions
        )
        for one in outer.conditions
    )


def _same(rules: Sequence[Rule]) -> Iterator[Finding]:
    seen: dict[object, Rule] = {}
    for rule in sorted(rules, key=lambda one: (one.sequence, one.pk)):
        said = (
            *(rule.effect, rule.who, rule.role, frozenset(rule.people), rule.above, rule.up_to, rule.of_lines),
            frozenset((one.dimension, one.values, one.negated) for one in rule.conditions),
        )
        if said in seen:
            yield Finding("said_twice", rule.public_id, other=seen[said].public_id)
        seen.setdefault(said, rule)


def _named(rules: Sequence[Rule], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    for rule in rules:
        for pk in rule.people if rule.who == "person" else ():
            one = people.get(pk)
            if one is None or not one.active:
                yield Finding("named_left", rule.public_id, one.name if one else "?", tone="wrong")
            elif rule.effect == "approve" and not one.approves:
                yield Finding("named_cannot", rule.public_id, one.name, tone="wrong")
        instead = people.get(rule.instead or 0)
        if rule.instead is not None and (instead is None or not instead.active or not instead.approves):
            yield Finding("instead_cannot", rule.public_id, instead.name if instead else "?", tone="wrong")


def _circles(people: Mapping[int, Colleague]) -> Iterator[Finding]:
    """Managers above whom they stand themselves."""
    done: set[int] = set()
    for one in people.values():
        path: list[int] = []
        current: int | None = one.pk
        while current is not None and current in people and current not in done and current not in path:
            path.append(current)
            current = people[current].manager
        if current in path:
            circle = path[path.index(current) :]
            yield Finding("managers_circle", name=", ".join(sorted(people[pk].name for pk in circle)), tone="wrong")
        done.update(path)


def _delegate_circles(delegates: Mapping[int, Sequence[int]], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    for start in delegates:
        seen = {start}
        front = list(delegates[start])
        while front:
            one = front.pop()
            if one == start:
                name = people[start].name if start in people else "?"
                yield Finding("delegates_circle", name=name, tone="wrong")
                break
            if one not in seen:
                seen.add(one)
                front += delegates.get(one, ())


def _own_delegates(delegates: Mapping[int, Sequence[int]], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    """Delegates whose own requests go to the one in whose place they decide."""
    for delegator, stand_ins in delegates.items():
        for one in stand_ins:
            if one in people and any(boss.pk == delegator for boss in above_of(people[one], people)):
                yield Finding("delegate_below", name=people[one].name, other=people[delegator].name)


def _falling_back(rules: Sequence[Rule], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    """Rules for certain requesters that lead to nobody but those themselves."""
    for rule in rules:
        asking = next((one.values for one in rule.conditions if one.dimension == "requester" and not one.negated), None)
        named = [people[pk] for pk in rule.people if pk in people]
        if rule.effect != "approve" or not asking or not named or len(asking) > len(named):
            continue
        if len(asking) == 1 and all(one.public_id in asking for one in named):
            yield Finding("falls_on_asker", rule.public_id, named[0].name)


def _routes(
    rules: Sequence[Rule], people: Mapping[int, Colleague], requesters: Iterable[int], currency: str
) -> Iterator[Finding]:
    """Tried on those who may ask, at amounts around each threshold: who is stuck, and whose way is long.

    What is tried has no category, supplier or account, so that only what holds for everything can lead it.
    """
    plain = [
        rule for rule in rules if all(one.negated or one.dimension not in LINE_DIMENSIONS for one in rule.conditions)
    ]
    groups = _alike(plain, people, requesters)
    amounts = _amounts(plain)
    kinds = sorted(
        {"request"} | {v for rule in plain for one in rule.conditions if one.dimension == "kind" for v in one.values}
    )
    step = -(-len(groups) * len(amounts) * len(kinds) // MOST_TRIED) or 1
    stuck: dict[tuple[str, str], list[str]] = {}
    long: dict[int, list[str]] = {}
    for alike in groups[::step]:
        longest = 0
        for kind in kinds:
            for amount in amounts:
                case = Case(alike[0].pk, amount, currency, currency, requester_name=alike[0].name, kind=kind)
                made = route(case=case, rules=plain, people=people)
                _stuck(made, alike, stuck)
                longest = max(longest, len(made.stages))
        if longest > LONGEST:
            long.setdefault(longest, []).extend(one.name for one in alike)
    for stages, names in sorted(long.items(), reverse=True):
        yield Finding("long_chain", name=_some(names), other=f"{stages}")
    for (code, other), names in stuck.items():
        yield Finding(code, name=_some(names), other=other, tone="wrong")
    if step > 1:
        yield Finding("some_tried", name=f"{len(groups[::step])}", other=f"{len(groups)}", tone="calm")


def _alike(rules: Sequence[Rule], people: Mapping[int, Colleague], requesters: Iterable[int]) -> list[list[Colleague]]:
    """Requesters whose documents go the same way: below the same manager, and named by no rule themselves."""
    special = {pk for rule in rules for pk in (*rule.people, rule.instead)}
    asked_for = {v for rule in rules for one in rule.conditions if one.dimension == "requester" for v in one.values}
    groups: dict[tuple[int | None, int | None], list[Colleague]] = {}
    for pk in requesters:
        one = people.get(pk)
        if one is not None and one.active:
            alone = pk in special or one.public_id in asked_for
            groups.setdefault((one.manager, pk if alone else None), []).append(one)
    return list(groups.values())


def _amounts(rules: Sequence[Rule]) -> list[Decimal]:
    """One below every threshold and one above each, thinned out where there are many."""
    thresholds = {one + Decimal("0.01") for rule in rules for one in (rule.above, rule.up_to) if one}
    amounts = sorted({Decimal(1)} | thresholds)
    if len(amounts) <= MOST_AMOUNTS:
        return amounts
    last = len(amounts) - 1
    return [amounts[round(place * last / (MOST_AMOUNTS - 1))] for place in range(MOST_AMOUNTS)]


# What does not depend on whom or what the request at hand names.
_PERSONAL = {"nobody_above": "nobody_above", "no_rule": "no_result", "nobody_with_role": "nobody_with_role"}


def _stuck(made: Route, alike: Sequence[Colleague], stuck: dict[tuple[str, str], list[str]]) -> None:
    for fault in made.faults:
        if fault.code in _PERSONAL:
            about = fault.name if fault.code == "nobody_with_role" else ""
            names = stuck.setdefault((_PERSONAL[fault.code], about), [])
            names += [one.name for one in alike if one.name not in names]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")

"""Whom a rule leads to: whoever answers for something, is named, holds a role or stands above; and who cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from fondaco.buying.policy.cases import Case, Colleague, People, Rule
from fondaco.buying.policy.conditions import CaseLine
from fondaco.buying.policy.reasons import Problem, Reason, Skip

Named = list[tuple[Colleague, Reason, frozenset[str]]]


def named_by(
    rule: Rule, lines: Sequence[CaseLine], keys: frozenset[str], case: Case, people: People
) -> tuple[Named, list[Problem]]:
    """Whom ``rule`` leads to, each with the reason and the lines to decide about; and what stands in the way."""
    above = "" if rule.above is None else f"{rule.above:f}"
    reason = Reason(rule.who, above=above, currency=case.company_currency if above else "")
    match rule.who:
        case "manager":
            return _one(_manager(rule, case, people, reason), keys)
        case "chain":
            return _several(_chain(rule, case, people, reason), keys)
        case "cost_centre_owner" | "project_owner" | "category_owner" | "budget_owner":
            return _owners(rule.who, lines, case, people, reason)
        case "person":
            return _people(rule, case, people, reason, keys)
        case "role":
            return _role(rule, case, people, reason, keys)
    raise ValueError(f"no rule leads to {rule.who!r}")


Found = tuple[Colleague, Reason]


def _one(found: tuple[Found | None, Problem | None], keys: frozenset[str]) -> tuple[Named, list[Problem]]:
    who, fault = found
    return ([(*who, keys)] if who else []), ([fault] if fault else [])


def _several(found: tuple[list[Found], Problem | None], keys: frozenset[str]) -> tuple[Named, list[Problem]]:
    who, fault = found
    return [(*one, keys) for one in who], ([fault] if fault else [])


def _manager(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Found | None, Problem | None]:
    requester = people[case.requester or 0]
    reason = evolve(reason, of=requester.name)
    found = _first_able(above_of(requester, people), case, reason)
    return (found, None) if found else _instead(rule, case, people, reason)


def _chain(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[list[Found], Problem | None]:
    requester = people[case.requester or 0]
    reason = evolve(reason, of=requester.name)
    named: list[Found] = []
    skipped: list[Skip] = []
    for colleague in above_of(requester, people):
        why_not = unable(colleague, case)
        if why_not:
            skipped.append(Skip(colleague.name, why_not))
            continue
        named.append((colleague, evolve(reason, skipped=tuple(skipped))))
        skipped = []
        if colleague.limit is not None and colleague.limit >= case.amount:
            break
    if named:
        return named, None
    found, fault = _instead(rule, case, people, reason)
    return ([found] if found else []), fault


def _instead(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Found | None, Problem | None]:
    found = None
    if rule.instead is not None and rule.instead in people:
        found = _first_able(_from(people[rule.instead], people), case, evolve(reason, code="instead"))
    return (found, None) if found else (None, Problem("nobody_above", name=reason.of))


OWNED = {
    "cost_centre_owner": ("cost_centre", "no_cost_centre", "no_owner", "owner_cannot"),
    "project_owner": ("project", "", "no_project_owner", "owner_cannot"),
    "category_owner": ("category", "", "no_category_owner", "owner_cannot"),
    "budget_owner": ("budget", "", "no_budget_owner", "owner_cannot"),
}


def _owners(
    who: str, lines: Sequence[CaseLine], case: Case, people: People, reason: Reason
) -> tuple[Named, list[Problem]]:
    """Whoever answers for what the lines are charged to decides about those lines. A line without a project, a known
    category or a budget is nobody's; one without a cost centre stands in the way.
    """
    thing, missing, unowned, unable = OWNED[who]
    parts: dict[tuple[str, int | None], set[str]] = {}
    faults: list[Problem] = []
    for line in lines:
        for name, owner in _owned(thing, line):
            parts.setdefault((name, owner), set()).add(line.key)
    named: Named = []
    for (name, owner), keys in parts.items():
        if not name and missing:
            faults.append(Problem(missing))
        if not name:
            continue
        if owner is None or owner not in people:
            faults.append(Problem(unowned, name=name))
            continue
        found = _first_able(_from(people[owner], people), case, evolve(reason, of=name))
        if found:
            named.append((*found, frozenset(keys)))
        else:
            faults.append(Problem(unable, name=people[owner].name, other=name))
    return named, faults


def _owned(thing: str, line: CaseLine) -> Iterable[tuple[str, int | None]]:
    if thing == "budget":
        return [("budget", owner) for owner in line.budget_owners]
    if thing == "category":
        return [(line.categories[-1] if line.categories else "", line.category_owner)]
    if thing == "project":
        return [(line.project, line.project_owner)]
    return [(line.cost_centre, line.cost_centre_owner)]


def _people(
    rule: Rule, case: Case, people: People, reason: Reason, keys: frozenset[str]
) -> tuple[Named, list[Problem]]:
    named: Named = []
    faults: list[Problem] = []
    for pk in rule.people:
        if pk not in people:
            continue
        # Of several of whom any one suffices nobody has to be stood in for.
        line = iter([people[pk]]) if rule.needs == "any" and len(rule.people) > 1 else _from(people[pk], people)
        found = _first_able(line, case, reason)
        if found:
            named.append((*found, keys))
        elif rule.needs == "all":
            faults.append(Problem("person_cannot", name=people[pk].name))
    if not named and not faults:
        faults.append(Problem("nobody_of_them") if rule.people else Problem("no_rule"))
    return named, faults


def _role(rule: Rule, case: Case, people: People, reason: Reason, keys: frozenset[str]) -> tuple[Named, list[Problem]]:
    holders = [people[pk] for pk in rule.people if pk in people]
    able = [one for one in sorted(holders, key=lambda one: one.pk) if not unable(one, case)]
    reason = evolve(reason, of=rule.role)
    if not able:
        return [], [Problem("nobody_with_role", name=rule.role)]
    return [(one, reason, keys) for one in able], []


def _first_able(line: Iterator[Colleague], case: Case, reason: Reason) -> Found | None:
    skipped: list[Skip] = []
    for colleague in line:
        why_not = unable(colleague, case)
        if not why_not:
            return colleague, evolve(reason, skipped=tuple(skipped))
        skipped.append(Skip(colleague.name, why_not))
    return None


def unable(colleague: Colleague, case: Case) -> str:
    """The code of why they cannot decide about ``case``; empty where they can."""
    if colleague.pk == case.requester:
        return "own"
    if colleague.pk == case.beneficiary:
        return "for_them"
    if not colleague.active:
        return "inactive"
    if colleague.away:
        return "away"
    return "" if colleague.approves else "not_approver"


def above_of(colleague: Colleague, people: People) -> Iterator[Colleague]:
    """Those above, nearest first; each once, even where the rows form a circle."""
    seen = {colleague.pk}
    current = colleague
    while current.manager is not None and current.manager in people and current.manager not in seen:
        current = people[current.manager]
        seen.add(current.pk)
        yield current


def _from(colleague: Colleague, people: People) -> Iterator[Colleague]:
    yield colleague
    yield from above_of(colleague, people)

"""Who has to approve, in what order and why: a pure function of the case, the rules and the people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from fondaco.buying.policy.conditions import CaseLine, Condition, Facts, Judged
from fondaco.buying.policy.reasons import Problem, Reason, Skip


@frozen
class Colleague:
    """An employee as routing sees them. ``manager`` is the ``pk`` of another.

    ``limit`` is the most they may approve with nobody above them being asked, in the company's currency; None
    where nothing was said, which means that those above are asked too.
    """

    pk: int
    person_id: int
    name: str
    email: str = ""
    manager: int | None = None
    active: bool = True
    approves: bool = True
    limit: Decimal | None = None
    public_id: str = ""
    away: bool = False


@frozen
class Rule:
    """A rule as routing sees it. It applies to amounts above ``above`` up to ``up_to`` (both None: to all).

    The amount is that of the whole, or with ``of_lines`` of the lines on which ``conditions`` hold. ``people`` and
    ``instead`` are employees' keys. ``needs`` says whether all that the rule leads to must approve, or any one of
    them. With ``covers_lines`` they decide only about the lines on which the conditions hold. ``effect``: ``approve``,
    ``watch``, ``warn`` or ``block``; the last two say ``message`` and lead to nobody.
    """

    who: str
    sequence: int = 0
    pk: int = 0
    above: Decimal | None = None
    up_to: Decimal | None = None
    of_lines: bool = False
    conditions: tuple[Condition, ...] = ()
    people: tuple[int, ...] = ()
    role: str = ""
    needs: str = "all"
    covers_lines: bool = False
    instead: int | None = None
    effect: str = "approve"
    message: str = ""
    public_id: str = ""


@frozen
class Case:
    """What is judged: who asks (an employee's key) and for whom, how much, on whose account.

    Without ``lines`` it is one line on the account of ``cost_centre`` and its ``owner``.
    """

    requester: int | None
    amount: Decimal
    currency: str
    company_currency: str
    requester_name: str = ""
    cost_centre_id: int | None = None
    cost_centre: str = ""
    owner: int | None = None
    kind: str = "request"
    beneficiary: int | None = None
    lines: tuple[CaseLine, ...] = ()

    @property
    def judged(self) -> tuple[CaseLine, ...]:
        if self.lines:
            return self.lines
        return (CaseLine("", self.amount, cost_centre=self.cost_centre, cost_centre_owner=self.owner),)


@frozen
class Planned:
    """One who will be asked, for which reasons and about which lines (their keys)."""

    person: Colleague
    reasons: tuple[Reason, ...]
    lines: frozenset[str] = frozenset()

    @property
    def why(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)


@frozen
class Group:
    """Those whom one rule leads to at one place: ``all`` of them have to approve, or ``any`` one."""

    needs: str
    people: tuple[Planned, ...]


@frozen
class Stage:
    """Groups that are asked side by side; the next stage is asked when each of them is content."""

    groups: tuple[Group, ...]


@frozen
class Said:
    """What the author of a rule says to whoever submits, and which rule it is."""

    words: str
    rule: str = ""


@frozen
class Route:
    """The stages, one after the other; who is only told; and what stands in the way: then nothing can be submitted."""

    stages: tuple[Stage, ...] = ()
    watchers: tuple[Planned, ...] = ()
    warnings: tuple[Said, ...] = ()
    blocks: tuple[Said, ...] = ()
    faults: tuple[Problem, ...] = field(default=())
    applied: tuple[str, ...] = ()
    version: str = ""  # the public id of the policy's version, where it is one

    @property
    def steps(self) -> tuple[Planned, ...]:
        """Everybody who may be asked, in order."""
        return tuple(one for stage in self.stages for group in stage.groups for one in group.people)

    @property
    def problems(self) -> list[str]:
        return [*(one.words for one in self.blocks), *(fault.words for fault in self.faults)]


Named = list[tuple[Colleague, Reason, frozenset[str]]]
People = Mapping[int, Colleague]
Places = dict[tuple[int, int], dict[int, Group]]


def route(*, case: Case, rules: Iterable[Rule], people: People) -> Route:
    """The same for the same arguments, whatever the order of ``rules``; never names who asks or who it is for."""
    if case.requester is None or case.requester not in people:
        return Route(faults=(Problem("no_place", name=case.requester_name),))
    if case.currency != case.company_currency:
        return Route(faults=(Problem("currency", name=case.currency, other=case.company_currency),))
    making = _Making(case, people)
    for rule in sorted(rules, key=lambda one: (one.sequence, one.pk)):
        lines = making.lines_of(rule)
        if lines:
            making.apply(rule, lines)
    return making.made()


class _Making:
    """A route on its way, rule by rule."""

    def __init__(self, case: Case, people: People) -> None:
        self.case, self.people = case, people
        asker = people[case.requester or 0]
        above = frozenset(one.public_id for one in above_of(asker, people) if one.public_id)
        self.judged = Judged(Facts(case.kind, asker.public_id, above), case.judged)
        self.whole = frozenset(line.key for line in case.judged)
        self.led: dict[object, tuple[tuple[Group, ...], list[Problem]]] = {}
        self.places: Places = {}
        self.watchers: dict[int, Planned] = {}
        self.warnings: list[Said] = []
        self.blocks: list[Said] = []
        self.faults: list[Problem] = []
        self.applied: list[str] = []

    def lines_of(self, rule: Rule) -> tuple[CaseLine, ...]:
        """The lines that ``rule`` is about; none where it does not apply."""
        lines = self.judged.matching(rule.conditions)
        if not lines:
            return ()
        amount = sum((line.amount for line in lines), Decimal(0)) if rule.of_lines else self.case.amount
        if rule.above is not None and amount <= rule.above:
            return ()
        return lines if rule.up_to is None or amount <= rule.up_to else ()

    def apply(self, rule: Rule, lines: tuple[CaseLine, ...]) -> None:
        self.applied.append(rule.public_id)
        if rule.effect in {"warn", "block"}:
            (self.warnings if rule.effect == "warn" else self.blocks).append(Said(rule.message, rule.public_id))
            return
        keys = frozenset(line.key for line in lines) if rule.covers_lines else self.whole
        groups, faults = self.groups_of(rule, lines, keys)
        if rule.effect == "watch":
            for one in (one for group in groups for one in group.people):
                self.watchers.setdefault(one.person.pk, one)
            return
        self.faults += [fault for fault in faults if fault not in self.faults]
        for depth, group in enumerate(groups):
            # What another rule says in the same words at the same place is the same group.
            self.places.setdefault((rule.sequence, depth), {}).setdefault(id(group), group)

    def groups_of(
        self, rule: Rule, lines: tuple[CaseLine, ...], keys: frozenset[str]
    ) -> tuple[tuple[Group, ...], list[Problem]]:
        """Whom ``rule`` leads to, worked out once for all rules that say the same of the same lines.

        A chain is asked one after the other, everybody else that a rule names side by side.
        """
        of_lines = id(lines) if rule.who in _OWNED else 0
        said = (rule.who, rule.above, rule.people, rule.role, rule.needs, rule.instead, of_lines, keys)
        if said not in self.led:
            named, faults = named_by(rule, lines, keys, self.case, self.people)
            groups = [[one] for one in named] if rule.who == "chain" else [named] if named else []
            self.led[said] = (
                tuple(Group(rule.needs, tuple(_planned(*one) for one in group)) for group in groups),
                faults,
            )
        return self.led[said]

    def made(self) -> Route:
        stages = _merged([list(self.places[place].values()) for place in sorted(self.places)])
        if not stages and not self.faults and not self.blocks:
            self.faults.append(Problem("no_rule"))
        asked = {one.person.pk for stage in stages for group in stage.groups for one in group.people}
        return Route(
            stages=stages,
            watchers=tuple(one for pk, one in self.watchers.items() if pk not in asked),
            warnings=tuple(self.warnings),
            blocks=tuple(self.blocks),
            faults=tuple(self.faults),
            applied=tuple(self.applied),
        )


def _planned(colleague: Colleague, reason: Reason, keys: frozenset[str]) -> Planned:
    return Planned(colleague, (reason,), keys)


Standing = list[list[tuple[str, list[Planned]]]]
Spots = dict[int, tuple[int, int, int]]


def _merged(places: Sequence[Sequence[Group]]) -> tuple[Stage, ...]:
    """Whoever is led to twice is asked once, at the first place at which they must approve, for both reasons.

    Of several of whom any one does nobody more is asked where one of them must approve anyway, sooner or later.
    """
    spots: Spots = {}  # where those stand who must approve anyway
    stages: Standing = [[] for _ in places]
    choices: list[tuple[int, Group]] = []
    for place, groups in enumerate(places):
        for group in groups:
            if group.needs == "any" and len(group.people) > 1:
                choices.append((place, group))
                continue
            left = _met(group, stages, spots)
            if left:
                spots |= {one.person.pk: (place, len(stages[place]), at) for at, one in enumerate(left)}
                stages[place].append(("all", left))
    for place, group in choices:
        left = _met(group, stages, spots)
        if len(left) == len({one.person.pk for one in group.people}):
            stages[place].append(("any", left))
    return tuple(Stage(tuple(Group(needs, tuple(people)) for needs, people in groups)) for groups in stages if groups)


def _met(group: Group, stages: Standing, spots: Spots) -> list[Planned]:
    """Those of ``group`` who do not have to approve anyway; the others get its reasons where they stand."""
    left: dict[int, Planned] = {}
    for one in group.people:
        pk = one.person.pk
        if pk in spots:
            stage, place, position = spots[pk]
            people = stages[stage][place][1]
            people[position] = _both(people[position], one)
        else:
            left[pk] = _both(left[pk], one) if pk in left else one
    return list(left.values())


def _both(one: Planned, other: Planned) -> Planned:
    reasons = (*one.reasons, *(reason for reason in other.reasons if reason not in one.reasons))
    return evolve(one, reasons=reasons, lines=one.lines | other.lines)


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


_OWNED = {
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
    thing, missing, unowned, unable = _OWNED[who]
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

"""Who has to approve, in what order and why: a pure function of the case, the rules and the people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

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


@frozen
class Rule:
    """A rule as routing sees it: above this amount (always, where None), for this cost centre (all, where None).

    ``person`` and ``instead`` are employees' keys.
    """

    who: str
    sequence: int = 0
    pk: int = 0
    above: Decimal | None = None
    cost_centre_id: int | None = None
    person: int | None = None
    instead: int | None = None


@frozen
class Case:
    """What is judged: who asks (an employee's key), how much, on whose account."""

    requester: int | None
    amount: Decimal
    currency: str
    company_currency: str
    requester_name: str = ""
    cost_centre_id: int | None = None
    cost_centre: str = ""
    owner: int | None = None


@frozen
class PlannedStep:
    """One who will be asked, and for which reasons. ``why`` says them in the reader's language."""

    person: Colleague
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)


@frozen
class Route:
    """The steps, in sequence; and what stands in the way, if anything does: then nothing can be submitted."""

    steps: tuple[PlannedStep, ...] = ()
    faults: tuple[Problem, ...] = field(default=())

    @property
    def problems(self) -> list[str]:
        return [fault.words for fault in self.faults]


Named = list[tuple[Colleague, Reason]]
People = Mapping[int, Colleague]


def route(*, case: Case, rules: Sequence[Rule], people: People) -> Route:
    """The same for the same arguments, whatever the order of ``rules``; never names the requester."""
    if case.requester is None or case.requester not in people:
        return Route(faults=(Problem("no_place", name=case.requester_name),))
    if case.currency != case.company_currency:
        return Route(faults=(Problem("currency", name=case.currency, other=case.company_currency),))
    steps: dict[int, PlannedStep] = {}
    faults: list[Problem] = []
    for rule in sorted(rules, key=lambda one: (one.sequence, one.pk)):
        if not _applies(rule, case):
            continue
        named, fault = _named_by(rule, case, people)
        if fault is not None and fault not in faults:
            faults.append(fault)
        for colleague, reason in named:
            _merge(steps, colleague, reason)
    if not steps and not faults:
        faults.append(Problem("no_rule"))
    return Route(steps=tuple(steps.values()), faults=tuple(faults))


def _applies(rule: Rule, case: Case) -> bool:
    if rule.cost_centre_id is not None and rule.cost_centre_id != case.cost_centre_id:
        return False
    return rule.above is None or case.amount > rule.above


def _merge(steps: dict[int, PlannedStep], colleague: Colleague, reason: Reason) -> None:
    """Whoever is led to twice is asked once, at the first place, for both reasons."""
    known = steps.get(colleague.person_id)
    if known is None:
        steps[colleague.person_id] = PlannedStep(colleague, (reason,))
    elif reason not in known.reasons:
        steps[colleague.person_id] = evolve(known, reasons=(*known.reasons, reason))


def _named_by(rule: Rule, case: Case, people: People) -> tuple[Named, Problem | None]:
    above = "" if rule.above is None else f"{rule.above:f}"
    reason = Reason(rule.who, above=above, currency=case.company_currency if above else "")
    match rule.who:
        case "manager":
            return _manager(rule, case, people, reason)
        case "chain":
            return _chain(rule, case, people, reason)
        case "cost_centre_owner":
            return _owner(case, people, reason)
        case "person":
            return _person(rule, case, people, reason)
    raise ValueError(f"no rule leads to {rule.who!r}")


def _manager(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Named, Problem | None]:
    requester = people[case.requester or 0]
    reason = evolve(reason, of=requester.name)
    found = _first_able(_above(requester, people), case, reason)
    return ([found], None) if found else _instead(rule, case, people, reason)


def _chain(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Named, Problem | None]:
    requester = people[case.requester or 0]
    reason = evolve(reason, of=requester.name)
    named: Named = []
    skipped: list[Skip] = []
    for colleague in _above(requester, people):
        why_not = _unable(colleague, case)
        if why_not:
            skipped.append(Skip(colleague.name, why_not))
            continue
        named.append((colleague, evolve(reason, skipped=tuple(skipped))))
        skipped = []
        if colleague.limit is not None and colleague.limit >= case.amount:
            break
    return (named, None) if named else _instead(rule, case, people, reason)


def _instead(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Named, Problem | None]:
    found = None
    if rule.instead is not None and rule.instead in people:
        found = _first_able(_from(people[rule.instead], people), case, evolve(reason, code="instead"))
    return ([found], None) if found else ([], Problem("nobody_above", name=reason.of))


def _owner(case: Case, people: People, reason: Reason) -> tuple[Named, Problem | None]:
    if case.cost_centre_id is None:
        return [], Problem("no_cost_centre")
    if case.owner is None or case.owner not in people:
        return [], Problem("no_owner", name=case.cost_centre)
    owner = people[case.owner]
    found = _first_able(_from(owner, people), case, evolve(reason, of=case.cost_centre))
    return ([found], None) if found else ([], Problem("owner_cannot", name=owner.name, other=case.cost_centre))


def _person(rule: Rule, case: Case, people: People, reason: Reason) -> tuple[Named, Problem | None]:
    if rule.person is None or rule.person not in people:
        return [], Problem("no_rule")
    person = people[rule.person]
    found = _first_able(_from(person, people), case, reason)
    return ([found], None) if found else ([], Problem("person_cannot", name=person.name))


def _first_able(line: Iterator[Colleague], case: Case, reason: Reason) -> tuple[Colleague, Reason] | None:
    skipped: list[Skip] = []
    for colleague in line:
        why_not = _unable(colleague, case)
        if not why_not:
            return colleague, evolve(reason, skipped=tuple(skipped))
        skipped.append(Skip(colleague.name, why_not))
    return None


def _unable(colleague: Colleague, case: Case) -> str:
    if colleague.pk == case.requester:
        return "own"
    if not colleague.active:
        return "inactive"
    return "" if colleague.approves else "not_approver"


def _above(colleague: Colleague, people: People) -> Iterator[Colleague]:
    """Those above, nearest first; each once, even where the rows form a circle."""
    seen = {colleague.pk}
    current = colleague
    while current.manager is not None and current.manager in people and current.manager not in seen:
        current = people[current.manager]
        seen.add(current.pk)
        yield current


def _from(colleague: Colleague, people: People) -> Iterator[Colleague]:
    yield colleague
    yield from _above(colleague, people)

"""Who has to approve, in what order and why: a pure function of the case, the rules and the people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fondaco.buying.policy.cases import Case, Colleague, People, Rule
from fondaco.buying.policy.conditions import CaseLine, Facts, Judged
from fondaco.buying.policy.merging import merged
from fondaco.buying.policy.naming import OWNED, above_of, named_by
from fondaco.buying.policy.plans import Group, Planned, Route, Said
from fondaco.buying.policy.reasons import Problem, Reason

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
        of_lines = id(lines) if rule.who in OWNED else 0
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
        stages = merged([list(self.places[place].values()) for place in sorted(self.places)])
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

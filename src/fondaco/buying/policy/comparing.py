"""Two versions of a policy side by side: which sentences are new, which read another way, which are gone."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from fondaco.buying.policy.models import ApprovalRule, PolicyVersion
from fondaco.buying.policy.queries import rules_of
from fondaco.buying.policy.sentences import Names, names_of, sentence_of

MOST_SHOWN = 200


@frozen
class Changed:
    """``before`` is empty for a rule that is new, ``after`` for one that is gone."""

    before: str
    after: str


@frozen
class Comparison:
    """``counted`` are all the rules that differ; the first of them are ``shown``."""

    shown: tuple[Changed, ...]
    counted: int


Facts = dict[str, tuple[object, ...]]


def compare(earlier: PolicyVersion | None, later: PolicyVersion) -> Comparison:
    """What ``later`` says that ``earlier`` does not. The same number of statements for any number of rules."""
    before = _facts(earlier) if earlier else {}
    after = _facts(later)
    differing = [rule for rule in [*after, *(rule for rule in before if rule not in after)]
                 if before.get(rule) != after.get(rule)]  # fmt: skip
    shown = differing[:MOST_SHOWN]
    names = names_of(later.legal_entity)
    old = _sentences(earlier, shown, names) if earlier else {}
    new = _sentences(later, shown, names)
    return Comparison(tuple(Changed(old.get(rule, ""), new.get(rule, "")) for rule in shown), len(differing))


def _facts(version: PolicyVersion) -> Facts:
    """What each rule says, by its public id, in the order of the rules."""
    told = ("sequence", "effect", "who", "needs", "role", "instead_id", "above", "up_to", "of_lines", "covers_lines")
    people: dict[int, list[int]] = {}
    through = ApprovalRule.people.through.objects.filter(approvalrule__version=version)
    for rule, employee in through.values_list("approvalrule_id", "employee_id"):
        people.setdefault(rule, []).append(employee)
    rows = version.rules.values_list("public_id", "pk", "conditions", "message", *told)
    return {row[0]: (sorted(people.get(row[1], ())), *row[2:]) for row in rows}


def _sentences(version: PolicyVersion, public_ids: Iterable[str], names: Names) -> dict[str, str]:
    rows = rules_of(version).filter(public_id__in=list(public_ids))
    return {row.public_id: f"{sentence_of(row, names)} ({row.sequence})" for row in rows}

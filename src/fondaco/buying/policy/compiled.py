"""A version of the policy as it is used: read once by each process, for it never changes any more.

A draft is read anew each time; of published versions the last few are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from attrs import frozen

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.policy.cases import Rule
from fondaco.buying.policy.conditions import CaseLine, Facts, Index
from fondaco.buying.policy.models import ApprovalRule, PolicyVersion, VersionState

KEPT = 16


@frozen
class Compiled:
    """The rules of a version, and which of them could apply to what."""

    version: int
    rules: tuple[Rule, ...]
    index: Index

    def candidates(self, facts: Facts, lines: Sequence[CaseLine]) -> list[Rule]:
        return self.index.candidates(facts, lines)


def version_on(entity: LegalEntity, on: date) -> PolicyVersion | None:
    """The version in force on ``on``: the latest published of those from the latest day that has come."""
    known = PolicyVersion.objects.filter(legal_entity=entity, state=VersionState.PUBLISHED, effective_on__lte=on)
    return known.order_by("-effective_on", "-number").first()


def compiled(version: PolicyVersion) -> Compiled:
    """``version``, read. No statement for a published one that this process has read before."""
    if version.state == VersionState.PUBLISHED:
        return _published(version.pk)
    return _read(version.pk)


@lru_cache(maxsize=KEPT)
def _published(version: int) -> Compiled:
    return _read(version)


def forget() -> None:
    """For tests, whose versions come and go under the same keys."""
    _published.cache_clear()


def _read(version: int) -> Compiled:
    rows = list(ApprovalRule.objects.filter(version=version))
    named = ApprovalRule.people.through.objects.filter(approvalrule__version=version).order_by("pk")
    people: dict[int, list[int]] = {}
    for rule, employee in named.values_list("approvalrule_id", "employee_id"):
        people.setdefault(rule, []).append(employee)
    rules = tuple(rule_of(row, tuple(people.get(row.pk, ()))) for row in rows)
    return Compiled(version, rules, Index((rule, rule.conditions) for rule in rules))


def rule_of(row: ApprovalRule, people: tuple[int, ...]) -> Rule:
    return Rule(
        who=row.who,
        sequence=row.sequence,
        pk=row.pk,
        above=row.above,
        up_to=row.up_to,
        of_lines=row.of_lines,
        conditions=row.asked,
        people=people,
        role=row.role,
        needs=row.needs,
        covers_lines=row.covers_lines,
        instead=row.instead_id,
        effect=row.effect,
        message=row.message,
        public_id=row.public_id,
    )

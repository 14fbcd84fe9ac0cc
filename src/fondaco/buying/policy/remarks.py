"""What the linter found, in words, with what to do."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.policy.cases import Rule
from fondaco.buying.policy.compiled import compiled
from fondaco.buying.policy.lint import Finding, Known, lint
from fondaco.buying.policy.models import PolicyVersion
from fondaco.buying.policy.people import People, colleagues
from fondaco.buying.policy.registry import delegates_of, dimensions

ASKING = ("requester", "buyer")


@frozen
class Remark:
    """A finding as it is read; ``rule`` as in :class:`Finding`."""

    words: str
    remedy: str
    rule: str
    tone: str


def remarks_on(version: PolicyVersion) -> list[Remark]:
    """What is questionable about ``version`` as the company stands today, the worst first."""
    entity = version.legal_entity
    found = lint(
        _with_holders(version),
        colleagues(entity),
        known=Known({one.name: frozenset(value for value, _words in one.choices(entity)) for one in dimensions()}),
        requesters=_requesters(entity),
        delegates=delegates_of(entity),
        currency=entity.currency,
    )
    remarks = [_said(one) for one in found]
    return sorted(remarks, key=lambda one: one.tone != "wrong")


def _with_holders(version: PolicyVersion) -> list[Rule]:
    people = People(version.legal_entity)
    return [
        evolve(rule, people=people.holders(rule.role)) if rule.who == "role" else rule
        for rule in compiled(version).rules
    ]


def _requesters(entity: LegalEntity) -> list[int]:
    rows = Employee.objects.filter(legal_entity=entity, person__is_active=True, roles__name__in=ASKING)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _said(one: Finding) -> Remark:
    words, remedy = _words()[one.code]
    facts = {"name": one.name, "other": _dimension(one.other) if one.code in _NAMES_DIMENSION else one.other}
    if one.code == "nobody_with_role":
        facts["other"] = str(RoleName(one.other).label) if one.other in RoleName.values else one.other
    return Remark(words % facts, remedy, one.rule, one.tone)


_NAMES_DIMENSION = {"unknown_values", "some_unknown", "excluded"}


def _dimension(name: str) -> str:
    return next((str(one.label) for one in dimensions() if one.name == name), name)


def _words() -> Mapping[str, tuple[str, str]]:
    return {
        "unknown_values": (
            _("This rule never applies: %(name)s (%(other)s) is not in use."),
            _("Choose something that is in use, or remove the rule."),
        ),
        "some_unknown": (
            _("%(name)s (%(other)s), which this rule names, is not in use."),
            _("Take it out of the rule."),
        ),
        "excluded": (
            _("This rule never applies: its conditions on %(other)s exclude each other."),
            _("Keep one of the two, or make two rules of it."),
        ),
        "behind_block": (
            _("This rule is never reached: another one does not let it be submitted."),
            _("Narrow the rule that blocks, or remove this one."),
        ),
        "said_twice": (_("Another rule says the same."), _("Remove one of the two.")),
        "named_left": (_("%(name)s, whom this rule names, no longer works here."), _("Name somebody else.")),
        "named_cannot": (
            _("%(name)s, whom this rule names, does not have the role of an approver."),
            _("Give them the role, or name somebody else."),
        ),
        "instead_cannot": (
            _("%(name)s, who stands in where nobody is above, cannot approve."),
            _("Name somebody else."),
        ),
        "falls_on_asker": (
            _("This step always falls on %(name)s, who asks for it: whoever stands above decides instead."),
            _("Name somebody else, or take the rule out."),
        ),
        "some_tried": (
            _("So many people and thresholds were tried in part only: %(name)s of %(other)s groups."),
            _("What is found holds; what is not found may still be there."),
        ),
        "managers_circle": (
            _("These stand above one another in a circle: %(name)s."),
            _("An administrator corrects who is whose manager."),
        ),
        "delegates_circle": (
            _("Delegations from %(name)s lead back to them."),
            _("One of the people in the circle takes the delegation back."),
        ),
        "delegate_below": (
            _("%(name)s decides in place of %(other)s, who stands above them: their own requests would come to them."),
            _("Such a request goes to the next one above instead; choose another delegate to avoid the detour."),
        ),
        "long_chain": (
            _("A request of %(name)s has to pass %(other)s steps one after the other."),
            _("Five are the most that work well: raise limits, or let some be asked side by side."),
        ),
        "nobody_above": (
            _("Nobody above can approve for: %(name)s."),
            _("Name a manager for them, or say in the rule who is asked instead."),
        ),
        "no_result": (
            _("No rule says who approves for: %(name)s."),
            _("Add a rule without conditions, so that nothing is left open."),
        ),
        "nobody_with_role": (
            _("Nobody can approve with the role %(other)s for: %(name)s."),
            _("Give somebody the role of an approver beside it, or name people instead."),
        ),
    }

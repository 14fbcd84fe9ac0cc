"""Changing the approval rules and limits. Each is one transaction and leaves an audit line.

A changed rule holds for what is submitted from then on: rounds under way keep the steps that they began with.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import CostCentre, Employee, LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.models import ApprovalLimit, ApprovalRule, Who
from fondaco.people.models import Person


@frozen
class RuleFacts:
    """What a rule says. ``above`` is in the legal entity's currency; None means any amount."""

    who: str
    sequence: int = 10
    above: Decimal | None = None
    cost_centre: CostCentre | None = None
    person: Employee | None = None
    instead: Employee | None = None
    active: bool = True


@transaction.atomic
def add_rule(
    *, entity: LegalEntity, facts: RuleFacts, by: Person | None, now: datetime, public_id: str
) -> ApprovalRule:
    """Raises Refused for a rule that names nobody."""
    rule = ApprovalRule(legal_entity=entity, public_id=public_id)
    _fill(rule, facts)
    rule.save()
    audit.write(
        action="approval_rule.added",
        subject=f"approval_rule:{public_id}",
        by=by.pk if by else None,
        now=now,
        after=_as_facts(rule),
    )
    return rule


@transaction.atomic
def change_rule(*, rule: ApprovalRule, facts: RuleFacts, by: Person, now: datetime) -> ApprovalRule:
    """Raises Refused for a rule that names nobody, and for a change that changes nothing."""
    kept = ApprovalRule.objects.select_for_update().get(pk=rule.pk)
    before = _as_facts(kept)
    _fill(kept, facts)
    after = _as_facts(kept)
    if before == after:
        raise Refused("no_change", _("Nothing was changed."))
    kept.save()
    audit.write(
        action="approval_rule.changed",
        subject=f"approval_rule:{kept.public_id}",
        by=by.pk,
        now=now,
        before=before,
        after=after,
    )
    return kept


@transaction.atomic
def switch_rule(*, rule: ApprovalRule, active: bool, by: Person, now: datetime) -> ApprovalRule:
    """Take a rule out of use, or into it again. Raises Refused where it already is."""
    kept = ApprovalRule.objects.select_for_update().get(pk=rule.pk)
    facts = RuleFacts(kept.who, kept.sequence, kept.above, kept.cost_centre, kept.person, kept.instead, active=active)
    return change_rule(rule=kept, facts=facts, by=by, now=now)


@transaction.atomic
def set_limit(*, employee: Employee, amount: Decimal | None, by: Person | None, now: datetime) -> None:
    """The most that ``employee`` may approve alone, in the company's currency; None takes the limit away."""
    if amount is not None and amount < 0:
        raise Refused("negative", _("A limit cannot be negative."), "", "amount")
    Employee.objects.select_for_update().get(pk=employee.pk)
    limit = ApprovalLimit.objects.filter(employee=employee).first()
    before = f"{limit.amount:f}" if limit else None
    if amount is None and limit is not None:
        limit.delete()
    elif amount is not None:
        ApprovalLimit.objects.update_or_create(employee=employee, defaults={"amount": amount})
    audit.write(
        action="approval_limit.changed",
        subject=f"employee:{employee.public_id}",
        by=by.pk if by else None,
        now=now,
        before={"limit": before},
        after={"limit": None if amount is None else f"{amount:f}"},
    )


def _fill(rule: ApprovalRule, facts: RuleFacts) -> None:
    if facts.who not in Who.values:
        raise Refused("who_unknown", _("Choose who approves."), "", "who")
    if facts.above is not None and facts.above < 0:
        raise Refused("negative", _("An amount here cannot be negative."), "", "above")
    if facts.who == Who.PERSON and facts.person is None:
        raise Refused("nobody_named", _("Choose the person who approves."), "", "person")
    stands_in = facts.who in {Who.MANAGER, Who.CHAIN}
    rule.who, rule.sequence, rule.above, rule.active = facts.who, facts.sequence, facts.above, facts.active
    rule.cost_centre = facts.cost_centre
    rule.person = facts.person if facts.who == Who.PERSON else None
    rule.instead = facts.instead if stands_in else None


def _as_facts(rule: ApprovalRule) -> dict[str, object]:
    return {
        "who": rule.who,
        "sequence": rule.sequence,
        "above": None if rule.above is None else f"{rule.above.normalize():f}",
        "cost_centre": rule.cost_centre_id,
        "person": rule.person_id,
        "instead": rule.instead_id,
        "active": rule.active,
    }

"""A first set of rules: for the demo, and for a company that has just begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.ids import new_public_id
from fondaco.buying.policy.models import PolicyVersion, Who
from fondaco.buying.policy.operations import RuleFacts, add_rule, begin_draft, publish, set_limit

MANAGER_ALONE = Decimal(250)
OWNER_FROM = Decimal(1000)
CHIEF_FROM = Decimal(5000)


def first_rules(*, entity: LegalEntity, now: datetime, instead: Employee | None = None) -> PolicyVersion:
    """Up to 250 the manager alone; above it managers upward until a limit covers it; above 1,000 also who answers
    for the cost centre. Amounts are in the entity's currency.
    """
    said = [
        RuleFacts(Who.MANAGER, sequence=10, instead=instead),
        RuleFacts(Who.CHAIN, sequence=20, above=MANAGER_ALONE, instead=instead),
        RuleFacts(Who.COST_CENTRE_OWNER, sequence=30, above=OWNER_FROM),
    ]
    return write_policy(entity=entity, rules=said, note="The first rules", now=now)


def write_policy(*, entity: LegalEntity, rules: Sequence[RuleFacts], note: str, now: datetime) -> PolicyVersion:
    """A version with these rules and no others, in force from today."""
    draft = begin_draft(entity=entity, by=None, now=now, public_id=new_public_id())
    draft.rules.all().delete()
    for facts in rules:
        add_rule(version=draft, facts=facts, by=None, now=now, public_id=new_public_id())
    draft.refresh_from_db()
    today = timezone.localtime(now).date()
    return publish(version=draft, edits=draft.edits, effective_on=today, note=note, by=None, now=now)


def seed(*, entity: LegalEntity, now: datetime) -> None:
    """The rules and the limits of the demo company. Whoever leads a department may approve up to 5,000, whoever
    stands below them up to 250, and the chief everything.
    """
    people = list(Employee.objects.filter(legal_entity=entity).prefetch_related("roles"))
    able = {one.pk for one in people if RoleName.APPROVER in {role.name for role in one.roles.all()}}
    chiefs = {one.pk for one in people if one.manager_id is None and one.pk in able}
    for one in people:
        if one.pk not in able or one.pk in chiefs:
            continue
        limit = CHIEF_FROM if one.manager_id in chiefs else MANAGER_ALONE
        set_limit(employee=one, amount=limit, by=None, now=now)
    first_rules(entity=entity, now=now, instead=_stand_in(people, able, chiefs))


def _stand_in(people: list[Employee], able: set[int], chiefs: set[int]) -> Employee | None:
    """Who is asked about the chief's own requests: somebody of finance who approves, else another approver."""
    others = [one for one in people if one.pk in able and one.pk not in chiefs]
    finance = [one for one in others if RoleName.FINANCE in {role.name for role in one.roles.all()}]
    return next(iter(finance or others), None)

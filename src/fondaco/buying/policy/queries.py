"""Questions about rules and routes, in a fixed number of statements."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from fondaco.buying.company.models import CostCentre, Employee, LegalEntity, Role, RoleName
from fondaco.buying.policy.models import ApprovalRule
from fondaco.buying.policy.routing import Case, Colleague, Route, Rule, route
from fondaco.buying.policy.subject import Subject
from fondaco.people.models import Person


def preview(*, subject: Subject, now: datetime) -> Route:
    """Who would have to approve ``subject`` if it were submitted ``now``. At most four statements."""
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    centre = CostCentre.objects.filter(pk=subject.cost_centre_id).first() if subject.cost_centre_id else None
    if asker is None:
        person = Person.objects.filter(pk=subject.requester_id).first()
        return route(case=_case(subject, None, centre, str(person or "")), rules=(), people={})
    rules = [_rule(row) for row in ApprovalRule.objects.filter(legal_entity=asker.legal_entity, active=True)]
    case = _case(subject, asker, centre, asker.person.name)
    return route(case=case, rules=rules, people=colleagues(asker.legal_entity))


def _case(subject: Subject, asker: Employee | None, centre: CostCentre | None, name: str) -> Case:
    return Case(
        requester=asker.pk if asker else None,
        requester_name=name,
        amount=subject.amount,
        currency=subject.currency,
        company_currency=asker.legal_entity.currency if asker else subject.currency,
        cost_centre_id=subject.cost_centre_id,
        cost_centre=str(centre or ""),
        owner=centre.owner_id if centre else None,
    )


def _rule(row: ApprovalRule) -> Rule:
    return Rule(
        who=row.who,
        sequence=row.sequence,
        pk=row.pk,
        above=row.above,
        cost_centre_id=row.cost_centre_id,
        person=row.person_id,
        instead=row.instead_id,
    )


def colleagues(entity: LegalEntity) -> dict[int, Colleague]:
    """Everybody who works for ``entity``, as routing sees them. One statement."""
    approver = Role.objects.filter(employee=OuterRef("pk"), name=RoleName.APPROVER)
    rows = Employee.objects.filter(legal_entity=entity).values_list(
        "pk",
        "person_id",
        "person__name",
        "person__email",
        "manager_id",
        "person__is_active",
        Exists(approver),
        "approval_limit__amount",
    )
    return {row[0]: Colleague(*row) for row in rows}


def rules_of(entity: LegalEntity) -> QuerySet[ApprovalRule]:
    return ApprovalRule.objects.filter(legal_entity=entity).select_related(
        "legal_entity", "cost_centre", "person__person", "instead__person"
    )

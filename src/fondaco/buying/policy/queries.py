"""Questions about rules and routes, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import evolve
from django.db.models import QuerySet
from django.utils import timezone

from fondaco.buying.company.models import Category, CostCentre, Employee, LegalEntity, Project
from fondaco.buying.policy.cases import Case, Rule
from fondaco.buying.policy.compiled import Compiled, compiled, version_on
from fondaco.buying.policy.conditions import CaseLine, Facts
from fondaco.buying.policy.models import ApprovalRule, PolicyVersion
from fondaco.buying.policy.naming import above_of
from fondaco.buying.policy.people import People
from fondaco.buying.policy.plans import Route
from fondaco.buying.policy.routing import route
from fondaco.buying.policy.subject import Subject
from fondaco.people.models import Person


def preview(*, subject: Subject, now: datetime, version: PolicyVersion | None = None) -> Route:
    """Who would have to approve ``subject`` if it were submitted ``now``, by the policy in force or by ``version``."""
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    if asker is None:
        person = Person.objects.filter(pk=subject.requester_id).first()
        nobody = Case(None, subject.amount, subject.currency, subject.currency, requester_name=str(person or ""))
        return route(case=nobody, rules=(), people={})
    if version is None:
        version = version_on(asker.legal_entity, timezone.localtime(now).date())
    people = People(asker.legal_entity)
    case = case_of(subject, asker)
    rules = [] if version is None else applicable(compiled(version), case, people)
    made = route(case=case, rules=rules, people=people)
    return evolve(made, version=version.public_id if version else "")


def applicable(policy: Compiled, case: Case, people: People) -> list[Rule]:
    """The rules that could apply to ``case``, with those who hold the roles that they name; their people are read."""
    asker = people.get(case.requester or 0)
    if asker is None:
        return []
    above = frozenset(one.public_id for one in above_of(asker, people))
    found = [
        evolve(rule, people=people.holders(rule.role)) if rule.who == "role" else rule
        for rule in policy.candidates(Facts(case.kind, asker.public_id, above), case.judged)
    ]
    wanted = {pk for rule in found for pk in (*rule.people, rule.instead) if pk is not None}
    for line in case.judged:
        owners = (line.cost_centre_owner, line.project_owner, line.category_owner, *line.budget_owners)
        wanted |= {pk for pk in owners if pk is not None}
    people.read(wanted)
    return found


def case_of(subject: Subject, asker: Employee) -> Case:
    """``subject`` as the rules see it. At most four statements."""
    lines = list(subject.lines)
    centres = _by_key(CostCentre, (line.cost_centre_id for line in lines))
    projects = _by_key(Project, (line.project_id for line in lines))
    codes = {line.categories[-1] for line in lines if line.categories}
    owners = dict(Category.objects.filter(code__in=codes).values_list("code", "owner_id")) if codes else {}
    for_whom = asker.pk
    if subject.beneficiary_id != subject.requester_id:
        found = Employee.objects.filter(person_id=subject.beneficiary_id).values_list("pk", flat=True).first()
        for_whom = found or asker.pk
    judged = []
    for line in lines:
        centre = centres.get(line.cost_centre_id or 0, ("", None))
        project = projects.get(line.project_id or 0, ("", None))
        judged.append(
            CaseLine(
                key=line.key,
                amount=line.amount,
                categories=line.categories,
                supplier=line.supplier,
                cost_centre=centre[0],
                cost_centre_owner=centre[1],
                project=project[0],
                project_owner=project[1],
                category_owner=owners.get(line.categories[-1]) if line.categories else None,
                budget_owners=line.budget_owners,
                flags=line.flags,
            )
        )
    return Case(
        requester=asker.pk,
        requester_name=asker.person.name,
        beneficiary=for_whom,
        amount=subject.amount,
        currency=subject.currency,
        company_currency=asker.legal_entity.currency,
        kind=subject.kind,
        lines=tuple(judged),
    )


def _by_key(model: type[CostCentre] | type[Project], keys: Iterable[int | None]) -> dict[int, tuple[str, int | None]]:
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    rows = model._default_manager.filter(pk__in=wanted).values_list("pk", "code", "owner_id")
    return {pk: (code, owner) for pk, code, owner in rows}


def rules_of(version: PolicyVersion) -> QuerySet[ApprovalRule]:
    """The sentences of a version, with the people they name. Two statements."""
    return version.rules.select_related("version__legal_entity", "instead__person").prefetch_related("people__person")


def versions_of(entity: LegalEntity) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(legal_entity=entity).select_related("published_by")


def draft_of(entity: LegalEntity) -> PolicyVersion | None:
    return PolicyVersion.objects.filter(legal_entity=entity, state="draft").first()


def led_by(rules: Sequence[ApprovalRule], public_ids: Iterable[str]) -> list[ApprovalRule]:
    """Those of ``rules`` with these ids, in their order."""
    wanted = set(public_ids)
    return [rule for rule in rules if rule.public_id in wanted]

"""Questions about the company's people, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen
from django.db import connection
from django.db.models import QuerySet

from fondaco.buying.company.models import (
    Category,
    CostCentre,
    DeliveryAddress,
    Employee,
    ExchangeRate,
    LegalEntity,
    Project,
    Role,
    RoleName,
)
from fondaco.people.models import Person

LONGEST_CHAIN = 20

_CHAIN = """
WITH RECURSIVE above(id, manager_id, seen) AS (
    SELECT id, manager_id, ARRAY[id] FROM buying_company_employee WHERE id = %s
  UNION ALL
    SELECT e.id, e.manager_id, above.seen || e.id
    FROM buying_company_employee e JOIN above ON e.id = above.manager_id
    WHERE NOT e.id = ANY(above.seen) AND cardinality(above.seen) <= %s
)
SELECT id FROM above ORDER BY cardinality(seen) OFFSET 1
"""


def chain_above(employee: Employee) -> list[Employee]:
    """The managers above ``employee``, nearest first, each once even where the rows form a circle. Two
    statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [employee.pk, LONGEST_CHAIN])
        ids = [row[0] for row in cursor.fetchall()]
    found = Employee.objects.select_related("person").in_bulk(ids)
    return [found[key] for key in ids]


def employee_of(person: Any) -> Employee | None:
    """The employee that ``person`` is, kept on the person for the rest of the request; None for a
    stranger.
    """
    if not getattr(person, "is_authenticated", False):
        return None
    if not hasattr(person, "_employee"):
        person._employee = (
            Employee.objects.select_related("person", "legal_entity", "cost_centre", "address")
            .filter(person=person)
            .first()
        )
    found: Employee | None = person._employee
    return found


def roles_of(person: Any) -> frozenset[str]:
    """The names of the roles that ``person`` has; none for somebody who may not sign in any more."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return frozenset()
    if not hasattr(person, "_role_names"):
        names = Role.objects.filter(employee__person=person).values_list("name", flat=True)
        person._role_names = frozenset(names)
    found: frozenset[str] = person._role_names
    return found


def employees_with(role: RoleName) -> QuerySet[Employee]:
    """Active employees who have ``role``."""
    return Employee.objects.filter(roles__name=role, person__is_active=True).select_related("person").order_by("pk")


def contact_of(entity: LegalEntity) -> Person | None:
    """Whom suppliers may write to: the buyer who has been there longest, None where there is none. One statement."""
    found = employees_with(RoleName.BUYER).filter(legal_entity=entity).first()
    return found.person if found is not None else None


def cost_centres(entity: LegalEntity) -> QuerySet[CostCentre]:
    return CostCentre.objects.filter(legal_entity=entity, active=True).select_related("owner__person")


def addresses(entity: LegalEntity) -> QuerySet[DeliveryAddress]:
    return DeliveryAddress.objects.filter(legal_entity=entity, active=True)


def people(entity: LegalEntity) -> QuerySet[Employee]:
    """Everybody, those who left last; roles and names come along."""
    return (
        Employee.objects.filter(legal_entity=entity)
        .select_related("person", "manager__person", "cost_centre")
        .prefetch_related("roles")
        .order_by("-person__is_active", "person__name")
    )


def all_cost_centres(entity: LegalEntity) -> QuerySet[CostCentre]:
    found = CostCentre.objects.filter(legal_entity=entity).select_related("owner__person")
    return found.order_by("-active", "code")


def all_addresses(entity: LegalEntity) -> QuerySet[DeliveryAddress]:
    return DeliveryAddress.objects.filter(legal_entity=entity).order_by("-active", "code")


def category_paths(categories: Iterable[Category]) -> dict[int, tuple[str, ...]]:
    """The codes from the root of the tree down to each category, by its key. One statement, none for none."""
    wanted = {category.pk for category in categories}
    if not wanted:
        return {}
    rows = {pk: (code, parent) for pk, code, parent in Category.objects.values_list("pk", "code", "parent_id")}
    return {pk: _path(pk, rows) for pk in wanted}


def _path(pk: int, rows: Mapping[int, tuple[str, int | None]]) -> tuple[str, ...]:
    codes: list[str] = []
    seen: set[int] = set()
    current: int | None = pk
    while current is not None and current in rows and current not in seen:
        seen.add(current)
        codes.append(rows[current][0])
        current = rows[current][1]
    return tuple(reversed(codes))


def category_lines(keys: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each category's own key and those of all above it. One statement, none for none."""
    wanted = set(keys)
    if not wanted:
        return {}
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    found = {}
    for key in wanted:
        line: set[int] = set()
        current: int | None = key
        while current is not None and current not in line:
            line.add(current)
            current = parents.get(current)
        found[key] = frozenset(line)
    return found


def all_projects(entity: LegalEntity) -> QuerySet[Project]:
    found = Project.objects.filter(legal_entity=entity).select_related("owner__person")
    return found.order_by("-active", "code")


@frozen
class Place:
    """A category with how deep it stands in the tree, the root at 0."""

    category: Category
    depth: int

    @property
    def indent(self) -> range:
        return range(self.depth)


def category_tree() -> list[Place]:
    """The whole tree, each category followed by its parts. One statement. What stands in a circle comes last."""
    rows = list(Category.objects.select_related("owner__person").order_by("code"))
    parts: dict[int | None, list[Category]] = {}
    for row in rows:
        parts.setdefault(row.parent_id, []).append(row)
    found: list[Place] = []
    waiting = [Place(row, 0) for row in reversed(parts.get(None, []))]
    while waiting:
        place = waiting.pop()
        found.append(place)
        waiting.extend(Place(row, place.depth + 1) for row in reversed(parts.get(place.category.pk, [])))
    seen = {place.category.pk for place in found}
    return found + [Place(row, 0) for row in rows if row.pk not in seen]


def latest_rates(entity: LegalEntity) -> list[ExchangeRate]:
    """The latest rate of each currency into the entity's. One statement."""
    rows = ExchangeRate.objects.filter(into=entity.currency).order_by("currency", "-on").distinct("currency")
    return list(rows)


def rates_of(entity: LegalEntity, currency: str) -> QuerySet[ExchangeRate]:
    """The rates of one currency, the latest first."""
    return ExchangeRate.objects.filter(into=entity.currency, currency=currency).order_by("-on")

"""The people that a route needs, and no others: read as they are asked for, each with everybody above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import connection
from django.db.models import Exists, OuterRef

from fondaco.buying.company.models import Employee, LegalEntity, Role, RoleName
from fondaco.buying.policy.cases import Colleague

LONGEST_CHAIN = 50

_ABOVE = """
WITH RECURSIVE above(id, manager_id, seen) AS (
    SELECT id, manager_id, ARRAY[id] FROM buying_company_employee WHERE id = ANY(%s)
  UNION ALL
    SELECT e.id, e.manager_id, above.seen || e.id
    FROM buying_company_employee e JOIN above ON e.id = above.manager_id
    WHERE NOT e.id = ANY(above.seen) AND cardinality(above.seen) <= %s
)
SELECT DISTINCT id FROM above
"""


class People(Mapping[int, Colleague]):
    """Everybody of a legal entity by key. Two statements for those who were not read before."""

    def __init__(self, entity: LegalEntity) -> None:
        self._entity = entity
        self._known: dict[int, Colleague | None] = {}
        self._roles: dict[str, tuple[int, ...]] = {}

    def read(self, keys: Iterable[int]) -> None:
        """Read these, with everybody above them."""
        missing = [key for key in set(keys) if key not in self._known]
        if not missing:
            return
        with connection.cursor() as cursor:
            cursor.execute(_ABOVE, [missing, LONGEST_CHAIN])
            wanted = [row[0] for row in cursor.fetchall()]
        self._known |= dict.fromkeys(missing)
        self._known |= colleagues(self._entity, wanted)

    def holders(self, role: str) -> tuple[int, ...]:
        """The keys of the active employees with ``role``. One statement each."""
        if role not in self._roles:
            rows = Role.objects.filter(name=role, employee__legal_entity=self._entity, employee__person__is_active=True)
            self._roles[role] = tuple(rows.order_by("employee_id").values_list("employee_id", flat=True))
        return self._roles[role]

    def __getitem__(self, key: int) -> Colleague:
        self.read([key])
        found = self._known.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter([key for key, one in self._known.items() if one is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def colleagues(entity: LegalEntity, keys: Iterable[int] | None = None) -> dict[int, Colleague]:
    """Employees of ``entity`` as routing sees them: these, or everybody. One statement."""
    approver = Role.objects.filter(employee=OuterRef("pk"), name=RoleName.APPROVER)
    rows = Employee.objects.filter(legal_entity=entity)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    told = rows.order_by().values_list(
        "pk",
        "person_id",
        "person__name",
        "person__email",
        "manager_id",
        "person__is_active",
        Exists(approver),
        "approval_limit__amount",
        "public_id",
    )
    return {row[0]: Colleague(*row) for row in told}

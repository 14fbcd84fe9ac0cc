"""What a line asks of the budgets, and which budgets that concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from fondaco.buying.budgets.models import Budget, Stage
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.company.queries import category_lines


@frozen
class Claim:
    """The whole truth about one line: what it binds at each stage (the rest is nothing), in the company's currency."""

    key: str
    cost_centre_id: int | None
    project_id: int | None
    category_id: int | None
    amounts: Mapping[Stage, Decimal]


def budgets_for(*, entity: LegalEntity, on: date, claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    """The keys of the budgets in force on ``on``, each with the claims that it covers. Two statements."""
    above = category_lines({claim.category_id for claim in claims if claim.category_id is not None})
    rows = Budget.objects.filter(legal_entity=entity, active=True, starts_on__lte=on, ends_on__gte=on)
    found: dict[int, list[Claim]] = {}
    for budget in rows.order_by("pk"):
        covered = list(_covered(budget, claims, above))
        if covered:
            found[budget.pk] = covered
    return found


def _covered(budget: Budget, claims: Iterable[Claim], above: Mapping[int, frozenset[int]]) -> Iterable[Claim]:
    for claim in claims:
        if budget.cost_centre_id is not None and budget.cost_centre_id != claim.cost_centre_id:
            continue
        if budget.project_id is not None and budget.project_id != claim.project_id:
            continue
        if budget.category_id is not None and budget.category_id not in above.get(claim.category_id or 0, ()):
            continue
        yield claim

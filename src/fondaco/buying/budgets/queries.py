"""Questions about budgets, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from fondaco.buying.budgets.claims import Claim, budgets_for
from fondaco.buying.budgets.models import ZERO, Budget, Encumbrance, Mode
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.policy.subject import ShownBudget


def outlook(
    *, about: str, entity: LegalEntity, on: date, claims: Sequence[Claim], besides: bool = False
) -> tuple[ShownBudget, ...]:
    """Each budget that ``claims`` draw on, with what is left without them and with them. Four statements.

    With ``besides`` the claims are a part of what their lines bind already.
    """
    wanted = budgets_for(entity=entity, on=on, claims=claims)
    if not wanted:
        return ()
    keys = [claim.key for claim in claims]
    rows = Encumbrance.objects.filter(about=about, key__in=keys).order_by().values("budget_id")
    mine = dict(rows.annotate(sum=Sum("amount")).values_list("budget_id", "sum"))
    found = []
    for budget in Budget.objects.filter(pk__in=list(wanted)).order_by("name"):
        drawn = sum((_whole(claim) for claim in wanted[budget.pk]), ZERO)
        before = budget.left + (drawn if besides else mine.get(budget.pk, ZERO))
        found.append(
            ShownBudget(
                name=budget.name,
                amount=budget.amount,
                before=before,
                after=before - drawn,
                blocks=budget.mode == Mode.BLOCK,
                url=budget.get_absolute_url(),
            )
        )
    return tuple(found)


def _whole(claim: Claim) -> Decimal:
    return sum(claim.amounts.values(), ZERO)


def budgets_of(entity: LegalEntity, *, owner: Any = None, on: date | None = None, words: str = "") -> QuerySet[Budget]:
    """All budgets of a company, or those of ``owner``; in force on a day; with ``words`` in the name."""
    rows = Budget.objects.filter(legal_entity=entity).select_related(
        "owner__person", "cost_centre", "project", "category", "legal_entity"
    )
    if owner is not None:
        rows = rows.filter(owner=owner)
    if on is not None:
        rows = rows.filter(starts_on__lte=on, ends_on__gte=on, active=True)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(cost_centre__code__icontains=words))
    return rows


def encumbrances_of(budget: Budget) -> QuerySet[Encumbrance]:
    """What binds the budget, the latest first."""
    return budget.encumbrances.order_by("-since", "-pk")


def has_budgets(entity: LegalEntity) -> bool:
    return Budget.objects.filter(legal_entity=entity).exists()

"""The demo's budgets, in the year of the story."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from fondaco.buying.budgets.models import Mode
from fondaco.buying.budgets.operations import BudgetFacts, add_budget
from fondaco.buying.company.models import CostCentre, LegalEntity
from fondaco.buying.ids import new_public_id

# Cost centre, name, amount, what happens beyond it.
BUDGETS = (
    ("PRD-310", "Produzione", "60000", Mode.BLOCK),
    ("LOG-400", "Magazzino", "25000", Mode.WARN),
    ("RIC-500", "Ufficio tecnico", "40000", Mode.WARN),
    ("AMM-220", "Acquisti", "15000", Mode.WARN),
)


def first_budgets(*, entity: LegalEntity, now: datetime) -> None:
    """One for each cost centre that buys much, from the first to the last day of the year."""
    year = timezone.localdate(now).year
    centres = {centre.code: centre for centre in CostCentre.objects.filter(legal_entity=entity)}
    for code, name, amount, mode in BUDGETS:
        centre = centres[code]
        facts = BudgetFacts(
            name=f"{name} {year}",
            amount=Decimal(amount),
            mode=mode,
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            owner=centre.owner,
            cost_centre=centre,
        )
        add_budget(entity=entity, facts=facts, by=None, now=now, public_id=new_public_id())

"""Budgets from a file and into one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.buying.budgets.models import Budget, Mode
from fondaco.buying.budgets.operations import BudgetFacts, add_budget, change_budget
from fondaco.buying.budgets.queries import budgets_of
from fondaco.buying.company.imports import Column, Facts, Kind, day, number, one_of, text, yes_or_no
from fondaco.buying.company.kinds import category, colleague, cost_centre, email_of, project, yes
from fondaco.buying.company.models import LegalEntity
from fondaco.people.models import Person

_amount = number(2)


def _now(entity: LegalEntity) -> dict[tuple[str, ...], Facts]:
    return {
        (row.name.casefold(), row.starts_on.isoformat()): {
            "name": row.name,
            "from": row.starts_on.isoformat(),
            "to": row.ends_on.isoformat(),
            "amount": _amount(f"{row.amount:.2f}"),
            "mode": row.mode,
            "owner": email_of(row.owner),
            "cost_centre": row.cost_centre.code if row.cost_centre else "",
            "project": row.project.code if row.project else "",
            "category": row.category.code if row.category else "",
            "active": yes(row.active),
        }
        for row in budgets_of(entity)
    }


def _take(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    told = BudgetFacts(
        name=facts["name"],
        amount=Decimal(facts["amount"]),
        mode=facts["mode"] or Mode.WARN,
        starts_on=date.fromisoformat(facts["from"]),
        ends_on=date.fromisoformat(facts["to"]),
        owner=colleague(entity, facts["owner"]),
        cost_centre=cost_centre(entity, facts["cost_centre"]),
        project=project(entity, facts["project"]),
        category=category(facts["category"]),
        active=facts["active"] != "no",
    )
    if not known:
        add_budget(entity=entity, facts=told, by=by, now=now, public_id=new_id())
        return
    row = Budget.objects.get(legal_entity=entity, name__iexact=facts["name"], starts_on=told.starts_on)
    change_budget(budget=row, version=row.version, facts=told, reason=_("From a file"), by=by, now=now)


BUDGETS = Kind(
    name="budgets",
    label=gettext_lazy("Budgets"),
    words=gettext_lazy("What may be spent, for what and when. What is bound stays bound."),
    changes="change_budgets",
    sees="see_budgets",
    columns=(
        Column("name", gettext_lazy("names the row, with its first day"), "Produzione 2026", True, text(200)),
        Column("from", gettext_lazy("first day"), "2026-01-01", True, day),
        Column("to", gettext_lazy("last day"), "2026-12-31", True, day),
        Column("amount", gettext_lazy("in the company's currency, without VAT"), "50000.00", True, _amount),
        Column("mode", gettext_lazy("warn or block; empty is warn"), "block", clean=one_of("warn", "block", "")),
        Column("owner", gettext_lazy("e-mail address of who answers for it"), "marta.conti@example.com"),
        Column("cost_centre", gettext_lazy("code of the cost centre it is for"), "PRD-310"),
        Column("project", gettext_lazy("code of the project it is for")),
        Column("category", gettext_lazy("code of the category it is for")),
        Column("active", gettext_lazy("yes or no; empty is yes"), "yes", clean=yes_or_no),
    ),
    key=("name", "from"),
    current=_now,
    act=_take,
)

"""Pages of budgets: all of them side by side, one with what binds it, and the one on which it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import may, needs, signed_in
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.budgets import operations, queries, registry
from fondaco.buying.budgets.forms import BudgetForm
from fondaco.buying.budgets.models import Budget
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.web import charts

PAGE_SIZE = 50
HUNDRED = Decimal(100)


@signed_in
@never_cache
@require_safe
def budget_list(request: HttpRequest) -> HttpResponse:
    """Everybody's for those who look after them, one's own for an owner."""
    me = employee(request)
    sees_all = may(request.user, "see_budgets")
    over = request.GET.get("which") == "all"
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    on = None if over else timezone.localdate()
    rows = queries.budgets_of(me.legal_entity, owner=None if sees_all else me, on=on, words=words)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "budgets": [(budget, bar_of(budget)) for budget in page],
        "sees_all": sees_all,
        "which": "all" if over else "",
        "words": words,
        "may_change": may(request.user, "change_budgets"),
        "may_rates": may(request.user, "see_rates"),
        "entity": me.legal_entity,
    }
    return render(request, "buying_budgets/list.html", context)


def bar_of(budget: Budget) -> list[charts.Segment]:
    """The stages side by side on the length of the amount."""
    parts = [("good", budget.confirmed), ("going", budget.committed), ("act", budget.requested)]
    return charts.segments(parts, budget.amount)


@signed_in
@never_cache
@require_safe
def budget_page(request: HttpRequest, public_id: str) -> HttpResponse:
    budget = _seen(request, public_id)
    page = Paginator(queries.encumbrances_of(budget), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "budget": budget,
        "bar": bar_of(budget),
        "share": budget.bound * HUNDRED / budget.amount if budget.amount else None,
        "page": page,
        "rows": registry.named(list(page)),
        "revisions": budget.revisions.select_related("by"),
        "may_change": may(request.user, "change_budgets"),
    }
    return render(request, "buying_budgets/budget.html", context)


@needs("change_budgets")
def add(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity
    form = BudgetForm(request.POST or None, entity=entity, initial=_this_year())
    if form.is_valid():
        try:
            made = operations.add_budget(
                entity=entity, facts=form.facts(), by=person(request), now=timezone.now(), public_id=new_public_id()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The budget holds for what is submitted from now on."))
            return redirect(made)
    return _edit(request, form, _("Add a budget"), None)


@needs("change_budgets")
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    budget = _seen(request, public_id)
    form = BudgetForm(
        request.POST or None, entity=budget.legal_entity, budget=budget, initial=BudgetForm.initial_of(budget)
    )
    if form.is_valid():
        try:
            operations.change_budget(
                budget=budget,
                version=form.cleaned_data["version"] or 0,
                facts=form.facts(),
                reason=form.cleaned_data["reason"],
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(budget)
    return _edit(request, form, _("Change the budget"), budget)


def _this_year() -> dict[str, Any]:
    today = timezone.localdate()
    return {"starts_on": today.replace(month=1, day=1), "ends_on": today.replace(month=12, day=31)}


def _edit(request: HttpRequest, form: BudgetForm, heading: str, budget: Budget | None) -> HttpResponse:
    context = {"form": form, "heading": heading, "budget": budget}
    return render(request, "buying_budgets/edit.html", context, status=422 if form.is_bound else 200)


def _seen(request: HttpRequest, public_id: str) -> Budget:
    """The budget; as if there were none for those who may not see it."""
    me = employee(request)
    rows = queries.budgets_of(me.legal_entity, owner=None if may(request.user, "see_budgets") else me)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found

"""Pages of projects, categories and exchange rates."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import may, needs
from fondaco.buying.answers import person as asker
from fondaco.buying.company import queries, structure
from fondaco.buying.company.choosing import entity_of
from fondaco.buying.company.forms import CategoryForm, ProjectForm, RateForm
from fondaco.buying.company.models import Category, Project
from fondaco.buying.company.structure import ProjectFacts
from fondaco.buying.company.views import edit, page_of
from fondaco.buying.ids import new_public_id

PAGE_SIZE = 100
DRAWN = 12


@needs("see_company")
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    rows = queries.all_projects(entity_of(request))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return page_of(request, "projects", {"page": page, "tab": "projects", "today": timezone.localdate()})


@needs("change_company")
def add_project(request: HttpRequest) -> HttpResponse:
    entity = entity_of(request)
    return edit(
        request,
        form=ProjectForm(request.POST or None, entity=entity),
        act=lambda cleaned: structure.add_project(
            entity=entity,
            facts=ProjectFacts(**cleaned | {"active": True}),
            by=asker(request),
            now=timezone.now(),
            public_id=new_public_id(),
        ),
        done=_("Project added."),
        back="company:projects",
        context={"heading": _("Add a project"), "button": _("Add"), "tab": "projects"},
    )


@needs("see_company")
def project(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = entity_of(request)
    found = get_object_or_404(Project, public_id=public_id, legal_entity=entity)
    return edit(
        request,
        form=ProjectForm(request.POST or None, entity=entity, initial=ProjectForm.initial_of(found)),
        act=lambda cleaned: structure.change_project(
            project=found, facts=ProjectFacts(**cleaned), by=asker(request), now=timezone.now()
        ),
        done=_("Saved."),
        back="company:projects",
        context={"heading": str(found), "button": _("Save"), "tab": "projects"},
    )


@needs("see_company")
@require_safe
def category_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.category_tree(), PAGE_SIZE).get_page(request.GET.get("page"))
    return page_of(request, "categories", {"page": page, "tab": "categories"})


@needs("change_company")
def add_category(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        form=CategoryForm(request.POST or None),
        act=lambda cleaned: structure.add_category(
            by=asker(request), now=timezone.now(), public_id=new_public_id(), **cleaned
        ),
        done=_("Category added."),
        back="company:categories",
        context={"heading": _("Add a category"), "button": _("Add"), "tab": "categories"},
    )


@needs("see_company")
def category(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Category, public_id=public_id)
    return edit(
        request,
        form=CategoryForm(request.POST or None, category=found, initial=CategoryForm.initial_of(found)),
        act=lambda cleaned: structure.change_category(category=found, by=asker(request), now=timezone.now(), **cleaned),
        done=_("Saved."),
        back="company:categories",
        context={"heading": str(found), "button": _("Save"), "tab": "categories"},
    )


@needs("see_rates")
@never_cache
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """The latest of each currency; one that does not hold any more says so."""
    entity = entity_of(request)
    today = timezone.localdate()
    rows = [(rate, (today - rate.on).days > entity.rate_days) for rate in queries.latest_rates(entity)]
    context = {"rates": rows, "tab": "rates", "entity": entity, "may_change": may(request.user, "change_rates")}
    return page_of(request, "rates", context)


@needs("see_rates")
@require_safe
def rate_history(request: HttpRequest, currency: str) -> HttpResponse:
    entity = entity_of(request)
    rows = queries.rates_of(entity, currency[:3])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    drawn: list[Any] = [(date_format(rate.on, "j M"), rate.rate) for rate in reversed(rows[:DRAWN])]
    context = {"page": page, "currency": currency, "drawn": drawn, "tab": "rates", "entity": entity}
    return page_of(request, "rate", context | {"may_change": may(request.user, "change_rates")})


@needs("change_rates")
def add_rate(request: HttpRequest) -> HttpResponse:
    entity, today = entity_of(request), timezone.localdate()
    chosen = request.GET.get("currency", "")[:3]
    return edit(
        request,
        form=RateForm(request.POST or None, entity=entity, initial={"on": today, "currency": chosen}),
        act=lambda cleaned: structure.set_rate(
            entity=entity, by=asker(request), now=timezone.now(), today=today, **cleaned
        ),
        done=_("The rate counts for what is submitted from now on."),
        back="company:rates",
        context={
            "heading": _("Enter an exchange rate"),
            "button": _("Save"),
            "tab": "rates",
            "said": _("A rate that there is for this day already is corrected. What was counted with it stays."),
        },
        action="change_rates",
    )

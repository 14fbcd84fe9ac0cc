"""The shop's pages: searching, and one item."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fondaco.selling.access import shopper_required
from fondaco.selling.catalog import pictures, queries, shopfront
from fondaco.selling.catalog.forms import query_from
from fondaco.selling.catalog.graph import price_graph
from fondaco.selling.catalog.models import Item, spoken
from fondaco.selling.catalog.search.port import IndexMissing, Query, Results, SearchPort
from fondaco.selling.catalog.search.tantivy_index import TantivySearch

_A_DAY = 24 * 3600


@cache
def _searcher(folder: str) -> SearchPort:
    return TantivySearch(Path(folder))


def searcher() -> SearchPort:
    """The search engine of this process."""
    return _searcher(str(settings.FONDACO_INDEX_DIR))


@require_safe
@shopper_required
def search(request: HttpRequest) -> HttpResponse:
    query = query_from(request.GET, spoken())
    try:
        results = searcher().search(query)
    except IndexMissing:
        response = render(request, "selling_catalog/preparing.html", status=503)
        response["Retry-After"] = "30"
        return response
    return render(request, "selling_catalog/search.html", _search_context(request, query, results))


def _search_context(request: HttpRequest, query: Query, results: Results) -> dict[str, Any]:
    at = shopfront.Addresses(request.GET)
    category = queries.category_by_code(query.category) if query.category else None
    path = queries.category_path(category) if category else []
    front = not query.text and not query.filtered and query.page == 1
    return {
        "query": query,
        "results": results,
        "rows": shopfront.rows(queries.items_by_id(results.hits), query.sellers, _today()),
        "page": shopfront.page_of(query, results.total),
        "facets": shopfront.facets(query, results, at, front=front),
        "chips": shopfront.chips(query, path, at),
        "sorts": shopfront.sorts(query),
        "path": [(each.name, at.with_(category=each.code)) for each in path[:-1]],
        "category": category,
        "departments": shopfront.departments(results) if front else [],
        "without_filters_url": at.with_(
            category="", seller=[], brand=[], price_from="", price_to="", stock="", sort=""
        ),
        "hidden": [(name, value) for name, values in request.GET.lists() for value in values],
    }


def _today() -> date:
    return timezone.localdate()


def _item(part_id: str) -> Item:
    item = queries.item_by_part_id(part_id)
    if item is None:
        raise Http404(_("This item is not sold here, or no longer."))
    return item


@require_safe
@shopper_required
def item(request: HttpRequest, part_id: str) -> HttpResponse:
    found = _item(part_id)
    offers = queries.ranked(found.offers.all())
    today = _today()
    shown = [shopfront.Row(found, o, queries.price_steps(o), 0, queries.arrives_on(o, today)) for o in offers]
    context = {
        "item": found,
        "offers": shown,
        "best": shown[0] if shown else None,
        "advantage": queries.advantage(offers).value,
        "path": queries.category_path(found.category),
        "has_tiers": any(len(row.steps) > 1 for row in shown),
        "here_path": request.path,
    }
    return render(request, "selling_catalog/item.html", context)


@require_safe
@shopper_required
def prices(request: HttpRequest, part_id: str) -> HttpResponse:
    found = _item(part_id)
    graph = price_graph(queries.ranked(found.offers.all()), spoken(), _("No prices"))

    def drawing(request: HttpRequest) -> HttpResponse:
        return HttpResponse(graph, content_type="image/svg+xml")

    # pygal writes its colours into a style element of the drawing; nothing else may be in it.
    return cast(HttpResponse, csp_replace({"style-src": ["'unsafe-inline'"]})(drawing)(request))


@require_safe
@cache_control(public=True, max_age=_A_DAY)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A drawing of a kind of thing; nothing about anybody, so it needs no visit."""
    if not pictures.known(name):
        raise Http404
    return HttpResponse(pictures.svg(name), content_type="image/svg+xml")


@require_safe
@shopper_required
def find(request: HttpRequest) -> HttpResponse:
    """The search box in the head of every page: a part number opens its item, anything else is searched."""
    text = request.GET.get("q", "").strip()[:200]
    if text and queries.item_by_part_id(text.upper()[:20]):
        return redirect("selling_catalog:item", part_id=text.upper()[:20])
    target = redirect("selling_catalog:search")
    if text:
        target["Location"] += f"?{urlencode({'q': text})}"
    return target

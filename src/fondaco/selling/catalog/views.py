"""The shop's pages: searching, one item, several side by side."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from fondaco.selling.access import shopper_required
from fondaco.selling.catalog import compare, pictures, queries, shopfront
from fondaco.selling.catalog.forms import query_from
from fondaco.selling.catalog.graph import price_graph
from fondaco.selling.catalog.models import Item, spoken
from fondaco.selling.catalog.policy import policy_of
from fondaco.selling.catalog.search.port import IndexMissing, Query, Results, SearchPort
from fondaco.selling.catalog.search.tantivy_index import TantivySearch

_A_DAY = 24 * 3600


@cache
def _searcher(folder: str) -> SearchPort:
    return TantivySearch(Path(folder))


def searcher() -> SearchPort:
    """The search engine of this process."""
    return _searcher(str(settings.FONDACO_INDEX_DIR))


def customer_of(request: HttpRequest) -> int:
    """The account whose prices and items a visitor sees; only within a visit."""
    return int(request.visit.account_id)  # type: ignore[attr-defined]


@require_safe
@shopper_required
def search(request: HttpRequest) -> HttpResponse:
    query = query_from(request.GET, spoken(), customer_of(request))
    try:
        results = searcher().search(query)
    except IndexMissing:
        return preparing(request)
    return render(request, "selling_catalog/search.html", _search_context(request, query, results))


def preparing(request: HttpRequest) -> HttpResponse:
    """There is no index yet: that is said, and when to look again."""
    response = render(request, "selling_catalog/preparing.html", status=503)
    response["Retry-After"] = "30"
    return response


def _search_context(request: HttpRequest, query: Query, results: Results) -> dict[str, Any]:
    at = shopfront.Addresses(request.GET)
    category = queries.category_by_code(query.category) if query.category else None
    path = queries.category_path(category) if category else []
    front = not query.text and not query.filtered and query.page == 1
    today = _today()
    items = queries.items_by_id(results.hits, customer=query.customer, on=today)
    return {
        "query": query,
        "results": results,
        "rows": shopfront.rows(items, query.sellers, policy_of(query.customer), today),
        "page": shopfront.page_of(query, results.total),
        "facets": shopfront.facets(query, results, at, front=front),
        "chips": shopfront.chips(query, path, at),
        "sorts": shopfront.sorts(query),
        "path": [(each.name, at.with_(category=each.code)) for each in path[:-1]],
        "category": category,
        "front": front,
        "departments": shopfront.departments(results) if front else [],
        "without_filters_url": at.with_(
            category="", seller=[], brand=[], price_from="", price_to="", stock="", sort=""
        ),
        "hidden": [(name, value) for name, values in request.GET.lists() for value in values],
    }


def _today() -> date:
    return timezone.localdate()


def _item(request: HttpRequest, part_id: str) -> Item:
    item = queries.item_by_part_id(part_id, customer=customer_of(request), on=_today())
    if item is None:
        raise Http404(_("This item is not sold here, or no longer."))
    return item


@require_safe
@shopper_required
def item(request: HttpRequest, part_id: str) -> HttpResponse:
    found = _item(request, part_id)
    policy, today = policy_of(customer_of(request)), _today()
    offers = policy.allowed_first(queries.ranked(found.offers.all()))
    shown = [shopfront.row_of(found, offer, policy, today) for offer in offers]
    context = {
        "item": found,
        "offers": shown,
        "best": shown[0] if shown else None,
        "advantage": queries.advantage([row.offer for row in shown if not row.blocked] or offers).value,
        "path": queries.category_path(found.category),
        "has_tiers": any(len(row.steps) > 1 for row in shown),
        "here_path": request.path,
    }
    return render(request, "selling_catalog/item.html", context)


@require_safe
@shopper_required
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Up to four items, named in the address; those that are not sold to this customer are as if they were not."""
    parts = compare.parts_in(request.GET)
    items = queries.items_by_part_id(parts, customer=customer_of(request), on=_today())
    rows = shopfront.rows(items, (), policy_of(customer_of(request)), _today())
    shown = [row.item.part_id for row in rows]
    context = {
        "rows": rows,
        "columns": [(row, compare.address_of([part for part in shown if part != row.item.part_id])) for row in rows],
        "missing": len(parts) - len(rows),
        "too_many": len(set(request.GET.getlist("item"))) > compare.MOST,
        "facts": compare.facts_of(rows),
        "differs": compare.differences(rows) if rows else {},
        "cheapest": compare.cheapest(rows) if rows else None,
        "here_path": request.get_full_path(),
    }
    return render(request, "selling_catalog/compare.html", context)


@require_safe
@shopper_required
def prices(request: HttpRequest, part_id: str) -> HttpResponse:
    found = _item(request, part_id)
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

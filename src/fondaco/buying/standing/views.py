"""Pages of standing orders: the list, one with its cycles, and what is done to it there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs, require, signed_in
from fondaco.buying.answers import employee, person
from fondaco.buying.lifecycle import Refused
from fondaco.buying.standing import operations, pages, queries
from fondaco.buying.standing.models import StandingOrder

PAGE_SIZE = 50
CYCLES = 24


@needs("see_home")
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _list(request, "mine")


@needs("see_all_standing")
@never_cache
@require_safe
def everybodys(request: HttpRequest) -> HttpResponse:
    return _list(request, "all")


def _list(request: HttpRequest, tab: str) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    rows = queries.orders_for_list(person=request.user if tab == "mine" else None, ended=ended)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": pages.rows_of(page),
        "tab": tab,
        "ended": ended,
        "may_see_all": may(request.user, "see_all_standing"),
        "may_begin": may(request.user, "request"),
    }
    return render(request, "buying_standing/list.html", context)


@signed_in
@never_cache
@require_safe
def order_page(request: HttpRequest, public_id: str) -> HttpResponse:
    order = seen(request, public_id)
    page = Paginator(queries.cycles_of(order), CYCLES).get_page(request.GET.get("page"))
    return render(request, "buying_standing/order.html", pages.of_order(order, person=request.user, page=page))


@signed_in
@require_POST
def skip(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, public_id, operations.skip_next, _("The next cycle is skipped."))


@signed_in
@require_POST
def pause(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, public_id, operations.pause_standing, _("Paused. Nothing is asked for."), "note")


@signed_in
@require_POST
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    return _done(request, public_id, operations.resume_standing, _("It goes on with the next cycle."))


@signed_in
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    done = _("Ended. What was asked for already goes its way.")
    return _done(request, public_id, operations.end_standing, done, "note")


@signed_in
@require_POST
def take_over(request: HttpRequest, public_id: str) -> HttpResponse:
    order = changeable(request, public_id)
    try:
        operations.take_over(order=order, version=version_of(request), employee=employee(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("It is yours now: from the next cycle on it is asked for in your name."))
    return redirect(order)


def _done(request: HttpRequest, public_id: str, act: Callable[..., object], done: str, *told: str) -> HttpResponse:
    order = changeable(request, public_id)
    words = {name: request.POST.get(name, "") for name in told}
    try:
        act(order=order, version=version_of(request), by=person(request), now=timezone.now(), **words)
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, done)
    return redirect(order)


def seen(request: HttpRequest, public_id: str) -> StandingOrder:
    """The standing order; as if there were none for those who may not see it."""
    order = queries.order_by(public_id.replace("\0", ""))
    if order is None or not may(request.user, "see_standing", order):
        raise Http404
    return order


def changeable(request: HttpRequest, public_id: str) -> StandingOrder:
    order = seen(request, public_id)
    require(request.user, "change_standing", order)
    return order


def version_of(request: HttpRequest) -> int:
    """The version that the page was made from; one that there never was for what is no number."""
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0

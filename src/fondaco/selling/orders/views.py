"""Your orders, one of them, all of them as a file, and what the company bought lately."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from fondaco.selling.access import may_see_messages, redirect_to_sign_in, shopper_required
from fondaco.selling.orders import bought, export
from fondaco.selling.orders.forms import wanted_from
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.queries import narrowed, viewer_of
from fondaco.selling.orders.showing import shown_order
from fondaco.selling.orders.timeline import timeline
from fondaco.selling.orders.words import declined_head


@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Own orders; the company's, or everybody's, for who may see them."""
    viewer = viewer_of(request)
    if viewer.nobody:
        return redirect_to_sign_in(request)
    form, wanted = wanted_from(request.GET)
    page = Paginator(narrowed(viewer, wanted), 25).get_page(request.GET.get("page"))
    context = {"page": page, "viewer": viewer, "form": form, "wanted": wanted}
    return render(request, "selling_orders/list.html", context)


@require_GET
def order_file(request: HttpRequest) -> HttpResponseBase:
    """The same orders as CSV, no more and no fewer than the list shows over its pages."""
    viewer = viewer_of(request)
    if viewer.nobody:
        return redirect_to_sign_in(request)
    _form, wanted = wanted_from(request.GET)
    answer = StreamingHttpResponse(export.rows(narrowed(viewer, wanted)), content_type="text/csv; charset=utf-8")
    name = f"orders-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def order_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """An order that is not theirs is, to them, not there."""
    viewer = viewer_of(request)
    if viewer.nobody:
        return redirect_to_sign_in(request)
    rows = SalesOrder.objects.select_related("account", "member__person", "partner", "payment", "changes")
    order = rows.filter(public_id=public_id).first()
    if order is None or not viewer.may_see(order):
        raise Http404
    shown = shown_order(order)
    sees_messages = may_see_messages(request.user, order.partner)
    context = {
        "order": order,
        "shown": shown,
        "viewer": viewer,
        "versions": [one for one in shown.versions if viewer.may_see(one)],
        "sees_messages": sees_messages,
        "timeline": timeline(shown, sees_messages=sees_messages),
        "declined_head": declined_head(),
    }
    return render(request, "selling_orders/order.html", context)


@require_safe
@shopper_required
def recently_bought(request: HttpRequest) -> HttpResponse:
    """Within a visit only: prices and what may be bought are the company's of today."""
    account_id: int = request.visit.account_id  # type: ignore[attr-defined]
    page = Paginator(bought.bought_items(account_id, now=timezone.now()), 24).get_page(request.GET.get("page"))
    rows = bought.bought_rows(list(page.object_list), account_id, today=timezone.localdate())
    return render(request, "selling_orders/bought.html", {"page": page, "rows": rows})

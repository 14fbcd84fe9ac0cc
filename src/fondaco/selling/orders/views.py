"""Your orders, and one of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fondaco.selling.access import may_see_messages, redirect_to_sign_in
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.queries import ShownOrder, shown_order, viewer_of, visible_orders
from fondaco.selling.orders.states import OrderState

TONES = {"received": "going", "accepted": "good", "accepted_in_part": "act", "refused": "wrong"}


@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Own orders; the company's, or everybody's, for who may see them."""
    viewer = viewer_of(request)
    if viewer.nobody:
        return redirect_to_sign_in(request)
    orders = visible_orders(viewer)
    state = request.GET.get("state", "")
    if state in OrderState.values:
        orders = orders.filter(state=state)
    page = Paginator(orders, 25).get_page(request.GET.get("page"))
    context = {"page": page, "viewer": viewer, "state": state, "states": OrderState.choices}
    return render(request, "selling_orders/list.html", context)


@require_GET
def order_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """An order that is not theirs is, to them, not there."""
    viewer = viewer_of(request)
    if viewer.nobody:
        return redirect_to_sign_in(request)
    order = (
        SalesOrder.objects.select_related("account", "member__person", "partner").filter(public_id=public_id).first()
    )
    if order is None or not viewer.may_see(order):
        raise Http404
    shown = shown_order(order)
    sees_messages = may_see_messages(request.user, order.partner)
    context = {
        "order": order,
        "shown": shown,
        "viewer": viewer,
        "sees_messages": sees_messages,
        "timeline": _timeline(shown, sees_messages),
        "tone": TONES[str(order.state)],
    }
    return render(request, "selling_orders/order.html", context)


def _timeline(shown: ShownOrder, sees_messages: bool) -> list[dict[str, Any]]:
    words = {
        "order.accepted": _("Everything was accepted and promised"),
        "order.accepted_in_part": _("Some of it was accepted and promised"),
        "order.refused": _("It was not accepted"),
    }
    entries: list[dict[str, Any]] = [
        {"at": line.at, "rank": 1, "words": words[line.action], "tone": TONES[line.action.partition(".")[2]]}
        for line in shown.history
        if line.action in words
    ]
    for message in shown.messages:
        entry: dict[str, Any] = {
            "at": message.at,
            "rank": 0 if message.direction == "in" else 2,
            "words": f"{message.document}: {message.words}",
            "tone": message.tone,
        }
        if sees_messages:
            entry.update(url=message.url, url_label=_("Message"), detail=message.explanation)
        entries.append(entry)
    # All of it happens at one moment: what came, what was decided, what goes out.
    return sorted(entries, key=lambda one: (one["at"], one["rank"]))

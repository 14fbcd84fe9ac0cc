"""The first page of the desk, and finding anything by its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.bridge import words as bridge_words
from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.buying.access import may, may_see_messages, signed_in
from fondaco.buying.approvals import queries as approvals
from fondaco.buying.orders import queries as orders
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.words import state_of
from fondaco.buying.requests import pages, queries
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.states import EDITABLE
from fondaco.buying.requests.subject import suppliers_of
from fondaco.buying.standing.models import StandingOrder
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.queries import to_shop_at

SHOWN = 5
FOUND = 20


@signed_in
@never_cache
@require_safe
@opens_stores
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me first, then where my requests stand, then shop again."""
    person: Any = request.user
    if not may(person, "see_home"):
        return render(request, "buying/no_place.html", status=403)
    mine = queries.newest_open(person=person, limit=2 * SHOWN)
    decide = list(approvals.waiting_for(person)[: SHOWN + 1]) if may(person, "approve") else []
    context = {
        "decide": decide[:SHOWN],
        "decide_more": len(decide) > SHOWN,
        "questions": list(approvals.unanswered(person)[:SHOWN]),
        "to_finish": pages.rows_of([one for one in mine if one.state in EDITABLE][:SHOWN]),
        "stuck": orders.stuck_orders(SHOWN) if may(person, "send_again") else [],
        "unanswered": orders.unanswered_orders(SHOWN) if may(person, "change_order") else [],
        "unable": approvals.stuck_steps()[:SHOWN] if may(person, "change_company") else [],
        "refused": orders.partly_refused(person, SHOWN),
        "rows": pages.rows_of([one for one in mine if one.state not in EDITABLE][:SHOWN]),
        "orders": [(order, state_of(order)) for order in orders.newest_of(person, SHOWN)],
        "suppliers": list(to_shop_at(person=person)[:4]) if may(person, "shop") else [],
        "may_shop": may(person, "shop"),
        "may_request": may(person, "request"),
    }
    context["quiet"] = not any(
        context[name] for name in ("decide", "questions", "to_finish", "stuck", "unanswered", "unable", "refused")
    )
    return render(request, "buying/home.html", context)


@frozen
class Found:
    """Something with the number that was looked for."""

    kind: str
    number: str
    detail: str
    url: str


@signed_in
@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Requests, orders, the supplier's numbers and message ids; only what the person may see. One exact: go there."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = list(_find(request.user, words)) if words else []
    exact = {one.url for one in found if one.number.casefold() == words.casefold()}
    if len(exact) == 1 or len({one.url for one in found}) == 1:
        return redirect(exact.pop() if len(exact) == 1 else found[0].url)
    return render(request, "buying/find.html", {"words": words, "found": found[:FOUND]})


def _find(person: Any, words: str) -> Iterator[Found]:
    yield from _requests(person, words)
    yield from _orders(person, words)
    yield from _standing(person, words)
    if may_see_messages(person):
        yield from _messages(words)


def _requests(person: Any, words: str) -> Iterator[Found]:
    rows = PurchaseRequest.objects.filter(number__icontains=words)
    for row in rows.order_by("-created_at")[:FOUND]:
        if may(person, "see_request", row):
            yield Found(_("Request"), row.number, ", ".join(suppliers_of(row)), row.get_absolute_url())


def _orders(person: Any, words: str) -> Iterator[Found]:
    rows = PurchaseOrder.objects.filter(
        Q(number__icontains=words)
        | Q(supplier_number__icontains=words)
        | Q(pk__in=PurchaseOrder.objects.filter(confirmations__number__iexact=words).values("pk"))
    )
    for row in rows.select_related("supplier", "request").order_by("-issued_at")[:FOUND]:
        if may(person, "see_order", row):
            theirs = row.supplier_number if words.casefold() in row.supplier_number.casefold() else ""
            detail = f"{row.supplier.name} · {row.number}" if theirs else row.supplier.name
            yield Found(_("Order"), theirs or row.number, detail, row.get_absolute_url())


def _standing(person: Any, words: str) -> Iterator[Found]:
    rows = StandingOrder.objects.filter(Q(number__icontains=words) | Q(name__icontains=words))
    for row in rows.order_by("-pk")[:FOUND]:
        if may(person, "see_standing", row):
            yield Found(_("Standing order"), row.number, row.name, row.get_absolute_url())


def _messages(words: str) -> Iterator[Found]:
    """Messages by the ids that both sides' technicians quote; numbers lead to orders and requests instead."""
    for model in (MessageOut, MessageIn):
        rows = model.objects.filter(Q(payload_id=words) | Q(public_id=words)).select_related("partner")
        for row in rows.defer("body_sealed").order_by("-pk")[:FOUND]:
            name = bridge_words.document(row.document_type)
            detail = f"{name} · {row.partner.name}"
            yield Found(_("Message"), words, detail, row.get_absolute_url())

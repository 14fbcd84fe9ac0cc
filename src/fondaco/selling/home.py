"""The first page: the shop for visitors, orders for people who sign in, the week for the store's own."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fondaco.people.gate import awaited
from fondaco.selling.access import Action, may, member_of, redirect_to_sign_in, staff_of
from fondaco.selling.catalog.queries import item_by_part_id
from fondaco.selling.catalog.views import customer_of
from fondaco.selling.integration.queries import customers, open_requests
from fondaco.selling.orders.queries import Viewer, by_number, counts_by_state, viewer_of, visible_orders
from fondaco.selling.payments.queries import limit_requests
from fondaco.selling.payments.states import RequestState
from fondaco.selling.registration.queries import waiting_reviews


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    visit = getattr(request, "visit", None)
    if not request.user.is_authenticated:
        if visit is None and awaited(request) is not None:
            return redirect("people:second-factor")
        if visit is None:
            return render(request, "selling/welcome.html")
        return redirect("selling_catalog:search" if visit.state == "shopping" else "selling_shopping:visit")
    if staff_of(request.user) is not None:
        return _staff_home(request)
    viewer = viewer_of(request)
    context = {
        "member": member_of(request.user),
        "orders": visible_orders(viewer)[:10],
        "company_wide": may(request.user, Action.SEE_COMPANY_ORDERS),
        "visit": visit,
    }
    return render(request, "selling/home.html", context)


def _waiting() -> list[tuple[str, str, int]]:
    """What customers wait for: in words, where it is decided, and how much of it there is."""
    limits = limit_requests().filter(state=RequestState.OPEN)
    return [
        (_("Companies to verify"), reverse("selling_registration:reviews"), waiting_reviews().count()),
        (_("Settings asked for"), reverse("selling_integration:requests"), len(open_requests())),
        (_("Payment limits asked for"), reverse("selling_payments:requests"), limits.count()),
    ]


def _staff_home(request: HttpRequest) -> HttpResponse:
    orders = visible_orders(viewer_of(request))
    context = {
        "waiting": _waiting(),
        "orders": orders[:10],
        "counts": counts_by_state(since=timezone.now() - timedelta(days=7)),
        "customers": customers()[:10],
    }
    return render(request, "selling/staff_home.html", context)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Anything by its number: one order is opened, several are listed, an item is looked for in the shop."""
    visit = getattr(request, "visit", None)
    wanted = request.GET.get("q", "").strip()[:200]
    viewer: Viewer = viewer_of(request)
    shopping = visit is not None and visit.state == "shopping"
    if viewer.nobody:
        return _find_item(request, wanted) if shopping else redirect_to_sign_in(request)
    found = list(by_number(viewer, wanted)[:50]) if wanted else []
    if len(found) == 1:
        return redirect("selling_orders:order", found[0].public_id)
    if not found and shopping:
        return _find_item(request, wanted)
    return render(request, "selling/found.html", {"q": wanted, "orders": found})


def _find_item(request: HttpRequest, wanted: str) -> HttpResponse:
    """A part number opens its item; anything else is searched for in the shop."""
    if wanted and len(wanted) <= 20 and item_by_part_id(wanted.upper(), customer=customer_of(request)):
        return redirect("selling_catalog:item", part_id=wanted.upper())
    return redirect(f"{reverse('selling_catalog:search')}?{urlencode({'q': wanted})}")

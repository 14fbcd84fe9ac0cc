"""Fetching new prices while a request is being approved, before the supplier's hold ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from fondaco.buying.access import require, signed_in
from fondaco.buying.answers import person
from fondaco.buying.lifecycle import Refused
from fondaco.buying.release import reminders
from fondaco.buying.requests import reentry
from fondaco.buying.requests.states import RequestState
from fondaco.buying.requests.views import seen
from fondaco.buying.shopping.models import Operation
from fondaco.buying.shopping.views import go
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.models import Supplier


@signed_in
@never_cache
@opens_stores
def renew(request: HttpRequest, public_id: str, supplier_id: str) -> HttpResponse:
    """What it means to fetch new prices now; posted, the cart is opened again at the supplier."""
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    supplier = get_object_or_404(Supplier.objects.select_related("partner"), public_id=supplier_id)
    if found.requester_id != request.user.pk:
        raise Http404
    if found.state != RequestState.IN_APPROVAL:
        return redirect(found)  # where it is said what can be done now
    if request.method != "POST":
        ending = next(
            (one for one in reminders.endings_of(found, now=timezone.now()) if one.supplier == supplier), None
        )
        context = {"purchase_request": found, "supplier": supplier, "ending": ending}
        return render(request, "buying_release/renew.html", context)
    require(request.user, "shop")
    try:
        renewed = reminders.renew(request=found, supplier=supplier, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect(found)
    way = reentry.way_back(renewed, supplier, wanted=Operation.EDIT)
    return go(
        request,
        supplier,
        back=renewed,
        for_request=renewed.public_id,
        operation=way.operation,
        lines=way.lines,
        selected=way.selected,
    )

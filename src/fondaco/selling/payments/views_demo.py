"""The demo's payment provider as a page. Where this is no demo, there is no such page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fondaco.selling.payments.demo_provider import DemoProvider, called, cards, token_for
from fondaco.selling.payments.provider import provider


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose a card of the demo's, or turn back."""
    if not settings.FONDACO_DEMO or not isinstance(provider(), DemoProvider):
        raise Http404
    call = called(request.GET.get("call", ""))
    if call is None:
        return render(request, "selling_payments/demo_stale.html", status=410)
    known = cards(timezone.localdate())
    if request.method != "POST":
        return render(request, "selling_payments/demo.html", {"cards": known})
    chosen = next((one for one in known if one.last_four == request.POST.get("card")), None)
    given = {"state": call.state, "token": token_for(chosen, state=call.state)} if chosen else {"state": call.state}
    return redirect(f"{call.return_url}?{urlencode(given)}")

"""Pages with a Shop button: the one form of the desk whose answer leads to another site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.origins import origin_of

View = Callable[..., HttpResponse]


def opens_stores(view: View) -> View:
    """Let this page's forms be redirected to the suppliers' own origins.

    Browsers hold a form's redirects to the page's ``form-action`` too (Chromium does): without the store's origin in
    it the Shop button would silently do nothing.
    """

    @wraps(view)
    def opened(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response = view(request, *arguments, **named)
        origins = _store_origins()
        if origins:
            response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]  # read by django-csp
        return response

    return opened


def _store_origins() -> list[str]:
    suppliers = (
        Supplier.objects.filter(partner__active=True)
        .select_related("partner")
        .only("start_origins", "partner__setup_url")
    )
    addresses = {url for supplier in suppliers for url in (supplier.connection.setup_url, *supplier.start_origins)}
    return sorted(filter(None, map(origin_of, addresses)))

"""The Shop button, the address that stores post carts to, and the page that says where a visit stands."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fondaco.buying.access import may, message_owners, needs, signed_in
from fondaco.buying.answers import employee, person
from fondaco.buying.ids import new_cookie, new_public_id, new_secret
from fondaco.buying.lifecycle import IllegalStep, Refused
from fondaco.buying.shopping import operations, queries
from fondaco.buying.shopping.carts import cart_in
from fondaco.buying.shopping.posts import PostRefused, post_of
from fondaco.buying.shopping.states import CartFate, SessionState
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.origins import origin_of
from fondaco.wire import RemoteError


class SeeOther(HttpResponseRedirect):
    """303: whatever was asked, the answer is fetched from there."""

    status_code = 303


@needs("shop")
@never_cache
@require_POST
def shop(request: HttpRequest, public_id: str) -> HttpResponse:
    supplier = get_object_or_404(Supplier.objects.select_related("partner"), public_id=public_id)
    return go(request, supplier, back="suppliers:shop-at")


def go(request: HttpRequest, supplier: Supplier, *, back: Any, **more: Any) -> HttpResponse:
    """Send the browser into the store, or ``back`` where nobody can be let in; ``more`` is for the session."""
    try:
        started = operations.start_session(
            supplier=supplier,
            employee=employee(request),
            now=timezone.now(),
            public_id=new_public_id(),
            buyer_cookie=new_cookie(),
            return_token=new_secret(),
            return_base=settings.FONDACO_BASE_URL,
            loopback=settings.FONDACO_OUTBOUND_ORIGINS,
            **more,
        )
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
        return redirect(back)
    if started.start_url:
        return SeeOther(started.start_url)
    if started.form is not None:
        return _calling(request, started)
    return SeeOther(redirect("shopping:session", started.session.public_id).url)


def _calling(request: HttpRequest, started: operations.Started) -> HttpResponse:
    """The page with which the browser calls a store by OCI; the store may send it on within its own origins."""
    assert started.form is not None
    supplier = started.session.supplier
    origins = {started.form.origin, *map(origin_of, supplier.start_origins)}

    def page(request: HttpRequest) -> HttpResponse:
        context = {"form": started.form, "supplier": supplier, "here": "/"}
        response = render(request, "buying_shopping/calling.html", context)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return cast(HttpResponse, csp_replace({"form-action": sorted(filter(None, origins))})(page)(request))


@csrf_exempt  # stores post here from their own pages; the one-use token in the address is what is trusted
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def take_return(request: HttpRequest, token: str) -> HttpResponse:
    """Needs no session cookie: a cross-site post carries none. What follows is fetched, and then it does."""
    if request.method != "POST" and request.META.get("QUERY_STRING"):
        # A store that fetches instead of posting: longer carts would be cut on the way, so none is taken so.
        return _turned_away(request, "post_refused", 405, code="not_posted")
    session = queries.session_by_token(token) if len(token) < 200 else None
    if session is None or request.method != "POST":
        return _not_open(request)
    try:
        posted = cart_in(post_of(request), expected=session.supplier.connection.punchout_protocol)
    except PostRefused as refused:
        status = 413 if refused.code == "too_large" else 400
        return _turned_away(request, "post_refused", status, code=refused.code)
    except RemoteError:
        return _turned_away(request, "post_refused", 400, code="no_cart")
    try:
        cart = operations.take_cart(
            session=session,
            data=posted.data,
            protocol=posted.protocol,
            origin=request.headers.get("Origin", ""),
            now=timezone.now(),
        )
    except operations.NotOpen:
        return _not_open(request)
    page = "claim" if cart.fate == CartFate.TAKEN else "shopping:session"
    return SeeOther(redirect(page, session.public_id).url)


def _not_open(request: HttpRequest) -> HttpResponse:
    return _turned_away(request, "not_open", 410)


def _turned_away(request: HttpRequest, page: str, status: int, **words: str) -> HttpResponse:
    """A page that repeats its own address nowhere, for that carries a secret which may still be good: neither in the
    forms of the frame round it, nor in the log, where Django writes the address of whatever it answers with 4xx.
    """
    answer = render(request, f"buying_shopping/{page}.html", {**words, "here": "/"}, status=status)
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


@signed_in
@never_cache
@require_safe
@opens_stores
def session(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.session_of(person=request.user, public_id=public_id)
    if found is None:
        return render(request, "buying_shopping/not_yours.html", status=403)
    state = found.state_at(timezone.now())
    if state == SessionState.RETURNED:
        return redirect("claim", public_id)
    context = {
        "session": found,
        "state": state,
        "supplier": found.supplier,
        "may_see_connection": may(request.user, "see_connections"),
        "helpers": message_owners()[:2],
        "purchase_request": first.request if (first := found.lines.select_related("request").first()) else None,
    }
    return render(request, "buying_shopping/session.html", context)


@needs("shop")
@require_POST
def abandon(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.session_of(person=request.user, public_id=public_id)
    if found is None:
        raise Http404
    try:
        operations.abandon_session(session=found, by=person(request), now=timezone.now())
    except IllegalStep:
        messages.info(request, _("This visit had already ended."))
    return redirect("shopping:session", public_id)


@needs("shop")
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    found = queries.recent_sessions(person=request.user, limit=50)
    return render(request, "buying_shopping/visits.html", {"sessions": found})

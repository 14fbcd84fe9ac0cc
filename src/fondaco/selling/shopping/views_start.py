"""The way in: the start address, opened once, in a tab of its own."""

from __future__ import annotations

from typing import cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from fondaco.people.operations import remember_language
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.shopping import frames, operations
from fondaco.selling.shopping.cart import split_key
from fondaco.selling.shopping.frames import Place
from fondaco.selling.shopping.middleware import SESSION_KEY
from fondaco.selling.shopping.models import Visit


def see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


@never_cache
@require_GET
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Use the start address up. A browser that is in already, by this very address, simply goes on."""
    place = frames.place_of(request)
    if place in (Place.FRAME, Place.NO_COOKIE):
        response = _own_tab(request, token)
    elif place is Place.ASK:
        response = _asked_for_cookie(request)
    else:
        response = _started(request, token)
    # Its origin alone: with no-referrer the page's forms would be posted with "Origin: null", and refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _started(request: HttpRequest, token: str) -> HttpResponse:
    try:
        visit = operations.start_visit(token=token, now=timezone.now())
    except operations.TokenRefused as refusal:
        return _start_refused(request, token, refusal.why)
    return enter(request, visit, to=_place(request, visit))


def _asked_for_cookie(request: HttpRequest) -> HttpResponse:
    response = see_other(f"{request.path}?{frames.ASKED}=asked")
    response.set_cookie(
        frames.PROBE, "1", max_age=60, samesite="Lax", httponly=True, secure=bool(settings.SESSION_COOKIE_SECURE)
    )
    return response


def _own_tab(request: HttpRequest, token: str) -> HttpResponse:
    """In a frame the shop cannot work: it says so, and leads to a tab of its own. The address is not used up."""

    def page(request: HttpRequest) -> HttpResponse:
        context = {"start_url": reverse("selling_shopping:start", args=[token])}
        return render(request, "selling_shopping/own_tab.html", context)

    framed = csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(page))
    return cast(HttpResponse, framed(request))


def enter(request: HttpRequest, visit: Visit, *, to: str = "") -> HttpResponse:
    """A session of its own, whatever the browser held before: an older visit, or somebody signed in."""
    request.session.flush()
    request.session[SESSION_KEY] = visit.public_id
    request.session.set_expiry(visit.expires_at)
    spoken = visit.language or translation.get_language() or ""
    remember_language(person=visit.member.person, language=spoken)
    shopping = visit.state == "shopping"
    shop = to or reverse("selling_catalog:search")
    response = see_other(shop if shopping else reverse("selling_shopping:visit"))
    if visit.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            visit.language,
            samesite="Lax",
            httponly=True,
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    return response


def _place(request: HttpRequest, visit: Visit) -> str:
    """What the shop opens on: the cart that came back, the item that the setup pointed at, else its front page."""
    if visit.edits or visit.inspects:
        return reverse("selling_shopping:cart")
    part_id, key = visit.selected_part_id, visit.selected_key
    if not part_id and not key:
        return ""
    offer = catalog.offer_by_key(split_key(key)[0], customer=visit.account_id) if key else None
    item = catalog.item_by_part_id(offer.item.part_id if offer else part_id, customer=visit.account_id)
    if item is not None:
        return reverse("selling_catalog:item", args=[item.part_id])
    with translation.override(visit.language or translation.get_language() or "en"):
        words = _("%(part)s, which your purchasing system asked for, is not sold here, or no longer. This is the shop.")
        messages.warning(request, words % {"part": part_id or key})
    return ""


def _start_refused(request: HttpRequest, token: str, why: operations.TokenProblem) -> HttpResponse:
    visit = getattr(request, "visit", None)
    if visit is not None and visit.start_tokens.filter(digest=operations.digest_of(token)).exists():
        return redirect("selling_shopping:visit")
    return render(request, "selling_shopping/start_refused.html", {"why": why.value}, status=410)

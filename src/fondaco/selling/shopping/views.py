"""The way in, the cart, and the way back."""

from __future__ import annotations

import secrets
from typing import Any, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fondaco.bridge.site import this_site
from fondaco.documents import quantity_text
from fondaco.people.operations import remember_language
from fondaco.selling.access import shopper_required
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.shopping import homeward, operations, queries
from fondaco.selling.shopping.forms import AddForm, QuantityForm, SubmitForm, first_error
from fondaco.selling.shopping.middleware import SESSION_KEY
from fondaco.selling.shopping.models import CartLine, Submission, Visit


def visit_of(request: HttpRequest) -> Visit:
    return cast(Visit, request.visit)  # type: ignore[attr-defined]


def _see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


@never_cache
@require_GET
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Use the start address up. A browser that is in already, by this very address, simply goes on."""
    try:
        visit = operations.start_visit(token=token, now=timezone.now())
    except operations.TokenRefused as refusal:
        response = _start_refused(request, token, refusal.why)
    else:
        response = enter(request, visit)
    # Its origin alone: with no-referrer the page's forms would be posted with "Origin: null", and refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


def enter(request: HttpRequest, visit: Visit, *, to: str = "") -> HttpResponse:
    """A session of its own, whatever the browser held before: an older visit, or somebody signed in."""
    request.session.flush()
    request.session[SESSION_KEY] = visit.public_id
    request.session.set_expiry(visit.expires_at)
    spoken = visit.language or translation.get_language() or ""
    remember_language(person=visit.member.person, language=spoken)
    shopping = visit.state == "shopping"
    shop = to or reverse("selling_catalog:search")
    response = _see_other(shop if shopping else reverse("selling_shopping:visit"))
    if visit.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            visit.language,
            samesite="Lax",
            httponly=True,
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    return response


def _start_refused(request: HttpRequest, token: str, why: operations.TokenProblem) -> HttpResponse:
    visit = getattr(request, "visit", None)
    if visit is not None and visit.start_tokens.filter(digest=operations.digest_of(token)).exists():
        return redirect("selling_shopping:visit")
    return render(request, "selling_shopping/start_refused.html", {"why": why.value}, status=410)


@never_cache
@require_GET
def visit_page(request: HttpRequest) -> HttpResponse:
    """Where the visit stands; the cart that went back can be sent once more from here."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return render(request, "selling/no_visit.html", status=403)
    submission = Submission.objects.filter(visit=visit).first()
    return render(request, "selling_shopping/visit.html", {"visit": visit, "submission": submission})


@never_cache
@require_GET
@shopper_required
def cart(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


def _cart_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    visit = visit_of(request)
    basket = queries.basket_of(visit)
    context = {"visit": visit, "basket": basket, "shown": operations.basket_digest(basket)}
    return render(request, "selling_shopping/cart.html", context, status=status)


@require_POST
@shopper_required
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    back = _safe_next(request)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return _see_other(back)
    offer = catalog.offer_by_key(form.cleaned_data["offer"])
    if offer is None:
        raise Http404
    try:
        line = operations.add_to_cart(
            visit=visit_of(request), offer=offer, quantity=form.cleaned_data["quantity"], now=timezone.now()
        )
    except operations.NotForSale:
        messages.error(request, _("%(title)s is no longer sold. Nothing was added.") % {"title": offer.item.title})
    except operations.QuantityRefused as refusal:
        messages.error(request, _limit_words(refusal))
    except operations.CartClosed:
        return _see_other(reverse("selling_shopping:visit"))
    else:
        messages.success(
            request,
            _("%(title)s is in the cart: %(quantity)s now.")
            % {"title": offer.item.title, "quantity": quantity_text(line.quantity)},
        )
    return _see_other(back)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and safe else reverse("selling_shopping:cart")


def _limit_words(refusal: operations.QuantityRefused) -> str:
    lowest = quantity_text(refusal.lowest)
    if refusal.highest is None:
        return _("Order whole numbers, at least %(lowest)s. The cart was not changed.") % {"lowest": lowest}
    return _("Order whole numbers, from %(lowest)s to %(highest)s at once. The cart was not changed.") % {
        "lowest": lowest,
        "highest": quantity_text(refusal.highest),
    }


@require_POST
@shopper_required
def change(request: HttpRequest, line_id: int) -> HttpResponse:
    """Another quantity; none takes the line out."""
    line = CartLine.objects.filter(pk=line_id, visit=visit_of(request)).first()
    form = QuantityForm(request.POST)
    if line is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, first_error(form))
        return _see_other(reverse("selling_shopping:cart"))
    quantity = form.cleaned_data["quantity"]
    try:
        if quantity == 0:
            operations.remove_from_cart(visit=visit_of(request), line=line, now=timezone.now())
        else:
            operations.change_quantity(visit=visit_of(request), line=line, quantity=quantity, now=timezone.now())
    except operations.QuantityRefused as refusal:
        messages.error(request, _limit_words(refusal))
    except (operations.CartClosed, CartLine.DoesNotExist):
        return _see_other(reverse("selling_shopping:visit"))
    return _see_other(reverse("selling_shopping:cart"))


@require_POST
@shopper_required
def remove(request: HttpRequest, line_id: int) -> HttpResponse:
    line = CartLine.objects.filter(pk=line_id, visit=visit_of(request)).first()
    if line is None:
        raise Http404
    try:
        operations.remove_from_cart(visit=visit_of(request), line=line, now=timezone.now())
    except (operations.CartClosed, CartLine.DoesNotExist):
        return _see_other(reverse("selling_shopping:visit"))
    return _see_other(reverse("selling_shopping:cart"))


@never_cache
@require_POST
@shopper_required
def submit(request: HttpRequest) -> HttpResponse:
    """Submit items for approval: the cart is frozen and the browser carries it home."""
    visit, now = visit_of(request), timezone.now()
    form = SubmitForm(request.POST)
    shown = form.cleaned_data["shown"] if form.is_valid() else ""
    try:
        submission = operations.submit_cart(visit=visit, shown=shown, payload_id=_payload_id(), now=now)
    except operations.CartClosed:
        return _see_other(reverse("selling_shopping:visit"))
    except operations.CartEmpty:
        messages.error(request, _("The cart is empty. Add something, or return without a cart."))
    except operations.CartWithdrawn:
        messages.error(request, _("Something in the cart is no longer sold. Take it out, then submit."))
    except operations.CartChanged:
        messages.error(
            request, _("The cart or a price in it changed since the page was shown. Look at it again, then submit.")
        )
    else:
        return _going_home(request, submission)
    return _cart_page(request, status=409)


@never_cache
@require_POST
@shopper_required
def leave(request: HttpRequest) -> HttpResponse:
    """Return without a cart."""
    visit = visit_of(request)
    try:
        submission = operations.leave_empty(visit=visit, payload_id=_payload_id(), now=timezone.now())
    except operations.CartClosed:
        return _see_other(reverse("selling_shopping:visit"))
    return _going_home(request, submission)


@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The same message once more, for a cart that was lost on the way."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return render(request, "selling/no_visit.html", status=403)
    try:
        submission = operations.send_again(visit=visit, now=timezone.now())
    except Submission.DoesNotExist:
        return _see_other(reverse("selling_shopping:visit"))
    return _going_home(request, submission)


def _payload_id() -> str:
    return this_site().payload_id(timezone.now(), secrets.token_urlsafe(16))


def _going_home(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The page that posts the message to the stored return address."""
    visit = submission.visit  # as it stands now: the request's own is from before
    context = {"visit": visit, "submission": submission, "form": homeward.form_of(submission)}
    return posting_page(request, "selling_shopping/going_home.html", context, origin=visit.return_origin)


def posting_page(request: HttpRequest, template: str, context: dict[str, Any], *, origin: str) -> HttpResponse:
    """A page with a form to another site; its policy opens to that one origin only."""

    def page(request: HttpRequest) -> HttpResponse:
        response = render(request, template, context)
        # Stricter, and browsers would post with "Origin: null", which some receivers turn away.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return cast(HttpResponse, csp_replace({"form-action": [origin]})(page)(request))

"""The way back: the cart goes home with the browser, or nothing does; and what was lost is sent once more."""

from __future__ import annotations

import base64
import secrets
from typing import Any, cast

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fondaco.bridge.site import this_site
from fondaco.selling.access import shopper_required
from fondaco.selling.shopping import homeward, operations, queries, submitting
from fondaco.selling.shopping.forms import SubmitForm
from fondaco.selling.shopping.models import Submission
from fondaco.selling.shopping.return_address import AddressRefused
from fondaco.selling.shopping.views import cart_page, of_this_visit, visit_of
from fondaco.selling.shopping.views_start import see_other
from fondaco.web.formatting import format_money


@never_cache
@require_POST
@shopper_required
@of_this_visit
def submit(request: HttpRequest) -> HttpResponse:
    """Submit items for approval: the cart is frozen and the browser carries it home."""
    visit, now = visit_of(request), timezone.now()
    form = SubmitForm(request.POST)
    shown = form.cleaned_data["shown"] if form.is_valid() else ""
    try:
        submission = submitting.submit_cart(
            visit=visit, shown=shown, payload_id=_payload_id(), new_key=_hold_key, now=now
        )
    except (operations.CartClosed, operations.ReadOnly):
        return see_other(reverse("selling_shopping:visit"))
    except submitting.CartEmpty:
        messages.error(request, _("The cart is empty. Add something, or return without a cart."))
    except submitting.CartWithdrawn:
        messages.error(request, _("Something in the cart is no longer sold. Take it out, then submit."))
    except submitting.CartBlocked:
        messages.error(
            request, _("Your company’s buying policy does not allow something in the cart. Take it out, then submit.")
        )
    except submitting.BelowMinimum as refusal:
        missing = format_money(refusal.missing, visit.account.currency, queries.language_of_page())
        messages.error(
            request,
            _("Your company’s minimum order is not reached: %(missing)s, net, are missing. Nothing was submitted.")
            % {"missing": missing},
        )
    except submitting.CartChanged:
        messages.error(
            request, _("The cart or a price in it changed since the page was shown. Look at it again, then submit.")
        )
    else:
        return _going_home(request, submission)
    return cart_page(request, status=409)


@never_cache
@require_POST
@shopper_required
@of_this_visit
def remove_all(request: HttpRequest) -> HttpResponse:
    """Take every line off the request that is being edited."""
    try:
        submission = submitting.remove_all(visit=visit_of(request), payload_id=_payload_id(), now=timezone.now())
    except (operations.CartClosed, operations.ReadOnly):
        return see_other(reverse("selling_shopping:visit"))
    except submitting.NothingToRemove:
        messages.error(request, _("This visit did not come back to a cart, so there is nothing to take off a request."))
        return cart_page(request, status=409)
    return _going_home(request, submission)


@never_cache
@require_POST
@shopper_required
@of_this_visit
def leave(request: HttpRequest) -> HttpResponse:
    """Return without a cart; without a change from a visit that edits or inspects."""
    visit = visit_of(request)
    try:
        submission = submitting.leave_empty(visit=visit, payload_id=_payload_id(), now=timezone.now())
    except operations.CartClosed:
        return see_other(reverse("selling_shopping:visit"))
    return _going_home(request, submission)


@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """The same message once more, for a cart that was lost on the way."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return render(request, "selling/no_visit.html", status=403)
    return _sent_again(request, visit.public_id)


@never_cache
@require_POST
def again_earlier(request: HttpRequest, public_id: str) -> HttpResponse:
    """The cart of an earlier visit of the same person, whose order has not come."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return render(request, "selling/no_visit.html", status=403)
    lost = queries.unordered(visit, now=timezone.now())
    if lost is None or lost.visit.public_id != public_id:
        raise Http404
    return _sent_again(request, public_id)


def _sent_again(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        submission = submitting.send_again(public_id=public_id, now=timezone.now())
    except Submission.DoesNotExist:
        return see_other(reverse("selling_shopping:visit"))
    except AddressRefused as refusal:
        messages.error(
            request,
            _("Carts may no longer be sent to %(origin)s, so nothing was sent. Customer service can register it again.")
            % {"origin": refusal.origin},
        )
        return see_other(reverse("selling_shopping:visit"))
    return _going_home(request, submission)


def _payload_id() -> str:
    return this_site().payload_id(timezone.now(), secrets.token_urlsafe(16))


def _hold_key() -> str:
    """Sixty bits in letters and digits of one case, which every system carries home as they are."""
    return base64.b32encode(secrets.token_bytes(8))[:12].decode().lower()


def _going_home(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The page that posts the message to the stored return address."""
    visit = submission.visit  # as it stands now: the request's own is from before
    if request.visit.pk == visit.pk:  # type: ignore[attr-defined]
        request.visit = visit  # type: ignore[attr-defined]
    context = {
        "visit": visit,
        "submission": submission,
        "form": homeward.form_of(submission),
        "held_until": queries.held_until(visit),
    }
    return posting_page(request, "selling_shopping/going_home.html", context, origin=visit.return_origin)


def posting_page(request: HttpRequest, template: str, context: dict[str, Any], *, origin: str) -> HttpResponse:
    """A page with a form to another site; its policy opens to that one origin only."""

    def page(request: HttpRequest) -> HttpResponse:
        response = render(request, template, context)
        # Stricter, and browsers would post with "Origin: null", which some receivers turn away.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return cast(HttpResponse, csp_replace({"form-action": [origin]})(page)(request))

"""The visit and its cart."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fondaco.documents import quantity_text
from fondaco.selling.access import shopper_required
from fondaco.selling.accounts.models import SharedAddress
from fondaco.selling.accounts.queries import addresses_of
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.shopping import operations, queries, resuming, submitting
from fondaco.selling.shopping.forms import AddForm, AddressForm, QuantityForm, first_error
from fondaco.selling.shopping.models import CartLine, Submission, Visit
from fondaco.selling.shopping.views_start import see_other

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def visit_of(request: HttpRequest) -> Visit:
    return cast(Visit, request.visit)  # type: ignore[attr-defined]


def of_this_visit(view: View[P]) -> View[P]:
    """A form of one visit does nothing to another.

    A browser holds one visit, the newest; the tab of an older one is told so, and the two carts are not mixed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        told = request.POST.get("visit", "")
        if told and told != visit_of(request).public_id:
            return render(request, "selling_shopping/other_visit.html", {"visit": visit_of(request)}, status=409)
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_GET
def visit_page(request: HttpRequest) -> HttpResponse:
    """Where the visit stands; the cart that went back can be sent once more from here."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return render(request, "selling/no_visit.html", status=403)
    context = {
        "visit": visit,
        "submission": Submission.objects.filter(visit=visit).first(),
        "held_until": queries.held_until(visit),
        "lost": queries.unordered(visit, now=timezone.now()) if visit.state == "shopping" else None,
    }
    return render(request, "selling_shopping/visit.html", context)


@never_cache
@require_GET
@shopper_required
def cart(request: HttpRequest) -> HttpResponse:
    return cart_page(request)


def cart_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    """The cart as it stands, whatever has just been said about it."""
    visit, now = visit_of(request), timezone.now()
    brought = resuming.reviewed(visit, now=now) if visit.edits or visit.inspects else []
    if visit.inspects:
        return render(request, "selling_shopping/inspect.html", {"visit": visit, "brought": brought}, status=status)
    basket = queries.basket_of(visit, now=now)
    context = {
        "visit": visit,
        "basket": basket,
        "shown": submitting.basket_digest(basket),
        "brought": brought,
        "news": [one for one in brought if one.news],
        "hold_ends": queries.hold_ends(visit, now=now),
        "addresses": list(addresses_of(visit.account)),
        "lost": None if visit.edits else queries.unordered(visit, now=now),
    }
    return render(request, "selling_shopping/cart.html", context, status=status)


@require_POST
@shopper_required
@of_this_visit
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    back = _safe_next(request)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return see_other(back)
    visit = visit_of(request)
    offer = catalog.offer_by_key(form.cleaned_data["offer"], customer=visit.account_id)
    if offer is None:
        raise Http404
    title = offer.item.title
    try:
        line = operations.add_to_cart(
            visit=visit, offer=offer, quantity=form.cleaned_data["quantity"], now=timezone.now()
        )
    except operations.NotForSale:
        messages.error(request, _("%(title)s is no longer sold. Nothing was added.") % {"title": title})
    except operations.Blocked as refusal:
        messages.error(request, _blocked_words(title, refusal.message))
    except operations.QuantityRefused as refusal:
        messages.error(request, _limit_words(refusal))
    except operations.ReadOnly:
        messages.error(request, _read_only_words())
    except operations.CartClosed:
        return see_other(reverse("selling_shopping:visit"))
    else:
        messages.success(
            request,
            _("%(title)s is in the cart: %(quantity)s now.")
            % {"title": title, "quantity": quantity_text(line.quantity)},
        )
    return see_other(back)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and safe else reverse("selling_shopping:cart")


def _blocked_words(title: str, message: str) -> str:
    words = _("Your company’s buying policy does not allow %(title)s. Nothing was added.") % {"title": title}
    return f"{words} {_('It says:')} {message}" if message else words


def _read_only_words() -> str:
    return _("You came to look at a cart, so nothing in it can be changed here.")


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
@of_this_visit
def change(request: HttpRequest, line_id: int) -> HttpResponse:
    """Another quantity; none takes the line out."""
    line = CartLine.objects.filter(pk=line_id, visit=visit_of(request)).first()
    form = QuantityForm(request.POST)
    if line is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, first_error(form))
        return see_other(reverse("selling_shopping:cart"))
    quantity = form.cleaned_data["quantity"]
    try:
        if quantity == 0:
            operations.remove_from_cart(visit=visit_of(request), line=line, now=timezone.now())
        else:
            operations.change_quantity(visit=visit_of(request), line=line, quantity=quantity, now=timezone.now())
    except operations.QuantityRefused as refusal:
        messages.error(request, _limit_words(refusal))
    except (operations.CartClosed, operations.ReadOnly, CartLine.DoesNotExist):
        return see_other(reverse("selling_shopping:visit"))
    return see_other(reverse("selling_shopping:cart"))


@require_POST
@shopper_required
@of_this_visit
def remove(request: HttpRequest, line_id: int) -> HttpResponse:
    line = CartLine.objects.filter(pk=line_id, visit=visit_of(request)).first()
    if line is None:
        raise Http404
    try:
        operations.remove_from_cart(visit=visit_of(request), line=line, now=timezone.now())
    except (operations.CartClosed, operations.ReadOnly, CartLine.DoesNotExist):
        return see_other(reverse("selling_shopping:visit"))
    return see_other(reverse("selling_shopping:cart"))


@require_POST
@shopper_required
@of_this_visit
def address(request: HttpRequest) -> HttpResponse:
    """Where the cart may go: one of the company's addresses, or where the purchasing system said."""
    visit, form = visit_of(request), AddressForm(request.POST)
    wanted = form.cleaned_data["address"] if form.is_valid() else ""
    chosen = addresses_of(visit.account).filter(public_id=wanted).first() if wanted else None
    if wanted and chosen is None:
        raise Http404
    try:
        operations.choose_address(visit=visit, address=chosen, now=timezone.now())
    except (operations.CartClosed, operations.ReadOnly):
        return see_other(reverse("selling_shopping:visit"))
    except SharedAddress.DoesNotExist:
        messages.error(request, _("This address was removed a moment ago. Choose another."))
    return see_other(reverse("selling_shopping:cart"))

"""Filling a request: lines written by hand, other stores, carts opened again, and each line's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fondaco.buying.access import needs, require, signed_in
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import reentry, writing
from fondaco.buying.requests.forms import AccountForm, LineForm
from fondaco.buying.requests.models import LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.views import seen
from fondaco.buying.shopping.views import go
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.queries import to_shop_at


@needs("request")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A request without a cart, to be written by hand."""
    made = writing.begin_request(employee=employee(request), now=timezone.now(), public_id=new_public_id())
    return redirect("requests:write-line", made.public_id)


@signed_in
@never_cache
def write_line(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _own(request, public_id)
    initial = {"version": found.version, "currency": found.currency}
    form = LineForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            writing.write_line(
                request=found,
                version=form.cleaned_data["version"],
                facts=form.facts(),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The line is in the request."))
            return redirect(found)
    return _page(request, "line", {"form": form, "purchase_request": found, "line": None}, form)


@signed_in
@never_cache
def rewrite_line(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A line written by hand, to be changed; of one from a store only its account can be."""
    found = _own(request, public_id)
    line = _line(found, number)
    if line.kind == LineKind.CATALOGUE:
        return redirect("requests:charge-line", public_id, number)
    form = LineForm(request.POST or None, initial={**LineForm.initial_of(line), "version": found.version})
    if form.is_valid():
        try:
            writing.rewrite_line(
                request=found,
                version=form.cleaned_data["version"],
                number=number,
                facts=form.facts(),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The line is changed."))
            return redirect(found)
    return _page(request, "line", {"form": form, "purchase_request": found, "line": line}, form)


@signed_in
@require_POST
def delete_line(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found = _own(request, public_id)
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    try:
        writing.delete_line(request=found, version=version, number=number, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("The line is taken out."))
    return redirect(found)


@signed_in
@never_cache
def charge_line(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Which account bears this line, what it is, and where it goes."""
    found = _own(request, public_id)
    line = _line(found, number)
    initial = {**AccountForm.initial_of(line), "version": found.version}
    form = AccountForm(request.POST or None, entity=found.legal_entity, initial=initial)
    if form.is_valid():
        try:
            writing.charge_line(
                request=found,
                version=form.cleaned_data["version"],
                number=number,
                account=form.account(),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Kept for this line."))
            return redirect(found)
    return _page(request, "account", {"form": form, "purchase_request": found, "line": line}, form)


@signed_in
@never_cache
@opens_stores
def other_store(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where to shop for the same request; posted with a supplier, the browser goes there."""
    found = _own(request, public_id)
    require(request.user, "shop")
    if request.method == "POST":
        supplier = get_object_or_404(
            Supplier.objects.select_related("partner"), public_id=request.POST.get("supplier", "")
        )
        return go(request, supplier, back=found, for_request=found.public_id)
    context = {
        "purchase_request": found,
        "suppliers": [one for one in to_shop_at(person=request.user) if one.open_to_shop],
    }
    return _page(request, "other_store", context)


@signed_in
@require_POST
@opens_stores
def open_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the cart from a supplier again, to change it or to look at it; a new one where it cannot be opened."""
    found = _own(request, public_id)
    require(request.user, "shop")
    supplier = get_object_or_404(Supplier.objects.select_related("partner"), public_id=request.POST.get("supplier", ""))
    way = reentry.way_back(found, supplier, wanted=request.POST.get("operation", ""))
    return go(
        request,
        supplier,
        back=found,
        for_request=found.public_id,
        operation=way.operation,
        lines=way.lines,
        selected=way.selected,
    )


def _own(request: HttpRequest, public_id: str) -> PurchaseRequest:
    """One's own request, while it can be changed."""
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    if not found.editable:
        raise Http404
    return found


def _line(found: PurchaseRequest, number: int) -> RequestLine:
    return get_object_or_404(found.lines.select_related("supplier"), line_number=number)


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.is_bound else 200
    return render(request, f"buying_requests/{name}.html", context, status=status)

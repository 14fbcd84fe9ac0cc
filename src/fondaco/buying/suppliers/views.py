"""Suppliers to shop at, and the page that sets one up and tries it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco import sealing as sealed
from fondaco.bridge import systems
from fondaco.bridge.site import this_site
from fondaco.buying.access import may, message_owners, needs
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.ids import new_public_id, new_secret
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers import operations, queries
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.forms import SupplierForm
from fondaco.buying.suppliers.models import Supplier

SHOWN_ONCE = "supplier_secret_shown_once"


@needs("see_suppliers")
@require_safe
@opens_stores
def shop_at(request: HttpRequest) -> HttpResponse:
    context = {
        "suppliers": queries.to_shop_at(person=request.user),
        "blocked": queries.blocked(),
        "may_shop": may(request.user, "shop"),
        "may_change": may(request.user, "change_suppliers"),
        "may_see_connection": may(request.user, "see_connections"),
        "helpers": message_owners()[:2],
    }
    return render(request, "buying_suppliers/shop_at.html", context)


@needs("change_suppliers")
def add(request: HttpRequest) -> HttpResponse:
    form = SupplierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret_in, now = new_secret(), timezone.now()
        try:
            made = operations.add_supplier(
                **form.sorted_out(),
                secret_in=secret_in,
                by=person(request),
                now=now,
                public_id=new_public_id(),
                partner_id=new_public_id(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            _show_once(request, secret_in)
            operations.try_connection(supplier=made, by=person(request), now=now)
            return redirect("suppliers:supplier", made.public_id)
    context = {"form": form, "return_origin": settings.FONDACO_BASE_URL}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("see_connections")
@never_cache
@require_safe
@opens_stores
def supplier(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _supplier(public_id)
    context = {
        "supplier": found,
        "secret": _shown_once(request),
        "system": systems.title(found.connection),
        "our_url": this_site().url_for(found.connection),
        "may_change": may(request.user, "change_suppliers"),
        "may_shop": may(request.user, "shop"),
    }
    return render(request, "buying_suppliers/supplier.html", context)


@needs("change_suppliers")
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _supplier(public_id)
    form = SupplierForm(request.POST or None, supplier=found, initial=SupplierForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            kept = operations.change_supplier(
                supplier=found, by=person(request), now=timezone.now(), **form.sorted_out()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if kept.connection.active and kept.connection.can_be_asked:
                operations.try_connection(supplier=kept, by=person(request), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("suppliers:supplier", public_id)
    context = {"form": form, "supplier": found, "return_origin": settings.FONDACO_BASE_URL}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("change_suppliers")
@require_POST
def try_connection(request: HttpRequest, public_id: str) -> HttpResponse:
    operations.try_connection(supplier=_supplier(public_id), by=person(request), now=timezone.now())
    return redirect("suppliers:supplier", public_id)


@needs("change_suppliers")
@require_POST
def renew_secret(request: HttpRequest, public_id: str) -> HttpResponse:
    secret = new_secret()
    operations.renew_secret(supplier=_supplier(public_id), secret_in=secret, by=person(request), now=timezone.now())
    _show_once(request, secret)
    return redirect("suppliers:supplier", public_id)


def _supplier(public_id: str) -> Supplier:
    return get_object_or_404(Supplier.objects.select_related("partner"), public_id=public_id)


def _show_once(request: HttpRequest, secret: str) -> None:
    # Sessions rest in the database: the secret lies there encrypted, until the next page takes it out.
    request.session[SHOWN_ONCE] = bytes(sealed.seal(secret)).decode("ascii")


def _shown_once(request: HttpRequest) -> str:
    kept = request.session.pop(SHOWN_ONCE, "")
    if not kept:
        return ""
    plain = sealed.unseal(kept.encode("ascii"))
    return plain.decode() if isinstance(plain, bytes) else str(plain)

"""Suppliers to shop at, all of them for buyers, and the pages that set one up and try it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
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
from fondaco.buying.ids import new_cookie, new_public_id, new_secret
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers import operations, queries, trying
from fondaco.buying.suppliers.doors import opens_stores
from fondaco.buying.suppliers.forms import ConnectionForm, MailSupplierForm, SupplierForm, TermsForm
from fondaco.buying.suppliers.forms_agreements import CategoryPolicyForm
from fondaco.buying.suppliers.models import KnownSafeguards, Policy, Supplier

SHOWN_ONCE = "supplier_secret_shown_once"
PAGE_SIZE = 50


@needs("see_suppliers")
@require_safe
@opens_stores
def shop_at(request: HttpRequest) -> HttpResponse:
    context = {
        "suppliers": queries.to_shop_at(person=request.user),
        "by_mail": queries.by_mail(),
        "blocked": queries.blocked(),
        "may_shop": may(request.user, "shop"),
        "may_change": may(request.user, "change_suppliers"),
        "may_see_connection": may(request.user, "see_connections"),
        "helpers": message_owners()[:2],
    }
    return render(request, "buying_suppliers/shop_at.html", context)


@needs("see_connections")
@require_safe
def all_suppliers(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    policy, state = request.GET.get("policy", ""), request.GET.get("state", "")
    policy = policy if policy in Policy.values else ""
    state = state if state in {"broken", "off", "mail"} else ""
    rows = queries.all_suppliers(words=words, policy=policy, state=state)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "words": words,
        "policy": policy,
        "policies": Policy.choices,
        "state": state,
        "may_change": may(request.user, "change_suppliers"),
    }
    return render(request, "buying_suppliers/list.html", context)


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
            trying.try_connection(supplier=made, by=person(request), now=now)
            return redirect("suppliers:supplier", made.public_id)
    context = {"form": form, "return_origin": settings.FONDACO_BASE_URL, "connection": True, "terms": True}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("change_suppliers")
def add_by_mail(request: HttpRequest) -> HttpResponse:
    """A supplier without a connection: orders go to it as mail."""
    form = MailSupplierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_supplier(
                terms=form.terms(),
                connection=None,
                by=person(request),
                now=timezone.now(),
                public_id=new_public_id(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Orders to this supplier go by mail."))
            return redirect("suppliers:supplier", made.public_id)
    context = {"form": form, "terms": True}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("see_connections")
@never_cache
@require_safe
@opens_stores
def supplier(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _supplier(public_id)
    connected = found.partner is not None
    context = {
        "supplier": found,
        "secret": _shown_once(request),
        "system": systems.title(found.connection) if connected else "",
        "our_url": this_site().url_for(found.connection) if connected else "",
        "lost": queries.lost_carts(found, now=timezone.now()) if connected else 0,
        "categories": found.categories.select_related("category"),
        "category_form": CategoryPolicyForm(),
        "all_categories": queries.categories_in_use(),
        "safeguards": KnownSafeguards.objects.filter(supplier=found).first(),
        "waiting": queries.unmapped(supplier=found).count(),
        "mapped": queries.mappings(supplier=found).count(),
        "return_origin": settings.FONDACO_BASE_URL,
        "may_change": may(request.user, "change_suppliers"),
        "may_shop": may(request.user, "shop"),
    }
    return render(request, "buying_suppliers/supplier.html", context)


@needs("change_suppliers")
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _supplier(public_id)
    if found.partner is None:
        return _change_terms(request, found)
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
                trying.try_connection(supplier=kept, by=person(request), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("suppliers:supplier", public_id)
    context = {
        "form": form,
        "supplier": found,
        "return_origin": settings.FONDACO_BASE_URL,
        "connection": True,
        "terms": True,
    }
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


def _change_terms(request: HttpRequest, found: Supplier) -> HttpResponse:
    form = MailSupplierForm(request.POST or None, initial=TermsForm.terms_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_supplier(
                supplier=found, terms=form.terms(), connection=None, by=person(request), now=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("suppliers:supplier", found.public_id)
    context = {"form": form, "supplier": found, "terms": True}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("change_suppliers")
def connect(request: HttpRequest, public_id: str) -> HttpResponse:
    """A connection for a supplier that had its orders by mail; it is tried at once."""
    found = _supplier(public_id)
    if found.partner is not None:
        return redirect("suppliers:change", public_id)
    form = ConnectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret_in, now = new_secret(), timezone.now()
        try:
            made = operations.connect_supplier(
                supplier=found,
                **form.sorted_connection(),
                start_origins=form.cleaned_data["start_origins"],
                secret_in=secret_in,
                by=person(request),
                now=now,
                partner_id=new_public_id(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            _show_once(request, secret_in)
            trying.try_connection(supplier=made, by=person(request), now=now)
            return redirect("suppliers:supplier", public_id)
    context = {"form": form, "supplier": found, "return_origin": settings.FONDACO_BASE_URL, "connection": True}
    return render(request, "buying_suppliers/edit.html", context, status=422 if form.is_bound else 200)


@needs("change_suppliers")
@require_POST
def try_connection(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        trying.try_connection(supplier=_supplier(public_id), by=person(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
    return redirect("suppliers:supplier", public_id)


@needs("change_suppliers")
@require_POST
def try_visit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the store would answer to a visit, step by step. The address of return is nobody's."""
    found = _supplier(public_id)
    try:
        visit = trying.try_visit(
            supplier=found,
            by=person(request),
            now=timezone.now(),
            buyer_cookie=new_cookie(),
            return_url=f"{settings.FONDACO_BASE_URL}/punchout/return/{new_secret()}",
            loopback=settings.FONDACO_OUTBOUND_ORIGINS,
        )
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
        return redirect("suppliers:supplier", public_id)
    return render(request, "buying_suppliers/visit.html", {"supplier": found, "visit": visit})


@needs("change_suppliers")
@require_POST
def switch(request: HttpRequest, public_id: str) -> HttpResponse:
    active = request.POST.get("active") == "yes"
    try:
        operations.switch_connection(
            supplier=_supplier(public_id), active=active, by=person(request), now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
    else:
        messages.success(request, _("The connection is in use.") if active else _("The connection is switched off."))
    return redirect("suppliers:supplier", public_id)


@needs("change_suppliers")
@require_POST
def renew_secret(request: HttpRequest, public_id: str) -> HttpResponse:
    secret = new_secret()
    try:
        operations.renew_secret(supplier=_supplier(public_id), secret_in=secret, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
    else:
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

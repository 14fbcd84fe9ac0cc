"""Categories, safeguards, units and codes of suppliers, and the queue of what nobody explained."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs, require
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.company.models import Category
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers import agreements, explaining, queries
from fondaco.buying.suppliers.forms_agreements import CategoryPolicyForm, ExplainForm, SafeguardsForm
from fondaco.buying.suppliers.mapping import LONGEST
from fondaco.buying.suppliers.models import (
    KnownSafeguards,
    Mapping,
    MappingKind,
    Policy,
    SafeguardSource,
    Supplier,
    Unmapped,
)
from fondaco.web.units import UNITS, unit_word

PAGE_SIZE = 50


@needs("change_suppliers")
@require_POST
def say_of_category(request: HttpRequest, public_id: str) -> HttpResponse:
    supplier = _supplier(public_id)
    form = CategoryPolicyForm(request.POST)
    if form.is_valid():
        agreements.say_of_category(
            supplier=supplier,
            category=form.cleaned_data["category"],
            policy=Policy(form.cleaned_data["policy"]),
            note=form.cleaned_data["note"],
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, _("Saved. It holds for what is submitted from now on."))
        return redirect("suppliers:supplier", public_id)
    context = {"supplier": supplier, "form": form, "all_categories": queries.categories_in_use()}
    return render(request, "buying_suppliers/category.html", context, status=422)


@needs("change_suppliers")
@require_POST
def forget_category(request: HttpRequest, public_id: str, category: str) -> HttpResponse:
    supplier = _supplier(public_id)
    named = get_object_or_404(Category, public_id=category)
    try:
        agreements.forget_category(supplier=supplier, category=named, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
    return redirect("suppliers:supplier", public_id)


@needs("change_suppliers")
def safeguards(request: HttpRequest, public_id: str) -> HttpResponse:
    supplier = _supplier(public_id)
    known = KnownSafeguards.objects.filter(supplier=supplier).first()
    form = SafeguardsForm(request.POST or None, initial=SafeguardsForm.initial_of(known))
    if request.method == "POST" and form.is_valid():
        agreements.know_safeguards(
            supplier=supplier,
            facts=form.cleaned_data,
            source=SafeguardSource.PERSON,
            by=person(request),
            now=timezone.now(),
        )
        messages.success(request, _("Saved. Orders are compared with it before they are sent."))
        return redirect("suppliers:supplier", public_id)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "buying_suppliers/safeguards.html", {"supplier": supplier, "form": form, "known": known}, status=status
    )


@needs("see_connections")
@require_safe
def unmapped(request: HttpRequest) -> HttpResponse:
    """Words of suppliers that nobody explained."""
    return _queue(request)


def _queue(request: HttpRequest, wrong: ExplainForm | None = None, wrong_pk: int = 0) -> HttpResponse:
    kind = request.GET.get("kind", "")
    page = Paginator(queries.unmapped(kind=kind), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kind": kind if kind in MappingKind.values else "",
        "wrong": wrong,
        "wrong_pk": wrong_pk,
        "may_change": may(request.user, "change_suppliers"),
        **_lists(),
    }
    return render(request, "buying_suppliers/unmapped.html", context, status=422 if wrong else 200)


@needs("change_suppliers")
@require_POST
def explain_unmapped(request: HttpRequest, pk: int) -> HttpResponse:
    """One word of the queue, explained where it stands."""
    waiting = Unmapped.objects.select_related("supplier").filter(pk=pk).first()
    if waiting is None:
        messages.error(request, _("Somebody else has explained this one meanwhile. Nothing was changed."))
        return redirect("suppliers:unmapped")
    asked = request.POST.copy()
    asked["kind"], asked["domain"] = waiting.kind, waiting.domain
    asked["theirs"] = asked.get("theirs", "") or waiting.theirs
    form = ExplainForm(asked)
    explained = _explained(request, form, waiting.supplier)
    if explained is None:
        return _queue(request, form, pk)
    messages.success(request, _said(explained))
    return redirect("suppliers:unmapped")


@needs("see_connections")
def mappings(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """What is explained for one supplier, or for all."""
    supplier = _supplier(public_id) if public_id else None
    form = ExplainForm(request.POST or None, initial={"domain": "UNSPSC"})
    if request.method == "POST":
        require(request.user, "change_suppliers")
        explained = _explained(request, form, supplier)
        if explained is not None:
            messages.success(request, _said(explained))
            return redirect(*_page_of(supplier))
    kind = request.GET.get("kind", "")
    context = {
        "supplier": supplier,
        "form": form,
        "page": Paginator(queries.mappings(supplier=supplier, kind=kind), PAGE_SIZE).get_page(request.GET.get("page")),
        "kind": kind if kind in MappingKind.values else "",
        "may_change": may(request.user, "change_suppliers"),
        **_lists(),
    }
    return render(request, "buying_suppliers/mappings.html", context, status=422 if form.is_bound else 200)


@needs("change_suppliers")
@require_POST
def forget_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    mapping = get_object_or_404(Mapping.objects.select_related("supplier"), pk=pk)
    try:
        explaining.forget_mapping(mapping=mapping, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, f"{refused.words} {refused.remedy}")
    return redirect(*_page_of(mapping.supplier))


def _explained(request: HttpRequest, form: ExplainForm, supplier: Supplier | None) -> explaining.Explained | None:
    """None where the form, or the operation, had something to say; then the form says it."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    whose = None if given["everywhere"] else supplier
    try:
        if given["kind"] == MappingKind.UNIT:
            return explaining.explain_unit(
                supplier=whose,
                theirs=given["theirs"],
                unit=given["unit"].partition(" ")[0],
                by=person(request),
                now=timezone.now(),
            )
        return explaining.explain_category(
            supplier=whose,
            domain=given["domain"],
            theirs=given["theirs"][:LONGEST],
            category=given["category"],
            by=person(request),
            now=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None


def _said(explained: explaining.Explained) -> str:
    if not explained.lines:
        return _("Saved. It holds for what comes from now on.")
    lines = explained.lines
    return ngettext(
        "Saved, and applied to %(count)s line that is still open.",
        "Saved, and applied to %(count)s lines that are still open.",
        lines,
    ) % {"count": lines}


def _page_of(supplier: Supplier | None) -> tuple[str, ...]:
    return ("suppliers:mappings-of", supplier.public_id) if supplier else ("suppliers:mappings",)


def _lists() -> dict[str, Any]:
    """What the page offers to choose from, once for all its forms."""
    units = [(code, unit_word(code, 1)) for code in UNITS]
    return {"all_units": units, "all_categories": queries.categories_in_use()}


def _supplier(public_id: str) -> Supplier:
    return get_object_or_404(Supplier.objects.select_related("partner"), public_id=public_id)

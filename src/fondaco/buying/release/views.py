"""The buyers' page of what has no supplier yet."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import needs
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.lifecycle import Refused
from fondaco.buying.release import operations, queries
from fondaco.buying.requests.states import RequestState
from fondaco.buying.suppliers.models import Policy, Supplier

PAGE_SIZE = 50


class FoundForm(forms.Form):
    """Whom to buy it from, and for how much."""

    supplier = forms.ModelChoiceField(
        Supplier.objects.exclude(policy=Policy.BLOCKED),
        label=gettext_lazy("Supplier"),
        help_text=gettext_lazy("The price is in the currency agreed with it."),
    )
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price of one"), help_text=gettext_lazy("Without VAT."), max_digits=14, decimal_places=4
    )
    supplier_part_id = forms.CharField(label=gettext_lazy("Their article number"), max_length=200, required=False)


@needs("source")
@never_cache
@require_safe
def to_source(request: HttpRequest) -> HttpResponse:
    rows = queries.to_source(employee(request).legal_entity)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "buying_release/to_source.html", {"page": page, "lines": page.object_list})


@needs("source")
@never_cache
def source(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    line = get_object_or_404(
        queries.to_source(employee(request).legal_entity), request__public_id=public_id, line_number=number
    )
    form = FoundForm(request.POST or None, initial={"unit_price": line.unit_price})
    if form.is_valid():
        try:
            done = operations.source_line(
                line=line, found=operations.Found(**form.cleaned_data), by=person(request), now=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if done.state == RequestState.IN_APPROVAL:
                messages.success(request, _("The price is above what was approved: the approvers are asked again."))
            else:
                messages.success(request, _("Ordered."))
            return redirect("release:to-source")
    context = {"form": form, "line": line, "asked": operations.asked_words(line)}
    return render(request, "buying_release/source.html", context, status=422 if form.is_bound else 200)

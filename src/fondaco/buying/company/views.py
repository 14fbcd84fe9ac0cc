"""The administrator's pages: people and roles, cost centres, addresses, the legal entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs
from fondaco.buying.answers import add_refusal, employee
from fondaco.buying.answers import person as asker
from fondaco.buying.company import operations, queries
from fondaco.buying.company.forms import AddressForm, CostCentreForm, EmployeeForm, LegalEntityForm
from fondaco.buying.company.invitation import send_invitation
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    context["may_change"] = may(request.user, "change_company")
    context["tabs"] = tabs(context["tab"])
    return render(request, f"buying_company/{template}.html", context)


def tabs(tab: str) -> list[dict[str, Any]]:
    """The company's pages, for the row of tabs; ``tab`` is the one that is open."""
    labels = {
        "company:people": _("People"),
        "company:cost-centres": _("Cost centres"),
        "company:addresses": _("Delivery addresses"),
        "company:legal-entity": _("Legal entity"),
        "policy:rules": _("Approval rules"),
    }
    return [
        {"label": label, "url": reverse(name), "active": name.partition(":")[2] == tab}
        for name, label in labels.items()
    ]


def _edit(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    back: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form, or do what it says and go back to the list; a refusal stands beside its field."""
    if request.method == "POST":
        if not may(request.user, "change_company"):
            form.add_error(None, _("You may read this page, and change nothing on it."))
        elif form.is_valid():
            try:
                act(form.cleaned_data)
            except Refused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, done)
                return redirect(back)
    page = _page(request, "edit", {"form": form, "back": back, **context})
    page.status_code = 422 if form.is_bound else 200
    return page


@needs("see_company")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return _page(request, "people", {"employees": queries.people(employee(request).legal_entity), "tab": "people"})


@needs("change_company")
def add_person(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity

    def act(cleaned: dict[str, Any]) -> None:
        now = timezone.now()
        made = operations.add_employee(entity=entity, by=asker(request), now=now, public_id=new_public_id(), **cleaned)
        send_invitation(employee=made, by=asker(request), now=now)

    return _edit(
        request,
        form=EmployeeForm(request.POST or None, entity=entity, initial={"roles": ["requester"]}),
        act=act,
        done=_("Added. An invitation to set a password is on its way."),
        back="company:people",
        context={"heading": _("Add a person"), "button": _("Add and send the invitation"), "tab": "people"},
    )


@needs("see_company")
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = employee(request).legal_entity
    found = get_object_or_404(
        Employee.objects.select_related("person").prefetch_related("roles"),
        public_id=public_id,
        legal_entity=entity,
    )
    return _edit(
        request,
        form=EmployeeForm(request.POST or None, entity=entity, employee=found, initial=EmployeeForm.initial_of(found)),
        act=lambda cleaned: operations.change_employee(
            employee=found, by=asker(request), now=timezone.now(), **cleaned
        ),
        done=_("Saved."),
        back="company:people",
        context={"heading": found.person.name, "employee": found, "button": _("Save"), "tab": "people"},
    )


@needs("change_company")
@require_POST
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(
        Employee, public_id=public_id, legal_entity=employee(request).legal_entity, person__is_active=True
    )
    send_invitation(employee=found, by=asker(request), now=timezone.now())
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": found.person.email})
    return redirect("company:person", public_id)


@needs("see_company")
@require_safe
def cost_centre_list(request: HttpRequest) -> HttpResponse:
    found = queries.all_cost_centres(employee(request).legal_entity)
    return _page(request, "cost_centres", {"cost_centres": found, "tab": "cost-centres"})


@needs("change_company")
def add_cost_centre(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity

    def act(cleaned: dict[str, Any]) -> None:
        cleaned.pop("active")
        operations.add_cost_centre(
            entity=entity, by=asker(request), now=timezone.now(), public_id=new_public_id(), **cleaned
        )

    form = CostCentreForm(request.POST or None, entity=entity)
    context = {"heading": _("Add a cost centre"), "button": _("Add"), "tab": "cost-centres"}
    return _edit(
        request, form=form, act=act, done=_("Cost centre added."), back="company:cost-centres", context=context
    )


@needs("see_company")
def cost_centre(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = employee(request).legal_entity
    found = get_object_or_404(CostCentre, public_id=public_id, legal_entity=entity)
    return _edit(
        request,
        form=CostCentreForm(request.POST or None, entity=entity, initial=CostCentreForm.initial_of(found)),
        act=lambda cleaned: operations.change_cost_centre(
            cost_centre=found, by=asker(request), now=timezone.now(), **cleaned
        ),
        done=_("Saved."),
        back="company:cost-centres",
        context={"heading": str(found), "button": _("Save"), "tab": "cost-centres"},
    )


@needs("see_company")
@require_safe
def address_list(request: HttpRequest) -> HttpResponse:
    found = queries.all_addresses(employee(request).legal_entity)
    return _page(request, "addresses", {"addresses": found, "tab": "addresses"})


@needs("change_company")
def add_address(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity
    return _edit(
        request,
        form=AddressForm(request.POST or None),
        act=lambda cleaned: operations.add_address(
            entity=entity, by=asker(request), now=timezone.now(), public_id=new_public_id(), **cleaned
        ),
        done=_("Address added."),
        back="company:addresses",
        context={"heading": _("Add a delivery address"), "button": _("Add"), "tab": "addresses"},
    )


@needs("see_company")
def address(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(DeliveryAddress, public_id=public_id, legal_entity=employee(request).legal_entity)
    return _edit(
        request,
        form=AddressForm(request.POST or None, initial=AddressForm.initial_of(found)),
        act=lambda cleaned: operations.change_address(address=found, by=asker(request), now=timezone.now(), **cleaned),
        done=_("Saved."),
        back="company:addresses",
        context={"heading": found.name, "button": _("Save"), "tab": "addresses"},
    )


@needs("see_company")
def legal_entity(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity
    return _edit(
        request,
        form=LegalEntityForm(request.POST or None, initial=LegalEntityForm.initial_of(entity)),
        act=lambda cleaned: operations.change_legal_entity(
            entity=entity, by=asker(request), now=timezone.now(), **cleaned
        ),
        done=_("Saved."),
        back="company:legal-entity",
        context={"heading": _("Legal entity"), "button": _("Save"), "tab": "legal-entity"},
    )

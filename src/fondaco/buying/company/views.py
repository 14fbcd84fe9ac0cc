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
from fondaco.buying.answers import add_refusal
from fondaco.buying.answers import person as asker
from fondaco.buying.company import operations, queries
from fondaco.buying.company.choosing import choose, entity_of
from fondaco.buying.company.forms import AddressForm, CostCentreForm, EmployeeForm, LegalEntityForm
from fondaco.buying.company.invitation import send_invitation
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused


def page_of(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """One of the company's pages, with its tabs and, where there are several, the legal entity it is about."""
    return render(request, f"buying_company/{template}.html", {**frame_of(request, context["tab"]), **context})


def frame_of(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What each of the company's pages shows around its own, those of later rooms too; ``tab`` is the one open."""
    frame: dict[str, Any] = {"may_change": may(request.user, "change_company"), "tabs": tabs(tab, request.user)}
    if may(request.user, "see_company"):
        entities = list(LegalEntity.objects.all())
        frame |= {"entities": entities if len(entities) > 1 else [], "entity": entity_of(request)}
    return frame


# Name of the page, and the action that it takes to see it.
_TABS = (
    ("company:people", "see_company"),
    ("company:cost-centres", "see_company"),
    ("company:projects", "see_company"),
    ("company:categories", "see_company"),
    ("company:addresses", "see_company"),
    ("company:legal-entity", "see_company"),
    ("company:rates", "see_rates"),
    ("policy:rules", "see_company"),
    ("company:imports", "see_company"),
    ("audit", "see_audit"),
)


def tabs(tab: str, person: Any = None) -> list[dict[str, Any]]:
    """The company's pages, for the row of tabs; ``tab`` is the one that is open. Only what ``person`` may see."""
    labels = {
        "company:people": _("People"),
        "company:cost-centres": _("Cost centres"),
        "company:projects": _("Projects"),
        "company:categories": _("Categories"),
        "company:addresses": _("Delivery addresses"),
        "company:legal-entity": _("Legal entities"),
        "company:rates": _("Exchange rates"),
        "policy:rules": _("Approval rules"),
        "company:imports": _("Import"),
        "audit": _("Audit trail"),
    }
    return [
        {"label": labels[name], "url": reverse(name), "active": name.rpartition(":")[2] == tab}
        for name, action in _TABS
        if person is None or may(person, action)
    ]


def edit(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    back: str,
    context: dict[str, Any],
    action: str = "change_company",
) -> HttpResponse:
    """Show the form, or do what it says and go back to the list; a refusal stands beside its field."""
    if request.method == "POST":
        if not may(request.user, action):
            form.add_error(None, _("You may read this page, and change nothing on it."))
        elif form.is_valid():
            try:
                act(form.cleaned_data)
            except Refused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, done)
                return redirect(back)
    context["may_change"] = may(request.user, action)
    page = page_of(request, "edit", {"form": form, "back": back, **context})
    page.status_code = 422 if form.is_bound else 200
    return page


@needs("see_company")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return page_of(request, "people", {"employees": queries.people(entity_of(request)), "tab": "people"})


@needs("change_company")
def add_person(request: HttpRequest) -> HttpResponse:
    entity = entity_of(request)

    def act(cleaned: dict[str, Any]) -> None:
        now = timezone.now()
        made = operations.add_employee(entity=entity, by=asker(request), now=now, public_id=new_public_id(), **cleaned)
        send_invitation(employee=made, by=asker(request), now=now)

    return edit(
        request,
        form=EmployeeForm(request.POST or None, entity=entity, initial={"roles": ["requester"]}),
        act=act,
        done=_("Added. An invitation to set a password is on its way."),
        back="company:people",
        context={"heading": _("Add a person"), "button": _("Add and send the invitation"), "tab": "people"},
    )


@needs("see_company")
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = entity_of(request)
    found = get_object_or_404(
        Employee.objects.select_related("person").prefetch_related("roles"),
        public_id=public_id,
        legal_entity=entity,
    )
    return edit(
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
    found = get_object_or_404(Employee, public_id=public_id, legal_entity=entity_of(request), person__is_active=True)
    send_invitation(employee=found, by=asker(request), now=timezone.now())
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": found.person.email})
    return redirect("company:person", public_id)


@needs("see_company")
@require_safe
def cost_centre_list(request: HttpRequest) -> HttpResponse:
    found = queries.all_cost_centres(entity_of(request))
    return page_of(request, "cost_centres", {"cost_centres": found, "tab": "cost-centres"})


@needs("change_company")
def add_cost_centre(request: HttpRequest) -> HttpResponse:
    entity = entity_of(request)

    def act(cleaned: dict[str, Any]) -> None:
        cleaned.pop("active")
        operations.add_cost_centre(
            entity=entity, by=asker(request), now=timezone.now(), public_id=new_public_id(), **cleaned
        )

    form = CostCentreForm(request.POST or None, entity=entity)
    context = {"heading": _("Add a cost centre"), "button": _("Add"), "tab": "cost-centres"}
    return edit(request, form=form, act=act, done=_("Cost centre added."), back="company:cost-centres", context=context)


@needs("see_company")
def cost_centre(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = entity_of(request)
    found = get_object_or_404(CostCentre, public_id=public_id, legal_entity=entity)
    return edit(
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
    found = queries.all_addresses(entity_of(request))
    return page_of(request, "addresses", {"addresses": found, "tab": "addresses"})


@needs("change_company")
def add_address(request: HttpRequest) -> HttpResponse:
    entity = entity_of(request)
    return edit(
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
    found = get_object_or_404(DeliveryAddress, public_id=public_id, legal_entity=entity_of(request))
    return edit(
        request,
        form=AddressForm(request.POST or None, initial=AddressForm.initial_of(found)),
        act=lambda cleaned: operations.change_address(address=found, by=asker(request), now=timezone.now(), **cleaned),
        done=_("Saved."),
        back="company:addresses",
        context={"heading": found.name, "button": _("Save"), "tab": "addresses"},
    )


@needs("see_company")
def legal_entity(request: HttpRequest) -> HttpResponse:
    entity = entity_of(request)
    return edit(
        request,
        form=LegalEntityForm(request.POST or None, initial=LegalEntityForm.initial_of(entity)),
        act=lambda cleaned: operations.change_legal_entity(
            entity=entity, by=asker(request), now=timezone.now(), **cleaned
        ),
        done=_("Saved."),
        back="company:legal-entity",
        context={"heading": entity.name, "button": _("Save"), "tab": "legal-entity", "adds": "company:add-entity"},
    )


@needs("change_company")
def add_entity(request: HttpRequest) -> HttpResponse:
    def act(cleaned: dict[str, Any]) -> None:
        made = operations.add_legal_entity(by=asker(request), now=timezone.now(), public_id=new_public_id(), **cleaned)
        choose(request, made.public_id)

    return edit(
        request,
        form=LegalEntityForm(request.POST or None),
        act=act,
        done=_("Added. These pages are about it now: give it people, cost centres and a delivery address."),
        back="company:legal-entity",
        context={"heading": _("Add a legal entity"), "button": _("Add"), "tab": "legal-entity"},
    )


@needs("see_company")
@require_POST
def choose_entity(request: HttpRequest) -> HttpResponse:
    choose(request, request.POST.get("entity", ""))
    return redirect("company:people")

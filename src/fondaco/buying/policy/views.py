"""The administrator's page of approval rules and limits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.company.queries import employees_with
from fondaco.buying.company.views import tabs
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy import operations, queries
from fondaco.buying.policy.forms import LimitForm, RuleForm
from fondaco.buying.policy.models import ApprovalRule
from fondaco.buying.policy.sentences import sentence_of


@needs("see_company")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return _page(request, LimitForm(), "")


def _page(request: HttpRequest, limit_form: LimitForm, limit_of: str) -> HttpResponse:
    entity = employee(request).legal_entity
    found = [(rule, sentence_of(rule)) for rule in queries.rules_of(entity)]
    people = employees_with(RoleName.APPROVER).filter(legal_entity=entity).select_related("person", "approval_limit")
    context = {
        "rules": [pair for pair in found if pair[0].active],
        "out_of_use": [pair for pair in found if not pair[0].active],
        "entity": entity,
        "people": people,
        "limit_form": limit_form,
        "limit_of": limit_of,
        "may_change": may(request.user, "change_company"),
        "tabs": tabs("rules"),
    }
    return render(request, "buying_policy/rules.html", context, status=422 if limit_form.is_bound else 200)


@needs("change_company")
def add(request: HttpRequest) -> HttpResponse:
    entity = employee(request).legal_entity
    form = RuleForm(request.POST or None, entity=entity)
    if form.is_valid():
        try:
            operations.add_rule(
                entity=entity,
                facts=form.facts(),
                by=person(request),
                now=timezone.now(),
                public_id=new_public_id(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The rule holds for what is submitted from now on."))
            return redirect("policy:rules")
    return _edit(request, form, _("Add a rule"))


@needs("change_company")
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = employee(request).legal_entity
    rule = get_object_or_404(ApprovalRule, public_id=public_id, legal_entity=entity)
    form = RuleForm(request.POST or None, entity=entity, initial=_initial(rule))
    if form.is_valid():
        try:
            operations.change_rule(rule=rule, facts=form.facts(), by=person(request), now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Changed. Rounds under way keep the approvers that they began with."))
            return redirect("policy:rules")
    return _edit(request, form, _("Change a rule"))


def _edit(request: HttpRequest, form: RuleForm, heading: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "buying_policy/edit_rule.html", {"form": form, "heading": heading}, status=status)


@needs("change_company")
@require_POST
def switch(request: HttpRequest, public_id: str) -> HttpResponse:
    rule = _rule(employee(request).legal_entity, public_id)
    active = request.POST.get("active") == "1"
    try:
        operations.switch_rule(rule=rule, active=active, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("The rule is in use.") if active else _("The rule is out of use."))
    return redirect("policy:rules")


@needs("change_company")
@require_POST
def limit(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = employee(request).legal_entity
    one = get_object_or_404(Employee, public_id=public_id, legal_entity=entity)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _page(request, form, one.public_id)
    try:
        operations.set_limit(employee=one, amount=form.cleaned_data["amount"], by=person(request), now=timezone.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, form, one.public_id)
    messages.success(request, _("The limit of %(name)s is kept.") % {"name": one.person.name})
    return redirect("policy:rules")


def _rule(entity: LegalEntity, public_id: str) -> ApprovalRule:
    return get_object_or_404(ApprovalRule, public_id=public_id, legal_entity=entity)


def _initial(rule: ApprovalRule) -> dict[str, Any]:
    names = ("who", "sequence", "above", "cost_centre", "person", "instead", "active")
    return {name: getattr(rule, name) for name in names}

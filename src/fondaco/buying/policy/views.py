"""The pages of the policy: what holds, the draft of what will, what it would change, and the limits."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.company.queries import employees_with
from fondaco.buying.company.views import tabs
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy import operations, queries
from fondaco.buying.policy.comparing import compare
from fondaco.buying.policy.compiled import version_on
from fondaco.buying.policy.forms import LimitForm, PublishForm, RuleForm
from fondaco.buying.policy.models import ApprovalRule, PolicyVersion
from fondaco.buying.policy.remarks import remarks_on
from fondaco.buying.policy.sentences import names_of, sentence_of

RULES_A_PAGE = 50


@needs("see_company")
@never_cache
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The version in force, what comes after it, and the limits."""
    return _in_force(request, LimitForm(), "")


def _in_force(request: HttpRequest, limit_form: LimitForm, limit_of: str) -> HttpResponse:
    entity = employee(request).legal_entity
    today = timezone.localdate()
    version = version_on(entity, today)
    people = employees_with(RoleName.APPROVER).filter(legal_entity=entity).select_related("person", "approval_limit")
    context = {
        "version": version,
        **_rules_page(request, version),
        "versions": queries.versions_of(entity)[:20],
        "draft": queries.draft_of(entity),
        "today": today,
        "entity": entity,
        "people": people,
        "limit_form": limit_form,
        "limit_of": limit_of,
        "may_change": may(request.user, "change_company"),
        "tabs": tabs("rules"),
    }
    return render(request, "buying_policy/rules.html", context, status=422 if limit_form.is_bound else 200)


def _rules_page(request: HttpRequest, version: PolicyVersion | None, only: Collection[str] = ()) -> dict[str, Any]:
    """A page of a version's sentences: all of them, or ``only`` some. Six statements beside those for the names."""
    if version is None:
        return {"rules": [], "page": None}
    found = queries.rules_of(version)
    if only:
        found = found.filter(public_id__in=list(only))
    page = Paginator(found, RULES_A_PAGE).get_page(request.GET.get("page"))
    names = names_of(version.legal_entity)
    return {"rules": [(rule, sentence_of(rule, names)) for rule in page], "page": page}


@needs("see_company")
@never_cache
@require_safe
def version(request: HttpRequest, public_id: str) -> HttpResponse:
    """A version as it was published or is drafted, beside the one before it or another."""
    versions = queries.versions_of(employee(request).legal_entity)
    found = get_object_or_404(versions, public_id=public_id)
    others = versions.exclude(pk=found.pk)
    told = request.GET.get("against", "")
    against = get_object_or_404(others, public_id=told) if told else others.filter(number__lt=found.number).first()
    context = {
        "version": found,
        **_rules_page(request, found),
        "against": against,
        "others": others,
        "comparison": compare(against, found) if against else None,
        "tabs": tabs("rules"),
    }
    return render(request, "buying_policy/version.html", context)


@needs("change_company")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    operations.begin_draft(
        entity=employee(request).legal_entity, by=person(request), now=timezone.now(), public_id=new_public_id()
    )
    return redirect("policy:draft")


@needs("see_company")
@never_cache
def draft(request: HttpRequest) -> HttpResponse:
    """The draft with what is questionable beside each rule; published from here."""
    found = draft_of(employee(request).legal_entity)
    if request.method == "POST":
        return _publish(request, found)
    return _draft_page(
        request, found, PublishForm(initial={"effective_on": timezone.localdate(), "edits": found.edits})
    )


def _publish(request: HttpRequest, found: PolicyVersion) -> HttpResponse:
    if not may(request.user, "change_company"):
        raise Http404
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            operations.publish(version=found, by=person(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Published. It holds for what is submitted from its day on."))
            return redirect("policy:rules")
    return _draft_page(request, found, form)


def _draft_page(request: HttpRequest, found: PolicyVersion, form: PublishForm) -> HttpResponse:
    remarks = remarks_on(found)
    marked = {one.rule for one in remarks if one.rule}
    only = bool(marked) and request.GET.get("only") == "remarks"
    shown = _rules_page(request, found, marked if only else ())
    context = {
        "draft": found,
        "page": shown["page"],
        "rules": [
            (rule, words, [one for one in remarks if one.rule == rule.public_id]) for rule, words in shown["rules"]
        ],
        "remarks": [one for one in remarks if not one.rule],
        "marked": len(marked),
        "only": only,
        "form": form,
        "may_change": may(request.user, "change_company"),
        "tabs": tabs("rules"),
    }
    return render(request, "buying_policy/draft.html", context, status=422 if form.is_bound else 200)


@needs("change_company")
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    try:
        operations.discard_draft(version=found, edits=_edits(request), by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect("policy:draft")
    messages.success(request, _("The draft is thrown away. What holds was not touched."))
    return redirect("policy:rules")


@needs("change_company")
def add(request: HttpRequest) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    like = found.rules.filter(public_id=request.GET.get("like", "")).first()
    initial = RuleForm.initial_of(like) if like else {}
    form = RuleForm(request.POST or None, entity=found.legal_entity, like=like, initial=initial)
    if form.is_valid():
        try:
            operations.add_rule(
                version=found, facts=form.facts(), by=person(request), now=timezone.now(), public_id=new_public_id()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The rule is in the draft."))
            return redirect("policy:draft")
    return _edit(request, form, _("Add a rule"), None)


@needs("change_company")
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    rule = get_object_or_404(queries.rules_of(found), public_id=public_id)
    initial = {**RuleForm.initial_of(rule), "edits": found.edits}
    form = RuleForm(request.POST or None, entity=found.legal_entity, like=rule, initial=initial)
    if form.is_valid():
        told = form.cleaned_data["edits"]
        seen = -1 if told is None else told
        try:
            operations.change_rule(rule=rule, facts=form.facts(), edits=seen, by=person(request), now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Changed in the draft."))
            return redirect("policy:draft")
    return _edit(request, form, _("Change a rule"), rule)


def _edit(request: HttpRequest, form: RuleForm, heading: str, rule: ApprovalRule | None) -> HttpResponse:
    sentence = sentence_of(rule, names_of(rule.version.legal_entity)) if rule else ""
    context = {"form": form, "plain": form.plain(), "heading": heading, "sentence": sentence, "tabs": tabs("rules")}
    return render(request, "buying_policy/edit_rule.html", context, status=422 if form.is_bound else 200)


@needs("change_company")
@require_POST
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    rule = get_object_or_404(ApprovalRule, public_id=public_id, version=found)
    told = request.POST.get("sequence", "")
    place = int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else 0
    try:
        operations.move_rule(rule=rule, sequence=place, edits=_edits(request), by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("Moved in the draft."))
    return redirect("policy:draft")


@needs("change_company")
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    rule = get_object_or_404(ApprovalRule, public_id=public_id, version=found)
    try:
        operations.remove_rule(rule=rule, edits=_edits(request), by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("Removed from the draft."))
    return redirect("policy:draft")


@needs("change_company")
@require_POST
def limit(request: HttpRequest, public_id: str) -> HttpResponse:
    entity = employee(request).legal_entity
    one = get_object_or_404(Employee, public_id=public_id, legal_entity=entity)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _in_force(request, form, one.public_id)
    try:
        operations.set_limit(employee=one, amount=form.cleaned_data["amount"], by=person(request), now=timezone.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _in_force(request, form, one.public_id)
    messages.success(request, _("The limit of %(name)s is kept.") % {"name": one.person.name})
    return redirect("policy:rules")


def draft_of(entity: LegalEntity) -> PolicyVersion:
    found = queries.draft_of(entity)
    if found is None:
        raise Http404
    return found


def _edits(request: HttpRequest) -> int:
    told = request.POST.get("edits", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1

"""The buying policy, for a company's administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fondaco.selling.access import Action
from fondaco.selling.accounts.models import Member
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.catalog import policy
from fondaco.selling.catalog.forms_policy import ChangeForm, RuleForm
from fondaco.selling.catalog.models import Category, Guidance, Item, PolicyRule, RuleKind, Seller
from fondaco.selling.catalog.queries import known_to
from fondaco.selling.catalog.search.port import IndexMissing, Query
from fondaco.selling.catalog.views import searcher


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A rule, what the thing is called, and how many items it is about (None where that cannot be told now)."""

    rule: PolicyRule
    name: str
    count: int | None
    form: ChangeForm


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def rules(request: HttpRequest, member: Member) -> HttpResponse:
    """All rules, and a blank sentence for each kind of thing; one that is sent is added, or only counted."""
    told = request.POST.get("kind", "")
    if request.method == "GET" or told not in RuleKind.values:
        return _page(request, member)
    form = RuleForm(RuleKind(told), member.account_id, request.POST)
    if not form.is_valid():
        return _page(request, member, form, status=422)
    if "count" in request.POST:
        return _counted(request, member, form)
    try:
        rule = policy.add_rule(
            account=member.account,
            kind=form.kind,
            value=form.cleaned_data["value"],
            verdict=form.cleaned_data["verdict"],
            message=form.cleaned_data["message"].strip(),
            by=member.person_id,
            now=timezone.now(),
        )
    except policy.RuleRefused as refusal:
        form.add_error("value", _words(refusal.why))
        return _page(request, member, form, status=409)
    messages.success(request, _("The rule about %(thing)s holds from now on.") % {"thing": rule.value})
    return redirect("selling_catalog:policy")


def _counted(request: HttpRequest, member: Member, form: RuleForm) -> HttpResponse:
    try:
        value = policy.thing_named(member.account_id, form.kind, form.cleaned_data["value"])
    except policy.RuleRefused as refusal:
        form.add_error("value", _words(refusal.why))
        return _page(request, member, form, status=422)
    count = items_concerned(member.account_id, form.kind, value)
    if count is None:
        messages.info(request, _("The catalogue is being prepared: items cannot be counted now. Nothing was changed."))
    else:
        words = ngettext(
            "This would be about %(count)s item that your people see. Nothing was changed yet.",
            "This would be about %(count)s items that your people see. Nothing was changed yet.",
            count,
        )
        messages.info(request, words % {"count": count})
    return _page(request, member, form)


def items_concerned(account_id: int, kind: RuleKind, value: str) -> int | None:
    """How many items that the account sees a rule is about, None where there is no index."""
    if kind is RuleKind.ITEM:
        return Item.objects.filter(known_to(account_id), part_id=value, active=True).count()
    narrowed = {
        RuleKind.SELLER: Query(sellers=(value,), customer=account_id),
        RuleKind.BRAND: Query(brands=(value,), customer=account_id),
        RuleKind.CATEGORY: Query(category=value, customer=account_id),
    }
    try:
        return searcher().count(narrowed[kind])
    except IndexMissing:
        return None


def _page(request: HttpRequest, member: Member, sent: RuleForm | None = None, *, status: int = 200) -> HttpResponse:
    forms = [sent if sent is not None and sent.kind is kind else RuleForm(kind, member.account_id) for kind in RuleKind]
    standing = policy.rules_of(member.account_id)
    context = {"sentences": _sentences(member.account_id, standing), "forms": forms, "sent": sent}
    return render(request, "selling_catalog/policy.html", context, status=status)


def _sentences(account_id: int, standing: Sequence[PolicyRule]) -> list[_Sentence]:
    names = _names(account_id, standing)
    return [
        _Sentence(
            rule=rule,
            name=names.get((rule.kind, rule.value), rule.value),
            count=items_concerned(account_id, RuleKind(rule.kind), rule.value),
            form=ChangeForm(
                prefix=rule.public_id, initial={"verdict": Guidance(rule.verdict), "message": rule.message}
            ),
        )
        for rule in standing
    ]


def _names(account_id: int, standing: Sequence[PolicyRule]) -> dict[tuple[str, str], str]:
    """What things are called that rules are about; three statements. An item nobody sells any more keeps its number."""
    values: dict[str, list[str]] = {kind: [] for kind in RuleKind.values}
    for rule in standing:
        values[rule.kind].append(rule.value)
    items = Item.objects.filter(known_to(account_id), part_id__in=values[RuleKind.ITEM])
    names = {(RuleKind.ITEM.value, item.part_id): item.title for item in items}
    names |= {
        (RuleKind.SELLER.value, code): name
        for code, name in Seller.objects.filter(code__in=values[RuleKind.SELLER]).values_list("code", "name")
    }
    categories = Category.objects.filter(code__in=values[RuleKind.CATEGORY])
    return names | {(RuleKind.CATEGORY.value, row.code): row.name for row in categories}


def _rule(member: Member, public_id: str) -> PolicyRule:
    rule = PolicyRule.objects.filter(account_id=member.account_id, public_id=public_id).first()
    if rule is None:
        raise Http404(_("This rule is not there, or no longer."))
    return rule


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def change(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    rule = _rule(member, public_id)
    form = ChangeForm(request.POST, prefix=rule.public_id)
    if not form.is_valid():
        messages.error(request, _("The rule was not changed: choose what it says, and keep the message short."))
        return redirect("selling_catalog:policy")
    verdict, message = form.cleaned_data["verdict"], form.cleaned_data["message"].strip()
    try:
        policy.change_rule(rule=rule, verdict=verdict, message=message, by=member.person_id, now=timezone.now())
    except policy.RuleRefused:
        messages.info(request, _("The rule says that already. Nothing was changed."))
    except PolicyRule.DoesNotExist:
        messages.error(request, _("Somebody has removed the rule meanwhile. Nothing was changed."))
    else:
        messages.success(request, _("The rule about %(thing)s is changed.") % {"thing": rule.value})
    return redirect("selling_catalog:policy")


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def remove(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    rule = _rule(member, public_id)
    try:
        policy.remove_rule(rule=rule, by=member.person_id, now=timezone.now())
    except PolicyRule.DoesNotExist:
        messages.info(request, _("Somebody has removed the rule already."))
    else:
        messages.success(request, _("The rule about %(thing)s is removed.") % {"thing": rule.value})
    return redirect("selling_catalog:policy")


def _words(why: policy.Problem) -> str:
    words = {
        policy.Problem.NO_ITEM: _("The shop sells your company nothing under this part number."),
        policy.Problem.NO_SELLER: _("Nobody of this name sells here."),
        policy.Problem.NO_BRAND: _("The shop has nothing of this brand."),
        policy.Problem.NO_CATEGORY: _("There is no such category."),
        policy.Problem.THERE_ALREADY: _("There is a rule about this already: change that one below."),
        policy.Problem.TOO_MANY: _("There are as many rules as are kept. Remove one that is no longer needed first."),
    }
    return words[why]

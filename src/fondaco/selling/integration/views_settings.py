"""A group's settings, as its administrators see them, and the queue in which customer service is asked for others."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.access import Action, member_may, requires
from fondaco.selling.accounts.models import Group, Member
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.integration import asking, queries
from fondaco.selling.integration.forms_own import DecisionForm, SettingForm
from fondaco.selling.integration.models import SettingsRequest
from fondaco.selling.integration.settable import SETTINGS, Setting, row_of, text_of
from fondaco.selling.integration.views_groups import group_or_404


@frozen
class Row:
    """A setting for the page: its value and the recommended one in words, and what is being asked for it."""

    setting: Setting
    value: str
    recommended: str
    is_recommended: bool
    asked: SettingsRequest | None
    wanted: str


def rows_of(group: Group) -> list[Row]:
    asked = {one.setting: one for one in queries.requests_of(group) if one.state == SettingsRequest.State.OPEN}
    return [_row(setting, group, asked.get(setting.key)) for setting in SETTINGS.values()]


def _row(setting: Setting, group: Group, asked: SettingsRequest | None) -> Row:
    currency, language = group.account.currency, translation.get_language() or "en"
    value = setting.of(row_of(setting, group))
    return Row(
        setting=setting,
        value=setting.said(value, currency, language),
        recommended=setting.said(setting.recommended, currency, language),
        is_recommended=value == setting.recommended,
        asked=asked,
        wanted=setting.said(setting.clean(asked.wanted), currency, language) if asked else "",
    )


@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_INTEGRATION)
def settings_page(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """All settings; with ``?setting=`` the form for one of them, below it what was asked before."""
    group = group_or_404(member, public_id)
    may_change = member_may(member, Action.MANAGE_ACCOUNT)
    setting = SETTINGS.get(request.GET.get("setting", "")) if may_change else None
    form = None
    if setting is not None:
        current = text_of(setting.of(row_of(setting, group)))
        form = SettingForm(setting, request.POST or None, initial={"value": current})
        if form.is_bound and form.is_valid() and _done(request, group, setting, form, member):
            return redirect("selling_integration:settings", public_id)
    elif request.method == "POST":
        raise Http404
    context = {
        "group": group,
        "account": member.account,
        "rows": rows_of(group),
        "setting": setting,
        "form": form,
        "past": [_told(one) for one in queries.requests_of(group) if one.state != SettingsRequest.State.OPEN][:10],
        "may_change": may_change,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "selling_integration/settings.html", context, status=status)


def _done(request: HttpRequest, group: Group, setting: Setting, form: SettingForm, member: Member) -> bool:
    wanted, now = text_of(form.cleaned_data["value"]), timezone.now()
    try:
        if setting.direct:
            asking.change_setting(group=group, setting=setting, wanted=wanted, by=member.person, now=now)
            messages.success(request, _("The setting is changed. It holds for the next visit and the next order."))
        else:
            reason = form.cleaned_data["reason"]
            asking.ask_for_setting(
                group=group, setting=setting, wanted=wanted, reason=reason, by=member.person, now=now
            )
            messages.success(request, _("Customer service is asked. You get a mail when it is decided."))
    except asking.Unchanged:
        form.add_error("value", _("It stands at this value already. Nothing was changed."))
        return False
    except AlreadyThere:
        form.add_error("value", _("A request for this setting is open. Withdraw it to ask for something else."))
        return False
    return True


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def withdraw(request: HttpRequest, member: Member, public_id: str, request_id: str) -> HttpResponse:
    group = group_or_404(member, public_id)
    asked = group.settings_requests.filter(public_id=request_id).first()
    if asked is None:
        raise Http404
    try:
        asking.withdraw_request(request=asked, by=member.person, now=timezone.now())
    except IllegalStep:
        messages.error(request, _("This request is decided already. Nothing was changed."))
    else:
        messages.success(request, _("The request is withdrawn."))
    return redirect("selling_integration:settings", public_id)


@frozen
class Told:
    """A request with its setting and values in words."""

    request: SettingsRequest
    words: dict[str, str]


def _told(request: SettingsRequest) -> Told:
    setting = SETTINGS[request.setting]
    return Told(request, asking.words_of(request, setting.of(row_of(setting, request.group)))())


@require_GET
@requires(Action.DECIDE_SETTINGS)
def request_list(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": [_told(one) for one in queries.open_requests()],
        "decided": [_told(one) for one in queries.decided_requests()],
    }
    return render(request, "selling_integration/requests.html", context)


@require_http_methods(["GET", "POST"])
@requires(Action.DECIDE_SETTINGS)
def request_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is asked for, beside what stands; decided with one of two buttons."""
    found = queries.request_by(public_id)
    if found is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _decide(request, found, form.cleaned_data)
        return redirect("selling_integration:requests")
    context = {"asked": found, "told": _told(found), "form": form, "rows": rows_of(found.group)}
    return render(request, "selling_integration/request.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, found: SettingsRequest, given: dict[str, Any]) -> None:
    assert isinstance(request.user, Person)
    act = asking.do_request if given["decision"] == "do" else asking.decline_request
    try:
        act(request=found, answer=given["answer"].strip(), by=request.user, now=timezone.now())
    except IllegalStep:
        messages.error(
            request, _("Somebody decided this request before you, or it was withdrawn. Nothing was changed.")
        )
    else:
        messages.success(request, _("It is decided, and whoever asked gets a mail."))

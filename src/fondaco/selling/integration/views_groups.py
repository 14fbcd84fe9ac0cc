"""Groups, for the customer's own administrators: who is in which, and the two doors that open one way."""

from __future__ import annotations

from attrs import frozen
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.lifecycle import IllegalStep
from fondaco.selling.access import Action, connections_of, member_may
from fondaco.selling.accounts.models import Group, Member
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.accounts.queries import members_of
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration import groups, queries
from fondaco.selling.integration.forms_own import GroupForm, TypedNameForm
from fondaco.selling.integration.queries import Check

_PAGES = {"order": "selling_orders:order", "message": "bridge:message"}


def group_or_404(member: Member, public_id: str) -> Group:
    """The same answer to another account's group as to none."""
    group = queries.group_of(member.account, public_id)
    if group is None:
        raise Http404
    return group


@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_INTEGRATION)
def group_list(request: HttpRequest, member: Member) -> HttpResponse:
    may_change = member_may(member, Action.MANAGE_ACCOUNT)
    form = GroupForm(request.POST if request.method == "POST" and may_change else None)
    if form.is_bound and form.is_valid():
        try:
            made = groups.create_group(
                account=member.account, name=form.cleaned_data["name"], by=member.person, now=timezone.now()
            )
        except AlreadyThere:
            form.add_error("name", _("Another group has this name. Nothing was created."))
        else:
            messages.success(request, _("The group is created. Move people into it, or add PunchOut to it."))
            return redirect("selling_integration:group", made.public_id)
    context = {
        "account": member.account,
        "groups": queries.groups_of(member.account),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "selling_integration/groups.html", context, status=422 if form.is_bound else 200)


@require_GET
@of_own_account(Action.MANAGE_INTEGRATION)
def group_page(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    return _page(request, member, group_or_404(member, public_id))


def _page(
    request: HttpRequest, member: Member, group: Group, *, form: GroupForm | None = None, status: int = 200
) -> HttpResponse:
    people = [one for one in members_of(member.account) if one.group_id == group.pk]
    others = [one for one in queries.groups_of(member.account) if one.pk != group.pk]
    connected = [one for one in queries.connections_of(member.account) if one.group_id == group.pk]
    passed = sum(1 for check in queries.checklist(group) if check.passed)
    context = {
        "account": member.account,
        "group": group,
        "steps": _steps(group),
        "people": people,
        "others": others,
        "connections": connected,
        "passed": passed,
        "may_change": member_may(member, Action.MANAGE_ACCOUNT),
        "form": form or GroupForm(initial={"name": group.name}),
    }
    return render(request, "selling_integration/group.html", context, status=status)


@frozen
class Stage:
    """A part of a group's way. ``one_way``: a door leads into it; ``passed``: the group has gone through."""

    title: str
    why: str
    tone: str
    here: bool
    one_way: bool
    passed: bool


def _steps(group: Group) -> list[Stage]:
    """What is behind the group, where it stands, what comes."""
    words = {
        GroupStatus.PLAIN: (_("Without PunchOut"), _("People belong to it; nobody shops for it.")),
        GroupStatus.INTEGRATING: (
            _("Being integrated"),
            _("Added for good. The purchasing system is connected; the first good visit ends this by itself."),
        ),
        GroupStatus.TEST: (_("Test"), _("Visits and orders run the whole way. Nothing is charged, nothing ships.")),
        GroupStatus.ACTIVE: (_("Active"), _("Orders are charged and ship. There is no way back to Test.")),
    }
    road = list(words)
    at = road.index(GroupStatus(group.status))
    last = len(road) - 1
    return [
        Stage(
            title=title,
            why=why,
            tone="calm" if place > at else "going" if place == at < last else "good",
            here=place == at,
            one_way=status in (GroupStatus.INTEGRATING, GroupStatus.ACTIVE),
            passed=place <= at,
        )
        for place, (status, (title, why)) in enumerate(words.items())
    ]


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def rename(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    group = group_or_404(member, public_id)
    form = GroupForm(request.POST)
    if form.is_valid():
        try:
            groups.rename_group(group=group, name=form.cleaned_data["name"], by=member.person, now=timezone.now())
        except AlreadyThere:
            form.add_error("name", _("Another group has this name. Nothing was changed."))
        else:
            messages.success(request, _("The group has its new name."))
            return redirect("selling_integration:group", public_id)
    return _page(request, member, group, form=form, status=422)


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def move(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """One person from this group to another one of the same account."""
    group = group_or_404(member, public_id)
    target = group_or_404(member, request.POST.get("to", ""))
    moved = Member.objects.standing().filter(group=group, public_id=request.POST.get("member", "")).first()
    if moved is None:
        raise Http404
    try:
        groups.move_member(member=moved, group=target, by=member.person, now=timezone.now())
    except AlreadyThere:
        messages.error(request, _("They are in that group already. Nothing was changed."))
    else:
        messages.success(
            request,
            _("%(person)s belongs to %(group)s now. A visit that is open goes on under the group it began with.")
            % {"person": moved.person.name, "group": target.name},
        )
    return redirect("selling_integration:group", public_id)


@require_GET
@of_own_account(Action.MANAGE_ACCOUNT)
def add_punchout(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """What it means, before anybody is asked."""
    group = group_or_404(member, public_id)
    return render(request, "selling_integration/add_punchout.html", {"group": group, "account": member.account})


@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def confirm_punchout(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """The second time: by the group's name, typed."""
    group = group_or_404(member, public_id)
    form = TypedNameForm(group, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            groups.add_punchout(group=group, by=member.person, now=timezone.now())
        except groups.NotVerified:
            messages.error(request, _("Only a verified company adds PunchOut. Nothing was changed."))
            return redirect("selling_integration:group", public_id)
        except IllegalStep:
            messages.error(request, _("This group has PunchOut already. Nothing was changed."))
            return redirect("selling_integration:group", public_id)
        messages.success(request, _("PunchOut is added. Connect your purchasing system now."))
        return redirect("selling_integration:integrate", public_id)
    context = {"group": group, "account": member.account, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "selling_integration/confirm_punchout.html", context, status=status)


@frozen
class Line:
    """A line of the checklist with the address of what passed it, where the viewer may open that."""

    check: Check
    url: str


@require_GET
@of_own_account(Action.MANAGE_INTEGRATION)
def checklist(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    group = group_or_404(member, public_id)
    checks = queries.checklist(group)
    context = {
        "group": group,
        "account": member.account,
        "lines": [Line(check, _url_of(check, member)) for check in checks],
        "ready": group.status == GroupStatus.TEST and all(check.passed for check in checks),
        "may_change": member_may(member, Action.MANAGE_ACCOUNT),
    }
    return render(request, "selling_integration/checklist.html", context)


def _url_of(check: Check, member: Member) -> str:
    if check.passed is None:
        return ""
    kind, _colon, public_id = check.passed.about.partition(":")
    sees_messages = member_may(member, Action.SEE_MESSAGES)
    if kind == "visit" and sees_messages:
        message = queries.visit_message(check.passed.about, [one.partner for one in connections_of(member)])
        return message.get_absolute_url() if message else ""
    if kind not in _PAGES or (kind == "message" and not sees_messages):
        return ""
    try:
        return reverse(_PAGES[kind], args=[public_id])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def activate(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """The second time: by the group's name, typed. What hinders it is said on the checklist."""
    group = group_or_404(member, public_id)
    form = TypedNameForm(group, request.POST if request.method == "POST" else None)
    missing = [check for check in queries.checklist(group) if not check.passed]
    if missing or group.status != GroupStatus.TEST:
        messages.error(request, _("This group cannot be made Active now: see the checklist. Nothing was changed."))
        return redirect("selling_integration:checklist", public_id)
    if form.is_bound and form.is_valid():
        try:
            groups.activate(group=group, by=member.person, now=timezone.now())
        except (IllegalStep, groups.NotReady, groups.NotVerified):
            messages.error(request, _("This group cannot be made Active now: see the checklist. Nothing was changed."))
            return redirect("selling_integration:checklist", public_id)
        messages.success(request, _("The group is Active: from now on orders are charged and ship."))
        return redirect("selling_integration:group", public_id)
    context = {"group": group, "account": member.account, "form": form}
    return render(request, "selling_integration/activate.html", context, status=422 if form.is_bound else 200)

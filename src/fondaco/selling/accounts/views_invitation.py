"""The other side of an invitation: the link in the letter, and what whoever opens it can do."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fondaco.people.models import Person
from fondaco.people.views import BACKEND
from fondaco.selling.accounts import invitations
from fondaco.selling.accounts.forms import NewcomerForm
from fondaco.selling.accounts.invitations import Closed, InvitationClosed
from fondaco.selling.accounts.models import Invitation, Role

_LINK = "invitation"  # in the session: the token of the link that was opened
_STATUS = {
    Closed.UNKNOWN: 410,
    Closed.USED: 410,
    Closed.WITHDRAWN: 410,
    Closed.EXPIRED: 410,
    Closed.NOT_TRADING: 403,
    Closed.SOMEBODY_ELSE: 403,
    Closed.STORE_STAFF: 403,
    Closed.SIGN_IN_FIRST: 200,
    Closed.MEMBER_HERE: 409,
    Closed.MEMBER_ELSEWHERE: 409,
}


@never_cache
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address at once: addresses are logged, kept and shared."""
    request.session[_LINK] = token
    return redirect("selling_accounts:invitation")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    token = str(request.session.get(_LINK, ""))
    found = invitations.invitation_of(token)
    person = request.user if isinstance(request.user, Person) else None
    why = invitations.why_closed(found, person, now=timezone.now())
    if found is None or why is not None:
        return _closed(request, found, why or Closed.UNKNOWN)
    form = None if person else NewcomerForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _accepted(request, found, token, person, form)
    context = {"invitation": found, "roles": _roles(found), "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "selling_accounts/invitation.html", context, status=status)


def _accepted(
    request: HttpRequest, found: Invitation, token: str, person: Person | None, form: NewcomerForm | None
) -> HttpResponse:
    given = {"name": form.cleaned_data["name"], "password": form.cleaned_data["password"]} if form else {}
    language = translation.get_language() or ""
    try:
        member = invitations.accept(token=token, person=person, language=language, now=timezone.now(), **given)
    except InvitationClosed as refusal:
        return _closed(request, invitations.invitation_of(token), refusal.why)
    request.session.pop(_LINK, None)
    if person is None:
        login(request, member.person, backend=BACKEND)
    messages.success(request, _("You belong to %(account)s now.") % {"account": found.account.name})
    sets_up = member.has_role(Role.ADMINISTRATOR) or member.has_role(Role.TECHNICAL_ADMINISTRATOR)
    return redirect("business" if sets_up or member.has_role(Role.FINANCE) else "home")


def _closed(request: HttpRequest, found: Invitation | None, why: Closed) -> HttpResponse:
    context = {"invitation": found, "why": why.value, "roles": _roles(found) if found else []}
    return render(request, "selling_accounts/invitation_closed.html", context, status=_STATUS[why])


def _roles(found: Invitation) -> list[str]:
    return [str(Role(role).label) for role in found.roles]

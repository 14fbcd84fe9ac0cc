"""Who decides while somebody is away: named by oneself, or arranged for somebody who cannot do it any more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fondaco.buying.access import needs, require
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.approvals import delegating, queries
from fondaco.buying.approvals.forms import AbsenceForm, DelegationForm
from fondaco.buying.approvals.models import Delegation
from fondaco.buying.company.choosing import entity_of
from fondaco.buying.company.views import frame_of
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.registry import KIND_WORDS


@needs("approve")
@never_cache
def delegations(request: HttpRequest) -> HttpResponse:
    me, now = person(request), timezone.now()
    form = DelegationForm(request.POST or None, me=me, kinds=_kinds(), initial={"from_on": timezone.localdate()})
    if form.is_valid():
        try:
            made = delegating.delegate(delegator=me, by=me, now=now, public_id=new_public_id(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            words = _("%(name)s decides in your place on these days.") % {"name": made.delegate.name}
            messages.success(request, words)
            return redirect("approvals:delegations")
    rows = list(queries.delegations_of(me, timezone.localdate()))
    context = {
        "form": form,
        "made": [(one, _about(one)) for one in rows if one.delegator_id == me.pk],
        "filled": [(one, _about(one)) for one in rows if one.delegate_id == me.pk],
    }
    return render(request, "buying_approvals/delegations.html", context, status=422 if form.is_bound else 200)


@needs("approve")
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Delegation, public_id=public_id, delegator=person(request))
    try:
        delegating.take_back(delegation=found, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("You decide again yourself."))
    return redirect("approvals:delegations")


@needs("see_company")
@never_cache
def absences(request: HttpRequest) -> HttpResponse:
    """Everybody of the legal entity who is or will be away; administrators name who decides meanwhile."""
    entity, now = entity_of(request), timezone.now()
    form = AbsenceForm(
        request.POST or None, me=None, entity=entity, kinds=_kinds(), initial={"from_on": timezone.localdate()}
    )
    if request.method == "POST":
        require(request.user, "change_company")
        if form.is_valid():
            try:
                made = delegating.delegate(by=person(request), now=now, public_id=new_public_id(), **form.cleaned_data)
            except Refused as refused:
                add_refusal(form, refused)
            else:
                facts = {"name": made.delegate.name, "delegator": made.delegator.name}
                messages.success(request, _("%(name)s decides in place of %(delegator)s on these days.") % facts)
                return redirect("approvals:absences")
    rows = queries.delegations_in(entity, timezone.localdate())
    context = {**frame_of(request, "people"), "form": form, "rows": [(one, _about(one)) for one in rows]}
    return render(request, "buying_approvals/absences.html", context, status=422 if form.is_bound else 200)


@needs("change_company")
@require_POST
def end_absence(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(queries.delegations_in(entity_of(request), timezone.localdate()), public_id=public_id)
    try:
        delegating.take_back(delegation=found, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("%(name)s decides again.") % {"name": found.delegator.name})
    return redirect("approvals:absences")


def _kinds() -> list[tuple[str, str]]:
    return [(name, str(words)) for name, words in KIND_WORDS.items()]


def _about(delegation: Delegation) -> str:
    return str(KIND_WORDS.get(delegation.kind, _("everything")))

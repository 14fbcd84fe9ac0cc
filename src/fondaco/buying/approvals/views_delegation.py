"""One's own delegations: who decides while one is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fondaco.buying.access import needs
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.approvals import passing_on, queries
from fondaco.buying.approvals.forms import DelegationForm
from fondaco.buying.approvals.models import Delegation
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.registry import KIND_WORDS


@needs("approve")
@never_cache
def delegations(request: HttpRequest) -> HttpResponse:
    me, now = person(request), timezone.now()
    kinds = [(name, str(words)) for name, words in KIND_WORDS.items()]
    form = DelegationForm(request.POST or None, me=me, kinds=kinds, initial={"from_on": timezone.localdate()})
    if form.is_valid():
        try:
            made = passing_on.delegate(delegator=me, by=me, now=now, public_id=new_public_id(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            words = _("%(name)s decides in your place on these days.") % {"name": made.delegate.name}
            messages.success(request, words)
            return redirect("approvals:delegations")
    rows = list(queries.delegations_of(me, timezone.localdate()))
    context = {
        "form": form,
        "made": [(one, str(KIND_WORDS.get(one.kind, _("everything")))) for one in rows if one.delegator_id == me.pk],
        "filled": [(one, str(KIND_WORDS.get(one.kind, _("everything")))) for one in rows if one.delegate_id == me.pk],
    }
    return render(request, "buying_approvals/delegations.html", context, status=422 if form.is_bound else 200)


@needs("approve")
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Delegation, public_id=public_id, delegator=person(request))
    try:
        passing_on.take_back(delegation=found, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("You decide again yourself."))
    return redirect("approvals:delegations")

"""What a draft would have changed: the latest documents at once, thousands by the worker."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs
from fondaco.buying.answers import employee, person
from fondaco.buying.company.views import tabs
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy import long_trials
from fondaco.buying.policy.models import LongTrial, TrialState
from fondaco.buying.policy.spans import span_words
from fondaco.buying.policy.trials import MOST_TRIED, back_test, together_words
from fondaco.buying.policy.views import draft_of

PAGE_SIZE = 100
LOOKS_AGAIN = 5  # seconds


@needs("see_company")
@never_cache
@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """What the draft would have changed about the latest documents."""
    found = draft_of(employee(request).legal_entity)
    told = request.GET.get("documents", "")
    wanted = int(told) if told in {"100", "500"} else 100
    test = back_test(version=found, against=None, now=timezone.now(), limit=wanted)
    context = {
        "draft": found,
        "test": test,
        "chart": [(_("Now"), test.asked_before), (_("With the draft"), test.asked_after)],
        "wanted": wanted,
        "many": test.tried == MOST_TRIED,
        "long": long_trials.latest_trial(found),
        "may_change": may(request.user, "change_company"),
        "tabs": tabs("rules"),
    }
    return render(request, "buying_policy/trial.html", context)


@needs("change_company")
@require_POST
def begin_long(request: HttpRequest) -> HttpResponse:
    found = draft_of(employee(request).legal_entity)
    try:
        made = long_trials.begin_trial(version=found, by=person(request), now=timezone.now(), public_id=new_public_id())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect("policy:trial")
    return redirect("policy:long-trial", made.public_id)


@needs("see_company")
@never_cache
@require_safe
def long_trial(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is, and what was found so far."""
    found = _found(request, public_id)
    page = Paginator(found.differences.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    left = long_trials.left(found, timezone.now())
    context = {
        "trial": found,
        "running": found.state == TrialState.RUNNING,
        "outdated": found.edits != found.version.edits,
        "left": span_words(left) if left and left >= timedelta(minutes=1) else "",
        "longer_words": together_words(timedelta(seconds=found.longer_seconds)),
        "chart": [(_("Now"), found.asked_before), (_("With the draft"), found.asked_after)],
        "page": page,
        "differences": [long_trials.difference_of(row) for row in page],
        "may_change": may(request.user, "change_company"),
        "tabs": tabs("rules"),
    }
    answer = render(request, "buying_policy/long_trial.html", context)
    if context["running"]:
        answer["Refresh"] = str(LOOKS_AGAIN)
    return answer


@needs("change_company")
@require_POST
def stop_long(request: HttpRequest, public_id: str) -> HttpResponse:
    long_trials.stop_trial(trial=_found(request, public_id), by=person(request), now=timezone.now())
    return redirect("policy:long-trial", public_id)


def _found(request: HttpRequest, public_id: str) -> LongTrial:
    rows = LongTrial.objects.select_related("version")
    return get_object_or_404(rows, version__legal_entity=employee(request).legal_entity, public_id=public_id)

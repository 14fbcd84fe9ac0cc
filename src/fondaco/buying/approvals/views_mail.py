"""Deciding from a letter: the link opens a page that changes nothing, and its button decides.

The link is the proof of who decides; it is good for a week and for one decision, and only for what it showed.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fondaco.buying.access import may
from fondaco.buying.approvals import operations, registry
from fondaco.buying.approvals.forms import ReasonForm
from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.states import StepState
from fondaco.buying.approvals.tokens import step_by
from fondaco.buying.lifecycle import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    step = step_by(token) if len(token) < 500 else None
    if step is None or not may(step.assigned_to, "approve"):
        return render(request, "buying_approvals/by_mail_over.html", status=410)
    form = ReasonForm(request.POST if request.POST.get("decision") in {"reject", "send_back"} else None)
    trouble = ""
    if request.method == "POST" and step.state == StepState.PENDING:
        try:
            trouble = _decide(request, step, form)
        except Refused as refused:
            trouble = f"{refused.words} {refused.remedy}".strip()
        step.refresh_from_db()
    subject = registry.load(step.round.kind, step.round.subject_id)
    shown = registry.show(subject, now=timezone.now())
    context = {
        "step": step,
        "round": step.round,
        "shown": shown,
        "to_decide": [line for line in shown.lines if line.key in step.to_decide or not line.key],
        "pending": step.state == StepState.PENDING,
        "changed": step.state == StepState.PENDING and subject.digest() != step.round.digest,
        "already": "" if step.state == StepState.PENDING else operations.AlreadyDecided(step).words,
        "form": form,
        "trouble": trouble,
    }
    page = render(request, "buying_approvals/by_mail.html", context, status=422 if trouble or form.errors else 200)
    page["Referrer-Policy"] = "no-referrer"
    return page


def _decide(request: HttpRequest, step: Step, form: ReasonForm) -> str:
    """What stands in the way in words, nothing where it was decided. Raises Refused."""
    now, by = timezone.now(), step.assigned_to
    decision = request.POST.get("decision", "")
    if decision == "approve":
        operations.approve(step=step, by=by, now=now, digest=request.POST.get("digest", "")[:64], by_mail=True)
        return ""
    if not form.is_valid():
        return _("Write a reason: the requester reads it.")
    act = operations.reject if decision == "reject" else operations.send_back
    act(step=step, by=by, now=now, reason=form.cleaned_data["reason"], by_mail=True)
    return ""

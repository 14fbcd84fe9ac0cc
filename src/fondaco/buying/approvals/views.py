"""The approver's pages: what waits, and the page on which one decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs, signed_in
from fondaco.buying.answers import person
from fondaco.buying.approvals import operations, passing_on, queries, registry
from fondaco.buying.approvals.forms import AsWellForm, PassOnForm, QuestionForm, ReasonForm
from fondaco.buying.approvals.history import history_of, steps_of
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.states import StepState
from fondaco.buying.lifecycle import Refused

PAGE_SIZE = 50
LATELY_DECIDED = 10
SOON = timedelta(days=2)  # a hold that ends within is shown as pressing


@needs("approve")
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.waiting_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    decided = queries.decided_by(request.user)[:LATELY_DECIDED]
    context = {
        "page": page,
        "decided": decided,
        "away": queries.delegated_away(request.user)[:PAGE_SIZE],
        "soon": timezone.now() + SOON,
    }
    return render(request, "buying_approvals/inbox.html", context)


@signed_in
@never_cache
@require_safe
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _asked(request, public_id))


def _page(request: HttpRequest, step: Step, **bound: forms.Form) -> HttpResponse:
    """The subject, its history and the decision; after a decision the same page says what was decided."""
    now = timezone.now()
    subject = registry.load(step.round.kind, step.round.subject_id)
    shown = registry.show(subject, now=now)
    rounds = queries.rounds_of(step.round.kind, step.round.subject_id)
    pending = step.state == StepState.PENDING
    waiting = list(queries.waiting_for(request.user).exclude(pk=step.pk)[:1])
    current = next((one for one in rounds if one.pk == step.round_id), step.round)
    context = {
        "step": step,
        "round": step.round,
        "subject": subject,
        "shown": shown,
        "to_decide": [line for line in shown.lines if line.key in step.to_decide or not line.key],
        "carried": [line for line in shown.lines if line.key in step.carried],
        "prices": [line.prices for line in shown.lines if line.prices and line.key in step.to_decide],
        "others": [line for line in shown.lines if line.key and line.key not in step.lines],
        "changed": pending and subject.digest() != step.round.digest,
        "pending": pending and may(request.user, "approve"),
        "not_entitled": pending and not may(request.user, "approve"),
        "entries": history_of(rounds),
        "steps": steps_of(current),
        "reject_form": bound.get("reject") or ReasonForm(prefix="reject"),
        "send_back_form": bound.get("send_back") or ReasonForm(prefix="back"),
        "ask_form": bound.get("ask") or QuestionForm(prefix="ask"),
        "forward_form": bound.get("forward") or PassOnForm(prefix="forward", step=step, me=request.user),
        "as_well_form": bound.get("as_well") or AsWellForm(prefix="well", step=step, me=request.user),
        "next_step": waiting[0] if waiting else None,
        "already": "" if pending else str(operations.AlreadyDecided(step).words),
    }
    page = render(request, "buying_approvals/decide.html", context)
    page.status_code = 422 if bound else 200
    return page


@signed_in
@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    done = _("Approved: %(number)s.") % {"number": step.round.subject_number}
    digest = request.POST.get("digest", "")[:64]
    return _answer(request, step, operations.approve, done, digest=digest)


@signed_in
@require_POST
def reject(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    form = ReasonForm(request.POST, prefix="reject")
    if not form.is_valid():
        return _page(request, step, reject=form)
    done = _("Rejected: %(number)s. The requester reads your reason.") % {"number": step.round.subject_number}
    return _answer(request, step, operations.reject, done, reason=form.cleaned_data["reason"])


@signed_in
@require_POST
def send_back(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    form = ReasonForm(request.POST, prefix="back")
    if not form.is_valid():
        return _page(request, step, send_back=form)
    done = _("Sent back: %(number)s. The requester reads your reason.") % {"number": step.round.subject_number}
    return _answer(request, step, operations.send_back, done, reason=form.cleaned_data["reason"])


@signed_in
@require_POST
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    form = QuestionForm(request.POST, prefix="ask")
    if not form.is_valid():
        return _page(request, step, ask=form)
    try:
        operations.ask_question(step=step, by=person(request), now=timezone.now(), text=form.cleaned_data["text"])
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("Your question is on its way. You get a message when it is answered."))
    return redirect("approvals:decide", step.public_id)


def _answer(request: HttpRequest, step: Step, operation: Callable[..., Step], done: str, **given: Any) -> HttpResponse:
    """Do it, then show the next one that waits; a refusal is told on the step's own page."""
    try:
        operation(step=step, by=person(request), now=timezone.now(), **given)
    except operations.AlreadyDecided:
        return redirect("approvals:decide", step.public_id)
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect("approvals:decide", step.public_id)
    messages.success(request, done)
    waiting = queries.waiting_for(request.user).first()
    if waiting is None:
        return redirect("approvals:inbox")
    return redirect("approvals:decide", waiting.public_id)


@signed_in
@require_POST
def forward(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    form = PassOnForm(request.POST, prefix="forward", step=step, me=request.user)
    if not form.is_valid():
        return _page(request, step, forward=form)
    done = _("Passed on: %(number)s. %(name)s decides now.") % {
        "number": step.round.subject_number,
        "name": form.cleaned_data["to"].name,
    }
    return _answer(request, step, passing_on.forward, done, **form.cleaned_data)


@signed_in
@require_POST
def as_well(request: HttpRequest, public_id: str) -> HttpResponse:
    step = _asked(request, public_id)
    form = AsWellForm(request.POST, prefix="well", step=step, me=request.user)
    if not form.is_valid():
        return _page(request, step, as_well=form)
    done = _("%(name)s is asked as well.") % {"name": form.cleaned_data["to"].name}
    told = {**form.cleaned_data, "first": form.cleaned_data["first"] == "before"}
    return _answer(request, step, passing_on.ask_as_well, done, **told)


@needs("approve")
@require_POST
def approve_several(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked in the list; each with the digest that the list showed."""
    ticked = [value.partition(" ") for value in request.POST.getlist("step")[:PAGE_SIZE]]
    digests = {public_id: digest for public_id, _space, digest in ticked}
    steps = Step.objects.filter(public_id__in=digests, assigned_to=person(request)).select_related("round", "person")
    pairs = [(step, digests[step.public_id]) for step in steps]
    done = operations.approve_many(steps=pairs, by=person(request), now=timezone.now())
    good = [one for one in done if not one.refused]
    if good:
        words = ngettext("%(count)d request approved.", "%(count)d requests approved.", len(good))
        messages.success(request, words % {"count": len(good)})
    for one in done:
        if one.refused:
            messages.warning(request, f"{one.step.round.subject_number}: {one.refused}")
    if not done:
        messages.info(request, _("Nothing was ticked, so nothing was approved."))
    return redirect("approvals:inbox")


@needs("change_company")
@require_POST
def anew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a round whose approver cannot decide any more find its approvers again."""
    round_ = get_object_or_404(Round, public_id=public_id)
    try:
        operations.route_anew(round_=round_, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("%(number)s is with its new approvers.") % {"number": round_.subject_number})
    return redirect("home")


def _asked(request: HttpRequest, public_id: str) -> Step:
    """The step, for who was asked, in whoever's place; as if there were none for everybody else."""
    me = person(request)
    step = (
        Step.objects.select_related("round__requester", "round__beneficiary", "person", "assigned_to", "decided_by")
        .filter(Q(person=me) | Q(assigned_to=me), public_id=public_id)
        .first()
    )
    if step is None or step.state == StepState.WAITING:
        raise Http404
    return step

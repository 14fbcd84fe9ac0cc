"""From the returned cart to the request on its way: the claim, the page, the lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs, require, signed_in
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.approvals.models import Question
from fondaco.buying.approvals.operations import answer_question
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import claims, operations, pages, queries
from fondaco.buying.requests.forms import AnswersForm, kept_lines, ticked
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.states import RequestState
from fondaco.buying.requests.subject import KIND
from fondaco.buying.shopping.queries import session_of
from fondaco.buying.suppliers.doors import opens_stores

PAGE_SIZE = 50


@signed_in
@never_cache
@require_safe
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the browser lands after a store's post. The same person's cart becomes a request, once."""
    session = session_of(person=request.user, public_id=public_id)
    if session is None or not may(request.user, "request"):
        return render(request, "buying_shopping/not_yours.html", status=403)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        made = claims.claim_cart(
            session=session, employee=employee(request), now=timezone.now(), public_id=new_public_id()
        )
    except Refused:
        return redirect("shopping:session", public_id)
    if made.instead is not None:
        words = _("%(number)s cannot be changed any more, so your cart is a request of its own.")
        messages.warning(request, words % {"number": made.instead.number})
    return redirect(made.request)


@signed_in
@never_cache
@require_safe
@opens_stores
def request_page(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    if not _mine_to_change(request, found):
        return render(request, "buying_requests/request.html", pages.of_settled(found, person=request.user))
    now = timezone.now()
    form = AnswersForm(initial=AnswersForm.initial_of(found), request=found, now=now)
    kept = ticked(found)
    away = frozenset(one[:40] for one in request.GET.getlist("away")[:20])
    context = pages.of_draft(found, form=form, kept=kept, now=now, away=away)
    return render(request, "buying_requests/edit.html", context)


@signed_in
@require_safe
def route(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sums and route for the answers as they stand in the form, for the page's right side. Keeps nothing."""
    found = seen(request, public_id)
    if not _mine_to_change(request, found):
        raise Http404
    now = timezone.now()
    form = AnswersForm(initial={"cost_centre": request.GET.get("cost_centre", "")}, request=found, now=now)
    kept = kept_lines(request.GET.getlist("line"))
    context = pages.of_draft(found, form=form, kept=kept, now=now)
    return render(request, "buying_requests/_recounted.html", {**context, "swapped": True})


@signed_in
@require_POST
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    return _answered(request, public_id, operations.save_request, _("Kept. It is not submitted yet."))


@signed_in
@require_POST
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    return _answered(request, public_id, operations.submit_request, _("Submitted."))


def _answered(request: HttpRequest, public_id: str, act: Callable[..., PurchaseRequest], done: str) -> HttpResponse:
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    now = timezone.now()
    form = AnswersForm(request.POST, request=found, now=now)
    kept = kept_lines(request.POST.getlist("line"))
    if form.is_valid():
        try:
            act(
                request=found,
                version=form.cleaned_data["version"],
                answers=form.answers(kept),
                by=person(request),
                now=now,
            )
        except Refused as refused:
            if refused.code == "not_open":
                messages.info(request, f"{refused.words} {refused.remedy}")
                return redirect(found)
            add_refusal(form, refused)
        else:
            messages.success(request, done)
            return redirect(found)
    if not found.editable:
        return redirect(found)
    context = pages.of_draft(found, form=form, kept=kept, now=now)
    return render(request, "buying_requests/edit.html", context, status=422)


@signed_in
@never_cache
def revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a request while it is being approved: only what this changes goes round again."""
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    if found.state != RequestState.IN_APPROVAL or found.requester_id != request.user.pk:
        return redirect(found)
    now = timezone.now()
    bound = request.POST or None
    form = AnswersForm(bound, initial=AnswersForm.initial_of(found), request=found, now=now)
    kept = kept_lines(request.POST.getlist("line")) if bound else ticked(found)
    if form.is_valid():
        try:
            operations.revise_request(
                request=found,
                version=form.cleaned_data["version"],
                answers=form.answers(kept),
                by=person(request),
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Changed. Only what you changed goes round again."))
            return redirect(found)
    context = {**pages.of_draft(found, form=form, kept=kept, now=now), "revising": True}
    return render(request, "buying_requests/edit.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    try:
        operations.withdraw_request(request=found, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}")
    else:
        messages.success(request, _("Withdrawn. Nothing will be ordered."))
    return redirect(found)


@signed_in
@require_POST
def answer(request: HttpRequest, public_id: str, question_id: str) -> HttpResponse:
    """Answer what an approver asked."""
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    question = get_object_or_404(
        Question, public_id=question_id, step__round__kind=KIND, step__round__subject_id=public_id
    )
    try:
        answer_question(question=question, by=person(request), now=timezone.now(), text=request.POST.get("text", ""))
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("Your answer is on its way."))
    return redirect(found)


@needs("see_home")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _list(request, "mine", queries.requests_for_list(person=request.user, **_asked(request)))


@needs("see_home")
@require_safe
def for_me(request: HttpRequest) -> HttpResponse:
    """What others asked for on one's behalf."""
    return _list(request, "for-me", queries.requests_for_list(needed_by=request.user, **_asked(request)))


@needs("see_all_requests")
@require_safe
def everybodys(request: HttpRequest) -> HttpResponse:
    return _list(request, "all", queries.requests_for_list(**_asked(request)))


def _asked(request: HttpRequest) -> dict[str, str]:
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    return {"state": request.GET.get("state", ""), "words": words}


def _list(request: HttpRequest, tab: str, rows: Any) -> HttpResponse:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tab": tab,
        "rows": pages.rows_of(list(page.object_list)),
        "states": RequestState.choices,
        "asked": _asked(request),
        "may_see_all": may(request.user, "see_all_requests"),
        "may_shop": may(request.user, "shop"),
    }
    return render(request, "buying_requests/list.html", context)


def seen(request: HttpRequest, public_id: str) -> PurchaseRequest:
    """The request, to somebody who may see it; for anybody else there is none."""
    found = queries.request_by(public_id)
    if found is None or not may(request.user, "see_request", found):
        raise Http404
    return found


def _mine_to_change(request: HttpRequest, found: PurchaseRequest) -> bool:
    return found.editable and found.requester_id == request.user.pk and may(request.user, "change_request", found)

"""The queue of companies to look at, and the rules by which others need no look."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.people.models import Person
from fondaco.selling.access import Action, may, requires
from fondaco.selling.registration import queries, reviewing
from fondaco.selling.registration.forms import RefusalForm, RulesForm
from fondaco.selling.registration.models import Review
from fondaco.web.countries import country_name
from fondaco.web.formatting import exact_day

PER_PAGE = 50


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@require_GET
@requires(Action.REVIEW_COMPANIES)
def reviews(request: HttpRequest) -> HttpResponse:
    decided = request.GET.get("show") == "decided"
    rows = queries.decided_reviews() if decided else queries.waiting_reviews()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, _day(one)) for one in page.object_list],
        "decided": decided,
        "waiting": page.paginator.count if not decided else queries.waiting_reviews().count(),
        "today": queries.today(timezone.now()),
        "may_change_rules": may(request.user, Action.CHANGE_CUSTOMERS),
    }
    return render(request, "selling_registration/reviews.html", context)


def _day(review: Review) -> str:
    """The promised day in full: a weekday alone could be the last or the next."""
    return exact_day(review.due_on, get_language() or "en")


def _review_or_404(public_id: str) -> Review:
    review = queries.review_of(public_id)
    if review is None:
        raise Http404
    return review


def _page(request: HttpRequest, review: Review, *, status: int = 200, **told: Any) -> HttpResponse:
    context = {
        "review": review,
        "account": review.account,
        "registration": getattr(review.account, "registration", None),
        "country": country_name(review.account.country),
        "similar": queries.similar_companies(review.account),
        "form": RefusalForm(),
        "today": queries.today(timezone.now()),
        "day": _day(review),
        "sees_customers": may(request.user, Action.SEE_CUSTOMERS),
        **told,
    }
    return render(request, "selling_registration/review.html", context, status=status)


@require_GET
@requires(Action.REVIEW_COMPANIES)
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _review_or_404(public_id))


@require_POST
@requires(Action.REVIEW_COMPANIES)
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _review_or_404(public_id)
    try:
        reviewing.approve(review=found, by=_person(request), now=timezone.now())
    except reviewing.Decided:
        return _page(request, _review_or_404(public_id), status=409, too_late=True)
    messages.success(
        request,
        _("%(company)s is verified. Its administrator is told by mail what comes next.") % {"company": found.account},
    )
    return redirect("selling_registration:reviews")


@require_POST
@requires(Action.REVIEW_COMPANIES)
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _review_or_404(public_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, form=form)
    try:
        reviewing.refuse(review=found, words=form.cleaned_data["words"], by=_person(request), now=timezone.now())
    except reviewing.Decided:
        return _page(request, _review_or_404(public_id), status=409, too_late=True, form=form)
    messages.success(
        request, _("%(company)s is refused. Its administrator is told why, in your words.") % {"company": found.account}
    )
    return redirect("selling_registration:reviews")


@require_http_methods(["GET", "POST"])
@requires(Action.CHANGE_CUSTOMERS)
def rules(request: HttpRequest) -> HttpResponse:
    known = queries.rules()
    form = RulesForm(request.POST or None, initial=RulesForm.initial_of(known))
    if request.method != "POST":
        return render(request, "selling_registration/rules.html", {"form": form})
    if not form.is_valid():
        return render(request, "selling_registration/rules.html", {"form": form}, status=422)
    try:
        reviewing.change_rules(**form.cleaned_data, by=_person(request), now=timezone.now())
    except reviewing.ChangedMeanwhile:
        fresh = RulesForm(initial=RulesForm.initial_of(queries.rules()))
        return render(request, "selling_registration/rules.html", {"form": fresh, "meanwhile": True}, status=409)
    messages.success(request, _("The rules are set. They hold for the next registration."))
    return redirect("selling_registration:reviews")

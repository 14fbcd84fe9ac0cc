"""Limits that customers ask for, before the store's own people."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fondaco.people.models import Person
from fondaco.selling.access import Action, requires
from fondaco.selling.payments import limits, queries
from fondaco.selling.payments.forms import DecisionForm
from fondaco.selling.payments.models import LimitRequest
from fondaco.selling.payments.states import RequestState


@never_cache
@require_GET
@requires(Action.DECIDE_SETTINGS)
def requests(request: HttpRequest) -> HttpResponse:
    return render(request, "selling_payments/requests.html", {"requests": queries.limit_requests()[:200]})


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Action.DECIDE_SETTINGS)
def request_page(request: HttpRequest, public_id: str) -> HttpResponse:
    asked = queries.limit_requests().filter(public_id=public_id).first()
    if asked is None:
        raise Http404
    if request.method != "POST" or asked.state != RequestState.OPEN:
        late = request.method == "POST"
        return _page(request, asked, _proposed(asked), status=409 if late else 200)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    try:
        _decide(request, asked, form)
    except limits.Decided:
        asked.refresh_from_db()
        return _page(request, asked, form, status=409)
    messages.success(request, _("%(account)s is told.") % {"account": asked.account.name})
    return redirect("selling_payments:requests")


def _proposed(asked: LimitRequest) -> DecisionForm:
    return DecisionForm(
        initial={"limit": asked.wanted.quantize(Decimal("0.01")), "terms_days": queries.store().invoice_terms_days}
    )


def _decide(request: HttpRequest, asked: LimitRequest, form: DecisionForm) -> None:
    assert isinstance(request.user, Person)
    said, now = form.cleaned_data, timezone.now()
    if said["decision"] == "decline":
        limits.decline(request=asked, answer=said["answer"], by=request.user, now=now)
        return
    limits.grant(
        request=asked,
        limit=said["limit"],
        terms_days=said["terms_days"],
        answer=said["answer"],
        by=request.user,
        now=now,
    )


def _page(request: HttpRequest, asked: LimitRequest, form: DecisionForm, *, status: int) -> HttpResponse:
    context = {
        "asked": asked,
        "account": asked.account,
        "form": form,
        "open": asked.state == RequestState.OPEN,
        "late": status == 409,
        "methods": queries.methods_of(asked.account),
    }
    return render(request, "selling_payments/request.html", context, status=status)

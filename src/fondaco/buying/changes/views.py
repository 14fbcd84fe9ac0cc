"""Pages of changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fondaco import audit
from fondaco.bridge.journal import messages_about
from fondaco.buying.access import may, may_see_messages, require, signed_in
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.approvals.queries import rounds_of
from fondaco.buying.changes import operations, queries
from fondaco.buying.changes.forms import AnswerForm, CancelForm, ChangeForm
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.states import ChangeState
from fondaco.buying.changes.subject import KIND, net_after
from fondaco.buying.changes.timeline import timeline_of
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.queries import order_by

PAGE_SIZE = 50


@signed_in
@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """Everybody's for those who see them all, else those of one's own."""
    require(request.user, "see_home")
    whose = None if may(request.user, "see_all_changes") else request.user
    open_only = request.GET.get("show") != "all"
    rows = queries.changes_for_list(person=whose, open_only=open_only)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "buying_changes/list.html", {"page": page, "changes": list(page), "open_only": open_only})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, order_id: str) -> HttpResponse:
    """Ask for a change of an order."""
    order = _order(request, order_id)
    form = ChangeForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        try:
            change = operations.ask_for_change(
                order=order,
                wishes=form.wishes(),
                reason=form.cleaned_data["reason"],
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _asked(request, change)
    return _form_page(request, order, form, CancelForm(prefix="cancel"))


@signed_in
@require_POST
def cancel(request: HttpRequest, order_id: str) -> HttpResponse:
    """Ask for the cancellation of an order."""
    order = _order(request, order_id)
    form = CancelForm(request.POST, prefix="cancel")
    if form.is_valid():
        try:
            change = operations.ask_to_cancel(
                order=order, reason=form.cleaned_data["reason"], by=person(request), now=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return _asked(request, change)
    return _form_page(request, order, ChangeForm(order=order), form)


def _asked(request: HttpRequest, change: OrderChange) -> HttpResponse:
    messages.success(request, _("%(number)s is with its approvers.") % {"number": change.number})
    return redirect(change)


def _form_page(request: HttpRequest, order: PurchaseOrder, form: forms.Form, cancel_form: forms.Form) -> HttpResponse:
    wrong = (form.is_bound and form.errors) or (cancel_form.is_bound and cancel_form.errors)
    context = {
        "order": order,
        "form": form,
        "cancel_form": cancel_form,
        "cancelling": cancel_form.is_bound,
        "by_hand": not order.supplier.takes_changes or order.supplier.partner_id is None,
    }
    return render(request, "buying_changes/ask.html", context, status=422 if wrong else 200)


@signed_in
@never_cache
@require_safe
def change_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _seen(request, public_id))


def _page(request: HttpRequest, change: OrderChange, form: AnswerForm | None = None) -> HttpResponse:
    rows, rounds = list(change.lines.all()), list(rounds_of(KIND, change.public_id))
    show_messages = may_see_messages(request.user, change.order.supplier.partner)
    open_ = change.state in {ChangeState.IN_APPROVAL, ChangeState.APPROVED, ChangeState.SENT}
    with_supplier = change.state in {ChangeState.APPROVED, ChangeState.SENT}
    context: dict[str, Any] = {
        "change": change,
        "order": change.order,
        "rows": rows,
        "net_after": net_after(change.order, rows) if open_ and not change.cancels else None,
        "tone": _tone(change),
        "rounds": rounds,
        "entries": timeline_of(
            change,
            rounds=rounds,
            messages=messages_about(change.about),
            show_messages=show_messages,
            lines=audit.lines_for(change.about),
        ),
        "may_withdraw": change.requester_id == request.user.pk
        and change.state in {ChangeState.IN_APPROVAL, ChangeState.APPROVED},
        "may_record": with_supplier and may(request.user, "change_order"),
        "form": form or AnswerForm(),
    }
    return render(request, "buying_changes/change.html", context, status=422 if form is not None else 200)


def _tone(change: OrderChange) -> str:
    if change.state == ChangeState.TAKEN:
        return "good"
    if change.state in {ChangeState.REFUSED, ChangeState.REJECTED}:
        return "wrong"
    return "act" if change.state == ChangeState.APPROVED else "calm"


@signed_in
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    change = _seen(request, public_id)
    try:
        operations.withdraw_change(change=change, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("The change is withdrawn. The order stays as it is."))
    return redirect(change)


@signed_in
@require_POST
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """A buyer writes down what the supplier said."""
    change = _seen(request, public_id)
    require(request.user, "change_order")
    form = AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.record_answer(
                change=change,
                taken=said["answer"] == "taken",
                words=said["reason"],
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The supplier's answer is recorded."))
            return redirect(change)
    return _page(request, change, form)


def _order(request: HttpRequest, order_id: str) -> PurchaseOrder:
    """The order, for those who may ask for changes of it; as if there were none for those who may not see it."""
    order = order_by(order_id)
    if order is None or not may(request.user, "see_order", order):
        raise Http404
    require(request.user, "ask_change", order)
    return order


def _seen(request: HttpRequest, public_id: str) -> OrderChange:
    change = queries.change_by(public_id)
    if change is None or not (may(request.user, "see_change", change) or change.order.requester_id == request.user.pk):
        raise Http404
    return change

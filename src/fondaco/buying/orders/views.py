"""Pages of orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco import audit
from fondaco.bridge.journal import messages_about
from fondaco.buying.access import may, may_see_messages, require, signed_in
from fondaco.buying.answers import person
from fondaco.buying.approvals.queries import rounds_of
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders import operations, queries
from fondaco.buying.orders.forms import ReasonForm
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.states import OVER, TRANSITIONS, Delivery, OrderEvent, OrderState
from fondaco.buying.orders.timeline import timeline_of
from fondaco.buying.orders.views_remedies import shown_for_all, shown_refusal, shown_remedies
from fondaco.buying.orders.words import charge_words, delivery_of, spread_words, state_of
from fondaco.buying.requests.subject import KIND

PAGE_SIZE = 50


@signed_in
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """Own orders; everybody's for those who may see them all."""
    require(request.user, "see_home")
    sees_all = may(request.user, "see_all_orders")
    own = not sees_all or request.GET.get("whose") == "mine"
    state, words = request.GET.get("state", ""), request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = queries.orders_for_list(person=request.user if own else None, state=state, words=words)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(order, state_of(order)) for order in page],
        "sees_all": sees_all,
        "sees_numbers": may(request.user, "see_numbers"),
        "own": own,
        "state": state,
        "words": words,
        "states": [
            *OrderState.choices,
            ("stuck", _("Did not reach the supplier")),
            ("undecided", _("Sent, no answer: a buyer decides")),
            ("silent", _("The supplier does not answer")),
        ],
    }
    return render(request, "buying_orders/list.html", context)


@signed_in
@never_cache
@require_safe
def order_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, seen_order(request, public_id))


def _page(request: HttpRequest, order: PurchaseOrder, form: ReasonForm | None = None) -> HttpResponse:
    now = timezone.now()
    show_messages = may_see_messages(request.user, order.supplier.partner)
    sent = messages_about(order.about)
    message = next((one for one in sent if one.direction == "out" and one.document_type == "PurchaseOrder"), None)
    lines, whole = queries.lines_of(order), queries.order_refusals(order)
    may_change = may(request.user, "change_order")
    sending = delivery_of(
        order,
        status_code=message.status_code if message else None,
        attempts=message.attempts if message else 0,
        now=now,
    )
    if (order.stuck or order.undecided) and not may(request.user, "send_again"):
        sending = evolve(sending, remedy=_("The buyers know and take care of it. You need not do anything."))
    context = {
        "order": order,
        "standing": state_of(order),
        "sending": sending,
        "delivered": order.delivery == Delivery.DELIVERED,
        # A supplier that has answered has the order, whatever became of the message's own answer.
        "tell_sending": order.delivery != Delivery.DELIVERED and order.state == OrderState.ISSUED,
        "lines": [_line(line, request.user, order, whole) for line in lines],
        "remedies": shown_for_all(lines, whole, request.user, order),
        "charges": [
            {"charge": one, "words": charge_words(one), "spread": spread_words(one)} for one in order.charges.all()
        ],
        "refusals": [shown_refusal(one, request.user, order) for one in whole],
        "entries": timeline_of(
            order,
            rounds=rounds_of(KIND, order.request.public_id),
            confirmations=queries.confirmations_of(order),
            messages=sent,
            show_messages=show_messages,
            lines=audit.lines_for(order.about),
        ),
        "message": message if show_messages else None,
        "may_send_again": order.stuck and order.state == OrderState.ISSUED and may(request.user, "send_again"),
        "may_cancel": may_change and order.state == OrderState.ISSUED and order.delivery == Delivery.REFUSED,
        "may_close": may_change and OrderEvent.CLOSE in TRANSITIONS[OrderState(order.state)],
        **_unanswered(order, request.user),
        "may_ask_change": may(request.user, "ask_change", order),
        "form": form or ReasonForm(),
    }
    page = render(request, "buying_orders/order.html", context)
    page.status_code = 422 if form is not None else 200
    return page


def _unanswered(order: PurchaseOrder, who: Any) -> dict[str, Any]:
    """What may be done where no answer came, from the message or from the supplier."""
    waits = order.state == OrderState.ISSUED
    silent = waits and order.delivery == Delivery.DELIVERED and order.silence_stage > 0
    may_record = may(who, "change_order") and order.state not in OVER
    return {
        "silent": silent,
        "may_decide": waits and order.undecided and may(who, "send_again"),
        "may_record": may_record,
        "may_remind": silent and may_record and order.supplier.partner_id is None,
    }


def _line(line: OrderLine, who: Any, order: PurchaseOrder, whole: list[StoredRefusal]) -> dict[str, Any]:
    """A line for the page: its quantities, what it costs now if that differs, when it comes, why not."""
    portions = list(line.portions.all())
    prices = {one.unit_price for one in portions if one.unit_price is not None and one.becomes == "confirmed"}
    days = sorted({one.delivery_on for one in portions if one.delivery_on and one.becomes != "rejected"})
    return {
        "line": line,
        "other_prices": sorted(price for price in prices if price != line.unit_price),
        "delivery_days": days,
        "comments": [one.comments for one in portions if one.comments and one.becomes != "rejected"],
        "refusals": [shown_refusal(one, who, order) for one in line.refusals.all()],
        "remedies": shown_remedies(line, whole, who, order),
        "unexplained": line.rejected
        and not line.refusals.all()
        and (next((one.comments for one in portions if one.becomes == "rejected"), "") or _("No reason was given.")),
    }


@signed_in
@require_POST
def send_again(request: HttpRequest, public_id: str) -> HttpResponse:
    order = seen_order(request, public_id)
    require(request.user, "send_again")
    try:
        operations.send_order_again(order=order, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("Order %(number)s is being sent again.") % {"number": order.number})
    return redirect(order)


@signed_in
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, operations.cancel_order, _("The order is cancelled."))


@signed_in
@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    return _with_reason(request, public_id, operations.close_order, _("The order is closed."))


def _with_reason(
    request: HttpRequest, public_id: str, operation: Callable[..., PurchaseOrder], done: str
) -> HttpResponse:
    order = seen_order(request, public_id)
    require(request.user, "change_order")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, order, form)
    try:
        operation(order=order, by=person(request), now=timezone.now(), reason=form.cleaned_data["reason"])
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, done)
    return redirect(order)


def seen_order(request: HttpRequest, public_id: str) -> PurchaseOrder:
    """The order; as if there were none for those who may not see it."""
    order = queries.order_by(public_id)
    if order is None or not may(request.user, "see_order", order):
        raise Http404
    return order

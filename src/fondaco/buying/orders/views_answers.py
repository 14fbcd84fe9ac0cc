"""What buyers do where a supplier does not answer by machine: its orders on paper, its answers written down."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fondaco.buying.access import require, signed_in
from fondaco.buying.answers import add_refusal, person
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders import deciding
from fondaco.buying.orders.forms_answers import AnswerForm
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.paper import file_name, order_pdf
from fondaco.buying.orders.recording import as_it_stands, record_answer
from fondaco.buying.orders.states import OVER
from fondaco.buying.orders.views import seen_order


@signed_in
@never_cache
@require_safe
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The order as a PDF, as it stands; to whoever may see it."""
    order = seen_order(request, public_id)
    lines = order.lines.filter(ordered__gt=0).order_by("line_number")  # without what a change took out
    content = order_pdf(order, list(lines), list(order.charges.all()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, file_name(order)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what the supplier said."""
    order = seen_order(request, public_id)
    require(request.user, "change_order")
    if order.state in OVER:
        messages.info(request, _("This order is over: nothing more is taken for it."))
        return redirect(order)
    lines = list(order.lines.filter(ordered__gt=0).order_by("line_number"))
    form = AnswerForm(request.POST or None, lines=lines, standing=as_it_stands(order, lines), token=new_public_id())
    if request.method == "POST" and form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        try:
            made = record_answer(
                order=order,
                told=form.told(),
                number=said["number"],
                words=said["words"],
                token=said["token"],
                by=person(request),
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            if made.received_at == now:
                messages.success(request, _("Recorded. Whoever waits for the order reads it."))
            else:
                words = _("This form was recorded before, so nothing was changed. To correct it, open it anew.")
                messages.info(request, words)
            return redirect(order)
    answered = any(line.ordered != line.open for line in lines)
    context = {"order": order, "form": form, "answered": answered}
    return render(request, "buying_orders/record.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def vouch(request: HttpRequest, public_id: str) -> HttpResponse:
    """A buyer says that the supplier has the order."""
    done = _("The order counts as received by the supplier, on your word.")
    return _decided(request, public_id, "send_again", deciding.vouch_for_order, done)


@signed_in
@require_POST
def remind(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write to the supplier once more."""
    done = _("The supplier is written to once more, with the order enclosed.")
    return _decided(request, public_id, "change_order", deciding.remind_supplier, done)


def _decided(
    request: HttpRequest, public_id: str, action: str, operation: Callable[..., PurchaseOrder], done: str
) -> HttpResponse:
    order = seen_order(request, public_id)
    require(request.user, action)
    try:
        operation(order=order, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, done)
    return redirect(order)

"""What can be done about goods that do not come: what the order's page shows of it, and the buttons themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fondaco.buying.access import may, signed_in
from fondaco.buying.answers import person
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders import queries, resolving
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.offers import calls, may_do, mending_for, offers_for, open_quantity
from fondaco.buying.orders.remedies import Remedy, RemedyKind
from fondaco.buying.orders.words import actor_words, refusal_words, remedy_words


def shown_refusal(refusal: StoredRefusal, who: Any, order: PurchaseOrder) -> dict[str, Any]:
    """A refusal with who acts next and, where that is whoever looks, the page on which they do."""
    shops = refusal.next_actor == "requester" and order.requester_id == who.pk and may(who, "shop")
    return {
        "refusal": refusal,
        "words": refusal_words(refusal),
        "remedy": remedy_words(refusal),
        "actor": actor_words(refusal.next_actor),
        "shop_again": shops,
        "mending": mending_for(who, refusal, order),
        "calls": calls(who, refusal),
    }


def shown_remedies(
    line: OrderLine, whole: Sequence[StoredRefusal], who: Any, order: PurchaseOrder
) -> dict[str, Any] | None:
    """What was done about the line, and what can be; None where nothing of it was refused."""
    done = list(line.remedies.all())
    left = open_quantity(line, done)
    if not left and not done:
        return None
    refusals = (*line.refusals.all(), *whole)
    return {"line": line, "open": left, "offers": offers_for(who, line, refusals, order) if left else [], "done": done}


def shown_for_all(lines: Sequence[OrderLine], whole: Sequence[StoredRefusal], who: Any, order: PurchaseOrder) -> Any:
    """The same for the order as a whole, where several lines do not come and one press is to do for all of them."""
    waiting = [line for line in lines if open_quantity(line, line.remedies.all())]
    if len(waiting) < 2:
        return None
    offers = [offers_for(who, line, (*line.refusals.all(), *whole), order) for line in waiting]
    everywhere = [one for one in offers[0] if all(one.kind in {other.kind for other in some} for some in offers)]
    return {"count": len(waiting), "offers": [one for one in everywhere if one.kind != RemedyKind.ACCEPT]}


@signed_in
@require_POST
def remedy(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Press a button: for one line, or for all that do not come. Pressed twice it shows what the first press did."""
    order = queries.order_by(public_id)
    if order is None or not may(request.user, "see_order", order):
        raise Http404
    if kind not in RemedyKind.values:
        raise Http404
    number = request.POST.get("line", "")
    if number and not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404  # what names no line must not be done for all of them
    line = int(number) if number else None
    try:
        made, new = resolving.remedy(order=order, kind=kind, number=line, by=person(request), now=timezone.now())
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect(order)
    _tell(request, made[-1], new=new)
    leads = new and made[-1].url and may_do(request.user, kind, order) and kind != RemedyKind.ELSEWHERE
    return redirect(made[-1].url) if leads else redirect(order)


def _tell(request: HttpRequest, one: Remedy, *, new: bool) -> None:
    if not new:
        words = _("%(name)s has done something about it already: %(what)s. Nothing was done twice.")
        messages.info(request, words % {"name": one.by.name, "what": _what(one)})
        return
    words = {
        RemedyKind.AGAIN: _("%(number)s asks for what does not come. Have it quoted anew, then submit it."),
        RemedyKind.ELSEWHERE: _("The buyers look for another supplier: %(number)s."),
        RemedyKind.ACCEPT: _("The price is put to the approvers as the change %(number)s."),
        RemedyKind.GIVE_UP: _("It is recorded that nothing more is done about it."),
    }[RemedyKind(one.kind)]
    messages.success(request, words % {"number": one.number})


def _what(one: Remedy) -> str:
    return f"{RemedyKind(one.kind).label} ({one.number})" if one.number else str(RemedyKind(one.kind).label)

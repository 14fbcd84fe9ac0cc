"""What an approver should notice: only what can be computed from orders that were really placed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from attrs import evolve
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.states import OrderState
from fondaco.buying.policy.subject import Remark, Shown, Subject
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.refusing import aloud, remarks_of
from fondaco.buying.requests.safeguards import judgements
from fondaco.buying.requests.states import SETTLED
from fondaco.buying.requests.subject import RequestSubject, show_subject
from fondaco.web.formatting import format_money, format_share, short_day

# Less than this is rounding, not a price rise.
NOTICEABLE = Decimal("0.005")
LATELY = timedelta(days=14)


def show_request(subject: Subject, *, now: datetime) -> Shown:
    """A request as its approver sees it, with what is unusual and what suppliers would refuse beside it. At most seven
    statements beyond the request's own.
    """
    assert isinstance(subject, RequestSubject)
    request = subject.request
    shown = show_subject(subject)
    remarks = about_lines(request, request.lines.all(), now=now)
    refusing = remarks_of(
        aloud(judgements(request, [row for row in subject.rows if row.state not in SETTLED], now=now))
    )
    lines = [
        evolve(line, remarks=(*map(Remark, refusing.get(line.line_number, ())), *remarks.get(line.line_number, ())))
        for line in shown.lines
    ]
    whole = map(Remark, refusing.get(None, ()))
    about = (*about_need(request, shown), *about_request(request))
    return evolve(shown, lines=tuple(lines), remarks=(*whole, *shown.remarks, *about))


def about_need(request: PurchaseRequest, shown: Shown) -> tuple[Remark, ...]:
    """Who needs it where that is somebody else, and which budgets do not suffice."""
    remarks = [
        Remark(
            _("The budget “%(budget)s” would be exceeded by %(amount)s.")
            % {"budget": one.name, "amount": format_money(-one.after, request.currency, _language())}
        )
        for one in shown.budgets
        if one.exceeded
    ]
    if shown.asked_for:
        words = _("%(requester)s asks for it on behalf of %(name)s.")
        remarks.append(Remark(words % {"requester": request.requester.name, "name": shown.asked_for}, "calm"))
    return tuple(remarks)


def about_request(request: PurchaseRequest) -> tuple[Remark, ...]:
    """What is unusual about the request as a whole. One statement."""
    earlier = PurchaseOrder.objects.exclude(state=OrderState.CANCELLED).exclude(request=request)
    largest = (
        earlier.filter(requester=request.requester_id, currency=request.currency)
        .order_by("-total")
        .values_list("total", "number")
        .first()
    )
    if largest is None or request.total <= largest[0]:
        return ()
    return (
        Remark(
            _("The largest request of %(requester)s so far: the largest before was %(amount)s (%(number)s).")
            % {
                "requester": request.requester.name,
                "amount": format_money(largest[0], request.currency, _language()),
                "number": largest[1],
            }
        ),
    )


def about_lines(
    request: PurchaseRequest, lines: Iterable[RequestLine], *, now: datetime
) -> dict[int, tuple[Remark, ...]]:
    """What is unusual about single lines, by line number. One statement; another where goods did not come."""
    lines = [line for line in lines if line.included]
    last, refused = _last_ordered(request, lines), _did_not_come(lines)
    found = {}
    for line in lines:
        remarks = [*_price(line, last), *_again(line, last, now), *_too_late(line, request, now)]
        if line.instead_of_id in refused:
            words = _("Asked for again: it did not come with %(number)s.") % {"number": refused[line.instead_of_id]}
            remarks.append(Remark(words, "calm"))
        found[line.line_number] = tuple(remarks)
    return found


Bought = dict[tuple[int | None, str, str], OrderLine]


def _last_ordered(request: PurchaseRequest, lines: list[RequestLine]) -> Bought:
    """The latest earlier order line of each part, by its supplier, part and currency."""
    parts = [line.supplier_part_id for line in lines]
    rows = (
        OrderLine.objects.filter(order__supplier__in={line.supplier_id for line in lines}, supplier_part_id__in=parts)
        .exclude(order__state=OrderState.CANCELLED)
        .exclude(order__request=request)
        .exclude(ordered=0)
        .select_related("order")
        .order_by("order__supplier_id", "supplier_part_id", "order__currency", "-pk")
        .distinct("order__supplier_id", "supplier_part_id", "order__currency")
    )
    return {(row.order.supplier_id, row.supplier_part_id, row.order.currency): row for row in rows}


def _did_not_come(lines: list[RequestLine]) -> dict[int | None, str]:
    """The orders with which the goods did not come that lines stand for, by the line that was asked for then."""
    before = [line.instead_of_id for line in lines if line.instead_of_id is not None]
    if not before:
        return {}
    rows = OrderLine.objects.filter(request_line__in=before).values_list("request_line_id", "order__number")
    return dict(rows)


def _before(line: RequestLine, last: Bought) -> OrderLine | None:
    return last.get((line.supplier_id, line.supplier_part_id, line.currency)) if line.supplier_part_id else None


def _price(line: RequestLine, last: Bought) -> list[Remark]:
    before = _before(line, last)
    if before is None or line.unit_price is None or not before.unit_price or before.unit != line.unit:
        return []
    change = (line.unit_price - before.unit_price) / before.unit_price
    if abs(change) < NOTICEABLE:
        return []
    facts = {
        "change": format_share(abs(change), _language()),
        "price": format_money(before.unit_price, line.currency, _language()),
        "number": before.order.number,
    }
    if change > 0:
        return [Remark(_("Price up %(change)s since %(number)s, when it was %(price)s.") % facts)]
    return [Remark(_("Price down %(change)s since %(number)s, when it was %(price)s.") % facts, "calm")]


def _again(line: RequestLine, last: Bought, now: datetime) -> list[Remark]:
    before = _before(line, last)
    if before is None or now - before.order.issued_at > LATELY:
        return []
    day = short_day(timezone.localtime(before.order.issued_at).date(), _language())
    return [Remark(_("The same was ordered on %(day)s (%(number)s).") % {"day": day, "number": before.order.number})]


def _too_late(line: RequestLine, request: PurchaseRequest, now: datetime) -> list[Remark]:
    if request.need_by is None or line.lead_time_days is None:
        return []
    left = (request.need_by - timezone.localtime(now).date()).days
    if left >= line.lead_time_days:
        return []
    words = ngettext(
        "The supplier needs %(count)d day, which is later than it is needed.",
        "The supplier needs %(count)d days, which is later than it is needed.",
        line.lead_time_days,
    )
    return [Remark(words % {"count": line.lead_time_days})]


def _language() -> str:
    return get_language() or "en"

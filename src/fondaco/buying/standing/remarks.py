"""What an approver is told of a request that a standing order made."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import evolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.buying.orders import unusual
from fondaco.buying.policy.subject import Remark, Shown, Subject
from fondaco.buying.requests.models import Origin, PurchaseRequest
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.standing.models import Cycle
from fondaco.buying.standing.states import MADE
from fondaco.web.formatting import format_money, format_share, short_day

# Less than this is rounding, not another price.
NOTICEABLE = Decimal("0.005")


def show_request(subject: Subject, *, now: datetime) -> Shown:
    """A request as its approver sees it, with which standing order it is of, which cycle, and the price before and now.

    No statement beyond what any request takes, and two where a standing order made it.
    """
    shown = unusual.show_request(subject, now=now)
    assert isinstance(subject, RequestSubject)
    request = subject.request
    if request.origin != Origin.STANDING:
        return shown
    cycle = Cycle.objects.select_related("standing_order").filter(request=request).first()
    if cycle is None:
        return shown
    return evolve(shown, remarks=(*_remarks(cycle, request), *shown.remarks))


def _remarks(cycle: Cycle, request: PurchaseRequest) -> tuple[Remark, ...]:
    order, language = cycle.standing_order, get_language() or "en"
    count = order.cycles.filter(state__in=sorted(MADE), needed_on__lte=cycle.needed_on).count()
    facts = {
        "name": order.name,
        "number": order.number,
        "count": count,
        "day": short_day(cycle.needed_on, language),
    }
    words = _("Standing order «%(name)s» (%(number)s), request no. %(count)d, needed on %(day)s.") % facts
    now = request.net
    if not cycle.before:
        return (Remark(words, "calm"),)
    prices = {
        "before": format_money(cycle.before, request.currency, language),
        "now": format_money(now, request.currency, language),
        "change": format_share(abs(now - cycle.before) / cycle.before, language),
    }
    if abs(now - cycle.before) / cycle.before < NOTICEABLE:
        return (Remark(words + " " + _("It comes to %(now)s, as before.") % prices, "calm"),)
    if now > cycle.before:
        return (Remark(words + " " + _("Before %(before)s, now %(now)s: up %(change)s.") % prices),)
    return (Remark(words + " " + _("Before %(before)s, now %(now)s: down %(change)s.") % prices, "calm"),)

"""Asking for something again: an earlier request, or an article kept as a favourite. Always at a new quote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import Refused, step
from fondaco.buying.requests.models import Favourite, LineKind, Origin, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import LINE_TRANSITIONS, LineEvent, LineState
from fondaco.buying.requests.sums import recount
from fondaco.buying.requests.writing import begin_request
from fondaco.buying.shopping.prices import Priced
from fondaco.buying.shopping.quotes import countable, in_coins
from fondaco.people.models import Person

MOST_FAVOURITES = 500


@transaction.atomic
def ask_again(*, earlier: PurchaseRequest, employee: Employee, now: datetime, public_id: str) -> PurchaseRequest:
    """A draft of what was asked for in ``earlier``. What came from a store has to be quoted again there before it can
    be submitted: the price of then is kept beside the line and ordered at by nobody. Raises Refused where nothing of it
    can be asked for again.
    """
    rows = earlier.lines.select_related("supplier", "category")
    lines = [line for line in rows if line.included and line.quantity is not None and countable(line.quantity)]
    if not lines:
        raise Refused("no_lines", _("Nothing of this request can be asked for again."))
    request = begin_request(employee=employee, now=now, public_id=public_id, origin=Origin.REORDER)
    RequestLine.objects.bulk_create(_anew(request, line, number) for number, line in enumerate(lines, start=1))
    recount(request, on=timezone.localdate(now))
    request.save()
    after = {"from": earlier.public_id, "lines": len(lines)}
    audit.write(action="request.asked_again", subject=request.about, by=employee.person_id, now=now, after=after)
    return request


def _anew(request: PurchaseRequest, line: RequestLine, number: int) -> RequestLine:
    from_store = line.kind == LineKind.CATALOGUE
    names = (
        "kind", "supplier", "currency", "supplier_part_id", "supplier_part_auxiliary_id", "description", "language",
        "quantity", "unit", "unit_price", "amount", "category", "classifications", "manufacturer_part_id",
        "manufacturer_name", "url",
    )  # fmt: skip
    return RequestLine(
        request=request,
        line_number=number,
        state=LineState.REQUOTE if from_store else LineState.OPEN,
        estimated=True,
        **{name: getattr(line, name) for name in names},
    )


def take_prices(*, request: PurchaseRequest, prices: Mapping[int, Priced], now: datetime) -> None:
    """What a supplier's machine said of lines that wait to be quoted again (line number to answer) is their price.

    What was paid before stays beside it, so that the approvers see what it rose from. Within the caller's transaction,
    which has locked the request. Raises Refused where a currency has no rate today.
    """
    for line in request.lines.filter(line_number__in=list(prices), state=LineState.REQUOTE):
        said = prices[line.line_number]
        assert said.unit_price is not None
        assert line.quantity is not None
        line.state = step(LINE_TRANSITIONS, line.state, LineEvent.QUOTE)
        line.unit_price, line.estimated = said.unit_price, False
        line.amount = in_coins(line.quantity * said.unit_price, line.currency)
        line.quoted_at, line.hold_expires_at, line.lead_time_days = now, said.hold_expires_at, said.lead_time_days
        line.supplier_part_auxiliary_id = said.supplier_part_auxiliary_id or line.supplier_part_auxiliary_id
        line.save()
    recount(request, on=timezone.localdate(now))
    request.version += 1
    request.save()


@transaction.atomic
def keep_favourite(*, line: RequestLine, by: Person, now: datetime, public_id: str) -> Favourite:
    """Keep a line's article; the same one twice is one. Raises Refused for a line that no store offers."""
    if line.kind != LineKind.CATALOGUE or line.supplier is None or not line.supplier_part_id:
        raise Refused("not_from_a_store", _("Only articles from a store can be favourites."))
    if Favourite.objects.filter(person=by).count() >= MOST_FAVOURITES:
        raise Refused("too_many", _("You have %(count)d favourites: remove some first.") % {"count": MOST_FAVOURITES})
    favourite, made = Favourite.objects.get_or_create(
        person=by,
        supplier=line.supplier,
        supplier_part_id=line.supplier_part_id[:200],
        defaults={
            "public_id": public_id,
            "supplier_part_auxiliary_id": line.supplier_part_auxiliary_id,
            "description": line.description[:500],
            "added_at": now,
        },
    )
    if made:
        after = {"supplier": line.supplier_id}
        audit.write(action="favourite.kept", subject=favourite.about, by=by.pk, now=now, after=after)
    return favourite


@transaction.atomic
def drop_favourite(*, favourite: Favourite, by: Person, now: datetime) -> None:
    """The caller has seen that it is ``by``'s own."""
    audit.write(
        action="favourite.dropped",
        subject=favourite.about,
        by=by.pk,
        now=now,
        before={"supplier": favourite.supplier_id},
    )
    favourite.delete()

"""What is asked for in place of goods that did not come. A line of a request is ordered once, so it is always a new
line, which names the one that it stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.budgets.models import Stage
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import Refused, step
from fondaco.buying.requests import accounts
from fondaco.buying.requests.models import LineKind, Origin, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import LINE_TRANSITIONS, TRANSITIONS, LineEvent, LineState, RequestEvent
from fondaco.buying.requests.sums import recount
from fondaco.buying.requests.writing import begin_request
from fondaco.buying.shopping.quotes import in_coins
from fondaco.people.models import Person

_SAME = (
    "currency", "description", "language", "unit", "unit_price", "category", "cost_centre", "project", "deliver_to",
    "manufacturer_part_id", "manufacturer_name",
)  # fmt: skip
_OF_THE_STORE = ("supplier", "supplier_part_id", "supplier_part_auxiliary_id", "classifications", "url")


@transaction.atomic
def ask_for_parts(
    *, earlier: PurchaseRequest, wanted: Mapping[int, Decimal], employee: Employee, now: datetime, public_id: str
) -> PurchaseRequest:
    """A draft of these quantities of ``earlier``'s lines (by key), for the same need and accounts. What came from a
    store has to be quoted again there before it can be submitted.
    """
    request = _begun(earlier, employee, Origin.REORDER, now, public_id)
    for number, line in enumerate(_lines(earlier, wanted), start=1):
        from_store = line.kind == LineKind.CATALOGUE
        made = _instead(request, line, wanted[line.pk], number)
        made.kind, made.state = line.kind, LineState.REQUOTE if from_store else LineState.OPEN
        for name in _OF_THE_STORE:
            setattr(made, name, getattr(line, name))
        made.save()
    recount(request, on=timezone.localdate(now))
    request.save()
    after = {"from": earlier.public_id, "lines": len(wanted)}
    audit.write(action="request.asked_again", subject=request.about, by=employee.person_id, now=now, after=after)
    return request


@transaction.atomic
def take_over(
    *,
    earlier: PurchaseRequest,
    wanted: Mapping[int, Decimal],
    employee: Employee,
    by: Person,
    now: datetime,
    public_id: str,
) -> PurchaseRequest:
    """A request for these quantities, without a supplier and approved at once: the need and the price were agreed to in
    ``earlier``, and no more than that is asked for. Who finds a supplier that is dearer asks the approvers again.

    Raises Refused where a budget does not suffice today.
    """
    request = _begun(earlier, employee, Origin.ELSEWHERE, now, public_id)
    for number, line in enumerate(_lines(earlier, wanted), start=1):
        made = _instead(request, line, wanted[line.pk], number)
        made.kind = LineKind.SERVICE if line.kind == LineKind.SERVICE else LineKind.FREE
        made.state = step(LINE_TRANSITIONS, made.state, LineEvent.TAKE_OVER)
        made.save()
    request.submitted_at, request.charged_on, request.state_since = now, timezone.localdate(now), now
    request.state = step(TRANSITIONS, request.state, RequestEvent.TAKE_OVER)
    recount(request, on=request.charged_on)
    request.save()
    accounts.bind(request, Stage.COMMITTED, by=by, now=now)
    after = {"from": earlier.public_id, "lines": len(wanted), "net": str(request.net)}
    audit.write(action="request.taken_over", subject=request.about, by=by.pk, now=now, after=after)
    return request


def _lines(earlier: PurchaseRequest, wanted: Mapping[int, Decimal]) -> list[RequestLine]:
    rows = list(earlier.lines.filter(pk__in=list(wanted)).select_related("supplier").order_by("line_number"))
    if not rows:
        raise Refused("no_lines", _("Nothing of this request can be asked for again."))
    return rows


def _begun(earlier: PurchaseRequest, employee: Employee, origin: str, now: datetime, public_id: str) -> PurchaseRequest:
    request = begin_request(employee=employee, now=now, public_id=public_id, origin=origin)
    request.beneficiary, request.reason = earlier.beneficiary, earlier.reason
    request.cost_centre, request.project, request.deliver_to = (
        earlier.cost_centre, earlier.project, earlier.deliver_to,
    )  # fmt: skip
    return request


def _instead(request: PurchaseRequest, line: RequestLine, quantity: Decimal, number: int) -> RequestLine:
    made = RequestLine(request=request, line_number=number, quantity=quantity, estimated=True, instead_of=line)
    for name in _SAME:
        setattr(made, name, getattr(line, name))
    assert line.unit_price is not None
    made.amount = in_coins(quantity * line.unit_price, line.currency)
    return made

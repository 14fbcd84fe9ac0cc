"""A cycle becomes a purchase request, once: it is made, its prices are asked for, and it is submitted or handed over.

Made in one transaction, under the standing order's lock; asked for in none; settled in another. Whoever is killed in
between leaves a cycle that is being asked about, which the next look takes up again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from itertools import takewhile

from django.db import transaction
from django.utils import timezone

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.company.models import Employee
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import LineKind, Origin, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import LineState
from fondaco.buying.requests.sums import recount
from fondaco.buying.requests.writing import begin_request
from fondaco.buying.shopping.quotes import in_coins
from fondaco.buying.standing import mails, operations
from fondaco.buying.standing.asking import ask, open_cycles, settle_cycle
from fondaco.buying.standing.lines import SHARED
from fondaco.buying.standing.models import ZERO, Cycle, StandingLine, StandingOrder
from fondaco.buying.standing.planning import Turn, plan, to_come
from fondaco.buying.standing.states import CycleState, StandingState
from fondaco.people.models import Person

log = logging.getLogger(__name__)
MOST_MISSED = 400  # of one order, looked for at once: more than a year of weeks


def make_due(now: datetime) -> int:
    """Make what has become due, then ask for its prices. How many cycles were made.

    Waits for other machines, so it must not run inside a transaction. One that fails keeps no other from being made;
    the first trouble is raised at the end, so that it is seen and tried again.
    """
    due = StandingOrder.objects.filter(state=StandingState.ACTIVE, next_on__lte=timezone.localdate(now))
    keys = list(due.order_by("next_on", "pk").values_list("pk", flat=True))
    troubles: list[Exception] = []
    made = [_tried(partial(make_cycle, pk, now=now), troubles) for pk in keys]
    for pk in open_cycles():
        _tried(partial(_see_through, pk, now=now), troubles)
    if troubles:
        raise troubles[0]
    return sum(1 for one in made if one)


def _see_through(pk: int, *, now: datetime) -> None:
    settle_cycle(pk, told=ask(pk, now=now), now=now)


def _tried(act: Callable[[], object], troubles: list[Exception]) -> object:
    try:
        return act()
    except Exception as trouble:  # whatever it is, the other standing orders are not to wait for it
        log.exception("A standing order could not be seen to and is tried again")
        troubles.append(trouble)
        return None


@transaction.atomic
def make_cycle(pk: int, *, now: datetime) -> Cycle | None:
    """The request of the cycle that is due, once however often this is called; None where none is due any more.

    Of several that have become due meanwhile only the latest is made: the others are recorded as missed, and the owner
    is told.
    """
    order = operations.locked(StandingOrder(pk=pk), version=None)
    today = timezone.localdate(now)
    if order.state != StandingState.ACTIVE or order.next_on is None or order.next_on > today:
        return None
    people = Employee.objects.select_related("person", "legal_entity", "cost_centre", "address")
    owner = people.filter(person=order.requester).first()
    if owner is None or not may(owner.person, "request"):
        operations.orphan(order, by=None, now=now)
        return None
    *missed, turn = _due(order, today)
    for one in missed:
        _cycle(order, one, CycleState.MISSED, now)
    cycle = _cycle(order, turn, CycleState.ASKING, now, request=_request(order, owner, turn, now))
    order.version += 1
    if plan(order) is None:
        operations.run_out(order, by=None, now=now)
    order.save()
    if missed:
        mails.missed(order, [one.needed_on for one in missed], now=now)
    after = {
        "request": cycle.request.public_id if cycle.request else None,
        "needed_on": turn.needed_on.isoformat(),
        "missed": [one.needed_on.isoformat() for one in missed],
        "next_on": order.next_on.isoformat() if order.next_on else None,
    }
    audit.write(action="standing.cycle_made", subject=order.about, by=None, now=now, after=after)
    return cycle


def _due(order: StandingOrder, today: date) -> list[Turn]:
    due: Iterator[Turn] = takewhile(lambda turn: turn.asked_on <= today, to_come(order))
    return [turn for turn, _number in zip(due, range(MOST_MISSED), strict=False)]


def _cycle(
    order: StandingOrder, turn: Turn, state: CycleState, now: datetime, request: PurchaseRequest | None = None
) -> Cycle:
    return Cycle.objects.create(
        standing_order=order,
        needed_on=turn.needed_on,
        asked_on=turn.asked_on,
        state=state,
        state_since=now,
        request=request,
        before=request.net if request else ZERO,
    )


def _request(order: StandingOrder, owner: Employee, turn: Turn, now: datetime) -> PurchaseRequest:
    """A draft of what the standing order asks for. What comes from a store waits for its price of today."""
    request = begin_request(employee=owner, now=now, public_id=new_public_id(), origin=Origin.STANDING)
    # What was closed meanwhile stays empty: it is said when it is submitted, and the owner chooses another.
    request.cost_centre = order.cost_centre if order.cost_centre.active else None
    request.deliver_to = order.deliver_to if order.deliver_to.active else None
    request.project = order.project if order.project is None or order.project.active else None
    request.beneficiary = order.beneficiary if order.beneficiary.is_active else owner.person
    request.need_by = turn.needed_on if turn.needed_on >= timezone.localdate(now) else None
    request.reason = order.reason
    rows = order.lines.select_related("supplier", "category", "cost_centre", "project", "deliver_to")
    RequestLine.objects.bulk_create(_line(request, row) for row in rows)
    with suppress(Refused):
        # Without an exchange rate nothing is counted yet: the owner hears it when it is submitted.
        recount(request, on=timezone.localdate(now))
    request.save()
    return request


def _line(request: PurchaseRequest, row: StandingLine) -> RequestLine:
    line = RequestLine(request=request, line_number=row.line_number)
    for name in SHARED:
        setattr(line, name, getattr(row, name))
    price = row.unit_price or ZERO
    line.unit_price, line.amount = price, in_coins(row.quantity * price, row.currency)
    for name in ("cost_centre", "project", "deliver_to"):
        account = getattr(row, name)
        if account is not None and not account.active:
            setattr(line, name, None)
    if row.kind == LineKind.CATALOGUE:
        # As it was last accepted: to compare with, and for nobody to order at.
        line.state, line.estimated, line.price_quoted = LineState.REQUOTE, True, row.unit_price
    return line


def note_prices(request: PurchaseRequest, _by: Person | None, _now: datetime) -> None:
    """What was approved is what the next cycle is compared with. Within the caller's transaction."""
    cycle = Cycle.objects.filter(request=request).first()
    if cycle is None:
        return
    bought = {(line.supplier_id, line.supplier_part_id): line for line in request.lines.all() if line.included}
    for row in StandingLine.objects.filter(standing_order=cycle.standing_order_id, kind=LineKind.CATALOGUE):
        line = bought.get((row.supplier_id, row.supplier_part_id))
        if line is not None and line.unit_price is not None and (line.unit, line.currency) == (row.unit, row.currency):
            row.unit_price = line.unit_price
            row.save(update_fields=["unit_price"])

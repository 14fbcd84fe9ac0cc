"""What the pages of standing orders show, put together without changing anything."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from attrs import frozen
from babel.dates import format_date
from django.utils.translation import get_language

from fondaco.buying.access import may
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.queries import TONES as REQUEST_TONES
from fondaco.buying.requests.states import EDITABLE, RequestState
from fondaco.buying.standing import queries
from fondaco.buying.standing.forms import SHOWN
from fondaco.buying.standing.models import Cycle, StandingOrder
from fondaco.buying.standing.planning import coming
from fondaco.buying.standing.states import CycleState, StandingState
from fondaco.buying.standing.words import end_words, rhythm_words
from fondaco.web.formatting import locale_of

DRAWN = 12  # cycles in the picture

CYCLE_TONES: dict[str, str] = {
    CycleState.ASKING: "going",
    CycleState.HANDED: "act",
    CycleState.MISSED: "act",
    CycleState.SKIPPED: "calm",
}


@frozen
class Row:
    """A standing order in a list."""

    order: StandingOrder
    suppliers: str
    lines: int
    rhythm: str
    tone: str


@frozen
class CycleRow:
    """A cycle with how it stands: its request says so from the moment that it was submitted or handed over.

    ``total`` is in the company's currency, without VAT; None where nothing was asked for, or
    no price was told yet.
    """

    cycle: Cycle
    words: str
    tone: str
    total: Decimal | None
    waits: bool


def rows_of(orders: Iterable[StandingOrder]) -> list[Row]:
    return [_row(order) for order in orders]


def _row(order: StandingOrder) -> Row:
    lines = list(order.lines.all())
    names = ", ".join(queries.suppliers_of(lines))
    return Row(order, names, len(lines), rhythm_words(order), queries.TONES[order.state])


def cycle_row(cycle: Cycle) -> CycleRow:
    request = cycle.request
    if request is None or cycle.state == CycleState.ASKING:
        return CycleRow(cycle, str(CycleState(cycle.state).label), CYCLE_TONES[cycle.state], None, False)
    waits = cycle.state == CycleState.HANDED and request.state in EDITABLE
    words, tone = str(RequestState(request.state).label), REQUEST_TONES[request.state]
    # Before its price of today is known, what it comes to is only what it came to last time.
    total = None if waits and cycle.code != "over_limit" else request.net + request.charges_sum
    return CycleRow(cycle, words, tone, total, waits)


def figures(rows: Iterable[CycleRow]) -> list[tuple[str, Decimal]]:
    """The latest cycles that were submitted, the earliest first: the day, and what it came to."""
    language = get_language() or "en"
    drawn = [row for row in rows if _counts(row.cycle.request) and row.total is not None][:DRAWN]
    return [
        (format_date(row.cycle.needed_on, "d MMM", locale=locale_of(language)), row.total or Decimal(0))
        for row in reversed(drawn)
    ]


def _counts(request: PurchaseRequest | None) -> bool:
    if request is None or request.submitted_at is None:
        return False
    return request.state not in {RequestState.REJECTED, RequestState.WITHDRAWN}


def of_order(order: StandingOrder, *, person: Any, page: Any) -> dict[str, Any]:
    """The page of one standing order; ``page`` is a page of its cycles."""
    latest = list(queries.cycles_of(order)[: 3 * DRAWN])
    rows = [cycle_row(cycle) for cycle in page]
    changes = may(person, "change_standing", order)
    return {
        "order": order,
        "lines": list(order.lines.all()),
        "tone": queries.TONES[order.state],
        "rhythm": rhythm_words(order),
        "end": end_words(order),
        "page": page,
        "cycles": rows,
        "figures": figures([cycle_row(cycle) for cycle in latest]),
        "waiting": [row for row in map(cycle_row, latest) if row.waits][:3],
        "coming": list(islice(coming(order), SHOWN)) if order.state == StandingState.ACTIVE else [],
        "milestones": list(order.milestones.select_related("by")[:20]),
        "own": order.requester_id == person.pk,
        "may_change": changes and order.state != StandingState.ENDED,
        "may_take_over": changes and order.requester_id != person.pk and may(person, "request"),
        "may_see_request": order.requester_id == person.pk or may(person, "see_all_requests"),
    }

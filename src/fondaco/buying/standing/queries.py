"""Questions about standing orders, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from fondaco.buying.company.models import Employee
from fondaco.buying.standing.models import Cycle, StandingLine, StandingOrder
from fondaco.buying.standing.states import StandingState

_CYCLES = Cycle.objects.select_related("request")
_LINES = StandingLine.objects.select_related("supplier", "category", "cost_centre", "project", "deliver_to")

# How each state looks: the words of the pill are the state's own.
TONES: dict[str, str] = {StandingState.ACTIVE: "going", StandingState.PAUSED: "act", StandingState.ENDED: "calm"}


def order_by(public_id: str) -> StandingOrder | None:
    """The standing order with its lines. Two statements."""
    rows = StandingOrder.objects.select_related(
        "requester", "beneficiary", "legal_entity", "cost_centre", "project", "deliver_to", "made_from"
    )
    return rows.prefetch_related(Prefetch("lines", queryset=_LINES)).filter(public_id=public_id).first()


def orders_for_list(*, person: Any = None, ended: bool = False) -> QuerySet[StandingOrder]:
    """Everybody's, or those that ``person`` owns or that are for them; what ended only where ``ended``."""
    rows = StandingOrder.objects.select_related("requester").prefetch_related(
        Prefetch("lines", queryset=StandingLine.objects.select_related("supplier"))
    )
    if person is not None:
        rows = rows.filter(Q(requester=person) | Q(beneficiary=person))
    rows = rows.filter(state=StandingState.ENDED) if ended else rows.exclude(state=StandingState.ENDED)
    return rows.order_by("next_on", "-created_at", "-pk")


def cycles_of(order: StandingOrder) -> QuerySet[Cycle]:
    """What became of each cycle, the latest first."""
    return _CYCLES.filter(standing_order=order).order_by("-needed_on")


def cycle_of(request: Any) -> Cycle | None:
    """The cycle that a request was made for. One statement."""
    return Cycle.objects.select_related("standing_order").filter(request=request).first()


def suppliers_of(lines: Iterable[StandingLine]) -> list[str]:
    """The names of the suppliers, in the order of the lines, each once."""
    return list(dict.fromkeys(line.supplier.name for line in lines if line.supplier))


def stands_above_owner(person: Any, subject: Any) -> bool:
    """Whether ``person`` is the manager of whoever owns the standing order. One statement."""
    return Employee.objects.filter(person=subject.requester_id, manager__person=person).exists()


def named(number: str) -> list[str]:
    """The audit's subjects of what goes by this number."""
    return [row.about for row in StandingOrder.objects.filter(number__iexact=number)]

"""Which cycles come next. Reads what became of those before, and changes nothing but the order that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from attrs import frozen

from fondaco.buying.standing.models import Cycle, StandingOrder
from fondaco.buying.standing.rhythm import Rhythm, asked_on
from fondaco.buying.standing.states import MADE


@frozen
class Turn:
    """A cycle to come: when its request is made, and when it is needed."""

    asked_on: date
    needed_on: date


def turns(rhythm: Rhythm, *, lead_days: int, begins_on: date, after: date | None = None) -> Iterator[Turn]:
    """What comes after the cycle needed on ``after``, with nothing asked for before ``begins_on``."""
    days = rhythm.days(after)
    found = (Turn(asked_on(day, lead_days=lead_days, country=rhythm.country), day) for day in days)
    return (turn for turn in found if turn.asked_on >= begins_on)


def coming(order: StandingOrder) -> Iterator[Turn]:
    """The cycles of ``order`` that are still to come, as often as it is still asked for. Two statements."""
    return islice(to_come(order), times_left(order))


def to_come(order: StandingOrder) -> Iterator[Turn]:
    """The same, however often. One statement."""
    last = order.cycles.order_by("-needed_on").values_list("needed_on", flat=True).first()
    return turns(order.rhythm, lead_days=order.lead_days, begins_on=order.begins_on, after=last)


def times_left(order: StandingOrder) -> int | None:
    """How often it will still be asked for; None without a number. What was missed or skipped does not count."""
    if order.times is None:
        return None
    return max(0, order.times - Cycle.objects.filter(standing_order=order, state__in=sorted(MADE)).count())


def plan(order: StandingOrder) -> Turn | None:
    """Set which cycle is next. The caller saves."""
    turn = next(coming(order), None)
    order.next_on, order.next_needed_on = (turn.asked_on, turn.needed_on) if turn else (None, None)
    return turn

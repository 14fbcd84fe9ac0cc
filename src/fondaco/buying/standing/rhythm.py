"""When something recurs: the days on which it is needed, and those on which it is asked for. Knows no rows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from fondaco.clock.workdays import nearest_working_day, working_days_before

WEEKS, MONTHS = "weeks", "months"
BEFORE, AFTER = "before", "after"
LAST_DAY = 31  # of whatever month: its own last day where it is shorter
# Nobody plans before or beyond these; dates themselves begin at 1 and end at 9999.
FIRST_YEAR, LAST_YEAR = 2000, 9000
WEEK = timedelta(days=7)


@frozen
class Rhythm:
    """Every ``every`` weeks on a weekday (``day`` 0 is Monday), or every ``every`` months on a day (1 to 31; a shorter
    month has it on its last). Both ``first_on`` and ``last_on`` may still be such a day; None is without end.

    On a day off in ``country`` it is needed on the working day ``before`` or ``after`` it (``shift``), unless that lies
    outside the two: then on the other side.
    """

    unit: str
    every: int
    day: int
    first_on: date
    last_on: date | None = None
    shift: str = BEFORE
    country: str = "IT"

    def days(self, after: date | None = None) -> Iterator[date]:
        """The days on which it is needed, each later than the one before, and all later than ``after``."""
        place, reached = self._place_of(after) if after else 0, after
        while FIRST_YEAR <= self.first_on.year < LAST_YEAR:
            planned = self._planned(place)
            place += 1
            if planned.year >= LAST_YEAR or (self.last_on is not None and planned > self.last_on):
                return
            day = self._worked(planned)
            if day is not None and (reached is None or day > reached):
                reached = day
                yield day

    def _planned(self, place: int) -> date:
        """The day at ``place`` (0 is the first) before days off are looked at."""
        if self.unit == WEEKS:
            first = self.first_on + timedelta(days=(self.day - self.first_on.weekday()) % 7)
            return first + place * self.every * WEEK
        month = self.first_on.year * 12 + self.first_on.month - 1
        if self._in_month(month) < self.first_on:
            month += 1
        return self._in_month(month + place * self.every)

    def _in_month(self, months: int) -> date:
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(self.day, monthrange(year, month)[1]))

    def _place_of(self, after: date) -> int:
        """A place whose day is surely not later than ``after``, and near it."""
        shortest = (7 if self.unit == WEEKS else 31) * self.every
        return max(0, (after - self.first_on).days // shortest - 2)

    def _worked(self, planned: date) -> date | None:
        for later in (self.shift == AFTER, self.shift != AFTER):
            day = nearest_working_day(planned, self.country, later=later)
            if self.first_on <= day and (self.last_on is None or day <= self.last_on):
                return day
        return None


def asked_on(needed_on: date, *, lead_days: int, country: str) -> date:
    """The day on which it is asked for, ``lead_days`` working days before it is needed."""
    return working_days_before(needed_on, lead_days, country)

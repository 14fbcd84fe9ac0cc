"""The days on which something recurs: month ends, leap years, weekends, holidays."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.buying.standing.planning import turns
from fondaco.buying.standing.rhythm import AFTER, BEFORE, MONTHS, WEEKS, Rhythm, asked_on
from fondaco.clock.workdays import is_working_day

MONDAY, SUNDAY = 0, 6
COUNTRIES = st.sampled_from(["IT", "DE", "GB", "CN", "SA", "XX"])
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2032, 12, 31))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    weekly = draw(st.booleans())
    return Rhythm(
        unit=WEEKS if weekly else MONTHS,
        every=draw(st.integers(1, 12)),
        day=draw(st.integers(0, 6) if weekly else st.integers(1, 31)),
        first_on=draw(DAYS),
        shift=draw(st.sampled_from([BEFORE, AFTER])),
        country=draw(COUNTRIES),
    )


def first(rhythm: Rhythm, count: int = 12, after: date | None = None) -> list[date]:
    return list(islice(rhythm.days(after), count))


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        # 6 April is Easter Monday, 1 June stands between a Sunday and a holiday and is worked.
        (Rhythm(WEEKS, 4, MONDAY, date(2026, 3, 5)), ["2026-03-09", "2026-04-03", "2026-05-04", "2026-06-01"]),
        (Rhythm(WEEKS, 1, 3, date(2026, 3, 5)), ["2026-03-05", "2026-03-12"]),  # the first day is one itself
        # A Sunday is never worked: the Friday before, or the Monday after.
        (Rhythm(WEEKS, 1, SUNDAY, date(2026, 3, 2)), ["2026-03-06", "2026-03-13"]),
        (Rhythm(WEEKS, 1, SUNDAY, date(2026, 3, 2), shift=AFTER), ["2026-03-09", "2026-03-16"]),
        # The last day of each month, in a leap year and in the next one.
        (Rhythm(MONTHS, 1, 31, date(2028, 1, 15)), ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-28"]),
        (Rhythm(MONTHS, 12, 29, date(2028, 2, 1)), ["2028-02-29", "2029-02-28", "2030-02-28"]),
        (Rhythm(MONTHS, 1, 30, date(2027, 1, 1)), ["2027-01-29", "2027-02-26", "2027-03-30"]),
        # A day that has passed this month begins in the next, whatever the distance between two.
        (Rhythm(MONTHS, 3, 15, date(2026, 1, 20)), ["2026-02-13", "2026-05-15", "2026-08-14"]),
        # Moved before the first day it would not be wanted yet: it is moved to the other side.
        (Rhythm(MONTHS, 1, 1, date(2026, 3, 1)), ["2026-03-02", "2026-04-01", "2026-04-30"]),
        (Rhythm(MONTHS, 1, 1, date(2026, 8, 1), date(2026, 9, 1), AFTER), ["2026-08-03", "2026-09-01"]),
        (Rhythm(WEEKS, 1, SUNDAY, date(2026, 3, 2), date(2026, 3, 8), AFTER), ["2026-03-06"]),
        (Rhythm(WEEKS, 1, SUNDAY, date(2026, 3, 7), date(2026, 3, 8)), []),  # nobody works in between
    ],
)
def test_the_days_of_a_rhythm(rhythm: Rhythm, days: list[str]) -> None:
    assert [day.isoformat() for day in first(rhythm, max(len(days), 1))] == days


@given(rhythms())
def test_days_increase_are_worked_and_none_comes_before_the_first(rhythm: Rhythm) -> None:
    days = first(rhythm, 24)

    assert all(before < after for before, after in pairwise(days))
    assert all(is_working_day(day, rhythm.country) for day in days)
    assert days[0] >= rhythm.first_on


@given(rhythms(), st.integers(0, 700))
def test_going_on_after_a_day_is_the_same_as_having_begun(rhythm: Rhythm, length: int) -> None:
    """The next cycle is worked out from the last one, so a rhythm must not depend on where one looks from."""
    rhythm = Rhythm(rhythm.unit, rhythm.every, rhythm.day, rhythm.first_on, shift=rhythm.shift)
    after = rhythm.first_on + timedelta(days=length)

    whole = [day for day in islice(rhythm.days(), 160) if day > after]

    assert first(rhythm, 8, after) == whole[:8]


@given(rhythms(), st.integers(0, 400))
def test_nothing_comes_after_the_last_day(rhythm: Rhythm, length: int) -> None:
    last = rhythm.first_on + timedelta(days=length)
    ended = Rhythm(rhythm.unit, rhythm.every, rhythm.day, rhythm.first_on, last, rhythm.shift, rhythm.country)

    days = list(ended.days())

    assert all(rhythm.first_on <= day <= last for day in days)


@given(st.integers(1, 31), DAYS)
def test_every_month_has_its_day_or_its_last(day: int, first_on: date) -> None:
    rhythm = Rhythm(MONTHS, 1, day, first_on, country="XX")

    months = [(one.year, one.month) for one in map(rhythm._planned, range(48))]

    assert all(one[0] * 12 + one[1] + 1 == other[0] * 12 + other[1] for one, other in pairwise(months))


@given(rhythms(), st.integers(0, 40))
def test_what_is_needed_later_is_asked_for_later(rhythm: Rhythm, lead: int) -> None:
    asked = [asked_on(day, lead_days=lead, country=rhythm.country) for day in first(rhythm)]

    assert all(before < after for before, after in pairwise(asked))


def test_nothing_is_asked_for_before_the_day_that_counts() -> None:
    weekly = Rhythm(WEEKS, 1, MONDAY, date(2026, 3, 2))

    coming = list(islice(turns(weekly, lead_days=5, begins_on=date(2026, 3, 4)), 2))

    # The 2nd and the 9th of March would have had to be asked for before the 4th.
    assert [(one.asked_on.isoformat(), one.needed_on.isoformat()) for one in coming] == [
        ("2026-03-09", "2026-03-16"),
        ("2026-03-16", "2026-03-23"),
    ]


def test_a_rhythm_without_end_stops_before_dates_do() -> None:
    assert first(Rhythm(MONTHS, 12, 1, date(8998, 1, 2), country="XX"), 9)[-1].year == 8999


@pytest.mark.parametrize("unit", [WEEKS, MONTHS])
@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(9000, 1, 1), date.max])
def test_a_rhythm_that_begins_where_nobody_plans_has_no_days(unit: str, day: date) -> None:
    assert list(turns(Rhythm(unit, 1, 3, day), lead_days=60, begins_on=date(2026, 3, 2))) == []

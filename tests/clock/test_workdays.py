"""Working days pass over weekends and a country's holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.clock.workdays import (
    add_working_days,
    is_working_day,
    nearest_working_day,
    working_days_before,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
COUNTRIES = st.sampled_from(["IT", "DE", "FR", "GB", "CH", "US", "AE", "XX", ""])


@pytest.mark.parametrize(
    ("day", "country", "worked"),
    [
        (date(2026, 11, 27), "IT", True),  # a Friday
        (date(2026, 11, 28), "IT", False),  # a Saturday
        (date(2026, 12, 8), "IT", False),  # a Tuesday, the Immaculate Conception
        (date(2026, 12, 8), "DE", True),
        (date(2026, 4, 6), "it", False),  # Easter Monday moves with the moon
        (date(2027, 4, 6), "IT", True),
        (date(2026, 12, 25), "XX", True),  # of an unknown country only the weekend is known
        (date(2026, 12, 26), "XX", False),
        (date(2026, 12, 25), "", True),
        (date(2026, 12, 28), "GB", False),  # Boxing Day fell on a Saturday, its substitute counts
    ],
)
def test_a_day_is_worked_or_not_by_the_countrys_calendar(day: date, country: str, worked: bool) -> None:
    assert is_working_day(day, country) is worked


@pytest.mark.parametrize(
    ("start", "days", "reached"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 4), 3, date(2026, 12, 10)),  # over the weekend and the 8th
        (date(2026, 12, 23), 3, date(2026, 12, 29)),  # over Christmas
        (date(2026, 12, 30), 3, date(2027, 1, 5)),  # into the next year
        (date(2026, 12, 8), 0, date(2026, 12, 8)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, days: int, reached: date) -> None:
    assert add_working_days(start, days) == reached


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 26), -1)


@given(DAYS, st.integers(min_value=1, max_value=30), COUNTRIES)
def test_between_the_start_and_the_day_reached_lie_just_so_many_working_days(
    start: date, days: int, country: str
) -> None:
    reached = add_working_days(start, days, country)

    passed = [start + timedelta(days=n + 1) for n in range((reached - start).days)]
    assert sum(is_working_day(day, country) for day in passed) == days
    assert is_working_day(reached, country)


def test_days_before_are_not_counted_forwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        working_days_before(date(2026, 11, 26), -1)


@given(DAYS, st.integers(min_value=0, max_value=30), COUNTRIES)
def test_so_many_working_days_before_a_working_day_are_so_many_after(day: date, days: int, country: str) -> None:
    end = nearest_working_day(day, country)

    assert add_working_days(working_days_before(end, days, country), days, country) == end


@pytest.mark.parametrize(
    ("day", "before", "later"),
    [
        (date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27)),  # worked itself
        (date(2026, 11, 29), date(2026, 11, 27), date(2026, 11, 30)),  # a Sunday
        (date(2026, 12, 26), date(2026, 12, 24), date(2026, 12, 28)),  # over Christmas
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 4)),  # over the year's end
    ],
)
def test_a_day_off_is_moved_to_the_nearest_that_is_worked(day: date, before: date, later: date) -> None:
    assert nearest_working_day(day, later=False) == before
    assert nearest_working_day(day) == later

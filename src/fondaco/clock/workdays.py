"""Working days, with the public holidays of a country; what the whole country keeps, not what its towns do."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_WEEKEND = (5, 6)  # Saturday and Sunday, where nothing is known of the country


def is_working_day(day: date, country: str = "IT") -> bool:
    """Whether people work on ``day`` in ``country`` (ISO 3166-1 alpha-2); Monday to Friday in one not known."""
    known = _year_of(country.upper(), day.year)
    return known.is_working_day(day) if known is not None else day.weekday() not in _WEEKEND


@lru_cache(maxsize=4096)
def add_working_days(start: date, days: int, country: str = "IT") -> date:
    """The day on which ``days`` working days after ``start`` have come; ``start`` itself for none, whatever day it is.

    Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("working days are counted forwards")
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, country)
    return day


@lru_cache(maxsize=4096)
def working_days_before(end: date, days: int, country: str = "IT") -> date:
    """The day from which it is ``days`` working days to ``end``; ``end`` itself for none, whatever day it is.

    Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("working days are counted backwards from here")
    day = end
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day, country)
    return day


def nearest_working_day(day: date, country: str = "IT", *, later: bool = True) -> date:
    """``day`` where people work on it, else the next working day, or the one before where ``later`` is False."""
    step = timedelta(days=1 if later else -1)
    while not is_working_day(day, country):
        day += step
    return day


@lru_cache(maxsize=512)
def _year_of(country: str, year: int) -> holidays.HolidayBase | None:
    """One year, whole before anybody sees it: the library's own growing calendars are not for several threads."""
    try:
        return holidays.country_holidays(country, years=year, expand=False)
    except NotImplementedError:
        return None

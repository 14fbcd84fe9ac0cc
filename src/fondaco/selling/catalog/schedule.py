"""What the worker does for the catalogue."""

from datetime import datetime, timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.catalog.agreements import turn_the_day
from fondaco.selling.catalog.search.indexer import update


def update_index(now: datetime) -> None:
    """Prices, stock and withdrawals reach the search index."""
    update(now)


def begin_and_end_agreed_prices(now: datetime) -> None:
    """What is agreed for other days than yesterday's reaches the search index."""
    turn_the_day(now)


jobs = [
    Job(name="catalog.update_index", every=timedelta(seconds=2), run=update_index),
    Job(name="catalog.turn_the_day", every=timedelta(minutes=5), run=begin_and_end_agreed_prices),
]

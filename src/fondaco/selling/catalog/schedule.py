"""What the worker does for the catalogue."""

from datetime import datetime, timedelta

from fondaco.clock.schedule import Job
from fondaco.selling.catalog.search.indexer import update


def update_index(now: datetime) -> None:
    """Prices, stock and withdrawals reach the search index."""
    update(now)


jobs = [Job(name="catalog.update_index", every=timedelta(seconds=2), run=update_index)]

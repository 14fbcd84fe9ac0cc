"""Questions about changes, in a fixed number of statements."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.states import OPEN


def change_by(public_id: str) -> OrderChange | None:
    return _rows().filter(public_id=public_id).prefetch_related("lines").first()


def changes_for_list(*, person: Any = None, open_only: bool = False) -> QuerySet[OrderChange]:
    """The latest first; those that ``person`` asked for, or of orders that are theirs, where given."""
    rows = _rows()
    if person is not None:
        rows = rows.filter(requester=person) | rows.filter(order__requester=person)
    return rows.filter(state__in=OPEN) if open_only else rows


def _rows() -> QuerySet[OrderChange]:
    return OrderChange.objects.select_related(
        "order__supplier__partner",
        "order__legal_entity",
        "order__requester",
        "requester",
        "place",
        "place_before",
        "settled_by",
    )

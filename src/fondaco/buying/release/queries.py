"""Questions about what waits to be released, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.release.models import PriceCheck
from fondaco.buying.requests.models import RequestLine
from fondaco.buying.requests.safeguards import Known
from fondaco.buying.requests.states import LineState, RequestState

STILL_TRUE = timedelta(days=1)  # what a machine said of price and stock is knowledge for so long


def heard(lines: Sequence[RequestLine], now: datetime) -> Mapping[int, Known]:
    """What suppliers' machines said last of these lines, by key of the row. One statement."""
    checks = PriceCheck.objects.filter(line__in=lines, outcome_at__gt=now - STILL_TRUE, now__isnull=False)
    found = {}
    for check in checks.order_by("outcome_at", "pk"):
        assert check.line_id is not None
        found[check.line_id] = Known(check.now if check.now_currency == check.currency else None, check.available)
    return found


def to_source(entity: LegalEntity) -> QuerySet[RequestLine]:
    """Approved lines that nobody sells yet, the longest waiting first. One statement."""
    rows = RequestLine.objects.filter(
        state=LineState.TO_SOURCE, request__state=RequestState.APPROVED, request__legal_entity=entity
    )
    return rows.select_related("request__requester", "request__legal_entity", "category").order_by(
        "request__state_since", "pk"
    )

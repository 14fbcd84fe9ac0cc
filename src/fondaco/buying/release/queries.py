"""Questions about what waits to be released, in a fixed number of statements."""

from __future__ import annotations

from django.db.models import QuerySet

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.requests.models import RequestLine
from fondaco.buying.requests.states import LineState, RequestState


def to_source(entity: LegalEntity) -> QuerySet[RequestLine]:
    """Approved lines that nobody sells yet, the longest waiting first. One statement."""
    rows = RequestLine.objects.filter(
        state=LineState.TO_SOURCE, request__state=RequestState.APPROVED, request__legal_entity=entity
    )
    return rows.select_related("request__requester", "request__legal_entity", "category").order_by(
        "request__state_since", "pk"
    )

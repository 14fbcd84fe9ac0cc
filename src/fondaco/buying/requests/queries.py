"""Questions about purchase requests, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.queries import pending_steps
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.policy.subject import Subject
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.states import RequestState
from fondaco.buying.requests.subject import KIND, RequestSubject
from fondaco.buying.searching import MOST_FOUND, beginning_with, with_words
from fondaco.buying.suppliers.queries import named_like

_LINES = RequestLine.objects.select_related("supplier", "category", "cost_centre", "project", "deliver_to")
_LINES_AND_SAFEGUARDS = _LINES.select_related("supplier__safeguards", "instead_of__request")

OPEN = (RequestState.DRAFT, RequestState.RETURNED, RequestState.SUBMITTED, RequestState.IN_APPROVAL)

# How each state looks: the words of the pill are the state's own.
TONES: dict[str, str] = {
    RequestState.DRAFT: "act",
    RequestState.SUBMITTED: "going",
    RequestState.IN_APPROVAL: "going",
    RequestState.APPROVED: "going",
    RequestState.ORDERED: "good",
    RequestState.REJECTED: "wrong",
    RequestState.WITHDRAWN: "calm",
    RequestState.RETURNED: "act",
}


def request_by(public_id: str) -> PurchaseRequest | None:
    """The request with everything that its page shows of it. Five statements."""
    return (
        PurchaseRequest.objects.select_related(
            "cost_centre", "project", "deliver_to", "legal_entity", "requester", "beneficiary"
        )
        .prefetch_related(Prefetch("lines", queryset=_LINES_AND_SAFEGUARDS), "charges__supplier", "cart_problems")
        .filter(public_id=public_id)
        .first()
    )


def requests_for_list(
    *, person: Any = None, needed_by: Any = None, state: str = "", words: str = ""
) -> QuerySet[PurchaseRequest]:
    """All requests, ``person``'s, or what others asked for ``needed_by``; of one state; with ``words`` in number,
    supplier, reason or a line (one statement more).
    """
    rows = PurchaseRequest.objects.select_related("requester", "cost_centre").prefetch_related(
        Prefetch("lines", queryset=_LINES)
    )
    if person is not None:
        rows = rows.filter(requester=person)
    if needed_by is not None:
        rows = rows.filter(beneficiary=needed_by).exclude(requester=needed_by)
    if state in RequestState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(pk__in=_matching(words))
    return rows.order_by("-created_at", "-pk")


def _matching(words: str) -> QuerySet[Any]:
    """Keys of the requests that have ``words`` in the number, the reason, a supplier's name or a line. By indexes."""
    requests, lines = PurchaseRequest.objects.order_by(), RequestLine.objects.order_by()
    return (
        beginning_with(requests, words, "number")
        .values("pk")
        .union(
            with_words(requests, words, "reason").values("pk"),
            lines.filter(supplier__in=named_like(words)).order_by("-pk").values("request_id")[:MOST_FOUND],
            with_words(lines, words, "description", "supplier_part_id").values("request_id"),
        )
    )


def named(public_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Number and address of requests, for whoever knows only their ids. One statement."""
    rows = PurchaseRequest.objects.filter(public_id__in=public_ids).select_related("requester")
    return {row.public_id: (f"{row.number} · {row.requester.name}", row.get_absolute_url()) for row in rows}


def pending_of(requests: list[PurchaseRequest]) -> dict[str, Step]:
    """For each request in approval the step that it waits for. One statement."""
    return pending_steps(KIND, [request.public_id for request in requests])


def newest_open(*, person: Any, limit: int = 5) -> list[PurchaseRequest]:
    """What is not settled yet of ``person``'s requests, for the desk's home. Two statements."""
    rows = PurchaseRequest.objects.filter(requester=person, state__in=OPEN).prefetch_related(
        Prefetch("lines", queryset=_LINES)
    )
    return list(rows.order_by("-state_since")[:limit])


def past_requests(
    entity: LegalEntity, limit: int, *, skip: int = 0, until: datetime | None = None
) -> Iterator[tuple[datetime, Subject]]:
    """The latest that were submitted, as the approvers' rules see them. For trying other rules on."""
    rows = _submitted(entity, until).select_related("legal_entity", "cost_centre", "project", "deliver_to")
    rows = rows.prefetch_related(Prefetch("lines", queryset=_LINES), "charges").order_by("-submitted_at", "-pk")
    for row in rows[skip : skip + limit]:
        assert row.submitted_at is not None
        yield row.submitted_at, RequestSubject(row)


def past_count(entity: LegalEntity, until: datetime) -> int:
    return _submitted(entity, until).count()


def _submitted(entity: LegalEntity, until: datetime | None) -> QuerySet[PurchaseRequest]:
    rows = PurchaseRequest.objects.filter(legal_entity=entity, submitted_at__isnull=False)
    return rows if until is None else rows.filter(submitted_at__lt=until)

"""Questions about what waits to be released, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve
from django.db.models import QuerySet

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.policy.subject import Shown, ShownPrices, Subject
from fondaco.buying.release.models import PriceCheck
from fondaco.buying.release.states import GOES_ON, Outcome
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.safeguards import Known
from fondaco.buying.requests.states import LineState, RequestState
from fondaco.buying.requests.subject import RequestSubject

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
    return rows.select_related(
        "request__requester", "request__legal_entity", "category", "instead_of__request"
    ).order_by("request__state_since", "pk")


def checks_of(request_id: int) -> list[PriceCheck]:
    """What was asked about a request's lines, each line's latest question; what led nowhere is left out. One
    statement.
    """
    rows = PriceCheck.objects.filter(inquiry__request=request_id).exclude(outcome=Outcome.LATE)
    latest = {check.line_number: check for check in rows.select_related("inquiry__supplier").order_by("pk")}
    return sorted(latest.values(), key=lambda check: check.line_number)


def shown_prices(request: PurchaseRequest) -> list[ShownPrices]:
    """What was asked about a request's lines, as its page shows it. One statement."""
    return [check.shown for check in checks_of(request.pk)]


def with_prices(shown: Shown, subject: Subject) -> Shown:
    """``shown`` to an approver, and where a line comes round again after its supplier was asked, with what was quoted,
    what the supplier said, and the limit. One statement more.
    """
    assert isinstance(subject, RequestSubject)
    said = _by_article(checks_of(subject.request.pk))
    lines = [evolve(line, prices=said.get((line.supplier, line.part_id))) for line in shown.lines]
    return evolve(shown, lines=tuple(lines)) if said else shown


def _by_article(checks: Iterable[PriceCheck]) -> dict[tuple[str, str], ShownPrices]:
    """A line that was quoted again is another one: its article tells what was said of it before."""
    return {
        (check.inquiry.supplier.name, check.supplier_part_id): check.shown
        for check in checks
        if check.outcome not in GOES_ON and check.supplier_part_id
    }

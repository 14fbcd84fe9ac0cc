"""What a request asks of the budgets, from its submission until its last line is settled.

Every line binds what its account bears of it: the line and its share of the charges, without VAT, at the rates and on
the budgets of the day on which the request was submitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from fondaco.buying.budgets.claims import Claim
from fondaco.buying.budgets.models import Stage
from fondaco.buying.budgets.operations import Overrun, declare
from fondaco.buying.budgets.queries import outlook
from fondaco.buying.policy.subject import ShownBudget
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.sums import borne_by
from fondaco.people.models import Person

Stages = Mapping[Stage, Decimal]


def claims_of(
    request: PurchaseRequest,
    stages: Callable[[RequestLine, Decimal], Stages],
    *,
    lines: Sequence[RequestLine] | None = None,
    only: Iterable[str] | None = None,
) -> list[Claim]:
    """A claim for each line that will be ordered (of ``only``, where given): ``stages`` says what it binds, given the
    line and what its account bears of it.

    ``lines`` are all of the request's; they are read where they are not given. Lines left out claim nothing, which
    lets go what they bound before.
    """
    rows = list(request.lines.select_related("supplier")) if lines is None else list(lines)
    borne = borne_by(rows, request.charges.all(), request.currency)
    chosen = None if only is None else frozenset(only)
    return [
        Claim(
            key=line.key,
            cost_centre_id=line.cost_centre_id or request.cost_centre_id,
            project_id=line.project_id or request.project_id,
            category_id=line.category_id,
            amounts=stages(line, borne[line.key]) if line.key in borne else {},
        )
        for line in rows
        if chosen is None or line.key in chosen
    ]


def bind(
    request: PurchaseRequest, stage: Stage, *, by: Person | None, now: datetime, only: Iterable[str] | None = None
) -> list[Overrun]:
    """Let every line (of ``only``, where given) bind all of it at ``stage``. Raises as ``declare`` does."""
    claims = claims_of(request, lambda _line, amount: {stage: amount}, only=only)
    return _declare(request, claims, by=by, now=now)


def release(request: PurchaseRequest, *, by: Person | None, now: datetime, only: Iterable[str] | None = None) -> None:
    """Let go what the lines (of ``only``, where given) bind."""
    _declare(request, claims_of(request, lambda _line, _amount: {}, only=only), by=by, now=now)


def settle(
    request: PurchaseRequest,
    stages: Callable[[RequestLine, Decimal], Stages],
    *,
    only: Iterable[str],
    by: Person | None,
    now: datetime,
    capped: bool = False,
) -> list[Overrun]:
    """Let the lines of ``only`` bind what ``stages`` says of them; ``capped`` as ``declare`` has it."""
    return _declare(request, claims_of(request, stages, only=only), by=by, now=now, capped=capped)


def _declare(
    request: PurchaseRequest, claims: list[Claim], *, by: Person | None, now: datetime, capped: bool = False
) -> list[Overrun]:
    on = request.charged_on or timezone.localdate(now)
    return declare(
        about=request.about, entity=request.legal_entity, on=on, claims=claims, by=by, now=now, capped=capped
    )


def budgets_ahead(
    request: PurchaseRequest, *, on: date, lines: Sequence[RequestLine] | None = None
) -> tuple[ShownBudget, ...]:
    """The budgets that the request draws on, before it and after it."""
    claims = claims_of(request, lambda _line, amount: {Stage.REQUESTED: amount}, lines=lines)
    return outlook(about=request.about, entity=request.legal_entity, on=on, claims=claims)

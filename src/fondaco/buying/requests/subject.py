"""A purchase request as the approvers' rules see it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from fondaco.buying.approvals.subject import Remark, Shown, ShownLine, Subject
from fondaco.buying.company.models import CostCentre
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine

KIND = "request"


class RequestSubject:
    """What approvals judge. ``amount`` is what the cost centre bears: net and shipping, without the VAT.

    ``cost_centre`` may be another than the request's own: so the route is shown before anything is saved.
    """

    kind = KIND

    def __init__(self, request: PurchaseRequest, *, cost_centre: CostCentre | None = None) -> None:
        self.request = request
        chosen = cost_centre or request.cost_centre
        self.public_id = request.public_id
        self.number = request.number
        self.title = f"{request.number} · {request.supplier.name}"
        self.url = request.get_absolute_url()
        self.requester_id: int = request.requester_id
        self.amount: Decimal = request.net + (request.shipping or Decimal(0))
        self.currency = request.currency
        self.cost_centre_id: int | None = chosen.pk if chosen else None

    def digest(self) -> str:
        """SHA-256 (hex) over everything an approver decides about: who buys what where at which price, and
        why.
        """
        return request_digest(self.request)


def request_digest(request: PurchaseRequest) -> str:
    content = {
        "number": request.number,
        "requester": request.requester_id,
        "supplier": request.supplier_id,
        "legal_entity": request.legal_entity_id,
        "cost_centre": request.cost_centre_id,
        "deliver_to": _place(request.deliver_to),
        "need_by": request.need_by.isoformat() if request.need_by else None,
        "reason": request.reason,
        "currency": request.currency,
        "sums": [_number(sum_) for sum_ in (request.net, request.shipping, request.tax, request.total)],
        "lines": [_line(line) for line in request.lines.all() if line.included],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line: RequestLine) -> list[Any]:
    return [
        line.line_number,
        line.supplier_part_id,
        line.supplier_part_auxiliary_id,
        line.description,
        _number(line.quantity),
        line.unit,
        _number(line.unit_price),
        _number(line.amount),
        line.cart_digest,
    ]


def _number(value: Decimal | None) -> str | None:
    """As a column of four places gives it back, and to its eighth only where a price needs them."""
    if value is None:
        return None
    return f"{value:.4f}" if value == round(value, 4) else f"{value:.8f}"


def _place(address: Model | None) -> list[str] | None:
    if address is None:
        return None
    names = ("code", "name", "street", "postal_code", "city", "province", "country")
    return [str(getattr(address, name)) for name in names]


def load_subject(public_id: str, *, lock: bool) -> RequestSubject:
    """For approvals. With ``lock`` nobody can change the request until the transaction ends."""
    rows = PurchaseRequest.objects.select_related("supplier", "cost_centre", "deliver_to")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return RequestSubject(rows.get(public_id=public_id))


def show_subject(subject: Subject) -> Shown:
    """What the approver sees of a request."""
    assert isinstance(subject, RequestSubject)
    request = subject.request
    return Shown(
        supplier=request.supplier.name,
        reason=request.reason,
        cost_centre=str(request.cost_centre or ""),
        deliver_to=str(request.deliver_to or ""),
        need_by=request.need_by,
        currency=request.currency,
        net=request.net,
        shipping=request.shipping,
        tax=request.tax,
        total=request.total,
        lines=tuple(_shown(line) for line in request.lines.all()),
        remarks=_remarks(request),
    )


def _shown(line: RequestLine) -> ShownLine:
    return ShownLine(
        line_number=line.line_number,
        description=line.description or line.supplier_part_id,
        part_id=line.supplier_part_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        left_out="" if line.included else str(Exclusion(line.exclusion).label),
    )


def _remarks(request: PurchaseRequest) -> tuple[Remark, ...]:
    remarks = []
    if sums_differ(request):
        remarks.append(
            Remark(_("The supplier's own total differs from the sum of the lines. The lines are what is ordered."))
        )
    if request.stated_total is None:
        remarks.append(Remark(_("The supplier named no total; it is worked out from the lines."), "calm"))
    if request.purchases_there_before() == 0:
        remarks.append(Remark(_("First order from this supplier."), "calm"))
    return tuple(remarks)


def sums_differ(request: PurchaseRequest) -> bool:
    """Whether the supplier's stated total is further from the sum of all priced lines than rounding
    explains.
    """
    if request.stated_total is None:
        return False
    lines = [line for line in request.lines.all() if line.quantity is not None and line.unit_price is not None]
    exact = sum((line.quantity * line.unit_price for line in lines), Decimal(0))  # type: ignore[operator]
    return abs(request.stated_total - exact) > Decimal("0.01") * max(1, len(lines))

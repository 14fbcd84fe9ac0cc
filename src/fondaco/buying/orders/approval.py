"""The glue between a purchase request and its approval: how it is found, shown, and what the result does.

``buying.handlers`` registers these; they stand here because the last approval issues the order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.subject import Shown, ShownLine, Subject
from fondaco.buying.orders.operations import issue_order
from fondaco.buying.orders.unusual import about_lines, about_request
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import approve_request, reject_request, send_back_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.people.models import Person


def load_request(public_id: str, *, lock: bool) -> RequestSubject:
    """The request as approvals see it. Raises PurchaseRequest.DoesNotExist."""
    rows: Any = PurchaseRequest.objects.select_related(
        "supplier__partner", "legal_entity", "requester", "cost_centre", "deliver_to"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    return RequestSubject(rows.get(public_id=public_id))


def show_request(subject: Subject, *, now: datetime) -> Shown:
    """The request's content for the page on which somebody decides, with what is unusual about it."""
    assert isinstance(subject, RequestSubject)
    request = subject.request
    lines = list(request.lines.all())
    remarks = about_lines(request, lines, now=now)
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
        remarks=about_request(request, now=now),
        lines=tuple(
            ShownLine(
                line_number=line.line_number,
                description=line.description,
                part_id=line.supplier_part_id,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                amount=line.amount,
                remarks=remarks.get(line.line_number, ()),
            )
            for line in lines
            if line.included
        ),
    )


def hear_result(round: Round, result: str, *, by: Person, now: datetime) -> None:
    """Do what was decided, in the transaction of the decision: the last approval issues the order."""
    note = round.steps.filter(decided_by=by).values_list("note", flat=True).last() or ""
    if result == "approved":
        request = approve_request(public_id=round.subject_id, by=by, now=now)
        issue_order(request=request, by=by, now=now)
    elif result == "rejected":
        reject_request(public_id=round.subject_id, by=by, now=now, reason=note)
    elif result == "sent_back":
        send_back_request(public_id=round.subject_id, by=by, now=now, reason=note)
    else:
        raise ValueError(f"a round cannot end with {result!r}")

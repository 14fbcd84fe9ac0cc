"""From the last approval to the orders: what can be ordered is, what nobody sells yet is looked for, what is no longer
held goes back. Each is one transaction and leaves an audit line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.lifecycle import Refused, step
from fondaco.buying.orders.operations import issue_orders
from fondaco.buying.release import asking
from fondaco.buying.release.checking import can_be_checked
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import requote_lines, resubmit
from fondaco.buying.requests.safeguards import would_refuse
from fondaco.buying.requests.states import LINE_TRANSITIONS, LineEvent, LineState, RequestState
from fondaco.buying.requests.sums import recount
from fondaco.buying.requests.writing import check_can_be_written
from fondaco.buying.shopping.quotes import PRICE_PLACES, countable, in_coins
from fondaco.buying.suppliers.models import Policy, Supplier
from fondaco.people.models import Person
from fondaco.web.formatting import format_money


@transaction.atomic
def release_request(*, request: PurchaseRequest, by: Person, now: datetime) -> PurchaseRequest:
    """What becomes of an approved request: orders for what can be ordered, suppliers' machines asked again where they
    can be, buyers asked for what has no supplier.

    Where a supplier that no machine answers for holds its price no longer, or would refuse the line by its safeguards,
    nothing is ordered: it comes back to be quoted again. Raises Refused where an order cannot be written.
    """
    request = locked(request)
    rows = request.lines.filter(exclusion=Exclusion.NONE, state=LineState.APPROVED)
    lines = list(rows.select_related("supplier__partner"))
    asked = [line for line in lines if can_be_checked(line)]
    if asked:
        _rehearse(request, asked, by=by, now=now)
        asking.begin(request=request, lines=asked, by=by, now=now)
    lines = [line for line in lines if line not in asked]
    over = {line.key: "lapsed" for line in lines if line.hold_expires_at is not None and line.hold_expires_at <= now}
    over |= would_refuse(request, [line for line in lines if line.key not in over], now=now)
    lines = [line for line in lines if line.key not in over]
    for line in lines:
        if line.supplier_id is None:
            _move(line, LineEvent.SOURCE)
    unsold = [line.key for line in lines if line.supplier_id is None]
    if unsold:
        _note("request.to_source", request, by, now, after={"lines": unsold})
    if any(line.supplier_id is not None for line in lines):
        # What is over is out of the way meanwhile, and comes back for new prices afterwards.
        issue_orders(request=request, by=by, now=now, without=frozenset(over))
    if over:
        requote_lines(public_id=request.public_id, lines=over, by=by, now=now)
    request.refresh_from_db()
    return request


class _Undo(Exception):
    """What was tried is to leave nothing behind."""


def _rehearse(request: PurchaseRequest, lines: Sequence[RequestLine], *, by: Person, now: datetime) -> None:
    """Write the orders of ``lines`` and undo it: that one cannot be written is said to whoever approves, not to a
    worker when the supplier has answered. Raises Refused.
    """
    others = request.lines.exclude(pk__in=[line.pk for line in lines])
    try:
        with transaction.atomic():
            issue_orders(request=request, by=by, now=now, without={line.key for line in others})
            raise _Undo
    except _Undo:
        return


@frozen
class Found:
    """What a buyer found for a line: whom to buy it from, at which price for one unit, in the supplier's currency."""

    supplier: Supplier
    unit_price: Decimal
    supplier_part_id: str = ""


@transaction.atomic
def source_line(*, line: RequestLine, found: Found, by: Person, now: datetime) -> PurchaseRequest:
    """Give a line its supplier and price. Within the company's tolerance it is ordered at once; above it the approvers
    are asked about this line again. Raises Refused where it was settled meanwhile, or cannot be ordered so.
    """
    request = locked(line.request)
    kept = request.lines.select_for_update(of=("self",)).get(pk=line.pk)
    if kept.state != LineState.TO_SOURCE or request.state != RequestState.APPROVED:
        raise Refused("settled", _("Somebody has already found a supplier for this, or it is not wanted any more."))
    _check(found)
    before = {"supplier": None, "unit_price": f"{kept.unit_price:f}", "amount": f"{kept.company_amount:f}"}
    asked = kept.company_amount
    kept.supplier, kept.currency, kept.unit_price = found.supplier, found.supplier.currency, found.unit_price
    kept.supplier_part_id = found.supplier_part_id.strip()[:200] or kept.supplier_part_id or kept.key
    kept.price_quoted, kept.quoted_at, kept.estimated = found.unit_price, now, False
    assert kept.quantity is not None
    kept.amount = in_coins(kept.quantity * found.unit_price, kept.currency)
    kept.save()
    recount(request, on=request.charged_on or timezone.localdate(now))
    request.save()
    kept.refresh_from_db()
    after = {"supplier": found.supplier.pk, "unit_price": f"{found.unit_price:f}", "amount": f"{kept.company_amount:f}"}
    _note("request.line_sourced", request, by, now, before=before, after={"line": kept.line_number, **after})
    if kept.company_amount <= most(request, asked):
        # What was agreed to was this need at about this price; the round's own digest is kept as its evidence.
        _move(kept, LineEvent.SOURCED)
        release_request(request=request, by=by, now=now)
    else:
        _move(kept, LineEvent.CHANGED)
        resubmit(request=request, by=by, now=now)
    request.refresh_from_db()
    return request


def most(request: PurchaseRequest, asked: Decimal) -> Decimal:
    """What a line that was approved at ``asked`` may come to without being asked about again: more by the company's
    percentage or amount, whichever is reached first. In the company's currency.
    """
    entity = request.legal_entity
    by_percent = asked * entity.price_tolerance_percent / 100
    return asked + min(by_percent, entity.price_tolerance_amount)


def _check(found: Found) -> None:
    if not countable(found.unit_price, PRICE_PLACES):
        raise Refused("price_invalid", _("Write what one costs, as a number above zero."), "", "unit_price")
    check_can_be_written(found.supplier)
    if found.supplier.policy == Policy.BLOCKED:
        words = _("Nobody can buy at %(supplier)s at the moment.") % {"supplier": found.supplier.name}
        raise Refused("supplier_closed", words, "", "supplier")


def locked(request: PurchaseRequest) -> PurchaseRequest:
    return (
        PurchaseRequest.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "requester", "beneficiary", "cost_centre", "project", "deliver_to")
        .get(pk=request.pk)
    )


def asked_words(line: RequestLine) -> str:
    """What the approvers agreed to for a line, in the reader's language."""
    return format_money(line.company_amount, line.request.currency, get_language() or "en")


def _move(line: RequestLine, event: LineEvent) -> None:
    line.state = step(LINE_TRANSITIONS, line.state, event)
    line.save(update_fields=["state"])


def _note(
    action: str,
    request: PurchaseRequest,
    by: Person,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.write(action=action, subject=request.about, by=by.pk, now=now, before=before, after=after)

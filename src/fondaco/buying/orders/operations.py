"""What the desk does with an order. Each is one transaction and leaves an audit line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.models import MessageOut
from fondaco.bridge.states import IllegalMove
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.orders.document import order_document
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.numbers import next_number
from fondaco.buying.orders.states import TRANSITIONS, Delivery, OrderEvent
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import mark_ordered
from fondaco.buying.requests.states import RequestState
from fondaco.people.models import Person
from fondaco.wire import LocalError


@transaction.atomic
def issue_order(*, request: PurchaseRequest, by: Person, now: datetime) -> PurchaseOrder:
    """Give an approved request its order: number, lines, and a place in the outbox, all or nothing.

    Raises Refused where the request is not approved, was ordered before, or cannot be written as an order.
    """
    request = (
        PurchaseRequest.objects.select_for_update(of=("self",))
        .select_related("supplier__partner", "legal_entity", "requester", "deliver_to", "cost_centre")
        .get(pk=request.pk)
    )
    if request.state != RequestState.APPROVED or PurchaseOrder.objects.filter(request=request).exists():
        raise Refused("not_approved", _("%(number)s cannot be ordered now.") % {"number": request.number})
    order = _written(request, by=by, now=now)
    lines = _lines(order, request)
    if not lines:
        raise Refused("no_lines", _("%(number)s has no line to order.") % {"number": request.number})
    _send(order, lines, request, by=by, now=now)
    mark_ordered(public_id=request.public_id, by=by, now=now)
    _note("order.issued", order, by, now, after={"number": order.number, "request": request.public_id})
    return order


def _written(request: PurchaseRequest, *, by: Person, now: datetime) -> PurchaseOrder:
    number = next_number(entity=request.legal_entity, year=timezone.localtime(now).year)
    place = request.deliver_to
    return PurchaseOrder.objects.create(
        legal_entity=request.legal_entity,
        number=number.text,
        year=number.year,
        serial=number.serial,
        request=request,
        requester=request.requester,
        supplier=request.supplier,
        cost_centre=request.cost_centre,
        state_since=now,
        currency=request.currency,
        net=request.net,
        shipping=request.shipping,
        shipping_words=request.shipping_words,
        tax=request.tax,
        tax_words=request.tax_words,
        total=request.total,
        deliver_to=f"{place.name}, {place.one_line()}"[:500] if place else "",
        bill_to=f"{request.legal_entity.name}, {request.legal_entity.one_line()}"[:500],
        requested_on=request.need_by,
        issued_at=now,
        issued_by=by,
    )


def _lines(order: PurchaseOrder, request: PurchaseRequest) -> list[OrderLine]:
    lines = []
    for line in request.lines.all():
        if not line.included or line.quantity is None or line.unit_price is None:
            continue
        lines.append(
            OrderLine(
                order=order,
                line_number=line.line_number,
                supplier_part_id=line.supplier_part_id,
                supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
                description=line.description,
                language=line.language,
                unit=line.unit,
                unit_price=line.unit_price,
                amount=line.amount,
                classifications=line.classifications,
                manufacturer_part_id=line.manufacturer_part_id,
                manufacturer_name=line.manufacturer_name,
                ordered=line.quantity,
            )
        )
    return OrderLine.objects.bulk_create(lines)


def _send(order: PurchaseOrder, lines: list[OrderLine], request: PurchaseRequest, *, by: Person, now: datetime) -> None:
    body = order_document(order, lines, deliver_to=request.deliver_to, requester=request.requester)
    try:
        outbox.enqueue(
            partner=request.supplier.partner, body=body, about=order.about, number=order.number, now=now, by=by
        )
    except LocalError as reason:
        raise Refused(
            "cannot_be_written",
            _("The order cannot be written for this supplier: %(reason)s. Nothing was approved or ordered.")
            % {"reason": str(reason)},
            _("An administrator or a buyer can add what is missing, then approve again."),
        ) from reason


@transaction.atomic
def send_order_again(*, order: PurchaseOrder, by: Person, now: datetime) -> PurchaseOrder:
    """Send a turned away or undeliverable order once more, under the same payloadID.

    Raises Refused where it arrived or is still being sent.
    """
    record = order_message(order)
    if record is None:
        raise Refused("never_sent", _("This order has no message to send."))
    try:
        outbox.send_again(record=record, by=by, now=now)
    except IllegalMove as reason:
        raise Refused("not_stuck", _("This order is not stuck: it arrived, or is still being sent.")) from reason
    kept = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    before = {"delivery": kept.delivery}
    kept.delivery, kept.delivery_retry_at, kept.delivery_at = Delivery.WAITING, now, now
    kept.save(update_fields=["delivery", "delivery_retry_at", "delivery_at"])
    _note("order.sent_again", kept, by, now, before=before, after={"delivery": kept.delivery})
    return kept


@transaction.atomic
def cancel_order(*, order: PurchaseOrder, by: Person, now: datetime, reason: str) -> PurchaseOrder:
    """Give up an order that the supplier's system turned away: nobody there knows it. The number stays used.

    Raises Refused where the supplier may have it: then only the supplier can be asked.
    """
    kept = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    if kept.delivery != Delivery.REFUSED:
        raise Refused(
            "may_have_it",
            _("The supplier may have this order, so it cannot be cancelled here."),
            _("Ask the supplier's customer service to cancel it."),
        )
    return _settle(kept, OrderEvent.CANCEL, "order.cancelled", by=by, now=now, reason=reason)


@transaction.atomic
def close_order(*, order: PurchaseOrder, by: Person, now: datetime, reason: str) -> PurchaseOrder:
    """Say that nothing more is expected. Raises Refused where the supplier has not answered yet."""
    kept = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    return _settle(kept, OrderEvent.CLOSE, "order.closed", by=by, now=now, reason=reason)


def _settle(
    order: PurchaseOrder, event: OrderEvent, action: str, *, by: Person, now: datetime, reason: str
) -> PurchaseOrder:
    reason = reason.replace("\0", "").strip()[:1000]
    if not reason:
        raise Refused("empty", _("Write a reason: it stays with the order."), "", "reason")
    before = {"state": order.state}
    try:
        order.state = step(TRANSITIONS, order.state, event)
    except IllegalStep as trouble:
        raise Refused("not_now", _("That cannot be done with the order as it stands.")) from trouble
    order.state_since, order.state_note = now, reason
    order.save(update_fields=["state", "state_since", "state_note"])
    _note(action, order, by, now, before=before, after={"state": order.state})
    return order


def order_message(order: PurchaseOrder) -> MessageOut | None:
    """The order's own message in the outbox."""
    return MessageOut.objects.filter(about=order.about, document_type="PurchaseOrder").order_by("-pk").first()


def _note(
    action: str,
    order: PurchaseOrder,
    by: Person | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.write(action=action, subject=order.about, by=by.pk if by else None, now=now, before=before, after=after)

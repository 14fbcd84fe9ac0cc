"""What the desk does with an order. Each is one transaction and leaves an audit line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import deciding, outbox
from fondaco.bridge.models import MessageOut
from fondaco.bridge.states import IllegalMove
from fondaco.buying.company.models import DeliveryAddress
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.orders.document import order_document
from fondaco.buying.orders.encumbrances import settle_order
from fondaco.buying.orders.expected import SUMS, recount
from fondaco.buying.orders.letters import order_letter
from fondaco.buying.orders.models import ZERO, OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.numbers import number_for
from fondaco.buying.orders.series import NumberState
from fondaco.buying.orders.states import TRANSITIONS, Delivery, OrderEvent
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import mark_lines_ordered
from fondaco.buying.requests.states import LineState, RequestState
from fondaco.buying.requests.sums import charges_on
from fondaco.buying.shopping.quotes import in_coins
from fondaco.buying.suppliers.models import Supplier
from fondaco.people.models import Person
from fondaco.wire import LocalError

# Where a line can be ordered that was approved and stands as it was: its neighbours may be going round again.
ORDERABLE = frozenset({RequestState.APPROVED, RequestState.RETURNED, RequestState.IN_APPROVAL})


@frozen
class Said:
    """What the supplier's machine said of a line just before it is ordered: a price for one, not above the approved
    one, and the auxiliary id that it wants to hear, empty for the one that it gave before.
    """

    unit_price: Decimal
    supplier_part_auxiliary_id: str = ""


@transaction.atomic
def issue_orders(
    *,
    request: PurchaseRequest,
    by: Person,
    now: datetime,
    without: Collection[str] = (),
    said: Mapping[str, Said] | None = None,
) -> list[PurchaseOrder]:
    """Give the approved lines of a request their orders, one for each supplier, address and currency: numbers, lines,
    and a place in the outbox, all or nothing. ``without`` are the keys of lines that wait for something else; ``said``,
    by key, is what their suppliers said of lines meanwhile: the request stays as it was approved.

    Raises Refused where nothing of the request is approved, or an order cannot be written.
    """
    request = (
        PurchaseRequest.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "requester", "beneficiary", "deliver_to", "cost_centre")
        .get(pk=request.pk)
    )
    lines = [line for line in _approved(request) if line.supplier_id is not None and line.key not in without]
    if request.state not in ORDERABLE or not lines:
        raise Refused("not_approved", _("%(number)s cannot be ordered now.") % {"number": request.number})
    for line in lines:
        _heed(line, (said or {}).get(line.key))
    orders = []
    for (supplier, place, currency), mine in _split(request, lines).items():
        order = _written(request, supplier, place, currency, mine, by=by, now=now)
        rows = OrderLine.objects.bulk_create(_line(order, line) for line in mine)
        charges = _charges(order, mine)
        _send(order, rows, charges, by=by, now=now)
        _note("order.issued", order, by, now, after={"number": order.number, "request": request.public_id})
        if said:
            settle_order(order, by=by, now=now, strict=True)
        orders.append(order)
    mark_lines_ordered(request=request, lines=lines, by=by, now=now)
    return orders


def _heed(line: RequestLine, said: Said | None) -> None:
    """Have the order say what the supplier said. Of the line nothing but its state is saved from here on."""
    if said is None:
        return
    assert line.quantity is not None
    line.unit_price, line.amount = said.unit_price, in_coins(line.quantity * said.unit_price, line.currency)
    line.supplier_part_auxiliary_id = said.supplier_part_auxiliary_id or line.supplier_part_auxiliary_id


def _approved(request: PurchaseRequest) -> list[RequestLine]:
    rows = request.lines.filter(state=LineState.APPROVED, exclusion=Exclusion.NONE)
    return list(rows.select_related("supplier__partner", "deliver_to", "cost_centre"))


Split = dict[tuple[Supplier, DeliveryAddress | None, str], list[RequestLine]]


def _split(request: PurchaseRequest, lines: Sequence[RequestLine]) -> Split:
    parts: Split = {}
    for line in lines:
        assert line.supplier is not None
        parts.setdefault((line.supplier, line.deliver_to or request.deliver_to, line.currency), []).append(line)
    return parts


def _written(
    request: PurchaseRequest,
    supplier: Supplier,
    place: DeliveryAddress | None,
    currency: str,
    lines: Sequence[RequestLine],
    *,
    by: Person,
    now: datetime,
) -> PurchaseOrder:
    number = number_for(request=request, supplier=supplier, by=by, now=now)
    net = sum((line.amount for line in lines), ZERO)
    order = PurchaseOrder.objects.create(
        legal_entity=request.legal_entity,
        number=number.text,
        year=number.year,
        serial=number.serial,
        request=request,
        requester=request.requester,
        supplier=supplier,
        cost_centre=request.cost_centre,
        place=place,
        state_since=now,
        currency=currency,
        net=net,
        total=net,
        expected=net,
        deliver_to=f"{place.name}, {place.one_line()}"[:500] if place else "",
        bill_to=f"{request.legal_entity.name}, {request.legal_entity.one_line()}"[:500],
        requested_on=request.need_by,
        issued_at=now,
        issued_by=by,
    )
    number.state, number.order = NumberState.USED, order
    number.save(update_fields=["state", "order"])
    return order


def _line(order: PurchaseOrder, line: RequestLine) -> OrderLine:
    assert line.quantity is not None
    assert line.unit_price is not None
    return OrderLine(
        order=order,
        request_line=line,
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


def _charges(order: PurchaseOrder, lines: Sequence[RequestLine]) -> list[OrderCharge]:
    """The order's shares of the request's charges, each a line of its own; the order's sums follow."""
    made = [
        OrderCharge(
            order=order,
            request_charge=charge,
            kind=charge.kind,
            words=charge.words,
            quoted=share,
            quoted_on=order.net,
            amount=share,
            expected=share,
            allocation=charge.allocation,
            scales=charge.scales,
        )
        for charge, share in charges_on(order.request, lines)
    ]
    OrderCharge.objects.bulk_create(made)
    recount(order, list(order.lines.all()), made, prices={})
    order.save(update_fields=SUMS)
    return made


def _send(
    order: PurchaseOrder, lines: list[OrderLine], charges: list[OrderCharge], *, by: Person, now: datetime
) -> None:
    if order.supplier.partner is None:
        _send_by_mail(order, lines, charges, now=now)
        return
    body = order_document(order, lines, charges, deliver_to=order.place, requester=order.requester)
    try:
        outbox.enqueue(
            partner=order.supplier.connection, body=body, about=order.about, number=order.number, now=now, by=by
        )
    except LocalError as reason:
        raise Refused(
            "cannot_be_written",
            _("The order cannot be written for this supplier: %(reason)s. Nothing was approved or ordered.")
            % {"reason": str(reason)},
            _("An administrator or a buyer can add what is missing, then approve again."),
        ) from reason


def _send_by_mail(order: PurchaseOrder, lines: list[OrderLine], charges: list[OrderCharge], *, now: datetime) -> None:
    """A supplier without a connection gets a letter. That it was read is known when somebody answers."""
    if not order.supplier.order_email:
        raise Refused(
            "no_way_to_order",
            _("%(supplier)s has neither a connection nor an e-mail address for orders. Nothing was ordered.")
            % {"supplier": order.supplier.name},
            _("A buyer can enter one on the supplier's page, then approve again."),
        )
    order_letter(order, lines, charges, now=now)
    order.delivery, order.delivery_at = Delivery.DELIVERED, now
    order.save(update_fields=["delivery", "delivery_at"])


@transaction.atomic
def send_order_again(*, order: PurchaseOrder, by: Person, now: datetime) -> PurchaseOrder:
    """Send a turned away or undeliverable order once more, under the same payloadID.

    Raises Refused where it arrived or is still being sent.
    """
    record = order_message(order)
    if record is None:
        raise Refused("never_sent", _("This order has no message to send."))
    try:
        deciding.send_again(record=record, by=by, now=now)
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
    settle_order(order, by=by, now=now)
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

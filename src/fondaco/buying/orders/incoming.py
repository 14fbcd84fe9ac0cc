"""What suppliers send about orders. Each handler runs in the transaction that stores its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from fondaco import audit
from fondaco.bridge.models import MessageOut, Partner
from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.bridge.text import storable
from fondaco.buying.lifecycle import step
from fondaco.buying.orders import mails
from fondaco.buying.orders.confirmations import OrderedLine, ReadPortion, Unacceptable, read_confirmation
from fondaco.buying.orders.encumbrances import settle_order
from fondaco.buying.orders.models import (
    ZERO,
    Confirmation,
    ConfirmedPortion,
    OrderLine,
    PurchaseOrder,
    StoredRefusal,
    SupplierWord,
)
from fondaco.buying.orders.states import OVER, TRANSITIONS, OrderEvent, OrderState
from fondaco.documents import OrderConfirmation, OrderOperation, Refusal, Status, StatusUpdate

PHRASES = {400: "Bad Request", 409: "Conflict", 450: "Not Implemented"}
TROUBLE_FROM = 400


def refuse(code: int, words: str) -> NotTaken:
    return NotTaken(Status(code, PHRASES[code], words))


def take_confirmation(incoming: Incoming) -> Status:
    """The supplier's commercial answer, whole or not at all. Raises NotTaken in words."""
    said = incoming.message.body
    assert isinstance(said, OrderConfirmation)
    order = _order(said.order_number, incoming.partner)
    _guard(order, said)
    replaced = _replaced(order, said)
    lines = list(order.lines.select_for_update().order_by("line_number"))
    settled = _settled_by_others(order, replaced)
    ordered = [OrderedLine(line.line_number, line.ordered, line.unit, settled.get(line.pk, ZERO)) for line in lines]
    try:
        portions = read_confirmation(said, lines=ordered, currency=order.currency)
    except Unacceptable as reason:
        raise refuse(reason.code, f"Order {order.number} was not changed: {reason.words}.") from reason
    before = _facts(order, lines)
    confirmation = _store(order, said, replaced, incoming)
    refusals = _store_portions(order, confirmation, portions, {line.line_number: line for line in lines}, said)
    _count(order, lines)
    _move(order, said, lines, incoming.now)
    settle_order(order, by=None, now=incoming.now)
    incoming.record.about, incoming.record.number = order.about, order.number
    audit.write(
        action="order.answered",
        subject=order.about,
        by=None,
        now=incoming.now,
        before=before,
        after=_facts(order, lines),
        message=incoming.record.public_id,
    )
    mails.confirmed(order, lines, refusals, now=incoming.now)
    return Status(200, "OK", f"The answer to order {order.number} was taken.")


def take_status_update(incoming: Incoming) -> Status:
    """A later word on an order's message. It goes onto the order's page and changes nothing commercial."""
    said = incoming.message.body
    assert isinstance(said, StatusUpdate)
    number = said.order_number
    if not number:
        sent = MessageOut.objects.filter(partner=incoming.partner, payload_id=said.about_payload_id).first()
        number = sent.number if sent is not None and said.about_payload_id else ""
    order = _order(number, incoming.partner)
    SupplierWord.objects.create(
        order=order,
        status_code=said.status_code,
        status_text=said.status_text[:300],
        explanation=said.explanation,
        received_at=incoming.now,
        message=incoming.record.public_id,
    )
    incoming.record.about, incoming.record.number = order.about, order.number
    audit.write(
        action="order.status_heard",
        subject=order.about,
        by=None,
        now=incoming.now,
        after={"status": said.status_code},
        message=incoming.record.public_id,
    )
    if said.status_code >= TROUBLE_FROM:
        words = " · ".join(part for part in (said.status_text, said.explanation) if part)
        mails.trouble_later(order, f"{said.status_code} {words}".strip(), now=incoming.now)
    return Status(200, "OK")


def _order(number: str, partner: Partner) -> PurchaseOrder:
    """The order of this number that went to this partner; another's is as unknown as one that never was."""
    number = storable(number, 200)
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier", "requester", "legal_entity", "request__legal_entity")
        .filter(number=number, supplier__partner=partner)
        .first()
    )
    if order is None:
        raise refuse(400, f"Order number {number[:60] or '(none)'} is not one that was sent to you.")
    return order


def _guard(order: PurchaseOrder, said: OrderConfirmation) -> None:
    if order.state in OVER:
        raise refuse(409, f"Order {order.number} is {order.state}; nothing more is taken for it.")
    if said.operation is OrderOperation.DELETE:
        raise refuse(450, 'A confirmation cannot be deleted; send operation="update" with what holds now.')


def _replaced(order: PurchaseOrder, said: OrderConfirmation) -> list[Confirmation]:
    """The confirmations in force that an update takes the place of: those of its number, else all of them."""
    if said.operation is not OrderOperation.UPDATE:
        return []
    standing = list(order.confirmations.select_for_update().filter(replaced_at__isnull=True))
    same = [one for one in standing if one.number == said.number and said.number]
    chosen = same or standing
    if said.noticed_at is not None:
        for one in chosen:
            if one.noticed_at is not None and one.noticed_at > said.noticed_at:
                raise refuse(
                    409,
                    f"A later confirmation ({one.noticed_at.isoformat()}) of order {order.number} was taken already.",
                )
    return chosen


def _settled_by_others(order: PurchaseOrder, replaced: Sequence[Confirmation]) -> dict[int, Decimal]:
    portions = ConfirmedPortion.objects.filter(
        confirmation__order=order, confirmation__replaced_at__isnull=True
    ).exclude(confirmation__in=[one.pk for one in replaced])
    counted = portions.exclude(becomes=ConfirmedPortion.Becomes.OPEN)
    return dict(counted.order_by().values("line_id").annotate(sum=Sum("quantity")).values_list("line_id", "sum"))


def _store(
    order: PurchaseOrder, said: OrderConfirmation, replaced: Sequence[Confirmation], incoming: Incoming
) -> Confirmation:
    Confirmation.objects.filter(pk__in=[one.pk for one in replaced]).update(replaced_at=incoming.now)
    return Confirmation.objects.create(
        order=order,
        number=said.number[:200],
        kind=said.kind,
        operation=said.operation,
        comments=said.comments,
        noticed_at=said.noticed_at,
        received_at=incoming.now,
        message=incoming.record.public_id,
    )


def _store_portions(
    order: PurchaseOrder,
    confirmation: Confirmation,
    portions: Sequence[ReadPortion],
    lines: dict[int, OrderLine],
    said: OrderConfirmation,
) -> list[StoredRefusal]:
    ConfirmedPortion.objects.bulk_create(
        ConfirmedPortion(
            confirmation=confirmation,
            line=lines[one.line_number],
            becomes=one.becomes,
            quantity=one.quantity,
            unit_price=one.unit_price,
            shipping_on=one.shipping_on,
            delivery_on=one.delivery_on,
            comments=one.comments,
        )
        for one in portions
    )
    refusals = [_refusal(one.refusal, order, confirmation) for one in portions if one.refusal]
    for stored, portion in zip(refusals, [one for one in portions if one.refusal], strict=True):
        stored.line, stored.quantity = lines[portion.line_number], portion.quantity
    if said.refusal is not None:
        refusals.append(_refusal(said.refusal, order, confirmation))
    return StoredRefusal.objects.bulk_create(refusals)


def _refusal(refusal: Refusal | None, order: PurchaseOrder, confirmation: Confirmation) -> StoredRefusal:
    assert refusal is not None
    return StoredRefusal(
        confirmation=confirmation,
        order=order,
        code=refusal.code,
        level=refusal.level,
        path=refusal.path[:300],
        next_actor=refusal.next_actor,
        message=refusal.message,
        remedy=refusal.remedy,
        boundary=refusal.boundary,
        actual=refusal.actual,
    )


def _count(order: PurchaseOrder, lines: Sequence[OrderLine]) -> None:
    """Set each line's quantities to what the confirmations in force say together."""
    rows = (
        ConfirmedPortion.objects.filter(confirmation__order=order, confirmation__replaced_at__isnull=True)
        .order_by()
        .values("line_id", "becomes")
        .annotate(sum=Sum("quantity"))
    )
    sums = {(row["line_id"], row["becomes"]): row["sum"] for row in rows}
    for line in lines:
        line.confirmed = sums.get((line.pk, "confirmed"), ZERO)
        line.rejected = sums.get((line.pk, "rejected"), ZERO)
        line.backordered = sums.get((line.pk, "backordered"), ZERO)
    OrderLine.objects.bulk_update(lines, ["confirmed", "rejected", "backordered"])


def _move(order: PurchaseOrder, said: OrderConfirmation, lines: Sequence[OrderLine], now: datetime) -> None:
    if all(line.confirmed == line.ordered for line in lines):
        event = OrderEvent.CONFIRM_ALL
    elif all(line.rejected == line.ordered for line in lines):
        event = OrderEvent.REFUSE
    else:
        event = OrderEvent.CONFIRM_PART
    new = step(TRANSITIONS, order.state, event)
    if any(line.open < line.ordered for line in lines) or order.state != OrderState.ISSUED:
        if new != order.state:
            order.state_since = now
        order.state = new
    order.supplier_number = said.number[:200] or order.supplier_number
    order.save(update_fields=["state", "state_since", "supplier_number"])


def _facts(order: PurchaseOrder, lines: Sequence[OrderLine]) -> dict[str, object]:
    return {
        "state": str(order.state),
        "expected": f"{order.expected:f}",
        "lines": [
            [line.line_number, f"{line.confirmed:f}", f"{line.rejected:f}", f"{line.backordered:f}"] for line in lines
        ],
    }

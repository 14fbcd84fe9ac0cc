"""What an answer of the supplier makes of its order, whoever brings it: its machine, or a buyer who was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db.models import Sum

from fondaco import audit
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
)
from fondaco.buying.orders.states import OVER, TRANSITIONS, OrderEvent, OrderState
from fondaco.documents import OrderConfirmation, OrderOperation, Refusal
from fondaco.people.models import Person


@frozen
class Source:
    """Where the answer comes from: the public id of the message it came in, or what names a person's record of it."""

    key: str
    recorded_by: Person | None = None

    @property
    def message(self) -> str:
        return "" if self.recorded_by else self.key


def answer_order(order: PurchaseOrder, said: OrderConfirmation, *, source: Source, now: datetime) -> Confirmation:
    """Take the answer, whole or not at all. Within the caller's transaction, which has locked the order.

    Raises Unacceptable, in words for the partner.
    """
    _guard(order, said)
    replaced = _replaced(order, said, source)
    lines = list(order.lines.select_for_update().order_by("line_number"))
    settled = _settled_by_others(order, replaced)
    ordered = [OrderedLine(line.line_number, line.ordered, line.unit, settled.get(line.pk, ZERO)) for line in lines]
    try:
        portions = read_confirmation(said, lines=ordered, currency=order.currency)
    except Unacceptable as reason:
        raise Unacceptable(f"Order {order.number} was not changed: {reason.words}.", reason.code) from reason
    before = _facts(order, lines)
    confirmation = _store(order, said, replaced, source, now)
    refusals = _store_portions(order, confirmation, portions, {line.line_number: line for line in lines}, said)
    _count(order, lines)
    _move(order, said, lines, now)
    by = source.recorded_by
    settle_order(order, by=by, now=now)
    audit.write(
        action="order.answer_recorded" if by else "order.answered",
        subject=order.about,
        by=by.pk if by else None,
        now=now,
        before=before,
        after=_facts(order, lines),
        message=source.message,
    )
    mails.confirmed(order, lines, refusals, now=now)
    return confirmation


def _guard(order: PurchaseOrder, said: OrderConfirmation) -> None:
    if order.state in OVER:
        raise Unacceptable(f"Order {order.number} is {order.state}; nothing more is taken for it.", 409)
    if said.operation is OrderOperation.DELETE:
        raise Unacceptable('A confirmation cannot be deleted; send operation="update" with what holds now.', 450)


def _replaced(order: PurchaseOrder, said: OrderConfirmation, source: Source) -> list[Confirmation]:
    """The confirmations in force that it takes the place of: of an update those of its number, else all of them; of
    what a person records all, for it says how everything stands. What the supplier's machine says takes the place of
    what a person recorded.
    """
    standing = list(order.confirmations.select_for_update().filter(replaced_at__isnull=True))
    if source.recorded_by is not None:
        return standing
    if said.operation is not OrderOperation.UPDATE:
        return [one for one in standing if one.recorded_by_id is not None]
    same = [one for one in standing if one.number == said.number and said.number]
    chosen = same or standing
    if said.noticed_at is not None:
        for one in chosen:
            if one.noticed_at is not None and one.noticed_at > said.noticed_at:
                raise Unacceptable(
                    f"A later confirmation ({one.noticed_at.isoformat()}) of order {order.number} was taken already.",
                    409,
                )
    return chosen


def _settled_by_others(order: PurchaseOrder, replaced: Sequence[Confirmation]) -> dict[int, Decimal]:
    portions = ConfirmedPortion.objects.filter(
        confirmation__order=order, confirmation__replaced_at__isnull=True
    ).exclude(confirmation__in=[one.pk for one in replaced])
    counted = portions.exclude(becomes=ConfirmedPortion.Becomes.OPEN)
    return dict(counted.order_by().values("line_id").annotate(sum=Sum("quantity")).values_list("line_id", "sum"))


def _store(
    order: PurchaseOrder, said: OrderConfirmation, replaced: Sequence[Confirmation], source: Source, now: datetime
) -> Confirmation:
    Confirmation.objects.filter(pk__in=[one.pk for one in replaced]).update(replaced_at=now)
    return Confirmation.objects.create(
        order=order,
        number=said.number[:200],
        kind=said.kind,
        operation=said.operation,
        comments=said.comments,
        noticed_at=said.noticed_at,
        received_at=now,
        message=source.key,
        recorded_by=source.recorded_by,
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


def said_of(lines: Sequence[OrderLine]) -> OrderEvent:
    """What all the answers in force come to."""
    if all(line.confirmed == line.ordered for line in lines):
        return OrderEvent.CONFIRM_ALL
    if all(line.rejected == line.ordered for line in lines):
        return OrderEvent.REFUSE
    return OrderEvent.CONFIRM_PART


def _move(order: PurchaseOrder, said: OrderConfirmation, lines: Sequence[OrderLine], now: datetime) -> None:
    new = step(TRANSITIONS, order.state, said_of(lines))
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

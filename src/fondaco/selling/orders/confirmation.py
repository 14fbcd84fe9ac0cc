"""The commercial answer to an order, from its rows: what comes, what comes later, what does not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.documents import (
    Charge,
    ConfirmationKind,
    ConfirmationLine,
    Money,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
    Refusal,
    RefusalCode,
    RefusalLevel,
)
from fondaco.selling.orders.acceptance import PLACES
from fondaco.selling.orders.models import Answer, LinePortion, PortionState, SalesOrder, SalesOrderLine
from fondaco.selling.orders.storing import Stored
from fondaco.selling.orders.words import Circumstance, declined_words, refusal

# cXML wants a quantity on every confirmed line; of one that was no number, none is what is spoken of.
_NONE = Decimal(0)


def line_refusal(order: SalesOrder, line: SalesOrderLine, portion: LinePortion) -> Refusal:
    """The reason with its words, in the active language. Of a reason that lies in the order, the order is the place."""
    code = RefusalCode(portion.refusal_code)
    place = PLACES.get(code, "")
    return refusal(
        code,
        Circumstance(
            level=RefusalLevel.LINE,
            path=f"line {line.line_number}" + (f" / {place}" if place else ""),
            part_id=line.supplier_part_id,
            currency=order.currency,
            order_number=order.order_number,
            boundary=portion.boundary,
            actual=portion.actual,
        ),
    )


def order_refusal(order: SalesOrder, lines: Sequence[Stored]) -> Refusal | None:
    """Why the order is refused as a whole, in the active language; None where it is not."""
    if not order.refusal_code:
        return None
    code = RefusalCode(order.refusal_code)
    cause = next((one.line for one in lines for part in one.portions if part.refusal_code == code.value), None)
    return refusal(
        code,
        Circumstance(
            level=RefusalLevel.ORDER,
            path=PLACES.get(code, "order"),
            part_id=cause.supplier_part_id if cause else "",
            currency=order.currency,
            order_number=order.order_number,
            boundary=order.refusal_boundary,
            actual=order.refusal_actual,
        ),
    )


@frozen
class Saying:
    """How an answer is given: to which message, and in place of what."""

    payload_id: str
    operation: OrderOperation = OrderOperation.NEW
    changes_payload_id: str = ""
    refusal: Refusal | None = None  # of a change, while what it would have changed stands


def confirmation_of(
    order: SalesOrder, answer: Answer, lines: Sequence[Stored], saying: Saying, *, alone: bool, now: datetime
) -> OrderConfirmation:
    """What ``answer`` says to its ``lines``, words in the active language.

    ``alone`` says that it is the order's only one: all lines are spoken of, so that nothing is left for a reader to
    assume. One of several speaks of its own lines and of no others.
    """
    first = answer.position == 1
    return OrderConfirmation(
        order_number=order.order_number,
        kind=_kind(order, lines, alone=alone),
        noticed_at=now,
        number=answer.number,
        operation=saying.operation,
        order_payload_id=saying.payload_id,
        ordered_at=order.ordered_at,
        lines=tuple(_line(order, one) for one in lines),
        total=Money(sum((_coming(one) for one in lines), _NONE), order.currency),
        shipping=Charge(Money(order.shipping, order.currency), "Shipping") if first and order.shipping else None,
        comments=_comments(order) if first else "",
        refusal=saying.refusal or (order_refusal(order, lines) if alone else None),
        changes_payload_id=saying.changes_payload_id,
    )


def cancellation_of(order: SalesOrder, number: str, saying: Saying, *, now: datetime) -> OrderConfirmation:
    """That nothing comes of an order any more, because its sender took it back."""
    return OrderConfirmation(
        order_number=order.order_number,
        kind=ConfirmationKind.REJECT,
        noticed_at=now,
        number=number,
        operation=saying.operation,
        order_payload_id=saying.payload_id,
        ordered_at=order.ordered_at,
        comments=_("Order %(number)s was cancelled as you asked; nothing of it comes.")
        % {"number": order.order_number},
        changes_payload_id=saying.changes_payload_id,
    )


def _kind(order: SalesOrder, lines: Sequence[Stored], *, alone: bool) -> ConfirmationKind:
    comes = any(part.state != PortionState.REFUSED for one in lines for part in one.portions)
    if not alone:
        return ConfirmationKind.DETAIL
    return ConfirmationKind.ALL_DETAIL if comes else ConfirmationKind.REJECT


def _comments(order: SalesOrder) -> str:
    """That it is a trial, and which conditions do not hold."""
    said = [_("Test order: nothing is charged and nothing ships.")] if order.is_test else []
    return "\n".join([*said, *declined_words(order.terms_declined)])


def _coming(one: Stored) -> Decimal:
    return sum((part.amount for part in one.portions if part.state == PortionState.ACCEPTED), _NONE)


def _line(order: SalesOrder, one: Stored) -> ConfirmationLine:
    line = one.line
    return ConfirmationLine(
        line_number=line.line_number,
        portions=tuple(_portion(order, line, part) for part in one.portions),
        quantity=_NONE if line.quantity is None else line.quantity,
        unit=line.unit,
    )


def _portion(order: SalesOrder, line: SalesOrderLine, part: LinePortion) -> Portion:
    quantity = _NONE if part.quantity is None else part.quantity
    if part.state == PortionState.REFUSED:
        said = line_refusal(order, line, part)
        return Portion(kind=PortionKind.REJECT, quantity=quantity, unit=line.unit, refusal=said)
    assert part.unit_price is not None
    kind = PortionKind.DETAIL if part.unit_price != (line.unit_price or _NONE) else PortionKind.ACCEPT
    return Portion(
        kind=PortionKind.BACKORDERED if part.state == PortionState.BACKORDERED else kind,
        quantity=quantity,
        unit=line.unit,
        unit_price=Money(part.unit_price, order.currency),
        delivery_on=part.delivery_on,
    )

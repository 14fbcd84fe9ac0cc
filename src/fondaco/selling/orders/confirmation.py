"""The commercial answer to an order, from the outcome: what comes, what does not, and why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Money,
    OrderConfirmation,
    Portion,
    PortionKind,
    PurchaseOrder,
    Refusal,
    RefusalLevel,
)
from fondaco.selling.orders.acceptance import Outcome, Reason, Verdict
from fondaco.selling.orders.words import Circumstance, refusal


def line_refusal(verdict: Verdict, reason: Reason, *, currency: str, order_number: str) -> Refusal:
    """The reason with its words, in the active language. Of a reason that lies in the order, the order is the place."""
    line = verdict.line
    return refusal(
        reason.code,
        Circumstance(
            level=RefusalLevel.LINE,
            path=f"line {line.line_number}" + (f" / {reason.part}" if reason.part else ""),
            part_id=line.supplier_part_id,
            currency=currency,
            order_number=order_number,
            boundary=reason.boundary,
            actual=reason.actual,
        ),
    )


def order_refusal(outcome: Outcome, *, currency: str, order_number: str) -> Refusal | None:
    """Why the order is refused as a whole, in the active language; None where it is not."""
    reason = outcome.reason
    if reason is None:
        return None
    cause = next((one for one in outcome.verdicts if one.reason == reason), None)
    return refusal(
        reason.code,
        Circumstance(
            level=RefusalLevel.ORDER,
            path=reason.part or "order",
            part_id=cause.line.supplier_part_id if cause else "",
            currency=currency,
            order_number=order_number,
            boundary=reason.boundary,
            actual=reason.actual,
        ),
    )


def confirmation_of(
    order: PurchaseOrder, outcome: Outcome, *, number: str, payload_id: str, currency: str, now: datetime
) -> OrderConfirmation:
    """The document that says it all, words in the active language."""
    whole = order_refusal(outcome, currency=currency, order_number=order.number)
    return OrderConfirmation(
        order_number=order.number,
        kind=kind_of(outcome),
        noticed_at=now,
        number=number,
        order_payload_id=payload_id,
        ordered_at=order.ordered_at,
        lines=tuple(_line(one, currency, order.number) for one in outcome.verdicts),
        total=Money(outcome.total, currency),
        refusal=whole,
    )


def kind_of(outcome: Outcome) -> ConfirmationKind:
    """Every line is spoken of, so nothing is left for a reader of ``except`` to assume."""
    return ConfirmationKind.ALL_DETAIL if outcome.anything_taken else ConfirmationKind.REJECT


# cXML wants a quantity on every confirmed line; of one that was no number, none is what is spoken of.
_NONE = Decimal(0)


def _line(verdict: Verdict, currency: str, order_number: str) -> ConfirmationLine:
    portions: list[Portion] = []
    unit = verdict.line.unit or (verdict.offer.unit if verdict.offer else "")
    if verdict.taken and verdict.offer:
        portions.append(
            Portion(
                kind=PortionKind.DETAIL if _price_differs(verdict) else PortionKind.ACCEPT,
                quantity=verdict.taken.quantity,
                unit=unit,
                unit_price=Money(verdict.taken.unit_price, currency),
                delivery_on=verdict.offer.arrives_on,
            )
        )
    if verdict.reason:
        said = line_refusal(verdict, verdict.reason, currency=currency, order_number=order_number)
        portions.append(
            Portion(
                kind=PortionKind.REJECT,
                quantity=_NONE if verdict.refused_quantity is None else verdict.refused_quantity,
                unit=unit,
                refusal=said,
            )
        )
    return ConfirmationLine(
        line_number=verdict.line.line_number,
        portions=tuple(portions),
        quantity=_NONE if verdict.line.quantity is None else verdict.line.quantity,
        unit=unit,
    )


def _price_differs(verdict: Verdict) -> bool:
    each = verdict.line.price_each
    ordered = each.amount if each else Decimal(0)
    return verdict.taken is not None and verdict.taken.unit_price != ordered

"""What goes out about an order: one confirmation for each of its sellers, and later ones in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fondaco import rows
from fondaco.bridge import outbox
from fondaco.bridge.models import MessageOut
from fondaco.documents import OrderConfirmation, OrderOperation, Refusal
from fondaco.selling.orders.acceptance import Outcome
from fondaco.selling.orders.confirmation import Saying, cancellation_of, confirmation_of
from fondaco.selling.orders.models import Answer, SalesOrder
from fondaco.selling.orders.storing import Stored, stored_lines


def divide(outcome: Outcome) -> tuple[list[int | None], list[int]]:
    """The sellers who answer, each once in the order of their lines, and line by line the place of its answer.

    Who sends nothing does not answer: such lines, and nobody's (unknown parts, shipping), go with the first.
    """
    named = [one.offer.seller_id if one.offer else None for one in outcome.verdicts]
    sending = [one.offer.seller_id for one in outcome.verdicts if one.offer and one.comes]
    sellers: list[int | None] = list(dict.fromkeys(sending)) or [None]
    return sellers, [sellers.index(one) if one in sellers else 0 for one in named]


def store_answers(order: SalesOrder, sellers: Sequence[int | None], now: datetime) -> list[Answer]:
    """One statement. The first has the order's own number, the others add their place to it."""
    said = [
        Answer(
            order=order,
            position=position,
            seller_id=seller,
            number=order.number if position == 1 else f"{order.number}-{position}",
            said_at=now,
        )
        for position, seller in enumerate(sellers, start=1)
    ]
    rows.together(rows.inserting(said))
    return said


def say(order: SalesOrder, answers: Sequence[Answer], lines: Sequence[Stored], *, now: datetime) -> None:
    """Every answer of an order that was just decided. The first of a changed one takes the place of all before it."""
    before = order.changes.answers.order_by("position").first() if order.changes_id and order.changes else None
    for answer in answers:
        first = answer.position == 1
        saying = Saying(
            payload_id=order.payload_id,
            operation=OrderOperation.UPDATE if first and before else OrderOperation.NEW,
            changes_payload_id=before.payload_id if first and before else "",
        )
        own = [one for one in lines if one.line.answer_id == answer.pk]
        alone = len(answers) == 1
        _send(order, answer, confirmation_of(order, answer, own, saying, alone=alone, now=now), now=now)
    rows.later(*(rows.updating(answer, "payload_id") for answer in answers))


def say_anew(
    order: SalesOrder, answer: Answer, *, now: datetime, payload_id: str = "", no: Refusal | None = None
) -> None:
    """What stands of one answer, in place of what was said before.

    ``payload_id`` and ``no`` are the message that would have changed the order, and why it did not.
    """
    alone = order.answers.count() == 1
    saying = Saying(payload_id or order.payload_id, OrderOperation.UPDATE, answer.payload_id, no)
    own = [one for one in stored_lines(order) if one.line.answer_id == answer.pk]
    _send(order, answer, confirmation_of(order, answer, own, saying, alone=alone, now=now), now=now)
    answer.said_at = now
    answer.save(update_fields=["payload_id", "said_at"])


def say_cancelled(order: SalesOrder, by: SalesOrder, *, now: datetime) -> None:
    """That nothing comes of ``order`` any more, in answer to the message ``by``."""
    before = order.answers.order_by("position").first()
    saying = Saying(by.payload_id, OrderOperation.UPDATE, before.payload_id if before else "")
    outbox.enqueue(
        partner=order.partner,
        body=cancellation_of(order, by.number, saying, now=now),
        about=order.subject,
        number=order.order_number,
        now=now,
    )


def _send(order: SalesOrder, answer: Answer, body: OrderConfirmation, *, now: datetime) -> MessageOut:
    message = outbox.enqueue(partner=order.partner, body=body, about=order.subject, number=order.order_number, now=now)
    answer.payload_id = message.payload_id[:300]
    return message

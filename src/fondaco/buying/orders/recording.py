"""A buyer writes down what a supplier answered on the telephone or by letter. It counts like a machine's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco.bridge import deciding
from fondaco.bridge.states import IllegalMove
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.answering import Source, answer_order
from fondaco.buying.orders.confirmations import Unacceptable
from fondaco.buying.orders.models import ZERO, Confirmation, ConfirmedPortion, OrderLine, PurchaseOrder
from fondaco.buying.orders.operations import order_message
from fondaco.buying.orders.states import OVER
from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Money,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
)
from fondaco.people.models import Person

RECORD = "record:"  # before what names a record, so that it is mistaken for no message
_SCALE = -4  # quantities are kept to four decimals, prices to eight


@frozen
class Told:
    """How one line stands, as the supplier said. Quantities count the line's unit; what they leave is open.

    ``unit_price`` is net for one, in the order's currency, None where it stays the order's.
    """

    line_number: int
    confirmed: Decimal = ZERO
    rejected: Decimal = ZERO
    later: Decimal = ZERO
    unit_price: Decimal | None = None
    delivery_on: date | None = None
    note: str = ""


@transaction.atomic
def record_answer(
    *, order: PurchaseOrder, told: Sequence[Told], number: str, words: str, token: str, by: Person, now: datetime
) -> Confirmation:
    """Take what ``told`` says of every line in place of all answers before it. ``number`` is the supplier's own for
    the order, ``words`` who said it and how. ``token`` names this record: the same one again changes nothing.

    Raises Refused where the order is over, nothing is said, or a line cannot be answered so.
    """
    _heard_of(order, by, now)
    kept = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier", "requester", "legal_entity", "request__legal_entity")
        .get(pk=order.pk)
    )
    # A browser says the token: with the order's own key in it, it is mistaken for no record of another order.
    key = RECORD + sha256(f"{kept.pk}:{token}".encode()).hexdigest()[:32]
    done = kept.confirmations.filter(message=key).first()
    if done is not None:
        return done
    _check(kept, told, words)
    said = _document(kept, told, number, words)
    try:
        return answer_order(kept, said, source=Source(key, recorded_by=by), now=now)
    except Unacceptable as reason:
        raise Refused(
            "not_taken", _("The order cannot be answered like this: %(reason)s") % {"reason": reason.words}
        ) from reason


def _heard_of(order: PurchaseOrder, by: Person, now: datetime) -> None:
    """Who answers has the order: nobody has to decide that any more. Before the order is locked, as the bridge locks
    the message first.
    """
    record = order_message(order)
    if record is None or not record.wants_decision:
        return
    try:
        deciding.vouch(record=record, by=by, now=now)
    except IllegalMove:
        return  # decided meanwhile


def as_it_stands(order: PurchaseOrder, lines: Sequence[OrderLine]) -> dict[int, Told]:
    """What the answers in force say of each line, to begin a correction with. One statement."""
    portions = ConfirmedPortion.objects.filter(confirmation__order=order, confirmation__replaced_at__isnull=True)
    said: dict[int, list[ConfirmedPortion]] = {}
    for portion in portions.order_by("pk"):
        said.setdefault(portion.line_id, []).append(portion)
    return {line.line_number: _standing(line, said.get(line.pk, [])) for line in lines}


def _standing(line: OrderLine, portions: Sequence[ConfirmedPortion]) -> Told:
    prices = [one.unit_price for one in portions if one.unit_price is not None and one.becomes == "confirmed"]
    days = [one.delivery_on for one in portions if one.delivery_on is not None]
    notes = dict.fromkeys(one.comments for one in portions if one.comments)
    return Told(
        line_number=line.line_number,
        confirmed=line.confirmed,
        rejected=line.rejected,
        later=line.backordered,
        unit_price=prices[0] if prices else None,
        delivery_on=days[0] if days else None,
        note=" · ".join(notes),
    )


def _check(order: PurchaseOrder, told: Sequence[Told], words: str) -> None:
    if order.state in OVER:
        raise Refused(
            "over",
            _("This order is over: nothing more is taken for it. Nothing was recorded."),
            _("If the supplier delivers after all, ask it to send the goods back or have them ordered anew."),
        )
    if not words.strip():
        raise Refused("empty", _("Write who said it, and how."), "", "words")
    lines = {line.line_number: line for line in order.lines.all()}
    if not any(one.confirmed or one.rejected or one.later for one in told):
        raise Refused("nothing_said", _("Nothing is said about any line."), _("Enter what the supplier said of one."))
    for one in told:
        _check_line(lines.get(one.line_number), one)


def _check_line(line: OrderLine | None, told: Told) -> None:
    field = f"line_{told.line_number}"
    quantities = (told.confirmed, told.rejected, told.later)
    if line is None:
        raise Refused("line_gone", _("The order has no line %(number)d any more.") % {"number": told.line_number})
    if any(not _kept(one, _SCALE) for one in quantities):
        raise Refused("quantity_invalid", _("A quantity is a number from zero, with four decimals at most."), "", field)
    if sum(quantities, ZERO) > line.ordered:
        raise Refused(
            "beyond_order",
            _("Of line %(number)d only %(ordered)s were ordered.")
            % {"number": told.line_number, "ordered": f"{line.ordered.normalize():f}"},
            _("More than that needs a change of the order first."),
            field,
        )
    if told.unit_price is not None and not _kept(told.unit_price, 2 * _SCALE):
        raise Refused("price_invalid", _("A price is a number from zero."), "", field)


def _kept(number: Decimal, scale: int) -> bool:
    exponent = number.normalize().as_tuple().exponent if number.is_finite() else None
    return number.is_finite() and number >= 0 and isinstance(exponent, int) and exponent >= scale


def _document(order: PurchaseOrder, told: Sequence[Told], number: str, words: str) -> OrderConfirmation:
    """The same document that a machine would have sent."""
    return OrderConfirmation(
        order_number=order.number,
        kind=ConfirmationKind.DETAIL,
        number=number.replace("\0", "").strip()[:200],
        operation=OrderOperation.UPDATE,
        comments=words.replace("\0", "").strip()[:1000],
        lines=tuple(line for line in (_line(one, order.currency) for one in told) if line.portions),
    )


def _line(told: Told, currency: str) -> ConfirmationLine:
    price = Money(told.unit_price, currency) if told.unit_price is not None else None
    note = told.note.replace("\0", "").strip()[:1000]
    quantities = (
        (PortionKind.DETAIL if price else PortionKind.ACCEPT, told.confirmed, price, told.delivery_on),
        (PortionKind.BACKORDERED, told.later, None, told.delivery_on),
        (PortionKind.REJECT, told.rejected, None, None),
    )
    portions = (
        Portion(kind, quantity, unit_price=said, delivery_on=day, comments=note)
        for kind, quantity, said, day in quantities
        if quantity > 0
    )
    return ConfirmationLine(told.line_number, tuple(portions))

"""What a confirmation says about an order's lines: a pure reading, before anything is written.

A confirmation is taken whole or not at all: the first thing that cannot be gives :class:`Unacceptable`, in words
for the partner (English, as the rest of cXML's Status texts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    OrderConfirmation,
    Portion,
    PortionKind,
    Refusal,
    quantity_text,
)

ZERO = Decimal(0)
SCALE = -4  # quantities are kept to four decimals

# UN/ECE Rec 20 and its older spellings for "one of it": a supplier may answer in another than was ordered.
_ONE = frozenset({"EA", "C62", "H87", "PCE", "PC", "PCS", "EACH", "ST"})

BECOMES: dict[PortionKind, str] = {
    PortionKind.ACCEPT: "confirmed",
    PortionKind.ALL_DETAIL: "confirmed",
    PortionKind.DETAIL: "confirmed",
    PortionKind.REJECT: "rejected",
    PortionKind.BACKORDERED: "backordered",
    PortionKind.UNKNOWN: "open",
}
WHOLE: dict[ConfirmationKind, str] = {
    ConfirmationKind.ACCEPT: "confirmed",
    ConfirmationKind.REJECT: "rejected",
    ConfirmationKind.BACKORDERED: "backordered",
    ConfirmationKind.EXCEPT: "confirmed",
}


class Unacceptable(Exception):
    """The confirmation cannot be taken; ``code`` is the cXML status code to answer with."""

    def __init__(self, words: str, code: int = 400) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


@frozen
class OrderedLine:
    """An order's line: what was ordered, and how much of it other confirmations in force have dealt with."""

    line_number: int
    ordered: Decimal
    unit: str
    settled: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return self.ordered - self.settled


@frozen
class ReadPortion:
    """What is to be written: so much of this line becomes that."""

    line_number: int
    becomes: str
    quantity: Decimal
    unit_price: Decimal | None = None
    shipping_on: date | None = None
    delivery_on: date | None = None
    comments: str = ""
    refusal: Refusal | None = None


def read_confirmation(
    said: OrderConfirmation, *, lines: Sequence[OrderedLine], currency: str
) -> tuple[ReadPortion, ...]:
    """The portions that ``said`` makes of the order's lines. Raises Unacceptable."""
    _check_currency(said, currency)
    if said.kind in {ConfirmationKind.REQUEST_TO_PAY, ConfirmationKind.REPLACE}:
        raise Unacceptable(f"a confirmation of type {said.kind} is not taken here", code=450)
    by_number = {line.line_number: line for line in lines}
    portions = tuple(_listed(said.lines, by_number))
    named = {line.line_number for line in said.lines}
    whole = WHOLE.get(said.kind)
    if whole is not None and (not said.lines or said.kind is ConfirmationKind.EXCEPT):
        portions += tuple(_rest(whole, [line for line in lines if line.line_number not in named], said))
    _check_within(portions, by_number)
    if not portions:
        raise Unacceptable("it says nothing about any line that is still open", code=409)
    return portions


def _rest(becomes: str, lines: Iterable[OrderedLine], said: OrderConfirmation) -> Iterable[ReadPortion]:
    for line in lines:
        if line.open > 0:
            yield ReadPortion(line.line_number, becomes, line.open)


def _listed(said: Sequence[ConfirmationLine], by_number: Mapping[int, OrderedLine]) -> Iterable[ReadPortion]:
    for line in said:
        ordered = by_number.get(line.line_number)
        if ordered is None:
            raise Unacceptable(f"the order has no line {line.line_number}")
        for portion in line.portions:
            yield _portion(portion, line, ordered)


def _portion(portion: Portion, line: ConfirmationLine, ordered: OrderedLine) -> ReadPortion:
    place = f"line {line.line_number}"
    becomes = BECOMES.get(portion.kind)
    if becomes is None:
        raise Unacceptable(f"{place}: a status of type {portion.kind} is not taken here", code=450)
    quantity = portion.quantity
    if quantity is None or quantity <= 0:
        raise Unacceptable(f"{place}: a quantity has to be a number above zero")
    exponent = quantity.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < SCALE:
        raise Unacceptable(f"{place}: {quantity_text(quantity)} has more than four decimals")
    unit = portion.unit or line.unit
    if not same_unit(unit, ordered.unit):
        raise Unacceptable(f"{place}: it was ordered in {ordered.unit} and cannot be confirmed in {unit}")
    price = portion.unit_price
    if price is not None and price.amount < 0:
        raise Unacceptable(f"{place}: a price cannot be negative")
    return ReadPortion(
        line_number=line.line_number,
        becomes=becomes,
        quantity=quantity,
        unit_price=price.amount if price else None,
        shipping_on=portion.shipping_on,
        delivery_on=portion.delivery_on,
        comments=portion.comments,
        refusal=portion.refusal,
    )


def same_unit(one: str, other: str) -> bool:
    """Whether both count the same; an empty one says nothing."""
    left, right = one.strip().upper(), other.strip().upper()
    return not left or left == right or (left in _ONE and right in _ONE)


def _check_currency(said: OrderConfirmation, currency: str) -> None:
    amounts = [said.total, *(charge.money for charge in (said.shipping, said.tax) if charge is not None)]
    amounts += [portion.unit_price for line in said.lines for portion in line.portions]
    for money in amounts:
        if money is not None and money.currency != currency:
            raise Unacceptable(f"the order is in {currency}; an answer in {money.currency} cannot be taken")


def _check_within(portions: Iterable[ReadPortion], by_number: Mapping[int, OrderedLine]) -> None:
    sums: dict[int, Decimal] = {}
    for portion in portions:
        sums[portion.line_number] = sums.get(portion.line_number, ZERO) + portion.quantity
    for number, total in sums.items():
        line = by_number[number]
        if line.settled + total > line.ordered:
            before = f", {quantity_text(line.settled)} were answered before" if line.settled else ""
            raise Unacceptable(
                f"line {number}: {quantity_text(line.ordered)} were ordered{before}, "
                f"so {quantity_text(total)} cannot be answered for; "
                'send operation="update" to replace an earlier answer'
            )

"""An order as rows: what was sent, and what became of it. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, localcontext

from attrs import asdict, frozen

from fondaco import rows
from fondaco.bridge.text import storable
from fondaco.documents import Address, OrderLine, PurchaseOrder
from fondaco.selling.accounts.finding import member_named, member_with_email
from fondaco.selling.accounts.models import Connection, Member
from fondaco.selling.orders.acceptance import Outcome, Verdict
from fondaco.selling.orders.models import Answer, LinePortion, PortionState, SalesOrder, SalesOrderLine

_FURTHEST = 2**62  # line numbers of a row; what is further out is no number of a line


@frozen
class Sent:
    """What the row takes from around the order."""

    public_id: str
    payload_id: str
    is_test: bool


@frozen
class Stored:
    """A line and its portions, as rows."""

    line: SalesOrderLine
    portions: Sequence[LinePortion]


def order_row(connection: Connection, order: PurchaseOrder, sent: Sent, now: datetime) -> SalesOrder:
    """Not saved yet; one statement, for the person."""
    return SalesOrder(
        public_id=sent.public_id,
        account=connection.account,
        connection=connection,
        partner=connection.partner,
        member=shopper_of(connection, order),
        person_name=storable(order.person.name, 255),
        person_email=storable(order.person.email.strip(), 320),
        order_number=storable(order.number, 255),
        payload_id=storable(sent.payload_id, 1000),
        operation=order.operation.value,
        version=storable(order.version, 60),
        is_test=sent.is_test,
        currency=connection.account.currency,
        ordered_total=_ordered_total(order),
        comments=storable(order.comments),
        ship_to=_said(order.ship_to),
        bill_to=_said(order.bill_to),
        extrinsics=[list(pair) for pair in order.extrinsics],
        ordered_at=order.ordered_at,
        received_at=now,
    )


def shopper_of(connection: Connection, order: PurchaseOrder) -> Member | None:
    """The member that the order names, by e-mail, else by login name."""
    email, external = order.person.email.strip(), order.person.unique_name.strip()
    member = member_with_email(email) if email and "\0" not in email else None
    if member is not None and member.account_id == connection.account_id:
        return member
    return member_named(connection.account_id, external) if external and "\0" not in external else None


def _said(address: Address | None) -> dict[str, object]:
    return asdict(address) if address else {}


def _ordered_total(order: PurchaseOrder) -> Decimal:
    """What the lines come to as they were ordered; lines without a number count nothing."""
    with localcontext(prec=60):
        priced = [line.quantity * line.price_each.amount for line in order.lines if line.quantity and line.price_each]
        return sum(priced, Decimal(0)).quantize(Decimal("0.0001"))


def store_lines(
    row: SalesOrder, outcome: Outcome, answers: Sequence[Answer], *, answer_of: Sequence[int | None]
) -> list[Stored]:
    """Every line with what became of it. Two statements. ``answer_of`` is the place in ``answers``, line by line."""
    lines = [
        _line_row(row, position, one, None if place is None else answers[place])
        for position, (one, place) in enumerate(zip(outcome.verdicts, answer_of, strict=True), start=1)
    ]
    if lines:
        rows.together(rows.inserting(lines))
    stored = [Stored(line, _portions(line, one)) for line, one in zip(lines, outcome.verdicts, strict=True)]
    portions = [portion for one in stored for portion in one.portions]
    if portions:
        rows.later(rows.inserting(portions))
    return stored


def _line_row(row: SalesOrder, position: int, verdict: Verdict, answer: Answer | None) -> SalesOrderLine:
    line, offer, hold = verdict.line, verdict.offer, verdict.hold
    quoted = hold.unit_price if hold else next((one.unit_price for one in verdict.taken if one.held), None)
    return SalesOrderLine(
        order=row,
        position=position,
        **_line_said(line, position),
        unit=storable(line.unit, 60) or (offer.unit if offer else ""),
        offer_id=offer.offer_id if offer else None,
        answer=answer,
        is_charge=verdict.charge,
        quoted_price=quoted,
        quote_stood=None if quoted is None else (hold.good if hold else True),
        today_price=offer.unit_price(line.quantity) if offer and line.quantity else None,
        limit_price=verdict.highest,
    )


def _line_said(line: OrderLine, position: int) -> dict[str, object]:
    return {
        "line_number": line.line_number if abs(line.line_number) < _FURTHEST else position,
        "supplier_part_id": storable(line.supplier_part_id),
        "supplier_part_auxiliary_id": storable(line.supplier_part_auxiliary_id),
        "description": storable(line.description or line.short_name),
        "quantity": line.quantity,
        "unit_price": line.price_each.amount if line.price_each else None,
        "currency": line.unit_price.currency if line.unit_price else "",
        "requested_on": line.requested_on,
        "comments": storable(line.comments),
        "extrinsics": [list(pair) for pair in line.extrinsics],
    }


def _portions(line: SalesOrderLine, verdict: Verdict) -> list[LinePortion]:
    offer = verdict.offer
    portions = [
        LinePortion(
            line=line,
            state=state,
            quantity=one.quantity,
            unit_price=one.unit_price,
            delivery_on=day,
            held=bool(one.held),
        )
        for state, parts, day in (
            (PortionState.ACCEPTED, verdict.taken, offer.arrives_on if offer else None),
            (PortionState.BACKORDERED, verdict.later, offer.later_on if offer else None),
        )
        for one in parts
    ]
    portions += [
        LinePortion(
            line=line,
            state=PortionState.REFUSED,
            quantity=one.quantity,
            refusal_code=one.reason.code.value,
            boundary=one.reason.boundary,
            actual=one.reason.actual,
        )
        for one in verdict.refused
    ]
    for position, portion in enumerate(portions, start=1):
        portion.position = position
    return portions


def stored_lines(order: SalesOrder) -> list[Stored]:
    """The same, read back; two statements."""
    lines = order.lines.prefetch_related("portions")
    return [Stored(line, list(line.portions.all())) for line in lines]

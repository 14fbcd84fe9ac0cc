"""Taking an order in: stored whole, judged, reserved, confirmed and written about, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext

from attrs import asdict, frozen
from django.db import IntegrityError, transaction
from django.utils import timezone

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.text import storable
from fondaco.documents import Address, OrderLine, OrderOperation, PurchaseOrder, RefusalCode
from fondaco.selling.accounts.models import Connection, Member, Safeguards
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog import queries as catalog_queries
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders import acceptance, mails
from fondaco.selling.orders.acceptance import Guards, OfferFacts, Outcome, Short, Verdict
from fondaco.selling.orders.confirmation import confirmation_of
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder, SalesOrderLine
from fondaco.selling.orders.states import OrderEvent

_FURTHEST = 2**62  # line numbers of a row; what is further out is no number of a line


@frozen
class Arrival:
    """An order as it came in. ``payload_id`` names the message it came in."""

    order: PurchaseOrder
    public_id: str
    payload_id: str
    is_test: bool


@transaction.atomic
def receive_order(*, connection: Connection, arrival: Arrival, now: datetime) -> SalesOrder:
    """Store the order, decide on it, promise the stock, and put the confirmation into the outbox.

    Whatever the order says, it is stored and answered: what makes no sense in it is refused line by line.
    """
    row, holds_number = _store(connection, arrival, now)
    order, currency = arrival.order, row.currency
    guards = guards_of(connection)
    lines = _store_lines(row, order)
    if order.operation is OrderOperation.NEW and not holds_number:
        outcome = acceptance.refuse_whole(order, RefusalCode.ORDER_NUMBER_USED, "OrderRequestHeader/@orderID")
    else:
        outcome = _decide(order, guards, currency, row, now)
    _store_outcome(row, lines, outcome, now)
    _say(row, arrival, outcome, now)
    return row


def guards_of(connection: Connection) -> Guards:
    set_to = Safeguards.objects.get(group_id=connection.group_id)
    return Guards(set_to.price_percent, set_to.price_amount, Short(set_to.quantity_short))


def _store(connection: Connection, arrival: Arrival, now: datetime) -> tuple[SalesOrder, bool]:
    """The row, and whether it holds its number: of two orders with one number, the first does."""
    order = arrival.order
    row = SalesOrder(
        public_id=arrival.public_id,
        account_id=connection.account_id,
        connection=connection,
        partner_id=connection.partner_id,
        member=shopper_of(connection, order),
        person_name=storable(order.person.name, 255),
        person_email=storable(order.person.email.strip(), 320),
        order_number=storable(order.number, 255),
        payload_id=storable(arrival.payload_id, 1000),
        operation=order.operation.value,
        is_test=arrival.is_test,
        currency=connection.account.currency,
        ordered_total=_ordered_total(order),
        comments=storable(order.comments),
        ship_to=_said(order.ship_to),
        bill_to=_said(order.bill_to),
        extrinsics=[list(pair) for pair in order.extrinsics],
        ordered_at=order.ordered_at,
        received_at=now,
    )
    if order.operation is OrderOperation.NEW:
        try:
            with transaction.atomic():
                row.holds_number = True
                row.save(force_insert=True)
            return row, True
        except IntegrityError:
            row.holds_number, row.pk = False, None
    row.save(force_insert=True)
    return row, False


def shopper_of(connection: Connection, order: PurchaseOrder) -> Member | None:
    """The member that the order names, by e-mail, else by login name."""
    members = Member.objects.standing().select_related("person").filter(account_id=connection.account_id)
    email, external = order.person.email.strip(), order.person.unique_name.strip()
    found = members.filter(person__email__iexact=email).first() if email else None
    return found or (members.filter(external_name__iexact=external).first() if external else None)


def _said(address: Address | None) -> dict[str, object]:
    return asdict(address) if address else {}


def _ordered_total(order: PurchaseOrder) -> Decimal:
    """What the lines come to as they were ordered; lines without a number count nothing."""
    with localcontext(prec=60):
        priced = [line.quantity * line.price_each.amount for line in order.lines if line.quantity and line.price_each]
        return sum(priced, Decimal(0)).quantize(Decimal("0.0001"))


def _store_lines(row: SalesOrder, order: PurchaseOrder) -> list[SalesOrderLine]:
    return SalesOrderLine.objects.bulk_create(
        _line_row(row, position, line) for position, line in enumerate(order.lines, start=1)
    )


def _line_row(row: SalesOrder, position: int, line: OrderLine) -> SalesOrderLine:
    return SalesOrderLine(
        order=row,
        position=position,
        line_number=line.line_number if abs(line.line_number) < _FURTHEST else position,
        supplier_part_id=storable(line.supplier_part_id),
        supplier_part_auxiliary_id=storable(line.supplier_part_auxiliary_id),
        description=storable(line.description),
        quantity=line.quantity,
        unit=storable(line.unit, 60),
        unit_price=line.price_each.amount if line.price_each else None,
        currency=line.unit_price.currency if line.unit_price else "",
        requested_on=line.requested_on,
        comments=storable(line.comments),
        extrinsics=[list(pair) for pair in line.extrinsics],
    )


def _decide(order: PurchaseOrder, guards: Guards, currency: str, row: SalesOrder, now: datetime) -> Outcome:
    """Judge the lines, then share out and promise the stock, its rows locked in the order of their ids.

    A test order takes nothing off the shelf: it is judged by what is there, and no stock is promised.
    """
    outcome = acceptance.weigh(order, offers_of(order, timezone.localdate(now)), guards, currency)
    needed = acceptance.wanted(outcome)
    rows = Offer.objects.filter(pk__in=needed).order_by("pk")
    if not row.is_test:
        rows = rows.select_for_update()
    outcome = acceptance.allot(outcome, {offer.pk: offer.available for offer in rows}, guards)
    promised = acceptance.wanted(outcome)
    if promised and not row.is_test:
        catalog.reserve_many(wanted=promised, now=now, by=row.member.person_id if row.member else None)
    return outcome


def offers_of(order: PurchaseOrder, today: date) -> Mapping[str, Sequence[OfferFacts]]:
    """Every offer of the parts that the order names, withdrawn ones too, by part id."""
    parts = {line.supplier_part_id for line in order.lines if 0 < len(line.supplier_part_id) <= 20}
    offers = (
        Offer.objects.filter(item__part_id__in=parts)
        .select_related("item", "seller")
        .prefetch_related("tiers")
        .order_by("pk")
    )
    found: dict[str, list[OfferFacts]] = {}
    for offer in offers:
        found.setdefault(offer.item.part_id, []).append(_facts(offer, today))
    return found


def _facts(offer: Offer, today: date) -> OfferFacts:
    return OfferFacts(
        offer_id=offer.pk,
        part_id=offer.item.part_id,
        auxiliary_id=offer.key,
        active=offer.sold,
        currency=offer.currency,
        unit=offer.item.unit,
        tiers=tuple(catalog_queries.price_steps(offer)),
        minimum=offer.min_quantity,
        maximum=offer.max_quantity,
        arrives_on=catalog_queries.arrives_on(offer, today),
    )


def _store_outcome(row: SalesOrder, lines: Sequence[SalesOrderLine], outcome: Outcome, now: datetime) -> None:
    portions: list[LinePortion] = []
    for line, verdict in zip(lines, outcome.verdicts, strict=True):
        line.offer_id = verdict.offer.offer_id if verdict.offer else None
        portions.extend(_portions(line, verdict))
    SalesOrderLine.objects.bulk_update([line for line in lines if line.offer_id], ["offer"])
    LinePortion.objects.bulk_create(portions)
    row.take(_event(outcome), now=now)
    row.accepted_total = outcome.total
    row.refusal_code = outcome.reason.code.value if outcome.reason else ""
    row.holds_number = row.holds_number and outcome.anything_taken
    row.save(update_fields=["state", "decided_at", "accepted_total", "refusal_code", "holds_number"])


def _event(outcome: Outcome) -> OrderEvent:
    if outcome.everything_taken:
        return OrderEvent.ACCEPT
    return OrderEvent.ACCEPT_IN_PART if outcome.anything_taken else OrderEvent.REFUSE


def _portions(line: SalesOrderLine, verdict: Verdict) -> list[LinePortion]:
    portions = []
    if verdict.taken and verdict.offer:
        portions.append(
            LinePortion(
                line=line,
                position=1,
                state=PortionState.ACCEPTED,
                quantity=verdict.taken.quantity,
                unit_price=verdict.taken.unit_price,
                delivery_on=verdict.offer.arrives_on,
            )
        )
    if verdict.reason:
        portions.append(
            LinePortion(
                line=line,
                position=len(portions) + 1,
                state=PortionState.REFUSED,
                quantity=verdict.refused_quantity,
                refusal_code=verdict.reason.code.value,
                boundary=verdict.reason.boundary,
                actual=verdict.reason.actual,
            )
        )
    return portions


def _say(row: SalesOrder, arrival: Arrival, outcome: Outcome, now: datetime) -> None:
    """The audit line, the confirmation and the letter; each in the words of whoever shopped."""
    audit.write(
        action=f"order.{row.state}",
        subject=row.subject,
        by=row.member.person_id if row.member else None,
        now=now,
        after={
            "state": str(row.state),
            "accepted_total": str(row.accepted_total),
            "refusals": sorted({one.reason.code.value for one in outcome.verdicts if one.reason}),
            "test": row.is_test,
        },
    )
    with mails.language_of(row):
        body = confirmation_of(
            arrival.order,
            outcome,
            number=row.number,
            payload_id=arrival.payload_id,
            currency=row.currency,
            now=now,
        )
        outbox.enqueue(partner=row.partner, body=body, about=row.subject, number=row.order_number, now=now)
        mails.write_to_shopper(row, outcome, now=now)

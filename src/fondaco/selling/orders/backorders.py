"""What was promised for later: given what arrives, the oldest first, or refused once it is too late.

A job of the worker's. It takes every order that waits and that nobody else is changing, locks all the stock that they
are about at once, in the order of row ids as everywhere, and then goes through them in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from attrs import define, field
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from fondaco import audit
from fondaco.documents import RefusalCode
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders import answers, facts, mails
from fondaco.selling.orders.acceptance import NONE, Guards, OfferFacts, Reason, days_until
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder
from fondaco.selling.orders.states import OrderEvent, OrderState
from fondaco.selling.orders.storing import Stored, stored_lines

# What may have become of a waiting portion, for the audit trail and the page; the last said counts for the order.
CAME, MOVED, REFUSED = "order.backorder_came", "order.backorder_moved", "order.backorder_refused"


@transaction.atomic
def settle_backorders(*, now: datetime, limit: int = 200) -> int:
    """Look at what waits, up to ``limit`` orders; how many of them heard something new."""
    today = timezone.localdate(now)
    rows = SalesOrder.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Exists(_stirred(today).filter(line__order=OuterRef("pk"))), state=OrderState.BACKORDERED
    )
    orders = list(rows.select_related("partner", "account", "member__person", "connection").order_by("pk")[:limit])
    if not orders:
        return 0
    stored = {order.pk: stored_lines(order) for order in orders}
    shelf = _shelf(stored.values(), today)
    guards: dict[int, Guards] = {}
    told = 0
    for order in orders:
        group = order.connection.group_id
        if group not in guards:
            guards[group] = facts.guards_of(group)
        told += _Waiting(order, stored[order.pk], shelf, guards[group], now).look()
    return told


def _stirred(today: date) -> QuerySet[LinePortion]:
    """Waiting portions that something may have happened to: more is there, expected later, not sold, or late."""
    sold = Q(line__offer__active=True, line__offer__item__active=True, line__offer__seller__active=True)
    return LinePortion.objects.filter(
        Q(line__offer__stock__gt=F("line__offer__reserved"))
        | ~sold
        | Q(delivery_on__lt=today)
        | Q(line__offer__restock_on__gt=F("delivery_on") - F("line__offer__lead_time_days")),
        state=PortionState.BACKORDERED,
    )


@define
class _Shelf:
    """What there is of each offer, locked, and what is known of it today."""

    today: date
    left: dict[int, Decimal]
    offers: dict[int, OfferFacts]


def _shelf(stored: Iterable[Sequence[Stored]], today: date) -> _Shelf:
    waiting = {one.line.offer_id for lines in stored for one in lines if one.line.offer_id and _waits(one)}
    rows = Offer.objects.select_for_update(of=("self",)).select_related("item", "seller").prefetch_related("tiers")
    offers = list(rows.filter(pk__in=waiting).order_by("pk"))
    return _Shelf(
        today,
        {one.pk: one.available for one in offers},
        {one.pk: facts.offer_facts(one, today) for one in offers},
    )


def _waits(one: Stored) -> bool:
    return any(part.state == PortionState.BACKORDERED for part in one.portions)


@define
class _Waiting:
    """One order, looked at once."""

    order: SalesOrder
    lines: Sequence[Stored]
    shelf: _Shelf
    guards: Guards
    now: datetime
    taken: dict[int, Decimal] = field(factory=dict)
    news: dict[int, str] = field(factory=dict)  # by answer: what happened to a portion of it, the last thing

    def look(self) -> bool:
        """Whether anything about it is new; it is then stored, said and written about."""
        for one in self.lines:
            for part in list(one.portions):
                if part.state == PortionState.BACKORDERED:
                    self._look_at(one, part)
        if not self.news:
            return False
        if self.taken:
            catalog.reserve_many(wanted=self.taken, now=self.now, about=self.order.subject)
        self._store()
        self._say()
        return True

    def _look_at(self, one: Stored, part: LinePortion) -> None:
        offer_id, wanted = one.line.offer_id, part.quantity
        assert offer_id is not None
        assert wanted is not None
        offer = self.shelf.offers[offer_id]
        there = min(wanted, max(self.shelf.left[offer_id], NONE)) if offer.active else NONE
        if there:
            self._give(one, part, offer, there)
        if there == wanted:
            return
        against = self._against(offer, part)
        if against is not None:
            _refuse(part, against)
            self._note(one, REFUSED)
        elif offer.later_on is not None and part.delivery_on is not None and offer.later_on > part.delivery_on:
            part.delivery_on = offer.later_on
            part.save(update_fields=["delivery_on"])
            self._note(one, MOVED)

    def _give(self, one: Stored, part: LinePortion, offer: OfferFacts, there: Decimal) -> None:
        """So much of it is there: the portion becomes it, or what of it is there becomes a portion of its own."""
        offer_id = offer.offer_id
        if not self.order.is_test:  # a trial takes nothing off the shelf
            self.shelf.left[offer_id] -= there
            self.taken[offer_id] = self.taken.get(offer_id, NONE) + there
        assert part.quantity is not None
        if there == part.quantity:
            part.state, part.delivery_on = PortionState.ACCEPTED, offer.arrives_on
            part.save(update_fields=["state", "delivery_on"])
        else:
            part.quantity -= there
            part.save(update_fields=["quantity"])
            LinePortion.objects.create(
                line=one.line,
                position=max(each.position for each in one.portions) + 1,
                state=PortionState.ACCEPTED,
                quantity=there,
                unit_price=part.unit_price,
                delivery_on=offer.arrives_on,
                held=part.held,
            )
        self._note(one, CAME)

    def _against(self, offer: OfferFacts, part: LinePortion) -> Reason | None:
        """Why what is still missing can no longer come."""
        if not offer.active:
            return Reason(RefusalCode.PART_WITHDRAWN)
        ordered_on = timezone.localdate(self.order.received_at)
        # Where the day has passed on which more was expected, it cannot be there before one that comes from today's.
        day = offer.later_on or (offer.arrives_on if part.delivery_on and part.delivery_on < self.shelf.today else None)
        if day is not None and self.guards.too_late(day, ordered_on):
            limit = Decimal(self.guards.delivery_days or 0)
            return Reason(RefusalCode.DELIVERY_LATER, limit, Decimal(days_until(day, ordered_on)))
        return None

    def _note(self, one: Stored, what: str) -> None:
        assert one.line.answer_id is not None
        self.news[one.line.answer_id] = what

    def _store(self) -> None:
        """The order's sums and state, as its portions now make them."""
        order, before = self.order, str(self.order.state)
        self.lines = stored_lines(order)
        parts = [part for one in self.lines for part in one.portions]
        order.accepted_total = sum((one.amount for one in parts if one.state == PortionState.ACCEPTED), NONE)
        order.later_total = sum((one.amount for one in parts if one.state == PortionState.BACKORDERED), NONE)
        event = _event({str(one.state) for one in parts})
        if event is not None:
            order.take(event, now=self.now)
            order.holds_number = event is not OrderEvent.REFUSE
            order.shipping = NONE if event is OrderEvent.REFUSE else order.shipping
        order.save(update_fields=["state", "accepted_total", "later_total", "shipping", "holds_number"])
        for what in dict.fromkeys(self.news.values()):
            audit.write(
                action=what,
                subject=order.subject,
                by=None,
                now=self.now,
                before={"state": before},
                after={"state": str(order.state), "accepted_total": str(order.accepted_total)},
            )

    def _say(self) -> None:
        with mails.language_of(self.order):
            for answer in self.order.answers.filter(pk__in=self.news):
                answers.say_anew(self.order, answer, now=self.now)
        mails.write_later(self.order, self.lines, now=self.now)


def _event(states: set[str]) -> OrderEvent | None:
    """What portions in these states make of an order that waited; nothing while one waits still."""
    if PortionState.BACKORDERED in states:
        return None
    if PortionState.ACCEPTED not in states:
        return OrderEvent.REFUSE
    return OrderEvent.ACCEPT_IN_PART if PortionState.REFUSED in states else OrderEvent.ACCEPT


def _refuse(part: LinePortion, reason: Reason) -> None:
    part.state, part.delivery_on = PortionState.REFUSED, None
    part.refusal_code, part.boundary, part.actual = reason.code.value, reason.boundary, reason.actual
    part.save(update_fields=["state", "delivery_on", "refusal_code", "boundary", "actual"])

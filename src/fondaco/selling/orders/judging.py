"""Judging an order against the store as it stands, and keeping what was promised by it.

Locks are taken in one order everywhere: the order that is changed, holds by their keys, offers by their row ids, the
account's credit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias, cast

from attrs import frozen
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from fondaco import rows
from fondaco.documents import Mode, PurchaseOrder, RefusalCode
from fondaco.selling.accounts.models import Connection
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders import facts
from fondaco.selling.orders.acceptance import NONE, Outcome, Reason, refuse_whole, weigh
from fondaco.selling.orders.allotment import allot, charge, offers_wanted, used, wanted, within_credit
from fondaco.selling.orders.facts import Rules
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.shopping.cart import SHIPPING_PART_ID
from fondaco.selling.shopping.holds import use_all
from fondaco.selling.shopping.models import Hold

Stock: TypeAlias = tuple[int, Decimal, Decimal, Decimal | None]


@frozen
class Case:
    """An order on the table. ``mode`` is what its sender says of it, None where nothing is said.

    ``changes`` is the order that it takes the place of, locked.
    """

    connection: Connection
    order: PurchaseOrder
    mode: Mode | None
    payment: PaymentMethod | None
    rules: Rules
    now: datetime
    changes: SalesOrder | None = None

    @property
    def is_test(self) -> bool:
        """Whether it is a trial: the sender says so, or the group is not active yet."""
        return self.mode is Mode.TEST or self.connection.group.is_test


@frozen
class Judged:
    """The outcome, and the locked holds that it may take from."""

    outcome: Outcome
    holds: Mapping[str, Hold]


def case_of(connection: Connection, order: PurchaseOrder, mode: Mode | None, *, now: datetime) -> Case:
    """With all the settings that it is judged by; four statements."""
    rules, payment = facts.rules_of(connection, today=timezone.localdate(now))
    return Case(connection=connection, order=order, mode=mode, payment=payment, rules=rules, now=now)


def against_sender(case: Case) -> Reason | None:
    """What keeps the customer from ordering at all, whatever the order says."""
    group = case.connection.group
    if not case.connection.account.trades:
        return Reason(RefusalCode.ACCOUNT_SUSPENDED)
    if case.mode is not None and (case.mode is Mode.TEST) is (group.status == GroupStatus.ACTIVE):
        return Reason(RefusalCode.MODE_DIFFERENT)
    if group.status == GroupStatus.ACTIVE and case.payment is None:
        return Reason(RefusalCode.NO_PAYMENT_METHOD)
    return None


def judge(case: Case) -> Judged:
    """What comes of it. Holds, the stock that it is about and the account's credit are locked from here on.

    A trial takes nothing off the shelf: it is judged by what is there, and nothing is locked or promised.
    """
    order, account_id = case.order, case.connection.account_id
    against = against_sender(case)
    if against is not None:
        return Judged(refuse_whole(order, against), {})
    today = timezone.localdate(case.now)
    holds = facts.holds_of(order, account_id=account_id)
    promises = facts.promises_of(holds, case.changes, is_test=case.is_test, now=case.now)
    guards = case.rules.guards
    outcome = weigh(
        order,
        facts.offers_of(order, customer=account_id, today=today),
        guards,
        case.connection.account.currency,
        promises=promises,
        charge_part_id=SHIPPING_PART_ID,
        today=today,
    )
    if outcome.anything_taken:
        about = offers_wanted(outcome) | {one.offer_id for one in promises.all}
        outcome = allot(outcome, _available(about, case), guards, promises=promises, today=today)
    outcome = _within_credit(case, charge(outcome, case.rules.tariff, guards))
    return Judged(outcome, holds)


def _available(offer_ids: set[int], case: Case) -> dict[int, Decimal]:
    """What of each offer can be promised, less what older orders wait for; locked, but for a trial. One statement."""
    if case.is_test or case.changes is not None:
        offers = _stock(_waiting(case.changes)).filter(pk__in=offer_ids)
        found = list(offers if case.is_test else offers.select_for_update())
    else:
        found = _LOCKED.all(offers=list(offer_ids))
    return {pk: stock - reserved - (awaited or NONE) for pk, stock, reserved, awaited in found}


def _waiting(but: SalesOrder | None = None) -> QuerySet[LinePortion]:
    """What older orders wait for of the offer around it."""
    waiting = LinePortion.objects.filter(
        line__offer=OuterRef("pk"), state=PortionState.BACKORDERED, line__order__is_test=False
    )
    return waiting if but is None else waiting.exclude(line__order=but)


def _stock(waiting: QuerySet[LinePortion]) -> QuerySet[Offer, Stock]:
    """Row id, what lies there, what of it is promised, and what is waited for."""
    summed = waiting.order_by().values("line__offer").annotate(sum=Sum("quantity")).values("sum")
    offers = Offer.objects.annotate(awaited=Subquery(summed)).order_by("pk")
    return cast("QuerySet[Offer, Stock]", offers.values_list("pk", "stock", "reserved", "awaited"))


_LOCKED: rows.Question[Stock] = rows.Question(
    lambda offers: _stock(_waiting()).filter(pk__any_of=offers).select_for_update(), offers=list
)


def _within_credit(case: Case, outcome: Outcome) -> Outcome:
    method = case.payment
    if case.is_test or not outcome.anything_taken or method is None or method.credit_limit is None:
        return outcome
    owed = facts.owed_under_lock(case.connection.account_id, method, outcome.due, now=case.now, but=case.changes)
    return within_credit(outcome, owed=owed, limit=method.credit_limit)


def keep_promises(case: Case, judged: Judged, *, about: str, by: int | None) -> None:
    """Set aside what the order takes: of what waits under its holds, of what the order before it had, and of the rest.

    ``about`` is the order, as ``type:public_id``.
    """
    outcome, now = judged.outcome, case.now
    takes = used(outcome)
    held = [(judged.holds[key], quantity) for key, quantity in takes.items() if key in judged.holds]
    if held:
        use_all(held, about=about, now=now, by=by)
    if case.is_test:
        return
    if case.changes is not None:
        _let_go(case.changes, outcome, about=about, now=now, by=by)
    needed = wanted(outcome)
    if needed:
        catalog.reserve_many(wanted=needed, now=now, by=by, about=about)


def _let_go(before: SalesOrder, outcome: Outcome, *, about: str, now: datetime, by: int | None) -> None:
    """What the order before had, less what passes on to this one."""
    rest = facts.reserved_for(before)
    for verdict in outcome.verdicts:
        for taken in verdict.taken:
            if taken.held.startswith(facts.PORTION) and verdict.offer:
                rest[verdict.offer.offer_id] -= taken.waited
    promised = {offer_id: quantity for offer_id, quantity in rest.items() if quantity > NONE}
    if promised:
        catalog.release_many(promised=promised, now=now, by=by, about=about)

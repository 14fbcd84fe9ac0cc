"""The desk's replay of a supplier's safeguards and the store's own judgement say the same of the same facts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from fondaco.buying.suppliers.replay import LineFacts, Replayed, Rules, replay
from fondaco.documents import Money, OrderLine, PurchaseOrder, RefusalCode
from fondaco.selling.orders.acceptance import Guards, Held, OfferFacts, Outcome, Promises, Short, weigh
from fondaco.selling.orders.allotment import Tariff, allot, charge

TODAY = date(2026, 3, 2)
# Reasons that lie with another line: a replay says nothing of them.
ELSEWHERE = RefusalCode.OTHER


@frozen
class Line:
    part: int
    quantity: int
    ordered: Decimal
    held: bool


@frozen
class Offer:
    now: Decimal
    available: int
    days: int
    by_store: bool


prices = st.decimals(Decimal("0.01"), Decimal(500), places=4)
offers = st.builds(Offer, prices, st.integers(0, 30), st.integers(0, 20), st.booleans())
lines = st.builds(Line, st.integers(0, 2), st.integers(1, 20), prices, st.booleans())
maybe = st.none()
rules = st.builds(
    Rules,
    percent=maybe | st.decimals(0, 100, places=3),
    amount=maybe | st.decimals(0, 50, places=4),
    short=st.sampled_from(["take_available", "drop_line", "refuse_order"]),
    shipping=maybe | st.decimals(0, 20, places=2),
    delivery_days=maybe | st.integers(0, 20),
    seller=st.sampled_from(["any", "store_fulfilled"]),
)


def by_the_store(said: Rules, ordered: list[Line], shelf: list[Offer], shipping: Decimal) -> Outcome:
    guards = Guards(
        percent=said.percent,
        amount=said.amount,
        short=Short(said.short),
        store_only=said.seller == "store_fulfilled",
        shipping=said.shipping,
        delivery_days=said.delivery_days,
    )
    rows = [
        OrderLine(
            line_number=number,
            supplier_part_id=f"P{line.part}",
            supplier_part_auxiliary_id=f"O{line.part}" + (f".H{number}" if line.held else ""),
            quantity=Decimal(line.quantity),
            unit_price=Money(line.ordered, "EUR"),
            description="Thing",
            unit="EA",
        )
        for number, line in enumerate(ordered, start=1)
    ]
    known = {
        f"P{number}": [
            OfferFacts(
                offer_id=number,
                part_id=f"P{number}",
                auxiliary_id=f"O{number}",
                active=True,
                currency="EUR",
                unit="EA",
                tiers=((Decimal(1), one.now),),
                arrives_on=TODAY + timedelta(days=one.days),
                by_store=one.by_store,
            )
        ]
        for number, one in enumerate(shelf)
    }
    # A hold keeps price and stock of just what is ordered.
    holds = {
        f"H{number}": Held(f"H{number}", line.part, Decimal(line.quantity), line.ordered, Decimal(line.quantity))
        for number, line in enumerate(ordered, start=1)
        if line.held
    }
    promises = Promises(holds)
    outcome = weigh(PurchaseOrder("PO", tuple(rows)), known, guards, "EUR", promises=promises, today=TODAY)
    if outcome.anything_taken:
        stock = {number: Decimal(one.available) for number, one in enumerate(shelf)}
        outcome = allot(outcome, stock, guards, promises=promises, today=TODAY)
    return charge(outcome, Tariff(shipping, Decimal(10**9)), guards)


def by_the_desk(said: Rules, ordered: list[Line], shelf: list[Offer], shipping: Decimal) -> Replayed:
    facts = [
        LineFacts(
            key=str(number),
            article=f"P{line.part}",
            quantity=Decimal(line.quantity),
            ordered=line.ordered,
            now=shelf[line.part].now,
            available=Decimal(shelf[line.part].available),
            earliest_days=shelf[line.part].days,
            latest_days=shelf[line.part].days,
            by_store=shelf[line.part].by_store,
            held=line.held,
        )
        for number, line in enumerate(ordered, start=1)
    ]
    return replay(said, facts, shipping=shipping)


def reasons(outcome: Outcome) -> dict[str, Any]:
    """By line, what the store refuses of it for a reason of its own."""
    return {
        str(verdict.line.line_number): (part.reason.code, part.reason.boundary, part.reason.actual, part.quantity)
        for verdict in outcome.verdicts
        for part in verdict.refused[:1]
        if part.reason.code is not ELSEWHERE
    }


@settings(max_examples=1500, deadline=None)
@given(rules, st.lists(lines, min_size=1, max_size=4), st.lists(offers, min_size=3, max_size=3), prices)
def test_both_sides_refuse_the_same_for_the_same_reason(
    said: Rules, ordered: list[Line], shelf: list[Offer], shipping: Decimal
) -> None:
    shipping = shipping.quantize(Decimal("0.01"))
    store = by_the_store(said, ordered, shelf, shipping)
    desk = by_the_desk(said, ordered, shelf, shipping)

    whole = desk.refused_whole
    assert (whole and (whole.code, whole.boundary, whole.actual)) == (
        store.reason and (store.reason.code, store.reason.boundary, store.reason.actual)
    )
    mine = {key: (one.code, one.boundary, one.actual, one.quantity) for key, one in desk.refused.items()}
    if store.reason is None:
        assert mine == reasons(store)
    else:
        # Refused as a whole, every line says so; the reasons that lines had of their own come first.
        own = {key: one for key, one in reasons(store).items() if one[0] is not store.reason.code}
        assert {key: one for key, one in mine.items() if one[0] is not store.reason.code} == own
    assert not desk.unknown

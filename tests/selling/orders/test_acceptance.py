"""What of an order is taken, at every edge; no database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.documents import Money, OrderLine, PurchaseOrder, RefusalCode
from fondaco.selling.orders.acceptance import Guards, OfferFacts, Outcome, Short, same_unit, weigh
from fondaco.selling.orders.allotment import allot, wanted

GUARDS = Guards(percent=Decimal(5), amount=Decimal(10), short=Short.TAKE_AVAILABLE)
OPEN = Guards(percent=None, amount=None, short=Short.TAKE_AVAILABLE)


def facts(**changes: Any) -> OfferFacts:
    given: dict[str, Any] = {
        "offer_id": 1,
        "part_id": "P",
        "auxiliary_id": "K",
        "active": True,
        "currency": "EUR",
        "unit": "EA",
        "tiers": ((Decimal(1), Decimal(100)),),
        **changes,
    }
    return OfferFacts(**given)


def line(quantity: str | None = "2", price: str | None = "100", *, currency: str = "EUR", **changes: Any) -> OrderLine:
    given: dict[str, Any] = {
        "line_number": 1,
        "supplier_part_id": "P",
        "supplier_part_auxiliary_id": "K",
        "quantity": Decimal(quantity) if quantity is not None else None,
        "unit_price": Money(Decimal(price), currency) if price is not None else None,
        "unit": "EA",
        "description": "A thing",
        **changes,
    }
    return OrderLine(**given)


def judged(*lines: OrderLine, offers: tuple[OfferFacts, ...] = (facts(),), guards: Guards = GUARDS) -> Outcome:
    return weigh(PurchaseOrder("PO", lines), {"P": offers}, guards, "EUR")


def code(outcome: Outcome) -> RefusalCode | None:
    reason = outcome.verdicts[0].reason
    return reason.code if reason else None


def test_what_matches_is_taken_at_todays_price() -> None:
    outcome = judged(line())

    assert outcome.everything_taken
    assert outcome.total == 200


@pytest.mark.parametrize(
    ("changed", "offers", "expected"),
    [
        ({"supplier_part_id": "NO"}, (facts(),), RefusalCode.PART_UNKNOWN),
        ({"supplier_part_id": ""}, (facts(),), RefusalCode.PART_UNKNOWN),
        ({}, (facts(active=False),), RefusalCode.PART_WITHDRAWN),
        ({"supplier_part_auxiliary_id": "OTHER"}, (facts(),), RefusalCode.AUXILIARY_ID_CHANGED),
        ({"supplier_part_auxiliary_id": "k"}, (facts(),), RefusalCode.AUXILIARY_ID_CHANGED),
        (
            {"supplier_part_auxiliary_id": ""},
            (facts(), facts(offer_id=2, auxiliary_id="K2")),
            RefusalCode.AUXILIARY_ID_CHANGED,
        ),
        ({"supplier_part_auxiliary_id": ""}, (facts(),), None),
        ({"supplier_part_auxiliary_id": ""}, (facts(), facts(offer_id=2, auxiliary_id="K2", active=False)), None),
        ({"supplier_part_auxiliary_id": ""}, (facts(active=False),), RefusalCode.PART_WITHDRAWN),
        ({"supplier_part_auxiliary_id": "K.nobodys"}, (facts(),), RefusalCode.AUXILIARY_ID_CHANGED),
        ({"description": " "}, (facts(),), RefusalCode.NAME_MISSING),
        ({"description": "", "short_name": "A thing"}, (facts(),), None),
        ({"quantity": None}, (facts(),), RefusalCode.QUANTITY_INVALID),
        ({"quantity": Decimal(0)}, (facts(),), RefusalCode.QUANTITY_INVALID),
        ({"quantity": Decimal(-3)}, (facts(),), RefusalCode.QUANTITY_INVALID),
        ({"quantity": Decimal("1.5")}, (facts(),), RefusalCode.QUANTITY_LIMIT),
        ({"quantity": Decimal(1)}, (facts(minimum=Decimal(2)),), RefusalCode.QUANTITY_LIMIT),
        ({"quantity": Decimal(2)}, (facts(minimum=Decimal(2)),), None),
        ({"quantity": Decimal(9)}, (facts(maximum=Decimal(9)),), None),
        ({"quantity": Decimal(10)}, (facts(maximum=Decimal(9)),), RefusalCode.QUANTITY_LIMIT),
        ({"unit": "BX"}, (facts(),), RefusalCode.UNIT_DIFFERENT),
        ({"unit": "C62"}, (facts(),), None),
        ({"unit": ""}, (facts(),), None),
        ({"unit_price": None}, (facts(),), RefusalCode.PRICE_INVALID),
        ({"unit_price": Money(Decimal(-1), "EUR")}, (facts(),), RefusalCode.PRICE_INVALID),
        ({"unit_price": Money(Decimal(100), "USD")}, (facts(),), RefusalCode.CURRENCY_DIFFERENT),
        ({}, (facts(currency="USD"),), RefusalCode.CURRENCY_DIFFERENT),
        ({"unit_price": Money(Decimal(0), "EUR")}, (facts(),), RefusalCode.PRICE_MOVED),
    ],
)
def test_each_refusal_has_its_cause(
    changed: dict[str, Any], offers: tuple[OfferFacts, ...], expected: RefusalCode | None
) -> None:
    outcome = judged(line(**changed), offers=offers)

    assert code(outcome) == expected
    assert outcome.anything_taken is (expected is None)


@pytest.mark.parametrize(
    ("ordered", "now", "taken"),
    [
        ("100", "105", True),  # exactly five percent
        ("100", "105.0001", False),
        ("100", "99", True),  # lower is the customer's gain
        ("1000", "1010", True),  # exactly ten euro, reached before five percent
        ("1000", "1010.0001", False),
        ("0.10", "0.105", True),
        ("0.10", "0.1051", False),
    ],
)
def test_a_price_may_rise_to_the_boundary_and_not_beyond(ordered: str, now: str, taken: bool) -> None:
    outcome = judged(line(price=ordered), offers=(facts(tiers=((Decimal(1), Decimal(now)),)),))

    assert outcome.anything_taken is taken
    if not taken:
        reason = outcome.verdicts[0].reason
        assert reason is not None
        assert reason.code is RefusalCode.PRICE_MOVED
        assert reason.actual == Decimal(now)
        assert reason.boundary is not None
        assert reason.boundary < Decimal(now)


def test_without_safeguards_any_price_is_taken() -> None:
    assert judged(line(price="1"), guards=OPEN).everything_taken


def test_the_price_of_the_tier_that_the_quantity_reaches_counts() -> None:
    tiers = ((Decimal(1), Decimal(100)), (Decimal(10), Decimal(80)))

    assert judged(line("10", "80"), offers=(facts(tiers=tiers),)).total == 800
    assert code(judged(line("9", "80"), offers=(facts(tiers=tiers),))) is RefusalCode.PRICE_MOVED


def test_an_order_without_lines_is_refused_whole() -> None:
    outcome = weigh(PurchaseOrder("PO", ()), {}, GUARDS, "EUR")

    assert outcome.reason is not None
    assert outcome.reason.code is RefusalCode.NO_LINES


def test_short_stock_makes_two_portions() -> None:
    outcome = allot(judged(line("10")), {1: Decimal(7)}, GUARDS)

    verdict = outcome.verdicts[0]
    assert [one.quantity for one in verdict.taken] == [7]
    assert [one.quantity for one in verdict.refused] == [3]
    assert verdict.reason is not None
    assert (verdict.reason.code, verdict.reason.boundary, verdict.reason.actual) == (
        RefusalCode.QUANTITY_UNAVAILABLE,
        7,
        10,
    )


def test_short_stock_keeps_the_tier_of_what_was_ordered() -> None:
    tiers = ((Decimal(1), Decimal(100)), (Decimal(10), Decimal(80)))

    outcome = allot(judged(line("10", "80"), offers=(facts(tiers=tiers),)), {1: Decimal(7)}, GUARDS)

    assert outcome.total == 560


def test_short_stock_drops_the_line_where_the_customer_says_so() -> None:
    guards = Guards(None, None, Short.DROP_LINE)

    outcome = allot(judged(line("10"), guards=guards), {1: Decimal(9)}, guards)

    assert not outcome.anything_taken
    assert outcome.reason is None
    assert [one.quantity for one in outcome.verdicts[0].refused] == [10]


def test_short_stock_refuses_the_order_where_the_customer_says_so() -> None:
    guards = Guards(None, None, Short.REFUSE_ORDER)
    two = weigh(
        PurchaseOrder(
            "PO", (line("10"), line("1", line_number=2, supplier_part_id="Q", supplier_part_auxiliary_id="L"))
        ),
        {"P": (facts(),), "Q": (facts(offer_id=2, part_id="Q", auxiliary_id="L"),)},
        guards,
        "EUR",
    )

    outcome = allot(two, {1: Decimal(9), 2: Decimal(9)}, guards)

    assert outcome.reason is not None
    assert outcome.reason.code is RefusalCode.QUANTITY_UNAVAILABLE
    assert [one.reason.code for one in outcome.verdicts if one.reason] == [
        RefusalCode.QUANTITY_UNAVAILABLE,
        RefusalCode.OTHER,
    ]
    assert not outcome.anything_taken


def test_two_lines_share_what_there_is_in_their_order() -> None:
    outcome = allot(judged(line("6"), line("6", line_number=2)), {1: Decimal(8)}, GUARDS)

    assert [part.quantity for one in outcome.verdicts for part in one.taken] == [6, 2]
    assert wanted(outcome) == {1: 8}


def test_a_line_without_stock_is_refused_whole() -> None:
    outcome = allot(judged(line("6")), {1: Decimal(0)}, GUARDS)

    assert outcome.verdicts[0].taken == ()
    assert [one.quantity for one in outcome.verdicts[0].refused] == [6]


@given(
    asked=st.lists(st.integers(1, 50), min_size=1, max_size=8),
    there=st.integers(0, 120),
    short=st.sampled_from(list(Short)),
)
def test_no_more_is_promised_than_there_is_and_every_unit_is_spoken_of(
    asked: list[int], there: int, short: Short
) -> None:
    guards = Guards(None, None, short)
    lines = [line(str(many), line_number=n) for n, many in enumerate(asked, start=1)]

    outcome = allot(judged(*lines, guards=guards), {1: Decimal(there)}, guards)

    promised = wanted(outcome).get(1, Decimal(0))
    assert promised <= there
    for many, verdict in zip(asked, outcome.verdicts, strict=True):
        taken = sum((part.quantity for part in verdict.taken), Decimal(0))
        refused = sum((part.quantity or Decimal(0) for part in verdict.refused), Decimal(0))
        assert taken + refused == many


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("EA", "C62", True), ("ea", "EA", True), ("BX", "EA", False), ("", "BX", True), ("BX", "bx", True)],
)
def test_units_that_count_the_same_are_the_same(one: str, other: str, same: bool) -> None:
    assert same_unit(one, other) is same

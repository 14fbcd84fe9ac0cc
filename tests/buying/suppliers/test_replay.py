"""What a supplier would say by its safeguards; that it agrees with a store's own rules is tested beside a store."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from fondaco.buying.suppliers.replay import Answer, Finding, LineFacts, Missing, Replayed, Rules, replay
from fondaco.documents import RefusalCode

D = Decimal
RULES = Rules(percent=D(10), amount=D(5), short="drop_line", shipping=D(20), delivery_days=7, seller="store_fulfilled")
KNOWN = LineFacts("1", "A", D(5), D(100), D(100), D(5), 3, 3, by_store=True)


FIVE = D(5)


def of(rules: Rules = RULES, *, shipping: Decimal | None = FIVE, **facts: Any) -> Replayed:
    return replay(rules, [evolve(KNOWN, **facts)], shipping=shipping)


def only(replayed: Replayed, code: RefusalCode) -> Finding:
    [found] = [one for one in (*replayed.lines["1"], *replayed.order) if one.code is code]
    return found


def test_what_keeps_within_everything_is_taken() -> None:
    found = of()

    assert {one.answer for one in (*found.lines["1"], *found.order)} == {Answer.TAKEN}
    assert (found.refused, found.refused_whole, found.unknown) == ({}, None, False)


@pytest.mark.parametrize(
    ("now", "answer", "highest"), [("105", "taken", "105"), ("105.0001", "refused", "105"), ("3", "taken", "105")]
)
def test_a_price_is_held_against_whichever_limit_is_reached_first(now: str, answer: str, highest: str) -> None:
    found = only(of(now=D(now)), RefusalCode.PRICE_MOVED)

    assert (found.answer, found.boundary, found.actual) == (answer, D(highest), D(now))


@pytest.mark.parametrize(
    ("facts", "code", "missing"),
    [
        ({"now": None}, RefusalCode.PRICE_MOVED, Missing.PRICE),
        ({"available": None}, RefusalCode.QUANTITY_UNAVAILABLE, Missing.STOCK),
        ({"earliest_days": None, "latest_days": None}, RefusalCode.DELIVERY_LATER, Missing.DAYS),
        ({"earliest_days": 6, "latest_days": 8}, RefusalCode.DELIVERY_LATER, Missing.DAYS),
        ({"by_store": None}, RefusalCode.SELLER_NOT_TAKEN, Missing.SELLER),
        ({"shipping": None}, RefusalCode.SHIPPING_ABOVE, Missing.SHIPPING),
    ],
)
def test_of_what_nobody_knows_nothing_is_said(facts: dict[str, Any], code: RefusalCode, missing: Missing) -> None:
    found = of(**facts)

    assert (only(found, code).answer, only(found, code).missing) == (Answer.UNKNOWN, missing)
    assert (found.refused, found.refused_whole, found.unknown) == ({}, None, True)


def test_of_a_rule_that_nobody_told_nothing_is_said_at_all() -> None:
    found = of(Rules(), now=D(10**6), earliest_days=90, latest_days=90, by_store=False, shipping=D(900))

    assert found.order == ()
    assert [one.answer for one in found.lines["1"]] == [Answer.TAKEN]  # there is enough, whatever the rule


def test_that_there_is_not_enough_says_nothing_where_the_rule_is_not_known() -> None:
    found = only(of(Rules(), available=D(2)), RefusalCode.QUANTITY_UNAVAILABLE)

    assert (found.answer, found.missing, found.boundary, found.actual) == ("unknown", Missing.RULE, D(2), D(5))


@pytest.mark.parametrize(
    ("rule", "available", "quantity", "whole"),
    [
        ("take_available", 2, 3, False),
        ("take_available", 0, 5, False),
        ("drop_line", 2, 5, False),
        ("refuse_order", 2, 5, True),
    ],
)
def test_of_too_little_the_rule_says_how_much_is_refused(rule: str, available: int, quantity: int, whole: bool) -> None:
    found = of(evolve(RULES, short=rule), available=D(available))

    assert found.refused["1"].quantity == D(quantity)
    assert (found.refused_whole is not None) is whole


def test_two_lines_of_one_article_share_what_there_is() -> None:
    lines = [evolve(KNOWN, quantity=D(4), available=D(6)), evolve(KNOWN, key="2", quantity=D(4), available=D(6))]

    found = replay(RULES, lines, shipping=D(5))

    assert list(found.refused) == ["2"]
    assert found.refused["2"].boundary == D(2)


@pytest.mark.parametrize(("earliest", "latest", "answer"), [(7, 7, "taken"), (8, 9, "refused"), (5, 7, "taken")])
def test_days_are_at_least_and_at_most(earliest: int, latest: int, answer: str) -> None:
    found = only(of(earliest_days=earliest, latest_days=latest), RefusalCode.DELIVERY_LATER)

    assert found.answer == answer


def test_what_is_held_is_asked_about_neither_price_nor_stock_nor_day_nor_shipping() -> None:
    found = of(held=True, now=D(999), available=D(0), earliest_days=99, latest_days=99, shipping=D(999))

    assert [one.code for one in found.lines["1"]] == [RefusalCode.SELLER_NOT_TAKEN]
    assert found.order == ()


def test_shipping_refuses_the_order_as_a_whole() -> None:
    found = of(shipping=D("20.01"))

    assert found.refused == {}
    assert found.refused_whole == Finding(RefusalCode.SHIPPING_ABOVE, Answer.REFUSED, D(20), D("20.01"))

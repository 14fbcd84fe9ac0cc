"""What a confirmation makes of an order's lines, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.buying.orders.confirmations import OrderedLine, Unacceptable, read_confirmation
from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Money,
    OrderConfirmation,
    Portion,
    PortionKind,
)

LINES = (OrderedLine(1, Decimal(5), "EA"), OrderedLine(2, Decimal(10), "BX"))


def said(kind: ConfirmationKind, *lines: ConfirmationLine, total: Money | None = None) -> OrderConfirmation:
    return OrderConfirmation("PO-2026-000001", kind, lines=lines, total=total)


def line(number: int, *portions: Portion) -> ConfirmationLine:
    return ConfirmationLine(number, portions)


def portion(kind: str, quantity: str | None, unit: str = "", price: Money | None = None) -> Portion:
    return Portion(PortionKind(kind), None if quantity is None else Decimal(quantity), unit, price)


def read(document: OrderConfirmation, lines: tuple[OrderedLine, ...] = LINES) -> list[tuple[int, str, Decimal]]:
    return [
        (one.line_number, one.becomes, one.quantity) for one in read_confirmation(document, lines=lines, currency="EUR")
    ]


@pytest.mark.parametrize(
    ("kind", "becomes"), [("accept", "confirmed"), ("reject", "rejected"), ("backordered", "backordered")]
)
def test_a_whole_answer_covers_every_line(kind: str, becomes: str) -> None:
    assert read(said(ConfirmationKind(kind))) == [(1, becomes, Decimal(5)), (2, becomes, Decimal(10))]


def test_portions_of_a_line_become_different_things() -> None:
    document = said(
        ConfirmationKind.DETAIL,
        line(1, portion("accept", "2"), portion("reject", "1"), portion("backordered", "2")),
    )

    assert read(document) == [
        (1, "confirmed", Decimal(2)),
        (1, "rejected", Decimal(1)),
        (1, "backordered", Decimal(2)),
    ]


def test_except_accepts_what_it_does_not_name() -> None:
    document = said(ConfirmationKind.EXCEPT, line(1, portion("reject", "5")))

    assert read(document) == [(1, "rejected", Decimal(5)), (2, "confirmed", Decimal(10))]


@pytest.mark.parametrize("kind", ["accept", "reject", "backordered"])
def test_a_whole_answer_that_names_lines_is_about_those_alone(kind: str) -> None:
    document = said(ConfirmationKind(kind), line(1, portion("accept", "5")))

    assert read(document) == [(1, "confirmed", Decimal(5))]


def test_what_was_answered_before_is_not_answered_again() -> None:
    lines = (OrderedLine(1, Decimal(5), "EA", settled=Decimal(3)),)

    assert read(said(ConfirmationKind.ACCEPT), lines) == [(1, "confirmed", Decimal(2))]


def test_units_that_mean_one_piece_are_the_same() -> None:
    assert read(said(ConfirmationKind.DETAIL, line(1, portion("accept", "5", "C62"))))


@pytest.mark.parametrize(
    ("document", "words", "code"),
    [
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "6"))), "5 were ordered", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "3"), portion("reject", "3"))), "so 6 cannot", 400),
        (said(ConfirmationKind.DETAIL, line(3, portion("accept", "1"))), "no line 3", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", None))), "above zero", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "0"))), "above zero", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "-1"))), "above zero", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "0.00001"))), "four decimals", 400),
        (said(ConfirmationKind.DETAIL, line(1, portion("accept", "1", "BX"))), "cannot be confirmed in BX", 400),
        (
            said(ConfirmationKind.DETAIL, line(1, portion("accept", "1", price=Money(Decimal(1), "USD")))),
            "answer in USD",
            400,
        ),
        (said(ConfirmationKind.ACCEPT, total=Money(Decimal(1), "CHF")), "answer in CHF", 400),
        (
            said(ConfirmationKind.DETAIL, line(1, portion("accept", "1", price=Money(Decimal(-1), "EUR")))),
            "cannot be negative",
            400,
        ),
        (said(ConfirmationKind.REPLACE), "replace is not taken", 450),
        (said(ConfirmationKind.DETAIL, line(1, portion("requestToPay", "1"))), "requestToPay is not taken", 450),
        (said(ConfirmationKind.DETAIL), "says nothing", 409),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(document: OrderConfirmation, words: str, code: int) -> None:
    with pytest.raises(Unacceptable) as refused:
        read(document)

    assert words in refused.value.words
    assert refused.value.code == code


@given(
    st.lists(
        st.tuples(st.sampled_from(["accept", "reject", "backordered", "detail", "unknown"]), st.integers(1, 6)),
        max_size=5,
    ),
    st.sampled_from([ConfirmationKind.DETAIL, ConfirmationKind.EXCEPT]),
)
def test_no_answer_goes_beyond_what_was_ordered(parts: list[tuple[str, int]], kind: ConfirmationKind) -> None:
    document = said(kind, line(1, *(portion(becomes, str(quantity)) for becomes, quantity in parts)))

    try:
        found = read_confirmation(document, lines=LINES, currency="EUR")
    except Unacceptable:
        return

    for ordered in LINES:
        total = sum(one.quantity for one in found if one.line_number == ordered.line_number)
        assert total <= ordered.ordered

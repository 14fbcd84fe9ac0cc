"""A document is frozen, can be read aloud, and refuses only what cannot be represented."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs.exceptions import FrozenInstanceError

from fondaco.documents import (
    CartLine,
    Charge,
    Credential,
    Envelope,
    Message,
    Money,
    OrderLine,
    PaymentTerm,
    PriceBasis,
    ProfileRequest,
    PurchaseOrder,
    QuoteRequest,
    Status,
    decimal_from,
    quantity_text,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        (" 12.50\n", "12.50"),
        ("-0.1", "-0.1"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("9" * 15 + "." + "9" * 8, "9" * 15 + "." + "9" * 8),
    ],
)
def test_a_plain_number_is_read(text: str, number: str) -> None:
    assert decimal_from(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "NaN",
        "sNaN",
        "Infinity",
        "1e5",
        "1e400000",
        "1_000",
        "1,000",
        "1,5",
        "１２",
        "١٢",
        "\xa01",
        "0x1",
        "1" * 16,
    ],
)
def test_nothing_else_is_a_number(text: str) -> None:
    assert decimal_from(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [("2", "2"), ("2.0", "2"), ("0.50", "0.5"), ("100", "100"), ("1E+2", "100"), ("0", "0"), ("0.000", "0")],
)
def test_a_quantity_is_written_plainly(number: str, text: str) -> None:
    assert quantity_text(Decimal(number)) == text


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e19", "1e400000", "1e-13"])
def test_an_amount_that_cannot_be_counted_with_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Money(Decimal(amount), "EUR")
    with pytest.raises(ValueError, match="not a number"):
        OrderLine(line_number=1, quantity=Decimal(amount))
    with pytest.raises(ValueError, match="not a number"):
        CartLine(quantity=Decimal(amount))


@pytest.mark.parametrize("amount", ["0", "0E-20", "-0.000000000001", "999999999999999999"])
def test_an_amount_within_bounds_is_taken(amount: str) -> None:
    assert Money(Decimal(amount), "EUR").amount == Decimal(amount)


def test_a_number_is_a_decimal() -> None:
    with pytest.raises(TypeError, match="not float"):
        Money(1.5, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "E1R", "ＥＵＲ", "EUR\n"])
def test_an_amount_without_a_currency_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(Decimal(1), currency)


def test_money_adds_up_in_one_currency_only() -> None:
    one = Money(Decimal("1.10"), "EUR")

    assert one + Money(Decimal("2.20"), "EUR") == Money(Decimal("3.30"), "EUR")
    assert one.times(Decimal(3)) == Money(Decimal("3.30"), "EUR")
    assert str(one) == "1.10 EUR"
    assert str(Charge(one).money) == "1.10 EUR"
    with pytest.raises(ValueError, match="EUR and USD"):
        one + Money(Decimal(1), "USD")


def test_a_naive_time_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001

    with pytest.raises(ValueError, match="offset"):
        Message(ProfileRequest(), None, "1", naive)
    with pytest.raises(ValueError, match="offset"):
        Envelope(Credential("d", "i"), timestamp=naive)
    assert Message(ProfileRequest(), None, "1", datetime(2026, 1, 1, tzinfo=UTC)).timestamp is not None


def test_a_secret_is_not_shown() -> None:
    assert "sesame" not in repr(Envelope(Credential("d", "i", "sesame")))


def test_parties_compare_by_domain_without_case_and_by_identity() -> None:
    us = Credential("NetworkID", "us", "x")

    assert us.names(Credential("NetworkId", "us"))
    assert not us.names(Credential("NetworkId", "US"))
    assert not us.names(Credential("DUNS", "us"))


@pytest.mark.parametrize(
    ("code", "ok", "transient"),
    [(200, True, False), (299, True, False), (300, False, False), (499, False, False), (500, False, True)],
)
def test_a_status_says_whether_it_went_well_and_may_go_better(code: int, ok: bool, transient: bool) -> None:
    assert (Status(code).ok, Status(code).transient) == (ok, transient)


def test_a_document_cannot_be_changed() -> None:
    for document, name in ((OrderLine(line_number=1), "quantity"), (CartLine(), "quantity"), (Status(200), "code")):
        with pytest.raises(FrozenInstanceError):
            setattr(document, name, 1)


@pytest.mark.parametrize(
    ("basis", "each"),
    [
        (None, Money(Decimal(12), "EUR")),
        (PriceBasis(Decimal(100), "EA"), Money(Decimal("0.12"), "EUR")),
        (PriceBasis(Decimal(100), "EA", Decimal(50)), Money(Decimal(6), "EUR")),
        (PriceBasis(Decimal(0)), None),
        (PriceBasis(Decimal("1E-12"), conversion=Decimal("1E+18")), None),
    ],
    ids=["of one", "of a hundred", "of a hundred, by the box of fifty", "of none", "beyond counting"],
)
def test_the_price_of_each_is_worked_out_from_what_it_is_for(basis: PriceBasis | None, each: Money | None) -> None:
    assert CartLine(unit_price=Money(Decimal(12), "EUR"), price_basis=basis).price_each == each


def test_a_line_without_a_price_has_none_for_each() -> None:
    assert CartLine(price_basis=PriceBasis(Decimal(100))).price_each is None


def test_the_whole_of_an_order_is_due_at_the_last_of_its_terms() -> None:
    order = PurchaseOrder("PO-1", (), payment_terms=(PaymentTerm(10, Decimal(2)), PaymentTerm(30)))

    assert order.payment_days == 30
    assert PurchaseOrder("PO-1", ()).payment_days is None


def test_a_request_for_quotation_has_a_currency_or_none() -> None:
    assert QuoteRequest("RDO-1", currency="EUR").currency == "EUR"
    with pytest.raises(ValueError):
        QuoteRequest("RDO-1", currency="eur")

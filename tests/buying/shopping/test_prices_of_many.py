"""A price that is for more than one: what each costs, and what the line comes to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.buying.shopping.quotes import Fault, price_of, quote_of
from fondaco.documents import Cart, CartLine, Money, PriceBasis


def line(price: str, basis: str | None, quantity: str = "1000") -> CartLine:
    return CartLine(
        supplier_part_id="FND-100",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Money(Decimal(price), "EUR"),
        price_basis=None if basis is None else PriceBasis(quantity=Decimal(basis)),
    )


@pytest.mark.parametrize(
    ("price", "basis", "quantity", "each", "amount"),
    [
        ("12.30", "1000", "1000", "0.0123", "12.30"),
        ("12.30", "1000", "250", "0.0123", "3.08"),
        ("1.23", "1000", "10000", "0.00123", "12.30"),
        ("12.30", "144", "288", "0.08541667", "24.60"),
        ("5.00", None, "3", "5.00", "15.00"),
    ],
)
def test_a_line_comes_to_its_quantity_at_the_price_of_each(
    price: str, basis: str | None, quantity: str, each: str, amount: str
) -> None:
    one = line(price, basis, quantity)

    quote = quote_of(Cart("", lines=(one,)), currency="EUR")

    assert price_of(one) == Money(Decimal(each), "EUR")
    assert quote.lines[0].fault is None
    assert quote.net == Decimal(amount)


@pytest.mark.parametrize(
    ("price", "basis"), [("12.30", "0"), ("1" + "0" * 14, "0.00000001"), ("1" + "0" * 14, "10"), ("0.00000001", "1000")]
)
def test_a_price_of_each_that_cannot_be_kept_leaves_its_line_out(price: str, basis: str) -> None:
    quote = quote_of(Cart("", lines=(line(price, basis),)), currency="EUR")

    assert quote.lines[0].fault is Fault.PRICE_INVALID
    assert quote.net == 0

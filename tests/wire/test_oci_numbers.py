"""A price that has more decimals than OCI has room for is said for more units, or as nearly as can be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.wire.oci.numbers import per_unit


@pytest.mark.parametrize(
    ("price", "units", "decimals", "said"),
    [
        ("1.25", "1", 2, ("1.25", 1, True)),
        ("1.255", "1", 2, ("12.55", 10, True)),
        ("125.5", "100", 2, ("125.5", 100, True)),
        ("12345678901.5", "10", 0, ("12345678901.5", 10, False)),
        ("1.2345678901", "100", 2, ("123.45678901", 10000, False)),
    ],
)
def test_a_price_is_said_for_as_many_units_as_make_it_exact(
    price: str, units: str, decimals: int, said: tuple[str, int, bool]
) -> None:
    amount, unit, exact = per_unit(Decimal(price), Decimal(units), decimals)

    assert (str(amount.normalize() if amount != amount.to_integral_value() else amount), unit, exact) == said

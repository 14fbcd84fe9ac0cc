"""Numbers as OCI writes them: at most 11 digits, a decimal point, at most 3 digits, no grouping (NEW_ITEM-QUANTITY).

In use are also zeros before (``00000001730.900``), decimal commas, and the grouping that the specification forbids.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from fondaco.documents import decimal_from

MOST_DIGITS = 11
DECIMALS = 3
MOST_UNITS = 99_999  # PRICEUNIT has five digits
_TOO_LARGE = Decimal(10) ** MOST_DIGITS
_COMMA = re.compile(r"([+-]?[0-9]{1,15}),([0-9]{1,8})", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)


def number_from(text: str) -> tuple[Decimal | None, str]:
    """The number, or None, and the code of what was off about it ("" for nothing).

    A single comma is a decimal comma where it cannot group: ``1,5``, ``0,250`` and ``1234,567``, but not ``1,500``,
    which is one and a half to some and fifteen hundred to others.
    """
    text = text.strip()
    number = decimal_from(text)
    if number is not None:
        return number, ""
    if "," not in text:
        return None, "oci.number.unreadable"
    comma = _COMMA.fullmatch(text)
    if comma is None or _GROUPS.fullmatch(text):
        return None, "oci.number.ambiguous"
    return Decimal(f"{comma[1]}.{comma[2]}"), "oci.number.comma"


def whole_from(text: str) -> tuple[int | None, str]:
    """As :func:`number_from` for a whole number of at most 9 digits; ``1.0`` is one."""
    number, odd = number_from(text)
    if number is None:
        return None, odd
    if number != number.to_integral_value() or not 0 <= number < 10**9:
        return None, "oci.number.unreadable"
    return int(number), odd


def fits(number: Decimal, decimals: int) -> bool:
    """Whether ``number`` can be written exactly with so many decimals."""
    with localcontext() as context:
        context.prec = 100
        return abs(number) < _TOO_LARGE and number == round(number, decimals)


def too_large(number: Decimal) -> bool:
    """Whether it has more than 11 digits before the point, rounding included."""
    with localcontext() as context:
        context.prec = 100
        return abs(round(number, DECIMALS)) >= _TOO_LARGE


def written(number: Decimal, decimals: int) -> str:
    """``number`` with exactly so many decimals, rounded half to even where it has more."""
    with localcontext() as context:
        context.prec = 100
        return format(round(number, decimals), "f") if decimals else str(int(round(number, 0)))


def per_unit(price: Decimal, units: Decimal, decimals: int) -> tuple[Decimal, int, bool]:
    """PRICE and PRICEUNIT that say ``price`` for ``units``, and whether they say it exactly.

    A price of more decimals than there is room for is said for 10, 100, 1000 … times as many units; where none says it
    exactly, the largest that there is room for is nearest. ``units`` must be above zero.
    """
    with localcontext() as context:
        context.prec = 100
        nearest = (price / units, 0)
        for power in (*range(9), *range(-1, -9, -1)):
            scaled, unit = price.scaleb(power), units.scaleb(power)
            if unit > MOST_UNITS or unit != unit.to_integral_value() or too_large(scaled):
                continue
            if fits(scaled, decimals):
                return scaled, int(unit), True
            if unit > nearest[1]:
                nearest = (scaled, int(unit))
        return nearest[0], nearest[1] or 1, False

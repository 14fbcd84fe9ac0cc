"""What a supplier's answer means for a line: pure, before anything is written."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from fondaco.buying.release.models import PriceCheck
from fondaco.buying.release.states import Outcome
from fondaco.buying.requests.models import LineKind, RequestLine
from fondaco.buying.shopping.prices import Priced, can_answer
from fondaco.buying.suppliers.models import Tolerance

_PLACES = Decimal("0.00000001")


def can_be_checked(line: RequestLine) -> bool:
    """Whether a machine quoted the line and can be asked about it again. What a buyer found, a person quoted."""
    return line.kind == LineKind.CATALOGUE and line.supplier is not None and can_answer(line.supplier)


def limit_of(line: RequestLine, tolerance: Tolerance, company_currency: str) -> Decimal:
    """The most that one of the line may cost, in its currency: more by the percentage or by the amount, whichever is
    reached first. An amount in the company's currency is turned into the line's at the line's rate.
    """
    assert line.unit_price is not None
    rise = line.unit_price * tolerance.percent / 100
    if tolerance.currency == line.currency:
        rise = min(rise, tolerance.amount)
    elif tolerance.currency == company_currency and line.rate:
        rise = min(rise, tolerance.amount / line.rate)
    return (line.unit_price + rise).quantize(_PLACES, ROUND_DOWN)


def outcome_of(check: PriceCheck, said: Priced) -> Outcome:
    """What stands in the way first: that it is gone, then its currency, its price, and how many there are."""
    if not said.found or said.unit_price is None:
        return Outcome.GONE
    if said.currency != check.currency:
        return Outcome.CURRENCY
    if not said.unit_price:
        # As in a cart, zero says that there is no price to be had so; nobody means to give it away.
        return Outcome.UNANSWERED
    if said.unit_price > check.limit:
        return Outcome.PRICE
    if said.available is not None and said.available < check.quantity:
        return Outcome.STOCK
    return Outcome.WITHIN

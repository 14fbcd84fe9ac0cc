"""What a request comes to: lines in the company's currency, charges on the lines that are left, and their shares.

Everything here is rounded to a currency's smallest coin, and adds up: the shares of a charge are the charge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from fondaco.buying.company.rates import rate_on
from fondaco.buying.requests.models import (
    ZERO,
    Allocation,
    ChargeKind,
    PurchaseRequest,
    RequestCharge,
    RequestLine,
)
from fondaco.buying.shopping.quotes import coin, in_coins


def recount(request: PurchaseRequest, *, on: date, save: bool = True) -> None:
    """Set the amounts of the request's lines, charges and sums, at the rates of ``on``.

    Raises Refused (``no_rate``) where a currency has none for that day. Within the caller's transaction.
    """
    lines = list(request.lines.select_related("supplier"))
    charges = list(request.charges.all())
    priced: list[RequestLine | RequestCharge] = [*lines, *charges]
    for row in priced:
        row.rate = rate_on(entity=request.legal_entity, currency=row.currency, on=on)
    for line in lines:
        line.company_amount = in_coins(line.amount * line.rate, request.currency)
    for charge in charges:
        charge.amount = charge_on(charge, lines_of_charge(charge, lines))
        charge.company_amount = in_coins(charge.amount * charge.rate, request.currency)
    if save:
        RequestLine.objects.bulk_update(lines, ["rate", "company_amount"])
        RequestCharge.objects.bulk_update(charges, ["rate", "amount", "company_amount"])
    request.net, request.charges_sum, request.tax = sums_of(lines, charges)
    request.total = request.net + request.charges_sum + request.tax


def sums_of(lines: Iterable[RequestLine], charges: Iterable[RequestCharge]) -> tuple[Decimal, Decimal, Decimal]:
    """Net, charges and tax in the company's currency."""
    charges = list(charges)
    net = sum((line.company_amount for line in lines if line.included), ZERO)
    tax = sum((one.company_amount for one in charges if one.kind == ChargeKind.TAX), ZERO)
    other = sum((one.company_amount for one in charges if one.kind != ChargeKind.TAX), ZERO)
    return net, other, tax


def lines_of_charge(charge: RequestCharge, lines: Iterable[RequestLine]) -> list[RequestLine]:
    """The lines that will be ordered of the cart, or of the supplier, that the charge came with."""
    mine = [line for line in lines if line.included and line.supplier_id == charge.supplier_id]
    return [line for line in mine if line.session_id == charge.session_id]


def charge_on(charge: RequestCharge, lines: Sequence[RequestLine]) -> Decimal:
    """What the charge is on ``lines``: nothing on none, its share where it follows them, else the whole."""
    if not lines:
        return ZERO
    if not charge.scales or not charge.quoted_on:
        return charge.quoted
    net = sum((line.amount for line in lines), ZERO)
    return in_coins(charge.quoted * net / charge.quoted_on, charge.currency)


def shares(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """``amount`` spread by ``weights`` in whole coins; what rounding leaves goes to the largest remainders.

    Equal where every weight is zero. The shares add up to ``amount``, which is in whole coins itself.
    """
    if not weights:
        return []
    total = sum(weights, ZERO)
    if total <= 0:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    unit = coin(currency)
    exact = [amount * weight / total for weight in weights]
    # Rounded towards zero, so that what is left has the sign of the amount.
    whole = [Decimal(int(one / unit)) * unit for one in exact]
    left = int(((amount - sum(whole, ZERO)) / unit).to_integral_value())
    order = sorted(range(len(exact)), key=lambda place: abs(exact[place] - whole[place]), reverse=True)
    step = unit if left > 0 else -unit
    for place in order[: abs(left)]:
        whole[place] += step
    return whole


def borne_by(lines: Sequence[RequestLine], charges: Iterable[RequestCharge], currency: str) -> dict[str, Decimal]:
    """What each line's account bears, by the line's key, in ``currency`` (the company's): the line and its share of
    the charges, without the tax.
    """
    borne = {line.key: line.company_amount for line in lines if line.included}
    for charge in charges:
        if charge.kind == ChargeKind.TAX:
            continue
        bearing = lines_of_charge(charge, lines)
        parts = shares(charge.company_amount, [_weight(charge, line) for line in bearing], currency)
        for line, part in zip(bearing, parts, strict=True):
            borne[line.key] += part
    return borne


def _weight(charge: RequestCharge, line: RequestLine) -> Decimal:
    if charge.allocation == Allocation.EQUALLY:
        return Decimal(1)
    if charge.allocation == Allocation.BY_QUANTITY:
        return line.quantity or ZERO
    return line.company_amount


def charges_on(request: PurchaseRequest, lines: Sequence[RequestLine]) -> list[tuple[RequestCharge, Decimal]]:
    """The charges that ``lines`` (some of the request's) bear, each with their share in the charge's currency."""
    chosen = {line.pk for line in lines}
    everything = list(request.lines.select_related("supplier"))
    found = []
    for charge in request.charges.all():
        bearing = lines_of_charge(charge, everything)
        if chosen.isdisjoint(line.pk for line in bearing):
            continue
        parts = shares(charge.amount, [_weight(charge, line) for line in bearing], charge.currency)
        mine = sum((part for line, part in zip(bearing, parts, strict=True) if line.pk in chosen), ZERO)
        found.append((charge, mine))
    return found

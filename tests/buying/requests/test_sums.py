"""What a request comes to, whatever is done with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.buying.company.models import ExchangeRate
from fondaco.buying.requests.models import ChargeKind, PurchaseRequest, RequestCharge
from fondaco.buying.requests.sums import borne_by, recount, shares
from tests.buying.requests.filling import write
from tests.buying.world import NOW, World, build_world, draft


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(-1000, 1000, places=2),
    st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=7),
)
def test_the_shares_of_a_charge_are_the_charge(amount: Decimal, weights: list[Decimal]) -> None:
    parts = shares(amount, weights, "EUR")

    assert sum(parts, Decimal(0)) == amount
    assert all(part == round(part, 2) for part in parts)
    assert all(part * amount >= 0 for part in parts)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["write", "dollars", "drop", "charge", "discount", "delete"]),
        st.integers(1, 9),
        st.decimals("0.01", 500, places=2),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_whatever_is_edited_the_total_is_the_sum_of_lines_and_charges(world: World, edits: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        ExchangeRate.objects.create(currency="USD", into="EUR", on=NOW.date(), rate=Decimal("0.913"))
        request = draft(world, lines=(("3", "9.99"), ("7", "0.35")))
        for act, number, amount in edits:
            _edit(world, request, act, number, amount)
            request.refresh_from_db()
            lines, charges = list(request.lines.all()), list(request.charges.all())
            assert request.net == sum((one.company_amount for one in lines if one.included), Decimal(0))
            assert request.total == request.net + sum((one.company_amount for one in charges), Decimal(0))
            borne = borne_by(lines, charges, request.currency)
            assert sum(borne.values(), Decimal(0)) == request.net + request.charges_sum
        transaction.set_rollback(True)


def _edit(world: World, request: PurchaseRequest, act: str, number: int, amount: Decimal) -> None:
    if act in {"write", "dollars"}:
        write(world, request, unit_price=amount, currency="USD" if act == "dollars" else "EUR")
    elif act == "drop":
        request.lines.filter(line_number=number).update(exclusion="removed")
    elif act in {"charge", "discount"}:
        quoted = amount if act == "charge" else -min(amount, Decimal("0.01"))
        kind = ChargeKind.FREIGHT if act == "charge" else ChargeKind.DISCOUNT
        RequestCharge.objects.create(
            request=request, supplier=world.supplier, kind=kind,
            currency="EUR", quoted=quoted, quoted_on=Decimal(0), amount=quoted, company_amount=quoted,
        )  # fmt: skip
    elif act == "delete" and request.lines.count() > 1:
        request.lines.filter(line_number=number, kind="free").delete()
    recount(request, on=NOW.date())
    if request.net + request.charges_sum + request.tax >= 0:
        request.save()

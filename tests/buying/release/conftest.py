from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.buying.shopping import prices
from tests.buying.release.machines import Machine, plugged_in
from tests.buying.world import World, build_world

TWO = (("5", "20.00"), ("2", "10.00"))


@pytest.fixture
def world(db: None) -> World:
    found = build_world()
    found.entity.price_tolerance_percent, found.entity.price_tolerance_amount = Decimal(10), Decimal("1.50")
    found.entity.save()
    return found


@pytest.fixture(autouse=True)
def _own_pricers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


@pytest.fixture
def machine(world: World) -> Machine:
    return plugged_in(world.supplier)

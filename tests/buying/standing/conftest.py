from __future__ import annotations

import pytest

from fondaco.buying.shopping import prices
from tests.buying.standing.standing import Machine, answers_by_machine
from tests.buying.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The world's supplier can be asked by machine."""
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))
    found = Machine()
    prices.register_pricer("machine", found)
    answers_by_machine(world.supplier)
    return found

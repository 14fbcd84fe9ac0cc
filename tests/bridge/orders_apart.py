"""The small site once more, as one that takes orders at addresses of their own."""

from __future__ import annotations

from fondaco.bridge.registry import Place, Registry
from fondaco.documents import PunchOutSetup, PurchaseOrder
from tests.bridge.handlers import open_door, take_order

registry = Registry()
registry.on(PurchaseOrder, take_order, at=Place.ORDERS)
registry.on(PunchOutSetup, open_door, replay=open_door)

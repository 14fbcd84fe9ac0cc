"""What the store does with what arrives."""

from __future__ import annotations

from fondaco.bridge.registry import Place, Registry
from fondaco.documents import AvailabilityRequest, OrderConfirmation, PunchOutSetup, PurchaseOrder
from fondaco.selling.orders.incoming import take_order
from fondaco.selling.orders.outcomes import confirmation_sent
from fondaco.selling.shopping.availability import take_question
from fondaco.selling.shopping.setup import take_setup, take_setup_again

registry = Registry()
registry.on(PunchOutSetup, take_setup, replay=take_setup_again)
# The same question again wants to know what holds then.
registry.on(AvailabilityRequest, take_question, replay=take_question)
registry.on(PurchaseOrder, take_order, at=Place.ORDERS)
registry.on_outcome(OrderConfirmation, confirmation_sent)

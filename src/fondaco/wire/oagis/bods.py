"""Which document each BOD carries: a verb, a noun, and the shape of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import (
    Cart,
    Invoice,
    OrderConfirmation,
    OrderOperation,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    ShipNotice,
    StatusUpdate,
)
from fondaco.wire.oagis.confirmations import CONFIRMATION
from fondaco.wire.oagis.confirmbod import CONFIRM
from fondaco.wire.oagis.invoices import INVOICE
from fondaco.wire.oagis.orders import ORDER
from fondaco.wire.oagis.sessions import ANSWER, CART, SESSION
from fondaco.wire.oagis.shipments import SHIPMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fondaco.documents import Document
    from fondaco.wire.oagis.parts import Shape


@frozen
class Bod:
    """``verb`` and ``noun`` make the root's name. ``says`` are the fields that the verb alone tells."""

    verb: str
    noun: str
    shape: Shape
    says: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.verb + self.noun


_NOTHING: Mapping[str, Any] = {}


def _order(verb: str, operation: OrderOperation) -> Bod:
    return Bod(verb, "PurchaseOrder", ORDER, {"operation": operation})


_BODS = (
    _order("Process", OrderOperation.NEW),
    _order("Change", OrderOperation.UPDATE),
    _order("Cancel", OrderOperation.DELETE),
    Bod("Acknowledge", "PurchaseOrder", CONFIRMATION, _NOTHING),
    *(Bod(verb, "Shipment", SHIPMENT, _NOTHING) for verb in ("Process", "Show", "Notify")),
    Bod("Process", "Invoice", INVOICE, _NOTHING),
    Bod("Confirm", "BOD", CONFIRM, _NOTHING),
    *(Bod(verb, "OnlineSession", SESSION, _NOTHING) for verb in ("Process", "Get")),
    *(Bod(verb, "OnlineSession", ANSWER, _NOTHING) for verb in ("Acknowledge", "Show")),
    *(Bod(verb, "OnlineOrder", CART, _NOTHING) for verb in ("Process", "Notify", "Acknowledge", "Show")),
)
BODS = {bod.name: bod for bod in _BODS}
_WRITTEN: dict[type, str] = {
    OrderConfirmation: "AcknowledgePurchaseOrder",
    ShipNotice: "ProcessShipment",
    Invoice: "ProcessInvoice",
    StatusUpdate: "ConfirmBOD",
    PunchOutSetup: "ProcessOnlineSession",
    PunchOutSetupAnswer: "AcknowledgeOnlineSession",
    Cart: "ProcessOnlineOrder",
}
_ORDERS = {
    OrderOperation.NEW: "ProcessPurchaseOrder",
    OrderOperation.UPDATE: "ChangePurchaseOrder",
    OrderOperation.DELETE: "CancelPurchaseOrder",
}


def bod_of(body: Document) -> Bod | None:
    """The BOD that ``body`` is written as; None where OAGIS has none for it."""
    if isinstance(body, PurchaseOrder):
        return BODS[_ORDERS[body.operation]]
    name = _WRITTEN.get(type(body))
    return None if name is None else BODS[name]

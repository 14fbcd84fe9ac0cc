"""The messages of 7.2.1 that are read and written: their root elements, and the document that each is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from fondaco.documents import (
    Document,
    Invoice,
    OrderConfirmation,
    OrderOperation,
    PurchaseOrder,
    ShipNotice,
    StatusUpdate,
)
from fondaco.wire.oagis721 import confirmation, invoice, order, shipping, status
from fondaco.wire.oagis721.references import ORDER
from fondaco.wire.oagis721.segment import Segment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

# VERB_NOUN_REVISION, as PROCESS_PO_007: what every root element of 7.2 looks like.
ROOT = re.compile(r"([A-Z]{2,30})_([A-Z]{2,30})_([0-9]{3})", re.ASCII)


class Kind(NamedTuple):
    """``task`` is what the control area says that it is for, where a sample shows it."""

    verb: str
    noun: str
    revision: str
    task: str
    take: Callable[[Segment, int], Document]
    put: Callable[[Pen, _Element, Any], None]
    names: dict[str, str]

    @property
    def body(self) -> str:
        return f"{self.verb}_{self.noun}"


def _take_new(body: Segment, limit: int) -> PurchaseOrder:
    return order.take(body, OrderOperation.NEW, limit)


def _take_changed(body: Segment, limit: int) -> PurchaseOrder:
    return order.take(body, OrderOperation.UPDATE, limit)


def _take_status(body: Segment, limit: int) -> StatusUpdate:
    return status.take(body)


NEW = Kind("PROCESS", "PO", "007", "POISSUE", _take_new, order.put, {})
CHANGE = Kind("CHANGE", "PO", "006", "", _take_changed, order.put, order.CHANGED)
OTHERS: dict[type, Kind] = {
    OrderConfirmation: Kind("ACKNOWLEDGE", "PO", "008", "", confirmation.take, confirmation.put, {}),
    ShipNotice: Kind("SHOW", "SHIPMENT", "005", "", shipping.take, shipping.put, {ORDER: "CUST_PO"}),
    Invoice: Kind("PROCESS", "INVOICE", "002", "", invoice.take, invoice.put, {ORDER: "PurchaseOrder"}),
    StatusUpdate: Kind("CONFIRM", "BOD", "004", "RECEIPT", _take_status, status.put, {}),
}
KINDS = {kind.body: kind for kind in (NEW, CHANGE, *OTHERS.values())}

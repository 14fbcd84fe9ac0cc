"""Which documents can go through which protocol. What a protocol can say of them it says; the rest is reported lost."""

from __future__ import annotations

from types import UnionType
from typing import get_args

from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityRequest,
    Cart,
    Catalog,
    Document,
    Invoice,
    OrderConfirmation,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    ShipNotice,
    StatusUpdate,
)

assert isinstance(Document, UnionType)
_TRADE = frozenset({PurchaseOrder, OrderConfirmation, ShipNotice, Invoice, StatusUpdate})
_ONLINE = frozenset({PunchOutSetup, PunchOutSetupAnswer, Cart})

# Price and availability are a question of our own. OCI knows the way to the store and back, OAGIS 7.2.1 nothing of
# it, CIF catalogues alone; an Oracle cart is only read.
CARRIES: dict[str, frozenset[type]] = {
    "cxml": frozenset(get_args(Document)) - {AvailabilityRequest, AvailabilityAnswer},
    "oci": frozenset({PunchOutSetup, Cart}),
    "oagis10": _TRADE | _ONLINE,
    "oagis9": _TRADE | _ONLINE,
    "oagis721": _TRADE,
    "oracle": frozenset({Cart}),
    "cif": frozenset({Catalog}),
}

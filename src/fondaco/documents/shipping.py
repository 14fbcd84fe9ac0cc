"""What is on its way: the ship notice (advance ship notice, ASN)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.order import OrderOperation
from fondaco.documents.parties import Contact
from fondaco.documents.values import Attachment, Extra, finite


class ShipmentKind(StrEnum):
    """cXML's shipmentType: what is planned, or what has left."""

    ACTUAL = "actual"
    PLANNED = "planned"


class Fulfillment(StrEnum):
    """cXML's fulfillmentType: whether more is to follow for these orders."""

    PARTIAL = "partial"
    COMPLETE = "complete"


@frozen
class OrderReference:
    """An order as its sender named it: number, the payload id of its message, and when it was made."""

    number: str
    payload_id: str = ""
    ordered_at: datetime | None = field(default=None, validator=aware)


@frozen
class Package:
    """One package. ``label`` is what its label says (an SSCC, a carrier's number); weights and sizes stay extras."""

    number: str = ""
    tracking_id: str = ""
    label: str = ""
    kind: str = ""


@frozen
class Carrier:
    """Who carries it. ``identifiers`` are domain and code (``SCAC``/``FDEN``, ``companyName``/…)."""

    identifiers: tuple[tuple[str, str], ...] = ()
    tracking_ids: tuple[str, ...] = ()
    route: str = ""  # cXML Route/@method: motor, air, ship …
    tracking_url: str = ""


@frozen(slots=False)
class ShipLine:
    """So much of one line of the order. ``quantity`` counts ``unit``; None where it was no number.

    ``line_number`` is the order's, ``ship_line_number`` the notice's own. ``serial_numbers``, ``lot_number`` and
    ``expires_on`` are those of the goods in this shipment.
    """

    line_number: int
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""
    ship_line_number: int | None = None
    supplier_part_id: str = ""
    supplier_part_auxiliary_id: str = ""
    buyer_part_id: str = ""
    description: str = ""
    ordered_quantity: Decimal | None = field(default=None, validator=finite)
    serial_numbers: tuple[str, ...] = ()
    lot_number: str = ""
    expires_on: date | None = None
    packages: tuple[Package, ...] = ()
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class ShipPortion:
    """What this shipment holds of one order. No lines: the whole order."""

    order: OrderReference
    lines: tuple[ShipLine, ...] = ()
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class ShipNotice:
    """A shipment on its way, or planned.

    ``number`` is the supplier's shipment id. An update replaces everything said before under that number, a delete
    takes it back. ``shipped_at`` and ``delivery_at`` are when it leaves and is expected.
    """

    number: str
    noticed_at: datetime | None = field(default=None, validator=aware)
    operation: OrderOperation = OrderOperation.NEW
    kind: ShipmentKind | None = None
    shipped_at: datetime | None = field(default=None, validator=aware)
    delivery_at: datetime | None = field(default=None, validator=aware)
    portions: tuple[ShipPortion, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    packages: tuple[Package, ...] = ()
    contacts: tuple[Contact, ...] = ()  # shipFrom and shipTo among them
    delivery_terms: str = ""
    comments: str = ""
    changes_payload_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
    fulfillment: Fulfillment | None = None
    service_level: str = ""  # how fast, in the carrier's words: Ground, Express

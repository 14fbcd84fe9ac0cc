"""Shipment with the verbs Process, Show and Notify: what is on its way."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from fondaco.documents import (
    Carrier,
    Fulfillment,
    OrderOperation,
    OrderReference,
    Package,
    ShipLine,
    ShipmentKind,
    ShipNotice,
    ShipPortion,
)
from fondaco.wire.oagis import items
from fondaco.wire.oagis.confirmations import OPERATION
from fondaco.wire.oagis.kinds import DAY, MOMENT, WHOLE, word
from fondaco.wire.oagis.many import Many, bounded, line_values
from fondaco.wire.oagis.orders import Delivered
from fondaco.wire.oagis.parties import Identifiers, Others, Party
from fondaco.wire.oagis.parts import Attribute, Counted, Leaf, Named, Own, Part, Place, Shape, Texts, Values, Within
from fondaco.wire.oagis.references import put_order, put_whole, take_order, take_whole

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_ACTUAL, _SCHEDULED = "ActualShipDateTime", "ScheduledShipDateTime"
_KIND = word(ShipmentKind)
_FROM = Party("ShipFromParty", "shipFrom")
_SUPPLIER = Party("SupplierParty", "from")
_TO = Party("ShipToParty", "shipTo", several=True)


@frozen
class _Shipped(Part):
    """When it leaves: planned and actual have an element each."""

    tag: str
    fields: tuple[str, ...] = ("shipped_at",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        planned = said.kind is ShipmentKind.PLANNED
        if planned is (self.tag == _SCHEDULED):
            Leaf("shipped_at", Place(self.tag), MOMENT).put(pen, parent, said, path)

    def take(self, bag: Bag, values: Values) -> None:
        if "shipped_at" not in values:
            Leaf("shipped_at", Place(self.tag), MOMENT).take(bag, values)
            if "shipped_at" in values and self.tag == _SCHEDULED:
                values.setdefault("kind", ShipmentKind.PLANNED)


@frozen
class _Carried(Part):
    """One part of the one carrier that the header has a place for."""

    part: Part
    fields: tuple[str, ...] = ("carriers",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.carriers:
            self.part.put(pen, parent, said.carriers[0], f"{path}.carriers[1]")

    def take(self, bag: Bag, values: Values) -> None:
        found: Values = {}
        self.part.take(bag, found)
        if found:
            (carrier,) = values.get("carriers", (Carrier(),))
            values["carriers"] = (attrs.evolve(carrier, **found),)


class _CarrierParty(Part):
    """The carrier itself: its identifiers; a name is read as the domain companyName."""

    fields = ("carriers",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, carrier in enumerate(said.carriers, 1):
            if place == 1:
                Identifiers().put(pen, pen.sub(parent, "CarrierParty"), carrier, f"{path}.carriers[1]")
            else:
                pen.lost(f"{path}.carriers[{place}]", carrier)

    def take(self, bag: Bag, values: Values) -> None:
        party = bag.opened("CarrierParty")
        if party is None:
            return
        found: Values = {"identifiers": ()}
        Identifiers().take(party, found)
        name = party.text("Name")
        if name:
            found["identifiers"] += (("companyName", name),)
        (carrier,) = values.get("carriers", (Carrier(),))
        values["carriers"] = (attrs.evolve(carrier, **found),)


class _Lot(Part):
    """The lot of the goods, and until when they last."""

    fields = ("lot_number", "expires_on")
    _parts = (
        Leaf("lot_number", Place("ID", also=("LotIDs/ID",))),
        Leaf("expires_on", Place("EffectiveTimePeriod/EndDateTime"), DAY),
    )

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.lot_number or said.expires_on is not None:
            lot = pen.sub(parent, "Lot")
            for part in self._parts:
                part.put(pen, lot, said, path)

    def take(self, bag: Bag, values: Values) -> None:
        lot = bag.opened("Lot")
        if lot is not None:
            for part in self._parts:
                part.take(lot, values)


_LINE = Shape(
    ShipLine,
    (
        items.BUYER_PART,
        items.SUPPLIER_PART,
        items.SUPPLIER_VARIATION,
        Texts("serial_numbers", Place("SerialNumberID")),
        _Lot(),
        Leaf("description", Place("Description")),
        items.NOTED,
        Counted("ordered_quantity", "", Place("OrderQuantity")),
        Counted("quantity", "unit", Place("ShippedQuantity", also=("Quantity",))),
    ),
    silent=frozenset({"line_number", "extrinsics", "ship_line_number"}),
)
_REST: tuple[Part, ...] = (Named(), Own("ship_line_number", "ShipLineNumber", WHOLE))
_PORTION = Shape(ShipPortion, (), silent=frozenset({"order", "lines"}))


def _put_item(pen: Pen, parent: _Element, order: OrderReference, line: ShipLine, path: str) -> None:
    _LINE.put(pen, parent, line, path)
    put_order(pen, parent, order, line, "line_number", path)
    for part in _REST:
        part.put(pen, parent, line, path)


def _item(bag: Bag) -> Values:
    """The fields of a ShipLine, and under ``order`` the order it is of."""
    values = _LINE.values(bag)
    order, number = take_order(bag.opened("PurchaseOrderReference"))
    for part in _REST:
        part.take(bag, values)
    if number is None:
        number = bag.notes.position
        bag.notes.add("oagis.line.number.missing", bag.element, "/PurchaseOrderReference/LineNumberID")
    if "quantity" not in values:
        bag.notes.add("oagis.line.quantity.missing", bag.element, "/ShippedQuantity")
    return {**values, "line_number": number, "order": order or OrderReference("")}


class _Items(Part):
    """The lines, each with the order it is of; those of one order that follow each other are one portion."""

    fields = ("portions",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, portion in enumerate(said.portions, 1):
            where = f"{path}.portions[{place}]"
            _PORTION.put(pen, parent, portion, where)
            for number, line in enumerate(portion.lines, 1):
                item = pen.sub(parent, "ShipmentItem")
                _put_item(pen, item, portion.order, line, f"{where}.lines[{number}]")

    def take(self, bag: Bag, values: Values) -> None:
        found: list[tuple[OrderReference, ShipLine]] = []
        for place, element in enumerate(bounded(bag.every("ShipmentItem"), bag), 1):
            item = line_values(_item, element, place, bag)
            found.append((item.pop("order"), ShipLine(**item)))
        portions = tuple(
            ShipPortion(order, tuple(line for _order, line in lines))
            for order, lines in groupby(found, lambda pair: pair[0])
        )
        values["portions"] = (*values.get("portions", ()), *portions)


class _WholeOrders(Part):
    """Orders that are shipped whole: no lines of theirs are named."""

    fields = ("portions",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, portion in enumerate(said.portions, 1):
            if not portion.lines:
                put_whole(pen, parent, "DocumentReference", portion.order, f"{path}.portions[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = tuple(ShipPortion(order) for order in take_whole(bag, "DocumentReference"))
        if found:
            values["portions"] = found


_PACKAGE = Shape(
    Package,
    (
        Attribute("kind", "typeCode"),
        Leaf("number", Place("ID")),
        Leaf("tracking_id", Place("TrackingID")),
        Leaf("label", Place("ContainerID")),
    ),
)
_HEADER: tuple[Part, ...] = (
    Leaf("number", Place("ID", "DocumentID/ID")),
    Leaf("noticed_at", Place("DocumentDateTime"), MOMENT),
    items.NOTED,
    _WholeOrders(),
    items.ATTACHED,
    _Shipped(_ACTUAL),
    Leaf("delivery_at", Place("ScheduledDeliveryDateTime", also=("EstimatedArrivalDateTime",)), MOMENT),
    _Carried(Leaf("route", Place("TransportationMethodCode"))),
    _FROM,
    _CarrierParty(),
    _SUPPLIER,
    Others((_FROM, _SUPPLIER, _TO)),
    _TO,
    _Shipped(_SCHEDULED),
    Leaf("service_level", Place("CarrierServiceLevelCode", also=("ShipmentServiceLevelCode",))),
    Delivered(),
    _Carried(Texts("tracking_ids", Place("TrackingID"))),
    Named(),
    Own("changes_payload_id", "ChangesBODID"),
    Own("fulfillment", "Fulfillment", word(Fulfillment)),
    _Carried(Own("tracking_url", "TrackingURL")),
)


def _remark(bag: Bag, values: Values) -> None:
    if not values.get("number"):
        values["number"] = ""
        bag.notes.add("oagis.shipment.number.missing", bag.element, "/Shipment/ShipmentHeader/ID")


SHIPMENT = Shape(
    ShipNotice,
    (
        Within(
            "Shipment",
            (
                Attribute("kind", "typeCode", _KIND),
                Attribute("operation", "actionCode", OPERATION, default=OrderOperation.NEW),
                Within("ShipmentHeader", _HEADER),
                _Items(),
                Many("packages", Place("ShipmentUnit"), _PACKAGE),
            ),
        ),
    ),
    _remark,
)

"""SHOW_SHIPMENT_005 ⇄ ShipNotice.

SHIPMENT with DOCUMENTID, CARRIER, NOTES, PARTNER, DOCUMNTREF and SHIPITEM, and SHIPUNIT with CARRIER, SHPUNITSEQ,
TRACKINGID and INVITEM, as Apache OFBiz reads this message and writes its sister PROCESS_SHIPMENT. DOCUMNTREF with
DOCTYPE CUST_PO names an order; a SHIPITEM names its order and line in a DOCUMNTREF of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import (
    Carrier,
    OrderOperation,
    OrderReference,
    Package,
    ShipLine,
    ShipmentKind,
    ShipNotice,
    ShipPortion,
)
from fondaco.wire.oagis721.order import lined, opened
from fondaco.wire.oagis721.parties import Parties
from fondaco.wire.oagis721.parts import (
    DAY,
    DECIMAL,
    MOMENT,
    TEXT,
    WHOLE,
    Moment,
    Named,
    Notes,
    Own,
    Pairs,
    Part,
    Quantity,
    Shape,
    Text,
    Values,
    word,
)
from fondaco.wire.oagis721.references import ORDER, TAG, Numbered, Reference, order_of, refer
from fondaco.wire.oagis721.segment import Segment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

SHIPMENT, ITEM, UNIT, INVENTORY = "SHIPMENT", "SHIPITEM", "SHIPUNIT", "INVITEM"


@frozen
class Carried(Part):
    """The first carrier: CARRIER is how it is known, by the first of its names; tracking ids are those of the whole."""

    fields: tuple[str, ...] = ("carriers",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, carrier in enumerate(said.carriers):
            where = f"{path}.carriers[{place + 1}]"
            if place or not carrier.identifiers or not carrier.identifiers[0][1]:
                pen.lost(where, carrier)
                continue
            (domain, code), *others = carrier.identifiers
            pen.sub(parent, "CARRIER", code, where)
            pen.own(parent, "carrier", domain, where, key="domain")
            for other in others:
                pen.lost(f"{where}.identifiers", other)
            for key, text in (("route", carrier.route), ("tracking_url", carrier.tracking_url)):
                if text:
                    pen.own(parent, "carrier", text, where, key=key)
            for text in carrier.tracking_ids:
                pen.own(parent, "carrier", text, where, key="tracking_id")

    def take(self, segment: Segment, values: Values) -> None:
        code = segment.text("CARRIER")
        said = [(one.get("key", ""), segment.leaf(one)) for one in segment.owned("carrier")]
        if code:
            first = dict(reversed(said))
            values["carriers"] = (
                Carrier(
                    ((first.get("domain", "CARRIER"), code),),
                    tuple(text for key, text in said if key == "tracking_id"),
                    first.get("route", ""),
                    first.get("tracking_url", ""),
                ),
            )


def _numbered(segment: Segment, values: Values) -> None:
    if "number" not in values:
        segment.notes.add("oagis721.shipment.number", segment.element, "/DOCUMENTID")
        values["number"] = ""


HEADER = Shape(
    ShipNotice,
    (
        Moment("noticed_at", "DOCUMENT", plain=True),
        Text("number", "DOCUMENTID"),
        Carried(),
        Notes("comments"),
        Own("operation", word(OrderOperation)),
        Own("kind", word(ShipmentKind)),
        *(Own(field, MOMENT) for field in ("shipped_at", "delivery_at")),
        *(Own(field, TEXT) for field in ("delivery_terms", "changes_payload_id")),
        Named(),
        Parties(),
    ),
    frozenset({"portions", "packages"}),
    _numbered,
)

REFERENCE = Shape(
    ShipPortion,
    (Reference("order"), Own("comments", TEXT), Named()),
    frozenset({"lines"}),
)

LINE = Shape(
    ShipLine,
    (
        Quantity(qualifier="SHIPPED"),
        Text("description", "DESCRIPTN"),
        Text("buyer_part_id", "ITEM"),
        Text("supplier_part_id", "ITEMX"),
        Notes("comments"),
        *(Own(field, TEXT) for field in ("supplier_part_auxiliary_id", "lot_number")),
        Own("ship_line_number", WHOLE),
        Own("ordered_quantity", DECIMAL),
        Own("expires_on", DAY),
        Pairs("serial_numbers", lambda _key, text: text, lambda text: ("", text)),
        Named(),
        Numbered("line_number"),
    ),
)

PACKAGE = Shape(
    Package, (Text("number", "SHPUNITSEQ"), Text("tracking_id", "TRACKINGID"), Own("label", TEXT), Own("kind", TEXT))
)


def put(pen: Pen, body: _Element, said: ShipNotice) -> None:
    shipment = pen.sub(body, SHIPMENT)
    HEADER.put(pen, shipment, said, "ShipNotice")
    numbers: set[str] = set()
    for place, portion in enumerate(said.portions, 1):
        path = f"ShipNotice.portions[{place}]"
        reference = refer(pen, shipment, portion.order.number, f"{path}.order.number")
        REFERENCE.put(pen, reference, portion, path)
        if portion.order.number in numbers or not portion.order.number:
            pen.lost(path, f"a portion for the order {portion.order.number}, which has one, or for none")
        numbers.add(portion.order.number)
        for position, line in enumerate(portion.lines, 1):
            item = pen.sub(shipment, ITEM)
            LINE.put(pen, item, line, f"{path}.lines[{position}]")
            order_of(pen, item, portion.order.number)
    for place, package in enumerate(said.packages, 1):
        PACKAGE.put(pen, pen.sub(body, UNIT), package, f"ShipNotice.packages[{place}]")


def take(body: Segment, limit: int) -> ShipNotice:
    shipment = opened(body, SHIPMENT)
    items, units = shipment.every(ITEM), body.every(UNIT)
    portions = _portions(body, shipment.every(TAG), items, limit)
    if not items:
        portions = _contents(body, portions, units, limit)
    values = HEADER.values(shipment)
    shipment.close()
    packages = tuple(_package(Segment(element, body.notes)) for element in units)
    body.close()
    return ShipNotice(**values, portions=portions, packages=packages, extras=body.notes.extras())


def _portions(body: Segment, references: list[_Element], items: list[_Element], limit: int) -> tuple[ShipPortion, ...]:
    """A portion for each order that is named, in that order; its lines are the items that name it."""
    said: dict[str, Values] = {}
    for element in references:
        segment = Segment(element, body.notes)
        number = segment.order()
        if number is None or number in said:
            body.notes.keep(element)
            continue
        values = REFERENCE.values(segment)
        segment.close()
        said[number] = values
    lines: dict[str, list[ShipLine]] = {}
    for values in lined(body, LINE, items, limit):
        lines.setdefault(values.pop(ORDER), []).append(ShipLine(**values))
    if len(said) == 1 and set(lines) == {""}:
        lines = {next(iter(said)): lines[""]}
    for number in lines:
        said.setdefault(number, {"order": OrderReference(number)})
    return tuple(ShipPortion(**values, lines=tuple(lines.get(number, ()))) for number, values in said.items())


def _contents(
    body: Segment, portions: tuple[ShipPortion, ...], units: list[_Element], limit: int
) -> tuple[ShipPortion, ...]:
    """The lines of a notice that has none but says what is in its packages, as a warehouse sends it."""
    found = [item for unit in units for item in unit.iterchildren(INVENTORY)]
    lines = tuple(ShipLine(**_without_order(values)) for values in lined(body, LINE, found, limit))
    for item in found:
        item.getparent().remove(item)  # type: ignore[union-attr]
    if not lines:
        return portions
    first, *others = portions or (ShipPortion(OrderReference("")),)
    return (ShipPortion(first.order, lines, first.comments, first.extrinsics, first.extras), *others)


def _without_order(values: Values) -> Values:
    values.pop(ORDER)
    return values


def _package(segment: Segment) -> Package:
    values = PACKAGE.values(segment)
    segment.close()
    return Package(**values)

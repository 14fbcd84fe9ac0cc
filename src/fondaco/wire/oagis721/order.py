"""PROCESS_PO_007 and CHANGE_PO_006 ⇄ PurchaseOrder.

Header and lines are POORDERHDR and POORDERLIN with POLINESCHD in the first, POHEADER and POLINE with SCHEDULE in the
second (both as public parsers of them read them); what is in them is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from lxml import etree

from fondaco.documents import Classification, ItemType, OrderLine, OrderOperation, Person, PurchaseOrder
from fondaco.wire.oagis721.parties import Parties, Place
from fondaco.wire.oagis721.parts import (
    CHARGE,
    FLAG,
    TEXT,
    WHOLE,
    Amount,
    Moment,
    Named,
    Notes,
    Number,
    Own,
    Pairs,
    Part,
    Price,
    Quantity,
    Shape,
    Text,
    Values,
    word,
)
from fondaco.wire.oagis721.segment import AREA, Segment
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

HEADERS, LINES, SCHEDULES = ("POORDERHDR", "POHEADER"), ("POORDERLIN", "POLINE"), ("POLINESCHD", "SCHEDULE")
CHANGED = dict(zip(("POORDERHDR", "POORDERLIN", "POLINESCHD"), ("POHEADER", "POLINE", "SCHEDULE"), strict=True))
_TYPES = {kind.upper(): kind for kind in ("regular", "release", "blanket", "stockTransport", "stockTransportRelease")}


class Kind(Part):
    """POTYPE: the five words of the document. What else a system has there (AutoOrder …) is kept as an extra."""

    fields = ("order_type",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.order_type in _TYPES.values():
            pen.sub(parent, "POTYPE", said.order_type)
        else:
            pen.lost(f"{path}.order_type", said.order_type)

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.take("POTYPE")
        if element is not None:
            kind = _TYPES.get(segment.leaf(element).upper())
            if kind is None:
                segment.notes.keep(element)
            else:
                values["order_type"] = kind


class Who(Part):
    """``person``, whom the supplier writes to."""

    fields = ("person",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for name in ("email", "name", "unique_name"):
            text = getattr(said.person, name)
            if text:
                pen.own(parent, "person", text, f"{path}.person.{name}", key=name)

    def take(self, segment: Segment, values: Values) -> None:
        said = {one.get("key", ""): segment.leaf(one) for one in segment.owned("person")}
        values["person"] = Person(said.get("email", ""), said.get("name", ""), said.get("unique_name", ""))


_THERE, _HERE = Place("ship_to", "SHIPTO", f"{AREA}/PARTNER"), Place("ship_to", "SHIPTO")


@frozen
class Schedule(Part):
    """POLINESCHD: NEEDDELV, how much, its number, and where to (in its USERAREA, as Oracle sends it).

    The first schedule is the line's; a line with several keeps the others as extras. PROCESS_PO_003 in use has NEEDDELV
    and the PARTNER in the line itself.
    """

    fields: tuple[str, ...] = ("requested_on", "ship_to")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.requested_on is None and said.ship_to is None:
            return
        schedule = pen.sub(parent, SCHEDULES[0])
        if said.requested_on is not None:
            pen.day(schedule, "DATETIME", "NEEDDELV", said.requested_on, f"{path}.requested_on")
        Quantity().put(pen, schedule, said, path)
        pen.sub(schedule, "PSCLINENUM", "1")
        _THERE.put(pen, schedule, said, path)

    def take(self, segment: Segment, values: Values) -> None:
        schedules = segment.every(*SCHEDULES)
        for element in schedules[1:]:
            segment.notes.keep(element)
        if schedules:
            schedule = segment.of(schedules[0])
            values["requested_on"] = schedule.day("NEEDDELV")
            _THERE.take(schedule, values)
            schedule.take("PSCLINENUM")
            much: Values = {}
            Quantity().take(schedule, much)
            if values.get("quantity") is None:
                values.update(much)
            schedule.close()
        if values.get("ship_to") is None:
            _HERE.take(segment, values)


def _ordered(segment: Segment, values: Values) -> None:
    if "number" not in values:
        segment.notes.add("oagis721.order.number", segment.element, "/POID")
        values["number"] = ""


HEADER = Shape(
    PurchaseOrder,
    (
        Moment("ordered_at", "DOCUMENT", plain=True),
        Amount("total", "OPERAMT", "EXTENDED"),
        Text("number", "POID"),
        Kind(),
        Text("comments", "DESCRIPTN"),
        Text("delivery_terms", f"{AREA}/FOB/TERMID", (f"{AREA}/FOB/DESCRIPTN",)),
        *(Own(field, TEXT) for field in ("version", "requisition_number", "contract_number", "changes_payload_id")),
        *(Own(field, CHARGE) for field in ("shipping", "tax")),
        Who(),
        Named(),
        Place("ship_to", "SHIPTO"),
        Place("bill_to", "BILLTO"),
        Parties(("SHIPTO", "BILLTO")),
    ),
    frozenset({"operation", "lines"}),
    _ordered,
)

LINE = Shape(
    OrderLine,
    (
        Quantity(),
        Price("unit_price", "OPERAMT", "UNIT"),
        Number("line_number", "POLINENUM"),
        Notes("comments"),
        Text("description", "DESCRIPTN"),
        Text("buyer_part_id", "ITEM"),
        Text("supplier_part_id", "ITEMX"),
        Text("contract_number", f"{AREA}/CONTRACTNUM"),
        *(
            Own(field, TEXT)
            for field in (
                "supplier_part_auxiliary_id",
                "short_name",
                "language",
                "manufacturer_part_id",
                "manufacturer_name",
                "url",
                "supplier_id",
                "supplier_id_domain",
                "contract_line",
                "quote_number",
                "quote_line",
                "requisition_number",
            )
        ),
        *(Own(field, WHOLE) for field in ("lead_time_days", "parent_line_number")),
        Own("service", FLAG),
        Own("item_type", word(ItemType)),
        *(Own(field, CHARGE) for field in ("shipping", "tax")),
        Pairs("classifications", Classification, lambda one: (one.domain, one.code)),
        Pairs("characteristics"),
        Named(),
        Schedule(),
    ),
)


def put(pen: Pen, body: _Element, said: PurchaseOrder) -> None:
    HEADER.put(pen, pen.sub(body, HEADERS[0]), said, "PurchaseOrder")
    for place, line in enumerate(said.lines, 1):
        LINE.put(pen, pen.sub(body, LINES[0]), line, f"PurchaseOrder.lines[{place}]")


def take(body: Segment, operation: OrderOperation, limit: int) -> PurchaseOrder:
    values = header(body, HEADER, *HEADERS)
    lines = tuple(OrderLine(**one) for one in lined(body, LINE, body.every(*LINES), limit))
    body.close()
    return PurchaseOrder(**values, operation=operation, lines=lines, extras=body.notes.extras())


def opened(body: Segment, *tags: str) -> Segment:
    """The header of ``body``, an empty one where it has none. Others are kept."""
    first, *others = body.every(*tags) or [etree.SubElement(body.element, tags[0])]
    for element in others:
        body.notes.keep(element)
    return body.of(first)


def header(body: Segment, shape: Shape, *tags: str) -> Values:
    segment = opened(body, *tags)
    values = shape.values(segment)
    segment.close()
    return values


def lined(body: Segment, shape: Shape, elements: list[_Element], limit: int) -> list[Values]:
    """The fields of each line. A line without a number gets its position, with a finding. Raises RemoteError."""
    if len(elements) > limit:
        raise refused("oagis721.too_many_lines", limit=limit)
    found: list[Values] = []
    for position, element in enumerate(elements, 1):
        body.notes.begin_line(element, position)
        segment = Segment(element, body.notes)
        values = shape.values(segment)
        segment.close()
        if "line_number" not in values:
            body.notes.add("oagis721.line.number", element)
            values["line_number"] = position
        values["extras"] = body.notes.extras()
        found.append(values)
        body.notes.end_line()
    return found

"""DOCUMNTREF: the order that a shipment or an invoice is about, and the line of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import OrderReference
from fondaco.wire.cxml.values import moment, text_of, whole_number
from fondaco.wire.oagis721.parts import MOMENT, Part, Values

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen
    from fondaco.wire.oagis721.segment import Segment

TAG = "DOCUMNTREF"
ORDER = "(order)"  # where the number of a line's order stands among its values until it is sorted; what it is called


def refer(pen: Pen, parent: _Element, number: str, path: str) -> _Element:
    """A reference to the order ``number``."""
    element = pen.sub(parent, TAG)
    pen.sub(element, "DOCTYPE", pen.names[ORDER])
    pen.sub(element, "DOCUMENTID", number, path)
    return element


def order_of(pen: Pen, item: _Element, number: str) -> None:
    """Put the order's number into the reference that a line has already."""
    for element in item.iterchildren(TAG):
        pen.sub(element, "DOCUMENTID", number)


@frozen
class Reference(Part):
    """What an order is called besides its number, in the USERAREA of the reference."""

    field: str
    fields: tuple[str, ...] = ("order",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        order: OrderReference = said.order
        if order.payload_id:
            pen.own(parent, "order", order.payload_id, f"{path}.order.payload_id", key="payload_id")
        if order.ordered_at is not None:
            text = MOMENT.write(order.ordered_at)
            pen.own(parent, "order", text, f"{path}.order.ordered_at", key="ordered_at")
            if not 1900 <= order.ordered_at.year < 2200:
                pen.lost(f"{path}.order.ordered_at", text)

    def take(self, segment: Segment, values: Values) -> None:
        payload_id, ordered_at = "", None
        for element in segment.owned("order"):
            if element.get("key") == "payload_id":
                payload_id = text_of(element)
            elif element.get("key") == "ordered_at":
                ordered_at = moment(text_of(element), segment.notes, element, "")
            else:
                segment.notes.keep(element)
        values["order"] = OrderReference(segment.text("DOCUMENTID"), payload_id, ordered_at)


@frozen
class Numbered(Part):
    """The line of the order: LINENUM in the line's own reference. The order's number is set aside as ORDER."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        element = pen.sub(parent, TAG)
        pen.sub(element, "DOCTYPE", pen.names[ORDER])
        number = getattr(said, self.field)
        if number is not None:
            pen.sub(element, "LINENUM", str(number))
            if not 0 <= number < 10**9:
                pen.lost(f"{path}.{self.field}", number)

    def take(self, segment: Segment, values: Values) -> None:
        values[ORDER] = ""
        for element in segment.every(TAG):
            reference = segment.of(element)
            if reference.order() is None or values[ORDER] or self.field in values:
                segment.notes.keep(element)
                continue
            values[ORDER] = reference.text("DOCUMENTID")
            text = reference.text("LINENUM")
            number = whole_number(text, segment.notes, element, "/LINENUM")
            if number is not None:
                values[self.field] = number
            reference.close()

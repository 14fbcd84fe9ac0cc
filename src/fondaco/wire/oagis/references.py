"""References to other documents: orders with their lines, and whatever a DocumentReference is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import OrderReference
from fondaco.wire.oagis.kinds import MOMENT, WHOLE
from fondaco.wire.oagis.parts import Leaf, Part, Place, Shape, Values

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_BODID = "BODID"
_ID = Place("ID", "DocumentID/ID")
_LINE = Place("LineNumberID", "LineNumber")


@frozen
class Message(Part):
    """The BODID of the message that a document came in: DocumentIDSet, whose scheme says what it is."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        payload_id = getattr(said, self.field)
        if payload_id:
            ids = pen.sub(parent, "DocumentIDSet")
            ids.set("schemeID", _BODID)
            pen.say(pen.sub(ids, "ID"), payload_id, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.those("DocumentIDSet", lambda one: one.get("schemeID") == _BODID):
            ids = bag.open(element)
            ids.get("schemeID")
            values[self.field] = ids.text("ID")


_ORDER = Shape(
    OrderReference, (Leaf("number", _ID), Message("payload_id"), Leaf("ordered_at", Place("DocumentDateTime"), MOMENT))
)
ORDER = "PurchaseOrderReference"


def put_order(pen: Pen, parent: _Element, order: OrderReference | None, said: Any, field: str, path: str) -> None:
    """The order, as far as it is known, and the number of its line, which is in ``field``."""
    element = pen.sub(parent, ORDER)
    if order is not None:
        _ORDER.put(pen, element, order, f"{path}.order")
    Leaf(field, _LINE, WHOLE).put(pen, element, said, path)


def take_order(reference: Bag | None) -> tuple[OrderReference | None, int | None]:
    """The order that ``reference`` names, None where it names none, and the number of its line."""
    if reference is None:
        return None, None
    values = _ORDER.values(reference)
    order = OrderReference(**{"number": "", **values}) if values else None
    element = _LINE.find(reference)
    return order, None if element is None else WHOLE.read(reference.leaf(element), reference.notes, element)


_WHOLE = "Whole"


def put_whole(pen: Pen, parent: _Element, tag: str, order: OrderReference, path: str) -> None:
    """An order as a whole, none of its lines."""
    element = pen.sub(parent, tag)
    element.set(_type(pen), _WHOLE)
    _ORDER.put(pen, element, order, f"{path}.order")


def take_whole(bag: Bag, tag: str) -> list[OrderReference]:
    found = []
    for element in bag.those(tag, lambda one: _said(one) == _WHOLE.casefold()):
        reference = bag.open(element)
        reference.get("type")
        reference.get("typeCode")
        found.append(OrderReference(**{"number": "", **_ORDER.values(reference)}))
    return found


def _type(pen: Pen) -> str:
    return "type" if pen.nine else "typeCode"


def _said(element: _Element) -> str:
    return (element.get("typeCode") or element.get("type") or "").casefold()


@frozen
class About(Part):
    """Another document by its number, in a DocumentReference whose type (typeCode; in release 9 type) says which.

    ``line`` and ``message`` are the fields for a line of it and for the BODID it came under, where there are such.
    """

    field: str
    kind: str
    line: str = ""
    message: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        found: list[Part] = [Leaf(self.field, _ID)]
        if self.message:
            found.append(Message(self.message))
        if self.line:
            found.append(Leaf(self.line, _LINE))
        return tuple(found)

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(filter(None, (self.field, self.line, self.message)))

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if any(getattr(said, name) for name in self.fields):
            element = pen.sub(parent, "DocumentReference")
            element.set(_type(pen), self.kind)
            for part in self.parts:
                part.put(pen, element, said, path)

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.those("DocumentReference", lambda one: _said(one) == self.kind.casefold())[:1]:
            reference = bag.open(element)
            reference.get("type")
            reference.get("typeCode")
            for part in self.parts:
                part.take(reference, values)

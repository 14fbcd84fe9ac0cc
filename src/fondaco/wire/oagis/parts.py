"""One table for both directions: which element of OAGIS says which field of a document.

A :class:`Shape` lists the parts of a class of documents in the order of the schema. The same parts write and read it,
so that what is written can be read again, and every field that no part carries is reported as lost.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from fondaco.documents import Money, decimal_from
from fondaco.wire.losses import says_something
from fondaco.wire.oagis.kinds import TEXT, Kind, money_from, money_text, number_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

Values = dict[str, Any]


@frozen
class Place:
    """Where an element stands in release 10, in release 9 where that differs, and where else it is looked for."""

    ten: str
    nine: str = ""
    also: tuple[str, ...] = ()
    paths: tuple[str, ...] = field(init=False, eq=False)

    @paths.default
    def _all(self) -> tuple[str, ...]:
        return (self.ten, *((self.nine,) if self.nine else ()), *self.also)

    def make(self, pen: Pen, parent: _Element) -> _Element:
        return pen.make(parent, self.path(pen))

    def path(self, pen: Pen) -> str:
        return self.nine if pen.nine and self.nine else self.ten

    def find(self, bag: Bag) -> _Element | None:
        return bag.first(self.paths)


class Part:
    """Carries ``fields``: :meth:`put` writes those of ``said`` below ``parent``, :meth:`take` finds them again."""

    fields: tuple[str, ...]

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        raise NotImplementedError  # pragma: no cover

    def take(self, bag: Bag, values: Values) -> None:
        raise NotImplementedError  # pragma: no cover


@frozen
class Shape:
    """The parts of a class, in the schema's order. ``finish`` has the last word on what was read.

    ``silent`` fields are said elsewhere: by the verb, or by the place where the whole stands.
    """

    made: type
    parts: tuple[Part, ...]
    finish: Callable[[Bag, Values], None] | None = None
    silent: frozenset[str] = frozenset()

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for part in self.parts:
            part.put(pen, parent, said, path)
        carried = self.silent.union(*(part.fields for part in self.parts))
        for one in attrs.fields(self.made):
            value = getattr(said, one.name)
            if one.name not in carried and says_something(value, one):
                pen.lost(f"{path}.{one.name}", value)

    def values(self, bag: Bag) -> Values:
        values: Values = {}
        for part in self.parts:
            part.take(bag, values)
        if self.finish is not None:
            self.finish(bag, values)
        return values

    def take(self, bag: Bag) -> Any:
        return self.made(**self.values(bag))


def _text(part: Leaf | Attribute | Own, pen: Pen, said: Any, path: str) -> str | None:
    """The field of ``said`` as text; None where it says nothing, or cannot be said, which is reported."""
    value = getattr(said, part.field)
    if value is None or value is False or value == part.default or (value == "" and part.default is None):
        return None
    text = part.kind.write(value) if value != "" else None
    if text is None:
        pen.lost(f"{path}.{part.field}", value)
    return text


def _took(part: Leaf | Attribute | Own, text: str, bag: Bag, element: _Element, values: Values) -> None:
    value = part.kind.read(text, bag.notes, element)
    if value is not None:
        values[part.field] = value


@frozen
class Leaf(Part):
    """One field in one element."""

    field: str
    place: Place
    kind: Kind = TEXT
    default: object = None

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        text = _text(self, pen, said, path)
        if text is not None:
            pen.say(self.place.make(pen, parent), text, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        element = self.place.find(bag)
        if element is not None:
            _took(self, bag.leaf(element), bag, element, values)


@frozen
class Attribute(Part):
    """One field in an attribute of the element itself, or of the element ``inside`` it."""

    field: str
    name: str
    kind: Kind = TEXT
    default: object = None
    inside: str = ""

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        text = _text(self, pen, said, path)
        if text is not None:
            holder = pen.under(parent, self.inside) if self.inside else parent
            pen.set(holder, self.name, text, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        holder = bag.inside(self.inside) if self.inside else bag
        text = None if holder is None else holder.get(self.name)
        if text:
            _took(self, text, bag, bag.element, values)


@frozen
class Own(Part):
    """One field that OAGIS has no element for, in the Extension under our own name."""

    field: str
    name: str
    kind: Kind = TEXT
    default: object = None

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        text = _text(self, pen, said, path)
        if text is not None:
            pen.own(parent, self.name, text, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        element = bag.own(self.name)
        if element is not None:
            _took(self, (element.text or "").strip(), bag, element, values)


class Named(Part):
    """The ``extrinsics``: names and values in the Extension, or in release 9 the UserArea."""

    fields = ("extrinsics",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for name, value in said.extrinsics:
            pen.named(parent, name, value, f"{path}.extrinsics")

    def take(self, bag: Bag, values: Values) -> None:
        named = bag.named()
        if named:
            values["extrinsics"] = named


@frozen
class Texts(Part):
    """A tuple of texts, each in an element of its own."""

    field: str
    place: Place

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for text in getattr(said, self.field):
            pen.say(self.place.make(pen, parent), text, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        found = tuple(bag.leaf(element) for place in self.place.paths for element in bag.every(place))
        if found:
            values[self.field] = found


@frozen
class Amount(Part):
    """Money: the amount in an element, its currency in an attribute (currencyCode in release 10, currencyID in 9)."""

    field: str
    place: Place

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        money = getattr(said, self.field)
        if money is not None:
            put_money(pen, parent, self.place, money, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        money = take_money(bag, self.place)
        if money is not None:
            values[self.field] = money


def put_money(pen: Pen, parent: _Element, place: Place, money: Money, path: str) -> None:
    text = money_text(money.amount)
    if text is None:
        pen.lost(path, money)
        return
    element = place.make(pen, parent)
    element.text = text
    element.set("currencyID" if pen.nine else "currencyCode", money.currency)


def take_money(bag: Bag, place: Place) -> Money | None:
    element = place.find(bag)
    if element is None:
        return None
    text = bag.leaf(element, "currencyCode", "currencyID")
    return money_from(text, element.get("currencyCode") or element.get("currencyID") or "", bag.notes, element)


@frozen
class Counted(Part):
    """A number and what it counts: Quantity/@unitCode. ``unit`` is the field of the unit, or nothing."""

    field: str
    unit: str
    place: Place

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field, *((self.unit,) if self.unit else ()))

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        number: Decimal | None = getattr(said, self.field)
        unit: str = getattr(said, self.unit) if self.unit else ""
        text = None if number is None else number_text(number)
        if text is None:
            if number is not None:
                pen.lost(f"{path}.{self.field}", number)
            if unit:
                pen.lost(f"{path}.{self.unit}", unit)
            return
        element = self.place.make(pen, parent)
        element.text = text
        if unit:
            pen.set(element, "unitCode", unit, f"{path}.{self.unit}")

    def take(self, bag: Bag, values: Values) -> None:
        element = self.place.find(bag)
        if element is None:
            return
        text = bag.leaf(element, *(("unitCode",) if self.unit else ()))
        number = decimal_from(text)
        if number is None:
            bag.notes.add("line.quantity.unreadable", element, "", text)
        values[self.field] = number
        unit = element.get("unitCode", "").strip()
        if self.unit and unit:
            values[self.unit] = unit


@frozen
class Within(Part):
    """Parts of the same document in the element at ``path``, which is made where one of them says something."""

    path: str
    parts: tuple[Part, ...]

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(name for part in self.parts for name in part.fields)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if any(getattr(said, name, None) for name in self.fields):
            for step in self.path.split("/"):
                parent = pen.under(parent, step)
            for part in self.parts:
                part.put(pen, parent, said, path)

    def take(self, bag: Bag, values: Values) -> None:
        inner: Bag | None = bag
        for step in self.path.split("/"):
            inner = None if inner is None else inner.inside(step)
        if inner is not None:
            for part in self.parts:
                part.take(inner, values)

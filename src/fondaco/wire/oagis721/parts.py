"""One table for both directions: which element of OAGIS 7.2.1 says which field of a document.

A :class:`Shape` lists the parts of a class of documents in the order in which they are written. The same parts write
and read it, so that what is written can be read again, and every field that no part carries is reported as lost.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
from attrs import frozen
from lxml import etree

from fondaco.documents import Charge, Money, PriceBasis, decimal_from
from fondaco.wire.cxml.values import moment, one_of, plain_day, text_of, whole_number
from fondaco.wire.losses import says_something
from fondaco.wire.oagis721.segment import AREA, OWN, Segment
from fondaco.wire.xml.notes import Notes as Findings

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

Values = dict[str, Any]
_MONEY = re.compile(r"([+-]?[0-9.]{1,24}) ([A-Z]{3})(?: (.+))?", re.DOTALL)

# Where nothing is read from, to see what a text would be read as.
_ELEMENT = etree.Element(OWN)
_NOWHERE = Segment(_ELEMENT, Findings(0))


class Part(ABC):
    """Carries ``fields``: :meth:`put` writes those of ``said`` below ``parent``, :meth:`take` finds them again."""

    fields: tuple[str, ...] = ()

    @abstractmethod
    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        """Write what ``said`` says of the fields."""

    @abstractmethod
    def take(self, segment: Segment, values: Values) -> None:
        """Read the fields into ``values``."""


@frozen
class Shape:
    """The parts of a class. ``silent`` fields are said elsewhere: by the verb, by the place. ``finish`` judges."""

    made: type
    parts: tuple[Part, ...]
    silent: frozenset[str] = frozenset()
    finish: Callable[[Segment, Values], None] | None = None

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for part in self.parts:
            part.put(pen, parent, said, path)
        carried = self.silent.union(*(part.fields for part in self.parts))
        for field in attrs.fields(self.made):
            value = getattr(said, field.name)
            if field.name not in carried and says_something(value, field):
                pen.lost(f"{path}.{field.name}", value)

    def values(self, segment: Segment) -> Values:
        values: Values = {}
        for part in self.parts:
            part.take(segment, values)
        if self.finish is not None:
            self.finish(segment, values)
        return values


@frozen
class Text(Part):
    """``field`` in an element; ``also`` says where else it is looked for."""

    field: str
    path: str
    also: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value:
            pen.make(parent, self.path).text = pen.clean(value, f"{path}.{self.field}")

    def take(self, segment: Segment, values: Values) -> None:
        text = segment.text(self.path, *self.also)
        if text:
            values[self.field] = text


@frozen
class Notes(Part):
    """``field`` in NOTES: one with index 1 is written, all are read, a line each."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value:
            pen.sub(parent, "NOTES", value, f"{path}.{self.field}").set("index", "1")

    def take(self, segment: Segment, values: Values) -> None:
        texts = [segment.leaf(element) for element in segment.every("NOTES")]
        values[self.field] = "\n".join(text for text in texts if text)


@frozen
class Number(Part):
    """A whole number in an element."""

    field: str
    path: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        pen.make(parent, self.path).text = str(value)
        if not 0 <= value < 10**9:
            pen.lost(f"{path}.{self.field}", value)

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.take(self.path)
        found = None if element is None else whole_number(segment.leaf(element), segment.notes, element, "")
        if found is not None:
            values[self.field] = found


@frozen
class Moment(Part):
    """A DATETIME by its qualifier. ``plain``: one without a qualifier, or a DATETIMEISO, is read too."""

    field: str
    qualifier: str
    plain: bool = False

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value is not None:
            pen.moment(parent, "DATETIME", self.qualifier, value, f"{path}.{self.field}")

    def take(self, segment: Segment, values: Values) -> None:
        values[self.field] = segment.moment(self.qualifier, plain=self.plain)


@frozen
class Day(Part):
    """A day as a DATETIME of the USERAREA, as Oracle writes a promise."""

    field: str
    qualifier: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value is not None:
            pen.day(parent, f"{AREA}/DATETIME", self.qualifier, value, f"{path}.{self.field}")

    def take(self, segment: Segment, values: Values) -> None:
        area = segment.inside(AREA)
        if area is not None:
            values[self.field] = area.day(self.qualifier)


@frozen
class Amount(Part):
    """Money in an OPERAMT or AMOUNT: VALUE, NUMOFDEC, SIGN, CURRENCY."""

    field: str
    path: str
    qualifier: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value is not None:
            self.made(pen, parent, value, f"{path}.{self.field}")

    def made(self, pen: Pen, parent: _Element, value: Money, path: str) -> _Element:
        element = pen.qualified(parent, self.path, self.qualifier)
        element.set("type", "T")
        pen.number(element, value.amount, path)
        pen.sub(element, "CURRENCY", value.currency)
        return element

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.take(self.path, qualified=self.qualifier)
        if element is not None:
            found, inner = money(segment, element)
            inner.close()
            if found is not None:
                values[self.field] = found


@frozen
class Price(Amount):
    """A unit price: OPERAMT[UNIT], with UOMVALUE, UOMNUMDEC and UOM where it is not that of one ordered unit."""

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field, "price_basis")

    def made(self, pen: Pen, parent: _Element, value: Money, path: str) -> _Element:
        return Amount.made(self, pen, parent, value, path)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value, basis = getattr(said, self.field), said.price_basis
        if value is not None:
            element = self.made(pen, parent, value, f"{path}.{self.field}")
            if basis is not None:
                digits, places = pen.numeral(basis.quantity, f"{path}.price_basis")
                pen.sub(element, "UOMVALUE", digits)
                pen.sub(element, "UOMNUMDEC", places)
                pen.sub(element, "UOM", basis.unit, f"{path}.price_basis.unit")
                # Every partner writes UOMVALUE 1: it is read as no basis.
                plain = basis.quantity <= 0 or (basis.quantity == 1 and basis.unit in ("", said.unit))
                if plain or basis.conversion != 1 or basis.description:
                    pen.lost(f"{path}.price_basis", basis)
        elif basis is not None:
            pen.lost(f"{path}.price_basis", basis)

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.take(self.path, qualified=self.qualifier)
        if element is None:
            return
        found, inner = money(segment, element)
        quantity, unit = inner.numeral("UOMVALUE", "UOMNUMDEC"), inner.text("UOM")
        inner.close()
        if found is None:
            return
        values[self.field] = found
        if quantity is not None and quantity > 0 and not (quantity == 1 and unit in ("", values.get("unit", ""))):
            values["price_basis"] = PriceBasis(quantity, unit)


@frozen
class Quantity(Part):
    """``field`` and its ``unit`` in a QUANTITY. Whatever its qualifier, the first is read."""

    field: str = "quantity"
    unit: str = "unit"
    qualifier: str = "ORDERED"

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field, self.unit)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value, unit = getattr(said, self.field), getattr(said, self.unit)
        if value is None and not unit:
            return
        element = pen.qualified(parent, "QUANTITY", self.qualifier)
        if value is not None:
            pen.number(element, value, f"{path}.{self.field}")
        pen.sub(element, "UOM", unit, f"{path}.{self.unit}")

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.take("QUANTITY", qualified=self.qualifier)
        if element is None:
            element = segment.take("QUANTITY")
        if element is not None:
            values[self.field], inner = segment.number(element)
            values[self.unit] = inner.text("UOM")
            inner.close()


def money(segment: Segment, element: _Element) -> tuple[Money | None, Segment]:
    amount, inner = segment.number(element)
    currency = inner.text("CURRENCY")
    if amount is None:
        return None, inner
    try:
        return Money(amount, currency.upper()), inner
    except ValueError:
        segment.notes.add("oagis721.currency", element, "/CURRENCY", currency)
        return None, inner


class Codec(NamedTuple):
    """A value as a text in the USERAREA and back; ``read`` gives None for what is none."""

    write: Callable[[Any], str]
    read: Callable[[Segment, _Element, str], Any]


def word(kind: type[StrEnum]) -> Codec:
    return Codec(str, lambda segment, element, text: one_of(kind, text))


def _flag(segment: Segment, element: _Element, text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _money(segment: Segment, element: _Element, text: str) -> Money | None:
    charge = _charge(segment, element, text)
    return None if charge is None or charge.description else charge.money


def _charge(segment: Segment, element: _Element, text: str) -> Charge | None:
    match = _MONEY.fullmatch(text)
    amount = decimal_from(match[1]) if match is not None else None
    return None if match is None or amount is None else Charge(Money(amount, match[2]), match[3] or "")


TEXT = Codec(str, lambda segment, element, text: text)
FLAG = Codec(lambda value: "true" if value else "false", _flag)
WHOLE = Codec(str, lambda segment, element, text: whole_number(text, segment.notes, element, ""))
DECIMAL = Codec(lambda value: format(value, "f"), lambda segment, element, text: decimal_from(text))
DAY = Codec(date.isoformat, lambda segment, element, text: plain_day(text))
MOMENT = Codec(datetime.isoformat, lambda segment, element, text: moment(text, segment.notes, element, ""))
MONEY = Codec(str, _money)
CHARGE = Codec(lambda value: f"{value.money} {value.description}".strip(), _charge)


@frozen
class Own(Part):
    """``field`` in the USERAREA, since 7.2.1 has no element for it: <FONDACO name="field">…</FONDACO>."""

    field: str
    codec: Codec = TEXT

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        field = getattr(attrs.fields(type(said)), self.field)
        value = getattr(said, self.field)
        if not says_something(value, field):
            return
        text = self.codec.write(value)
        place = f"{path}.{self.field}"
        # What a reader would make of it: nothing of a number of twenty digits, no details of a tax.
        found = value if self.codec is TEXT else self.codec.read(_NOWHERE, _ELEMENT, text)
        if found is not None:
            pen.own(parent, self.field, text, place)
        if found != value:
            pen.lost(place, value)

    def take(self, segment: Segment, values: Values) -> None:
        element = segment.own(self.field)
        if element is None:
            return
        found = self.codec.read(segment, element, text_of(element))
        if found is None:
            segment.notes.keep(element)
        else:
            values[self.field] = found


@frozen
class Pairs(Part):
    """Names and values in the USERAREA, by a name of their own and a ``key``; ``make`` makes one of them."""

    field: str
    make: Callable[[str, str], Any] = lambda key, text: (key, text)
    split: Callable[[Any], tuple[str, str]] = lambda pair: pair

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for pair in getattr(said, self.field):
            key, text = self.split(pair)
            pen.own(parent, self.field, text, f"{path}.{self.field}", key=key)

    def take(self, segment: Segment, values: Values) -> None:
        found = segment.owned(self.field)
        if found:
            values[self.field] = tuple(self.make(one.get("key", ""), text_of(one)) for one in found)


@frozen
class Named(Part):
    """``extrinsics`` in the USERAREA: <EXTRINSIC name="…">…</EXTRINSIC>; a partner's own elements are read as such."""

    fields: tuple[str, ...] = ("extrinsics",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for name, text in said.extrinsics:
            pen.named(parent, name, text, f"{path}.extrinsics")

    def take(self, segment: Segment, values: Values) -> None:
        values["extrinsics"] = segment.named()

"""Parts that hold other documents: one of them, several, or the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.wire.oagis.bag import Bag
from fondaco.wire.oagis.parts import Part, Place, Shape, Values
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.wire.oagis.pen import Pen


@frozen
class One(Part):
    """A document in an element of its own. Where ``empty`` is its value nothing is written, and nothing found."""

    field: str
    place: Place
    shape: Shape
    empty: Any = None

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value = getattr(said, self.field)
        if value is not None and value != self.empty:
            self.shape.put(pen, self.place.make(pen, parent), value, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        for path in self.place.paths:
            inner = bag.opened(path)
            if inner is not None:
                values[self.field] = self.shape.take(inner)
                return


@frozen
class Many(Part):
    """Documents, each in an element of its own."""

    field: str
    place: Place
    shape: Shape

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for position, one in enumerate(getattr(said, self.field), 1):
            self.shape.put(pen, self.place.make(pen, parent), one, f"{path}.{self.field}[{position}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = tuple(self.shape.take(inner) for place in self.place.paths for inner in bag.bags(place))
        if found:
            values[self.field] = found


def line_values(read: Callable[[Bag], Values], element: _Element, position: int, bag: Bag) -> Values:
    """What ``read`` finds in one line, with its own extras. ``position`` stands in where it has no number."""
    notes = bag.notes
    notes.begin_line(element, position)
    inner = Bag(element, notes, bag.about)
    values = read(inner)
    inner.close()
    extras = notes.extras()
    notes.end_line()
    return {**values, "extras": extras} if extras else values


@frozen
class Lines(Part):
    """The lines, each with its own extras. RemoteError where there are more than are taken."""

    tag: str
    shape: Shape
    fields: tuple[str, ...] = ("lines",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, line in enumerate(said.lines, 1):
            self.shape.put(pen, pen.sub(parent, self.tag), line, f"{path}.lines[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        lines = bounded(bag.every(self.tag), bag)
        values["lines"] = tuple(
            self.shape.made(**line_values(self.shape.values, one, place, bag)) for place, one in enumerate(lines, 1)
        )


def bounded(lines: list[_Element], bag: Bag) -> list[_Element]:
    """``lines``, or RemoteError where there are more than are taken."""
    if len(lines) > bag.about.lines:
        raise refused("oagis.too_many_lines", limit=bag.about.lines)
    return lines

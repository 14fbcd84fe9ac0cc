"""An element that is being read: what was asked for is taken out of it, and what nobody asked for is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from fondaco.documents import PortionKind
from fondaco.wire.cxml.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

# The values that OAGIS has no element for stand in an Extension of this type: see ``pen.own``.
OWN = "Fondaco"
_AREAS = ("Extension", "UserArea")


@define
class About:
    """What the lines have to know: how many may there be, and how they fare where they do not say it themselves."""

    lines: int
    answer: PortionKind = PortionKind.UNKNOWN


class Bag:
    """The children of ``element`` that wait to be taken, by their local names.

    Release 10 and release 9 and the overlays differ in little more than names, so places are asked for one after the
    other until one is there. :meth:`close` sets aside as extras whatever was left, here and in the bags inside.
    """

    def __init__(self, element: _Element, notes: Notes, about: About) -> None:
        self.element = element
        self.notes = notes
        self.about = about
        self._waiting: dict[str, list[_Element]] = {}
        for child in element:
            self._waiting.setdefault(child.tag, []).append(child)
        self._inside: dict[str, Bag] = {}
        self._opened: list[Bag] = []
        self._attributes: set[str] = set()
        self._own: dict[str, _Element] | None = None
        self._named: list[tuple[str, _Element]] = []

    def get(self, name: str) -> str | None:
        """The attribute ``name``, without white space around it; None where there is none."""
        self._attributes.add(name)
        value = self.element.get(name)
        return None if value is None else value.strip()

    def inside(self, tag: str) -> Bag | None:
        """The first child ``tag`` as a bag, the same one every time."""
        bag = self._inside.get(tag)
        if bag is None and self._waiting.get(tag):
            bag = self._inside[tag] = self.open(self._waiting[tag].pop(0))
        return bag

    def take(self, path: str) -> _Element | None:
        """The first element at ``path`` (``SupplierItemIdentification/ID``) that was not taken yet."""
        if "/" in path:
            step, _slash, rest = path.partition("/")
            bag = self.inside(step)
            return None if bag is None else bag.take(rest)
        waiting = self._waiting.get(path)
        return waiting.pop(0) if waiting else None

    def peek(self, tag: str) -> str | None:
        """The text of the first child ``tag``, which stays; None where there is none."""
        waiting = self._waiting.get(tag)
        return text_of(waiting[0]) if waiting else None

    def opened(self, path: str) -> Bag | None:
        """As :meth:`take`, as a bag."""
        element = self.take(path)
        return None if element is None else self.open(element)

    def first(self, paths: tuple[str, ...]) -> _Element | None:
        """The element at the first of ``paths`` that has one."""
        for path in paths:
            element = self.take(path)
            if element is not None:
                return element
        return None

    def every(self, path: str) -> list[_Element]:
        """All elements at ``path`` below the first of its parents."""
        step, _slash, rest = path.partition("/")
        if rest:
            bag = self.inside(step)
            return [] if bag is None else bag.every(rest)
        return self._waiting.pop(step, [])

    def those(self, tag: str, wanted: Callable[[_Element], bool]) -> list[_Element]:
        """The children ``tag`` that are ``wanted``; the others stay."""
        waiting = self._waiting.pop(tag, [])
        found = [element for element in waiting if wanted(element)]
        rest = [element for element in waiting if not wanted(element)]
        if rest:
            self._waiting[tag] = rest
        return found

    def bags(self, path: str) -> list[Bag]:
        """As :meth:`every`, each as a bag."""
        return [self.open(element) for element in self.every(path)]

    def leaf(self, element: _Element, *known: str) -> str:
        """The text of ``element``; what else is in it, attributes that are not ``known`` included, is kept."""
        if len(element.attrib) > 0:
            self.notes.keep_attributes(element, frozenset(known))
        for child in element:
            self.notes.keep(child)
        return text_of(element)

    def text(self, *paths: str) -> str:
        """The text at the first of ``paths`` that has an element, or nothing."""
        element = self.first(paths)
        return "" if element is None else self.leaf(element)

    def own(self, name: str) -> _Element | None:
        """The value ``name`` that we have put into the Extension because OAGIS has no element for it."""
        return self._extension().pop(name, None)

    def named(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the Extension or UserArea, in their order."""
        self._extension()
        named, self._named = self._named, []
        return tuple((name, text_of(element)) for name, element in named)

    def _extension(self) -> dict[str, _Element]:
        if self._own is None:
            self._own = {}
            for tag in _AREAS:
                for area in self._waiting.pop(tag, []):
                    self._area(area, self._own)
        return self._own

    def _area(self, area: _Element, ours: dict[str, _Element]) -> None:
        own = area.get("typeCode") == OWN
        for child in area:
            inner = child[0] if child.tag == "Property" and len(child) == 1 and child[0].tag == "NameValue" else child
            name = inner.get("name" if inner.tag == "NameValue" else "typeCode")
            if name is None or len(inner) or len(inner.attrib) > 1:
                self.notes.keep(child)
            elif own or (inner is not child and child.get("typeCode") == OWN):
                ours.setdefault(name, inner)
            else:
                self._named.append((name, inner))

    def open(self, element: _Element) -> Bag:
        """``element``, which was taken, as a bag that is closed with this one."""
        bag = Bag(element, self.notes, self.about)
        self._opened.append(bag)
        return bag

    def close(self) -> None:
        """Set aside what nobody took. To be called once, on the outermost bag."""
        for bag in self._opened:
            bag.close()
        if len(self.element.attrib) > 0:
            self.notes.keep_attributes(self.element, frozenset(self._attributes))
        for element in (*(self._own or {}).values(), *(element for _name, element in self._named)):
            self.notes.keep(element)
        for elements in self._waiting.values():
            for element in elements:
                self.notes.keep(element)

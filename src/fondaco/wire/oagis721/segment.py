"""A segment that is being read: what was asked for is taken out of it, and what nobody asked for is kept.

OAGIS 7.2.1 writes a number as digits with the count of its decimals beside them and a time as one element per part
(reference, 2.2). Names are compared in capitals and without their namespace: the DTDs have none, the XSDs three.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from fondaco.wire.cxml.values import moment, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

OWN = "FONDACO"  # in a USERAREA: a field that has no element in 7.2.1, as <FONDACO name="field">
NAMED = "EXTRINSIC"  # in a USERAREA: a name and a value that the parties have agreed on
AREA = "USERAREA"
# DOCTYPE of an order, in capitals: as an invoice in use writes it, as OFBiz does for a shipment, and plainly.
ORDERS = frozenset({"PURCHASEORDER", "CUST_PO", "PO", ""})
YEARS = range(1900, 2200)  # those that the readers of times take
MOST_DECIMALS = 12

# Attributes that say which of several an element is, or repeat its text; they say nothing that is lost.
_KNOWN = frozenset({"qualifier", "index", "type", "value", "name", "key"})
_DIGITS = re.compile(r"([+-]?)([0-9]{1,31})(?:\.([0-9]{1,12}))?", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,2}", re.ASCII)
_ZONE = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})", re.ASCII)
_TIME = (("YEAR", 1900), ("MONTH", 1), ("DAY", 1), ("HOUR", 0), ("MINUTE", 0), ("SECOND", 0))
_ISO = ("DATETIMEISO", "DATETIMEANY")


def capitals(root: _Element) -> None:
    """Give every element its local name in capitals."""
    for element in root.iter():
        tag = element.tag
        plain = tag.rpartition("}")[2].upper()
        if plain != tag:
            element.tag = plain


def qualifier(element: _Element) -> str:
    """What ``element`` says that it is, in capitals; the samples write the attribute in lower case."""
    return (element.get("qualifier") or element.get("QUALIFIER") or "").strip().upper()


class Segment:
    """The children of ``element`` that wait to be taken."""

    def __init__(self, element: _Element, notes: Notes) -> None:
        self.element = element
        self.notes = notes
        self._waiting: dict[str, list[_Element]] = {}
        for child in element:
            self._waiting.setdefault(child.tag, []).append(child)
        self._inside: dict[str, Segment] = {}
        self._own: dict[str, list[_Element]] | None = None
        self._named: list[_Element] = []

    def inside(self, tag: str) -> Segment | None:
        """The first child ``tag`` as a segment, the same one every time."""
        segment = self._inside.get(tag)
        if segment is None and self._waiting.get(tag):
            segment = self._inside[tag] = Segment(self._waiting[tag].pop(0), self.notes)
        return segment

    def take(self, path: str, *, qualified: str = "") -> _Element | None:
        """The first element at ``path`` that was not taken, where wanted the first so qualified."""
        step, _slash, rest = path.partition("/")
        if rest:
            segment = self.inside(step)
            return None if segment is None else segment.take(rest, qualified=qualified)
        waiting = self._waiting.get(step, [])
        for place, element in enumerate(waiting):
            if not qualified or qualifier(element) == qualified:
                return waiting.pop(place)
        return None

    def partner(self, kind: str) -> _Element | None:
        """The first PARTNER of that type, compared in capitals."""
        waiting = self._waiting.get("PARTNER", [])
        for place, element in enumerate(waiting):
            if any(text_of(one).upper() == kind for one in element.iterchildren("PARTNRTYPE")):
                return waiting.pop(place)
        return None

    def of(self, element: _Element) -> Segment:
        return Segment(element, self.notes)

    def order(self) -> str | None:
        """Of a DOCUMNTREF: the number of the order that it is about. None where it is about anything else."""
        kind = next((text_of(one) for one in self.element.iterchildren("DOCTYPE")), "")
        if kind.upper() not in ORDERS:
            return None
        self.take("DOCTYPE")
        return next((text_of(one) for one in self.element.iterchildren("DOCUMENTID")), "")

    def every(self, *tags: str) -> list[_Element]:
        return [element for tag in tags for element in self._waiting.pop(tag, [])]

    def leaf(self, element: _Element) -> str:
        """The text of ``element``; what else is in it is kept."""
        if len(element.attrib) > 0:
            self.notes.keep_attributes(element, _KNOWN)
        for child in element:
            self.notes.keep(child)
        return text_of(element)

    def text(self, *paths: str) -> str:
        """The text at the first of ``paths`` that has any."""
        for path in paths:
            element = self.take(path)
            if element is not None and (text := self.leaf(element)):
                return text
        return ""

    def number(self, element: _Element) -> tuple[Decimal | None, Segment]:
        """What VALUE, NUMOFDEC and SIGN say, and the segment, for what stands beside them."""
        segment = Segment(element, self.notes)
        return segment.numeral("VALUE", "NUMOFDEC"), segment

    def numeral(self, value: str, decimals: str) -> Decimal | None:
        """1234 with NUMOFDEC 2 and SIGN - is -12.34. None, with a finding, for what is no number of a sane size."""
        digits, places, sign = self.text(value), self.text(decimals), self.text("SIGN")
        if not digits:
            return None
        found = _number(digits, places, sign)
        if found is None:
            self.notes.add("oagis721.value", self.element, f"/{value}", f"{digits} {places} {sign}")
        elif "." in digits:
            self.notes.add("oagis721.value.point", self.element, f"/{value}", digits)
        return found

    def moment(self, qualified: str, *, plain: bool = False) -> datetime | None:
        """The DATETIME with that qualifier; ``plain`` takes one without any, or a DATETIMEISO, in its place."""
        element = self.take("DATETIME", qualified=qualified)
        if element is not None:
            return self._moment(element)
        for tag in _ISO:
            element = self.take(tag, qualified=qualified)
            if element is None and plain:
                element = self._bare(tag)
            if element is not None:
                return moment(self.leaf(element), self.notes, element, "")
        element = self._bare("DATETIME") if plain else None
        return None if element is None else self._moment(element)

    def _bare(self, tag: str) -> _Element | None:
        waiting = self._waiting.get(tag, [])
        for place, element in enumerate(waiting):
            if not qualifier(element):
                return waiting.pop(place)
        return None

    def day(self, qualified: str) -> date | None:
        """The day of a DATETIME, where it was written."""
        found = self.moment(qualified)
        return None if found is None else found.date()

    def _moment(self, element: _Element) -> datetime | None:
        segment = Segment(element, self.notes)
        texts = [segment.text(tag) for tag, _default in _TIME]
        fraction, zone = segment.text("SUBSECOND"), segment.text("TIMEZONE")
        segment.close()
        if not any(texts):
            return None
        found = _moment(texts, zone)
        if found is None:
            self.notes.add("time.unreadable", element, "", " ".join([*texts, zone]))
            return None
        if not zone:
            self.notes.add("time.no_offset", element, "", found.isoformat())
        if fraction.strip("0"):
            self.notes.add("oagis721.subsecond", element, "/SUBSECOND", fraction)
        return found

    def own(self, name: str) -> _Element | None:
        """The field ``name`` that a writer like ours has put into the USERAREA."""
        waiting = self._area().get(name)
        return waiting.pop(0) if waiting else None

    def owned(self, name: str) -> list[_Element]:
        return self._area().pop(name, [])

    def named(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the USERAREA in their order: ours, and every element that holds nothing but a text."""
        self._area()
        named, self._named = self._named, []
        return tuple((child.get("name", "") if child.tag == NAMED else child.tag, text_of(child)) for child in named)

    def _area(self) -> dict[str, list[_Element]]:
        if self._own is None:
            self._own = {}
            area = self.inside(AREA)
            for child in () if area is None else area.left():
                if child.tag == OWN:
                    self._own.setdefault(child.get("name", ""), []).append(child)
                elif child.tag == NAMED or (text_of(child) and not (len(child) or len(child.attrib))):
                    self._named.append(child)
                elif not _empty(child):
                    self.notes.keep(child)
        return self._own

    def left(self) -> list[_Element]:
        """Every child that nobody took, taken now, in the order of the document."""
        left = {element for elements in self._waiting.values() for element in elements}
        self._waiting.clear()
        return [child for child in self.element if child in left]

    def close_others(self, other: Segment) -> None:
        """Set aside what nobody took, but for the segments that ``other``, one of those here, has opened."""
        self._inside = {tag: segment for tag, segment in self._inside.items() if segment is not other}
        for element in other.left():
            self.notes.keep(element)
        self.close()

    def close(self) -> None:
        """Set aside what nobody took. To be called once, on the outermost segment."""
        for segment in self._inside.values():
            segment.close()
        for elements in ((self._own or {}).values(), self._waiting.values(), (self._named,)):
            for element in (one for many in elements for one in many):
                if not _empty(element):
                    self.notes.keep(element)


def _empty(element: _Element) -> bool:
    """Systems of that time write every element that they know, empty where it says nothing."""
    return not len(element) and not text_of(element) and _KNOWN.issuperset(map(str, element.keys()))


def _number(digits: str, places: str, sign: str) -> Decimal | None:
    match = _DIGITS.fullmatch(digits)
    if match is None or sign not in ("", "+", "-") or (match[1] and sign):
        return None
    count = 0
    if places:
        count = int(places) if _COUNT.fullmatch(places) else MOST_DECIMALS + 1
    if count > MOST_DECIMALS or (match[3] and count):
        return None
    fraction = match[3] or ""
    number = Decimal(f"{match[1] or sign}{match[2]}{fraction}E-{len(fraction) or count}")
    return number if not number or -12 <= number.adjusted() <= 18 else None


def _moment(texts: list[str], zone: str) -> datetime | None:
    parts: list[int] = []
    for text, (_tag, default) in zip(texts, _TIME, strict=True):
        if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
            return None
        parts.append(int(text) if text else default)
    offset: tzinfo = UTC
    if zone and zone.upper() != "Z":
        match = _ZONE.fullmatch(zone)
        if match is None or match[2] > "23" or match[3] > "59":
            return None
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3]))
        offset = timezone(-ahead if match[1] == "-" else ahead)
    if parts[0] not in YEARS or not texts[0]:
        return None
    try:
        found = datetime(*parts, tzinfo=offset)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return found

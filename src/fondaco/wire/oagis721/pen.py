"""Segments as OAGIS 7.2.1 names them, written without a namespace, as its DTDs have none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Finding
from fondaco.wire.codes import CODES
from fondaco.wire.losses import remark_lost
from fondaco.wire.oagis721.segment import AREA, MOST_DECIMALS, NAMED, OWN, YEARS

if TYPE_CHECKING:
    from lxml.etree import _Element

# Characters that XML 1.0 cannot carry, even escaped.
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_SMALLEST = Decimal(f"1E-{MOST_DECIMALS}")
_WIDE = Context(prec=60)


class Pen:
    """Writes one message, and collects what had to be remarked on. ``names`` are those that differ in it."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.findings: list[Finding] = []

    def sub(self, parent: _Element, tag: str, text: str = "", path: str = "") -> _Element:
        """A new child ``tag`` of ``parent``."""
        element = etree.SubElement(parent, self.names.get(tag, tag))
        if text:
            element.text = self.clean(text, path or tag)
        return element

    def make(self, parent: _Element, path: str) -> _Element:
        """A new element at ``path``, in the parents that are there already."""
        *steps, last = path.split("/")
        for step in steps:
            found = next(parent.iterchildren(self.names.get(step, step), reversed=True), None)
            parent = self.sub(parent, step) if found is None else found
        return self.sub(parent, last)

    def qualified(self, parent: _Element, path: str, qualifier: str) -> _Element:
        element = self.make(parent, path)
        element.set("qualifier", qualifier)
        return element

    def clean(self, text: str, path: str) -> str:
        """``text`` as it can be read again: without what XML cannot carry, and without white space at its ends."""
        cleaned = _ILLEGAL.sub("", text).strip()
        if cleaned != text:
            self.note("text.cleaned", path, ascii(text)[:80])
        return cleaned

    def number(self, element: _Element, value: Decimal, path: str) -> None:
        """12.34 as VALUE 1234, NUMOFDEC 2, SIGN +. Beyond twelve decimals it is rounded, with a finding."""
        digits, places = self.numeral(value, path)
        self.sub(element, "VALUE", digits)
        self.sub(element, "NUMOFDEC", places)
        self.sub(element, "SIGN", "-" if value < 0 else "+")

    def numeral(self, value: Decimal, path: str) -> tuple[str, str]:
        """The digits of ``value``, without its sign, and how many of them are decimals."""
        exponent = int(value.as_tuple().exponent)
        if exponent < -MOST_DECIMALS or not value:
            rounded = value.quantize(_SMALLEST, context=_WIDE) if value else Decimal(0)
            if rounded != value:
                self.lost(path, value)
            value = rounded
        _sign, digits, power = value.as_tuple()
        return "".join(map(str, digits)) + "0" * int(power), str(max(-int(power), 0))

    def moment(self, parent: _Element, path: str, qualifier: str, value: datetime, place: str) -> None:
        """A DATETIME in parts, to the second."""
        if value.year not in YEARS or value.microsecond:
            self.lost(place, value)
        if value.year not in YEARS:
            return
        if value.strftime("%S%z")[7:]:  # an offset with seconds in it
            value = value.astimezone(UTC)
        element = self.qualified(parent, path, qualifier)
        for tag, code in zip(("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"), "YmdHMS", strict=True):
            self.sub(element, tag, value.strftime(f"%{code}"))
        self.sub(element, "SUBSECOND", "0000")
        self.sub(element, "TIMEZONE", value.strftime("%z"))

    def day(self, parent: _Element, path: str, qualifier: str, value: date, place: str) -> None:
        self.moment(parent, path, qualifier, datetime(value.year, value.month, value.day, tzinfo=UTC), place)

    def own(self, parent: _Element, name: str, text: str, path: str, *, key: str | None = None) -> None:
        """A field that has no element in 7.2.1."""
        element = self.make(parent, f"{AREA}/{OWN}")
        element.set("name", name)
        if key is not None:
            element.set("key", self.clean(key, path))
        element.text = self.clean(text, path)

    def named(self, parent: _Element, name: str, text: str, path: str) -> None:
        element = self.make(parent, f"{AREA}/{NAMED}")
        element.set("name", self.clean(name, path))
        element.text = self.clean(text, path)

    def lost(self, path: str, found: object) -> None:
        self.findings.append(remark_lost(path, found))

    def note(self, code: str, path: str, found: str) -> None:
        remark = CODES[code]
        self.findings.append(Finding(code, remark.level, path, remark.expected, found[:200], remark.remedy))

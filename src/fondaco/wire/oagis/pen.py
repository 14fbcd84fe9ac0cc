"""Elements as OAGIS names them, written in release 10 or 9."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Finding
from fondaco.wire.codes import CODES
from fondaco.wire.losses import remark_lost
from fondaco.wire.oagis.bag import OWN

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

NAMESPACES = {"10": "http://www.openapplications.org/oagis/10", "9": "http://www.openapplications.org/oagis/9"}
# Characters that XML 1.0 cannot carry, even escaped.
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Pen:
    """Writes one message in one release, ``at`` some moment, and collects what had to be remarked on."""

    def __init__(self, release: str, at: datetime) -> None:
        self.nine = release == "9"
        self.at = at
        self.space = "{" + NAMESPACES[release] + "}"
        self.findings: list[Finding] = []

    def sub(self, parent: _Element, tag: str) -> _Element:
        """A new child ``tag`` of ``parent``."""
        return etree.SubElement(parent, self.space + tag)

    def under(self, parent: _Element, tag: str) -> _Element:
        """The last child ``tag`` of ``parent``, made where there is none."""
        found = next(parent.iterchildren(self.space + tag, reversed=True), None)
        return self.sub(parent, tag) if found is None else found

    def make(self, parent: _Element, path: str) -> _Element:
        """A new element at ``path``, in the parents that are there already."""
        *steps, last = path.split("/")
        for step in steps:
            parent = self.under(parent, step)
        return self.sub(parent, last)

    def clean(self, text: str, path: str, *, exact: bool = False) -> str:
        """``text`` as it can be read again: without what XML cannot carry.

        White space at its ends goes too, but for what is ``exact``.
        """
        cleaned = _ILLEGAL.sub("", text)
        if not exact:
            cleaned = cleaned.strip()
        if cleaned != text:
            self.note("text.cleaned", path, ascii(text)[:80])
        return cleaned

    def say(self, element: _Element, text: str, path: str) -> None:
        element.text = self.clean(text, path)

    def set(self, element: _Element, name: str, text: str, path: str) -> None:
        element.set(name, self.clean(text, path))

    def named(self, parent: _Element, name: str, value: str, path: str, *, kind: str = "") -> None:
        """A name and a value in the Extension of ``parent``, in release 9 in its UserArea.

        Release 10 has a place for the name, ``ValueText/@typeCode``. In a UserArea anything may stand; a Property with
        a NameValue, elements of release 10, does.
        """
        if self.nine:
            holder = self.sub(self.under(parent, "UserArea"), "Property")
            element = self.sub(holder, "NameValue")
            self.set(element, "name", name, path)
        else:
            holder = self._area(parent, kind)
            element = self.sub(holder, "ValueText")
            self.set(element, "typeCode", name, path)
        if kind:
            holder.set("typeCode", kind)
        self.say(element, value, path)

    def own(self, parent: _Element, name: str, value: str, path: str) -> None:
        """A value that OAGIS has no element for, apart from the names that the parties have agreed on."""
        self.named(parent, name, value, path, kind=OWN)

    def lost(self, path: str, found: object) -> None:
        self.findings.append(remark_lost(path, found))

    def note(self, code: str, path: str, found: str) -> None:
        remark = CODES[code]
        self.findings.append(Finding(code, remark.level, path, remark.expected, found[:200], remark.remedy))

    def _area(self, parent: _Element, kind: str) -> _Element:
        for area in parent.iterchildren(self.space + "Extension"):
            if area.get("typeCode", "") == kind:
                return area
        return self.sub(parent, "Extension")

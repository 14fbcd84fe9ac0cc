"""What a reader jots down while it walks: findings, and the elements that it did not understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Extra, Finding, Level
from fondaco.wire.codes import CODES

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Attachment

_XML = "{http://www.w3.org/XML/1998/namespace}"
# A name may be 50,000 characters long and stand above a million others, each of which would have it in its path.
_LONGEST_STEP, _LONGEST_PATH = 120, 1_000
_MOST_KEPT = 20_000  # texts and attributes of one message that are kept though nobody understands them
_DEEPEST = 40  # steps below what was set aside; what lies deeper is kept as one text
_CUT = "…"


class Notes:
    """Collects while one message is read. Paths are worked out only when something is noted.

    ``anchor`` is the line being read and ``position`` its number among the lines, so that a path is found by climbing a
    few steps: ``getpath`` would count the siblings, which is quadratic over a long order.

    ``parts`` are the files that came in the same MIME message, by Content-ID without angle brackets. ``text`` is what
    the tree was made of, for a reader that knows its way there; empty where there is none.
    """

    def __init__(self, limit: int = 1_000) -> None:
        self.findings: list[Finding] = []
        self.kept: list[tuple[_Element, str]] = []
        self.anchor: _Element | None = None
        self.position = 0
        self.parts: dict[str, Attachment] = {}
        self.text = ""
        self._outside: list[tuple[_Element, str]] = []
        self._limit = limit
        self._left_out = 0
        self._known_kept: set[str] = set()
        self._room = _MOST_KEPT

    def add(self, code: str, element: _Element | None = None, below: str = "", found: str = "") -> None:
        """Note ``code`` at ``element`` (None: the document), ``below`` it."""
        if len(self.findings) >= self._limit:
            self._left_out += 1
            return
        remark = CODES[code]
        path = self.path(element) + below if element is not None else below
        self.findings.append(Finding(code, remark.level, path, remark.expected, found[:200], remark.remedy))

    def keep(self, element: _Element) -> None:
        """Set ``element`` aside: it is not understood here, and comes back as extras."""
        self.kept.append((element, ""))

    def keep_attributes(self, element: _Element, known: frozenset[str]) -> None:
        """Set the attributes of ``element`` aside that are not ``known``."""
        names = element.keys()
        if not known.issuperset(names):
            self.kept.extend((element, name) for name in map(str, names) if name not in known)

    def repeated(self, element: _Element) -> None:
        """Set aside an element that stands where one already stood."""
        self.add("element.repeated", element)
        self.keep(element)

    def begin_line(self, element: _Element, position: int) -> None:
        self._outside, self.kept = self.kept, self._outside
        self.anchor, self.position = element, position

    def end_line(self) -> None:
        self._outside, self.kept = self.kept, self._outside
        self.anchor = None

    def path(self, element: _Element) -> str:
        steps: list[str] = []
        here: _Element | None = element
        while here is not None:
            step = _step(here.tag)
            steps.append(f"{step}[{self.position}]" if here is self.anchor else step)
            here = here.getparent()
        path = "/" + "/".join(reversed(steps))
        return path if len(path) <= _LONGEST_PATH else path[:_LONGEST_PATH] + _CUT

    def extras(self) -> tuple[Extra, ...]:
        """What was set aside since the last call, leaf by leaf, each with its path."""
        if not self.kept:
            return ()
        found: list[Extra] = []
        for element, name in self.kept:
            if len(found) >= self._room:
                break
            path = self.path(element)
            what = f"@{name}" if name else element.tag
            if what not in self._known_kept:
                self._known_kept.add(what)
                self.add("element.kept", element, f"/{what}" if name else "", found=what)
            if name:
                found.append(Extra(f"{path}/@{_step(name)}", element.get(name, "")))
            else:
                _flatten(element, path, found, self._room)
        self.kept.clear()
        if self._room and len(found) >= self._room:
            self.add("extras.more", below="/", found=f"more than {_MOST_KEPT}")
        self._room -= min(len(found), self._room)
        return tuple(found)

    def done(self) -> tuple[Finding, ...]:
        if self._left_out:
            more = CODES["findings.more"]
            self.findings.append(
                Finding("findings.more", Level.NOTE, "/", more.expected, f"{self._left_out} more", more.remedy)
            )
        return tuple(self.findings)


def _step(tag: str) -> str:
    return tag if len(tag) <= _LONGEST_STEP else tag[:_LONGEST_STEP] + _CUT


def _flatten(element: _Element, path: str, found: list[Extra], most: int, depth: int = 0) -> None:
    """Every text and attribute at or below ``element``, until there are ``most``."""
    if depth > _DEEPEST:
        found.append(Extra(path + _CUT, " ".join(" ".join(map(str, element.itertext())).split())))
        return
    names = list(map(str, element.keys()))  # never .items(): lxml takes quadratic time for it
    found.extend(Extra(f"{path}/@{_step(name.replace(_XML, 'xml:'))}", element.get(name, "")) for name in names)
    text = (element.text or "").strip()
    if text or not (len(element) or names):
        found.append(Extra(path, text))
    seen: dict[str, int] = {}
    for child in element:
        if len(found) >= most:
            return
        seen[child.tag] = place = seen.get(child.tag, 0) + 1
        below = path
        if len(path) < _LONGEST_PATH:
            below = f"{path}/{_step(child.tag)}" + (f"[{place}]" if place > 1 else "")
        _flatten(child, below, found, most, depth + 1)
        tail = (child.tail or "").strip()
        if tail:
            found.append(Extra(path, tail))

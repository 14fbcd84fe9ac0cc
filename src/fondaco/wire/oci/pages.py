"""The forms of a page, as a browser would send them, found in one pass over it.

Not the whole of HTML: tags and the attributes of those that make a form. The pass is linear whatever the bytes say,
which ``html.parser`` is not: it goes back over an unclosed tag again and again.
"""

from __future__ import annotations

import re
from html import unescape

from attrs import Factory, define

from fondaco.wire.oci.forms import western
from fondaco.wire.refusing import refused
from fondaco.wire.xml.encodings import is_taken
from fondaco.wire.xml.limits import Limits

_TAG = re.compile(r"<(?:(!--)|(/?)(form|input|textarea|script|style)(?![a-z0-9-]))", re.IGNORECASE | re.ASCII)
# Possessive, so that what was passed over is never tried again.
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+""", re.ASCII
)
_BETWEEN = re.compile(r"[\s/=]*+", re.ASCII)
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in ("textarea", "script", "style")}
_CHARSET = re.compile(rb"""charset\s*+=\s*+["']?+([A-Za-z0-9_-]{1,30})""", re.IGNORECASE)
_HTTP = re.compile(rb"HTTP/[0-9.]{1,5} [0-9]{3}")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
# Longer than any character has: int() of a long number takes quadratic time, or refuses.
_ENDLESS = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9a-fA-F]{8,}+);?+", re.ASCII)
_UNSENT = frozenset({"submit", "button", "image", "reset", "file"})
_START = 8 * 1024
_MOST_FORMS = 1_000


@define
class Page:
    """One form of a page. ``fields`` are those that go with it when its button is pressed."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = Factory(list)


class _Scanner:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text, self.limit = text, limits.attributes
        self.forms: list[Page] = []
        self._here: Page | None = None
        self._count = 0

    def scan(self) -> None:
        at = 0
        while (found := _TAG.search(self.text, at)) is not None and len(self.forms) <= _MOST_FORMS:
            if found[1]:
                end = self.text.find("-->", found.end())
                if end < 0:
                    return
                at = end
                continue
            attributes, at = self._attributes(found.end())
            if at < 0:
                return
            name = found[3].lower()
            if found[2]:
                self._here = None if name == "form" else self._here
            elif name in _ENDS:
                inside = at
                closing = _ENDS[name].search(self.text, at)
                if closing is None:
                    return
                at = closing.start()
                if name == "textarea":
                    self._field(attributes, unescaped(self.text[inside:at].removeprefix("\n")))
            elif name == "form":
                self._open(attributes)
            elif _is_sent(attributes):
                self._field(attributes, attributes.get("value", ""))

    def _open(self, attributes: dict[str, str]) -> None:
        """As browsers do: a form within a form is none."""
        if self._here is None:
            self._here = Page(attributes.get("action", "").strip(), attributes.get("method", "get").strip().lower())
            self.forms.append(self._here)

    def _field(self, attributes: dict[str, str], value: str) -> None:
        if self._here is None or not attributes.get("name"):
            return
        self._count += 1
        if self._count > self.limit:
            raise refused("oci.too_many_fields", limit=self.limit)
        self._here.fields.append((attributes["name"], value))

    def _attributes(self, at: int) -> tuple[dict[str, str], int]:
        """The attributes of the tag that is open at ``at``, and where it is over; -1 where it never is."""
        text = self.text
        attributes: dict[str, str] = {}
        while True:
            found = _ATTRIBUTE.match(text, at)
            if found is not None:
                attributes.setdefault(found[1].lower(), unescaped(found[2] or found[3] or found[4] or ""))
                at = found.end()
                continue
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
            if at >= len(text):
                return attributes, -1
            if text[at] == ">":
                return attributes, at + 1


def forms_of(data: bytes, limits: Limits) -> tuple[list[Page], str]:
    """The forms in a page, and the code of what was odd about its encoding. Raises RemoteError for too many fields."""
    text, odd = text_of(data)
    scanner = _Scanner(text, limits)
    scanner.scan()
    return scanner.forms, odd


def _is_sent(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").strip().lower()
    if "disabled" in attributes or kind in _UNSENT:
        return False
    return kind not in {"checkbox", "radio"} or "checked" in attributes


def unescaped(text: str) -> str:
    """``text`` with references to characters resolved."""
    return unescape(_ENDLESS.sub("\ufffd", text)) if "&" in text else text


def text_of(data: bytes) -> tuple[str, str]:
    """A page's characters, its HTTP headers taken off, and the code of what was odd about them."""
    declared = _CHARSET.search(data[:_START])
    if _HTTP.match(data):
        end = _HEADERS_END.search(data[:_START])
        data = data[end.end() :] if end else data
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        name = declared[1].decode("ascii").lower() if declared else ""
    if name in ("iso-8859-1", "latin1", "windows-1252"):
        return western(data), ""
    if is_taken(name) and not name.startswith("utf"):
        return data.decode(name, "replace"), ""
    return western(data), "oci.charset.guessed"

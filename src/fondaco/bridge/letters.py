"""The html of a letter, made harmless: a few plain elements, links to the web, nothing that loads or runs."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe

_KEPT = {"p", "ul", "ol", "li", "strong", "em", "b", "i", "h1", "h2", "h3", "blockquote", "table", "tr", "td", "th"}
_EMPTY = {"br", "hr"}
_SILENT = {"script", "style", "head", "title", "template", "iframe", "object", "svg", "math", "noscript", "textarea"}


class _Sieve(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag in _EMPTY:
            self.pieces.append(f"<{tag}>")
        elif tag in _KEPT:
            self._open.append(tag)
            self.pieces.append(f"<{tag}>")
        elif tag == "a":
            target = (dict(attrs).get("href") or "").strip()
            if target.lower().startswith(("https://", "http://")):
                self._open.append(tag)
                self.pieces.append(f'<a href="{escape(target)}" rel="noreferrer noopener">')

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._silent and tag in self._open:
            # Whatever was left open inside ends with it.
            inner = ""
            while inner != tag:
                inner = self._open.pop()
                self.pieces.append(f"</{inner}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(escape(data))

    def finished(self) -> str:
        self.close()
        return "".join([*self.pieces, *(f"</{tag}>" for tag in reversed(self._open))])


def harmless(html: str) -> SafeString:
    """``html`` with only what a letter needs to be read."""
    sieve = _Sieve()
    sieve.feed(html)
    return mark_safe(sieve.finished())  # noqa: S308 (every piece is escaped or ours)

"""MIME multipart/related bodies (RFC 2387): the document among the parts, and the files that came with it.

Read by hand and not with the ``email`` package, which guesses at text encodings, has surprises for hostile input and
takes several times as long: delimiter lines (RFC 2046, 5.1.1), header fields (RFC 5322), three transfer encodings
(RFC 2045, 6). Nothing is decompressed, so what comes out is never larger than what went in.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from fondaco.documents import Attachment
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = 1_000  # of one message, nested ones together
_NESTED = 4  # multiparts within multiparts
_HEADER = 16 * 1024  # bytes of one part's header fields

_HEADERS = re.compile(rb"\A\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/", re.I)
_BOUNDARY = re.compile(rb"\A\s*--([^\s][^\r\n]{0,68}[^\s]|[^\s])[ \t]*\r?\n")
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*")
_PARAMETER = re.compile(r""";\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^;]*))""", re.ASCII)
_QUOTED = re.compile(r"\\(.)")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Part(NamedTuple):
    """One part: its header fields by name in small letters, where its content stands in the message, and what it is.

    ``place`` is None where the content was written in another way than it reads (base64, quoted-printable).
    ``broken`` says that it was not written as its header says.
    """

    fields: dict[str, str]
    content: bytes
    place: tuple[int, int] | None
    broken: bool = False

    @property
    def content_id(self) -> str:
        return bare_id(self.fields.get("content-id", ""))

    @property
    def name(self) -> str:
        """The file's name, by Content-Disposition or Content-Type (RFC 2183, RFC 2231 without its continuations)."""
        for field, key in (("content-disposition", "filename"), ("content-type", "name")):
            found = parameters(self.fields.get(field, ""))
            if f"{key}*" in found:
                return unquote(found[f"{key}*"].rpartition("'")[2])
            if found.get(key):
                return found[key]
        return ""

    @property
    def attachment(self) -> Attachment:
        content_id, kind = self.content_id, self.fields.get("content-type", "")
        media_type, charset = kind.partition(";")[0].strip(), parameters(kind).get("charset", "")
        if charset:
            media_type += f"; charset={charset}"
        return Attachment(f"cid:{content_id}" if content_id else "", self.name, media_type, self.content)


class Opened(NamedTuple):
    """The document's own part, the others by Content-ID (``#2`` for the second part, which has none), and remarks."""

    root: Part
    parts: dict[str, Attachment]
    findings: tuple[tuple[str, str], ...]


def is_multipart(data: bytes) -> bool:
    """Whether ``data`` is a multipart body, with its headers before it or without."""
    start = data[:2048].lstrip()
    return not start.startswith(b"<") and bool(_BOUNDARY.match(start) or _HEADERS.match(start))


def with_header(data: bytes, content_type: str) -> bytes:
    """``data`` with the Content-Type of the HTTP message that brought it, where that names a boundary and it does not.

    So that nothing else needs to know the header: what comes out can be kept, and read again.
    """
    kind = " ".join(content_type.split())
    if not kind.lower().startswith("multipart/") or is_xml(data) or _HEADERS.match(data[:2048].lstrip()):
        return data
    return b"Content-Type: " + kind.encode("utf-8", "replace") + b"\r\n\r\n" + data


def root_part(data: bytes) -> tuple[bytes, int]:
    """The document within a multipart body, and how many other parts there are. Raises RemoteError."""
    root, parts, _findings = opened(data)
    return root.content, len(parts)


def opened(data: bytes) -> Opened:
    """A multipart body taken apart. Raises RemoteError where none of its parts is a document, or they are too many."""
    data = data.lstrip()
    fields, body = ({}, 0) if _BOUNDARY.match(data) else _fields(data, 0, len(data))
    taker = _Taker(data)
    taker.take_apart(body, len(data), fields.get("content-type", ""), 0)
    parts, findings = taker.parts, taker.findings
    root = _root(parts, bare_id(parameters(fields.get("content-type", "")).get("start", "")))
    others: dict[str, Attachment] = {}
    for place, part in enumerate(parts, 1):
        if part.broken:
            findings.append(("mime.content", part.content_id or f"part {place}"))
        if part is root:
            continue
        key = part.content_id or f"#{place}"
        if key in others:
            findings.append(("mime.repeated", key))
            key = f"#{place}"
        others[key] = part.attachment
    return Opened(root, others, tuple(findings))


def inside(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The document in ``data``, multipart or not, and what puts a changed one in its place, the files as they were.

    For messages that were written here: raises RemoteError where the document is written in base64 or the like.
    """
    if not is_multipart(data):
        return data, lambda document: document
    data = data.lstrip()  # as ``opened`` does
    root = opened(data).root
    if root.place is None:
        raise refused("mime.encoded")
    first, last = root.place
    return root.content, lambda document: data[:first] + document + data[last:]


def bare_id(text: str) -> str:
    """A Content-ID, a ``cid:`` address or a start parameter, each as the other would write it (RFC 2392).

    ``<drawing.pdf>``, ``cid:drawing.pdf``, ``cid: drawing.pdf`` (Coupa) and ``drawing%2Epdf`` are one.
    """
    plain = text.strip()
    if plain[:4].lower() == "cid:":
        plain = plain[4:].strip()
    if plain.startswith("<"):
        plain = plain[1:].partition(">")[0]
    return " ".join(unquote(plain).split())


def parameters(field: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, names in small letters; the first of a name holds."""
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(field):
        value = match[3].strip() if match[2] is None else _QUOTED.sub(r"\1", match[2])
        found.setdefault(match[1].lower(), value)
    return found


class _Taker:
    """Takes one message apart. Every part counts, a multipart within it and its own parts too."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parts: list[Part] = []
        self.findings: list[tuple[str, str]] = []
        self.count = 0

    def take_apart(self, start: int, end: int, kind: str, depth: int) -> None:
        """Add the parts between the delimiter lines from ``start`` to ``end``."""
        declared = parameters(kind).get("boundary", "").rstrip().encode("utf-8", "replace")
        places = self._places(start, end, declared) if declared else []
        if not places:
            sniffed = _BOUNDARY.match(self.data[start : min(end, start + 2048)])
            if sniffed is None:
                return
            if declared:
                self.findings.append(("mime.boundary", declared.decode("utf-8", "replace")))
            places = self._places(start, end, sniffed[1])
        for first, last in places:
            self._take(first, last, depth)

    def _places(self, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
        """Where each part starts and ends. A last part without its closing line ends with the message."""
        line = re.compile(rb"(?:\r?\n|\A|(?<=\n))--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
        places: list[tuple[int, int]] = []
        first: int | None = None
        for mark in line.finditer(self.data, start, end):
            if first is not None:
                self._count()
                places.append((first, max(first, mark.start())))
            first = mark.end()
            if mark[1] is not None:
                return places
        if first is not None:
            self._count()
            places.append((first, end))
        return places

    def _count(self) -> None:
        self.count += 1
        if self.count > PARTS:
            raise refused("mime.too_many_parts", limit=PARTS)

    def _take(self, first: int, last: int, depth: int) -> None:
        fields, start = _fields(self.data, first, last)
        kind = fields.get("content-type", "")
        if kind.lower().startswith("multipart/") and depth < _NESTED:
            self.take_apart(start, last, kind, depth + 1)
            return
        content = self.data[start:last]
        encoding = fields.get("content-transfer-encoding", "").strip().lower()
        if encoding == "base64":
            decoded = _from_base64(content)
            self.parts.append(Part(fields, content if decoded is None else decoded, None, decoded is None))
        elif encoding == "quoted-printable":
            self.parts.append(Part(fields, binascii.a2b_qp(content), None))
        else:
            known = encoding in ("", "7bit", "8bit", "binary")
            self.parts.append(Part(fields, content, (start, last), not known))


def _from_base64(content: bytes) -> bytes | None:
    """What base64 says, whatever line breaks are in it (RFC 2045, 6.8) and however it is padded; None if it is none."""
    plain = b"".join(content.split()).rstrip(b"=")
    try:
        return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4), strict_mode=True)
    except binascii.Error:
        return None


def _fields(data: bytes, first: int, last: int) -> tuple[dict[str, str], int]:
    """The header fields at ``first``, and where the content after them starts: there at once where none stand."""
    fields: dict[str, str] = {}
    at = first
    name = ""
    while at < last and at - first < _HEADER:
        line_end = data.find(b"\n", at, last)
        line_end = last if line_end < 0 else line_end + 1
        line = data[at:line_end]
        if not line.strip():
            return fields, line_end
        field = _FIELD.match(line)
        if field is not None:
            name = field[1].decode("ascii").lower()
            fields.setdefault(name, _text(line[field.end() :]))
        elif name and line[:1] in b" \t":
            fields[name] = f"{fields[name]} {_text(line)}"
        else:
            return fields, at  # no blank line after the header fields, or none of them
        at = line_end
    return fields, at


def _text(line: bytes) -> str:
    try:
        return line.strip().decode("utf-8")
    except UnicodeDecodeError:
        return line.strip().decode("latin-1")


def _root(parts: list[Part], start: str) -> Part:
    """The part that ``start`` names; else the first that is cXML; else the first that is XML."""
    marked = [part for part in parts if is_xml(part.content)]
    choices = (
        [part for part in parts if start and part.content_id == start],
        [part for part in marked if b"<cXML" in part.content or b"<\0c\0X\0M\0L" in part.content],
        marked,
    )
    for choice in choices:
        for part in choice:
            return part
    raise refused("mime.no_document")


def is_xml(content: bytes) -> bool:
    """Whether ``content`` starts as XML does."""
    return content.startswith(_MARKS) or content[:200].lstrip()[:1] == b"<"

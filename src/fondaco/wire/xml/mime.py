"""MIME multipart/related bodies: the part that is the cXML document. The others are counted, no more (for now)."""

from __future__ import annotations

import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from email.message import EmailMessage

_HEADERS = re.compile(rb"\A\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/", re.I)
_BOUNDARY = re.compile(rb"\A\s*--([^\s][^\r\n]{0,68}[^\s]|[^\s])[ \t]*\r?\n")


def is_multipart(data: bytes) -> bool:
    """Whether ``data`` is a multipart body, with its headers before it or without."""
    start = data[:2048].lstrip()
    return not start.startswith(b"<") and bool(_BOUNDARY.match(start) or _HEADERS.match(start))


def root_part(data: bytes) -> tuple[bytes, int]:
    """The cXML document within a multipart body, and how many other parts there are. Raises RemoteError."""
    data = data.lstrip()
    boundary = _BOUNDARY.match(data)
    if boundary is not None:
        name = boundary[1].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        data = b'Content-Type: multipart/related; boundary="' + name + b'"\r\n\r\n' + data
    message: EmailMessage = BytesParser(policy=HTTP).parsebytes(data)
    parts = [part for part in message.walk() if not part.is_multipart()]
    start = str(message.get_param("start", "") or "").strip("<> ")
    contents = [(str(part.get("Content-ID", "")).strip("<> "), _content(part)) for part in parts]
    named = [content for name, content in contents if start and name == start]
    xml = [content for _name, content in contents if content.lstrip()[:1] == b"<" and b"<cXML" in content]
    for content in (*named, *xml):
        return content, len(parts) - 1
    raise refused("mime.no_document")


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""

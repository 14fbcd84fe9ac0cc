"""The body of a posted message, read as a stream with its own limit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

LIMIT = 10 * 1024 * 1024
# A sender that is cut off while it still writes sees a broken connection instead of our answer, so a bit more than the
# limit is read and thrown away first.
DRAIN = 8 * 1024 * 1024
_CHUNK = 64 * 1024


class TooLarge(Exception):
    """More than LIMIT bytes."""


class Encoded(Exception):
    """Compressed: how much it would unfold to cannot be known beforehand."""


def body(request: HttpRequest) -> bytes:
    """All bytes of the body. Raises TooLarge or Encoded."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise Encoded
    stream: Any = request
    if "CONTENT_LENGTH" not in request.META and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # Django takes a body without a length for an empty one; the server has put the chunks together.
        stream = request.META["wsgi.input"]
    read = bytearray()
    while chunk := stream.read(_CHUNK):
        read += chunk
        if len(read) > LIMIT:
            _drain(stream)
            raise TooLarge
    return bytes(read)


def _drain(stream: Any) -> None:
    left = DRAIN
    while left > 0 and (chunk := stream.read(_CHUNK)):
        left -= len(chunk)

"""The form that a browser posts to the return address, read within bounds of its own.

Django reads forms of at most 2.5 MB; a cart of two thousand lines, percent-encoded, is larger.
"""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from attrs import frozen
from django.http import HttpRequest
from django.http.request import UnreadablePostError

LARGEST = 32 * 1024 * 1024  # 10 MB of XML, percent-encoded, with room
# Of a form: OCI puts a field for each thing that a line says into it, some forty of them a line.
MOST_FIELDS = 100_000


class PostRefused(Exception):
    """The post is larger than is read, or is no form. ``code`` is ``too_large`` or ``no_form``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@frozen
class Post:
    """A posted form. ``body`` is what came, ``pairs`` its fields in order; ``urlencoded`` as most forms are."""

    body: bytes
    pairs: tuple[tuple[str, str], ...]
    urlencoded: bool

    def first_of_each(self) -> dict[str, str]:
        """The fields by name, the first where one comes twice."""
        fields: dict[str, str] = {}
        for name, value in self.pairs:
            fields.setdefault(name, value)
        return fields


def post_of(request: HttpRequest) -> Post:
    """The form that was posted. Raises PostRefused."""
    body = _body(request)
    kind = request.headers.get("Content-Type", "")
    multipart = kind.lower().startswith("multipart/form-data")
    pairs = _multipart(kind, body) if multipart else _urlencoded(body)
    return Post(body, tuple(pairs), not multipart)


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > LARGEST:
        raise PostRefused("too_large")
    try:
        body = request.read(LARGEST + 1)
    except UnreadablePostError as reason:
        raise PostRefused("no_form") from reason
    if len(body) > LARGEST:
        raise PostRefused("too_large")
    return bytes(body)


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as reason:  # not ASCII, or too many fields
        raise PostRefused("no_form") from reason


def _multipart(kind: str, body: bytes) -> list[tuple[str, str]]:
    head = f"Content-Type: {kind}\r\n\r\n".encode("ascii", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if not parts or len(parts) > MOST_FIELDS:
        raise PostRefused("no_form")
    pairs = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            pairs.append((name, content.decode("utf-8", "replace").removesuffix("\r\n")))
    return pairs

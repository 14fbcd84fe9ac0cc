"""A form, however it comes: fields of a page, a query, a body; and a page out of fields."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from attrs import frozen

from fondaco.wire.refusing import refused
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fondaco.documents import Finding

Fields = tuple[tuple[str, str], ...]
_DEFAULT = Limits()
_OURS = Limits(size=1 << 40, attributes=1 << 40)  # what was agreed on may be as long as it is

# What a browser sends for a character that the form's encoding lacks.
_REFERENCE = re.compile(r"&#([0-9]{1,7});", re.ASCII)
# urllib's own takes a list of as many pieces as there are signs of per cent.
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_HEX = "0123456789abcdefABCDEF"
_BYTES = {f"{high}{low}".encode(): bytes.fromhex(f"{high}{low}") for high in _HEX for low in _HEX}
# As browsers do, ISO-8859-1 is taken for what contains it.
_CODECS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "windows-1252": "cp1252"}


@frozen
class Form:
    """What a browser is to send. ``target`` names a frame; ``charset`` is the form's accept-charset."""

    action: str
    method: str
    fields: Fields
    target: str = ""
    charset: str = "utf-8"
    findings: tuple[Finding, ...] = ()


def bounded(fields: Sequence[tuple[str, str]], limits: Limits) -> None:
    """Refuse more than is read: RemoteError."""
    if len(fields) > limits.attributes:
        raise refused("oci.too_many_fields", limit=limits.attributes)
    size = sum(len(name) + len(value) for name, value in fields)
    if size > limits.size:
        raise refused("oci.too_large", size=size, limit=limits.size)


def fields_of(data: bytes, *, limits: Limits = _DEFAULT) -> Fields:
    """The fields of an URL-encoded body or query, in order. Raises RemoteError for more than is read."""
    return decoded(data, limits)[0]


def decoded(data: bytes, limits: Limits) -> tuple[Fields, str]:
    """As :func:`fields_of`, with the code of what was odd about the encoding.

    Browsers send no charset with such a body: ``_charset_`` among the fields says it, and then a number with ``&#`` and
    ``;`` is a character that it lacks; else it is UTF-8 where it can be, and Windows-1252 where not.
    """
    if len(data) > limits.size:
        raise refused("oci.too_large", size=len(data), limit=limits.size)
    if data.count(b"&") >= limits.attributes:
        raise refused("oci.too_many_fields", limit=limits.attributes)
    found = [_halves(piece) for piece in data.split(b"&") if piece]
    declared = next((value for name, value in found if name == b"_charset_"), b"").decode("ascii", "replace").lower()
    codec = _CODECS.get(declared, "")
    odd = ""
    if codec != "cp1252":
        try:
            return tuple((name.decode(), value.decode()) for name, value in found), ""
        except UnicodeDecodeError:
            odd = "oci.charset.guessed"
    return tuple((_western(name), _western(value)) for name, value in found), odd


def _halves(piece: bytes) -> tuple[bytes, bytes]:
    name, _equals, value = piece.replace(b"+", b" ").partition(b"=")
    return _ESCAPE.sub(_unescaped, name), _ESCAPE.sub(_unescaped, value)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return _BYTES[found[1]]


def _western(data: bytes) -> str:
    return _REFERENCE.sub(_character, western(data))


def western(data: bytes) -> str:
    """Windows-1252 as browsers read it: the five bytes that it leaves open are control characters."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _character(found: re.Match[str]) -> str:
    number = int(found[1])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else found[0]


def encoded(form: Form) -> bytes:
    """The body that a browser sends for ``form``."""
    codec = _CODECS.get(form.charset, "utf-8")
    return b"&".join(b"%b=%b" % (_quoted(name, codec), _quoted(value, codec)) for name, value in form.fields)


def _quoted(text: str, codec: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    data = lines.encode(codec, "xmlcharrefreplace")
    return quote_from_bytes(data, safe=" *").replace("~", "%7E").replace(" ", "+").encode("ascii")


def split_url(url: str) -> tuple[str, Fields]:
    """An address without its query, and the query's fields; what stands after ``#`` goes nowhere with a form."""
    before, _mark, query = url.partition("#")[0].partition("?")
    return before, decoded(query.encode("utf-8", "replace"), _OURS)[0]


def page(form: Form, title: str, button: str) -> bytes:
    """The form as a page of its own, without script: a person sends it."""
    target = f' target="{_attribute(form.target)}"' if form.target else ""
    rows = [
        "<!doctype html>",
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={form.charset}">',
        f"<title>{escape(title)}</title></head><body>",
        f'<form action="{_attribute(form.action)}" method="{form.method.lower()}"{target}'
        f' accept-charset="{form.charset}">',
        *(
            f'<input type="hidden" name="{_attribute(name)}" value="{_attribute(value)}">'
            for name, value in form.fields
        ),
        f'<input type="submit" value="{_attribute(button)}">',
        "</form></body></html>",
        "",
    ]
    return "\n".join(rows).encode(form.charset, "xmlcharrefreplace")


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")

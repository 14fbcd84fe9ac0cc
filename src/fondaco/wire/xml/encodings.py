"""Bytes of any declared encoding that is in use, turned into UTF-8.

Taken: UTF-8, US-ASCII, UTF-16 with a byte order mark, ISO-8859-1 to -16 and Windows-125x. Refused, by name: everything
else (UTF-7 and EBCDIC hide markup from whoever looks at the bytes; nobody in the trade sends UTF-32).
"""

from __future__ import annotations

import re

from fondaco.wire.errors import RemoteError
from fondaco.wire.refusing import refused

# The first 200 bytes hold any declaration that a real system writes; Oracle puts spaces round the equals signs.
_DECLARED = re.compile(rb"""\A<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_AS_IS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968"})
_SINGLE_BYTE = frozenset(
    {f"iso-8859-{part}" for part in range(1, 17) if part != 12}
    | {f"iso8859-{part}" for part in range(1, 17) if part != 12}
    | {f"windows-125{part}" for part in range(9)}
    | {f"cp125{part}" for part in range(9)}
    | {"latin1", "latin-1", "iso_8859-1", "l1", "latin9", "latin-9"}
)
_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso_8859-1", "l1"})
_C1 = re.compile(rb"[\x80-\x9f]")


def to_utf8(data: bytes) -> tuple[bytes, str]:
    """``data`` as UTF-8 without a byte order mark, and the code of what was odd about its encoding ("" for nothing).

    UTF-8 is not checked here: the parser does that, and :func:`guessed` is for what it then refuses. Raises RemoteError
    for an encoding that is not taken, or one that the bytes contradict.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if data[2:4] == b"\x00\x00":
            raise refused("xml.encoding.refused", name="UTF-32")
        return _decoded(data, "utf-16"), ""
    odd = ""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if data[:1].isspace():
        data = data.lstrip()
        odd = "xml.leading_space"
    if b"\x00" in data[:4]:
        raise refused("xml.encoding.refused", name="UTF-16 or UTF-32 without a byte order mark")
    declared = _DECLARED.match(data[:200])
    if declared is None:
        return data, odd
    name = declared[1].decode("ascii").lower()
    if name in _AS_IS:
        return data, odd
    if name in _SINGLE_BYTE:
        if name in _LATIN_1 and _C1.search(data):
            # What says Latin-1 and has bytes in the control range is Windows-1252, as every browser knows.
            return _decoded(data, "cp1252"), "xml.encoding.windows_1252"
        return _decoded(data, name), odd
    if name.startswith(("utf-16", "utf16")):
        return data, "xml.encoding.contradicted"  # it could be read this far, so it is not UTF-16
    raise refused("xml.encoding.refused", name=name)


def is_taken(name: str) -> bool:
    """Whether an encoding of that name is read, UTF-16 aside."""
    return name.lower() in _AS_IS or name.lower() in _SINGLE_BYTE


def guessed(data: bytes) -> bytes | None:
    """What claims to be UTF-8 and is not, read as Windows-1252; None where it is UTF-8 after all or cannot be that."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return _decoded(data, "cp1252")
        except RemoteError:
            return None
    return None


def _decoded(data: bytes, codec: str) -> bytes:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise refused("xml.encoding.wrong", codec=codec, position=error.start) from error
    return text.lstrip("\ufeff").encode("utf-8", "surrogatepass")

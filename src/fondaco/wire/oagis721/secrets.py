"""AUTHID is a secret: out before anyone looks; and the digest of what a message says without it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.wire.errors import RemoteError
from fondaco.wire.oagis721.segment import capitals
from fondaco.wire.xml import guard
from fondaco.wire.xml.canonical import canonical
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

MASK = "********"
_MASK = MASK.encode()
_TAG = "AUTHID"
_ELEMENT = re.compile(
    rb"(<((?:[\w.-]{1,60}:)?AUTHID)(?:\s[^<>]*)?(?<!/)>)(.*?)(</\2\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_TIMES = ("DATETIME", "DATETIMEISO", "DATETIMEANY")
_DEFAULT = Limits()


def masked(data: bytes) -> bytes:
    """``data`` with every AUTHID replaced; else to the letter, where possible.

    Works on what is not well-formed too. Where markup hides the secret from a search of the bytes (a CDATA section, a
    comment, an encoding), the message is written anew without it. Raises nothing.
    """
    plain = _ELEMENT.sub(lambda found: found[1] + _MASK + found[4], data)
    try:
        root = guard.parse(data, _DEFAULT, cxml=False)
    except RemoteError:
        # No reader takes it, so nothing can be looked up in it; in UTF-16 the search above was blind.
        return plain if b"\x00" not in plain[:200] else b""
    return plain if _clean(plain) else _blanked(root)


def _clean(data: bytes) -> bool:
    """Whether a reader would find no secret in ``data``."""
    try:
        root = guard.parse(data, _DEFAULT, cxml=False)
    except RemoteError:
        return False
    return all((element.text or "") in ("", MASK) and not len(element) for element in _secrets(root))


def _blanked(root: _Element) -> bytes:
    for element in _secrets(root):
        del element[:]
        element.text = MASK
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


def fingerprint(data: bytes) -> str:
    """A SHA-256 of what ``data`` says: equal for a repetition, though its secret, time of writing or layout differ.

    AUTHID and the times of the control area do not count, nor do namespaces, the case of element names, white space
    between elements and around texts, comments, the encoding and the order of attributes. Raises RemoteError.
    """
    root = guard.parse(data, _DEFAULT, compact=True, cxml=False)
    capitals(root)
    secrets = _secrets(root)
    times = [child for area in root.iterchildren("CNTROLAREA") for child in area.iterchildren(*_TIMES)]
    for element in (*secrets, *times):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    etree.cleanup_namespaces(root)
    return hashlib.sha256(canonical(root)).hexdigest()


def _secrets(root: _Element) -> list[_Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2].upper() == _TAG]

"""The AuthorizationID: out before anyone looks, in at the last moment before sending; and the digest without it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.oagis.writing import serialised
from fondaco.wire.xml import guard
from fondaco.wire.xml.canonical import canonical
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

MASK = "********"
_ELEMENT = re.compile(
    rb"(<((?:[\w.-]+:)?AuthorizationID)(?:\s[^>]*)?(?<!/)>)(.*?)(</\2\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_DEFAULT = Limits()


def masked(data: bytes) -> bytes:
    """``data`` with every AuthorizationID replaced; else to the letter, where possible.

    Works on what is not well-formed too. Where markup hides it from a search of the bytes (a CDATA section, a comment,
    an encoding), the message is written anew without it. Raises nothing.
    """
    plain = _ELEMENT.sub(lambda found: found[1] + MASK.encode() + found[4], data)
    try:
        root = guard.parse(data, _DEFAULT, cxml=False)
    except RemoteError:
        # No reader takes it, so nothing can be looked up in it; in UTF-16 the search above was blind.
        return plain if b"\x00" not in plain[:200] else b""
    if _clean(plain):
        return plain
    for element in _secrets(root):
        del element[:]
        element.text = MASK
    return serialised(root)


def _clean(data: bytes) -> bool:
    """Whether a reader would find no secret in ``data``."""
    try:
        root = guard.parse(data, _DEFAULT, cxml=False)
    except RemoteError:
        return False
    return all((element.text or "") in ("", MASK) and not len(element) for element in _secrets(root))


def with_secret(data: bytes, secret: str) -> bytes:
    """``data``, a message that we wrote, with ``secret`` as its Sender's AuthorizationID.

    Raises LocalError where there is no Sender to prove, or the secret cannot stand in XML.
    """
    try:
        root = guard.parse(data, _DEFAULT, cxml=False)
    except RemoteError as error:
        raise LocalError("secret.no_message", f"This is no message of ours: {error.words}") from error
    sender = root.find("{*}ApplicationArea/{*}Sender")
    if sender is None:
        raise LocalError("secret.no_sender", "The message has no Sender to prove.", "ApplicationArea/Sender")
    element = sender.find("{*}AuthorizationID")
    if element is None:
        element = etree.Element(sender.tag.removesuffix("Sender") + "AuthorizationID")
        after = sender.find("{*}ID")
        sender.insert(len(sender) if after is None else sender.index(after), element)
    try:
        element.text = secret
    except ValueError as error:
        raise LocalError(
            "secret.illegal", "The secret has characters that XML cannot carry.", "AuthorizationID"
        ) from error
    return serialised(root)


def fingerprint(data: bytes) -> str:
    """A SHA-256 of what ``data`` says: equal for a repetition, though its secret, time of writing or layout differ.

    White space between elements and around texts, comments, the encoding, the prefixes and the order of attributes do
    not count; nor do AuthorizationID and the message's own CreationDateTime. Raises RemoteError.
    """
    root = guard.parse(data, _DEFAULT, compact=True, cxml=False)
    for element in (*_secrets(root), *root.findall("{*}ApplicationArea/{*}CreationDateTime")):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return hashlib.sha256(canonical(root)).hexdigest()


def _secrets(root: _Element) -> list[_Element]:
    return [one for one in root.iter() if one.tag.rpartition("}")[2].casefold() == "authorizationid"]

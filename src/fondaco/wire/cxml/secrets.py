"""Secrets in messages: out before anyone looks, in at the last moment before sending; and the digest without them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.wire.cxml import header, macs
from fondaco.wire.cxml.build import Pen
from fondaco.wire.cxml.writing import serialised
from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.xml import guard, mime
from fondaco.wire.xml.canonical import canonical
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lxml.etree import _Element

MASK = "********"
_MASK = MASK.encode()
# Oracle writes a SharedSecret1 beside the SharedSecret.
_TAGS = rb"(?:[\w.-]+:)?(?:SharedSecret\w*|CredentialMac|DigitalSignature)"
_ELEMENT = re.compile(rb"(<(" + _TAGS + rb")(?:\s[^>]*)?(?<!/)>)(.*?)(</\2\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CARD = re.compile(rb"""(<(?:[\w.-]+:)?PCard\b[^>]*?\bnumber\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_SECRET = re.compile(r"(?:\A|\})(?:SharedSecret\w*|CredentialMac|DigitalSignature)\Z", re.IGNORECASE)
_DEFAULT = Limits()


def masked(data: bytes) -> bytes:
    """``data`` with every shared secret, MAC, signature and card number replaced; else to the letter, where possible.

    Works on what is not well-formed too. Where markup hides a secret from a search of the bytes (a CDATA section, a
    comment, an encoding), the message is written anew without it. Raises nothing.
    """
    plain = _ELEMENT.sub(lambda found: found[1] + _MASK + found[4], data)
    plain = _CARD.sub(lambda found: found[1] + found[2][:1] + _MASK + found[2][-1:], plain)
    try:
        root = guard.parse(data, _DEFAULT)
    except RemoteError:
        # No reader takes it, so nothing can be looked up in it; in UTF-16 the search above was blind.
        return plain if b"\x00" not in plain[:200] else b""
    return plain if _clean(plain) else _rewritten(_blanked(root))


def _clean(data: bytes) -> bool:
    """Whether a reader would find no secret in ``data``."""
    try:
        root = guard.parse(data, _DEFAULT)
    except RemoteError:
        return False
    bare = all((element.text or "") in ("", MASK) and not len(element) for element in _secrets(root))
    return bare and all(card.get("number") in (None, "", MASK) for card in root.iter("PCard"))


def _blanked(root: _Element) -> _Element:
    for element in _secrets(root):
        del element[:]
        element.text = MASK
    for card in root.iter("PCard"):
        card.set("number", MASK)
    return root


def with_secret(data: bytes, secret: str) -> bytes:
    """``data``, a message that we wrote, with ``secret`` as its Sender's SharedSecret; its files stay as they are.

    Raises LocalError where there is no Sender to prove, or the secret cannot stand in XML.
    """
    root, credential, put_back = _opened(data)
    element = etree.Element("SharedSecret")
    try:
        element.text = secret
    except ValueError as error:
        raise LocalError(
            "secret.illegal", "The shared secret has characters that XML cannot carry.", "SharedSecret"
        ) from error
    _prove(credential, element)
    return put_back(_rewritten(root))


def with_mac(data: bytes, secret: str, created: datetime, expires: datetime) -> bytes:
    """``data``, a message that we wrote, with a CredentialMac made with ``secret`` as its Sender's proof.

    Raises LocalError where there is no Sender to prove, or no From that it speaks for.
    """
    root, credential, put_back = _opened(data)
    speaker = root.find("Header/From/Credential")
    if speaker is None:
        raise LocalError("secret.no_sender", "The message does not say who it is from.", "Header/From/Credential")
    unheard = Notes(0)
    from_, sender = header.credential(speaker, unheard), header.credential(credential, unheard)
    element = etree.Element("CredentialMac")
    macs.put_mac(Pen(None, ""), element, macs.proof_of(from_, sender, secret, created=created, expires=expires))
    _prove(credential, element[0])
    return put_back(_rewritten(root))


def _opened(data: bytes) -> tuple[_Element, _Element, Callable[[bytes], bytes]]:
    """The message's root, its Sender's Credential, and what puts the message back among its files."""
    try:
        document, put_back = mime.inside(data)
        root = guard.parse(document, _DEFAULT)
    except RemoteError as error:
        raise LocalError("secret.no_message", f"This is no message of ours: {error.words}") from error
    credential = root.find("Header/Sender/Credential")
    if credential is None:
        raise LocalError("secret.no_sender", "The message has no Sender to prove.", "Header/Sender/Credential")
    return root, credential, put_back


def _prove(credential: _Element, proof: _Element) -> None:
    """Put ``proof`` in place of any other: the DTD takes one, behind Identity."""
    for other in [child for child in credential if _SECRET.search(child.tag)]:
        credential.remove(other)
    credential.insert(1, proof)


def fingerprint(data: bytes) -> str:
    """A SHA-256 of what ``data`` says: equal for a repetition, though its secret, time of writing or layout differ.

    White space between elements and around texts, comments, the DOCTYPE, the encoding and the order of attributes do
    not count; nor do SharedSecret, CredentialMac, DigitalSignature and cXML/@timestamp. What the files of a multipart
    body hold does, not their names. Raises RemoteError.
    """
    notes = Notes(0)
    root = guard.parse(data, _DEFAULT, notes, compact=True)
    root.set("timestamp", "")
    for element in list(_secrets(root)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    digest = hashlib.sha256(canonical(root))
    for content in sorted(hashlib.sha256(part.content or b"").digest() for part in notes.parts.values()):
        digest.update(content)
    return digest.hexdigest()


def _secrets(root: _Element) -> list[_Element]:
    return [element for element in root.iter() if _SECRET.search(element.tag)]


def _rewritten(root: _Element) -> bytes:
    return serialised(root, root.getroottree().docinfo.system_url)  # type: ignore[attr-defined]

"""CredentialMac: a message authentication code in place of a shared secret (cXML.dtd, CredentialMac).

The sender proves that it knows the secret without sending it. The code is HMAC-SHA1, its first 96 bits in base64, over
From's and Sender's domain and identity in small letters and both dates as they are written, each as UTF-8 with a NUL
after it (User's Guide, Generating the MAC). It says nothing of the message's body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from enum import StrEnum
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Credential, CredentialMac, Envelope
from fondaco.wire.cxml.values import moment_text, plain_moment, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen

TYPE, ALGORITHM = "FromSenderCredentials", "HMAC-SHA1-96"
_BYTES = 96 // 8


class Verdict(StrEnum):
    """What became of a proof. Only ``GOOD`` lets anybody in; the others are told apart for who must mend it."""

    GOOD = "good"
    NONE = "none"  # the sender sent no CredentialMac
    UNKNOWN = "unknown"  # of a type or an algorithm that is not known here
    UNDATED = "undated"  # its dates cannot be read, or give no offset
    WRONG = "wrong"  # another secret, or other names or dates than it was made for
    NOT_YET = "not yet"
    EXPIRED = "expired"


def mac(from_: Credential, sender: Credential, created: str, expires: str, secret: str) -> str:
    """The code that proves ``sender``, speaking for ``from_``, between two times as written in the message."""
    said = (
        *(from_.domain.lower(), from_.identity.lower(), sender.domain.lower(), sender.identity.lower()),
        *(created, expires),
    )
    message = b"".join(one.encode("utf-8", "surrogatepass") + b"\0" for one in said)
    made = hmac.new(secret.encode("utf-8", "surrogatepass"), message, hashlib.sha1)  # what the standard names
    return base64.b64encode(made.digest()[:_BYTES]).decode("ascii")


def verified(envelope: Envelope, secret: str, *, at: datetime) -> Verdict:
    """Whether the Sender's CredentialMac was made with ``secret`` and holds at the moment ``at``.

    Any of several From credentials may be the one that it was made for. The code is compared in constant time, and
    before its dates, so that nobody learns from the answer who does not know the secret.
    """
    proof = envelope.sender.mac
    if proof is None:
        return Verdict.NONE
    if proof.type.strip() != TYPE or proof.algorithm.strip().upper() != ALGORITHM:
        return Verdict.UNKNOWN
    given = proof.value.strip().encode("utf-8", "surrogatepass")
    matches = [
        hmac.compare_digest(mac(one, envelope.sender, proof.created, proof.expires, secret).encode("ascii"), given)
        for one in envelope.from_
    ]
    if not any(matches):
        return Verdict.WRONG
    created, expires = plain_moment(proof.created), plain_moment(proof.expires)
    if created is None or expires is None:
        return Verdict.UNDATED
    if at < created:
        return Verdict.NOT_YET
    return Verdict.GOOD if at < expires else Verdict.EXPIRED


def proof_of(
    from_: Credential, sender: Credential, secret: str, *, created: datetime, expires: datetime
) -> CredentialMac:
    """The CredentialMac for an envelope whose first From credential is ``from_``."""
    first, last = moment_text(created), moment_text(expires)
    return CredentialMac(mac(from_, sender, first, last, secret), first, last, TYPE, ALGORITHM)


def read_mac(element: _Element) -> CredentialMac:
    """As it stands: the code is over the very characters of the dates."""
    return CredentialMac(
        value=text_of(element),
        created=element.get("creationDate", ""),
        expires=element.get("expirationDate", ""),
        type=element.get("type", ""),
        algorithm=element.get("algorithm", ""),
    )


def put_mac(pen: Pen, credential: _Element, value: CredentialMac) -> None:
    element = etree.SubElement(credential, "CredentialMac")
    for name, text in (
        *(("type", value.type), ("algorithm", value.algorithm)),
        *(("creationDate", value.created), ("expirationDate", value.expires)),
    ):
        element.set(name, pen.clean(text, f"CredentialMac/@{name}"))
    element.text = pen.clean(value.value, "CredentialMac")

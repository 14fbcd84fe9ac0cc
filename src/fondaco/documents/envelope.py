"""Who says it to whom, under which id: the envelope that goes with each document."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from fondaco.documents.values import Attachment

if TYPE_CHECKING:
    from fondaco.documents import Document


class Mode(StrEnum):
    """cXML's deploymentMode. Absent means production."""

    PRODUCTION = "production"
    TEST = "test"


def aware(instance: object, attribute: object, value: Any) -> None:
    """An attrs validator: ValueError for a datetime without an offset."""
    if value is not None and value.tzinfo is None:
        raise ValueError("a datetime here carries its offset from UTC")


class ConfirmationWanted(StrEnum):
    """OAGIS ConfirmationCode: whether the sender wants a ConfirmBOD. cXML has no such word: it answers at once."""

    NEVER = "Never"
    ON_ERROR = "OnError"
    ALWAYS = "Always"


@frozen
class CredentialMac:
    """A message authentication code in place of a secret (cXML CredentialMac, type FromSenderCredentials).

    Dates stay as written: the code is computed over their very characters.
    """

    value: str = field(repr=False)
    created: str = ""
    expires: str = ""
    type: str = "FromSenderCredentials"
    algorithm: str = "HMAC-SHA1-96"


@frozen(slots=False)  # as Item: faster to make
class Credential:
    """An identity in a domain. Domains compare without regard to case: both NetworkID and NetworkId are in use."""

    domain: str
    identity: str
    secret: str | None = field(default=None, repr=False)
    mac: CredentialMac | None = None

    def names(self, other: Credential) -> bool:
        """Whether both name the same party; secrets aside."""
        return self.domain.casefold() == other.domain.casefold() and self.identity == other.identity


@frozen(slots=False)  # as Item: faster to make
class Envelope:
    """From, to and sender; the id that makes a repetition recognisable; when and how seriously it was said.

    ``payload_id`` is an opaque string, empty where the sender gave none. ``timestamp`` is None where it was missing or
    unreadable. ``mode_is_said``: the sender wrote the mode, which is else what its absence means; two envelopes that
    mean the same are equal all the same. Raises ValueError for a naive timestamp.
    """

    sender: Credential
    from_: tuple[Credential, ...] = ()
    to: tuple[Credential, ...] = ()
    user_agent: str = ""
    payload_id: str = ""
    timestamp: datetime | None = field(default=None, validator=aware)
    mode: Mode = Mode.PRODUCTION
    language: str = ""
    version: str = ""
    confirmation: ConfirmationWanted | None = None
    mode_is_said: bool = field(default=False, eq=False)


@frozen(slots=False)  # as Item: faster to make
class Message:
    """A document in its envelope. ``envelope`` is None for answers, which carry none in cXML beyond id and time.

    ``attachments`` are files that came with the document and that nothing in it refers to.
    """

    body: Document
    envelope: Envelope | None = None
    payload_id: str = ""
    timestamp: datetime | None = field(default=None, validator=aware)
    attachments: tuple[Attachment, ...] = ()

"""Documents about documents: a copy for somebody's files, and asking for what is waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from fondaco.documents.values import Attachment, Extra

if TYPE_CHECKING:
    from fondaco.documents.envelope import Message


@frozen
class Copy:
    """A message that went between others, handed on for information (cXML CopyRequest). Nothing is done because of it.

    ``original`` is None where it is of a type that is not read here; then ``attachment`` may hold it as it was sent.
    """

    original: Message | None = None
    attachment: Attachment | None = None
    processing_mode: str = ""
    extras: tuple[Extra, ...] = ()


@frozen
class PendingRequest:
    """Which messages are waiting for me? (cXML GetPendingRequest). ``kinds`` are element names, empty for all."""

    kinds: tuple[str, ...] = ()
    maximum: int | None = None
    last_received_payload_id: str = ""
    last_received_at: str = ""
    extras: tuple[Extra, ...] = ()


@frozen
class Pending:
    """The messages that were waiting (cXML GetPendingResponse); none when nothing is."""

    messages: tuple[Message, ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class DataAvailable:
    """Something is there to be fetched under this id (cXML DataAvailableMessage)."""

    internal_id: str
    internal_id_domain: str = ""
    extras: tuple[Extra, ...] = ()


@frozen
class DataRequest:
    """Give me what is kept under this id (cXML DataRequest)."""

    internal_id: str
    internal_id_domain: str = ""
    extras: tuple[Extra, ...] = ()


@frozen
class Data:
    """What was asked for (cXML DataResponse)."""

    attachments: tuple[Attachment, ...] = ()
    extras: tuple[Extra, ...] = ()

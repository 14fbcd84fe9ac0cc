"""What a site can take, and where (cXML ProfileRequest and ProfileResponse)."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from fondaco.documents.envelope import aware


@frozen
class ProfileRequest:
    """The question which documents the other side takes. It also serves as a harmless connection check."""


@frozen
class Transaction:
    """A request that is taken, by its name on the wire, and the address that takes it."""

    request_name: str
    url: str
    options: tuple[tuple[str, str], ...] = ()


@frozen
class Profile:
    """The answer: everything that is taken, as of a moment."""

    effective_at: datetime = field(validator=aware)
    transactions: tuple[Transaction, ...] = ()

"""What reading and writing give back, the same for every protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fondaco.documents import Finding, Message


class Reading(NamedTuple):
    """``message`` is None for a message of this protocol whose type is not read here; a finding says so."""

    message: Message | None
    findings: tuple[Finding, ...]


class Written(NamedTuple):
    """``data`` as it goes out. ``findings`` say what a profile supplied and, code ``lost``, what could not be said.

    ``content_type`` is for the HTTP header: multipart/related with its boundary where files go with the document.
    """

    data: bytes
    findings: tuple[Finding, ...]
    content_type: str = "text/xml; charset=UTF-8"

    @property
    def losses(self) -> tuple[Finding, ...]:
        """What the document says and ``data`` does not."""
        return tuple(one for one in self.findings if one.code == "lost")

"""The answer to a request: received, or why not."""

from __future__ import annotations

from attrs import frozen


@frozen
class Status:
    """A cXML status code (User's Guide, Status; SAP note 188136), its phrase, and an explanation for a person.

    200 and 201 say that a document was received, not that anything was agreed to.
    """

    code: int
    text: str = ""
    explanation: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        """Whether sending the same again later may go better: every 5xx, known or not."""
        return 500 <= self.code < 600

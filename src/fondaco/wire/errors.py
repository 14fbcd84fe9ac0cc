"""Whose fault it is. No other exception leaves ``wire``."""

from __future__ import annotations


class RemoteError(Exception):
    """A partner's bytes cannot be taken at all.

    ``reason`` is a stable code (``xml.not_well_formed``), ``words`` a sentence for the one who sent it, ``words_it``
    the same in Italian (empty where only English is known), and ``status`` the cXML Status that says it best: 406 for
    what does not parse, 400 for what parses and cannot be accepted; 413 is not a cXML code and never appears here.
    """

    def __init__(self, reason: str, words: str, status: int = 406, words_it: str = "") -> None:
        super().__init__(f"{reason}: {words}")
        self.reason = reason
        self.words = words
        self.status = status
        self.words_it = words_it


class LocalError(Exception):
    """We were asked to write what cannot be written. ``missing`` names the place (``BillTo/Address/Name``).

    ``words_it`` is the sentence in Italian, empty where only English is known; ``told.error_words`` knows what to do.
    """

    def __init__(self, reason: str, words: str, missing: str = "", words_it: str = "") -> None:
        super().__init__(f"{reason}: {words}")
        self.reason = reason
        self.words = words
        self.missing = missing
        self.words_it = words_it

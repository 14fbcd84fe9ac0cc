"""What one line of the tables says: in English and in Italian."""

from __future__ import annotations

from typing import NamedTuple

from fondaco.documents import Level


class Remark(NamedTuple):
    """Something off about a message that was read or written: what was expected, and what to do about it."""

    level: Level
    expected: str
    remedy: str
    expected_it: str = ""
    remedy_it: str = ""


class Refused(NamedTuple):
    """Bytes that cannot be taken at all. The words are ``str.format`` templates over the values of the error."""

    status: int  # the cXML Status that says it best
    words: str
    words_it: str


class Cannot(NamedTuple):
    """Why we cannot do what was asked of us. The words are ``str.format`` templates over the values of the error."""

    words: str
    words_it: str


ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

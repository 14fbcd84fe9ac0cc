"""How an operation of the desk says no; what every lifecycle has in common is the house's."""

from __future__ import annotations

from fondaco.lifecycle import IllegalStep, step

__all__ = ["IllegalStep", "Refused", "step"]


class Refused(Exception):
    """An operation says no, in words for the person who asked. Nothing was changed.

    ``words`` say what is wrong, ``remedy`` what to do about it, ``field`` which answer of a form it is about
    (empty where none), ``code`` is stable.
    """

    def __init__(self, code: str, words: str, remedy: str = "", field: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.remedy = remedy
        self.field = field

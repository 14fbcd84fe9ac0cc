"""What the pages say, in the language of the journey: the English of the source, or its translation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "fondaco"


@cache
def _italian() -> dict[str, str]:
    said = {}
    for path in sorted(SOURCE.glob("**/locale/it/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.string and message.id:
                    many = isinstance(message.id, (list, tuple))
                    for source, translated in zip(
                        message.id if many else [message.id],
                        message.string if many else [message.string],
                        strict=False,
                    ):
                        said.setdefault(str(source), str(translated))
    return said


def say(language: str, words: str, **told: object) -> str:
    """``words`` as a page in ``language`` has them; KeyError where they are not translated."""
    text = _italian()[words] if language == "it" else words
    return text % told if told else text

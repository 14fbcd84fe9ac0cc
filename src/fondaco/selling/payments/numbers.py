"""Card numbers do not belong here: what looks like one is not taken in, wherever it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"[0-9](?:[ .\-/]?[0-9])+", re.ASCII)
_LENGTHS = range(13, 20)


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits, in one group or several that follow each other, could be a card's number (Luhn)."""
    return any(_could_be(one) for run in _RUN.findall(text) for one in _joined(re.split(r"[^0-9]", run)))


def _joined(groups: list[str]) -> Iterator[str]:
    for start in range(len(groups)):
        digits = ""
        for group in groups[start:]:
            digits += group
            if len(digits) > _LENGTHS[-1]:
                break
            yield digits


def _could_be(digits: str) -> bool:
    return len(digits) in _LENGTHS and digits[0] in "23456" and _luhn(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0

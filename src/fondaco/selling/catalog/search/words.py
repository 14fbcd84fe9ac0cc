"""How typed words are taken apart: folded, split, stemmed, compared. No index is needed here."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import tantivy

LONGEST_TEXT = 200
MOST_WORDS = 8
LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_MEASURE = re.compile(r"^(\d+)([a-z]{1,8})$")
# Words that join others and say nothing about the thing, in both languages.
_EMPTY_IT = {"a", "al", "alla", "alle", "agli", "ai", "con", "da", "dal", "dei", "del", "della", "delle", "di", "e"}
_EMPTY_IT |= {"ed", "gli", "i", "il", "in", "la", "le", "lo", "o", "per", "senza", "su", "un", "una", "uno"}
_EMPTY = _EMPTY_IT | {"an", "and", "for", "from", "of", "on", "or", "the", "to", "with", "without"}


def fold(text: str) -> str:
    """Lower case without accents: *Caffè* and *caffe* are one word."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def code(text: str) -> str:
    """A part number with nothing but its letters and digits."""
    return "".join(_WORD.findall(fold(text)))


def pieces(chunk: str) -> list[str]:
    """The words in a chunk without blanks: *usb-c* is two."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(chunk))]


def chunks(text: str) -> list[str]:
    """What is between blanks, without empty words (unless there are no others), at most :data:`MOST_WORDS`."""
    parts = [part for part in fold(text[:LONGEST_TEXT]).split() if _WORD.search(part)]
    telling = [part for part in parts if part not in _EMPTY]
    return (telling or parts)[:MOST_WORDS]


def measure(word: str) -> list[str]:
    """*80g* as *80* and *g*; nothing for other words."""
    match = _MEASURE.match(word)
    return list(match.groups()) if match else []


@cache
def analyser(language: str) -> tantivy.TextAnalyzer:
    """Folding and, for ``english`` and ``italian``, stemming; ``plain`` does not stem."""
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD + 1))
    )
    if language != "plain":
        builder = builder.filter(tantivy.Filter.stemmer(language))
    return builder.build()


def stem(word: str, language: str) -> str:
    tokens: list[str] = analyser(language).analyze(word)
    return tokens[0] if tokens else word


def distance(left: str, right: str, most: int) -> int:
    """Edits between two words (a swap of neighbours is one), or ``most + 1`` where there are more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]

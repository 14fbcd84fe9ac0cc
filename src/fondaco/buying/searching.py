"""Finding rows by what people type, by way of indexes: a million lines are searched as fast as a hundred.

Words are found from their beginnings (``scre`` finds a screw), numbers from theirs or by their serial part. The
database's simple configuration is used: words as they are, in whatever language.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, Index, QuerySet, TextField, Value
from django.db.models.functions import Upper

_WORD = re.compile(r"[^\W_]+")
# PostgreSQL would read ``FND-0001`` as a word and a negative number, ``a/b`` as a path: here they only part words.
_BETWEEN = "-+_.,:;/\\@&=?#%*'\"()[]{}<>|"
MOST_WORDS = 8
MOST_FOUND = 5000  # rows that one search looks at, the latest first


def words_index(name: str, *fields: str) -> GinIndex:
    """An index for :func:`with_words` over these columns of text."""
    return GinIndex(_words(*fields), name=name)


def beginning_index(name: str, field: str) -> Index:
    """An index for :func:`beginning_with`."""
    return Index(OpClass(Upper(field), "text_pattern_ops"), name=name)


def with_words(rows: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """The latest rows that have all of ``words``, each as the beginning of one; none where nothing in it is a word."""
    wanted = _WORD.findall(words)[:MOST_WORDS]
    if not wanted:
        return rows.none()
    asked = SearchQuery(" & ".join(f"{word}:*" for word in wanted), config="simple", search_type="raw")
    found = rows.annotate(_words=_words(*fields)).filter(_words=asked)
    latest: QuerySet[Any] = found.order_by("-pk")[:MOST_FOUND]
    return latest


def beginning_with(rows: QuerySet[Any], words: str, field: str) -> QuerySet[Any]:
    """The latest rows whose ``field`` begins with ``words``, in whatever case. ``field`` has a beginning index."""
    latest: QuerySet[Any] = rows.filter(**{f"{field}__istartswith": words}).order_by("-pk")[:MOST_FOUND]
    return latest


def serial_in(words: str) -> int | None:
    """The serial part of a number that somebody typed: 123 for ``000123``; None where it is none."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= 9 else None


def _words(*fields: str) -> SearchVector:
    parted = [
        Func(F(one), Value(_BETWEEN), Value(" " * len(_BETWEEN)), function="translate", output_field=TextField())
        for one in fields
    ]
    return SearchVector(*parted, config="simple")

"""What a protocol cannot say, found by comparing a document with what the protocol carries: reported, never dropped.

A writer declares the fields that it carries, per class of document. :func:`lost` walks a document and makes a finding,
code ``lost``, of every other field that says anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from fondaco.documents import Finding, Money
from fondaco.wire.codes import CODES

Carried = Mapping[type, frozenset[str]]


def lost(document: object, carried: Carried, path: str = "") -> tuple[Finding, ...]:
    """A finding for each field of ``document``, or of what it holds, that says something and is not ``carried``.

    A class that ``carried`` does not name is carried whole, as are plain values.
    """
    return tuple(_walk(document, carried, path or type(document).__name__))


def remark_lost(path: str, found: object) -> Finding:
    """The finding for one thing that was lost, for what a table of fields cannot say (a text cut, a precision)."""
    told = CODES["lost"]
    return Finding("lost", told.level, path, told.expected, aloud(found)[:200], told.remedy)


def _walk(value: object, carried: Carried, path: str) -> Iterator[Finding]:
    if isinstance(value, tuple):
        for place, one in enumerate(value, 1):
            yield from _walk(one, carried, f"{path}[{place}]")
    elif attrs.has(type(value)) and not isinstance(value, Enum):
        fields = carried.get(type(value))
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]
            inner = getattr(value, field.name)
            if fields is not None and field.name not in fields:
                if says_something(inner, field):
                    yield remark_lost(f"{path}.{field.name}", inner)
            else:
                yield from _walk(inner, carried, f"{path}.{field.name}")


def aloud(value: object) -> str:
    """``value`` as a person would read it out: what its fields say, one after the other, and nothing that is empty."""
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, tuple):
        return "; ".join(filter(None, map(aloud, value)))
    if attrs.has(type(value)) and not isinstance(value, Enum):
        fields = attrs.fields(type(value))  # type: ignore[arg-type]
        # What has no place in a repr is a secret, or a file.
        shown = [(getattr(value, one.name), one) for one in fields if one.repr]
        return ", ".join(filter(None, (aloud(inner) for inner, one in shown if says_something(inner, one))))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def says_something(value: object, field: attrs.Attribute[Any]) -> bool:
    """Whether ``value`` differs from what the field holds where nobody said anything."""
    if value is None or value is False:  # not by a comparison: a quantity of 0 equals False
        return False
    return value not in ("", ()) and value != field.default

"""A document without what writing it said to be lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import attrs

from fondaco.documents import Finding

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def without(body: Any, losses: Iterable[Finding]) -> Any:
    """``body`` where every field that ``losses`` name says nothing; those around the body are passed over."""
    for loss in losses:
        head, *path = loss.path.split(".")
        if head not in ("Envelope", "Message"):
            body = _without(body, path)
    return body


def _without(said: Any, path: list[str]) -> Any:
    """``said`` where what stands at ``path`` (``lines[2]``, ``tax``) says nothing."""
    match = _STEP.fullmatch(path[0])
    assert match is not None
    name, place = match[1], match[2]
    field = getattr(attrs.fields(type(said)), name)
    value = getattr(said, name)
    if len(path) == 1 and place is None:
        return attrs.evolve(said, **{name: field.default})
    if place is None:
        return attrs.evolve(said, **{name: _without(value, path[1:])})
    each = list(value)
    # What is left out of a tuple leaves a hole, so that the places of the others stay as they were reported.
    each[int(place) - 1] = None if len(path) == 1 else _without(each[int(place) - 1], path[1:])
    return attrs.evolve(said, **{name: tuple(each)})


def settled(value: Any) -> Any:
    """``value`` without holes, and its contacts in an order of their own: OAGIS has each role in its own place."""
    if isinstance(value, tuple):
        return tuple(settled(one) for one in value if one is not None)
    if not attrs.has(type(value)):
        return value
    found = {field.name: settled(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if "contacts" in found:
        found["contacts"] = tuple(sorted(found["contacts"], key=repr))
    return attrs.evolve(value, **found)

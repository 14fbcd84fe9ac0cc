"""A profile as text for people: every fact that its file states, and what is not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from fondaco.wire.profiles.loading import all_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fondaco.wire.profiles.dialect import Dialect

_PARTS = (
    ("parties", "Header"),
    ("xml", "Bytes"),
    ("documents", "Bytes, where a document differs"),
    ("person", "Extrinsics that say who acts"),
    ("setup", "Setup"),
    ("order", "Order"),
    ("cart", "Cart"),
    ("limits", "Limits of a line's texts"),
    ("operations", "Operations"),
    ("habits", "Answers and repetitions"),
    ("oci", "OCI"),
    ("signs", "Recognised by"),
    ("sources", "Where this is from"),
    ("unverified", "Not known"),
    ("read_not_written", "Read, never written"),
)


def listing(more: Mapping[str, Dialect], *, as_json: bool) -> str:
    """Every profile, a line each: name, title, side, protocols."""
    known = all_of(more).values()
    if as_json:
        keys = ("name", "title", "role", "protocols")
        return "".join(json.dumps({key: getattr(one, key) for key in keys}, ensure_ascii=False) + "\n" for one in known)
    return "".join(f"{one.name:<18}{one.title:<26}{one.role:<10}{', '.join(one.protocols)}\n" for one in known)


def shown(dialect: Dialect, *, as_json: bool) -> str:
    """What is known of one system, key by key as its file has them; with ``as_json`` every key, defaults included."""
    if as_json:
        return json.dumps(attrs.asdict(dialect), ensure_ascii=False, indent=2) + "\n"
    sides = {"buyer": "a buyer's system", "supplier": "a supplier", "either": "either side"}
    speaks = f"; speaks {', '.join(dialect.protocols)}" if dialect.protocols else ""
    lines = [f"{dialect.title} ({dialect.name}): {sides[dialect.role]}{speaks}"]
    for key, title in _PARTS:
        if key == "documents":
            facts = [fact for kind, shape in dialect.documents for fact in _fact(kind, shape, dialect.xml, "  ")]
        else:
            value = getattr(dialect, key)
            default = getattr(attrs.fields_dict(type(dialect)).get(key), "default", ())
            facts = list(_inside(value, default, "  "))
        if facts:
            lines += ["", title, *facts]
    return "\n".join(lines) + "\n"


def _inside(value: Any, default: Any, indent: str) -> Iterator[str]:
    """The facts of ``value``: key by key where they differ from ``default``, or a list one after the other."""
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            inner, usual = getattr(value, field.name), getattr(default, field.name)
            if inner != usual:
                yield from _fact(field.name.rstrip("_"), inner, usual, indent)
        return
    for one in value:
        if attrs.has(type(one)):
            facts = [f"{field.name} {_plain(getattr(one, field.name))}" for field in _said(one)]
            yield f"{indent}- {', '.join(facts)}"
        elif isinstance(one, tuple):
            yield f"{indent}{one[0]}: {_plain(one[1])}"
        else:
            yield f"{indent}- {one}"


def _said(one: Any) -> list[attrs.Attribute[Any]]:
    return [field for field in attrs.fields(type(one)) if getattr(one, field.name) != field.default]


def _fact(name: str, value: Any, default: Any, indent: str) -> Iterator[str]:
    listed = isinstance(value, tuple) and (name == "notes" or any(not isinstance(one, str | int) for one in value))
    if attrs.has(type(value)) or listed:
        yield f"{indent}{name}"
        yield from _inside(value, default, indent + "  ")
    else:
        yield f"{indent}{name}: {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) or not value else value

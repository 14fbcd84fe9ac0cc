"""Values out of a profile file, strictly: a wrong key or value is refused with the file's and the key's name.

A class says by its fields which keys there are; each field's metadata holds the function that takes its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from fondaco.wire.refusing import cannot
from fondaco.wire.xml import encodings

Take = Callable[[object, str], Any]
Made = TypeVar("Made")


def made(cls: type[Made], table: object, place: str) -> Made:
    """``cls`` filled from a TOML table. Raises LocalError (``profile.key``, ``profile.value``) that names ``place``."""
    if not isinstance(table, Mapping):
        raise cannot("profile.value", place, place=place, expected="a table")
    fields = {field.name.rstrip("_"): field for field in attrs.fields(cls)}  # type: ignore[arg-type]
    for key in table:
        if key not in fields:
            raise cannot("profile.key", f"{place}.{key}", place=place, key=key, known=", ".join(sorted(fields)))
    for key, field in fields.items():
        if field.default is attrs.NOTHING and key not in table:
            raise cannot("profile.missing", f"{place}.{key}", place=place, key=key)
    values = {fields[key].name: fields[key].metadata["take"](value, f"{place}.{key}") for key, value in table.items()}
    return cls(**values)


def taken(take: Take, default: Any = attrs.NOTHING) -> Any:
    """A field whose value ``take`` reads; without ``default`` the key is mandatory."""
    return attrs.field(default=default, metadata={"take": take})


def part(cls: type[Any]) -> dict[str, Any]:
    """The metadata of a field with a table of its own."""
    return {"take": table(cls)}


def text(value: object, place: str) -> str:
    if isinstance(value, str):
        return value
    raise cannot("profile.value", place, place=place, expected="a text in quotes")


def flag(value: object, place: str) -> bool:
    if isinstance(value, bool):
        return value
    raise cannot("profile.value", place, place=place, expected="true or false")


def count(value: object, place: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise cannot("profile.value", place, place=place, expected="a whole number of zero or more")


def one_of(*numbers: int) -> Take:
    """One of ``numbers``."""

    def take(value: object, place: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value in numbers:
            return value
        raise cannot("profile.value", place, place=place, expected="one of " + ", ".join(map(str, numbers)))

    return take


def word(*words: str) -> Take:
    """One of ``words``."""

    def take(value: object, place: str) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise cannot("profile.value", place, place=place, expected="one of " + ", ".join(words))

    return take


def codec(value: object, place: str) -> str:
    """The name of an encoding that is read here too, spelled as it is declared."""
    if isinstance(value, str) and encodings.is_taken(value):
        return value
    raise cannot("profile.value", place, place=place, expected="an encoding, as UTF-8 or ISO-8859-15")


def template(*names: str) -> Take:
    """A text with none but ``names`` in braces."""

    def take(value: object, place: str) -> str:
        try:
            text(value, place).format(**dict.fromkeys(names, ""))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            expected = "a text with no braces but " + ", ".join(f"{{{name}}}" for name in names)
            raise cannot("profile.value", place, place=place, expected=expected) from error
        return str(value)

    return take


def many(take: Take) -> Take:
    """A list of what ``take`` takes, as a tuple."""

    def take_all(value: object, place: str) -> tuple[Any, ...]:
        if isinstance(value, list):
            return tuple(take(one, f"{place}[{number}]") for number, one in enumerate(value, 1))
        raise cannot("profile.value", place, place=place, expected="a list in brackets")

    return take_all


def table(cls: type[Made]) -> Take:
    """A table with the keys of ``cls``."""
    return lambda value, place: made(cls, value, place)


def named(take: Take, *keys: str) -> Take:
    """A table of any keys, or of ``keys`` only, as pairs in the order of the file."""

    def take_pairs(value: object, place: str) -> tuple[tuple[str, Any], ...]:
        if isinstance(value, Mapping):
            for key in value:
                if keys and key not in keys:
                    raise cannot("profile.key", f"{place}.{key}", place=place, key=key, known=", ".join(keys))
            return tuple((key, take(one, f"{place}.{key}")) for key, one in value.items())
        raise cannot("profile.value", place, place=place, expected="a table")

    return take_pairs

"""How a supplier's OCI differs from the usual, as a person writes it: ``name=value``, one a line.

What is kept are arguments of :class:`fondaco.wire.oci.CallSettings`.
"""

from __future__ import annotations

from typing import Any

from fondaco.wire import LocalError
from fondaco.wire.oci.settings import CallSettings

# What a line may set beside parameters of the call itself.
_RESERVED = {
    "username": "username_field",
    "password": "password_field",
    "return": "hook_field",
    "version": "version",
    "method": "method",
    "target": "target",
    "charset": "charset",
    "person": "person_parameter",
    "language": "language_parameter",
}


class NotASetting(ValueError):
    """A line that says nothing; it is the error's only argument."""


def settings_from(text: str) -> dict[str, Any]:
    """What is kept with the partner. Raises NotASetting for a line that says nothing, or what cannot be meant."""
    kept: dict[str, Any] = {}
    parameters: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not name or len(line) > 500:
            raise NotASetting(line)
        reserved = _RESERVED.get(name.lower())
        if reserved is None:
            parameters.append([name, value])
        elif not value:
            raise NotASetting(line)
        else:
            kept[reserved] = value
    if parameters:
        kept["parameters"] = parameters
    try:
        CallSettings(**kept)
    except LocalError as wrong:
        raise NotASetting(wrong.missing) from wrong
    return kept


def settings_as_text(kept: dict[str, Any]) -> str:
    """The same, to be changed."""
    lines = [f"{name}={kept[key]}" for name, key in _RESERVED.items() if key in kept]
    return "\n".join([*lines, *(f"{name}={value}" for name, value in kept.get("parameters", []))])

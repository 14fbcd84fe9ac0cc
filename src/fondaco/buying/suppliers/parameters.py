"""How a supplier's OCI differs from the usual, as a person writes it: ``name=value``, one a line."""

from __future__ import annotations

from typing import Any

# What a line may set beside parameters of the call itself; the keys are those of fondaco.bridge.oci.
_RESERVED = {
    "username": "login_name",
    "password": "password_name",
    "version": "version",
    "method": "method",
    "person": "person_parameter",
}
_METHODS = {"get", "post"}


class NotASetting(ValueError):
    """A line that says nothing; it is the error's only argument."""


def settings_from(text: str) -> dict[str, Any]:
    """What is kept with the partner. Raises NotASetting."""
    kept: dict[str, Any] = {}
    parameters: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not name or len(line) > 500:
            raise NotASetting(line)
        reserved = _RESERVED.get(name.lower())
        if reserved is None:
            parameters.append([name, value])
        elif not value or (reserved == "method" and value.lower() not in _METHODS):
            raise NotASetting(line)
        else:
            kept[reserved] = value.lower() if reserved == "method" else value
    if parameters:
        kept["parameters"] = parameters
    return kept


def settings_as_text(kept: dict[str, Any]) -> str:
    """The same, to be changed."""
    lines = [f"{name}={kept[key]}" for name, key in _RESERVED.items() if key in kept]
    return "\n".join([*lines, *(f"{name}={value}" for name, value in kept.get("parameters", []))])

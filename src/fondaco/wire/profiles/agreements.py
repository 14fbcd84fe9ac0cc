"""A profile's OCI settings as the codec takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from fondaco.wire.oci import CallSettings, CartSettings

if TYPE_CHECKING:
    from fondaco.wire.profiles.dialect import Dialect

_Settings = TypeVar("_Settings", CallSettings, CartSettings)


def call_settings(dialect: Dialect) -> CallSettings:
    """How the system calls a catalogue."""
    return _settings(CallSettings, dialect)


def cart_settings(dialect: Dialect) -> CartSettings:
    """How the system wants its cart."""
    return _settings(CartSettings, dialect)


def _settings(kind: type[_Settings], dialect: Dialect) -> _Settings:
    known = {field.name for field in attrs.fields(kind)}
    kept = attrs.asdict(dialect.oci, recurse=False)
    return kind(**{name: value for name, value in kept.items() if name in known})

"""A profile's agreements as the codecs take them: OCI settings, and the field that a cart in cXML goes home in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from fondaco.wire.cxml.forms import BASE64, URLENCODED, cart_form_value
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


def cart_form(data: bytes, dialect: Dialect) -> tuple[str, str]:
    """The form's field and its value for ``data``, a cart in cXML. Raises RemoteError for what is not cXML."""
    usual = BASE64 if dialect.cart.encoding == "base64" else URLENCODED
    name, value = cart_form_value(data, field=usual)
    return dialect.cart.field or name, value


def _settings(kind: type[_Settings], dialect: Dialect) -> _Settings:
    known = {field.name for field in attrs.fields(kind)}
    kept = attrs.asdict(dialect.oci, recurse=False)
    return kind(**{name: value for name, value in kept.items() if name in known})

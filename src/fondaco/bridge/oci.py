"""How a partner's OCI differs from the usual: what is kept with it, as the codec takes it."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from fondaco.bridge.models import Partner
from fondaco.wire.oci import CallSettings, CartSettings

T = TypeVar("T", CallSettings, CartSettings)


def call_settings(partner: Partner) -> CallSettings:
    """How the call is written to a supplier, and read from a customer."""
    return _settings(CallSettings, partner.oci_settings)


def cart_settings(partner: Partner) -> CartSettings:
    """How a cart is written to a customer."""
    return _settings(CartSettings, partner.oci_settings)


def _settings(kind: type[T], kept: dict[str, Any]) -> T:
    known = {field.name for field in attrs.fields(kind)}
    return kind(**{name: value for name, value in kept.items() if name in known})

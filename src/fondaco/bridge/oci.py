"""How a partner's OCI differs from the usual: what is kept with it, as the codec takes it."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from fondaco.bridge.models import Partner
from fondaco.documents import Credential, Envelope, Message
from fondaco.wire import oci
from fondaco.wire.oci import CallSettings, CartSettings
from fondaco.wire.results import Reading, Written

# Where the answer to a question between systems says that it goes; nobody takes anything there.
VALIDATED_AT = "/punchout/return/validated"
FORM = "application/x-www-form-urlencoded"

T = TypeVar("T", CallSettings, CartSettings)


def call_settings(partner: Partner) -> CallSettings:
    """How the call is written to a supplier, and read from a customer."""
    return _settings(CallSettings, partner.oci_settings)


def cart_settings(partner: Partner) -> CartSettings:
    """How a cart is written to a customer."""
    return _settings(CartSettings, partner.oci_settings)


def written_question(message: Message, partner: Partner) -> Written:
    """A call that a machine makes, always posted, without the password. Raises LocalError naming what is missing."""
    language = message.envelope.language if message.envelope else ""
    login = Envelope(sender=Credential("OCI", partner.oci_login), language=language)
    settings = attrs.evolve(call_settings(partner), method="POST")
    form = oci.write_call(Message(message.body, login), catalog_url=partner.setup_url, settings=settings)
    return Written(oci.encoded(form), (), FORM)


def proved_question(content: bytes, partner: Partner) -> bytes:
    """The same with the password in it."""
    settings = call_settings(partner)
    field = ((settings.password_field, partner.oci_password()),)
    return content + b"&" + oci.encoded(oci.Form("", "POST", field, charset=settings.charset))


def read_exchanged(data: bytes) -> Reading:
    """A question between systems, or its answer. Raises RemoteError."""
    if not data.strip() or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"HTTP/")):
        return oci.read_validated(data, returns_to=VALIDATED_AT)
    return oci.read(data)


def _settings(kind: type[T], kept: dict[str, Any]) -> T:
    known = {field.name for field in attrs.fields(kind)}
    return kind(**{name: value for name, value in kept.items() if name in known})

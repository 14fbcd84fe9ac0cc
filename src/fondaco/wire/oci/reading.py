"""Files that hold a form: a page, the body that a browser posted, an address with a query, or the XML of one."""

from __future__ import annotations

from fondaco.wire.oci.call import read_call
from fondaco.wire.oci.cart_reading import looks_like_cart, read_cart
from fondaco.wire.oci.forms import decoded
from fondaco.wire.oci.settings import CallSettings, CartSettings
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits

_DEFAULT = Limits()
_START = 64 * 1024
_CALL = frozenset({"hook_url", "username", "function"})


def recognise(data: bytes) -> bool:
    """Whether the start of ``data`` looks like OCI."""
    return b"NEW_ITEM-" in data[:_START].upper()


def read(
    data: bytes,
    *,
    limits: Limits = _DEFAULT,
    call: CallSettings | None = None,
    cart: CartSettings | None = None,
) -> Reading:
    """The call or the cart in ``data``. Raises RemoteError."""
    fields, _odd = decoded(data.strip(), limits)
    if not looks_like_cart(fields) and any(name.strip().lower() in _CALL for name, _value in fields):
        return read_call(fields, limits=limits, settings=call or CallSettings())
    if any(b"=" not in piece for piece in data.split(b"&") if piece.strip()):
        raise refused("oci.none")
    return read_cart(fields, limits=limits, settings=cart or CartSettings())

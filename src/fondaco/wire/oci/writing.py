"""A call or a cart as a page, for a file: the sites have pages of their own."""

from __future__ import annotations

import attrs

from fondaco.documents import Cart, Message, PunchOutSetup
from fondaco.wire.errors import LocalError
from fondaco.wire.losses import lost
from fondaco.wire.oci.call import write_call
from fondaco.wire.oci.cart_writing import write_cart
from fondaco.wire.oci.forms import page
from fondaco.wire.oci.settings import CallSettings, CartSettings
from fondaco.wire.results import Written


def write_noting(
    message: Message,
    *,
    hook_url: str = "",
    catalog_url: str = "",
    settings: CallSettings | CartSettings | None = None,
    echo: PunchOutSetup | None = None,
) -> Written:
    """A page with the form and a button, no script. A cart goes to ``hook_url``, a call to ``catalog_url``.

    Raises LocalError naming what is missing, and for any other document: OCI has carts and calls only.
    """
    body = message.body
    if isinstance(body, PunchOutSetup):
        given = settings if isinstance(settings, CallSettings) else CallSettings()
        form = write_call(message, catalog_url=catalog_url, settings=given)
        return Written(page(form, "Catalogue", "Open"), form.findings)
    if isinstance(body, Cart):
        agreed = settings if isinstance(settings, CartSettings) else CartSettings()
        form = write_cart(body, hook_url=hook_url, echo=echo, settings=agreed)
        around = lost(attrs.evolve(message, body=Cart(buyer_cookie="")), {Message: frozenset({"body"})})
        return Written(page(form, "Cart", "Transfer"), (*around, *form.findings))
    raise LocalError("write.unknown", "OCI has carts and calls only.", type(body).__name__)

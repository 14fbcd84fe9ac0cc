"""What a posted cart turns out to be, before anything is changed by it."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.buying.shopping.carts import CXML, carries_card, read_cart
from fondaco.buying.shopping.models import Operation, PunchOutSession
from fondaco.buying.shopping.quotes import quote_of
from fondaco.buying.shopping.states import CartFate
from fondaco.wire import RemoteError


@frozen
class Arrival:
    """``foreign`` marks a cart of another session. ``words`` and ``remedy`` are for the person, empty if all
    is well.
    """

    fate: CartFate
    foreign: bool = False
    line_count: int = 0
    allows: str = "create"
    code: str = ""
    words: str = ""
    remedy: str = ""


def read_arrival(data: bytes, *, protocol: str, session: PunchOutSession) -> Arrival:
    """Never raises for what is posted."""
    supplier = session.supplier.name
    try:
        cart = read_cart(data, protocol)
        carried_card = cart is not None and carries_card(data, cart, protocol)
    except RemoteError:
        cart, carried_card = None, False
    if cart is None:
        return Arrival(
            CartFate.UNREADABLE,
            code="cart_unreadable",
            words=_("What %(supplier)s sent back is not a cart that can be read.") % {"supplier": supplier},
            remedy=_("Try again from the store. If it happens twice, purchasing has to tell its people."),
        )
    # OCI knows no cookie: the secret in the return address alone says whose cart it is.
    if protocol == CXML and cart.buyer_cookie != session.buyer_cookie:
        return Arrival(CartFate.UNREADABLE, foreign=True)
    if carried_card:
        return Arrival(
            CartFate.CARD_NUMBER,
            code="card_number",
            words=_("The cart carried the number of a payment card, so it was not taken and not kept."),
            remedy=_("Remove the card from what you wrote at the store, and send the cart again."),
        )
    if not cart.lines:
        return Arrival(CartFate.EMPTY)
    if quote_of(cart, currency=session.currency).all_in_another_currency:
        price = cart.lines[0].unit_price
        return Arrival(
            CartFate.CURRENCY,
            line_count=len(cart.lines),
            code="currency_different",
            words=_("The cart is in %(theirs)s; with %(supplier)s %(agreed)s is agreed, so it was not taken.")
            % {
                "theirs": price.currency if price else "?",
                "supplier": supplier,
                "agreed": session.currency,
            },
            remedy=_("Choose %(agreed)s at the store and send the cart again; it is still open to you there.")
            % {"agreed": session.currency},
        )
    if session.operation == Operation.INSPECT:
        return Arrival(CartFate.EMPTY)  # looked at, and nothing of it is new
    allows = str(cart.operation_allowed)
    return Arrival(
        CartFate.TAKEN, line_count=len(cart.lines), allows=allows if allows in Operation.values else Operation.CREATE
    )

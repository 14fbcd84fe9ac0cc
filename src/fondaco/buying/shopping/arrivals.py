"""What a posted cart turns out to be, before anything is changed by it."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.buying.shopping.models import PunchOutSession
from fondaco.buying.shopping.quotes import quote_of
from fondaco.buying.shopping.states import CartFate
from fondaco.documents import Cart
from fondaco.wire import RemoteError
from fondaco.wire.cxml import card_numbers, read


@frozen
class Arrival:
    """``foreign`` marks a cart of another session. ``words`` and ``remedy`` are for the person, empty if all
    is well.
    """

    fate: CartFate
    foreign: bool = False
    line_count: int = 0
    code: str = ""
    words: str = ""
    remedy: str = ""


def read_arrival(data: bytes, *, session: PunchOutSession) -> Arrival:
    """Never raises for what is posted."""
    supplier = session.supplier.name
    try:
        message = read(data).message
        carried_card = bool(card_numbers(data))
    except RemoteError:
        message, carried_card = None, False
    if message is None or not isinstance(message.body, Cart):
        return Arrival(
            CartFate.UNREADABLE,
            code="cart_unreadable",
            words=_("What %(supplier)s sent back is not a cart that can be read.") % {"supplier": supplier},
            remedy=_("Try again from the store. If it happens twice, purchasing has to tell its people."),
        )
    cart = message.body
    if cart.buyer_cookie != session.buyer_cookie:
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
    return Arrival(CartFate.TAKEN, line_count=len(cart.lines))

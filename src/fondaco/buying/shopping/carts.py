"""A posted cart in either language: which one a form is in, what is kept of it, and how that is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from attrs import frozen
from lxml import etree

from fondaco.bridge.models import Partner
from fondaco.documents import Cart, CartLine
from fondaco.wire import RemoteError, cxml, oci
from fondaco.wire.cxml import card_numbers, read_cart_form

if TYPE_CHECKING:
    from fondaco.buying.shopping.posts import Post

CXML, OCI = Partner.PunchOut.CXML, Partner.PunchOut.OCI


@frozen
class PostedCart:
    """``data`` is what is kept: the message inside a cXML form, or an OCI form as it was posted."""

    protocol: str
    data: bytes


def cart_in(post: Post, *, expected: str) -> PostedCart:
    """The cart in a form; one without any sign of a cart is an empty OCI cart where OCI is ``expected``.

    Raises RemoteError for a form that is no cart.
    """
    try:
        return PostedCart(CXML, read_cart_form(post.first_of_each()))
    except RemoteError as none_there:
        if none_there.reason != "form.no_cart" or not (expected == OCI or oci.looks_like_cart(post.pairs)):
            raise
    return PostedCart(OCI, post.body if post.urlencoded else urlencode(post.pairs).encode("ascii"))


def read_cart(data: bytes, protocol: str) -> Cart | None:
    """The cart that was kept; None where it is another document. Raises RemoteError."""
    reading = oci.read(data) if protocol == OCI else cxml.read(data)
    body = reading.message.body if reading.message else None
    return body if isinstance(body, Cart) else None


def carries_card(data: bytes, cart: Cart, protocol: str) -> bool:
    """Whether a payment card's number stands in it. Of a form the words are searched, as those of a message are."""
    if protocol == CXML:
        return bool(card_numbers(data))
    root = etree.Element("Cart")
    for line in cart.lines:
        for words in _words(line):
            etree.SubElement(root, "Words").text = "".join(sign for sign in words if sign.isprintable() or sign == " ")
    return bool(card_numbers(etree.tostring(root)))


def _words(line: CartLine) -> tuple[str, ...]:
    return (line.description, line.short_name, line.comments, *(value for _name, value in line.extrinsics))

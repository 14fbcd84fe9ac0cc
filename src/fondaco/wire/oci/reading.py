"""Files that hold a form: a page, the body that a browser posted, an address with a query, or the XML of a cart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

from fondaco.documents import PunchOutSetup
from fondaco.wire.oci.call import read_call
from fondaco.wire.oci.cart_reading import CONTROLS, looks_like_cart, read_cart, read_cart_xml
from fondaco.wire.oci.forms import decoded
from fondaco.wire.oci.pages import forms_of
from fondaco.wire.oci.settings import CallSettings, CartSettings
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEFAULT = Limits()
_CALL, _CART = CallSettings(), CartSettings()
_START = 64 * 1024

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+")
_URL = re.compile(rb"(https?://[^\s?#]{1,2000})\?([^\s#]*+)[^\s]*+\s*+", re.IGNORECASE)
# NEW_ITEM-, ~xmlDocument and HOOK_URL as a page names them and as a body does; the element of the XML variant.
_SIGNS = re.compile(rb"(?:NEW_ITEM-|(?:~|%7E)xmlDocument|HOOK_URL\b)", re.IGNORECASE)
_XML = re.compile(rb"<(?:[A-Za-z][A-Za-z0-9_.-]*:)?BusinessDocument[\s/>]")
_OTHER_XML = re.compile(rb"<\?xml|<!DOCTYPE\s++(?!html)|<cXML", re.IGNORECASE)


def recognise(data: bytes) -> bool:
    """Whether the start of ``data`` looks like OCI: a cart or a call as a page, a body or an address; or its XML."""
    start = data[:_START]
    first = _past_blanks(start)
    if _OTHER_XML.match(start, first):
        return bool(_XML.search(start)) or (b"<html" in start.lower() and bool(_SIGNS.search(start)))
    return bool(_SIGNS.search(start) or _XML.match(start, first))


def _past_blanks(data: bytes) -> int:
    found = _FIRST.match(data)
    return found.end() if found else 0


def read(data: bytes, *, limits: Limits = _DEFAULT, call: CallSettings = _CALL, cart: CartSettings = _CART) -> Reading:
    """The call or the cart in ``data``; ``call`` and ``cart`` say what was agreed on with its sender.

    Of a page the first form that is one of them. A body that is neither is a cart without lines, for OCI has no other
    word for leaving the shop. Raises RemoteError.
    """
    if len(data) > limits.size:
        raise refused("oci.too_large", size=len(data), limit=limits.size)
    first = _past_blanks(data)
    if data.startswith((b"<", b"HTTP/"), first):
        if _XML.search(data, first, first + _START) and not _SIGNS.search(data, first, first + _START):
            return read_cart_xml(data, limits=limits, settings=cart)
        return _page(data[first:], limits, call, cart)
    url = _URL.fullmatch(data, first)
    fields, odd = decoded(url[2] if url else data[first:].rstrip(), limits)
    if _is_call(fields, call):
        action = url[1].decode("ascii", "replace") if url else ""
        return _odd(_called(read_call(fields, settings=call, limits=limits), action), odd)
    if url or any(b"=" not in piece for piece in data[first:].rstrip().split(b"&", limits.attributes) if piece):
        raise refused("oci.none")
    return _odd(read_cart(fields, limits=limits, settings=cart), odd)


def read_validated(data: bytes, *, returns_to: str, limits: Limits = _DEFAULT, cart: CartSettings = _CART) -> Reading:
    """The answer to a VALIDATE that a machine asked: a page whose form posts the product to our return address, whose
    path is ``returns_to``. The cart in it, without a line where the product is gone: then OCI 4.0 has the catalogue
    return no data at all, which is a form without any, or nothing.

    Raises RemoteError for any other page: one to sign in at, say, or one that says that something is wrong.
    """
    if len(data) > limits.size:
        raise refused("oci.too_large", size=len(data), limit=limits.size)
    if not data.strip():
        return read_cart((), limits=limits, settings=cart)
    forms, odd = forms_of(data, limits)
    found = next((form for form in forms if looks_like_cart(form.fields)), None)
    if found is None:
        # Only its action tells an empty answer from a page that asks for something else.
        found = next((form for form in forms if urlsplit(form.action).path == returns_to), None)
    if found is None:
        raise refused("oci.none")
    return _odd(read_cart(found.fields, limits=limits, settings=cart), odd)


def _is_call(fields: Sequence[tuple[str, str]], settings: CallSettings) -> bool:
    wanted = {settings.hook_field.lower(), settings.username_field.lower()}
    return not looks_like_cart(fields) and any(name.strip().lower() in wanted for name, _value in fields)


def _page(data: bytes, limits: Limits, call: CallSettings, cart: CartSettings) -> Reading:
    forms, odd = forms_of(data, limits)
    carts = [form for form in forms if looks_like_cart(form.fields)]
    calls = [form for form in forms if _is_call(form.fields, call)]
    if carts:
        reading = read_cart(carts[0].fields, limits=limits, settings=cart)
    elif calls:
        reading = _called(read_call(calls[0].fields, settings=call, limits=limits), calls[0].action)
    else:
        empty = [form for form in forms if any(name.strip().lower() in CONTROLS for name, _value in form.fields)]
        if not empty:
            raise refused("oci.none")
        reading = read_cart(empty[0].fields, limits=limits, settings=cart)
    return _odd(reading, "oci.form.hidden" if len(carts) + len(calls) > 1 else "", odd)


def _called(reading: Reading, action: str) -> Reading:
    """The call with the address that it opens."""
    message = reading.message
    if message is None or not isinstance(message.body, PunchOutSetup) or not action:
        return reading
    return Reading(attrs.evolve(message, body=attrs.evolve(message.body, supplier_setup_url=action)), reading.findings)


def _odd(reading: Reading, *codes: str) -> Reading:
    notes = Notes()
    for code in filter(None, codes):
        notes.add(code, below="/")
    return Reading(reading.message, (*notes.findings, *reading.findings))

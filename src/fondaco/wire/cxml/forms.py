"""The cart's way through the browser: a form field with the cart in it."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from fondaco.wire.refusing import refused
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

URLENCODED, BASE64 = "cxml-urlencoded", "cxml-base64"
_DECLARATION = re.compile(r"\A\s*(?:<\?xml[^>]*\?>\s*)?")
_DEFAULT = Limits()


def cart_form_value(cart_xml: bytes, *, field: str = URLENCODED) -> tuple[str, str]:
    """The field's name and its value, in ASCII alone: receivers ignore the encoding declared in it.

    The browser does the URL-encoding; doing it here too would do it twice. ``field`` is one of the two names that the
    cXML guide knows, cxml-urlencoded or cxml-base64. Raises RemoteError for what is not cXML.
    """
    root = guard.parse(cart_xml, _DEFAULT)
    text = etree.tostring(root.getroottree(), encoding="us-ascii", xml_declaration=False).decode("ascii")
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + text
    return field, base64.b64encode(text.encode("ascii")).decode("ascii") if field == BASE64 else text


def read_cart_form(fields: Mapping[str, str]) -> bytes:
    """The cart's bytes from the fields of a posted form, whatever the letter case of its name.

    Base64 goes before text where both are there. A text that was URL-encoded twice is decoded again. Raises RemoteError
    where no field is a cart, or its base64 is none.
    """
    named = {name.strip().lower(): value for name, value in fields.items()}
    encoded = named.get(BASE64, "")
    if encoded.strip():
        return _from_base64(encoded)
    text = named.get(URLENCODED, "")
    if not text.strip():
        raise refused("form.no_cart", urlencoded=URLENCODED, base64=BASE64)
    if "<" not in text and "%3c" in text[:200].lower():
        text = unquote(text.replace("+", " "))
    # The form was decoded to characters already, so the encoding declared inside no longer holds.
    return _DECLARATION.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace")


def _from_base64(text: str) -> bytes:
    # A "+" that was not URL-encoded arrives as a space; line breaks and the URL-safe alphabet are in use.
    plain = text.strip().replace("\r", "").replace("\n", "").replace(" ", "+").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused("form.not_base64", field=BASE64) from error

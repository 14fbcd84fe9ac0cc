"""The cart's way through the browser and back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlencode

import pytest

from fondaco.wire import RemoteError
from fondaco.wire.cxml import cart_form_value, read, read_cart_form


@pytest.fixture
def cart(golden: Callable[[str], bytes]) -> bytes:
    return golden("PunchOutOrderMessage/two_lines").replace(b"ricarica", "càrica €".encode())


def test_a_cart_survives_a_browser(cart: bytes) -> None:
    name, value = cart_form_value(cart)
    fields = {key: values[0] for key, values in parse_qs(urlencode({name: value})).items()}

    assert name == "cxml-urlencoded"
    assert value.isascii()
    reading = read(read_cart_form(fields))
    assert reading.message == read(cart).message
    assert reading.findings == ()


@pytest.mark.parametrize("name", ["cxml-base64", "cXML-base64", "CXML-BASE64"])
def test_base64_is_read_in_any_letter_case(cart: bytes, name: str) -> None:
    assert read_cart_form({name: base64.b64encode(cart).decode()}) == cart


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace("+", " "),
        lambda text: "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
    ],
)
def test_mangled_base64_is_read(mangle: Callable[[str], str]) -> None:
    data = bytes(range(256)) + b"x"

    assert read_cart_form({"cxml-base64": mangle(base64.b64encode(data).decode())}) == data


def test_text_encoded_twice_is_read(cart: bytes) -> None:
    _name, value = cart_form_value(cart)

    assert read(read_cart_form({"cXML-URLencoded": quote(value)})).message == read(cart).message


def test_the_declared_encoding_of_decoded_text_does_not_count() -> None:
    fields = {"other": "x", "cxml-urlencoded": '\ufeff<?xml version="1.0" encoding="UTF-16"?>\n<cXML>à</cXML>'}

    assert read_cart_form(fields) == "<cXML>à</cXML>".encode()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "form.no_cart"),
        ({"cxml-urlencoded": "  ", "cxml-base64": ""}, "form.no_cart"),
        ({"oracleCart": "<x/>"}, "form.no_cart"),
        ({"cxml-base64": "not*base64"}, "form.not_base64"),
        ({"cxml-base64": "abcde"}, "form.not_base64"),
        ({"cxml-base64": "caffè"}, "form.not_base64"),
    ],
)
def test_a_form_without_a_cart_is_refused(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(RemoteError) as refused:
        read_cart_form(fields)

    assert (refused.value.reason, refused.value.status) == (reason, 400)


def test_what_is_no_xml_makes_no_form() -> None:
    with pytest.raises(RemoteError):
        cart_form_value(b"cart")

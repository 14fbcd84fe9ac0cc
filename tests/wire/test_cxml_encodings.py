"""Whatever encoding a real system declares, the text is the same; what contradicts itself says so."""

from __future__ import annotations

import pytest

from fondaco.wire.cxml import read
from fondaco.wire.xml.encodings import guessed

BODY = (
    '<!DOCTYPE cXML SYSTEM "cXML.dtd"><cXML payloadID="1" timestamp="2026-01-01T00:00:00+00:00">'
    '<Response><Status code="200" text="OK">Città, Straße</Status></Response></cXML>'
)


def text_and_codes(data: bytes) -> tuple[str, list[str]]:
    reading = read(data)
    assert reading.message is not None
    return reading.message.body.explanation, [finding.code for finding in reading.findings]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("", "utf-8"),
        ('<?xml version="1.0"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
        ("<?xml version = '1.0' encoding = 'utf8' standalone = 'no'?>\n", "utf-8"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "iso-8859-1"),
        ('<?xml version="1.0" encoding="iso-8859-15"?>', "iso-8859-15"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-be"),
    ],
)
def test_a_declared_encoding_is_read(declared: str, codec: str) -> None:
    data = (declared + BODY).encode(codec)
    if codec == "utf-16-be":
        data = b"\xfe\xff" + data

    assert text_and_codes(data) == ("Città, Straße", [])


def test_a_byte_order_mark_is_no_text() -> None:
    assert text_and_codes(BODY.encode("utf-8-sig")) == ("Città, Straße", [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\r\n  " + BODY.encode(), "xml.leading_space"),
        (b'<?xml version="1.0" encoding="utf-16"?>' + BODY.encode(), "xml.encoding.contradicted"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + BODY.encode("cp1252"), "xml.encoding.guessed"),
        (BODY.encode("iso-8859-1"), "xml.encoding.guessed"),
    ],
)
def test_an_odd_encoding_is_read_with_a_finding(data: bytes, code: str) -> None:
    assert text_and_codes(data) == ("Città, Straße", [code])


def test_latin_1_with_bytes_of_windows_1252_is_that() -> None:
    body = BODY.replace("Città", "5 €")
    data = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + body.encode("cp1252")

    assert text_and_codes(data) == ("5 €, Straße", ["xml.encoding.windows_1252"])


def test_nothing_is_guessed_about_what_is_utf_8() -> None:
    assert guessed("Città".encode()) is None
    assert guessed(b"\x81\xff") is None

"""Large and hostile forms: in linear time, or refused with a reason."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from decimal import Decimal

import pytest

from fondaco.documents import Cart, CartLine, Money
from fondaco.wire import RemoteError, oci
from fondaco.wire.oci import CartSettings
from fondaco.wire.oci.fields import FIELDS
from fondaco.wire.oci.pages import forms_of
from fondaco.wire.xml.limits import Limits

SMALL = Limits(size=2_000, attributes=20, lines=3)
MEGABYTE = 1024 * 1024


def seconds(work: object, *arguments: object, **named: object) -> float:
    start = time.process_time()
    with suppress(RemoteError):
        work(*arguments, **named)  # type: ignore[operator]
    return time.process_time() - start


def full(lines: int) -> list[tuple[str, str]]:
    values = {"QUANTITY": "1", "PRICE": "1.5", "CURRENCY": "EUR", "PRICEUNIT": "10", "PARENT_ID": "", "SERVICE": ""}
    return [(f"NEW_ITEM-{one.name}[{n}]", values.get(one.name, "x")) for n in range(1, lines + 1) for one in FIELDS]


def test_two_thousand_lines_with_every_field_pass_and_time_grows_with_their_number() -> None:
    some, many = full(500), full(2_000)
    reading = oci.read_cart(many)

    assert reading.message is not None
    assert isinstance(reading.message.body, Cart)
    assert len(reading.message.body.lines) == 2_000
    assert seconds(oci.read_cart, many) < 8 * max(seconds(oci.read_cart, some), 0.05)


def test_two_thousand_lines_are_written_and_read_again() -> None:
    line = CartLine(description="Bolt " * 20, quantity=Decimal(1), unit="PCE", unit_price=Money(Decimal("0.5"), "EUR"))
    form = oci.write_cart(
        Cart(buyer_cookie="", lines=(line,) * 2_000),
        hook_url="https://x.example",
        settings=CartSettings(charset="utf-8"),
    )
    message = oci.read(oci.encoded(form)).message

    assert message is not None
    assert isinstance(message.body, Cart)
    assert {one.description for one in message.body.lines} == {("Bolt " * 20).strip()}


def test_more_lines_than_are_read_are_refused() -> None:
    with pytest.raises(RemoteError) as refusal:
        oci.read_cart([(f"NEW_ITEM-UNIT[{number}]", "PCE") for number in range(4)], limits=SMALL)

    assert refusal.value.reason == "cart.too_many_lines"
    assert "3" in refusal.value.words


@pytest.mark.parametrize("read", [oci.read_cart, oci.read_call])
def test_more_fields_or_characters_than_are_read_are_refused(read: object) -> None:
    for fields, reason in (([("a", "b")] * 21, "oci.too_many_fields"), ([("a", "b" * 2_000)], "oci.too_large")):
        with pytest.raises(RemoteError) as refusal:
            read(fields, limits=SMALL)  # type: ignore[operator]

        assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a=b&" * 21, "oci.too_many_fields"),
        (b"a" * 2_001, "oci.too_large"),
        (b"<form>" + b"<input name=a>" * 21, "oci.too_many_fields"),
        (b"<BusinessDocument><Catalog>" + b"<Product/>" * 4 + b"</Catalog></BusinessDocument>", "cart.too_many_lines"),
    ],
)
def test_a_file_beyond_the_limits_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RemoteError) as refusal:
        oci.read(data, limits=SMALL)

    assert refusal.value.reason == reason


def test_a_body_beyond_the_limits_is_refused_before_it_is_taken_apart() -> None:
    with pytest.raises(RemoteError, match=r"oci\.too_large"):
        oci.fields_of(b"a" * 2_001, limits=SMALL)


def test_no_more_forms_of_a_page_are_looked_at_than_anybody_writes() -> None:
    assert len(forms_of(b"<form></form>" * 2_000, Limits())[0]) == 1_001


def test_findings_are_counted_where_there_are_too_many() -> None:
    reading = oci.read_cart([(f"NEW_ITEM-UNIT[{number}]", "TOO LONG") for number in range(1, 500)])

    assert len(reading.findings) == 1_001
    assert reading.findings[-1].code == "findings.more"


@pytest.mark.parametrize(
    "data",
    [
        b"<form><input " + b"a" * MEGABYTE,
        b"<form>" + b'<input "' * (MEGABYTE // 8),
        b"<form>" + b"<input name='" * (MEGABYTE // 13),
        b"<form>" + b"<input name=x a=" * (MEGABYTE // 16),
        b"<form><input " + b'a="' * (MEGABYTE // 3),
        b"<form><input name=x value='" + b"&#1" * (MEGABYTE // 3) + b"'>",
        b"<form><input name=x value='&#" + b"1" * MEGABYTE + b"'>",
        b"<form>" + b"<!--" * (MEGABYTE // 4),
        b"<form>" + b"<script>" * (MEGABYTE // 8),
        b"<form>" + b"<textarea>" * (MEGABYTE // 10),
        b"<" * MEGABYTE,
        b"<form" * (MEGABYTE // 5),
        b"<form><input" + b" " * MEGABYTE,
        b"<form><input" + b"/=" * (MEGABYTE // 2),
        b"HTTP/1.1 200 " + b"\r\n" * (MEGABYTE // 2),
        b"charset=" * (MEGABYTE // 8),
        b"&" * MEGABYTE,
        b"%" * MEGABYTE,
        b"a=%26%23" * (MEGABYTE // 8),
        b"NEW_ITEM-QUANTITY[1]=" + b"9" * MEGABYTE,
        b"NEW_ITEM-" + b"[" * MEGABYTE + b"=1",
        b"NEW_ITEM-LONGTEXT" + b"[]" * (MEGABYTE // 2) + b"=1",
        b"NEW_ITEM-LONGTEXT_1:132[]=a&" * (MEGABYTE // 28),
        b"NEW_ITEM-QUANTITY[1]=1&" * (MEGABYTE // 24),
        b"~xmlDocument=" + b"A" * MEGABYTE,
        b" " * MEGABYTE,
        b"https://" + b"a" * MEGABYTE,
        b"https://a?" + b"a" * MEGABYTE + b" x",
    ],
    ids=range(28),
)
def test_a_hostile_megabyte_takes_no_more_than_a_second(data: bytes) -> None:
    watched = 4 if sys.gettrace() else 1  # measuring what is covered takes its time, too

    assert seconds(oci.recognise, data) < 0.2 * watched
    assert seconds(oci.read, data) < watched

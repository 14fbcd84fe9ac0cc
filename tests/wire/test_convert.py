"""`fondaco message convert`, without its command line: what is written, what is lost, what cannot be done."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from fondaco.documents import Cart, Classification, Credential, Message, PunchOutSetupAnswer, PurchaseOrder
from fondaco.wire import LocalError, RemoteError, cxml, oagis, profiles
from fondaco.wire.convert import Given, convert, given_from, run

Golden = Callable[[str], bytes]
EMPTY = dict.fromkeys(
    (
        "--payload-id",
        "--timestamp",
        "--from-party",
        "--to-party",
        "--buyer-cookie",
        "--hook-url",
        "--catalog-url",
        "--default-unit",
        "--default-classification",
        "--country",
        "--bill-to",
    ),
    "",
)


def body_of(data: bytes) -> object:
    message = cxml.read(data).message
    assert message is not None
    return message.body


def test_an_order_goes_to_oagis_and_back_with_its_id_and_its_time(golden: Golden) -> None:
    data = golden("OrderRequest/two_lines")
    source = cxml.read(data).message
    assert source is not None

    there = convert(data, to="oagis10")
    back = convert(there.written.data, to="cxml")

    assert (there.protocol, back.protocol) == ("cxml", "oagis")
    again = cxml.read(back.written.data).message
    assert again is not None
    assert isinstance(again.body, PurchaseOrder)
    assert (again.payload_id, again.timestamp) == (source.payload_id, source.timestamp)
    assert again.body.number == "PO-2026-000001"


def test_a_profile_dresses_the_target(golden: Golden) -> None:
    data = convert(golden("PunchOutSetupRequest/create"), to="cxml", dialect=profiles.load("coupa")).written.data

    assert b'name="BusinessUnit">COUPA<' in data
    assert b"1.2.014" in data


def test_what_is_not_read_cannot_be_converted() -> None:
    with pytest.raises(LocalError, match="of a type that is not read: ProviderSetupRequest"):
        convert(b"<cXML><Request><ProviderSetupRequest/></Request></cXML>", to="oagis10")
    with pytest.raises(RemoteError):
        convert(b"hello", to="cxml")


def test_what_the_source_does_not_say_is_taken_from_what_was_given(golden: Golden) -> None:
    bare = golden("OrderRequest/two_lines").replace(b"<SupplierPartAuxiliaryID>", b"<SupplierPartAuxiliaryID>", 1)
    start = bare.index(b"<Header>")
    end = bare.index(b"</Header>") + len(b"</Header>")
    root_start, root_end = bare.index(b"<cXML"), bare.index(b">", bare.index(b"<cXML")) + 1
    bare = bare[:root_start] + b"<cXML>" + bare[root_end:start] + bare[end:]
    given = Given(
        payload_id="1@x",
        timestamp=datetime(2026, 11, 24, tzinfo=UTC),
        from_party=Credential("NetworkID", "lanterna"),
        to_party=Credential("DUNS", "1"),
    )

    with pytest.raises(LocalError):
        convert(bare, to="cxml")
    again = cxml.read(convert(bare, to="cxml", given=given).written.data).message

    assert again is not None
    assert again.envelope is not None
    assert again.payload_id == "1@x"
    assert again.timestamp == given.timestamp
    assert again.envelope.sender == given.from_party
    assert (again.envelope.from_, again.envelope.to) == ((given.from_party,), (given.to_party,))


def test_an_answer_needs_nobody_who_sends_it(golden: Golden) -> None:
    body = body_of(convert(golden("PunchOutSetupResponse/start"), to="cxml").written.data)

    assert isinstance(body, PunchOutSetupAnswer)


def test_a_cart_without_a_cookie_takes_the_one_given(golden: Golden) -> None:
    data = golden("PunchOutOrderMessage/two_lines")
    start, end = data.index(b"<BuyerCookie>") + 13, data.index(b"</BuyerCookie>")

    body = body_of(convert(data[:start] + data[end:], to="cxml", given=Given(buyer_cookie="c1")).written.data)

    assert isinstance(body, Cart)
    assert body.buyer_cookie == "c1"


def ran(path: Path, to: str = "oagis10", language: str = "en", given: Given | None = None) -> tuple[int, bytes, str]:
    out, told = io.BytesIO(), io.StringIO()
    code = run(str(path), to=to, out=out, words=told, language=language, given=given or Given())
    return code, out.getvalue(), told.getvalue()


@pytest.fixture
def order_file(golden: Golden, tmp_path: Path) -> Path:
    path = tmp_path / "order.xml"
    path.write_bytes(golden("OrderRequest/two_lines"))
    return path


def test_nothing_lost_is_zero(order_file: Path) -> None:
    code, data, told = ran(order_file, to="cxml")

    assert (code, told) == (0, "")
    assert body_of(data) == body_of(order_file.read_bytes())


def test_a_loss_is_told_on_the_other_stream_and_gives_one(order_file: Path) -> None:
    head, to, tail = order_file.read_bytes().partition(b"<To>")
    data = head + to + tail.replace(b"</Identity>", b"</Identity><SharedSecret>x</SharedSecret>", 1)
    order_file.write_bytes(data)
    message = cxml.read(data).message
    assert message is not None
    expected = [(one.path, one.found) for one in oagis.write_noting(message).losses]
    assert expected

    code, _data, told = ran(order_file)
    _code, _data, detto = ran(order_file, language="it")

    assert code == 1
    assert [f"Lost: {path}: {found}" for path, found in expected] == [
        line for line in told.splitlines() if line.startswith("Lost")
    ]
    assert f"Perso: {expected[0][0]}: {expected[0][1]}" in detto


def test_what_was_off_about_the_source_is_told_too(order_file: Path) -> None:
    order_file.write_bytes(order_file.read_bytes().replace(b"<cXML ", b"<cXML unknown='1' ").replace(b"+01:00", b""))

    _code, _data, told = ran(order_file, to="cxml")

    assert "/cXML/@timestamp: expected an offset from UTC, as +01:00, found '2026-11-23T09:30:00'. It was read" in told


def test_what_cannot_be_done_gives_two_and_writes_nothing(order_file: Path, tmp_path: Path) -> None:
    assert ran(tmp_path / "none")[:2] == (2, b"")
    assert "no such file" in ran(tmp_path / "none")[2]
    assert "Nothing is written as edifact" in ran(order_file, to="edifact")[2]
    order_file.write_bytes(b"hello")
    code, data, told = ran(order_file, language="it")
    assert (code, data) == (2, b"")
    assert "non appartiene a nessun protocollo" in told


def test_the_option_that_would_help_is_named(order_file: Path) -> None:
    data = order_file.read_bytes()
    start, end = data.index(b"<To>"), data.index(b"</To>") + 5
    order_file.write_bytes(data[:start] + data[end:])

    assert "Give it with --to-party." in ran(order_file, to="cxml")[2]
    assert "Si indica con --to-party." in ran(order_file, to="cxml", language="it")[2]
    code, _data, _told = ran(order_file, to="cxml", given=Given(to_party=Credential("DUNS", "1")))
    assert code == 0


def test_a_bill_to_is_supplied_and_said(order_file: Path) -> None:
    data = order_file.read_bytes()
    start, end = data.index(b"<BillTo>"), data.index(b"</BillTo>") + 9
    order_file.write_bytes(data[:start] + data[end:])

    assert ran(order_file, to="cxml")[0] == 2
    code, written, told = ran(order_file, to="cxml", given=Given(bill_to="Lanterna S.p.A.", country="IT"))

    assert code == 0
    assert b"Lanterna S.p.A." in written
    assert "BillTo" in told


def test_options_are_taken_as_they_are_typed() -> None:
    options = {
        **EMPTY,
        "--timestamp": "2026-11-24T09:30:00+00:00",
        "--from-party": "NetworkID:lanterna:1",
        "--to-party": "DUNS:1",
        "--default-classification": "UNSPSC:44121706",
        "--default-unit": "EA",
    }

    given = given_from(options)

    assert given.timestamp == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert given.from_party == Credential("NetworkID", "lanterna:1")
    assert given.classification == Classification("UNSPSC", "44121706")
    assert given_from(EMPTY) == Given()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--timestamp", "yesterday"), ("--timestamp", "2026-11-24T09:30:00"), ("--from-party", "x")],
)
def test_an_option_that_is_written_otherwise_is_refused(option: str, value: str) -> None:
    with pytest.raises(LocalError, match=f"{option} is written as"):
        given_from({**EMPTY, option: value})


def test_a_message_is_never_changed_by_what_it_says_itself(golden: Golden) -> None:
    data = golden("OrderRequest/two_lines")
    given = Given(payload_id="other", from_party=Credential("X", "y"), to_party=Credential("X", "z"))

    message = cxml.read(convert(data, to="cxml", given=given).written.data).message

    assert isinstance(message, Message)
    assert message.payload_id != "other"
    assert b'domain="X"' not in convert(data, to="cxml", given=given).written.data


NINES = b"9" * 11
MANY = b"QUANTITY%5B1%5D=" + NINES + b"&NEW_ITEM-UNIT%5B1%5D=EA&NEW_ITEM-PRICE%5B1%5D=" + NINES
OCI_CART = (
    b"NEW_ITEM-DESCRIPTION%5B1%5D=Penna&NEW_ITEM-QUANTITY%5B1%5D=3&NEW_ITEM-UNIT%5B1%5D=EA&NEW_ITEM-PRICE%5B1%5D=12.345"
    b"&NEW_ITEM-CURRENCY%5B1%5D=EUR&NEW_ITEM-PRICEUNIT%5B1%5D=10&NEW_ITEM-VENDORMAT%5B1%5D=FND-1"
)
HOME = Given(
    payload_id="1@x",
    timestamp=datetime(2026, 11, 24, tzinfo=UTC),
    from_party=Credential("DUNS", "1"),
    to_party=Credential("NetworkID", "lanterna"),
    buyer_cookie="c",
    classification=Classification("UNSPSC", "44121706"),
)


def test_a_cart_of_oci_goes_home_by_cxml_with_the_total_of_its_lines() -> None:
    converted = convert(OCI_CART, to="cxml", given=HOME)

    body = body_of(converted.written.data)
    assert converted.protocol == "oci"
    assert isinstance(body, Cart)
    assert str(body.total) == "3.7035 EUR"
    assert ("supplied", "Cart.total", "3.7035 EUR") in [
        (one.code, one.path, one.found) for one in converted.written.findings
    ]


@pytest.mark.parametrize(
    "change",
    [
        (b"NEW_ITEM-PRICE%5B1%5D=12.345", b"NEW_ITEM-PRICE%5B1%5D="),
        (b"QUANTITY%5B1%5D=3&NEW_ITEM-UNIT%5B1%5D=EA&NEW_ITEM-PRICE%5B1%5D=12.345", MANY),
        (b"Penna", b"Penna&NEW_ITEM-QUANTITY%5B2%5D=1&NEW_ITEM-PRICE%5B2%5D=1&NEW_ITEM-CURRENCY%5B2%5D=USD"),
    ],
)
def test_a_total_that_is_not_known_is_not_made_up(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(LocalError, match="A cart needs a total"):
        convert(OCI_CART.replace(*change), to="cxml", given=HOME)


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (evolve(HOME, payload_id=""), "--payload-id"),
        (evolve(HOME, timestamp=None), "--timestamp"),
        (evolve(HOME, from_party=None), "--from-party"),
        (evolve(HOME, to_party=None), "--to-party"),
        (evolve(HOME, classification=None), "--default-classification"),
    ],
)
def test_what_an_oci_cart_lacks_is_asked_for_by_its_option(tmp_path: Path, given: Given, option: str) -> None:
    path = tmp_path / "cart.txt"
    path.write_bytes(OCI_CART)

    code, data, told = ran(path, to="cxml", given=given)

    assert (code, data) == (2, b"")
    assert f"Give it with {option}." in told


def test_a_setup_by_oci_needs_the_catalogue_and_a_cart_the_way_home(golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "m.xml"
    path.write_bytes(golden("PunchOutOrderMessage/two_lines"))
    assert "Give it with --hook-url." in ran(path, to="oci")[2]
    path.write_bytes(golden("dialects/setup_user_only").replace(b"SupplierSetup", b"SupplierSetupOther"))
    assert "Give it with --catalog-url." in ran(path, to="oci")[2]
    code, data, _told = ran(path, to="oci", given=Given(catalog_url="https://shop.example.com/oci"))
    assert code == 1
    assert b'action="https://shop.example.com/oci"' in data

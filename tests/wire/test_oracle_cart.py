"""Oracle's XML cart, read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from fondaco.documents import Cart, CartLine, Classification, Extra, Money
from fondaco.wire import RemoteError, oracle
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits

XML = (Path(__file__).resolve().parents[1] / "corpus" / "oracle" / "cart.xml").read_bytes()


def cart_of(reading: Reading) -> Cart:
    assert reading.message is not None
    assert isinstance(reading.message.body, Cart)
    return reading.message.body


def lines_of(inside: str) -> tuple[Cart, dict[str, str]]:
    reading = oracle.read(f"<OrderLinesDataElements>{inside}</OrderLinesDataElements>".encode())
    return cart_of(reading), {one.code: one.path for one in reading.findings}


def line(
    price: str = "<currency>EUR</currency><unitPrice>1</unitPrice>", item: str = 'quantity="1"', more: str = ""
) -> str:
    return (
        f"<orderLine><item {item}><itemNumber><supplierItemNumber><itemID>A</itemID></supplierItemNumber></itemNumber>"
        "<itemDescription>Thing</itemDescription><unitOfMeasure><supplierUnitOfMeasure><supplierUOMType>EA"
        f"</supplierUOMType></supplierUnitOfMeasure></unitOfMeasure></item><price>{price}</price>{more}</orderLine>"
    )


def test_a_cart_is_read() -> None:
    reading = oracle.read(XML)

    assert reading.findings == ()
    assert cart_of(reading) == Cart(
        buyer_cookie="",
        extrinsics=(("catalogTradingPartner", "Marketplace"),),
        lines=(
            CartLine(
                line_number=1,
                supplier_part_id="GLV-9",
                supplier_part_auxiliary_id="k:88",
                buyer_part_id="B-1",
                quantity=Decimal(12),
                unit="BX",
                unit_price=Money(Decimal("7.45"), "EUR"),
                description="Gloves, nitrile, size 9",
                contract_number="C-9",
                classifications=(Classification("UNSPSC", "46181504"),),
                supplier_id="105",
                supplier_id_domain="supplierTradingPartnerCode",
                extrinsics=(
                    ("buyerItemRevision", "A"),
                    ("supplierUOMQuantity", "100"),
                    ("supplierName", "Guanti Srl"),
                    ("attribute1", "blue"),
                    ("supplierDUNS", "123456789"),
                ),
            ),
            CartLine(
                line_number=2,
                supplier_part_id="SRV",
                quantity=Decimal(1),
                unit="HR",
                unit_price=Money(Decimal(38), "EUR"),
                description="Fitting",
                service=True,
                supplier_id="123456789",
                supplier_id_domain="DUNS",
            ),
        ),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"oracleCart=" + quote_plus(XML).encode() + b"&x=1",
        quote(XML).encode(),
        b"\xef\xbb\xbf\n" + XML,
        XML.replace(b"<response>", b'<response xmlns="urn:oracle">'),
    ],
)
def test_it_is_read_out_of_a_form_too(body: bytes) -> None:
    assert oracle.recognise(body)
    assert len(cart_of(oracle.read(body)).lines) == 2
    assert cart_of(oracle.read(body)).lines[0].supplier_part_id == "GLV-9"


def test_an_empty_cart_is_told() -> None:
    cart, codes = lines_of("")

    assert cart.lines == ()
    assert set(codes) == {"oracle.cart.empty"}


def test_a_return_code_other_than_success_is_told_and_the_cart_read() -> None:
    reading = oracle.read(XML.replace(b'"S"', b'"E"'))

    assert len(cart_of(reading).lines) == 2
    assert {one.code: one.found for one in reading.findings} == {"oracle.return_code": "E", "element.kept": "return"}


def test_what_is_not_understood_is_kept() -> None:
    data = XML
    for before, after in (
        (b'<header version="1.0">', b"<header><note>a</note>"),
        (b"<body>", b"<extra>b</extra><body><x>c</x>"),
        (b"</catalogTradingPartner>", b"</catalogTradingPartner><new>d</new>"),
        (b"<contract>", b"<contract kind='e'><f>f</f>"),
        (b"<categoryCode ", b"<g>g</g><categoryCode/><categoryCode "),
        (b"<itemDescription>G", b"<itemDescription>h</itemDescription><itemDescription>G"),
    ):
        assert before in data
        data = data.replace(before, after)
    cart = cart_of(oracle.read(data.replace(b"</response>", b"<body/></response>")))

    assert {one.text for one in cart.extras} == {"a", "b", "c", "d", ""}
    assert {one.text for one in cart.lines[0].extras} == {"e", "f", "g", "Gloves, nitrile, size 9"}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (line(item=""), "line.quantity.unreadable"),
        (line(item='quantity="0"'), "line.quantity.not_positive"),
        (line(item='quantity="1" lineType="AMOUNT"'), "oracle.line_type"),
        (line(price="<currency>EUR</currency>"), "oracle.price.missing"),
        (line(price="<currency>EUR</currency><unitPrice>1,5</unitPrice>"), "money.unreadable"),
        (line(price="<currency>€</currency><unitPrice>1</unitPrice>"), "oracle.currency"),
        (line(price="<currency>eur</currency><unitPrice>1</unitPrice>"), "money.currency.case"),
        ("<orderLine/>", "oracle.part_id.missing"),
        ("<orderLine/>", "oracle.unit.missing"),
        ("<orderLine/>", "oracle.description.missing"),
    ],
)
def test_what_is_off_is_remarked_on(lines: str, code: str) -> None:
    _cart, codes = lines_of(lines)

    assert codes[code].startswith("/OrderLinesDataElements/orderLine[1]")


def test_a_price_that_is_not_known_leaves_its_words() -> None:
    cart, _codes = lines_of(line(price="<currency>EURO</currency><unitPrice>1</unitPrice>"))

    assert cart.lines[0].unit_price is None
    assert cart.lines[0].extrinsics == (("unitPrice", "1"), ("currency", "EURO"))


def test_unknown_elements_within_known_names_are_kept() -> None:
    cart, _codes = lines_of(
        line(item='quantity="1" own="2"', more="<supplier><supplierName><x>1</x></supplierName></supplier>")
    )

    assert cart.lines[0].extras == (
        Extra("/OrderLinesDataElements/orderLine[1]/supplier/supplierName/x", "1"),
        Extra("/OrderLinesDataElements/orderLine[1]/item/@own", "2"),
    )


def test_another_document_is_named_and_none_is_refused() -> None:
    assert oracle.read(b"<DistributedSearchXML/>").message is None
    assert oracle.read(b"<DistributedSearchXML/>").findings[0].code == "type.unsupported"
    for data in (b"<response><body/></response>", b"a=b", b"", b"<OrderRequest/>"):
        with pytest.raises(RemoteError, match=r"oracle\.none"):
            oracle.read(data)
    assert not oracle.recognise(b"<DistributedSearchXML/>")


def test_more_lines_than_are_read_are_refused() -> None:
    with pytest.raises(RemoteError, match=r"cart\.too_many_lines"):
        oracle.read(XML, limits=Limits(lines=1))

"""OCI in files: pages, bodies, addresses and the XML variant."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import attrs
import pytest

from fondaco.documents import (
    Attachment,
    Cart,
    CartLine,
    CatalogFunction,
    Classification,
    Credential,
    Envelope,
    Extra,
    ItemType,
    Message,
    Money,
    PriceBasis,
    PunchOutSetup,
    Status,
)
from fondaco.wire import LocalError, RemoteError, oci
from fondaco.wire.oci import CallSettings, CartSettings, Form
from fondaco.wire.oci.pages import forms_of
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits

GOLDEN = Path(__file__).resolve().parents[1] / "corpus" / "oci"


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def cart_of(reading: Reading) -> Cart:
    assert reading.message is not None
    assert isinstance(reading.message.body, Cart)
    return reading.message.body


def setup_of(reading: Reading) -> PunchOutSetup:
    assert reading.message is not None
    assert isinstance(reading.message.body, PunchOutSetup)
    return reading.message.body


def codes_of(reading: Reading) -> set[str]:
    return {one.code for one in reading.findings}


def page_of(inside: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><form action='x'>{inside}</form></body></html>".encode()


@pytest.mark.parametrize("path", sorted(GOLDEN.iterdir()), ids=lambda path: path.name)
def test_our_own_samples_are_recognised_and_read_without_errors(path: Path) -> None:
    data = path.read_bytes()

    assert oci.recognise(data)
    assert "error" not in {one.level.value for one in oci.read(data, call=CallSettings(hook_field="HOOK_URL")).findings}


def test_a_page_with_a_cart_is_read_as_a_browser_would_send_it() -> None:
    reading = oci.read(golden("cart_three_lines.html"))
    cart = cart_of(reading)

    assert codes_of(reading) == {"oci.field.kept"}
    assert cart.extras == ()
    assert cart.lines[0] == CartLine(
        line_number=1,
        supplier_part_id="CT-200-48",
        quantity=Decimal(400),
        unit_price=Money(Decimal("18.75"), "EUR"),
        price_basis=PriceBasis(Decimal(1000), "PCE"),
        supplier_part_auxiliary_id="4f1c-9",
        description='Cable tie 200 × 4.8 mm, natural, polyamide 6.6, for "indoor" use',
        short_name="Cable tie 200 × 4.8 mm, natural",
        unit="PCE",
        lead_time_days=2,
        supplier_id="0000100017",
        supplier_id_domain="VENDOR",
        manufacturer_part_id="PA66-200",
        classifications=(Classification("UNSPSC", "39121703"), Classification("MATGROUP", "0512")),
        contract_number="4600000123",
        contract_line="00010",
        quote_number="Q-2026-118",
        quote_line="3",
        attachments=(Attachment("https://store.example/sheets/ct-200.pdf", "Data sheet"),),
        extrinsics=(
            ("MANUFACTCODE", "0000200003"),
            ("ATTACHMENT_PURPOSE", "C"),
            ("CUST_FIELD1", "green"),
            ("GTIN", "4006381333931"),
        ),
    )
    assert cart.lines[0].price_each == Money(Decimal("0.01875"), "EUR")
    assert (cart.lines[1].item_type, cart.lines[2].item_type) == (ItemType.COMPOSITE, ItemType.ITEM)
    assert (cart.lines[2].parent_line_number, cart.lines[2].service) == (2, True)
    assert cart.lines[2].description == "Wiring of the cabinet,\non site"


ASKED: dict[str, Any] = {"returns_to": "/punchout/return/validated"}
BACK = b'<form method="post" action="https://desk.example/punchout/return/validated">'
SEARCH = b'<form action="/search"><input name="q" value="pens"></form>'


def test_a_machine_reads_the_product_out_of_the_page_that_a_browser_would_send() -> None:
    reading = oci.read_validated(SEARCH + golden("cart_three_lines.html"), **ASKED)

    assert cart_of(reading).lines[0].supplier_part_id == "CT-200-48"


@pytest.mark.parametrize("html", [b"", b" \r\n", SEARCH + BACK + b"</form>"])
def test_a_product_that_is_gone_comes_back_without_data(html: bytes) -> None:
    assert cart_of(oci.read_validated(html, **ASKED)).lines == ()


@pytest.mark.parametrize("html", [SEARCH, b"<h1>Sign in</h1>", b'<form action="/login"><input type=password></form>'])
def test_any_other_page_is_no_answer_to_a_machine(html: bytes) -> None:
    with pytest.raises(RemoteError) as refused:
        oci.read_validated(html, **ASKED)

    assert refused.value.reason == "oci.none"


def test_an_answer_to_a_machine_has_a_largest_size() -> None:
    with pytest.raises(RemoteError) as refused:
        oci.read_validated(b"x" * 101, limits=Limits(size=100), **ASKED)

    assert refused.value.reason == "oci.too_large"


def test_what_is_read_can_be_written_again() -> None:
    first = cart_of(oci.read(golden("cart_three_lines.html")))
    written = oci.write_noting(
        Message(first), hook_url="https://desk.example/r", settings=CartSettings(charset="utf-8")
    )

    assert written.losses == ()
    assert cart_of(oci.read(written.data)) == first


def test_a_posted_body_is_read() -> None:
    reading = oci.read(golden("cart_body.txt"))

    assert reading.findings == ()
    assert [(one.description, one.unit_price) for one in cart_of(reading).lines] == [
        ("Paper A4, 80 g", Money(Decimal("3.99"), "EUR"))
    ]


def test_a_body_in_latin_1_holds_references_to_what_it_lacks() -> None:
    reading = oci.read(golden("cart_latin_1.txt"))

    assert cart_of(reading).lines[0].description == 'Büro, € " 一'
    assert codes_of(reading) == {"oci.number.comma"}


@pytest.mark.parametrize(
    ("data", "text", "codes"),
    [
        (b"NEW_ITEM-DESCRIPTION[1]=B%C3%BCro", "Büro", set()),
        (b"NEW_ITEM-DESCRIPTION[1]=B%FCro+%80", "Büro €", {"oci.charset.guessed"}),
        (b"NEW_ITEM-DESCRIPTION[1]=B%FCro%81", "Büro\x81", {"oci.charset.guessed"}),
        (b"_charset_=UTF-8&NEW_ITEM-DESCRIPTION[1]=%C3%BC%26%2334%3B", "ü&#34;", set()),
        (
            b"_charset_=windows-1252&NEW_ITEM-DESCRIPTION[1]=%26%230%3B%26%2355296%3B%26%239999999%3B",
            "&#0;&#55296;&#9999999;",
            set(),
        ),
        (b"_charset_=%FF&NEW_ITEM-DESCRIPTION[1]=%26%2319968%3B", "一", {"oci.charset.guessed"}),
    ],
)
def test_the_encoding_of_a_body_is_found(data: bytes, text: str, codes: set[str]) -> None:
    reading = oci.read(data)

    assert cart_of(reading).lines[0].description == text
    assert {code for code in codes_of(reading) if "charset" in code} == codes


def test_an_address_with_a_query_is_a_call() -> None:
    reading = oci.read(golden("call_validate.url"))
    body = setup_of(reading)

    assert reading.findings == ()
    assert (body.function, body.selected_part_auxiliary_id) == (CatalogFunction.VALIDATE, "4f1c-9")
    assert body.selected_quantity == 12
    assert body.return_url == "https://desk.example/sap/in?session=7&x=a%20b"
    assert (body.return_target, body.supplier_setup_url) == ("_parent", "https://store.example/oci")
    assert reading.message is not None
    assert reading.message.envelope == Envelope(sender=Credential("OCI", "acme", "s+e"), language="IT")


def test_a_page_that_calls_is_a_call() -> None:
    body = setup_of(oci.read(golden("call_shop.html")))

    assert (body.supplier_setup_url, body.return_target) == ("https://store.example/oci", "_parent")
    assert ("catalog", "main") in body.extrinsics


def test_a_call_in_a_body_or_without_an_address_is_read() -> None:
    assert setup_of(oci.read(b"USERNAME=a&PASSWORD=b&HOOK_URL=https://x.example\r\n")).return_url == "https://x.example"
    assert setup_of(oci.read(b"<form><input name=HOOK_URL value=x></form>")).supplier_setup_url == ""
    assert setup_of(oci.read(b"login=a&back=x", call=CallSettings(username_field="login"))).extrinsics == (
        ("back", "x"),
    )


def test_the_xml_variant_is_read() -> None:
    data = golden("cart_esapo.xml")
    reading = oci.read(data)
    form = [("~xmlDocument", base64.b64encode(data).decode()), ("~xml_type", "ESAPO"), ("session", "7")]
    posted = oci.read(urlencode(form).encode())

    assert codes_of(reading) == {"oci.field.kept", "element.kept"}
    assert cart_of(reading).lines == (
        CartLine(
            line_number=1,
            buyer_part_id="100-200",
            supplier_part_id="NUT-8",
            supplier_part_auxiliary_id="K-77",
            quantity=Decimal(500),
            unit="PCE",
            unit_price=Money(Decimal("12.40"), "EUR"),
            price_basis=PriceBasis(Decimal(100), "PCE"),
            description="Hexagon nut M8, galvanised",
            short_name="Hexagon nut M8",
            lead_time_days=4,
            quote_number="Q-5",
            quote_line="20",
            contract_number="46",
            contract_line="1",
            supplier_id="700",
            supplier_id_domain="VENDOR",
            manufacturer_part_id="N-8",
            attachments=(Attachment("https://store.example/m8.pdf", "Drawing"),),
            extrinsics=(
                ("ParentCategoryID", "31161620"),
                ("ATTACHMENT_PURPOSE", "C"),
                ("MANUFACTCODE", "300"),
            ),
            extras=(
                Extra("/BusinessDocument/Catalog/Product[1]/VendorDescription/@ID", "0"),
                Extra("/BusinessDocument/Catalog/Product[1]/VendorDescription/PartnerProductID/@Code", "Other"),
                Extra("/BusinessDocument/Catalog/Product[1]/VendorDescription/PartnerProductID", "another"),
            ),
        ),
        CartLine(
            line_number=2,
            quantity=Decimal("1.5"),
            unit="HUR",
            unit_price=Money(Decimal(40), "EUR"),
            description="Delivery to the shelf",
            service=True,
        ),
    )
    assert cart_of(posted) == attrs.evolve(cart_of(reading), extras=(Extra("session", "7"),))


def esapo(inside: str) -> str:
    return f"<BusinessDocument><Catalog>{inside}</Catalog></BusinessDocument>"


def test_what_the_xml_variant_is_not_known_for_is_kept() -> None:
    product = (
        '<n:Product xmlns:n="urn:x" ProductType="Kit" Own="1"><ProductID Code="Other">9</ProductID>'
        "<Description>A<B>b</B></Description>"
        "<ShoppingBasketItem><Quantity>1</Quantity><New>2</New></ShoppingBasketItem>"
        "<VendorDescription><PartnerProductID>P</PartnerProductID></VendorDescription></n:Product>"
    )
    reading = oci.read(esapo(product + "<Other>x</Other><Product/>").encode())
    first, second = cart_of(reading).lines

    assert (first.supplier_part_id, first.description, first.extrinsics) == ("P", "A", (("ProductType", "Kit"),))
    assert {one.text for one in first.extras} == {"1", "Other", "9", "b", "2"}
    assert [one.text for one in cart_of(reading).extras] == ["x"]
    assert (second.quantity, second.line_number) == (None, 2)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"~xmlDocument": "%%%"}, "oci.not_base64"),
        ({"~xmlDocument": "ü"}, "oci.not_base64"),
        ({"~xmlDocument": "PGEvPg", "xmltype": "OAG"}, "oci.xml_type"),
        ({"~xmlDocument": "PGEvPg", "~xmlType": "ESAPO"}, "oci.not_esapo"),
        ({"~xmlDocument": "QUJD", "~xml_type": "ESAPO"}, "xml.none"),
    ],
)
def test_xml_that_is_no_cart_is_refused(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(RemoteError) as refusal:
        oci.read_cart(list(fields.items()))

    assert refusal.value.reason == reason


def test_the_type_of_the_xml_may_be_left_out_and_its_base64_broken_into_lines() -> None:
    xml = base64.encodebytes(esapo("<Product/>").encode()).decode()
    reading = oci.read_cart([("~XMLDOCUMENT", xml)])

    assert len(cart_of(reading).lines) == 1
    assert "oci.xml.type" in codes_of(reading)
    assert len(cart_of(oci.read_cart([("~xmlDocument", " "), ("~xml_type", "OAG")])).lines) == 0


def test_a_page_of_our_own_needs_no_script() -> None:
    cart = Cart(buyer_cookie="", lines=(CartLine(quantity=Decimal(1), unit="PCE", description='5" <b>&amp;\n一'),))
    written = oci.write_noting(Message(cart), hook_url='https://desk.example/r?a="1"&b=2')
    text = written.data.decode("iso-8859-1")

    assert "<script" not in text
    assert 'value="5&quot; &lt;b&gt;&amp;amp;&#10;&#19968;"' in text
    assert '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">' in text
    assert cart_of(oci.read(written.data)).lines[0].description == '5" <b>&amp;\n一'
    assert cart_of(oci.read(written.data)).extras == (Extra("a", '"1"'), Extra("b", "2"))


def test_a_call_is_written_as_a_page_and_read_again() -> None:
    body = PunchOutSetup(buyer_cookie="", return_url="https://desk.example/r")
    message = Message(body, Envelope(sender=Credential("OCI", "acme", "pw")))
    written = oci.write_noting(message, catalog_url="https://store.example/oci", settings=CallSettings(method="GET"))
    reading = oci.read(written.data)

    assert b'method="get" accept-charset="utf-8"' in written.data
    assert written.findings == ()
    assert setup_of(reading).supplier_setup_url == "https://store.example/oci"
    assert reading.message is not None
    assert reading.message.envelope == message.envelope
    assert (
        oci.write_noting(message, catalog_url="https://s.example").data
        == oci.write_noting(message, catalog_url="https://s.example", settings=CartSettings()).data
    )


def test_what_goes_around_a_cart_is_lost() -> None:
    message = Message(Cart(buyer_cookie=""), Envelope(sender=Credential("NetworkId", "x")), payload_id="1@x")
    written = oci.write_noting(message, hook_url="https://desk.example/r", settings=CallSettings())

    assert {one.path for one in written.losses} == {"Message.envelope", "Message.payload_id"}


def test_nothing_but_carts_and_calls_is_written() -> None:
    with pytest.raises(LocalError, match=r"write\.unknown"):
        oci.write_noting(Message(Status(200)))


def test_a_browsers_body_is_read_as_the_form_was_meant() -> None:
    form = Form(
        "https://x.example", "POST", (("NEW_ITEM-DESCRIPTION[1]", "a~b *\né 一"), ("n&1", "=%")), charset="utf-8"
    )
    western = attrs.evolve(form, charset="iso-8859-1")

    assert b"a%7Eb+*%0D%0A%C3%A9" in oci.encoded(form)
    assert b"%E9+%26%2319968%3B" in oci.encoded(western)
    assert oci.fields_of(oci.encoded(form))[1] == ("n&1", "=%")


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (
            "<input name=a value=1><INPUT NAME='b' VALUE='2'><input name=\"c\" value=\"3\"/><input name = d value>",
            "abcd",
        ),
        ("<input name=a type=submit><input name=b type=BUTTON><input name=c disabled><input value=x><input>", ""),
        ("<input name=a type=checkbox><input name=b type=radio checked><input name=c type=checkbox checked=''>", "bc"),
        ("<form><input name=a></form><input name=b>", "a"),
        (
            "<style><input name=a></style><!-- <input name=b> --><textarea name=c>x</TEXTAREA><textarea>y</textarea>",
            "c",
        ),
        ("<input name=a name=b><inputs name=c><input-x name=d></input><input name=e title='>' / value=\"a>b\">", "ae"),
        ("<input name=a><!-- <input name=b>", "a"),
        ("<input name=a><textarea name=b>", "a"),
        ("<input name=a><input name='b", "a"),
        ('<input name=a><input name=b value="x', "a"),
        ('<input name=a><input ="" name=b>', "ab"),
    ],
)
def test_of_a_form_those_fields_are_read_that_a_browser_sends(page: str, names: str) -> None:
    form = forms_of(f"<form>{page}".encode(), Limits())[0][0]

    assert "".join(name for name, _value in form.fields) == names


def test_values_are_those_that_a_browser_sends() -> None:
    page = '<form><input name=a value=1/><input name=b value=\'x "y\'><input name=c value="&lt;&#233;&#99999999;&amp">'
    form = forms_of(f"{page}<input name=d><textarea name=e>\n&eacute;</textarea>".encode(), Limits())[0][0]

    assert form.fields == [("a", "1/"), ("b", 'x "y'), ("c", "<é\ufffd&"), ("d", ""), ("e", "é")]


def test_a_form_within_a_form_is_none() -> None:
    forms = forms_of(
        b"<form action=' a '><input name=x><form action=b><input name=y></form><form><input name=z>", Limits()
    )[0]

    assert [(one.action, [name for name, _value in one.fields]) for one in forms] == [("a", ["x", "y"]), ("", ["z"])]


def test_of_several_forms_the_first_cart_is_read() -> None:
    call = "<form><input name=HOOK_URL value=x></form>"
    carts = "".join(f"<form><input name=NEW_ITEM-UNIT[1] value={unit}></form>" for unit in ("PCE", "KGM"))
    reading = oci.read(f"{call}{carts}".encode())

    assert cart_of(reading).lines[0].unit == "PCE"
    assert "oci.form.hidden" in codes_of(reading)


def test_a_page_without_lines_is_an_empty_cart_where_it_has_the_controls_of_one() -> None:
    assert cart_of(oci.read(page_of("<input name='~OKCODE' value=ADDI>"))).lines == ()
    with pytest.raises(RemoteError, match=r"oci\.none"):
        oci.read(page_of("<input name=q>"))
    with pytest.raises(RemoteError, match=r"oci\.none"):
        oci.read(b"<html>nothing</html>")


@pytest.mark.parametrize(
    ("before", "value", "text", "odd"),
    [
        (b"", b"\xc3\xbc", "ü", False),
        (b"\xef\xbb\xbf", b"\xc3\xbc", "ü", False),
        (b"<meta charset=iso-8859-1>", b"\xfc\x80", "ü€", False),
        (b"<meta charset='iso-8859-15'>", b"\xa4", "€", False),
        (b"<meta charset=utf-8>", b"\xfc", "ü", True),
        (b"<meta charset=klingon>", b"\xfc", "ü", True),
        (b"", b"\xfc", "ü", True),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n", b"\xfc", "ü", False),
        (b"HTTP/1.1 200 OK\n", b"\xc3\xbc", "ü", False),
    ],
)
def test_the_encoding_of_a_page_is_found(before: bytes, value: bytes, text: str, odd: bool) -> None:
    reading = oci.read(before + b"<form><input name=NEW_ITEM-DESCRIPTION[1] value='" + value + b"'></form>")

    assert cart_of(reading).lines[0].description == text
    assert ("oci.charset.guessed" in codes_of(reading)) is odd


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"~OkCode=ADDI&new_item-UNIT%5B1%5D=PCE", True),
        (b"USERNAME=a&HOOK_URL=x", True),
        (b"%7exmldocument=PGE", True),
        (b"https://store.example/oci?hook_url=x", True),
        (b'<?xml version="1.0"?><!DOCTYPE  html><html><input name="NEW_ITEM-UNIT[1]">', True),
        (b'<?xml version="1.0"?><n:BusinessDocument xmlns:n="x"/>', True),
        (b"\xef\xbb\xbf <BusinessDocument>", True),
        (b'<?xml version="1.0"?><cXML><Comments>NEW_ITEM-UNIT[1]', False),
        (b"<!DOCTYPE cXML SYSTEM 'x'><cXML><URL>?HOOK_URL=x", False),
        (b"<html><form><input name=q>", False),
        (b"", False),
    ],
)
def test_oci_is_recognised_by_its_names(data: bytes, known: bool) -> None:
    assert oci.recognise(data) is known


@pytest.mark.parametrize("data", [b"hello", b"a=b&hello", b"https://store.example/?q=1", b"\x00\xff", b"<cXML/>"])
def test_what_is_no_form_of_oci_is_refused(data: bytes) -> None:
    with pytest.raises(RemoteError) as refusal:
        oci.read(data)

    assert refusal.value.reason == "oci.none"
    assert refusal.value.words_it


def test_a_body_without_lines_is_an_empty_cart() -> None:
    assert cart_of(oci.read(b"")) == Cart(buyer_cookie="")
    assert cart_of(oci.read(b"~OkCode=ADDI&session=7\n")).extras == (Extra("session", "7"),)

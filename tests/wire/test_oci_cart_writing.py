"""The cart as an OCI form, written: nothing is cut in silence, and what must be there is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.documents import (
    Attachment,
    Cart,
    CartLine,
    Classification,
    ItemType,
    Money,
    PriceBasis,
    PunchOutSetup,
    SetupOperation,
)
from fondaco.wire import LocalError, oci
from fondaco.wire.oci import CartSettings, Form
from fondaco.wire.oci.fields import FIELDS

HOOK = "https://desk.example/return/4711"
UTF_8 = CartSettings(charset="utf-8")


def a_line(**values: object) -> CartLine:
    said = {
        "supplier_part_id": "HB-8",
        "quantity": Decimal(5),
        "unit_price": Money(Decimal("1.5"), "EUR"),
        "description": "Hex bolt",
        "unit": "PCE",
    }
    return CartLine(**{**said, **values})  # type: ignore[arg-type]


def form_of(*lines: CartLine, settings: CartSettings = UTF_8, hook_url: str = HOOK, **cart: object) -> Form:
    body = Cart(**{"buyer_cookie": "", "lines": lines, **cart})  # type: ignore[arg-type]
    return oci.write_cart(body, hook_url=hook_url, settings=settings)


def said(form: Form) -> dict[str, str]:
    return {name.removeprefix("NEW_ITEM-").removesuffix("[1]"): value for name, value in form.fields if "NEW" in name}


def lost(form: Form) -> dict[str, str]:
    assert {one.code for one in form.findings} <= {"lost"}
    return {one.path.removeprefix("Cart.lines[1]."): one.found for one in form.findings}


def test_a_line_is_written_with_what_it_says_and_no_more() -> None:
    form = form_of(a_line())

    assert (form.action, form.method, form.target, form.charset, form.findings) == (HOOK, "POST", "_top", "utf-8", ())
    assert form.fields == (
        ("~OkCode", "ADDI"),
        ("~TARGET", "_top"),
        ("~CALLER", "CTLG"),
        ("NEW_ITEM-DESCRIPTION[1]", "Hex bolt"),
        ("NEW_ITEM-QUANTITY[1]", "5"),
        ("NEW_ITEM-UNIT[1]", "PCE"),
        ("NEW_ITEM-PRICE[1]", "1.500"),
        ("NEW_ITEM-CURRENCY[1]", "EUR"),
        ("NEW_ITEM-VENDORMAT[1]", "HB-8"),
    )


def test_an_empty_cart_is_a_form_without_lines() -> None:
    assert [name for name, _value in form_of().fields] == ["~OkCode", "~TARGET", "~CALLER"]


def test_the_controls_of_the_call_go_back_as_they_came() -> None:
    call = PunchOutSetup(
        buyer_cookie="",
        extrinsics=(
            ("~okcode", "ADD2"),
            ("~TARGET", "frame"),
            ("returntarget", "_parent"),
            ("http_content_charset", "UTF8"),
        ),
    )
    form = oci.write_cart(Cart(buyer_cookie="", lines=(a_line(),)), hook_url=HOOK, echo=call)
    same = oci.write_cart(Cart(buyer_cookie="", lines=(a_line(),)), hook_url=HOOK, echo=call.extrinsics)

    assert form.fields[:3] == (("~okcode", "ADD2"), ("~TARGET", "frame"), ("~CALLER", "CTLG"))
    assert (form.target, form.charset) == ("_parent", "utf-8")
    assert same == form


@pytest.mark.parametrize(("asked", "charset"), [("", "iso-8859-1"), ("UTF-8", "utf-8"), ("iso-8859-15", "iso-8859-1")])
def test_the_encoding_is_that_of_the_call_or_latin_1(asked: str, charset: str) -> None:
    echo = (("http_content_charset", asked),)

    assert oci.write_cart(Cart(buyer_cookie=""), hook_url=HOOK, echo=echo).charset == charset


def test_parameters_of_the_return_address_become_fields_unless_it_is_to_be_left_as_it_is() -> None:
    hook = f"{HOOK}?session=a%20b&~OkCode=OLD&x#part"
    form = form_of(a_line(), hook_url=hook)
    as_is = form_of(a_line(), hook_url=hook, settings=CartSettings(split_hook_url=False, charset="utf-8"))

    assert form.action == HOOK
    assert form.fields[:5] == (
        ("session", "a b"),
        ("~OkCode", "OLD"),
        ("x", ""),
        ("~TARGET", "_top"),
        ("~CALLER", "CTLG"),
    )
    assert as_is.action == hook
    assert as_is.fields[0] == ("~OkCode", "ADDI")


def test_the_browser_inside_sap_gui_is_no_address_to_be_split() -> None:
    assert form_of(a_line(), hook_url="SAPEVENT:POST").action == "SAPEVENT:POST"


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        ("", "write.missing"),
        ("javascript:alert(1)", "oci.hook_url"),
        ("https://", "oci.hook_url"),
        ("/x", "oci.hook_url"),
    ],
)
def test_a_return_address_that_is_none_is_refused(hook: str, reason: str) -> None:
    with pytest.raises(LocalError) as refusal:
        form_of(a_line(), hook_url=hook)

    assert (refusal.value.reason, refusal.value.missing) == (reason, "HOOK_URL")


def test_every_fact_has_its_field() -> None:
    line = a_line(
        buyer_part_id="100-200",
        price_basis=PriceBasis(Decimal(100), "PCE"),
        lead_time_days=3,
        supplier_id="17",
        supplier_id_domain="VENDOR",
        manufacturer_part_id="N-8",
        manufacturer_name="Bolts Ltd",
        url="https://s.example/hb8",
        service=True,
        contract_number="46",
        contract_line="10",
        quote_number="Q-5",
        quote_line="20",
        supplier_part_auxiliary_id="K-77",
        attachments=(Attachment("https://s.example/a.pdf", "Sheet"),),
        classifications=(Classification("UNSPSC", "31161620"), Classification("MATGROUP", "0512")),
        item_type=ItemType.COMPOSITE,
        line_number=1,
        extrinsics=(("EXT_CATEGORY", "x"), ("MANUFACTCODE", "300"), ("GTIN", "40"), ("CUST_FIELD5", "five")),
    )
    form = form_of(line)

    assert form.findings == ()
    assert said(form) == {
        "DESCRIPTION": "Hex bolt",
        "MATNR": "100-200",
        "QUANTITY": "5",
        "UNIT": "PCE",
        "PRICE": "1.500",
        "CURRENCY": "EUR",
        "PRICEUNIT": "100",
        "LEADTIME": "3",
        "VENDOR": "17",
        "VENDORMAT": "HB-8",
        "MANUFACTCODE": "300",
        "MANUFACTMAT": "N-8",
        "MATGROUP": "0512",
        "SERVICE": "X",
        "CONTRACT": "46",
        "CONTRACT_ITEM": "10",
        "EXT_QUOTE_ID": "Q-5",
        "EXT_QUOTE_ITEM": "20",
        "EXT_PRODUCT_ID": "K-77",
        "ATTACHMENT": "https://s.example/a.pdf",
        "ATTACHMENT_TITLE": "Sheet",
        "EXT_SCHEMA_TYPE": "UNSPSC",
        "EXT_CATEGORY_ID": "31161620",
        "EXT_CATEGORY": "x",
        "CUST_FIELD5": "five",
        "ITEM_TYPE": "R",
        "MANUFACTNAME": "Bolts Ltd",
        "URL": "https://s.example/hb8",
        "GTIN": "40",
    }


LONG = "Hexagon bolt ISO 4017 M8 x 40, steel 8.8, zinc plated"


@pytest.mark.parametrize(
    ("values", "fields", "gone"),
    [
        ({"description": LONG}, {"DESCRIPTION": LONG[:40].strip(), "LONGTEXT_1:132[]": LONG}, {}),
        ({"description": "Bolt\nM8"}, {"DESCRIPTION": "Bolt", "LONGTEXT_1:132[]": "Bolt\nM8"}, {}),
        ({"short_name": "Bolt"}, {"DESCRIPTION": "Bolt", "LONGTEXT_1:132[]": "Hex bolt"}, {}),
        ({"short_name": "Bolt", "description": ""}, {"DESCRIPTION": "Bolt"}, {"short_name": "told as the description"}),
        ({"short_name": LONG}, {"DESCRIPTION": LONG[:40].strip()}, {"short_name": LONG[40:]}),
        (
            {"short_name": LONG[:40].strip(), "description": LONG},
            {"DESCRIPTION": LONG[:40].strip()},
            {"short_name": "told as the beginning of the description"},
        ),
    ],
)
def test_a_text_that_is_too_long_stands_whole_in_longtext(
    values: dict[str, object], fields: dict[str, str], gone: dict[str, str]
) -> None:
    form = form_of(a_line(**values))

    assert fields.items() <= {name: value.strip() for name, value in said(form).items()}.items()
    assert lost(form) == gone


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("LONGTEXT_n:132[]", "LONGTEXT_3:132[]"),
        ("LONGTEXT_n:132", "LONGTEXT_3:132"),
        ("LONGTEXT_n:132[n]", "LONGTEXT_3:132[3]"),
        ("LONGTEXT_n:132[][1]", "LONGTEXT_3:132[][1]"),
        ("LONGTEXT[n]", "LONGTEXT[3]"),
    ],
)
def test_the_long_text_is_spelled_as_was_agreed(spelled: str, name: str) -> None:
    form = form_of(a_line(), a_line(), a_line(description=LONG), settings=CartSettings(longtext=spelled))

    assert (f"NEW_ITEM-{name}", LONG) in form.fields


@pytest.mark.parametrize(
    ("price", "basis", "fields"),
    [
        ("1.5", None, {"PRICE": "1.500"}),
        ("0.1234", None, {"PRICE": "1.234", "PRICEUNIT": "10"}),
        ("0.0000123", None, {"PRICE": "0.123", "PRICEUNIT": "10000"}),
        ("2.5", PriceBasis(Decimal(1)), {"PRICE": "2.500"}),
        ("2.5", PriceBasis(Decimal("0.5"), "PCE"), {"PRICE": "25.000", "PRICEUNIT": "5"}),
        ("50", PriceBasis(Decimal(200_000)), {"PRICE": "5.000", "PRICEUNIT": "20000"}),
        ("12", PriceBasis(Decimal(100), "EA", Decimal(50), "box"), {"PRICE": "600.000", "PRICEUNIT": "100"}),
    ],
)
def test_a_price_is_said_for_as_many_units_as_make_it_exact(
    price: str, basis: PriceBasis | None, fields: dict[str, str]
) -> None:
    line = a_line(unit_price=Money(Decimal(price), "EUR"), price_basis=basis)
    form = form_of(line)
    read = oci.read_cart(form.fields).message

    assert {name: value for name, value in said(form).items() if name.startswith("PRICE")} == fields
    assert read is not None
    assert isinstance(read.body, Cart)
    assert read.body.lines[0].price_each == line.price_each


def test_a_basis_of_other_units_is_reported_though_the_price_is_the_same() -> None:
    form = form_of(a_line(price_basis=PriceBasis(Decimal(100), "EA", Decimal(50))))

    assert set(lost(form)) == {"price_basis"}


def test_a_price_said_for_more_units_is_noted() -> None:
    form = form_of(a_line(unit_price=Money(Decimal("0.1234"), "EUR")))

    assert [(one.code, one.path) for one in form.findings] == [("oci.price.scaled", "Cart.lines[1].unit_price")]


@pytest.mark.parametrize(
    ("values", "fields", "gone"),
    [
        (
            {"unit_price": Money(Decimal("0.12345678"), "EUR")},
            {"PRICE": "1234.568", "PRICEUNIT": "10000"},
            {"unit_price"},
        ),
        ({"price_basis": PriceBasis(Decimal(3) / 7)}, {"PRICE": "3.500"}, {"unit_price"}),
        ({"price_basis": PriceBasis(Decimal(0))}, {}, {"unit_price", "price_basis"}),
        ({"price_basis": PriceBasis(Decimal(10)), "unit_price": None}, {}, {"price_basis"}),
        ({"quantity": Decimal("1.23456")}, {"QUANTITY": "1.235"}, {"quantity"}),
    ],
)
def test_a_number_that_cannot_be_said_exactly_is_reported(
    values: dict[str, object], fields: dict[str, str], gone: set[str]
) -> None:
    form = form_of(a_line(**values))

    assert fields.items() <= said(form).items()
    assert set(lost(form)) == gone


def test_fewer_decimals_are_a_setting() -> None:
    assert said(form_of(a_line(), settings=CartSettings(decimals=2)))["PRICE"] == "1.50"
    assert said(form_of(a_line(), settings=CartSettings(decimals=0)))["PRICE"] == "15"


def test_a_line_without_a_price_is_written_without_one() -> None:
    form = form_of(a_line(unit_price=None))

    assert "PRICE" not in said(form)
    assert form.findings == ()


@pytest.mark.parametrize(
    ("values", "reason", "place"),
    [
        ({"quantity": None}, "write.missing", "NEW_ITEM-QUANTITY[1]"),
        ({"quantity": Decimal("0.0001")}, "write.missing", "NEW_ITEM-QUANTITY[1]"),
        ({"quantity": Decimal(10**11)}, "oci.too_large", "NEW_ITEM-QUANTITY[1]"),
        ({"unit_price": Money(Decimal(10**11), "EUR")}, "oci.too_large", "NEW_ITEM-PRICE[1]"),
        ({"description": ""}, "write.missing", "NEW_ITEM-DESCRIPTION[1]"),
        ({"unit": ""}, "write.missing", "NEW_ITEM-UNIT[1]"),
        ({"unit": "EACH"}, "oci.too_long", "NEW_ITEM-UNIT[1]"),
        ({"unit": "\x01"}, "write.missing", "NEW_ITEM-UNIT[1]"),
    ],
)
def test_what_must_be_there_is_named(values: dict[str, object], reason: str, place: str) -> None:
    with pytest.raises(LocalError) as refusal:
        form_of(a_line(**values))

    assert (refusal.value.reason, refusal.value.missing) == (reason, place)
    assert refusal.value.words_it or reason == "write.missing"


def test_the_buyers_own_number_stands_for_description_and_unit() -> None:
    assert said(form_of(a_line(buyer_part_id="100", description="", unit="")))["MATNR"] == "100"


@pytest.mark.parametrize(
    ("values", "gone"),
    [
        ({"supplier_part_id": "x" * 41}, {"supplier_part_id"}),
        ({"supplier_part_auxiliary_id": "x" * 41}, {"supplier_part_auxiliary_id"}),
        ({"supplier_id": "1", "supplier_id_domain": "DUNS"}, {"supplier_id"}),
        ({"supplier_id_domain": "DUNS"}, {"supplier_id_domain"}),
        ({"lead_time_days": 100_000}, {"lead_time_days"}),
        ({"lead_time_days": -1}, {"lead_time_days"}),
        ({"contract_line": "10"}, {"contract_line"}),
        ({"contract_number": "x" * 11, "contract_line": "10"}, {"contract_number", "contract_line"}),
        ({"quote_line": "10"}, {"quote_line"}),
        ({"language": "it"}, {"language"}),
        ({"comments": "careful"}, {"comments"}),
        ({"line_number": 7}, {"line_number"}),
        ({"parent_line_number": 7}, {"parent_line_number"}),
        ({"item_type": ItemType.LEAN}, {"item_type"}),
        ({"classifications": (Classification("", "1"),)}, {"classifications[1]"}),
        ({"classifications": (Classification("UNSPSC", ""),)}, {"classifications[1]"}),
        ({"classifications": (Classification("SPSC", "1"), Classification("UNSPSC", "2"))}, {"classifications[2]"}),
        (
            {"classifications": (Classification("MATGROUP", "1"), Classification("MATGROUP", "2"))},
            {"classifications[2]"},
        ),
        ({"classifications": (Classification("SupplierPartID", "1"),)}, {"classifications[1]"}),
        ({"classifications": (Classification("UNSPSC", "1" * 61),)}, {"classifications[1]"}),
        ({"classifications": (Classification("MATGROUP", "1" * 11),)}, {"classifications", "classifications[1]"}),
        ({"attachments": (Attachment("cid:1@x"),)}, {"attachments[1]"}),
        ({"attachments": (Attachment("", "a"),)}, {"attachments[1]"}),
        ({"attachments": (Attachment("https://x.example/" + "x" * 255),)}, {"attachments[1]"}),
        ({"attachments": (Attachment("https://a.example"), Attachment("https://b.example"))}, {"attachments[2]"}),
        ({"attachments": (Attachment("https://a.example", "x" * 256),)}, {"attachments[1].name"}),
        ({"attachments": (Attachment("https://a.example", media_type="image/png"),)}, {"attachments[1].media_type"}),
        ({"extrinsics": (("UserName", "a"), ("User Name", "b"))}, {"extrinsics[2]"}),
        ({"extrinsics": (("gtin", "a"), ("GTIN", "b"))}, {"extrinsics[2]"}),
        (
            {"extrinsics": (("UNIT", "KGM"), ("LONGTEXT_1", "b"), ("cust_field1", "c"))},
            {"extrinsics[1]", "extrinsics[2]", "extrinsics[3]"},
        ),
        ({"extrinsics": (("GTIN", ""), ("EXT_CATEGORY", "x"))}, {"extrinsics[1]", "extrinsics[2]"}),
        ({"extrinsics": (("CUST_FIELD1", "more than ten"),)}, {"extrinsics[1]"}),
        ({"extrinsics": (("SLD_SYS_NAME", "x" * 61),)}, {"extrinsics[1]"}),
        ({"description": "Hex\x00 bolt\ud800"}, {"description"}),
    ],
)
def test_what_has_no_room_is_reported(values: dict[str, object], gone: set[str]) -> None:
    assert set(lost(form_of(a_line(**values)))) == gone


def test_what_was_cut_is_what_is_reported() -> None:
    form = form_of(a_line(extrinsics=(("CUST_FIELD1", "0123456789 and more"),)))

    assert said(form)["CUST_FIELD1"] == "0123456789"
    assert lost(form) == {"extrinsics[1]": " and more"}


def test_what_a_cart_says_around_its_lines_is_reported() -> None:
    form = form_of(buyer_cookie="c", total=Money(Decimal(1), "EUR"), operation_allowed=SetupOperation.EDIT)

    assert set(lost(form)) == {"Cart.buyer_cookie", "Cart.total", "Cart.operation_allowed"}


def test_extrinsics_go_into_the_fields_agreed_on() -> None:
    agreed = CartSettings(fields=[["Cost Center", "CUST_FIELD1"], ["x", "y z"]], charset="utf-8")  # type: ignore[arg-type]
    form = form_of(a_line(extrinsics=(("CUST_FIELD1", "no"), ("Cost Center", "4711"), ("x", "1"))), settings=agreed)

    assert said(form)["CUST_FIELD1"] == "4711"
    assert set(lost(form)) == {"extrinsics[1]", "extrinsics[3]"}


def test_fields_that_sap_does_not_know_can_be_left_out() -> None:
    line = a_line(manufacturer_name="Bolts", extrinsics=(("GTIN", "1"), ("ITEM_TYPE", "Z")))
    form = form_of(line, settings=CartSettings(standard_only=True, charset="utf-8"))

    assert set(lost(form)) == {"manufacturer_name", "extrinsics[1]"}
    assert said(form)["ITEM_TYPE"] == "Z"


def test_optional_fields_can_be_sent_empty() -> None:
    form = form_of(a_line(), settings=CartSettings(emit_empty_fields=True, charset="utf-8"))

    assert [name for name, _value in form.fields[3:]] == [
        f"NEW_ITEM-{one.name}[1]" if one.name != "LONGTEXT" else "NEW_ITEM-LONGTEXT_1:132[]" for one in FIELDS
    ]


def test_a_hierarchy_refers_to_the_indices_that_are_written() -> None:
    lines = (
        a_line(line_number=10, item_type=ItemType.COMPOSITE),
        a_line(parent_line_number=10, item_type=ItemType.ITEM),
    )
    form = form_of(*lines)
    from_zero = form_of(*lines, settings=CartSettings(index_base=0, charset="utf-8"))

    assert ("NEW_ITEM-PARENT_ID[2]", "1") in form.fields
    assert ("NEW_ITEM-PARENT_ID[1]", "0") in from_zero.fields
    assert [one.path for one in form.findings] == ["Cart.lines[1].line_number"]


def test_without_codes_for_them_kinds_of_lines_are_lost() -> None:
    agreed = CartSettings(composite_code="", item_code="OO", charset="utf-8")

    assert "item_type" in lost(form_of(a_line(item_type=ItemType.COMPOSITE), settings=agreed))
    assert "item_type" in lost(form_of(a_line(item_type=ItemType.ITEM), settings=agreed))


def test_characters_that_the_encoding_lacks_are_reported() -> None:
    form = form_of(a_line(description="Büro, 5 € 一"), settings=CartSettings())

    assert form.charset == "iso-8859-1"
    assert {one.path: one.found for one in form.findings} == {"NEW_ITEM-DESCRIPTION[1]": "一 (not in iso-8859-1)"}
    assert form_of(a_line(description="Büro, 5 €"), settings=CartSettings()).findings == ()


@pytest.mark.parametrize(
    "values",
    [{"decimals": 4}, {"longtext": "LONGTEXT"}, {"index_base": 2}, {"charset": "utf-16"}, {"decimals": "many"}],
)
def test_settings_that_cannot_be_meant_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(LocalError) as refusal:
        CartSettings(**values)  # type: ignore[arg-type]

    assert (refusal.value.reason, refusal.value.missing) == ("oci.setting", next(iter(values)))

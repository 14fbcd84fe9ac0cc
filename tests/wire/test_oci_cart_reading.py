"""The cart of an OCI form, read: whatever the order, the index or the spelling of its fields."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.documents import (
    Attachment,
    Cart,
    CartLine,
    Classification,
    Extra,
    ItemType,
    Level,
    Money,
    PriceBasis,
)
from fondaco.wire import oci
from fondaco.wire.oci import CartSettings

MINIMUM = {
    "DESCRIPTION": "Hex bolt",
    "QUANTITY": "5",
    "UNIT": "PCE",
    "PRICE": "1.50",
    "CURRENCY": "EUR",
    "VENDORMAT": "HB-8",
}
Pairs = list[tuple[str, str]]


def fields(index: int = 1, **values: str) -> Pairs:
    return [(f"NEW_ITEM-{name}[{index}]", value) for name, value in {**MINIMUM, **values}.items()]


def cart_of(pairs: Pairs, settings: CartSettings | None = None) -> tuple[Cart, dict[str, str]]:
    reading = oci.read_cart(pairs, settings=settings or CartSettings())
    assert reading.message is not None
    assert isinstance(reading.message.body, Cart)
    return reading.message.body, {one.code: one.path for one in reading.findings}


def line_of(*more: tuple[str, str], **values: str) -> tuple[CartLine, dict[str, str]]:
    cart, codes = cart_of([*fields(**values), *more])
    return cart.lines[0], codes


def test_six_fields_make_a_line() -> None:
    line, codes = line_of()

    assert line == CartLine(
        line_number=1,
        supplier_part_id="HB-8",
        quantity=Decimal(5),
        unit_price=Money(Decimal("1.50"), "EUR"),
        description="Hex bolt",
        unit="PCE",
    )
    assert codes == {}


def test_a_form_without_lines_is_an_empty_cart() -> None:
    for pairs in ([], [("~OkCode", "ADDI"), ("go", "")]):
        cart, codes = cart_of(pairs)

        assert cart == Cart(buyer_cookie="")
        assert codes == {"oci.cart.empty": "NEW_ITEM"}


def test_what_is_not_of_a_line_is_kept_with_the_cart() -> None:
    cart, codes = cart_of(
        [("~OkCode", "ADDI"), ("session", "7"), *fields(), ("NEW_ITEM-UNIT", "PCE"), ("returntarget", "x")]
    )

    assert cart.extras == (Extra("session", "7"), Extra("NEW_ITEM-UNIT", "PCE"))
    assert codes == {"oci.field.name": "NEW_ITEM-UNIT"}


@pytest.mark.parametrize(
    "name",
    [
        "NEW_ITEM-[1]",
        "NEW_ITEM-UNIT[x]",
        "NEW_ITEM-UNIT[1234567890]",
        "NEW_ITEM-A:1[1]",
        "NEW_ITEM-LONGTEXT",
        "NEW_ITEM-LONGTEXT_n:132[]",
        "NEW_ITEM-" + "L" * 200 + "[1]",
    ],
)
def test_a_name_that_belongs_to_no_line_is_kept(name: str) -> None:
    cart, codes = cart_of([*fields(), (name, "x")])

    assert len(cart.lines) == 1
    assert cart.extras == (Extra(name, "x"),)
    assert set(codes) == {"oci.field.name"}


def test_names_are_taken_in_any_case_and_blanks_around_values_are_forgiven() -> None:
    line, codes = line_of((" new_item-leadtime[1] ", " 3 "))

    assert line.lead_time_days == 3
    assert codes == {}


def test_lines_are_put_in_the_order_of_their_indices() -> None:
    cart, codes = cart_of([*fields(7, VENDORMAT="c"), *fields(2, VENDORMAT="a"), *fields(4, VENDORMAT="b")])

    assert [(one.line_number, one.supplier_part_id) for one in cart.lines] == [(2, "a"), (4, "b"), (7, "c")]
    assert set(codes) == {"oci.index.gaps", "oci.index.unordered"}


def test_indices_from_zero_are_lines_from_one() -> None:
    cart, codes = cart_of([*fields(0, ITEM_TYPE="R"), *fields(1, ITEM_TYPE="O", PARENT_ID="0")])

    assert [(one.line_number, one.parent_line_number) for one in cart.lines] == [(1, None), (2, 1)]
    assert set(codes) == {"oci.index.zero"}


@pytest.mark.parametrize(
    "name",
    [
        "LONGTEXT_1:132[]",
        "LONGTEXT_1:132",
        "LONGTEXT_1:132[1]",
        "LONGTEXT_1:132[][1]",
        "LONGTEXT[1]",
        "longtext_n:132[1]",
    ],
)
def test_the_long_text_is_the_description_however_it_is_spelled(name: str) -> None:
    line, codes = line_of((f"NEW_ITEM-{name}", "Hex bolt M8,\r\nzinc plated"))

    assert (line.description, line.short_name) == ("Hex bolt M8,\nzinc plated", "Hex bolt")
    assert codes == {}


def test_the_long_text_may_come_in_rows() -> None:
    line, codes = line_of(("NEW_ITEM-LONGTEXT_1:132[]", "one"), ("NEW_ITEM-LONGTEXT_1:132[]", "two"))

    assert line.description == "one\ntwo"
    assert codes == {"oci.longtext.rows": "NEW_ITEM-LONGTEXT[1]"}


def test_a_description_that_is_only_the_beginning_of_the_long_text_is_no_name() -> None:
    whole = "Hexagon bolt ISO 4017 M8 x 40, steel 8.8, zinc plated"
    line, _codes = line_of(("NEW_ITEM-LONGTEXT_1:132[]", whole), DESCRIPTION=whole[:40])
    same, _codes = line_of(("NEW_ITEM-LONGTEXT_1:132[]", "Bolt"), DESCRIPTION="Bolt")

    assert (line.description, line.short_name) == (whole, "")
    assert (same.description, same.short_name) == ("Bolt", "Bolt")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"DESCRIPTION": ""}, "oci.description.missing"),
        ({"QUANTITY": ""}, "oci.quantity.missing"),
        ({"QUANTITY": "0"}, "oci.quantity.not_positive"),
        ({"UNIT": ""}, "oci.unit.missing"),
        ({"CURRENCY": ""}, "oci.currency.missing"),
        ({"CURRENCY": "EURO"}, "oci.currency.missing"),
        ({"CURRENCY": "ßa"}, "oci.currency.missing"),
        ({"CURRENCY": "eur"}, "oci.currency.case"),
        ({"PRICE": ""}, "oci.price.missing"),
        ({"PRICE": "-1"}, "oci.price.negative"),
        ({"PRICEUNIT": "0"}, "oci.price_unit"),
        ({"PRICEUNIT": "2.5"}, "oci.price_unit"),
        ({"PRICEUNIT": "ten"}, "oci.price_unit"),
        ({"EXT_CATEGORY_ID": "1"}, "oci.schema_type.missing"),
        ({"EXT_CATEGORY": "1"}, "oci.schema_type.missing"),
        ({"EXT_QUOTE_ITEM": "1"}, "oci.quote_id.missing"),
        ({"CONTRACT_ITEM": "1"}, "oci.contract.missing"),
        ({"ATTACHMENT_TITLE": "sheet"}, "oci.attachment.missing"),
        ({"LEADTIME": "soon"}, "oci.number.unreadable"),
        ({"LEADTIME": "1.5"}, "oci.number.unreadable"),
        ({"LEADTIME": "-1"}, "oci.number.unreadable"),
        ({"VENDOR": "12345678901"}, "oci.field.too_long"),
        ({"ITEM_TYPE": "Z"}, "oci.item_type.unknown"),
        ({"PARENT_ID": "9"}, "oci.parent.unknown"),
        ({"PARENT_ID": "1"}, "oci.parent.unknown"),
        ({"GTIN": "4006381333931"}, "oci.field.kept"),
    ],
)
def test_the_rules_of_a_line_are_remarked_on(values: dict[str, str], code: str) -> None:
    _line, codes = line_of(**values)

    assert code in codes
    assert codes[code].endswith("[1]")


@pytest.mark.parametrize(
    "values",
    [
        {"DESCRIPTION": "", "UNIT": "", "MATNR": "100-200"},
        {"EXT_CATEGORY_ID": "1", "EXT_SCHEMA_TYPE": "ECLASS"},
        {"EXT_QUOTE_ITEM": "1", "EXT_QUOTE_ID": "Q"},
        {"CONTRACT_ITEM": "1", "CONTRACT": "C"},
        {"PARENT_ID": "0"},
        {"SERVICE": ""},
        {"PRICEUNIT": "1.0"},
    ],
)
def test_a_line_that_keeps_the_rules_is_not_remarked_on(values: dict[str, str]) -> None:
    assert line_of(**values)[1] == {}


def test_every_field_has_its_place() -> None:
    line, codes = line_of(
        MATNR="100-200",
        PRICEUNIT="100",
        LEADTIME="00003",
        VENDOR="0000100017",
        MANUFACTCODE="300",
        MANUFACTMAT="N-8",
        MANUFACTNAME="Bolts Ltd",
        URL="https://s.example/hb8",
        MATGROUP="0512",
        SERVICE="x",
        CONTRACT="46",
        CONTRACT_ITEM="10",
        EXT_QUOTE_ID="Q-5",
        EXT_QUOTE_ITEM="20",
        EXT_PRODUCT_ID="K-77",
        ATTACHMENT="https://s.example/a.pdf",
        ATTACHMENT_TITLE="Sheet",
        ATTACHMENT_PURPOSE="C",
        EXT_SCHEMA_TYPE="UNSPSC",
        EXT_CATEGORY_ID="31161620",
        EXT_CATEGORY="31161620-1",
        SLD_SYS_NAME="sys",
        CUST_FIELD1="one",
        CUST_FIELD5="five",
        ITEM_TYPE="R",
    )

    assert codes == {}
    assert line == CartLine(
        line_number=1,
        supplier_part_id="HB-8",
        quantity=Decimal(5),
        unit_price=Money(Decimal("1.50"), "EUR"),
        price_basis=PriceBasis(Decimal(100), "PCE"),
        description="Hex bolt",
        unit="PCE",
        buyer_part_id="100-200",
        lead_time_days=3,
        supplier_id="0000100017",
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
        extrinsics=(
            ("EXT_CATEGORY", "31161620-1"),
            ("MANUFACTCODE", "300"),
            ("ATTACHMENT_PURPOSE", "C"),
            ("SLD_SYS_NAME", "sys"),
            ("CUST_FIELD1", "one"),
            ("CUST_FIELD5", "five"),
        ),
    )


def test_a_category_without_an_id_is_the_classification() -> None:
    line, _codes = line_of(EXT_SCHEMA_TYPE="ECLASS", EXT_CATEGORY="19-05-90-01")

    assert line.classifications == (Classification("ECLASS", "19-05-90-01"),)


def test_unknown_fields_stay_under_their_names_or_those_agreed_on() -> None:
    pairs = [*fields(gtin="4006", CUST_FIELD1="4711", empty=""), ("NEW_ITEM-TAX_RATE[1]", "0.19")]
    line = cart_of(pairs, CartSettings(fields={"CostCenter": "CUST_FIELD1"}))[0].lines[0]  # type: ignore[arg-type]

    assert line.extrinsics == (("gtin", "4006"), ("CostCenter", "4711"), ("TAX_RATE", "0.19"))


def test_of_a_repeated_field_the_first_counts_and_the_others_are_kept() -> None:
    line, codes = line_of(
        ("NEW_ITEM-UNIT[1]", "KGM"),
        ("NEW_ITEM-unit[1]", ""),
        ("NEW_ITEM-CUST_FIELD2[1]", ""),
        ("NEW_ITEM-CUST_FIELD2[1]", "x"),
    )

    assert line.unit == "PCE"
    assert line.extras == (Extra("NEW_ITEM-UNIT[1]", "KGM"),)
    assert line.extrinsics == (("CUST_FIELD2", "x"),)
    assert codes == {"oci.field.repeated": "NEW_ITEM-UNIT[1]"}


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("5", "5", ""),
        ("5.000", "5", ""),
        ("00000000005.250", "5.25", ""),
        (".5", "0.5", ""),
        ("1,5", "1.5", "oci.number.comma"),
        ("1234,56", "1234.56", "oci.number.comma"),
        ("1234,567", "1234.567", "oci.number.comma"),
        ("0,250", "0.25", "oci.number.comma"),
        ("12,3456", "12.3456", "oci.number.comma"),
        ("1,234", None, "oci.number.ambiguous"),
        ("1,234.56", None, "oci.number.ambiguous"),
        ("1.234,56", None, "oci.number.ambiguous"),
        ("1,2,3", None, "oci.number.ambiguous"),
        ("1e5", None, "oci.number.unreadable"),
        ("NaN", None, "oci.number.unreadable"),
        ("1 000", None, "oci.number.unreadable"),
        ("٥", None, "oci.number.unreadable"),
        ("9" * 5000, None, "oci.number.unreadable"),
    ],
)
def test_numbers_are_read_where_they_can_mean_one_thing_only(text: str, number: str | None, code: str) -> None:
    line, codes = line_of(QUANTITY=text)

    assert line.quantity == (None if number is None else Decimal(number))
    assert set(codes) - {"oci.field.too_long"} == ({code} if code else set())
    if number is None:
        assert line.extras == (Extra("NEW_ITEM-QUANTITY[1]", text),)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"PRICE": "1,234.56"}, {"PRICE": "1,234.56", "CURRENCY": "EUR"}),
        ({"PRICE": "", "PRICEUNIT": "10"}, {"PRICEUNIT": "10", "CURRENCY": "EUR"}),
        ({"CURRENCY": "X1"}, {"PRICE": "1.50", "CURRENCY": "X1"}),
        ({"CURRENCY": ""}, {"PRICE": "1.50"}),
        ({"PRICEUNIT": "0"}, {"PRICE": "1.50", "CURRENCY": "EUR", "PRICEUNIT": "0"}),
        ({"PRICEUNIT": "1,000"}, {"PRICE": "1.50", "CURRENCY": "EUR", "PRICEUNIT": "1,000"}),
    ],
)
def test_a_price_that_is_not_known_is_none_and_its_words_are_kept(values: dict[str, str], kept: dict[str, str]) -> None:
    line, _codes = line_of(**values)

    assert (line.unit_price, line.price_basis) == (None, None)
    assert {one.path: one.text for one in line.extras} == {f"NEW_ITEM-{name}[1]": text for name, text in kept.items()}


def test_a_price_unit_with_a_comma_is_read() -> None:
    line, codes = line_of(PRICEUNIT="100,0")

    assert line.price_basis == PriceBasis(Decimal(100), "PCE")
    assert set(codes) == {"oci.number.comma"}


def test_words_that_say_nothing_known_are_kept() -> None:
    line, _codes = line_of(
        SERVICE="J", EXT_SCHEMA_TYPE="UNSPSC", ATTACHMENT_TITLE="sheet", PARENT_ID="first", LEADTIME="soon"
    )

    assert [one.text for one in line.extras] == ["J", "soon", "UNSPSC", "sheet", "first"]


def test_the_codes_of_a_hierarchy_are_a_setting() -> None:
    agreed = CartSettings(composite_code="S", item_code="")
    cart, codes = cart_of([*fields(1, ITEM_TYPE="S"), *fields(2, ITEM_TYPE="O", PARENT_ID="00001")], agreed)

    assert [(one.item_type, one.parent_line_number) for one in cart.lines] == [(ItemType.COMPOSITE, None), (None, 1)]
    assert cart.lines[1].extrinsics == (("ITEM_TYPE", "O"),)
    assert set(codes) == {"oci.item_type.unknown"}


def test_a_cart_is_told_from_other_forms() -> None:
    assert oci.looks_like_cart([("a", "b"), ("new_item-unit[1]", "")])
    assert oci.looks_like_cart([("~XMLDOCUMENT", "")])
    assert not oci.looks_like_cart([("HOOK_URL", "NEW_ITEM-")])


def test_levels_tell_what_a_receiver_would_refuse() -> None:
    reading = oci.read_cart(fields(QUANTITY="", GTIN="1"))

    assert {one.code: one.level for one in reading.findings} == {
        "oci.quantity.missing": Level.ERROR,
        "oci.field.kept": Level.NOTE,
    }

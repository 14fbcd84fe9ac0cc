"""CIF 3.0: golden files to the byte, files as they are found, catalogues that nobody thought of."""

from __future__ import annotations

import string
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Catalog,
    CatalogItem,
    CatalogItemAction,
    Classification,
    Credential,
    Envelope,
    Message,
    Money,
    PriceBasis,
    ProfileRequest,
    SearchGroup,
)
from fondaco.wire import LocalError, RemoteError, cif, read_any
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "corpus" / "cif").glob("*.cif"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_file_comes_back_to_the_byte(path: Path) -> None:
    message, findings = cif.read(path.read_bytes())

    assert message is not None
    assert findings == ()
    written = cif.write_noting(message)
    assert written.findings == ()
    assert written.data == path.read_bytes()
    assert written.content_type == "text/plain; charset=UTF-8"


def test_a_file_is_known_by_its_start() -> None:
    data = GOLDEN[0].read_bytes()

    assert cif.recognise(data)
    assert cif.recognise(b"\xef\xbb\xbf" + data)
    assert not cif.recognise(b"<cXML/>")
    assert read_any(data).protocol == "cif"


NAMES = "Supplier ID,Supplier Part ID,Manufacturer Part ID,Item Description,SPSC Code,Unit Price,Unit of Measure"
ROW = "1,A,,Carta,14111507,3.95,RM"


def file(*rows: str, head: str = "LOADMODE: F\nCURRENCY: EUR\n", names: str = NAMES, end: str = "ENDOFDATA\n") -> bytes:
    lines = [f"CIF_I_V3.0\n{head}FIELDNAMES: {names}\nDATA", *rows]
    return ("\n".join(lines) + "\n" + end).encode()


def catalog(reading: Reading) -> Catalog:
    assert reading.message is not None
    assert isinstance(reading.message.body, Catalog)
    return reading.message.body


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in reading.findings]


def test_without_field_names_the_first_fields_are_meant() -> None:
    data = b'CIF_I_V3.0\nLOADMODE:\tF\nCURRENCY:\tUSD\nDATA\nAN01,216,M6,"4\' Lanyard, Green",23171500,55.45,EA,3,Miller,http://a,http://m,47.88\nENDOFDATA'

    reading = cif.read(data)

    assert reading.findings == ()
    (item,) = catalog(reading).items
    assert (item.description, item.unit_price) == ("4' Lanyard, Green", Money(Decimal("55.45"), "USD"))
    assert (item.url, item.market_price) == ("http://a", Money(Decimal("47.88"), "USD"))
    assert item.extrinsics == (("Manufacturer URL", "http://m"),)


def test_a_file_out_of_a_spreadsheet_is_read() -> None:
    head = "CHARSET:,8859_1\r\nLOADMODE:,f,,,\r\nCURRENCY:,eur\r\n\r\n"

    reading = cif.read(
        file("1,A,,Caff\xe8,14111507,3.95,RM,,,", end="ENDOFDATA,,,,\r\n", head=head).decode().encode("latin-1")
    )

    assert [code for code, _path in told(reading)] == ["cif.row"]
    assert catalog(reading).items[0].description == "Caffè"
    assert catalog(reading).currency == "EUR"


def test_field_names_are_known_in_any_dress() -> None:
    names = "SupplierID,supplier part id,Manufacturer_Part_ID,ITEM DESCRIPTION,UNSPSC Code,UnitPrice,Units of Measure"

    reading = cif.read(file(ROW, names=names))

    assert reading.findings == ()
    assert catalog(reading).items[0].unit == "RM"


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (file(ROW).replace(b"V3.0", b"V2.1"), ("cif.version", "/")),
        (file(ROW, head="CURRENCY: EUR\n"), ("cif.load_mode", "/LOADMODE")),
        (file(ROW, head="LOADMODE: X\nCURRENCY: EUR\n"), ("cif.load_mode", "/LOADMODE")),
        (file(ROW, head="LOADMODE: F\nCURRENCY: EUR\nnonsense\n"), ("cif.header", "/")),
        (file(ROW, head="LOADMODE: F\nCURRENCY: EUR\nITEMCOUNT: 7\n"), ("cif.count", "/ITEMCOUNT")),
        (file(ROW, end=""), ("cif.end.missing", "/ENDOFDATA")),
        (
            file("1,A,,Carta,14111507,3.95", names=NAMES.removesuffix(",Unit of Measure")),
            ("cif.field.missing", "/FIELDNAMES"),
        ),
        (file(ROW.replace("Carta", "")), ("cif.value.missing", "/DATA[1]/Item Description")),
        (file(ROW + ",x"), ("cif.row", "/DATA[1]/")),
        (file(ROW.replace("3.95", "3,95").replace("3,95", '"3,95"')), ("money.unreadable", "/DATA[1]/Unit Price")),
        (file(ROW, head="LOADMODE: F\n"), ("money.currency", "/DATA[1]/Unit Price")),
        (file(ROW + ",x", names=NAMES + ",Lead Time"), ("number.unreadable", "/DATA[1]/Lead Time")),
        (file(ROW + ",x", names=NAMES + ",Expiration Date"), ("time.unreadable", "/DATA[1]/Expiration Date")),
        (file(ROW + ",x", names=NAMES + ",Unit Conversion"), ("number.unreadable", "/DATA[1]/Price Unit Quantity")),
        (file(ROW + ",T", names=NAMES + ",Delete"), ("cif.delete", "/DATA[1]/Delete")),
    ],
)
def test_what_is_off_is_told_by_its_place(data: bytes, finding: tuple[str, str]) -> None:
    reading = cif.read(data)

    assert told(reading) == [finding]
    assert len(catalog(reading).items) == 1


def test_what_is_not_understood_is_kept() -> None:
    names = NAMES + ",Lead Time,Effective Date,Parametric Data,Unit Price"

    reading = cif.read(
        file(ROW + ",presto,ieri,{a=b;},9,beyond", names=names, head="LOADMODE: F\nCURRENCY: EUR\nDUNS: T\n")
    )

    (item,) = catalog(reading).items
    assert dict(item.extrinsics) == {
        "Lead Time": "presto",
        "Effective Date": "ieri",
        "Parametric Data": "{a=b;}",
        "Unit Price": "9",
        "Field 12": "beyond",
    }
    assert catalog(reading).extrinsics == (("DUNS", "T"),)


def test_a_price_for_an_unknown_number_is_no_price() -> None:
    names = NAMES + ",Price Unit Quantity"

    assert catalog(cif.read(file(ROW + ",dozen", names=names))).items[0].unit_price is None
    assert catalog(cif.read(file(ROW + ",100", names=names))).items[0].price_basis == PriceBasis(Decimal(100))


def test_bytes_that_are_not_in_the_charset_are_read_as_windows_1252() -> None:
    reading = cif.read(file(ROW.replace("Carta", "Caffe")).replace(b"Caffe", b"Caff\xe8"))

    assert told(reading) == [("cif.charset", "/CHARSET")]
    assert catalog(reading).items[0].description == "Caffè"


def test_a_contract_file_is_named_and_not_read() -> None:
    reading = cif.read(file(ROW).replace(b"CIF_I", b"CIF_C"))

    assert reading.message is None
    assert [(one.code, one.found) for one in reading.findings] == [("type.unsupported", "CIF_C")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cif.none"),
        (b"CIF", "cif.none"),
        (b"CIF_I_V3.0\nLOADMODE: F\n", "cif.no_data"),
        (b"CIF_I_V3.0\n" + b"A: b\n" * 100_000, "cif.no_data"),
        (b"CIF_I_V3.0\nCHARSET: UTF-7\nDATA\nENDOFDATA", "xml.encoding.refused"),
        (b"CIF_I_V3.0\nCHARSET: 8859_12\nDATA\nENDOFDATA", "xml.encoding.refused"),
        (b'CIF_I_V3.0\nDATA\n1,"' + b"x" * 200_000, "cif.not_csv"),
        (file(*[ROW] * 3), "index.too_many_items"),
        (b"CIF_I_V3.0" + b" " * 100_000, "xml.too_large"),
    ],
)
def test_what_cannot_be_taken_is_refused(data: bytes, reason: str) -> None:
    limits = Limits(size=100_000) if reason == "xml.too_large" else Limits(lines=2)

    with pytest.raises(RemoteError) as refused:
        cif.read(data, limits=limits)

    assert refused.value.reason == reason
    assert refused.value.words_it


def test_a_long_file_takes_its_time_and_no_more() -> None:
    started = time.process_time()
    reading = cif.read(file(*[ROW] * 10_000))

    assert len(catalog(reading).items) == 10_000
    assert time.process_time() - started < 3


chunks = st.sampled_from(
    [ROW, "\n", ",", '"', '""', "ENDOFDATA", "DATA", "CIF_I_V3.0", "LOADMODE: I", "FIELDNAMES:", "\r", "\0", ":", NAMES]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(chunks | st.text(max_size=6), max_size=20).map("".join), st.binary(max_size=20))
def test_no_file_raises_anything_but_a_refusal(text: str, more: bytes) -> None:
    for start in ("", "CIF_I_V3.0\n", "CIF_I_V3.0\nDATA\n"):
        with suppress(RemoteError):
            cif.read((start + text).encode("utf-8", "surrogatepass") + more)


# In one line, without white space at its ends, which reading forgives.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
word = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)
text = st.just("") | word | st.sampled_from(['"', '""', "a,b", ",", "'", "=1+1", "ENDOFDATA", "é €"])
# Header lines lose quotes around them and signs of a spreadsheet's columns at their end.
some = st.text(string.ascii_letters + string.digits + ".:-", min_size=1, max_size=12)
said = st.just("") | some
amounts = st.decimals(Decimal(0), Decimal(99999), places=4)
codes = st.lists(some.map(lambda code: Classification("UNSPSC", code)), max_size=1).map(tuple)
columns = st.dictionaries(st.sampled_from(["Image", "Tier", "Manufacturer URL"]), word, max_size=3)


@st.composite
def items(draw: st.DrawFn, incremental: bool) -> CatalogItem:
    actions = [CatalogItemAction.ADD, CatalogItemAction.PUNCHOUT] + [CatalogItemAction.DELETE] * incremental
    action = draw(st.sampled_from(actions))
    currency = draw(st.sampled_from(["EUR", "USD"]))
    price, market = (draw(st.none() | st.builds(Money, amounts, st.just(currency))) for _ in range(2))
    address = draw(text)
    punched = action is CatalogItemAction.PUNCHOUT
    return CatalogItem(
        action=action,
        supplier_part_id=draw(text),
        supplier_part_auxiliary_id=draw(text),
        description=draw(text),
        short_name=draw(text),
        unit=draw(text),
        language=draw(text),
        manufacturer_part_id=draw(text),
        manufacturer_name=draw(text),
        unit_price=price,
        market_price=market,
        price_basis=draw(st.none() | st.builds(PriceBasis, amounts, text, amounts, text)) if price else None,
        classifications=draw(codes),
        lead_time_days=draw(st.none() | st.integers(0, 999_999_999)),
        effective_on=draw(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
        expires_on=draw(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
        url="" if punched else address,
        punchout_url=address if punched else "",
        punchout_level=draw(text),
        extrinsics=tuple(draw(columns).items()),
    )


def as_columns(catalog: Catalog) -> Catalog:
    """With each item's own fields in one order: in a table they have no other."""
    in_order = ("Manufacturer URL", *dict.fromkeys(name for item in catalog.items for name, _text in item.extrinsics))
    return attrs.evolve(
        catalog,
        items=tuple(
            attrs.evolve(item, extrinsics=tuple(sorted(item.extrinsics, key=lambda pair: in_order.index(pair[0]))))
            for item in catalog.items
        ),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    incremental = draw(st.booleans())
    found = draw(st.lists(items(incremental), min_size=1, max_size=4))
    return as_columns(
        Catalog(
            items=tuple(found),
            incremental=incremental,
            supplier_ids=((draw(said), draw(some)),),
            comments=draw(said),
            currency="EUR",
            units=draw(st.sampled_from(["", "UNUOM"])),
            classification_domain="UNSPSC",
            written_on=draw(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
            extrinsics=tuple(draw(st.dictionaries(st.sampled_from(["DUNS", "Version"]), some)).items()),
        )
    )


@settings(max_examples=200, deadline=None)
@given(catalogs())
def test_what_is_written_is_read_back_as_it_was(catalog: Catalog) -> None:
    message = Message(catalog)

    written = cif.write_noting(message)

    assert written.findings == ()
    assert cif.read(written.data).message == message


BASE = Catalog(
    items=(
        CatalogItem(
            supplier_part_id="A", description="Carta", unit="RM", classifications=(Classification("UNSPSC", "1"),)
        ),
    ),
    supplier_ids=(("DUNS", "bottega"),),
    classification_domain="UNSPSC",
    currency="EUR",
)


def with_item(**changes: object) -> Catalog:
    return attrs.evolve(BASE, items=(attrs.evolve(BASE.items[0], **changes),))


@pytest.mark.parametrize(
    "catalog",
    [
        attrs.evolve(BASE, supplier_ids=(("DUNS", "bottega"), ("NetworkID", "AN1"))),
        attrs.evolve(BASE, supplier_ids=(("DUNS", "bottega"), ("DUNS", "nobody"))),
        attrs.evolve(BASE, units="ISO"),
        attrs.evolve(BASE, language="it"),
        attrs.evolve(BASE, comments="a\nb"),
        attrs.evolve(BASE, search_groups=(SearchGroup("Carta"),)),
        attrs.evolve(BASE, extrinsics=(("CHARSET", "x"),)),
        attrs.evolve(BASE, extrinsics=(("a key", "x"),)),
        attrs.evolve(BASE, extrinsics=(("Empty", ""),)),
        with_item(description="a\r\nb"),
        with_item(supplier_id="bottega", supplier_id_domain="NetworkID"),
        with_item(punchout_url="https://example.com"),
        with_item(classifications=(Classification("eCl@ss", "1"),)),
        with_item(classifications=(Classification("UNSPSC", "1"), Classification("UNSPSC", "2"))),
        with_item(unit_price=Money(Decimal(1), "EUR"), market_price=Money(Decimal(1), "USD")),
        with_item(characteristics=(("Formato", "A4"),)),
        with_item(extrinsics=(("Unit Price", "1"),)),
        with_item(extrinsics=(("Tier", ""),)),
        with_item(extrinsics=(("a,b", "1"),)),
        with_item(extrinsics=(("Tier", "1"), ("Tier", "2"))),
    ],
)
def test_what_cif_cannot_say_is_reported(catalog: Catalog) -> None:
    assert len(cif.write_noting(Message(catalog)).losses) == 1


def test_an_envelope_is_lost() -> None:
    around = Envelope(Credential("DUNS", "bottega"))

    assert [one.path for one in cif.write_noting(Message(BASE, around)).losses] == ["Message.envelope"]


@pytest.mark.parametrize(
    "body",
    [ProfileRequest(), attrs.evolve(BASE, supplier_ids=()), with_item(action=CatalogItemAction.DELETE)],
)
def test_what_cannot_be_written_is_refused(body: object) -> None:
    with pytest.raises(LocalError):
        cif.write_noting(Message(body))  # type: ignore[arg-type]

"""Orders as real systems write them: read whole, whatever is wrong with a line; nothing is guessed or lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from fondaco.documents import (
    Attachment,
    Charge,
    Contact,
    Distribution,
    Extra,
    Level,
    Money,
    OrderOperation,
    PriceBasis,
    PurchaseOrder,
    Segment,
)
from fondaco.wire.cxml import Reading, read

Varied = Callable[..., bytes]
LINES = "/cXML/Request/OrderRequest/ItemOut"


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def body(reading: Reading, kind: type) -> object:
    assert reading.message is not None
    assert isinstance(reading.message.body, kind)
    return reading.message.body


def the_order(reading: Reading) -> PurchaseOrder:
    return body(reading, PurchaseOrder)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "written",
    ["NaN", "1e400000", "1_000", "１２", "Infinity", "", "1,5", "1.234,50", "--1", "0x10", "1" * 16, "12 EUR"],
)
def test_a_number_that_is_none_refuses_its_line_and_not_the_document(order: Varied, written: str) -> None:
    reading = read(order(('quantity="10"', f'quantity="{written}"'), (">1.00<", f">{written}<")))

    first, second = the_order(reading).lines
    assert (first.quantity, second.unit_price) == (None, None)
    assert first.unit_price == Money(Decimal("1.2345"), "EUR")
    assert second.quantity == Decimal("0.5")
    assert reading.findings[0].code == "line.quantity.unreadable"
    assert reading.findings[0].path == f"{LINES}[1]/@quantity"
    assert reading.findings[0].found == written
    assert reading.findings[1].path == f"{LINES}[2]/ItemDetail/UnitPrice/Money"
    assert reading.findings[1].code == ("money.unreadable" if written else "money.empty")


@pytest.mark.parametrize(("written", "number"), [("-3", "-3"), ("0", "0"), (" 0.00 ", "0")])
def test_a_quantity_that_makes_no_sense_is_read_and_remarked_on(order: Varied, written: str, number: str) -> None:
    reading = read(order(('quantity="10"', f'quantity="{written}"')))

    assert the_order(reading).lines[0].quantity == Decimal(number)
    assert [(one.code, one.level) for one in reading.findings] == [("line.quantity.not_positive", Level.ERROR)]


def test_a_negative_price_is_read_and_remarked_on(order: Varied) -> None:
    reading = read(order((">1.2345<", ">-1.2345<")))

    assert the_order(reading).lines[0].unit_price == Money(Decimal("-1.2345"), "EUR")
    assert codes(reading) == ["line.price.negative"]


@pytest.mark.parametrize(
    ("currency", "price", "found"),
    [
        ("eur", Money(Decimal("1.2345"), "EUR"), ["money.currency.case"]),
        ("", None, ["money.currency"]),
        ("Euro", None, ["money.currency"]),
        ("€", None, ["money.currency"]),
    ],
)
def test_a_currency_is_three_capital_letters(
    order: Varied, currency: str, price: Money | None, found: list[str]
) -> None:
    reading = read(order(('currency="EUR">1.2345', f'currency="{currency}">1.2345')))

    assert the_order(reading).lines[0].unit_price == price
    assert codes(reading) == found


def test_an_order_with_nothing_in_it_says_all_that_is_missing() -> None:
    reading = read(b"<cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'><Request><OrderRequest/></Request></cXML>")

    assert the_order(reading) == PurchaseOrder("", ())
    assert codes(reading) == [
        "xml.doctype.missing",
        "order.number.missing",
        "order.lines.missing",
        "envelope.header.missing",
    ]


def test_an_order_whose_header_and_lines_are_bare_is_read() -> None:
    reading = read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'><Header/>"
        b"<Request><OrderRequest>"
        b"<OrderRequestHeader type='NEW'/><ItemOut/><ItemOut quantity='1'><ItemDetail/></ItemOut></OrderRequest>"
        b"</Request></cXML>"
    )

    order = the_order(reading)
    assert [line.line_number for line in order.lines] == [1, 2]
    assert codes(reading)[:4] == [
        "order.date.missing",
        "order.total.missing",
        "order.bill_to.missing",
        "line.quantity.unreadable",
    ]
    assert {"line.number.missing", "line.part_id.missing", "line.price.missing", "line.unit.missing"} <= set(
        codes(reading)
    )


def test_the_kind_of_an_order_is_read(order: Varied) -> None:
    assert the_order(read(order(('type="new"', 'type="Update"')))).operation is OrderOperation.UPDATE
    assert the_order(read(order((' type="new"', "")))).operation is OrderOperation.NEW

    reading = read(order(('type="new"', 'type="replace"')))
    assert the_order(reading).operation is OrderOperation.NEW
    assert codes(reading) == ["word.unknown"]


def test_a_line_number_that_is_none_is_replaced_by_the_position(order: Varied) -> None:
    reading = read(order(('lineNumber="7"', 'lineNumber="seven"')))

    assert the_order(reading).lines[1].line_number == 2
    assert codes(reading) == ["number.unreadable", "line.number.missing"]


def test_what_is_not_understood_is_kept_with_its_path(order: Varied) -> None:
    detail = (
        '<SpendDetail><Accounting name="A"><Segment id="1" type="x"/><Segment id="2"/>rest</Accounting>'
        "<Charge>t<b/>ail</Charge></SpendDetail>"
    )
    reading = read(
        order(
            ("</ItemDetail>", f"<PlannedAcceptanceDays/></ItemDetail>{detail}"),
            ("<Comments", "<Followup><URL>https://x</URL></Followup><Comments"),
        )
    )

    one = the_order(reading).lines[0]
    assert one.extras == (
        Extra(f"{LINES}[1]/ItemDetail/PlannedAcceptanceDays", ""),
        Extra(f"{LINES}[1]/SpendDetail/Accounting/@name", "A"),
        Extra(f"{LINES}[1]/SpendDetail/Accounting/Segment/@id", "1"),
        Extra(f"{LINES}[1]/SpendDetail/Accounting/Segment/@type", "x"),
        Extra(f"{LINES}[1]/SpendDetail/Accounting/Segment[2]/@id", "2"),
        Extra(f"{LINES}[1]/SpendDetail/Accounting", "rest"),
        Extra(f"{LINES}[1]/SpendDetail/Charge", "t"),
        Extra(f"{LINES}[1]/SpendDetail/Charge/b", ""),
        Extra(f"{LINES}[1]/SpendDetail/Charge", "ail"),
    )
    assert the_order(reading).extras == (
        Extra("/cXML/Request/OrderRequest/OrderRequestHeader/Followup/URL", "https://x"),
    )
    assert codes(reading) == ["element.order", "element.kept", "element.kept", "element.kept"]


def test_an_attribute_that_is_not_understood_is_kept(order: Varied) -> None:
    reading = read(order(('<ItemOut quantity="10"', '<ItemOut isAdHoc="yes" quantity="10"')))

    assert the_order(reading).lines[0].extras == (Extra(f"{LINES}[1]/@isAdHoc", "yes"),)
    assert [(one.code, one.path, one.found) for one in reading.findings] == [
        ("element.kept", f"{LINES}[1]/@isAdHoc", "@isAdHoc")
    ]


def test_repeated_elements_are_not_lost_and_the_first_counts(order: Varied) -> None:
    reading = read(
        order(
            ("<SupplierPartID>FND-000412</SupplierPartID>", "<SupplierPartID>FND-000412</SupplierPartID>" * 2),
            ("<UnitOfMeasure>EA</UnitOfMeasure>", "<UnitOfMeasure>EA</UnitOfMeasure><UnitOfMeasure>BX</UnitOfMeasure>"),
            ("</UnitPrice>", '</UnitPrice><UnitPrice><Money currency="EUR">9</Money></UnitPrice>'),
            ('"blu"</Description>', '"blu"</Description><Description xml:lang="en">Gel pen</Description>'),
            ("</ItemOut>", "<Tax/><Tax/></ItemOut>"),
        )
    )

    one = the_order(reading).lines[0]
    assert (one.supplier_part_id, one.unit, one.unit_price) == ("FND-000412", "EA", Money(Decimal("1.2345"), "EUR"))
    assert one.description == 'Penna a gel & ricarica "blu"'
    assert {extra.text for extra in one.extras} >= {"FND-000412", "BX", "9", "Gel pen"}
    assert codes(reading).count("element.repeated") == 4


def test_the_parts_of_an_order_that_the_documents_have_no_field_for_are_kept(order: Varied) -> None:
    reading = read(
        order(
            ("<SupplierPartAuxiliaryID>", "<BuyerPartID>B-1</BuyerPartID><SupplierPartAuxiliaryID>"),
            ("</UnitPrice>", "<Modifications><Modification/></Modifications></UnitPrice>"),
            ("</BillTo>", "<IdReference/></BillTo>"),
            ("</Comments>", "<Attachment><URL>cid:1</URL></Attachment></Comments>"),
            (">anna.rossi@example.com</Extrinsic>", ">anna.rossi@example.com<a>b</a></Extrinsic>"),
            ("In confezione neutra.", "In confezione neutra.<Attachment><URL>cid:2</URL></Attachment>"),
            ("</OrderRequest>", "<Surprise/></OrderRequest>"),
        )
    )

    paths = [extra.path for extra in (*the_order(reading).extras, *the_order(reading).lines[0].extras)]
    assert [path.rsplit("/", 1)[1] for path in paths] == [
        "IdReference",
        "a",
        "Surprise",
        "Modification",
    ]
    assert the_order(reading).extrinsics == (("UserEmail", "anna.rossi@example.com b"),)
    assert the_order(reading).attachments == (Attachment("cid:1"),)
    assert the_order(reading).lines[0].buyer_part_id == "B-1"
    assert the_order(reading).lines[1].attachments == (Attachment("cid:2"),)


def test_a_price_for_more_than_one_unit_is_kept_with_what_it_is_for(order: Varied) -> None:
    basis = (
        '<PriceBasisQuantity quantity="100" conversionFactor="50"><UnitOfMeasure>EA</UnitOfMeasure>'
        '<Description xml:lang="it">al cento</Description></PriceBasisQuantity>'
    )

    line = the_order(read(order(("<Classification", basis + "<Classification")))).lines[0]

    assert line.unit_price == Money(Decimal("1.2345"), "EUR")
    assert line.price_basis == PriceBasis(Decimal(100), "EA", Decimal(50), "al cento")
    assert line.price_each == Money(Decimal("0.61725"), "EUR")


@pytest.mark.parametrize("name", ["quantity", "conversionFactor"])
def test_a_price_basis_that_is_no_number_is_kept_and_remarked_on(order: Varied, name: str) -> None:
    basis = f'<PriceBasisQuantity {name}="many"><UnitOfMeasure>EA</UnitOfMeasure></PriceBasisQuantity>'

    reading = read(order(("<Classification", basis + "<Classification")))

    assert the_order(reading).lines[0].price_basis is None
    assert "number.unreadable" in codes(reading)


def test_odd_words_about_a_line_are_remarked_on_and_left_out(order: Varied) -> None:
    odd = '<ItemOut parentLineNumber="x" itemType="thing" itemClassification="labour" quantity="10"'

    reading = read(order(('<ItemOut quantity="10"', odd)))

    line = the_order(reading).lines[0]
    assert (line.parent_line_number, line.item_type, line.service) == (None, None, False)
    assert codes(reading) == ["number.unreadable", "word.unknown", "word.unknown"]


def test_the_agreement_and_the_supplier_of_a_line_count_once(order: Varied) -> None:
    one = '<MasterAgreementReference agreementID="C-1"><DocumentReference payloadID="p"/></MasterAgreementReference>'
    supplier = '<SupplierID domain="DUNS">1</SupplierID>'
    twice = f"{supplier}{supplier}{one}<MasterAgreementIDInfo agreementID='C-2'/></ItemOut>"

    reading = read(order(("</ItemOut>", twice)))

    line = the_order(reading).lines[0]
    assert (line.contract_number, line.supplier_id, line.supplier_id_domain) == ("C-1", "1", "DUNS")
    assert codes(reading).count("element.repeated") == 2


def test_accounts_are_read_in_their_older_form_too(order: Varied) -> None:
    accounts = (
        '<Distribution><Accounting name="Cost"><Segment type="Cost center" id="4410" description="Workshop"/>'
        '</Accounting><Charge><Money currency="EUR">5</Money></Charge></Distribution>'
    )

    line = the_order(read(order(("</ItemOut>", accounts + "</ItemOut>")))).lines[0]

    segment = Segment("Cost center", "4410", "Workshop")
    assert line.distributions == (Distribution("Cost", (segment,), Money(Decimal(5), "EUR")),)


def test_what_of_an_industry_is_not_read_is_kept(order: Varied) -> None:
    industry = (
        '<ItemDetailIndustry isConfigurableMaterial="yes"><Other/><ItemDetailRetail><EANID>4006381333931</EANID>'
        '<Characteristic domain="Colour" value="blue" code="B"/></ItemDetailRetail></ItemDetailIndustry>'
    )

    line = the_order(read(order(('<Extrinsic name="Cost Center"', industry + '<Extrinsic name="Cost Center"')))).lines[
        0
    ]

    assert line.characteristics == (("Colour", "blue"),)
    assert {extra.text for extra in line.extras} == {"yes", "", "4006381333931", "B"}


def test_a_price_is_found_among_other_elements_and_missed_where_there_is_none(order: Varied) -> None:
    modified = read(order(("<UnitPrice>", "<UnitPrice><Modifications/>"), ("In confezione neutra.", " ")))
    empty = read(order(('<Money currency="EUR">1.2345</Money>', "")))

    assert the_order(modified).lines[0].unit_price == Money(Decimal("1.2345"), "EUR")
    assert the_order(modified).lines[1].comments == ""
    assert the_order(empty).lines[0].unit_price is None
    assert codes(empty) == ["money.empty"]


def test_descriptions_are_read_with_a_short_name_and_without_a_language(order: Varied) -> None:
    text = 'xml:lang="it">Penna a gel &amp; ricarica "blu"'
    short = read(order((text, 'xml:lang="it"><ShortName>Penna</ShortName>')))
    both = read(order((text, 'xml:lang="it"><ShortName>Penna</ShortName> a gel')))
    bare = read(order((f"<Description {text}", "<Description>Penna")))

    assert the_order(short).lines[0].description == "Penna"
    assert the_order(both).lines[0].description == "a gel"
    assert the_order(bare).lines[0].language == ""
    assert codes(bare) == ["language.missing"]


def test_charges_that_cannot_be_read_are_none_and_their_order_is(order: Varied) -> None:
    reading = read(
        order(
            ('<Money currency="EUR">4.90</Money>', "<Cost>4.90</Cost>"),
            ("<TaxAmount>", "<TaxLocation>"),
            ("</TaxAmount>", "</TaxLocation>"),
            ("<TaxDetail ", "<TaxDetail taxPointDate='2026-01-01' "),
        )
    )

    order_read = the_order(reading)
    assert order_read.shipping is None
    assert order_read.tax == Charge(Money(Decimal("2.72"), "EUR"), "IVA")
    assert any(extra.path.endswith("TaxDetail/@percentageRate") and extra.text == "22" for extra in order_read.extras)
    assert codes(reading).count("money.empty") == 1


def test_what_a_tax_detail_has_beside_its_amount_is_kept(order: Varied) -> None:
    reading = read(
        order(("</TaxAmount>", "</TaxAmount><TaxLocation>Genova</TaxLocation><TaxRegime>ordinario</TaxRegime>"))
    )

    tax = the_order(reading).tax
    assert tax is not None
    assert tax.details[0].rate == Decimal(22)
    assert tax.details[0].location == "Genova"
    assert the_order(reading).extras[0].text == "ordinario"


def test_an_address_is_read_however_little_it_says(order: Varied) -> None:
    start, end = "<ShipTo>", "</ShipTo>"
    data = order().decode()
    head, rest = data.split(start, 1)
    tail = rest.split(end, 1)[1]

    def ship_to(inner: str) -> Reading:
        return read((head + start + inner + end + tail).encode())

    assert the_order(ship_to("")).ship_to is None
    assert the_order(ship_to("<Address/><Address/>")).ship_to is not None
    reading = ship_to(
        "<Address isoCountryCode='it'><Name>A</Name><PostalAddress><City>X</City><Municipality>M</Municipality>"
        "</PostalAddress><Fax><Email>f@x</Email></Fax><URL/><Phone>010 555</Phone></Address>"
    )
    address = the_order(reading).ship_to
    assert address is not None
    assert (address.country, address.phone, address.city) == ("IT", "010 555", "X")
    assert [extra.text for extra in the_order(reading).extras] == ["M", "f@x"]
    assert codes(reading) == ["language.missing", "element.kept", "element.kept"]


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ('<Country isoCountryCode="it">Italia</Country>', "IT", []),
        ("<Country>it</Country>", "IT", []),
        ("<Country>Italia</Country>", "", ["Italia"]),
        ("<Country/>", "", []),
    ],
)
def test_a_country_is_its_code(order: Varied, written: str, country: str, kept: list[str]) -> None:
    reading = read(
        order(
            ('<Country isoCountryCode="IT">IT</Country>', written),
            ('<Address isoCountryCode="IT" addressID="GE-01">', "<Address>"),
        )
    )

    ship_to = the_order(reading).ship_to
    assert ship_to is not None
    assert ship_to.country == country
    assert [extra.text for extra in the_order(reading).extras] == kept


def test_contacts_keep_what_they_say_and_the_first_of_each(order: Varied) -> None:
    reading = read(order(("</Contact>", "<Phone>123</Phone><Email>b@x</Email><Fax/></Contact>")))

    assert the_order(reading).contacts == (Contact("endUser", "Anna Róssi", "anna.rossi@example.com", "123"),)
    assert the_order(reading).extras[0].text == "b@x"


def test_what_stands_in_the_small_parts_of_a_line_and_is_not_read_is_kept(order: Varied) -> None:
    reading = read(
        order(
            ("</ItemID>", '<IdReference domain="a" identifier="b"/></ItemID>'),
            ('ricarica "blu"</Description>', 'ricarica<Odd/> "blu"</Description>'),
            (
                "</ItemOut>",
                '<Contact role="buyer"><Name xml:lang="it">B</Name><IdReference domain="c" identifier="d">'
                "<Creator>e</Creator></IdReference></Contact></ItemOut>",
            ),
        )
    )

    line = the_order(reading).lines[0]
    assert {extra.path.rsplit("/", 1)[1] for extra in line.extras} == {"@domain", "@identifier", "Odd", "Creator"}
    assert line.contacts[0].identifiers == (("c", "d"),)


@pytest.mark.parametrize(
    ("written", "terms", "kept"),
    [
        ('<TermsOfDeliveryCode value="DAP"/><ShippingPaymentMethod value="Other"/>', "DAP", []),
        ('<TermsOfDeliveryCode value="Other">to the gate</TermsOfDeliveryCode>', "to the gate", []),
        ('<TermsOfDeliveryCode value="DAP"/><ShippingPaymentMethod value="Collect"/>', "DAP", ["Collect"]),
    ],
)
def test_terms_of_delivery_are_a_code_or_words(order: Varied, written: str, terms: str, kept: list[str]) -> None:
    extrinsic = '<Extrinsic name="UserEmail">'
    reading = read(order((extrinsic, f"<TermsOfDelivery>{written}</TermsOfDelivery>{extrinsic}")))

    assert the_order(reading).delivery_terms == terms
    assert [extra.text for extra in the_order(reading).extras] == kept


CHARGED = (
    '<Modifications><Modification><AdditionalCost><Money currency="EUR">3.00</Money></AdditionalCost>'
    '<ModificationDetail name="fee"><Description xml:lang="en">Packing</Description></ModificationDetail>'
    "</Modification></Modifications>"
)


def test_fees_and_allowances_beside_the_total_are_read(order: Varied) -> None:
    said = order()
    end = said.index(b"</Total>")

    reading = read(said[:end] + CHARGED.encode() + b"<Strange/>" + said[end:])

    found = the_order(reading)
    assert [(one.kind, one.money.amount, one.description) for one in found.charges] == [("fee", Decimal(3), "Packing")]
    assert [extra.path for extra in found.extras if "Strange" in extra.path]


def test_a_second_total_is_kept_and_not_believed(order: Varied) -> None:
    said = order()
    end = said.index(b"</Total>") + len(b"</Total>")
    again = b'<Total><Money currency="EUR">1.00</Money></Total>'

    reading = read(said[:end] + again + said[end:])

    assert the_order(reading).total != Money(Decimal(1), "EUR")
    assert [extra.path for extra in the_order(reading).extras if "Total" in extra.path]

"""What a setup, a cart or an order says and the DTD has no place for: reported as lost, never dropped in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fondaco.documents import (
    Address,
    Cart,
    CartLine,
    CatalogFunction,
    Charge,
    Classification,
    Contact,
    Credential,
    Document,
    Envelope,
    Message,
    Money,
    OrderLine,
    PunchOutSetup,
    PurchaseOrder,
    SetupOperation,
    TaxDetail,
)
from fondaco.wire.cxml import read, write_noting
from fondaco.wire.errors import LocalError

WHEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WHO = Credential("NetworkID", "desk")
LINE = {
    "supplier_part_id": "FND-1",
    "quantity": Decimal(1),
    "unit_price": Money(Decimal(5), "EUR"),
    "description": "Pen",
    "unit": "EA",
    "classifications": (Classification("UNSPSC", "44121704"),),
}


def written(body: Document, dtd_dir: Path) -> list[tuple[str, str, str]]:
    around = Envelope(WHO, (WHO,), (WHO,), payload_id="1", timestamp=WHEN, language="en")
    result = write_noting(Message(body, around), dtd_dir=dtd_dir)
    assert read(result.data).message is not None
    return [(one.code, one.path, one.found) for one in result.findings]


def order(**more: object) -> PurchaseOrder:
    place = Address(name="Here", street=("Way 1",), city="Genova", country="IT")
    line = OrderLine(line_number=1, **{**LINE, **more})
    return PurchaseOrder("1", (line,), ordered_at=WHEN, total=Money(Decimal(5), "EUR"), bill_to=place)


def cart(**more: object) -> Cart:
    return Cart("cookie", (CartLine(**{**LINE, **more}),), total=Money(Decimal(5), "EUR"))


@pytest.mark.parametrize("name", ["contract_number", "contract_line", "quote_number", "quote_line"])
def test_a_cart_line_has_no_place_for_agreements_and_quotes(name: str, dtd_dir: Path) -> None:
    assert written(cart(**{name: "Q-1"}), dtd_dir) == [("lost", f"ItemIn/{name}", "Q-1")]


@pytest.mark.parametrize("name", ["quote_number", "quote_line"])
def test_an_order_line_has_no_place_for_quotes(name: str, dtd_dir: Path) -> None:
    assert written(order(**{name: "Q-1"}), dtd_dir) == [("lost", f"ItemOut/{name}", "Q-1")]


def test_a_domain_without_a_suppliers_number_has_no_place(dtd_dir: Path) -> None:
    assert written(order(supplier_id_domain="DUNS"), dtd_dir) == [("lost", "SupplierID/@domain", "DUNS")]


def test_a_short_name_alone_is_written_as_the_description_too(dtd_dir: Path) -> None:
    found = written(order(description="", short_name="Pen"), dtd_dir)

    assert found == [("supplied", "ItemDetail/Description", "Pen")]


def test_shipping_has_no_taxes_and_a_tax_no_carrier(dtd_dir: Path) -> None:
    euro = Money(Decimal(1), "EUR")
    shipping = Charge(euro, "Courier", (TaxDetail("VAT", euro),))
    tax = Charge(euro, "VAT", (TaxDetail("VAT", euro, exemption="odd"),), "Courier", "1Z")

    assert written(order(shipping=shipping, tax=tax), dtd_dir) == [
        ("lost", "Shipping/TaxDetail", "1 EUR"),
        ("lost", "TaxDetail/@exemptDetail", "odd"),
        ("lost", "Tax/@trackingId", "Courier 1Z"),
    ]


def test_a_contact_has_no_place_for_a_country_alone_or_a_second_name(dtd_dir: Path) -> None:
    contact = Contact("buyer", "Anna", address=Address(name="Office", country="IT"))

    assert [one[1] for one in written(order(contacts=(contact,)), dtd_dir)] == [
        "Contact/PostalAddress/Country",
        "Contact/PostalAddress/name",
    ]


def test_an_empty_fax_in_an_address_says_nothing(golden: object) -> None:
    data = golden("OrderRequest/plain").decode()  # type: ignore[operator]
    changed = data.replace("</Phone>", "</Phone><Fax/>", 1)
    assert changed != data

    message = read(changed.encode()).message

    assert message is not None
    assert isinstance(message.body, PurchaseOrder)
    assert message.body.extras == ()


def test_what_only_an_oci_call_says_has_no_place_in_a_setup(dtd_dir: Path) -> None:
    setup = PunchOutSetup(
        "cookie",
        search_text="pens",
        vendor="4711",
        return_target="_top",
        selected_quantity=Decimal(2),
        function=CatalogFunction.VALIDATE,
    )

    assert written(setup, dtd_dir) == [
        ("lost", "PunchOutSetupRequest/selected_quantity", "2"),
        ("lost", "PunchOutSetupRequest/search_text", "pens"),
        ("lost", "PunchOutSetupRequest/vendor", "4711"),
        ("lost", "PunchOutSetupRequest/return_target", "_top"),
        ("lost", "PunchOutSetupRequest/function", "VALIDATE"),
    ]


def test_a_cart_that_allows_sourcing_is_not_written(dtd_dir: Path) -> None:
    with pytest.raises(LocalError) as caught:
        written(Cart("cookie", operation_allowed=SetupOperation.SOURCE, total=Money(Decimal(0), "EUR")), dtd_dir)

    assert caught.value.missing == "@operationAllowed"


def test_the_selected_item_keeps_what_is_not_read_of_it(golden: object) -> None:
    data = golden("PunchOutSetupRequest/source").decode()  # type: ignore[operator]
    changed = data.replace("</ItemID>", "<BuyerPartID>B-1</BuyerPartID></ItemID>", 1)
    assert changed != data

    message = read(changed.encode()).message

    assert message is not None
    assert isinstance(message.body, PunchOutSetup)
    assert [extra.text for extra in message.body.extras] == ["B-1"]

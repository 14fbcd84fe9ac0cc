"""The public samples of OCI and of Oracle's carts: nothing in them is lost, and prices are what a person reads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fondaco.documents import Cart, Level, Money
from fondaco.wire import RemoteError, oci, oracle
from fondaco.wire.results import Reading

pytestmark = pytest.mark.corpus


@pytest.fixture
def other(corpus: Path) -> Path:
    return corpus / "other"


def cart_of(reading: Reading) -> Cart:
    assert reading.message is not None
    assert isinstance(reading.message.body, Cart)
    return reading.message.body


@pytest.mark.parametrize("name", ["real_world", "meplato_extensions"])
def test_carts_from_the_wild_are_read(other: Path, name: str) -> None:
    data = (other / "sapoci" / f"{name}.html").read_bytes()
    reading = oci.read(data)
    cart = cart_of(reading)

    assert oci.recognise(data)
    assert len(cart.lines) == 10
    assert [one.unit_price for one in cart.lines[:3]] == [
        Money(Decimal(amount), "EUR") for amount in ("1730.90", "1944.65", "68.53")
    ]
    assert {one.unit for one in cart.lines} == {"PCE", "PA"}
    assert cart.lines[0].manufacturer_part_id == "491901E"
    assert cart.lines[0].short_name.startswith("MantisRegistered Elite")
    assert ("HEADER-TOTAL_RESULTS", "1081") in [(one.path, one.text) for one in cart.extras]
    assert not [one for one in reading.findings if one.level is Level.ERROR]


def test_the_extensions_of_a_marketplace_are_kept(other: Path) -> None:
    cart = cart_of(oci.read((other / "sapoci" / "meplato_extensions.html").read_bytes()))

    assert dict(cart.lines[0].extrinsics) == {
        "MPS_SAGE_NUMBER": "80222",
        "MPS_SAGE_CONTRACT": "AA03",
        "CUST_FIELD30": "30th cust field with up to 100 characters",
        "TAX_RATE": "0.19",
        "TAX_CODE": "V19",
        "SOLD_BY": "Seller 1",
        "FULFILLED_BY": "Fulfiller 1",
    }


def test_a_price_for_a_thousand_is_read_as_one(other: Path) -> None:
    line = cart_of(oci.read((other / "oci_forms" / "oci4_cart_return.html").read_bytes())).lines[0]

    assert (line.unit_price, line.price_each) == (Money(Decimal(50), "EUR"), Money(Decimal("0.05"), "EUR"))
    assert line.description == "Hexagon bolt ISO 4017 M8 x 40, steel 8.8, zinc plated"


def test_a_skeleton_without_its_xml_is_refused(other: Path) -> None:
    with pytest.raises(RemoteError, match=r"xml\.none"):
        oci.read((other / "oci_forms" / "oci_xml_variant_ESAPO.html").read_bytes())


def test_an_oracle_cart_is_read(other: Path) -> None:
    line = cart_of(
        oracle.read((other / "oracle_punchout_xml" / "cart_response_OrderLinesDataElements.xml").read_bytes())
    ).lines[0]

    assert (line.supplier_part_id, line.quantity, line.unit) == ("P456", 3, "DZ")
    assert line.unit_price == Money(Decimal("9.99"), "USD")

"""Each golden BOD: valid under the stand-alone schema, read without loss, written back to the same canonical form."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from lxml import etree

from fondaco.documents import Cart, Level, PunchOutSetup, PunchOutSetupAnswer, PurchaseOrder, ShipNotice
from fondaco.wire import cxml
from fondaco.wire.oagis import read, recognise, write_noting
from fondaco.wire.oagis.bods import BODS, bod_of
from tests.wire.losing import settled, without

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TEN = sorted((CORPUS / "oagis10").glob("*/*.xml"))
NINE = sorted((CORPUS / "oagis9").glob("*/*.xml"))
ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "AcknowledgeOnlineSession",
    "AcknowledgePurchaseOrder",
    "CancelPurchaseOrder",
    "ChangePurchaseOrder",
    "ConfirmBOD",
    "ProcessInvoice",
    "ProcessOnlineOrder",
    "ProcessOnlineSession",
    "ProcessPurchaseOrder",
    "ProcessShipment",
}


def canonical(data: bytes) -> str:
    return etree.canonicalize(etree.fromstring(data), strip_text=True)


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def valid(data: bytes, name: str, folder: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(Path(folder) / f"{name}.xsd")))
    assert schema.validate(etree.fromstring(data)), schema.error_log


@pytest.mark.parametrize("path", TEN, ids=named)
def test_a_golden_message_of_release_10_is_valid_and_comes_back_as_it_was(path: Path, oagis_schemas: str) -> None:
    data = path.read_bytes()
    valid(data, path.parent.name, oagis_schemas)

    message, findings = read(data)

    assert message is not None
    assert findings == ()
    written = write_noting(message, schema_dir=oagis_schemas)
    assert written.losses == ()
    assert canonical(written.data) == canonical(data)


@pytest.mark.parametrize("path", NINE, ids=named)
def test_a_golden_message_of_release_9_comes_back_as_it_was(path: Path) -> None:
    data = path.read_bytes()

    message, findings = read(data)

    assert message is not None
    assert findings == ()
    written = write_noting(message, release="9")
    assert written.losses == ()
    assert canonical(written.data) == canonical(data)


@pytest.mark.parametrize("path", TEN, ids=named)
def test_both_releases_say_the_same(path: Path) -> None:
    ten, _findings = read(path.read_bytes())
    nine, _findings = read((CORPUS / "oagis9" / path.parent.name / path.name).read_bytes())

    assert ten is not None
    assert nine is not None
    assert ten.body == nine.body
    assert ten.envelope is not None
    assert nine.envelope == attrs.evolve(ten.envelope, version="9.0")


def test_there_is_a_golden_message_of_every_bod_that_is_written() -> None:
    assert {path.parent.name for path in TEN} == KINDS
    assert {path.parent.name for path in NINE} == KINDS


@pytest.mark.parametrize("path", TEN + NINE, ids=lambda path: f"{path.parent.parent.name}-{named(path)}")
def test_a_golden_message_is_recognised(path: Path) -> None:
    assert recognise(path.read_bytes())


@pytest.mark.parametrize(
    ("sample", "old", "new", "kind"),
    [
        ("ProcessShipment/two_packages", "Process", "Show", ShipNotice),
        ("ProcessShipment/two_packages", "Process", "Notify", ShipNotice),
        ("ProcessOnlineSession/search", "Process", "Get", PunchOutSetup),
        ("AcknowledgeOnlineSession/start_page", "Acknowledge", "Show", PunchOutSetupAnswer),
        ("ProcessOnlineOrder/two_lines", "Process", "Notify", Cart),
        ("ProcessOnlineOrder/two_lines", "Process", "Acknowledge", Cart),
        ("ProcessOnlineOrder/two_lines", "Process", "Show", Cart),
    ],
)
def test_the_same_noun_is_read_under_its_other_verbs(sample: str, old: str, new: str, kind: type) -> None:
    data = (CORPUS / "oagis10" / f"{sample}.xml").read_bytes()
    noun = sample.split("/")[0].removeprefix(old)
    other = data.replace(f"{old}{noun}".encode(), f"{new}{noun}".encode()).replace(
        f"<{old}/>".encode(), f"<{new}/>".encode()
    )

    expected, _findings = read(data)
    message, findings = read(other)

    assert message is not None
    assert expected is not None
    assert isinstance(message.body, kind)
    assert message.body == expected.body
    assert findings == ()


def test_an_overlay_of_release_9_is_read(oagis_schemas: str) -> None:
    data = (Path(oagis_schemas).parent.parent / "oagis_essendant_9" / "ProcessPurchaseOrder_skeleton.xml").read_bytes()

    message, findings = read(data)

    assert recognise(data)
    assert message is not None
    assert isinstance(message.body, PurchaseOrder)
    assert message.body.number == "PO-1"
    [line] = message.body.lines
    assert (line.line_number, line.supplier_part_id, str(line.quantity), line.unit) == (1, "SKU", "3", "EA")
    assert str(line.unit_price) == "9.99 USD"
    assert line.price_basis is None
    assert message.envelope is not None
    assert message.envelope.sender.identity == "SENDER-AS2-ID"
    assert [to.identity for to in message.envelope.to] == ["RECEIVER-AS2-ID"]
    assert message.envelope.payload_id == "CONTROL-0001"
    assert "/ProcessPurchaseOrder/DataArea/PurchaseOrder/PurchaseOrderLine[1]/BackOrderCode" in {
        extra.path for extra in line.extras
    }
    assert [finding for finding in findings if finding.level is Level.ERROR] == []


@pytest.mark.parametrize("release", ["10", "9"])
@pytest.mark.parametrize("path", sorted((CORPUS / "cxml").glob("*/*.xml")), ids=named)
def test_what_came_in_cxml_goes_through_oagis_but_for_the_reported_losses(
    path: Path, release: str, oagis_schemas: str
) -> None:
    message, _findings = cxml.read(path.read_bytes())
    if message is None or bod_of(message.body) is None:
        return  # OAGIS has no word for it, and says so: see test_oagis_writing
    stamped = attrs.evolve(message, envelope=None, payload_id="id-1", timestamp=datetime(2026, 11, 24, tzinfo=UTC))

    written = write_noting(stamped, release=release, schema_dir=oagis_schemas)

    again, _findings = read(written.data)
    assert again is not None
    assert settled(again.body) == settled(without(message.body, written.losses))


def test_the_page_lists_the_bods_that_the_code_knows() -> None:
    page = (ROOT / "docs" / "protocol" / "oagis.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.split("## The envelope")[0].splitlines() if line.startswith("| ")]

    listed = {cells[1].strip(): cells[3].strip() for cells in rows[2:]}

    assert set(listed) == set(BODS)
    assert {name for name, direction in listed.items() if direction == "read, written"} == KINDS

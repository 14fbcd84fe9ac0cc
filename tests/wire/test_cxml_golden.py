"""Each golden message: valid under the DTD, read without loss, written back to the same canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from fondaco.documents import Level
from fondaco.wire.cxml import read, write

GOLDEN = Path(__file__).resolve().parent.parent / "corpus" / "cxml"
SAMPLES = sorted(path for path in GOLDEN.glob("*/*.xml") if path.parent.name != "dialects")
WITH_FILES = sorted(GOLDEN.glob("*/*.mime"))

# each carries the common part and some messages; what is not named here is in cXML.dtd
DTDS = {
    "ConfirmationRequest": "Fulfill.dtd",
    "InvoiceDetailRequest": "InvoiceDetail.dtd",
    "PaymentRemittanceRequest": "PaymentRemittance.dtd",
    "QuoteMessage": "Quote.dtd",
    "QuoteRequest": "Quote.dtd",
    "ReceiptRequest": "Fulfill.dtd",
    "ShipNoticeRequest": "Fulfill.dtd",
}


def canonical(data: bytes) -> str:
    return etree.canonicalize(etree.fromstring(data), strip_text=True)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_message_is_valid_and_comes_back_as_it_was(path: Path, dtd_dir: Path) -> None:
    data = path.read_bytes()
    dtd = etree.DTD(str(dtd_dir / DTDS.get(path.parent.name, "cXML.dtd")))
    assert dtd.validate(etree.fromstring(data)), dtd.error_log

    message, findings = read(data)

    assert message is not None
    assert findings == ()
    assert canonical(write(message, dtd_dir=dtd_dir)) == canonical(data)


@pytest.mark.parametrize("path", WITH_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_message_with_files_comes_back_to_the_byte(path: Path, dtd_dir: Path) -> None:
    message, findings = read(path.read_bytes())

    assert message is not None
    assert findings == ()
    assert write(message, dtd_dir=dtd_dir) == path.read_bytes()


def test_there_is_a_golden_message_of_every_type_that_is_read_or_written() -> None:
    assert {path.parent.name for path in (*SAMPLES, *WITH_FILES)} == {
        "CatalogUploadRequest",
        "CopyRequest",
        "DataAvailableMessage",
        "DataRequest",
        "DataResponse",
        "GetPendingRequest",
        "GetPendingResponse",
        "Index",
        "QuoteMessage",
        "QuoteRequest",
        "ConfirmationRequest",
        "InvoiceDetailRequest",
        "PaymentRemittanceRequest",
        "ReceiptRequest",
        "ShipNoticeRequest",
        "OrderRequest",
        "ProfileRequest",
        "ProfileResponse",
        "PunchOutOrderMessage",
        "PunchOutSetupRequest",
        "PunchOutSetupResponse",
        "Response",
        "StatusUpdateRequest",
    }


@pytest.mark.parametrize("path", sorted((GOLDEN / "dialects").glob("*.xml")), ids=lambda path: path.stem)
def test_a_dialect_is_read_without_an_error(path: Path) -> None:
    message, findings = read(path.read_bytes())

    assert message is not None
    assert [finding for finding in findings if finding.level is Level.ERROR] == []

"""The public corpus, which nobody here wrote: nothing in it crashes a reader, and what it says is what a person reads.

The table was written by hand, from the documents themselves. Their e-mails and names are masked, so several are alike.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from fondaco.documents import Level
from fondaco.wire import RemoteError
from fondaco.wire.check import check
from fondaco.wire.cxml import card_numbers, fingerprint, masked, read
from tools import corpus_table

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.corpus


class Row(NamedTuple):
    kind: str
    dialect: str = ""
    email: str = ""
    name: str = ""
    number: str = ""
    lines: int = 0
    readable: bool = True


SETUP, ORDER, CART = "PunchOutSetupRequest", "OrderRequest", "PunchOutOrderMessage"
INVOICE = "InvoiceDetailRequest"
MAIL = "user@example.com"

# captured-real and vendor-doc: all of them
REAL = {
    "captured-ariba-network__8770919966__InvoiceDetailRequest_1": Row(INVOICE, "SAP Ariba", number="9999999", lines=1),
    "captured-ariba-orms__368369483__PunchOutSetupRequest_1": Row(SETUP, "SAP Ariba", MAIL, "XXXXXX:Xxxx,Xxxxx"),
    "captured-coupa__53470944916__PunchOutSetupRequest_2": Row(SETUP, "Coupa", MAIL, "Xxxxx Xxxx"),
    "captured-d365__wadejbeckett-ParserTest__PunchOutSetupRequest_1": Row(SETUP, "Dynamics 365", MAIL),
    "captured-oracle-ebs__30873813427__OrderRequest_1": Row(
        ORDER, "Oracle E-Business Suite", MAIL, "XXXXXXX, XXXXX xxxxx.xxxxxxx", "2015000957:0:55", 1
    ),
    "captured-oracle-exchange__46522560807__PunchOutSetupRequest_1": Row(
        SETUP, "Oracle Exchange", MAIL, "xxxx Xxxxx xxxx Xxxxxxx"
    ),
    "captured-oracle-iproc__30239483224__PunchOutSetupRequest_1": Row(
        SETUP, "Oracle iProcurement", MAIL, "XXXXXXX, X. XXXXX xxxxx.xxxxxxx"
    ),
    "vendor-classwallet__70214872338__OrderRequest_1": Row(ORDER, "ClassWallet", MAIL, "Xxxxx Xxxx", "12548349", 1),
    "vendor-classwallet__70214872338__PunchOutOrderMessage_1": Row(CART, lines=1),
    "vendor-coupa__compass-docs__InvoiceDetailRequest_1": Row(INVOICE, "Coupa", number="735675n3", lines=1),
    "vendor-coupa__compass-docs__InvoiceDetailRequest_2": Row(INVOICE, "Coupa", number="INV00001", lines=2),
    "vendor-coupa__compass-docs__OrderResponse_1": Row("Response"),
    "vendor-coupa__compass-docs__PunchOutSetupRequest_1": Row(SETUP, "Coupa", MAIL, "Xxxxx Xxxx"),
    "vendor-coupa__scc-test__ConfirmationRequest_1": Row("ConfirmationRequest", number="EXTPO-319", lines=2),
}

# a sample of the others, chosen for what is peculiar about them
OTHERS = {
    # a single line, the phone of the place in an Extrinsic, a payment that is no card
    "FriendsOfCXML__cxml-php__OrderRequest_2": Row(ORDER, number="acme-1-1", lines=1),
    # a purchasing card in it, days as dates, lines without numbers
    "kazz12211__amazon_punchout__OrderRequest_2": Row(ORDER, "SAP Ariba", number="DO1234", lines=1),
    "ubala__aribaweb__OrderRequest_3": Row(ORDER, "SAP Ariba", number="PO0032", lines=2),
    # comments everywhere, no secret
    "labfellows__cxml-ruby__OrderRequest_2": Row(ORDER, "Coupa", MAIL, "x xxxxxxx", "6112", 2),
    "labfellows__cxml-ruby__ConfirmationRequest_1": Row("ConfirmationRequest", number="400-2591453-0", lines=3),
    # every extrinsic for a person that there is
    "excitedcrayon__python-punchout__PunchOutSetupRequest_1": Row(SETUP, "PunchOutCommerce", MAIL, "Xxxx Xxx"),
    # a MAC instead of a secret; User is no address, so the Contact without a role counts
    "M3OpenSource__cXML__PunchOutSetupRequest_1": Row(SETUP, email=MAIL, name="Xxxx Xxx"),
    # no return address at all
    "vphantom__Business-cXML__PunchOutSetupRequest_6": Row(SETUP, email=MAIL, name="Xxxx"),
    # the person is known by the address of the place alone
    "officeluv__cxml__PunchOutSetupRequest_1": Row(SETUP, email=MAIL),
    # items of a create, without part ids
    "punchout-catalogs__punchout-catalog-spryker__PunchOutSetupRequest_1": Row(
        SETUP, email=MAIL, name="xXXX Xxxxxx", lines=3
    ),
    # no UserAgent, no To, no BillTo
    "simplebalance89-ai__ariba-coupa-agent__OrderRequest_15": Row(
        ORDER, name="Xxxxx Xxx", number="KEN-4500044", lines=1
    ),
    "vphantom__Business-cXML__PunchOutOrderMessage_4": Row(CART, lines=3),
    "kazz12211__amazon_punchout__StatusUpdateRequest_1": Row("StatusUpdateRequest"),
    # the lines stand in a Message within the request: not one of them is an order line
    "chefworks__cxml-tester__OrderRequest_1": Row(ORDER, number="85PO0000219"),
    "kazz12211__amazon_punchout__GetPendingRequest_1": Row("GetPendingRequest", "SAP Ariba"),
    "Facilgo__cxml__CopyRequest_1": Row("CopyRequest", "SAP Ariba"),
    "FriendsOfCXML__cxml-php__QuoteMessage_1": Row("QuoteMessage", number="quoteId"),
    "njp970__punchoutsandbox__ShipNoticeRequest_gen1": Row("ShipNoticeRequest", number="SHIP-PO-1001", lines=1),
    # not well-formed
    "DPassarelli__6-mils__Other_1": Row("", readable=False),
    # an internal subset of its own
    "kazz12211__amazon_punchout__OrderRequest_3": Row("", readable=False),
    # an entity of HTML
    "veerannas__ariba-integration-agent__ReceiptRequest_2": Row("", readable=False),
}


@pytest.mark.parametrize("name", [*REAL, *OTHERS])
def test_a_document_is_what_a_person_reads_in_it(corpus: Path, name: str) -> None:
    result = check((corpus / "cxml" / f"{name}.xml").read_bytes(), name)

    assert (
        Row(
            result["type"],
            result["dialect"],
            result["person"]["email"],
            result["person"]["name"],
            result["number"],
            result["lines"],
            result["readable"],
        )
        == (REAL | OTHERS)[name]
    )


def test_every_real_document_is_in_the_table(corpus: Path) -> None:
    with (corpus / "cxml" / "INDEX.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    real = {row["file"].removesuffix(".xml") for row in rows if row["class"] in ("captured-real", "vendor-doc")}
    assert real == set(REAL)


def test_no_real_document_that_is_read_has_an_error(corpus: Path) -> None:
    for name in REAL:
        findings = read((corpus / "cxml" / f"{name}.xml").read_bytes()).findings
        errors = [finding.code for finding in findings if finding.level is Level.ERROR]
        assert errors == [], name


def test_nothing_in_the_corpus_crashes_anything(corpus: Path) -> None:
    outcomes: Counter[str] = Counter()
    for path in sorted((corpus / "cxml").glob("*.xml")):
        data = path.read_bytes()
        assert b"sesame-open" not in masked(data), path.name
        try:
            reading = read(data)
        except RemoteError as error:
            outcomes[error.reason] += 1
            continue
        assert len(fingerprint(data)) == 64
        assert isinstance(card_numbers(data), tuple)
        outcomes["read" if reading.message is not None else "named"] += 1

    assert outcomes["read"] >= 130
    assert sum(outcomes.values()) == 177


def test_the_only_card_numbers_are_the_purchasing_cards(corpus: Path) -> None:
    found = {}
    for path in sorted((corpus / "cxml").glob("*.xml")):
        try:
            found[path.stem] = card_numbers(path.read_bytes())
        except RemoteError:
            continue

    assert {paths for paths in found.values() if paths} == {
        ("/cXML/Request/OrderRequest/OrderRequestHeader/Payment/PCard/@number",)
    }
    assert sum(1 for paths in found.values() if paths) == 3


def test_nothing_of_the_other_protocols_crashes_anything(corpus: Path) -> None:
    for path in sorted((corpus / "other").rglob("*")):
        if path.is_file() and "xsd" not in path.parts:
            assert check(path.read_bytes(), path.name)["file"] == path.name


def test_the_page_has_the_table_of_this_corpus(corpus: Path) -> None:
    assert corpus_table.table(corpus) in (ROOT / "docs" / "protocol" / "real-documents.md").read_text(encoding="utf-8")

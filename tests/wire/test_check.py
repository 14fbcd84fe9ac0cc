"""`fondaco message check`, without its command line: the result's keys, its words, its exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from fondaco.documents import (
    Catalog,
    CatalogItem,
    Credential,
    Envelope,
    GoodsReceipt,
    Invoice,
    InvoiceLine,
    InvoicePortion,
    OrderReference,
    Quote,
    ReceiptLine,
    ReceiptPortion,
    ShipNotice,
    ShipPortion,
)
from fondaco.wire import PROTOCOLS, RemoteError, read_any
from fondaco.wire.carries import CARRIES
from fondaco.wire.check import check, lines_of, number_of, run
from fondaco.wire.convert import convert
from fondaco.wire.cxml import cart_form_value
from fondaco.wire.cxml.reading import REQUESTS
from fondaco.wire.oagis.bods import BODS
from fondaco.wire.words import NAMES, dialect, named

Golden = Callable[[str], bytes]
KEYS = ["file", "protocol", "type", "dialect", "person", "number", "lines", "readable", "findings"]


@pytest.mark.parametrize(
    ("name", "kind", "number", "lines", "email"),
    [
        ("PunchOutSetupRequest/create", "PunchOutSetupRequest", "", 0, "anna.rossi@example.com"),
        ("PunchOutSetupRequest/edit", "PunchOutSetupRequest", "", 1, "anna.rossi@example.com"),
        ("PunchOutSetupResponse/start", "PunchOutSetupResponse", "", 0, ""),
        ("PunchOutOrderMessage/two_lines", "PunchOutOrderMessage", "", 2, ""),
        ("OrderRequest/two_lines", "OrderRequest", "PO-2026-000001", 2, "anna.rossi@example.com"),
        ("ConfirmationRequest/in_portions", "ConfirmationRequest", "PO-2026-000001", 1, ""),
        ("StatusUpdateRequest/accepted", "StatusUpdateRequest", "PO-2026-000001", 0, ""),
        ("ProfileRequest/ask", "ProfileRequest", "", 0, ""),
        ("ProfileResponse/orders_and_setups", "ProfileResponse", "", 0, ""),
        ("Response/conflict", "Response", "", 0, ""),
    ],
)
def test_a_message_is_told_what_it_is(
    golden: Golden, name: str, kind: str, number: str, lines: int, email: str
) -> None:
    result = check(golden(name), "m.xml")

    assert list(result) == KEYS
    assert result["file"] == "m.xml"
    assert (result["protocol"], result["type"], result["number"], result["lines"]) == ("cxml", kind, number, lines)
    assert result["person"]["email"] == email
    assert result["readable"] is True
    assert result["findings"] == []


@pytest.mark.parametrize(
    ("name", "system", "person"),
    [
        ("setup_elements_out_of_place", "Dynamics 365", {"email": "bruno.neri@example.com", "name": ""}),
        ("order_in_latin_9", "Oracle E-Business Suite", {"email": "paul.noir@example.com", "name": "NOIR, PAUL"}),
        ("setup_user_only", "Oracle iProcurement", {"email": "paul.noir@example.com", "name": "NOIR, P. paul.noir"}),
        ("order_by_classroom_wallet", "ClassWallet", {"email": "carla.verdi@example.com", "name": "Carla Bianchi"}),
    ],
)
def test_the_senders_system_and_person_are_recognised(
    golden: Golden, name: str, system: str, person: dict[str, str]
) -> None:
    result = check(golden(f"dialects/{name}"), "m.xml")

    assert (result["dialect"], result["person"]) == (system, person)


def test_a_protocol_without_names_of_its_own_is_told_by_the_document() -> None:
    form = b"NEW_ITEM-DESCRIPTION%5B1%5D=Penna&NEW_ITEM-QUANTITY%5B1%5D=3&NEW_ITEM-VENDORMAT%5B1%5D=FND-1"

    result = check(form, "cart.txt")

    assert (result["protocol"], result["type"], result["lines"], result["readable"]) == ("oci", "Cart", 1, True)


@pytest.mark.parametrize(
    ("protocol", "kind"),
    [("oagis10", "ProcessPurchaseOrder"), ("oagis9", "ProcessPurchaseOrder"), ("oagis721", "PROCESS_PO_007")],
)
def test_a_bod_is_told_by_its_own_name(golden: Golden, protocol: str, kind: str) -> None:
    data = convert(golden("OrderRequest/two_lines"), to=protocol).written.data

    result = check(data, "bod.xml")

    assert (result["type"], result["number"], result["lines"]) == (kind, "PO-2026-000001", 2)
    assert result["protocol"] == ("oagis721" if protocol == "oagis721" else "oagis")
    assert named(kind, "it") == f"{kind}, un ordine d'acquisto"


def test_everything_that_is_read_and_written_has_a_name_for_people() -> None:
    written = {document.__name__ for document in CARRIES["cxml"]} - {"Status", "ProfileRequest", "Profile"}
    carried = {"Copy", "PendingRequest", "Pending", "DataAvailable", "DataRequest", "Data"}  # cXML's alone, named there

    assert {*REQUESTS, *BODS, *(written - carried)} - set(NAMES) == set()


@pytest.mark.parametrize(
    ("document", "number", "lines"),
    [
        (Invoice("INV-1", portions=(InvoicePortion(lines=(InvoiceLine(1), InvoiceLine(2))),)), "INV-1", 2),
        (ShipNotice("S-1", portions=(ShipPortion(OrderReference("PO-1")),)), "S-1", 0),
        (GoodsReceipt("R-1", portions=(ReceiptPortion(OrderReference("PO-1"), (ReceiptLine(1),)),)), "R-1", 1),
        (Quote("Q-1"), "Q-1", 0),
        (Catalog((CatalogItem(supplier_part_id="A"),)), "", 1),
    ],
)
def test_a_document_is_known_by_its_number_and_counted_by_its_lines(document: Any, number: str, lines: int) -> None:
    assert (number_of(document), lines_of(document)) == (number, lines)


@pytest.mark.parametrize("field", ["cxml-urlencoded", "cxml-base64"])
def test_a_cart_is_read_out_of_the_form_that_a_browser_posted(golden: Golden, field: str) -> None:
    name, value = cart_form_value(golden("PunchOutOrderMessage/two_lines"), field=field)

    result = check(urlencode({name.replace("cxml", "cXML"): value, "submit": "Send"}).encode(), "form.txt")

    assert (result["protocol"], result["type"], result["lines"]) == ("cxml", "PunchOutOrderMessage", 2)
    broken = check(b"cxml-base64=%21%21", "form.txt")
    assert (broken["protocol"], broken["readable"]) == ("cxml", False)
    assert "is not base64" in broken["findings"][0]["found"]


def test_a_finding_says_where_what_and_how_to_mend_it(golden: Golden) -> None:
    data = golden("OrderRequest/two_lines").replace(b'quantity="10"', b'quantity="ten"')

    assert check(data, "m.xml")["findings"] == [
        {
            "level": "error",
            "path": "/cXML/Request/OrderRequest/ItemOut[1]/@quantity",
            "expected": "a plain decimal number",
            "found": "ten",
            "remedy": "Send the quantity as digits, as 2 or 0.5.",
        }
    ]


def test_a_type_that_is_not_read_yet_is_named_and_unreadable() -> None:
    result = check(b"<cXML><Request><ProviderSetupRequest/></Request></cXML>", "m.xml")

    assert (result["type"], result["readable"], result["protocol"]) == ("ProviderSetupRequest", False, "cxml")
    assert result["findings"][-1]["found"] == "ProviderSetupRequest"
    assert check(b"<cXML><Request/></cXML>", "m.xml")["type"] == ""


def test_what_is_no_message_is_a_result_too() -> None:
    result = check(b"hello", "m.xml")

    assert (result["type"], result["protocol"], result["readable"]) == ("", "", False)
    assert result["findings"][0]["level"] == "error"


@pytest.fixture
def files(tmp_path: Path, golden: Golden) -> dict[str, str]:
    contents = {
        "good": golden("OrderRequest/two_lines"),
        "warned": golden("dialects/setup_elements_out_of_place"),
        "wrong": golden("OrderRequest/two_lines").replace(b'quantity="10"', b'quantity="0"'),
        "other": b"<cXML><Request><ProviderSetupRequest/></Request></cXML>",
        "broken": b"<cXML>",
        "bare": b"<!DOCTYPE cXML SYSTEM 'x'>" + golden("Response/accepted").split(b'dtd">')[1],
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    paths = {name: str(tmp_path / name) for name in [*contents, "missing"]}
    return {**paths, "folder": str(tmp_path)}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good"], 0),
        (["good", "warned"], 0),
        (["good", "wrong", "good"], 1),
        (["wrong", "other"], 2),
        (["broken", "good"], 2),
        (["missing"], 2),
        (["folder", "good"], 2),
        ([], 0),
    ],
)
def test_the_worst_file_gives_the_exit_code(files: dict[str, str], names: list[str], code: int) -> None:
    for as_json in (True, False):
        out = io.StringIO()
        assert run([files[name] for name in names], as_json=as_json, out=out) == code
        if as_json:
            results = [json.loads(line) for line in out.getvalue().splitlines()]
            assert [list(result) for result in results] == [KEYS] * len(names)


def told(path: str) -> str:
    out = io.StringIO()
    run([path], as_json=False, out=out)
    return out.getvalue()


def test_a_good_message_is_told_in_a_sentence(files: dict[str, str]) -> None:
    assert told(files["good"]) == (
        f"{files['good']}: OrderRequest, a purchase order\n"
        "  for Anna Róssi <anna.rossi@example.com>; number PO-2026-000001; 2 lines.\n"
        "  Nothing is off about it.\n"
    )


def test_what_is_off_is_told_with_its_remedy(files: dict[str, str]) -> None:
    assert (
        "  Error at /cXML/Request/OrderRequest/ItemOut[1]/@quantity: expected a quantity above zero, found '0'.\n"
        "    Send how many are wanted.\n"
    ) in told(files["wrong"])
    assert "  sent by Dynamics 365; for <bruno.neri@example.com>." in told(files["warned"])
    assert "expected the order of elements that the DTD gives, found 'Extrinsic'" not in told(files["good"])


def test_what_cannot_be_read_is_told_in_words(files: dict[str, str]) -> None:
    assert "ProviderSetupRequest\n  This type is not read (yet)." in told(files["other"])
    assert "not a message that can be read" in told(files["broken"])
    assert "no such file or directory" in told(files["missing"])
    assert "is a directory" in told(files["folder"])
    assert "it says nothing about its sender" in told(files["bare"])


def test_too_large_a_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)

    assert "at most 10485760 are taken" in told(str(path))


@pytest.mark.parametrize(
    ("agent", "domain", "identity", "payload_id", "expected"),
    [
        ("Coupa Procurement 1.0", "DUNS", "x", "", "Coupa"),
        ("", "NetworkId", "x", "15.3@stg.int.coupahost.com", "Coupa"),
        ("Jakarta", "OSN", "x", "", "Oracle Supplier Network"),
        ("", "Oracle Exchange Test 6.2.4", "x", "", "Oracle Exchange"),
        ("", "AribaNetworkUserId", "sysadmin@ariba.com", "", "SAP Ariba"),
        ("", "NetworkID", "SciQuest", "", "JAGGAER"),
        ("", "NetworkID", "osnabrueck", "", ""),
        ("", "mosnet", "x", "", ""),
    ],
)
def test_a_system_is_known_by_what_it_says_of_itself(
    agent: str, domain: str, identity: str, payload_id: str, expected: str
) -> None:
    assert dialect(Envelope(Credential(domain, identity), user_agent=agent), payload_id) == expected


def test_an_answer_is_known_by_its_payload_id_alone() -> None:
    assert dialect(None, "1@classwallet.com") == "ClassWallet"
    assert dialect(None, "1@x") == ""


def test_any_protocol_is_tried(golden: Golden) -> None:
    protocol, reading = read_any(golden("OrderRequest/two_lines"))

    assert protocol == "cxml"
    assert reading.message is not None
    assert next(iter(PROTOCOLS)) == "cxml"
    assert read_any(b"NEW_ITEM-DESCRIPTION[1]=x").protocol == "oci"
    with pytest.raises(RemoteError, match="no protocol that is read"):
        read_any(b"hello")
    with pytest.raises(RemoteError, match="not cXML"):
        read_any(b"<html/>")

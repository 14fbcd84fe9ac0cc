"""OAGIS 7.2.1: our golden messages, what is written, and what others write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from fondaco.documents import (
    Address,
    Attachment,
    Carrier,
    Cart,
    ConfirmationKind,
    Contact,
    Credential,
    CredentialMac,
    Envelope,
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    InvoicePortion,
    InvoiceSummary,
    Message,
    Mode,
    Money,
    NextActor,
    OrderConfirmation,
    OrderOperation,
    OrderReference,
    PortionKind,
    PurchaseOrder,
    Refusal,
    RefusalCode,
    RefusalLevel,
    ShipNotice,
    StatusUpdate,
)
from fondaco.documents.envelope import ConfirmationWanted
from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.oagis721 import fingerprint, masked, read, recognise, write_noting
from fondaco.wire.xml.limits import Limits

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "oagis721"
GOLDEN = sorted(str(path.relative_to(CORPUS).with_suffix("")) for path in CORPUS.rglob("*.xml"))
OURS = [name for name in GOLDEN if "/as_" not in name]
AROUND = Envelope(Credential("LOGICALID", "us"), payload_id="1", timestamp=datetime(2026, 1, 1, tzinfo=UTC))
ORDER = "PROCESS_PO_007/two_lines"

# What may be written: the names of the reference's list of paths, and those that docs/protocol/oagis721.md gives a
# source for. SIGN and TIMEZONE are in use, as the samples there show.
KNOWN = frozenset(
    """
    CNTROLAREA BSR VERB NOUN REVISION SENDER LOGICALID COMPONENT TASK REFERENCEID CONFIRMATION LANGUAGE CODEPAGE AUTHID
    DATETIME YEAR MONTH DAY HOUR MINUTE SECOND SUBSECOND TIMEZONE DATAAREA PROCESS_PO CHANGE_PO ACKNOWLEDGE_PO
    SHOW_SHIPMENT PROCESS_INVOICE CONFIRM_BOD POORDERHDR POHEADER POORDERLIN POLINE POLINESCHD SCHEDULE OPERAMT AMOUNT
    VALUE NUMOFDEC SIGN CURRENCY UOMVALUE UOMNUMDEC UOM POID POTYPE DESCRIPTN USERAREA FOB TERMID PARTNER NAME PARTNRID
    PARTNRTYPE TAXID ADDRESS ADDRLINE CITY COUNTRY STATEPROVN POSTALCODE CONTACT EMAIL FAX TELEPHONE QUANTITY POLINENUM
    ITEM ITEMX NOTES CONTRACTNUM PSCLINENUM SHIPMENT DOCUMENTID CARRIER DOCUMNTREF DOCTYPE LINENUM SHIPITEM SHIPUNIT
    SHPUNITSEQ TRACKINGID INVHEADER INVLINE INVCHARGE CHARGETYPE CONFIRM ORIGREF CONFIRMMSG REASONCODE
    FONDACO EXTRINSIC
    """.split()  # noqa: SIM905
)


def golden(name: str, *pairs: tuple[str, str]) -> bytes:
    """A golden message with pieces of it replaced; each must be there."""
    text = (CORPUS / f"{name}.xml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def codes(data: bytes) -> set[str]:
    return {finding.code for finding in read(data).findings}


def order_of(data: bytes) -> PurchaseOrder:
    message = read(data).message
    assert message is not None
    assert isinstance(message.body, PurchaseOrder)
    return message.body


def losses(message: Message) -> set[str]:
    return {finding.path for finding in write_noting(message).losses}


@pytest.mark.parametrize("name", OURS)
def test_our_own_messages_come_through_unchanged(name: str) -> None:
    data = golden(name)

    reading = read(data)

    assert reading.findings == ()
    assert reading.message is not None
    written = write_noting(reading.message)
    assert written.findings == ()
    again = etree.fromstring(written.data)
    etree.indent(again)
    assert etree.tostring(again, method="c14n") == etree.tostring(etree.fromstring(data), method="c14n")


@pytest.mark.parametrize("name", OURS)
def test_only_names_with_a_source_are_written(name: str) -> None:
    root = etree.fromstring(golden(name))

    assert root.tag == name.partition("/")[0]
    assert {element.tag for element in root.iterdescendants()} - KNOWN == set()
    assert [child.tag for child in root] == ["CNTROLAREA", "DATAAREA"]
    assert [child.tag for child in root[0]] == ["BSR", "SENDER", "DATETIME"]
    for element in root.iter("DATETIME"):
        assert [child.tag for child in element][:3] == ["YEAR", "MONTH", "DAY"]
    for element in root.iter("OPERAMT", "AMOUNT", "QUANTITY"):
        assert [child.tag for child in element][:3] == ["VALUE", "NUMOFDEC", "SIGN"]
        assert (element.findtext("VALUE") or "").isdigit()
    assert {element.get("qualifier") for element in root.iter("DATETIME")} <= {
        "CREATION",
        "DOCUMENT",
        "NEEDDELV",
        "PROMISESHIP",
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_every_message_is_recognised(name: str) -> None:
    assert recognise(golden(name))


@pytest.mark.parametrize("data", [b"", b"<cXML/>", b"\xff\xfe\x00", b"<ProcessPurchaseOrder>", b"PROCESS_PO_007"])
def test_other_bytes_are_not_recognised(data: bytes) -> None:
    assert not recognise(data)


def test_utf_16_is_recognised_and_read() -> None:
    data = golden(ORDER).decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert recognise(data)
    assert order_of(data) == order_of(golden(ORDER))


def test_an_order_of_another_system_is_understood() -> None:
    order = order_of(golden("PROCESS_PO_007/as_a_buyer_of_2005_writes"))

    assert order.ordered_at == datetime(2005, 12, 30, 7, 8, 33, tzinfo=timezone(timedelta(hours=-8)))
    assert order.total == Money(Decimal("91.12"), "EUR")
    assert order.delivery_terms == "DAP"
    assert order.bill_to is not None
    assert order.bill_to.street == ("Piazza De Ferrari 1", "Floor 3")
    assert [contact.role for contact in order.contacts] == ["supplier", "soldTo"]
    line = order.lines[0]
    assert (line.quantity, line.unit_price, line.price_basis) == (2, Money(Decimal("45.56"), "EUR"), None)
    assert (line.buyer_part_id, line.supplier_part_id, line.contract_number) == ("LM-1", "FND-7", "CQ-88")
    assert line.requested_on == date(2006, 2, 23)
    assert line.ship_to is not None
    assert line.ship_to.address_id == "31074"
    assert line.comments == "Fragile\nRing twice"
    assert line.extrinsics == (("REQUESTOR", "Ferrari, Anna"), ("CATEGORYID", "TOOLS.LATHE"))
    kept = {extra.path.rpartition("/")[2]: extra.text for extra in order.extras}
    assert kept["POTYPE"] == "AutoOrder"
    assert kept["ACKREQUEST"] == "1"


def test_a_warehouse_notice_has_its_lines_from_the_packages() -> None:
    message = read(golden("SHOW_SHIPMENT_005/as_a_warehouse_writes")).message

    assert message is not None
    assert isinstance(message.body, ShipNotice)
    (portion,) = message.body.portions
    assert [(line.buyer_part_id, line.quantity, line.unit) for line in portion.lines] == [("FND-7", 2, "EACH")]
    assert message.body.packages[0].tracking_id == "TRK1"
    assert message.envelope is not None
    assert message.envelope.confirmation is ConfirmationWanted.NEVER


def test_a_refusal_in_a_word_of_their_own_is_an_error() -> None:
    message = read(golden("CONFIRM_BOD_004/as_ofbiz_writes")).message

    assert message is not None
    assert isinstance(message.body, StatusUpdate)
    assert (message.body.status_code, message.body.status_text) == (400, "ProductIdNotValid")
    assert (message.body.about_payload_id, message.body.order_number) == ("10042", "10007")


@pytest.mark.parametrize("confirmation", list(ConfirmationWanted))
def test_the_wish_for_a_confirmation_comes_through(confirmation: ConfirmationWanted) -> None:
    message = Message(StatusUpdate(200, about_payload_id="7"), attrs.evolve(AROUND, confirmation=confirmation))

    found = read(write_noting(message).data).message

    assert found is not None
    assert found.envelope is not None
    assert found.envelope.confirmation is confirmation


def test_element_names_are_read_in_any_case() -> None:
    text = golden(ORDER).decode()
    lower = etree.fromstring(text.encode())
    for element in lower.iter():
        element.tag = element.tag.lower()

    assert order_of(etree.tostring(lower)) == order_of(golden(ORDER))


@pytest.mark.parametrize(
    ("value", "places", "sign", "amount"),
    [
        ("1234", "2", "+", "12.34"),
        ("1234", "2", "-", "-12.34"),
        ("1234", "", "", "1234"),
        ("-5", "1", "", "-0.5"),
        ("12.34", "", "+", "12.34"),
        ("12.34", "0", "+", "12.34"),
        ("0", "9", "+", "0"),
        ("9999999999999999999", "12", "+", "9999999.999999999999"),
        ("12.34", "2", "+", None),
        ("-5", "1", "-", None),
        ("1,5", "", "+", None),
        ("NaN", "", "", None),
        ("1e5", "", "", None),
        ("１２", "", "", None),
        ("1" * 32, "", "", None),
        ("1" * 31, "", "", None),
        ("1", "99", "", None),
        ("1", "-2", "", None),
        ("1", "x", "", None),
        ("1", "2", "minus", None),
        ("", "2", "+", None),
    ],
)
def test_a_number_is_exact_or_nothing(value: str, places: str, sign: str, amount: str | None) -> None:
    data = golden(
        ORDER,
        ("<VALUE>43225<", f"<VALUE>{value}<"),
        ("<NUMOFDEC>3<", f"<NUMOFDEC>{places}<"),
        ("<SIGN>+<", f"<SIGN>{sign}<"),
    )

    total = order_of(data).total

    assert total == (None if amount is None else Money(Decimal(amount), "EUR"))
    assert ("oagis721.value" in codes(data)) is (amount is None and value != "")
    assert ("oagis721.value.point" in codes(data)) is (amount is not None and "." in value)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("<CURRENCY>EUR<", "<CURRENCY>Euro<"), "oagis721.currency"),
        (("<CONFIRMATION>2<", "<CONFIRMATION>yes<"), "oagis721.confirmation"),
        (("<LOGICALID>lanterna<", "<LOGICALID><"), "oagis721.sender"),
        (("<REFERENCEID>LM-PO-42-1<", "<REFERENCEID><"), "oagis721.reference"),
        (("<POID>PO-2026-000042<", "<POID><"), "oagis721.order.number"),
        (("<POLINENUM>1<", "<POLINENUM>one<"), "oagis721.line.number"),
        (("<YEAR>2026<", "<YEAR>MMXXVI<"), "time.unreadable"),
        (("<YEAR>2026<", "<YEAR>1492<"), "time.unreadable"),
        (("<YEAR>2026<", "<YEAR><"), "time.unreadable"),
        (("<DAY>23<", "<DAY>32<"), "time.unreadable"),
        (("<TIMEZONE>+0100<", "<TIMEZONE>CET<"), "time.unreadable"),
        (("<TIMEZONE>+0100<", "<TIMEZONE>+2500<"), "time.unreadable"),
        (("<TIMEZONE>+0100<", "<TIMEZONE><"), "time.no_offset"),
        (("<SUBSECOND>0000<", "<SUBSECOND>1250<"), "oagis721.subsecond"),
        (("<TASK>POISSUE<", "<TASK>OTHER<"), "element.kept"),
        (("<CNTROLAREA>", "<ELSEWHERE>"), "oagis721.sender"),
    ],
)
def test_what_is_off_is_said(pair: tuple[str, str], code: str) -> None:
    closing = [("</CNTROLAREA>", "</ELSEWHERE>")] if pair[1] == "<ELSEWHERE>" else []

    assert code in codes(golden(ORDER, pair, *closing))


def test_times_without_parts_and_in_other_shapes_are_read() -> None:
    start, end = '<DATETIME qualifier="CREATION">', "</DATETIME>"
    text = golden(ORDER).decode()
    creation = text[text.index(start) : text.index(end) + len(end)]

    def at(other: str) -> datetime | None:
        message = read(text.replace(creation, other).encode()).message
        assert message is not None
        return message.timestamp

    day = datetime(2026, 11, 23, tzinfo=UTC)
    assert at("<DATETIME><YEAR>2026</YEAR><MONTH>11</MONTH><DAY>23</DAY><TIMEZONE>Z</TIMEZONE></DATETIME>") == day
    assert at("<DATETIMEANY>2026-11-23T00:00:00Z</DATETIMEANY>") == day
    assert at('<DATETIMEISO qualifier="CREATION">2026-11-23T00:00:00Z</DATETIMEISO>') == day
    assert at("<DATETIMEISO/>") is None
    assert at("<DATETIME/>") is None
    assert at('<DATETIME qualifier="OTHER"/><DATETIMEISO qualifier="OTHER"/>') is None
    assert at(creation.replace("+0100", "-0330")).utcoffset() == -timedelta(hours=3, minutes=30)  # type: ignore[union-attr]
    sender = text[text.index("<SENDER>") : text.index("</SENDER>") + 9]
    message = read(text.replace(sender, "").encode()).message
    assert message is not None
    assert message.timestamp == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_unknown_things_are_kept() -> None:
    data = golden(
        ORDER,
        ("<POID>", '<COLOUR shade="dark">red</COLOUR><POID where="here">'),
        ("</POORDERHDR>", "</POORDERHDR><POORDERHDR><POID>2</POID></POORDERHDR>"),
        ("</CNTROLAREA>", "<RECEIVER>you</RECEIVER></CNTROLAREA><SECOND>2</SECOND>"),
        ("</PROCESS_PO>", "</PROCESS_PO><OTHER>1</OTHER>"),
        ("<CITY>Genova</CITY>", "<CITY>Genova<part>centre</part></CITY>"),
    )

    texts = {extra.text for extra in order_of(data).extras}

    assert texts >= {"red", "dark", "here", "2", "you", "1", "centre"}


def test_a_line_with_several_schedules_keeps_the_others() -> None:
    schedule = (
        "<POLINESCHD><PSCLINENUM>1</PSCLINENUM><QUANTITY><VALUE>1</VALUE></QUANTITY></POLINESCHD>"
        "<POLINESCHD><PSCLINENUM>2</PSCLINENUM></POLINESCHD><PARTNER><NAME/><PARTNRTYPE>SHIPTO</PARTNRTYPE></PARTNER>"
    )
    data = golden(ORDER, ("<POORDERLIN>", f"<POORDERLIN><POLINENUM>9</POLINENUM>{schedule}</POORDERLIN><POORDERLIN>"))

    line = order_of(data).lines[0]

    assert (line.line_number, line.quantity, line.requested_on) == (9, 1, None)
    assert [extra.text for extra in line.extras] == ["2"]
    assert line.ship_to is not None


def test_a_price_that_is_unreadable_has_no_basis() -> None:
    line = order_of(golden(ORDER, ("<VALUE>4125<", "<VALUE>four<"))).lines[1]

    assert (line.unit_price, line.price_basis) == (None, None)


def test_own_fields_that_are_unreadable_are_kept() -> None:
    data = golden(
        ORDER,
        ('<FONDACO name="lead_time_days">3<', '<FONDACO name="service">perhaps<'),
        ("<POTYPE>regular</POTYPE>", "<POTYPE>blanket</POTYPE>"),
        ("</USERAREA>", '<FONDACO name="tax">much</FONDACO><FONDACO name="shipping">1.50 EUR</FONDACO></USERAREA>'),
    )

    order = order_of(data)

    assert order.order_type == "blanket"
    assert "much" in {extra.text for extra in order.extras}
    assert order.shipping is not None
    assert "perhaps" in {extra.text for extra in order.lines[1].extras}


def test_a_confirmation_that_says_nothing_accepts_nothing() -> None:
    name = "ACKNOWLEDGE_PO_008/accepted_and_rejected"
    data = golden(
        name,
        ('<FONDACO name="kind">detail</FONDACO>', ""),
        ("<POID>PO-2026-000042</POID>", ""),
        ('<FONDACO name="kind">accept</FONDACO>', ""),
        ('<FONDACO name="refusal" key="code">quantity_unavailable<', '<FONDACO name="refusal" key="code">new_word<'),
    )

    reading = read(data)

    assert reading.message is not None
    body = reading.message.body
    assert isinstance(body, OrderConfirmation)
    assert body.kind is ConfirmationKind.DETAIL
    assert body.lines[0].portions[0].kind is PortionKind.UNKNOWN
    assert body.lines[1].portions[1].refusal is not None
    assert body.lines[1].portions[1].refusal.code is RefusalCode.OTHER
    assert {one.code for one in reading.findings} >= {
        "oagis721.confirmation.kind",
        "oagis721.portion",
        "oagis721.order.number",
    }


def test_a_shipment_without_references_or_with_odd_ones_is_read() -> None:
    name = "SHOW_SHIPMENT_005/one_order"
    plain = golden(name).decode()
    without = plain.replace("<DOCUMENTID>PO-2026-000042</DOCUMENTID>", "", 1).replace(">CUST_PO<", ">RMA<", 1)
    other = "<DOCUMNTREF><DOCTYPE>RMA</DOCTYPE><DOCUMENTID>R1</DOCUMENTID></DOCUMNTREF></SHIPITEM>"
    without = without.replace("</SHIPITEM>", other, 1)
    message = read(without.encode()).message
    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert [one.order.number for one in message.body.portions] == ["PO-2026-000042"]

    unnumbered = plain.replace("<DOCUMENTID>DDT-2026-0311</DOCUMENTID>", "").replace('key="ordered_at"', 'key="x"')
    unnumbered = unnumbered.replace(
        "</SHOW_SHIPMENT>", "<SHIPMENT><DOCUMENTID>2</DOCUMENTID></SHIPMENT></SHOW_SHIPMENT>"
    )
    message = read(unnumbered.encode()).message
    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert message.body.portions[0].order.ordered_at is None
    assert "2" in {extra.text for extra in message.body.extras}
    assert "oagis721.shipment.number" in codes(unnumbered.encode())

    start, end = "<DOCUMNTREF>", "</DOCUMNTREF>"
    lines_only = plain
    for place in reversed([at for at in range(len(plain)) if plain.startswith(start, at)][1:]):
        lines_only = lines_only[:place] + lines_only[lines_only.index(end, place) + len(end) :]
    message = read(lines_only.encode()).message
    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert [len(one.lines) for one in message.body.portions] == [2]


def test_a_shipment_of_nothing_is_read() -> None:
    data = golden("SHOW_SHIPMENT_005/as_a_warehouse_writes").decode()
    start, end = data.index("<ns:SHIPMENT>"), data.index("</ns:SHOW_SHIPMENT>")

    message = read((data[:start] + data[end:]).encode()).message

    assert message is not None
    assert isinstance(message.body, ShipNotice)
    assert message.body.portions == ()


def test_an_invoice_with_odd_references_and_charges_is_read() -> None:
    name = "PROCESS_INVOICE_002/two_lines"
    data = golden(
        name,
        ("<DOCTYPE>PurchaseOrder<", "<DOCTYPE>AL<"),
        ("<DOCUMENTID>FT-2026-0815</DOCUMENTID>", ""),
        ("<INVCHARGE>", "<INVCHARGE><CHARGETYPE>none</CHARGETYPE></INVCHARGE><INVCHARGE>"),
        ("<VALUE>600<", "<VALUE>six<"),
    )

    reading = read(data)

    assert reading.message is not None
    body = reading.message.body
    assert isinstance(body, Invoice)
    assert [one.order and one.order.number for one in body.portions] == ["PO-2026-000042"]
    assert [(one.allowance, one.money.amount) for one in body.summary.charges] == [(True, Decimal("1.00"))]
    assert "oagis721.invoice.number" in {one.code for one in reading.findings}

    plain = golden(name).decode()
    first = plain.index("<DOCUMNTREF>")
    while (place := plain.rfind("<DOCUMNTREF>")) > first:
        plain = plain[:place] + plain[plain.index("</DOCUMNTREF>", place) + 13 :]
    message = read(plain.encode()).message
    assert message is not None
    assert isinstance(message.body, Invoice)
    assert [len(one.lines) for one in message.body.portions] == [2]

    alone = plain[:first] + plain[plain.index("</DOCUMNTREF>") + 13 :]
    message = read(alone.encode()).message
    assert message is not None
    assert isinstance(message.body, Invoice)
    assert [one.order for one in message.body.portions] == [None]


def test_a_confirm_without_what_it_is_about_is_an_error() -> None:
    data = golden("CONFIRM_BOD_004/taken")
    text = data.decode()
    start = text.index("<CONFIRM>")
    end = text.index("</CONFIRM>") + len("</CONFIRM>")

    reading = read((text[:start] + text[end:]).encode())

    assert reading.message is not None
    assert reading.message.body == StatusUpdate(200)
    assert {one.code for one in reading.findings} == {"oagis721.about"}
    assert codes(golden("CONFIRM_BOD_004/taken", ("<ORIGREF>", "<CONFIRMMSG/><ORIGREF>"))) == set()


def test_another_revision_is_read_with_a_note() -> None:
    data = golden(ORDER).replace(b"PROCESS_PO_007", b"PROCESS_PO_003")

    assert codes(data) == {"oagis721.revision"}
    assert order_of(data).number == "PO-2026-000042"


def test_a_message_of_another_type_is_none() -> None:
    data = golden(ORDER).replace(b"PROCESS_PO", b"SYNC_CATALOG")

    assert read(data).message is None
    assert codes(data) == {"type.unsupported"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<Envelope/>", "oagis721.none"),
        (b"<PROCESS_PO_007/>", "oagis721.empty"),
        (b"<PROCESS_PO_007><DATAAREA><CHANGE_PO/></DATAAREA></PROCESS_PO_007>", "oagis721.empty"),
        (b"PROCESS_PO_007", "xml.none"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RemoteError) as caught:
        read(data)

    assert caught.value.reason == reason


def test_an_order_of_too_many_lines_is_refused() -> None:
    with pytest.raises(RemoteError) as caught:
        read(golden(ORDER), limits=Limits(lines=1))

    assert caught.value.reason == "oagis721.too_many_lines"


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Message(PurchaseOrder("1", (), OrderOperation.DELETE), AROUND), "oagis721.cancel"),
        (Message(Cart("1"), AROUND), "write.unknown"),
        (Message(PurchaseOrder("1", ())), "oagis721.envelope"),
        (Message(PurchaseOrder("1", ()), attrs.evolve(AROUND, payload_id="")), "oagis721.reference"),
        (Message(PurchaseOrder("1", ()), attrs.evolve(AROUND, timestamp=None)), "oagis721.time"),
    ],
)
def test_what_cannot_be_written_is_refused(message: Message, reason: str) -> None:
    with pytest.raises(LocalError) as caught:
        write_noting(message)

    assert caught.value.reason == reason
    assert caught.value.words_it


def test_what_has_no_place_is_reported() -> None:
    here = Credential("LOGICALID", "us")
    around = attrs.evolve(
        AROUND,
        sender=Credential("NetworkID", "us", mac=CredentialMac("abc")),
        from_=(here, Credential("NetworkID", "AN01")),
        to=(Credential("DUNS", "1"),),
        mode=Mode.TEST,
    )
    order = PurchaseOrder("1", (), order_type="other", comments="a\x00b ", contacts=(Contact("SHIPTO", "x"),))

    written = write_noting(Message(order, around, attachments=(Attachment("cid:1"),)))

    assert {one.path for one in written.losses} == {
        "Envelope.sender.domain",
        "Envelope.sender.mac",
        "Envelope.from_",
        "Envelope.to",
        "Envelope.mode",
        "Message.attachments",
        "PurchaseOrder.order_type",
        "PurchaseOrder.contacts[1]",
    }
    assert [one.code for one in written.findings if one.code != "lost"] == ["text.cleaned"]


def test_an_offset_of_seconds_is_written_as_utc() -> None:
    odd = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1, seconds=30)))

    found = read(
        write_noting(Message(StatusUpdate(200, about_payload_id="1"), attrs.evolve(AROUND, timestamp=odd))).data
    )

    assert found.message is not None
    assert found.message.timestamp == odd


def test_losses_of_shipments_invoices_and_statuses_are_reported() -> None:
    carriers = (Carrier((("a", "b"), ("c", "d")), (), "", "https://track.example"), Carrier())
    assert losses(Message(ShipNotice("1", carriers=carriers), AROUND)) == {
        "ShipNotice.carriers[1].identifiers",
        "ShipNotice.carriers[2]",
    }
    euro = Money(Decimal(1), "EUR")
    charges = (InvoiceCharge(euro, rate=Decimal(3)), InvoiceCharge(Money(Decimal(-1), "EUR")))
    far = OrderReference("1", ordered_at=datetime(1800, 1, 1, tzinfo=UTC))
    portions = (InvoicePortion(far), InvoicePortion(), InvoicePortion(OrderReference("1")))
    portions += (InvoicePortion(contract_number="C", lines=(InvoiceLine(1),)),)
    invoice = Invoice("1", summary=InvoiceSummary(charges=charges), portions=portions)
    assert losses(Message(invoice, AROUND)) == {
        "Invoice.portions[1].order.ordered_at",
        "Invoice.portions[2]",
        "Invoice.portions[3]",
        "Invoice.portions[4]",
        "Invoice.summary.charges[1]",
        "Invoice.summary.charges[2]",
    }
    assert losses(
        Message(StatusUpdate(7, extras=order_of(golden("PROCESS_PO_007/as_a_buyer_of_2005_writes")).extras), AROUND)
    ) == {
        "StatusUpdate.status_code",
        "StatusUpdate.extras",
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_no_secret_is_left_after_masking(name: str) -> None:
    data = golden(name)

    found = masked(data)

    assert b"a-secret-of-ours" not in found
    assert (found == data) is (b"a-secret-of-ours" not in data)
    assert read(found).message is not None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (golden(ORDER, ("a-secret-of-ours", "<![CDATA[a-secret-of-ours]]>")), None),
        (golden(ORDER, ("a-secret-of-ours", "a-secret-<!-- x --></AUTHID><AUTHID>of-ours")), None),
        (golden(ORDER, ("a-secret-of-ours", "<b>a-secret-of-ours</b>")), None),
        (golden(ORDER, ("<AUTHID>a-secret-of-ours</AUTHID>", "<aut&#x48;id>"))[:900], None),
        (b"<AUTHID>a-secret-of-ours", b"<AUTHID>********"),
        ("<AUTHID>a-secret-of-ours</AUTHID".encode("utf-16"), b""),
        (golden(ORDER).decode().replace("UTF-8", "UTF-16").encode("utf-16"), None),
        (golden(ORDER, ("<AUTHID>", "<!-- <AUTHID> --><AUTHID>")), None),
    ],
)
def test_a_hidden_secret_is_masked_too(data: bytes, expected: bytes | None) -> None:
    found = masked(data)

    assert b"a-secret-of-ours" not in found
    assert "a-secret-of-ours".encode("utf-16-le") not in found
    assert expected is None or found == expected


def test_a_repetition_has_the_same_fingerprint() -> None:
    data = golden(ORDER)
    again = golden(
        ORDER,
        ("a-secret-of-ours", "another"),
        ("<MINUTE>30<", "<MINUTE>31<"),
        ("<POID>", "<!-- x -->\n<POID>"),
        ("<PROCESS_PO_007>", '<PROCESS_PO_007 xmlns="http://www.openapplications.org/003_process_po_007">'),
    )

    assert fingerprint(again) == fingerprint(data)
    assert fingerprint(golden(ORDER, ("<VALUE>43225<", "<VALUE>43226<"))) != fingerprint(data)
    with pytest.raises(RemoteError):
        fingerprint(b"no")
    assert fingerprint(b"<AUTHID/>")


def test_a_schedule_of_nothing_but_its_number_is_read() -> None:
    data = golden("ACKNOWLEDGE_PO_008/accepted_and_rejected", ("<POLINESCHD>", "<POLINESCHD/><POLINESCHD>"))

    message = read(data).message

    assert message is not None
    assert isinstance(message.body, OrderConfirmation)
    assert message.body.lines[0].portions[0].kind is PortionKind.UNKNOWN


def test_a_contact_whose_address_has_no_place_loses_it_aloud() -> None:
    message, _findings = read(golden("PROCESS_PO_007/two_lines"))
    assert message is not None
    nowhere = Contact("buyer", "Ada Neri", address=Address(name="Ufficio acquisti"))
    body = attrs.evolve(message.body, contacts=(nowhere,))

    assert "PurchaseOrder.contacts[1].address" in losses(attrs.evolve(message, body=body))


def test_a_refusal_whose_bound_is_too_fine_for_a_plain_number_loses_it_aloud() -> None:
    message, _findings = read(golden("ACKNOWLEDGE_PO_008/accepted_and_rejected"))
    assert message is not None
    refusal = Refusal(
        RefusalCode.OTHER, RefusalLevel.ORDER, "", NextActor.BUYER, "no", "ask", boundary=Decimal("0.0000000001")
    )
    body = attrs.evolve(message.body, refusal=refusal)

    assert "OrderConfirmation.refusal.boundary" in losses(attrs.evolve(message, body=body))

"""What is written in OAGIS, what is refused before it is, and what is said to be lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from fondaco.documents import (
    Address,
    Attachment,
    Carrier,
    Cart,
    Catalog,
    Charge,
    ConfirmationKind,
    ConfirmationWanted,
    Contact,
    Credential,
    CredentialMac,
    Envelope,
    Extra,
    Invoice,
    InvoiceLine,
    InvoicePortion,
    InvoicePurpose,
    Message,
    Mode,
    Money,
    OrderConfirmation,
    OrderLine,
    OrderReference,
    PaymentTerm,
    PriceBasis,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    ShipLine,
    ShipNotice,
    ShipPortion,
    Status,
    StatusUpdate,
)
from fondaco.wire import LocalError
from fondaco.wire.oagis import read, write_noting

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
AROUND = Envelope(Credential("OAGIS", "lanterna"), payload_id="id-1", timestamp=AT)
LINE = OrderLine(
    line_number=1, supplier_part_id="A", quantity=Decimal(2), unit="EA", unit_price=Money(Decimal(3), "EUR")
)
ORDER = PurchaseOrder("PO-1", (LINE,))


def written(body: Any, release: str = "10", around: Envelope | None = AROUND) -> str:
    return write_noting(Message(body, around), release=release).data.decode()


def lost(body: Any, release: str = "10") -> list[str]:
    return [loss.path for loss in write_noting(Message(body, AROUND), release=release).losses]


def with_line(**values: Any) -> PurchaseOrder:
    return PurchaseOrder("PO-1", (OrderLine(**{"line_number": 1, **values}),))


class TestEnvelope:
    @pytest.mark.parametrize(
        ("message", "missing"),
        [
            (Message(ORDER, Envelope(AROUND.sender, payload_id="id-1")), "ApplicationArea/CreationDateTime"),
            (
                Message(ORDER, Envelope(AROUND.sender, payload_id="x", timestamp=datetime(1066, 1, 1, tzinfo=UTC))),
                "ApplicationArea/CreationDateTime",
            ),
            (Message(ORDER, Envelope(AROUND.sender, timestamp=AT)), "ApplicationArea/BODID"),
        ],
    )
    def test_what_every_message_needs_is_asked_for(self, message: Message, missing: str) -> None:
        with pytest.raises(LocalError) as error:
            write_noting(message)

        assert error.value.missing == missing

    def test_an_answer_may_have_no_envelope(self) -> None:
        message = Message(PunchOutSetupAnswer("https://store.example/start"), None, "id-2", AT)

        answer, findings = read(write_noting(message).data)

        assert answer is not None
        assert answer.body == message.body
        assert (answer.payload_id, answer.timestamp) == ("id-2", AT)
        assert [finding.code for finding in findings] == ["oagis.sender.missing"]

    @pytest.mark.parametrize("release", ["10", "9"])
    def test_an_envelope_comes_back(self, release: str, oagis_schemas: str) -> None:
        sender = Credential("DUNS", "123", "s3cret")
        around = Envelope(
            sender,
            (Credential("OAGIS", "lanterna"), Credential("GLN", "80")),
            (Credential("OAGIS", "store"), Credential("GLN", "81")),
            "Lanterna Desk",
            "id-1",
            AT,
            Mode.TEST,
            "it-IT",
            "",
            ConfirmationWanted.ON_ERROR,
        )

        data = write_noting(Message(ORDER, around), release=release, schema_dir=oagis_schemas).data

        message, findings = read(data)
        assert findings == ()
        assert message is not None
        assert message.envelope == Envelope(
            sender,
            around.from_,
            around.to,
            "Lanterna Desk",
            "id-1",
            AT,
            Mode.TEST,
            "it-IT",
            "10.4" if release == "10" else "9.0",
            ConfirmationWanted.ON_ERROR,
        )

    def test_what_proves_another_than_the_sender_is_lost(self) -> None:
        around = Envelope(
            Credential("OAGIS", "a", mac=CredentialMac("x")),
            to=(Credential("OAGIS", "b", "s3cret"),),
            payload_id="id-1",
            timestamp=AT,
        )

        result = write_noting(Message(ORDER, around))

        assert [loss.path for loss in result.losses] == ["Envelope.sender.mac", "Envelope.to[1].secret"]
        assert b"s3cret" not in result.data
        assert all("s3cret" not in loss.found for loss in result.losses)


class TestRefused:
    @pytest.mark.parametrize(("body", "release"), [(Catalog(), "10"), (ORDER, "8"), (ORDER, "")])
    def test_what_oagis_or_the_release_has_no_place_for(self, body: Any, release: str) -> None:
        with pytest.raises(LocalError) as error:
            write_noting(Message(body, AROUND), release=release)

        assert error.value.reason == "write.unknown"

    def test_a_schema_that_is_not_there_is_our_own_error(self, tmp_path: Path) -> None:
        with pytest.raises(LocalError) as error:
            write_noting(Message(ORDER, AROUND), schema_dir=tmp_path)

        assert (error.value.reason, error.value.missing) == ("write.no_schema", "ProcessPurchaseOrder.xsd")

    def test_what_does_not_follow_its_schema_is_not_sent(self, tmp_path: Path) -> None:
        (tmp_path / "ProcessPurchaseOrder.xsd").write_text(
            '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="Other"/></xsd:schema>'
        )

        with pytest.raises(LocalError) as error:
            write_noting(Message(ORDER, AROUND), schema_dir=tmp_path)

        assert error.value.reason == "write.invalid"

    def test_release_9_has_no_schema_here(self, tmp_path: Path) -> None:
        assert write_noting(Message(ORDER, AROUND), release="9", schema_dir=tmp_path).losses == ()


class TestReleases:
    def test_release_10_names_things_as_its_schemas_do(self) -> None:
        body = PurchaseOrder("PO-1", (OrderLine(line_number=1, unit_price=Money(Decimal("1.5"), "EUR")),))

        data = written(body)

        assert 'xmlns="http://www.openapplications.org/oagis/10" releaseID="10.4"' in data
        assert "<PurchaseOrderHeader><ID>PO-1</ID>" in data
        assert "<LineNumberID>1</LineNumberID>" in data
        assert '<UnitPrice><ChargeAmount currencyCode="EUR">1.50</ChargeAmount></UnitPrice>' in data

    def test_release_9_has_its_own_names(self) -> None:
        around = Envelope(AROUND.sender, payload_id="id-1", timestamp=AT, confirmation=ConfirmationWanted.NEVER)
        line = OrderLine(
            line_number=1,
            supplier_part_id="A",
            unit_price=Money(Decimal("1.5"), "EUR"),
            price_basis=PriceBasis(Decimal(100), "EA"),
        )
        body = PurchaseOrder(
            "PO-1", (line,), ship_to=Address("L", "7", street=("Via Roma 1",)), extrinsics=(("a", "b"),)
        )

        data = written(body, "9", around)

        assert 'xmlns="http://www.openapplications.org/oagis/9"' in data
        for piece in (
            "<ConfirmationCode>Never</ConfirmationCode></Sender>",
            "<DocumentID><ID>PO-1</ID></DocumentID>",
            "<LineNumber>1</LineNumber>",
            "<SupplierItemIdentification><ItemID><ID>A</ID></ItemID></SupplierItemIdentification>",
            '<UnitPrice><Amount currencyID="EUR">1.50</Amount><PerQuantity unitCode="EA">100</PerQuantity></UnitPrice>',
            "<ShipToParty><PartyIDs><ID>7</ID></PartyIDs><Name>L</Name>",
            "<Address><LineOne>Via Roma 1</LineOne></Address>",
            '<UserArea><Property><NameValue name="a">b</NameValue></Property></UserArea>',
        ):
            assert piece in data

    def test_more_than_three_lines_of_a_street_are_address_lines(self) -> None:
        body = PurchaseOrder("PO-1", (), ship_to=Address(street=("a", "b", "c", "d")))

        assert written(body, "9").count("<AddressLine>") == 4

    def test_a_confirmed_bodid_stands_where_each_release_has_a_place(self) -> None:
        body = StatusUpdate(400, "order.lines.missing", "Mancano le righe.", "po-1", "PO-1")

        assert "<BOD><BODID>po-1</BODID><ProcessingResultCode>400</ProcessingResultCode>" in written(body)
        assert "<Confirm><OriginalApplicationArea><CreationDateTime>" in written(body, "9")

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            (ConfirmationKind.ACCEPT, "Accepted"),
            (ConfirmationKind.REJECT, "Rejected"),
            (ConfirmationKind.EXCEPT, "Modified"),
            (ConfirmationKind.BACKORDERED, "Modified"),
        ],
    )
    def test_an_answer_says_in_a_word_how_the_order_fared(self, kind: ConfirmationKind, code: str) -> None:
        assert f'<ResponseExpression actionCode="{code}"/>' in written(OrderConfirmation("PO-1", kind))

    def test_the_time_of_the_answered_message_is_supplied_aloud(self) -> None:
        body = OrderConfirmation(
            "PO-1", ConfirmationKind.ACCEPT, order_payload_id="po-1", ordered_at=datetime(1066, 1, 1, tzinfo=UTC)
        )

        result = write_noting(Message(body, AROUND))

        assert ("oagis.original.time", "2026-11-24T10:00:00+00:00") in {
            (finding.code, finding.found) for finding in result.findings
        }

    @pytest.mark.parametrize(("terms", "tag"), [("DAP", "IncotermsCode"), ("Porto franco", "Description")])
    def test_terms_of_delivery_are_a_code_or_words(self, terms: str, tag: str) -> None:
        body = PurchaseOrder("PO-1", (), delivery_terms=terms)

        assert f"<TransportationTerm><{tag}>{terms}</{tag}></TransportationTerm>" in written(body)

    def test_a_credit_memo_says_so(self) -> None:
        assert '<Invoice typeCode="creditMemo">' in written(Invoice("NC-1", purpose=InvoicePurpose.CREDIT_MEMO))


class TestLost:
    def test_a_price_for_another_unit_is_remarked_on_where_a_receiver_may_misread_it(self) -> None:
        body = with_line(unit_price=Money(Decimal(12), "EUR"), price_basis=PriceBasis(Decimal(100), "EA", Decimal(50)))

        result = write_noting(Message(body, AROUND))

        assert [finding.code for finding in result.findings] == ["oagis.price.conversion"]

    def test_what_a_price_is_for_may_have_a_word_with_it(self) -> None:
        body = with_line(price_basis=PriceBasis(Decimal(100), description="il cento"))

        message, _findings = read(write_noting(Message(body, AROUND)).data)

        assert message is not None
        assert message.body == body

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            (with_line(extras=(Extra("/a", "b"),)), "PurchaseOrder.lines[1].extras"),
            (with_line(unit="EA"), "PurchaseOrder.lines[1].unit"),
            (with_line(quantity=Decimal("1e17")), "PurchaseOrder.lines[1].quantity"),
            (with_line(quantity=Decimal("1e-11")), "PurchaseOrder.lines[1].quantity"),
            (with_line(unit_price=Money(Decimal("1e17"), "EUR")), "PurchaseOrder.lines[1].unit_price"),
            (with_line(price_basis=PriceBasis(Decimal("1e17"))), "PurchaseOrder.lines[1].price_basis"),
            (with_line(requested_on=date(1066, 1, 1)), "PurchaseOrder.lines[1].requested_on"),
            (with_line(lead_time_days=-1), "PurchaseOrder.lines[1].lead_time_days"),
            (PurchaseOrder("1", (), payment_terms=(PaymentTerm(-1),)), "PurchaseOrder.payment_terms[1]"),
            (PurchaseOrder("1", (), ordered_at=datetime(1066, 1, 1, tzinfo=UTC)), "PurchaseOrder.ordered_at"),
            (PurchaseOrder("1", (), order_type=""), "PurchaseOrder.order_type"),
            (
                PurchaseOrder("1", (), contacts=(Contact("buyer", address=Address(fax="1")),)),
                "PurchaseOrder.contacts[1].address.fax",
            ),
            (Cart("c", shipping=Charge(Money(Decimal(1), "EUR"), tracking_id="1")), "Cart.shipping.tracking_id"),
            (Cart("c", total=Money(Decimal("1e17"), "EUR")), "Cart.total"),
            (ShipNotice("1", carriers=(Carrier(), Carrier(route="air"))), "ShipNotice.carriers[2]"),
            (
                ShipNotice("1", portions=(ShipPortion(OrderReference("2"), (ShipLine(-1),)),)),
                "ShipNotice.portions[1].lines[1].line_number",
            ),
            (Invoice("1", portions=(InvoicePortion(),)), "Invoice.portions[1]"),
            (
                Invoice("1", portions=(InvoicePortion(OrderReference("2"), "C-1"),)),
                "Invoice.portions[1].contract_number",
            ),
            (
                Invoice("1", portions=(InvoicePortion(lines=(InvoiceLine(1, -1),)),)),
                "Invoice.portions[1].lines[1].order_line_number",
            ),
        ],
    )
    def test_what_has_no_place_is_said_to_be_lost(self, body: Any, path: str) -> None:
        assert lost(body) == [path]

    def test_text_is_cleaned_aloud_of_what_could_not_be_read_again(self) -> None:
        result = write_noting(Message(PurchaseOrder("PO-1", (), comments=" a\x00b "), AROUND))

        [finding] = result.findings
        assert (finding.code, finding.path) == ("text.cleaned", "PurchaseOrder.comments")
        assert b"<Note>ab</Note>" in result.data

    def test_a_file_without_content_stays_where_it_is(self) -> None:
        body = PurchaseOrder("PO-1", (), attachments=(Attachment("https://example.com/a.pdf"),))

        assert "<Attachment><URI>https://example.com/a.pdf</URI></Attachment>" in written(body)


@pytest.mark.parametrize("release", ["10", "9"])
@pytest.mark.parametrize(
    "body",
    [
        Invoice("1", portions=(InvoicePortion(OrderReference("2", "po-2")), InvoicePortion(lines=(InvoiceLine(1),)))),
        Invoice("1", portions=(InvoicePortion(lines=(InvoiceLine(1, 7),)),)),
        ShipNotice("1", portions=(ShipPortion(OrderReference("2", "po-2")),)),
        StatusUpdate(200, about_payload_id="po-1"),
        StatusUpdate(200, "OK", about_payload_id="po-1"),
        StatusUpdate(500, explanation="Riprovare.", about_payload_id="po-1"),
        Cart("c", status=Status(204)),
        Cart("c", status=Status(200, "OK", "Tutto bene")),
        PunchOutSetup(""),
        PunchOutSetup(" cookie \n", ship_to=Address(city="Genova")),
        PunchOutSetup("c", contacts=(Contact("buyer", phone="1"), Contact("endUser", email="a@example.com"))),
        PurchaseOrder("1", (), attachments=(Attachment("cid:a", "a.pdf", "application/pdf", b"%PDF"), Attachment(""))),
        PurchaseOrder("1", (), ordered_at=datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=20)))),
        PurchaseOrder("1", (), ship_to=Address(fax="2"), bill_to=Address(phone="1", email="a@example.com")),
    ],
)
def test_what_is_written_is_read_again(body: Any, release: str) -> None:
    message, _findings = read(write_noting(Message(body, AROUND), release=release).data)

    assert message is not None
    assert message.body == body


def test_names_of_ours_and_agreed_names_do_not_mix() -> None:
    body = PurchaseOrder("PO-1", (), changes_payload_id="old", extrinsics=(("ChangesBODID", "x"), ("Fondaco", "y")))

    for release in ("10", "9"):
        message, _findings = read(write_noting(Message(body, AROUND), release=release).data)
        assert message is not None
        assert message.body == body


def test_what_is_written_is_utf_8_with_a_declaration() -> None:
    data = write_noting(Message(PurchaseOrder("città", ()), AROUND)).data

    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<ProcessPurchaseOrder ')
    assert "città".encode() in data
    assert etree.fromstring(data).tag.endswith("ProcessPurchaseOrder")

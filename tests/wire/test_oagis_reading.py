"""What partners send in OAGIS: their codes, their habits, their mistakes. All of it read, and what was off is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fondaco.documents import (
    Charge,
    ConfirmationKind,
    ConfirmationWanted,
    Contact,
    Credential,
    Invoice,
    InvoicePurpose,
    Level,
    Mode,
    Money,
    NextActor,
    OrderOperation,
    PortionKind,
    PriceBasis,
    PunchOutSetup,
    PurchaseOrder,
    RefusalCode,
    ShipmentKind,
    ShipNotice,
    StatusUpdate,
)
from fondaco.documents.parties import Person
from fondaco.wire import RemoteError
from fondaco.wire.oagis import Limits, identified, read, recognise, write_noting

NS = "http://www.openapplications.org/oagis/10"
AREA = (
    "<ApplicationArea><Sender><LogicalID>lanterna</LogicalID></Sender>"
    "<CreationDateTime>2026-11-24T10:00:00+01:00</CreationDateTime><BODID>id-1</BODID></ApplicationArea>"
)


def bod(name: str, data: str, area: str = AREA, attributes: str = "") -> bytes:
    return f'<{name} xmlns="{NS}" releaseID="10.1"{attributes}>{area}<DataArea>{data}</DataArea></{name}>'.encode()


def read_body(data: bytes) -> Any:
    message, _findings = read(data)
    assert message is not None
    return message.body


def codes(data: bytes) -> set[str]:
    return {finding.code for finding in read(data).findings}


def order(header: str = "<ID>PO-1</ID>", lines: str = "", verb: str = "Process") -> bytes:
    noun = f"<PurchaseOrder><PurchaseOrderHeader>{header}</PurchaseOrderHeader>{lines}</PurchaseOrder>"
    return bod(f"{verb}PurchaseOrder", f"<{verb}/>{noun}")


def line(inner: str) -> str:
    return f"<PurchaseOrderLine>{inner}</PurchaseOrderLine>"


def answered(lines: str = "", header: str = "", verb: str = "") -> bytes:
    noun = f"<PurchaseOrder><PurchaseOrderHeader><ID>PO-1</ID>{header}</PurchaseOrderHeader>{lines}</PurchaseOrder>"
    return bod("AcknowledgePurchaseOrder", f"<Acknowledge>{verb}</Acknowledge>{noun}")


GOOD = (
    "<LineNumberID>1</LineNumberID><Item><SupplierItemIdentification><ID>A</ID></SupplierItemIdentification></Item>"
    '<Quantity unitCode="EA">2</Quantity><UnitPrice><ChargeAmount currencyCode="EUR">3.50</ChargeAmount></UnitPrice>'
)


class TestEnvelope:
    def test_what_is_missing_is_remarked_on_and_the_order_is_read_all_the_same(self) -> None:
        data = order(lines=line(GOOD)).replace(AREA.encode(), b"")

        message, findings = read(data)

        assert message is not None
        assert message.envelope is not None
        assert message.envelope.payload_id == ""
        assert {finding.code for finding in findings} == {
            "oagis.envelope.missing",
            "oagis.bodid.missing",
            "oagis.created.missing",
            "oagis.sender.missing",
        }

    def test_a_missing_bodid_is_a_warning_for_no_repetition_can_be_known(self) -> None:
        data = order(lines=line(GOOD)).replace(b"<BODID>id-1</BODID>", b"")

        [finding] = read(data).findings

        assert (finding.code, finding.level) == ("oagis.bodid.missing", Level.WARNING)
        assert finding.path == "/ProcessPurchaseOrder/ApplicationArea/BODID"

    def test_a_sender_says_who_it_is_and_what_it_wants_confirmed(self) -> None:
        area = (
            "<ApplicationArea><Sender><LogicalID schemeID='DUNS'>123</LogicalID><ComponentID>ERP</ComponentID>"
            "<ConfirmationCodes><ConfirmationCode>onerror</ConfirmationCode></ConfirmationCodes>"
            "<AuthorizationID>s3cret</AuthorizationID><ID schemeID='GLN'>80</ID></Sender>"
            "<Receiver><ID>store</ID></Receiver><Receiver/>"
            "<CreationDateTime>2026-11-24T10:00:00+01:00</CreationDateTime><BODID>id-1</BODID></ApplicationArea>"
        )

        message, findings = read(order(lines=line(GOOD)).replace(AREA.encode(), area.encode()))

        assert message is not None
        assert message.envelope is not None
        around = message.envelope
        assert around.sender == Credential("DUNS", "123", "s3cret")
        assert around.from_ == (Credential("GLN", "80"),)
        assert around.to == (Credential("OAGIS", "store"), Credential("OAGIS", ""))
        assert around.user_agent == "ERP"
        assert around.confirmation is ConfirmationWanted.ON_ERROR
        assert findings == ()

    def test_release_9_has_one_confirmation_code(self) -> None:
        data = order(lines=line(GOOD)).replace(
            b"</LogicalID>", b"</LogicalID><ConfirmationCode>Always</ConfirmationCode>"
        )

        message, _findings = read(data)

        assert message is not None
        assert message.envelope is not None
        assert message.envelope.confirmation is ConfirmationWanted.ALWAYS

    def test_an_unknown_confirmation_code_asks_for_nothing(self) -> None:
        data = order(lines=line(GOOD)).replace(
            b"</LogicalID>", b"</LogicalID><ConfirmationCode>OnRejection</ConfirmationCode>"
        )

        message, findings = read(data)

        assert message is not None
        assert message.envelope is not None
        assert message.envelope.confirmation is None
        assert [finding.code for finding in findings] == ["oagis.word.unknown"]

    def test_an_area_without_a_sender_names_none(self) -> None:
        area = AREA.replace("<Sender><LogicalID>lanterna</LogicalID></Sender>", "")

        assert codes(order(lines=line(GOOD)).replace(AREA.encode(), area.encode())) == {"oagis.sender.missing"}

    def test_a_test_is_not_taken_for_earnest(self) -> None:
        data = order(lines=line(GOOD)).replace(
            b'releaseID="10.1"', b'releaseID="10.1" systemEnvironmentCode="test" languageCode="it"'
        )

        message, _findings = read(data)

        assert message is not None
        assert message.envelope is not None
        assert (message.envelope.mode, message.envelope.language) == (Mode.TEST, "it")

    @pytest.mark.parametrize(
        "place",
        [
            "<ApplicationArea><Sender><AuthorizationID>s3cret</AuthorizationID></Sender></ApplicationArea>",
            "<PurchaseOrderHeader2><AuthorizationID><b>s3cret</b></AuthorizationID></PurchaseOrderHeader2>",
            "<authorizationID>s3cret</authorizationID>",
        ],
    )
    def test_a_secret_is_never_kept_among_what_was_not_understood(self, place: str) -> None:
        data = order(lines=line(GOOD)).replace(b"<Process/>", f"<Process>{place}</Process>".encode())

        assert "s3cret" not in repr(read(data))

    def test_a_message_is_identified_whether_it_is_read_or_not(self) -> None:
        known = identified(bod("SyncItemMaster", "<Sync/><ItemMaster/>"))

        assert (known.kind, known.payload_id) == ("SyncItemMaster", "id-1")
        assert known.envelope is not None
        assert known.envelope.sender.identity == "lanterna"


class TestWhatCannotBeTaken:
    def test_another_bod_gives_a_finding_that_names_it(self) -> None:
        message, findings = read(bod("SyncItemMaster", "<Sync/><ItemMaster/>"))

        assert message is None
        [finding] = findings
        assert (finding.code, finding.path, finding.level) == ("oagis.bod.unsupported", "/SyncItemMaster", Level.ERROR)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"<a/>", "oagis.none"),
            (b"", "xml.none"),
            (b"<ProcessPurchaseOrder><ApplicationArea/></ProcessPurchaseOrder>", "oagis.empty"),
            (bod("ProcessPurchaseOrder", "<Process/>"), "oagis.empty"),
            (b'<!DOCTYPE a [<!ENTITY b "c">]><ProcessPurchaseOrder><DataArea/></ProcessPurchaseOrder>', None),
            (b"<ProcessPurchaseOrder><DataArea>", "xml.not_well_formed"),
        ],
    )
    def test_bytes_that_hold_nothing_are_refused_with_a_reason(self, data: bytes, reason: str | None) -> None:
        with pytest.raises(RemoteError) as error:
            read(data)

        assert reason in (None, error.value.reason)

    def test_more_lines_than_are_taken_are_refused(self) -> None:
        with pytest.raises(RemoteError, match="more than 2 lines"):
            read(order(lines=line(GOOD) * 3), limits=Limits(lines=2))

    def test_a_second_noun_is_an_error_and_is_kept(self) -> None:
        data = order(lines=line(GOOD)).replace(
            b"</DataArea>",
            b"<PurchaseOrder><PurchaseOrderHeader><ID>PO-2</ID></PurchaseOrderHeader></PurchaseOrder></DataArea>",
        )

        message, findings = read(data)

        assert message is not None
        assert isinstance(message.body, PurchaseOrder)
        assert message.body.number == "PO-1"
        assert "oagis.noun.several" in {finding.code for finding in findings}
        assert "PO-2" in {extra.text for extra in message.body.extras}

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (order(), True),
            (b"\xff\xfe<\x00P\x00r\x00o\x00c\x00e\x00s\x00s\x00A\x00b\x00c\x00>\x00", False),
            (b"<cXML/>", False),
            (b"<PROCESS_PO_007><CNTROLAREA/></PROCESS_PO_007>", False),
            (b"", False),
            (b"\x00\xff", False),
        ],
    )
    def test_only_the_start_of_a_bod_is_recognised(self, data: bytes, expected: bool) -> None:
        assert recognise(data) is expected


class TestOrders:
    def test_the_verb_says_what_is_done(self) -> None:
        assert read_body(order(verb="Change")).operation is OrderOperation.UPDATE
        assert read_body(order(verb="Cancel")).operation is OrderOperation.DELETE

    def test_an_empty_order_is_read_with_everything_remarked_on(self) -> None:
        data = order(header="", lines=line(""))

        body = read_body(data)

        assert body.number == ""
        assert body.lines[0].line_number == 1
        assert codes(data) == {
            "oagis.order.number.missing",
            "oagis.line.number.missing",
            "oagis.line.quantity.missing",
            "oagis.line.part.missing",
            "oagis.line.price.missing",
        }
        assert "oagis.order.lines.missing" in codes(order())

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            (">2<", ">NaN<", "line.quantity.unreadable"),
            (">2<", "><", "line.quantity.unreadable"),
            (">3.50<", ">3,50<", "money.unreadable"),
            (">3.50<", "><", "money.empty"),
            (' currencyCode="EUR"', "", "oagis.money.currency"),
            ("<LineNumberID>1<", "<LineNumberID>1.1<", "number.unreadable"),
        ],
    )
    def test_a_number_that_is_none_is_an_error_at_its_place(self, old: str, new: str, code: str) -> None:
        assert old in GOOD

        data = order(lines=line(GOOD.replace(old, new)))

        [finding] = [finding for finding in read(data).findings if finding.code == code]
        assert finding.path.startswith("/ProcessPurchaseOrder/DataArea/PurchaseOrder/PurchaseOrderLine[1]/")

    def test_what_a_price_is_for_is_kept(self) -> None:
        def basis(element: str) -> PriceBasis | None:
            data = order(lines=line(GOOD.replace("</ChargeAmount>", f"</ChargeAmount>{element}")))
            found: PriceBasis | None = read_body(data).lines[0].price_basis
            return found

        assert basis("") is None
        assert basis("<PerQuantity/>") is None
        assert basis('<PerQuantity unitCode="EA">1</PerQuantity>') == PriceBasis(Decimal(1), "EA")
        assert basis('<PerQuantity unitCode="EA">100</PerQuantity>') == PriceBasis(Decimal(100), "EA")
        assert basis('<BasisQuantity unitCode="C62">1</BasisQuantity>') == PriceBasis(Decimal(1), "C62")
        assert basis("<BasisQuantity>many</BasisQuantity>") is None

    def test_a_tax_that_nobody_totals_is_the_sum_of_its_parts(self) -> None:
        taxes = "".join(
            f'<Tax><Calculation><RateNumber>{rate}</RateNumber></Calculation><Amount currencyCode="EUR">{amount}'
            "</Amount></Tax>"
            for rate, amount in (("22", "2.20"), ("10", "1.00"))
        )

        tax = read_body(order(header=f"<ID>PO-1</ID>{taxes}<Tax/>")).tax

        assert tax.money == Money(Decimal("3.20"), "EUR")
        assert [detail.rate for detail in tax.details] == [Decimal(22), Decimal(10)]

    def test_taxes_in_two_currencies_are_not_added_up(self) -> None:
        taxes = '<Tax><Amount currencyCode="EUR">1</Amount></Tax><Tax><Amount currencyCode="CHF">1</Amount></Tax>'

        assert read_body(order(header=f"<ID>PO-1</ID>{taxes}")).tax is None

    def test_a_charge_of_another_kind_is_kept_and_the_first_shipping_counts(self) -> None:
        def charge(kind: str, amount: str) -> str:
            return f'<Charge typeCode="{kind}">{amount}</Charge>'

        money = '<Amount currencyCode="EUR">5</Amount>'
        header = "<ID>PO-1</ID>" + charge("Pallet", money) + charge("Shipping", "") + charge("Shipping", money)

        body = read_body(order(header=header))

        assert body.shipping == Charge(Money(Decimal(5), "EUR"))
        assert any("Pallet" in extra.text for extra in body.extras)

    def test_a_term_of_payment_without_days_is_kept(self) -> None:
        header = (
            "<ID>PO-1</ID><PaymentTerm><Description>a vista</Description></PaymentTerm>"
            "<PaymentTerm><Duration>P1M</Duration></PaymentTerm><PaymentTerm><Duration>30</Duration></PaymentTerm>"
        )

        body = read_body(order(header=header))

        assert [term.days for term in body.payment_terms] == [30]
        assert "a vista" in {extra.text for extra in body.extras}

    def test_people_are_reached_however_it_is_written(self) -> None:
        contact = (
            "<Communication><ChannelCode>Fax</ChannelCode><DialNumber>2</DialNumber></Communication>"
            "<Communication><ChannelCode>Telephone</ChannelCode><CountryDialingCode>39</CountryDialingCode>"
            "<AreaDialingCode>010</AreaDialingCode><DialNumber>65</DialNumber></Communication>"
            "<Communication><DialNumber>3</DialNumber></Communication>"
            "<TelephoneCommunication><ChannelCode>Fax</ChannelCode></TelephoneCommunication>"
        )
        mail = "<Communication><URI>mailto:a@example.com</URI></Communication>"
        street = "<StreetName>Via Roma</StreetName><BuildingNumber>1</BuildingNumber>"
        party = f"<Location><Address>{street}</Address></Location>"
        header = (
            f"<ID>PO-1</ID><Party role='buyer'><Contact>{mail}"
            "<PersonName><FormattedName>Anna</FormattedName></PersonName></Contact></Party>"
            f"<ShipToParty>{party}<Contact>{contact}</Contact></ShipToParty>"
            "<CustomerParty><TaxID>IT1</TaxID><Name>Lanterna</Name></CustomerParty>"
        )

        body = read_body(order(header=header))

        assert (body.ship_to.phone, body.ship_to.fax, body.ship_to.street) == ("+39 010 65", "2", ("Via Roma 1",))
        assert body.contacts == (
            Contact("buyer", "Anna", "a@example.com"),
            Contact("soldTo", "Lanterna", identifiers=(("TaxID", "IT1"),)),
        )
        assert "3" in {extra.text for extra in body.extras}

    def test_names_and_values_are_extrinsics_whatever_their_element(self) -> None:
        header = (
            "<ID>PO-1</ID><Extension><Code typeCode='CIG'>Z1</Code><ID>no name</ID></Extension>"
            "<UserArea><Property><NameValue name='Plant' type='StringType'>7</NameValue></Property>"
            "<Property><NameValue name='Buyer'>B</NameValue></Property></UserArea>"
        )

        body = read_body(order(header=header))

        assert body.extrinsics == (("CIG", "Z1"), ("Buyer", "B"))
        assert {"no name", "7"} <= {extra.text for extra in body.extras}

    def test_an_extension_that_no_field_asks_for_is_kept(self) -> None:
        header = "<ID>PO-1</ID><ShipToParty><Extension><Code typeCode='Gate'>4</Code></Extension></ShipToParty>"
        priced = GOOD.replace(
            "</ChargeAmount>",
            "</ChargeAmount><BasisQuantity>100</BasisQuantity><Extension><Code typeCode='Tier'>1</Code></Extension>",
        )

        body = read_body(order(header=header, lines=line(priced)))

        assert "4" in {extra.text for extra in body.extras}
        assert "1" in {extra.text for extra in body.lines[0].extras}

    def test_the_second_description_and_a_file_that_is_none_are_remarked_on(self) -> None:
        item = "<Item><Description>Vite</Description><Description>Screw</Description></Item>"
        files = "<Attachment><EmbeddedDataBinaryObject>!</EmbeddedDataBinaryObject></Attachment>"
        data = order(lines=line(files + item))

        body = read_body(data)

        assert body.lines[0].description == "Vite"
        assert body.lines[0].attachments[0].content is None
        assert "Screw" in {extra.text for extra in body.lines[0].extras}
        assert "oagis.attachment.unreadable" in codes(data)

    def test_a_variant_without_a_name_and_value_is_kept(self) -> None:
        item = "<Item><Specification><Property><Key>k</Key></Property></Specification></Item>"

        body = read_body(order(lines=line(item)))

        assert body.lines[0].characteristics == ()
        assert "k" in {extra.text for extra in body.lines[0].extras}

    def test_what_stands_inside_a_text_is_kept(self) -> None:
        body = read_body(order(header="<ID schemeID='ERP'>PO-1<sup>a</sup></ID>"))

        assert body.number == "PO-1"
        assert {"ERP", "a"} <= {extra.text for extra in body.extras}

    def test_a_number_in_front_of_nothing_is_a_warning(self) -> None:
        terms = "<PaymentTerm><Duration>P30D</Duration><DiscountPercent>two</DiscountPercent></PaymentTerm>"

        assert "oagis.number.unreadable" in codes(order(header=f"<ID>PO-1</ID>{terms}"))

    def test_an_empty_number_says_nothing(self) -> None:
        terms = "<PaymentTerm><Duration>P30D</Duration><DiscountPercent/></PaymentTerm>"

        [term] = read_body(order(header=f"<ID>PO-1</ID>{terms}")).payment_terms

        assert term.discount_percent is None


class TestAcknowledgements:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("ACCEPT", PortionKind.ACCEPT),
            ("AT", PortionKind.ACCEPT),
            ("IA", PortionKind.ACCEPT),
            ("Accepted", PortionKind.ACCEPT),
            ("REJECT", PortionKind.REJECT),
            ("RD", PortionKind.REJECT),
            ("IR", PortionKind.REJECT),
            ("backordered", PortionKind.BACKORDERED),
            ("ZZ", PortionKind.UNKNOWN),
        ],
    )
    def test_the_codes_of_oracle_and_others_are_known(self, code: str, kind: PortionKind) -> None:
        data = answered(
            line(f"<LineNumberID>1</LineNumberID><Status><Code>{code}</Code></Status><Quantity>2</Quantity>")
        )

        [answer] = read_body(data).lines

        assert [portion.kind for portion in answer.portions] == [kind]

    def test_lines_that_say_nothing_fare_as_the_whole(self) -> None:
        verb = '<ResponseCriteria><ResponseExpression actionCode="Accepted"/></ResponseCriteria>'
        data = answered(line("<LineNumberID>1</LineNumberID><Quantity>2</Quantity>"), verb=verb)

        body = read_body(data)

        assert body.kind is ConfirmationKind.ACCEPT
        assert body.lines[0].portions[0].kind is PortionKind.ACCEPT

    def test_the_header_says_it_where_the_verb_does_not(self) -> None:
        data = answered(
            line("<LineNumberID>1</LineNumberID><Quantity>2</Quantity>"), header="<Status><Code>RD</Code></Status>"
        )

        body = read_body(data)

        assert body.kind is ConfirmationKind.REJECT
        assert body.lines[0].portions[0].kind is PortionKind.REJECT

    @pytest.mark.parametrize(
        "verb", ["", "<ResponseCriteria/>", '<ResponseCriteria><ResponseExpression actionCode="?"/></ResponseCriteria>']
    )
    def test_an_answer_that_is_none_is_remarked_on(self, verb: str) -> None:
        data = answered(line("<Quantity>2</Quantity>"), verb=verb)

        body = read_body(data)

        assert body.kind is ConfirmationKind.DETAIL
        assert body.lines[0].portions[0].kind is PortionKind.UNKNOWN
        assert {"oagis.confirmation.kind.missing", "oagis.line.number.missing"} <= codes(data)

    def test_an_answer_that_names_no_order_is_an_error(self) -> None:
        assert "oagis.confirmation.order.missing" in codes(answered().replace(b"<ID>PO-1</ID>", b""))

    def test_a_status_of_the_line_holds_for_its_schedules(self) -> None:
        schedules = (
            "<PurchaseOrderSchedule><Quantity>1</Quantity></PurchaseOrderSchedule>"
            "<PurchaseOrderSchedule><Status><Code>RD</Code></Status><Quantity>2</Quantity></PurchaseOrderSchedule>"
        )
        data = answered(line(f"<LineNumberID>1</LineNumberID><Status><Code>IA</Code></Status>{schedules}"))

        [answer] = read_body(data).lines

        assert [(portion.kind, portion.quantity) for portion in answer.portions] == [
            (PortionKind.ACCEPT, 1),
            (PortionKind.REJECT, 2),
        ]

    @pytest.mark.parametrize(
        ("confirmed", "expected"),
        [
            ("<Quantity>5</Quantity>", [(PortionKind.ACCEPT, 3), (PortionKind.BACKORDERED, 2)]),
            ("<Quantity>2</Quantity>", [(PortionKind.BACKORDERED, 2)]),
            ("<Quantity>1</Quantity>", [(PortionKind.ACCEPT, 1), (PortionKind.BACKORDERED, 2)]),
            ("", [(PortionKind.ACCEPT, None), (PortionKind.BACKORDERED, 2)]),
        ],
    )
    def test_what_is_backordered_is_a_portion_of_its_own(self, confirmed: str, expected: list[Any]) -> None:
        data = answered(
            line(
                f"<LineNumberID>1</LineNumberID><Status><Code>IA</Code></Status>{confirmed}"
                "<BackOrderedQuantity>2</BackOrderedQuantity>"
            )
        )

        [answer] = read_body(data).lines

        assert [(portion.kind, portion.quantity) for portion in answer.portions] == expected

    def test_a_reason_without_our_types_is_a_refusal_all_the_same(self) -> None:
        status = "<Status><Code>RD</Code><ReasonCode>OOS</ReasonCode><Reason>Esaurito</Reason></Status>"
        data = answered(line(f"<LineNumberID>1</LineNumberID>{status}"))

        [answer] = read_body(data).lines

        refusal = answer.portions[0].refusal
        assert refusal is not None
        assert (refusal.code, refusal.message, refusal.next_actor) == (RefusalCode.OTHER, "Esaurito", NextActor.BUYER)
        assert "oagis.word.unknown" in codes(data)

    def test_a_status_without_a_code_and_a_line_without_anything_say_nothing(self) -> None:
        data = answered(line("<LineNumberID>1</LineNumberID>"), header="<Status/>")

        assert read_body(data).lines[0].portions == ()

    def test_the_time_of_the_answered_message_is_not_kept(self) -> None:
        verb = (
            "<OriginalApplicationArea><CreationDateTime>x</CreationDateTime><BODID>po</BODID></OriginalApplicationArea>"
        )

        body = read_body(answered(verb=verb))

        assert body.order_payload_id == "po"
        assert body.extras == ()


class TestShipmentsAndInvoices:
    def test_a_shipment_says_what_is_missing(self) -> None:
        data = bod("ShowShipment", "<Show/><Shipment><ShipmentItem/></Shipment>")

        body = read_body(data)

        assert isinstance(body, ShipNotice)
        assert body.portions[0].lines[0].line_number == 1
        assert {
            "oagis.shipment.number.missing",
            "oagis.line.number.missing",
            "oagis.line.quantity.missing",
        } <= codes(data)

    def test_what_is_only_scheduled_is_planned(self) -> None:
        header = "<ID>S</ID><ScheduledShipDateTime>2026-12-01T08:00:00Z</ScheduledShipDateTime>"
        data = bod("NotifyShipment", f"<Notify/><Shipment><ShipmentHeader>{header}</ShipmentHeader></Shipment>")

        assert read_body(data).kind is ShipmentKind.PLANNED

    def test_a_carrier_has_a_name_or_a_code(self) -> None:
        header = (
            "<ID>S</ID><CarrierParty><SCACID>BRTI</SCACID><Name>BRT</Name></CarrierParty><TrackingID>1</TrackingID>"
        )
        data = bod("NotifyShipment", f"<Notify/><Shipment><ShipmentHeader>{header}</ShipmentHeader></Shipment>")

        [carrier] = read_body(data).carriers

        assert carrier.identifiers == (("SCACID", "BRTI"), ("companyName", "BRT"))
        assert carrier.tracking_ids == ("1",)

    def test_a_carrier_may_have_a_number_only(self) -> None:
        header = "<ID>S</ID><TrackingID>1</TrackingID>"
        data = bod("NotifyShipment", f"<Notify/><Shipment><ShipmentHeader>{header}</ShipmentHeader></Shipment>")

        [carrier] = read_body(data).carriers

        assert carrier.tracking_ids == ("1",)

    def test_the_one_order_of_the_header_is_that_of_every_line(self) -> None:
        header = "<ID>I</ID><PurchaseOrderReference><ID>PO-1</ID></PurchaseOrderReference>"
        reference = "<PurchaseOrderReference><LineNumberID>7</LineNumberID></PurchaseOrderReference>"
        lines = f"<InvoiceLine/><InvoiceLine>{reference}</InvoiceLine>"
        data = bod("ProcessInvoice", f"<Process/><Invoice><InvoiceHeader>{header}</InvoiceHeader>{lines}</Invoice>")

        body = read_body(data)

        assert isinstance(body, Invoice)
        [portion] = body.portions
        assert portion.order is not None
        assert portion.order.number == "PO-1"
        assert [(one.line_number, one.order_line_number) for one in portion.lines] == [(1, None), (2, 7)]

    def test_an_invoice_may_be_of_an_order_as_a_whole(self) -> None:
        header = "<ID>I</ID><PurchaseOrderReference><ID>PO-1</ID></PurchaseOrderReference>"
        data = bod("ProcessInvoice", f"<Process/><Invoice><InvoiceHeader>{header}</InvoiceHeader></Invoice>")

        [portion] = read_body(data).portions

        assert portion.order.number == "PO-1"
        assert portion.lines == ()

    @pytest.mark.parametrize(
        ("word", "purpose"),
        [("CreditNote", InvoicePurpose.CREDIT_MEMO), ("Debit", InvoicePurpose.DEBIT_MEMO)],
    )
    def test_a_memo_is_known_by_its_type(self, word: str, purpose: InvoicePurpose) -> None:
        data = bod("ProcessInvoice", f'<Process/><Invoice typeCode="{word}"/>')

        assert read_body(data).purpose is purpose
        assert "oagis.invoice.number.missing" in codes(data)

    def test_a_charge_without_an_amount_that_can_be_read_is_none(self) -> None:
        header = "<ID>I</ID><Charge><Amount>x</Amount></Charge><Charge><Description>gratis</Description></Charge>"
        data = bod("ProcessInvoice", f"<Process/><Invoice><InvoiceHeader>{header}</InvoiceHeader></Invoice>")

        body = read_body(data)

        assert body.summary.charges == ()
        assert "gratis" in {extra.text for extra in body.extras}


class TestConfirmBod:
    @pytest.mark.parametrize(
        ("noun", "code", "explanation", "reason"),
        [
            ("<BODSuccessMessage/>", 200, "", ""),
            (
                "<BODSuccessMessage><WarningProcessMessage><Description>d</Description></WarningProcessMessage>"
                "</BODSuccessMessage>",
                200,
                "d",
                "",
            ),
            (
                "<BODFailureMessage><ErrorProcessMessage><Description>d</Description><ReasonCode>r</ReasonCode>"
                "</ErrorProcessMessage></BODFailureMessage>",
                400,
                "d",
                "r",
            ),
            (
                "<PartialBODFailureMessage><NounFailureMessage><ErrorProcessMessage><Description>d</Description>"
                "</ErrorProcessMessage></NounFailureMessage></PartialBODFailureMessage>",
                400,
                "d",
                "",
            ),
            ("<ProcessingResultCode>406</ProcessingResultCode><BODFailureMessage/>", 406, "", ""),
            ("<ProcessingResultCode>Failed</ProcessingResultCode>", 400, "", ""),
            ("", 400, "", ""),
        ],
    )
    def test_the_result_is_read_from_the_kind_of_message(
        self, noun: str, code: int, explanation: str, reason: str
    ) -> None:
        body = read_body(bod("ConfirmBOD", f"<Confirm/><BOD><BODID>po-1</BODID>{noun}</BOD>"))

        assert isinstance(body, StatusUpdate)
        assert (body.about_payload_id, body.status_code) == ("po-1", code)
        assert (body.explanation, body.status_text) == (explanation, reason)

    @pytest.mark.parametrize(
        "data",
        [
            "<Confirm/><BOD><OriginalApplicationArea><BODID>po-1</BODID></OriginalApplicationArea></BOD>",
            "<Confirm><OriginalApplicationArea><BODID>po-1</BODID></OriginalApplicationArea></Confirm><BOD/>",
            "<BOD><BODID>po-1</BODID></BOD>",
        ],
    )
    def test_the_bodid_is_found_wherever_release_9_has_it(self, data: str) -> None:
        assert read_body(bod("ConfirmBOD", data)).about_payload_id == "po-1"

    def test_one_that_names_no_message_is_an_error(self) -> None:
        assert "oagis.confirm.bodid.missing" in codes(bod("ConfirmBOD", "<Confirm/><BOD/>"))


class TestSessions:
    def test_a_visit_without_a_session_or_a_way_back_is_remarked_on(self) -> None:
        data = bod("GetOnlineSession", "<Get/><OnlineSession/>")

        assert isinstance(read_body(data), PunchOutSetup)
        assert codes(data) == {"oagis.session.missing", "oagis.reply_url.missing"}

    def test_the_user_is_the_person(self) -> None:
        data = bod("GetOnlineSession", "<Get/><OnlineSession><User><ID>anna</ID></User></OnlineSession>")

        assert read_body(data).person == Person(unique_name="anna")

    def test_the_first_search_counts(self) -> None:
        terms = "".join(
            f"<SearchTerm><SearchValueText>{one}</SearchValueText></SearchTerm>" for one in ("viti", "dadi")
        )
        data = bod("GetOnlineSession", f"<Get/><OnlineSession>{terms}</OnlineSession>")

        body = read_body(data)

        assert body.search_text == "viti"
        assert "dadi" in {extra.text for extra in body.extras}

    def test_an_answer_without_a_start_page_is_an_error(self) -> None:
        data = bod("ShowOnlineSession", "<Show/><OnlineSession><SessionID>1</SessionID></OnlineSession>")

        assert read_body(data).start_url == ""
        assert "oagis.return_url.missing" in codes(data)

    def test_a_cart_says_what_is_missing(self) -> None:
        data = bod("NotifyOnlineOrder", "<Notify/><OnlineOrder><OnlineOrderLine/></OnlineOrder>")

        [one] = read_body(data).lines

        assert one.line_number is None
        assert codes(data) == {
            "oagis.session.missing",
            "oagis.line.quantity.missing",
            "oagis.line.price.missing",
            "oagis.line.part.missing",
        }

    def test_a_status_that_is_no_code_of_ours_is_kept(self) -> None:
        header = "<Status><Code>Open</Code></Status><SessionID>1</SessionID>"
        data = bod(
            "NotifyOnlineOrder",
            f"<Notify/><OnlineOrder><OnlineOrderHeader>{header}</OnlineOrderHeader></OnlineOrder>",
        )

        body = read_body(data)

        assert body.status is None
        assert "Open" in {extra.text for extra in body.extras}


def test_files_that_came_in_the_same_body_are_found() -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: application/xml\n\n"
    named = order(header="<ID>PO-1</ID><Attachment><URI>cid:a</URI></Attachment>").decode()
    files = "".join(f"\n--b\nContent-Type: application/pdf\nContent-ID: <{name}>\n\n%PDF {name}" for name in ("a", "b"))

    message, findings = read(f"{head}{named}{files}\n--b--\n".encode())

    assert message is not None
    assert message.body.attachments[0].content == b"%PDF a"
    assert [one.content for one in message.attachments] == [b"%PDF b"]
    assert "mime.attachments" in {finding.code for finding in findings}
    assert [loss.path for loss in write_noting(message).losses] == ["Message.attachments[1]"]


def test_a_day_is_read_whatever_the_hour() -> None:
    data = order(lines=line(GOOD + "<RequiredDeliveryDateTime>2026-12-01T00:00:00+01:00</RequiredDeliveryDateTime>"))

    assert read_body(data).lines[0].requested_on == date(2026, 12, 1)

"""Invoices, memos and remittances that are not as the DTD has them: read all the same, with a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fondaco.documents import (
    Attachment,
    Charge,
    Invoice,
    InvoiceOperation,
    InvoicePurpose,
    OrderReference,
    PaymentTerm,
    PriceBasis,
    Remittance,
    Segment,
)
from fondaco.wire import RemoteError
from fondaco.wire.cxml import Limits, read
from tests.wire.test_cxml_fulfilment import body, codes, eur, off

Varied = Callable[..., bytes]


def invoice(data: bytes) -> Invoice:
    found = body(read(data))
    assert isinstance(found, Invoice)
    return found


def test_an_invoice_says_what_is_to_be_paid_for_what(order: Varied) -> None:
    found = invoice(order(name="InvoiceDetailRequest/standard"))

    assert (found.number, found.purpose, found.supplier_order_number) == (
        "2026/1184",
        InvoicePurpose.STANDARD,
        "OV-5582",
    )
    assert [one.role for one in found.contacts] == ["from", "billTo", "remitTo", "shipFrom", "shipTo"]
    assert found.contacts[2].identifiers == (("ibanID", "IT60X0542811101000000123456"), ("swiftID", "BPCVIT2S"))
    assert found.payment_terms == (PaymentTerm(10, Decimal(2)), PaymentTerm(60))
    assert (found.period_from, found.period_to) == (date(2026, 11, 1), date(2026, 11, 30))
    first, second, third = found.portions[0].lines
    assert first.tax is not None
    assert (first.tax.details[0].rate, first.tax.details[0].taxable) == (Decimal(22), eur("759.92"))
    assert first.shipping == Charge(eur("12.00"), tracking_domain="Corriere Ligure", tracking_id="CL0099887")
    assert (first.discount, first.discount_percent) == (eur("19.48"), Decimal("2.5"))
    assert [(one.kind, one.money, one.allowance) for one in first.charges] == [("RAEE", eur("1.80"), False)]
    assert first.distributions[0].segments[0] == Segment("Centro di costo", "CC-310", "Manutenzione stabilimento")
    assert second.price_basis == PriceBasis(Decimal(100), "EA", Decimal(1), "prezzo per cento pezzi")
    assert third.order_line_number is None  # isAdHoc
    assert [one.allowance for one in found.summary.charges] == [False, True]
    assert (found.summary.deposit, found.summary.due) == (eur("100.00"), eur("1011.98"))


def test_a_summary_invoice_says_amounts_for_whole_orders(order: Varied) -> None:
    found = invoice(order(name="InvoiceDetailRequest/summary"))

    assert found.summary_only
    first, second = found.portions
    assert first.lines == second.lines == ()
    assert first.header is not None
    assert second.header is not None
    assert first.header.tax is not None
    assert first.header.tax.money == eur("88.00")
    assert second.header.shipping == Charge(eur("10.00"))


def test_a_memo_names_what_it_corrects(order: Varied) -> None:
    found = invoice(order(name="InvoiceDetailRequest/credit_memo"))

    assert found.purpose is InvoicePurpose.CREDIT_MEMO
    assert (found.corrects_number, found.corrects_on) == ("2026/1185", date(2026, 11, 30))
    assert found.corrects_payload_id == "20261130190000.summary@example.com"
    assert found.summary.due == eur("-48.80")


def test_services_stand_under_a_contract(order: Varied) -> None:
    found = invoice(order(name="InvoiceDetailRequest/services_under_contract"))

    first, second = found.portions
    assert (first.order, first.contract_number) == (None, "CQ-2026-07")
    assert (second.order, second.contract_number) == (OrderReference("PO-2026-000033"), "CQ-2026-08")
    hours, travel = first.lines
    assert (hours.service, hours.unit, hours.unit_price) == (True, "HUR", eur("45.00"))
    assert hours.tax is not None
    assert hours.tax.details[0].exemption == "exempt"
    assert (travel.quantity, travel.parent_line_number, travel.order_line_number) == (None, 1, None)


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("standard", [('orderID="PO-2026-000017" ', ""), ("20261120101500.17@example.com", "")],
         "invoice.order.missing"),
        ("standard", [("<DueAmount>", "<Due>"), ("</DueAmount>", "</Due>")], "invoice.due.missing"),
        ("standard", [('invoiceID="2026/1184" ', "")], "invoice.number.missing"),
        ("standard", [('invoiceDate="2026-11-30T00:00:00+01:00" ', "")], "invoice.date.missing"),
        ("standard", [('invoiceDate="2026', 'InvoiceDate="2026')], "attribute.case"),
        ("standard", [('purpose="standard"', 'purpose="normale"')], "word.unknown"),
        ("standard", [('operation="new"', 'operation="nuova"')], "word.unknown"),
        ("standard", [("<InvoiceDetailHeaderIndicator/>", "<InvoiceDetailHeaderIndicator isHeaderInvoice='yes'/>")],
         "invoice.header.with_lines"),
        ("standard", [('isTaxInLine="yes"', 'isTaxInLine="no"')], "indicator.word"),
        ("standard", [('<Description xml:lang="it">IVA</Description>', "")], "tax.description.missing"),
        ("standard", [('<InvoiceDetailItemReference lineNumber="1">', "<InvoiceDetailItemReference>")],
         "line.order_line.missing"),
        ("standard", [("<UnitPrice>", "<Prezzo>"), ("</UnitPrice>", "</Prezzo>")], "line.price.missing"),
        ("standard", [("<UnitOfMeasure>EA</UnitOfMeasure>", "")], "line.unit.missing"),
        ("standard", [('percentageRate="2.5"', 'percentageRate="2,5"')], "number.unreadable"),
        ("standard", [('quantity="100" conv', 'quantity="cento" conv')], "number.unreadable"),
        ("standard", [('<Description xml:lang="it">Trapano', "<Description>Trapano")], "language.missing"),
        ("standard", [('payInNumberOfDays="10"', 'payInNumberOfDays="dieci"')], "number.unreadable"),
        ("credit_memo", [(' isHeaderInvoice="yes"', "")], "invoice.credit.header"),
        ("credit_memo", [(' isHeaderInvoice="yes"', "")], "invoice.header.unmarked"),
        ("credit_memo", [("-48.80</Money></DueAmount>", "48.80</Money></DueAmount>")],
         "invoice.credit.due"),
        ("line_level_debit_memo", [('<DocumentReference payloadID="20261130180000.standard@example.com"/>', "")],
         "invoice.corrects.missing"),
        ("taken_back", [('<DocumentReference payloadID="20261231120000.services_under_contract@example.com"/>', "")],
         "invoice.deletes.missing"),
        ("services_under_contract", [("<SubtotalAmount>", "<Somma>"), ("</SubtotalAmount>", "</Somma>")],
         "invoice.amount.missing"),
        ("summary", [("<SubtotalAmount>", "<Somma>"), ("</SubtotalAmount>", "</Somma>")], "invoice.amount.missing"),
    ],
)  # fmt: skip
def test_what_is_off_about_an_invoice_is_said(
    order: Varied, name: str, changes: list[tuple[str, str]], expected: str
) -> None:
    text = "><".join(piece.strip() for piece in order(name=f"InvoiceDetailRequest/{name}").decode().split("><"))
    squeezed = "".join(line.strip() for line in text.splitlines())
    for old, new in changes:
        assert old in squeezed, old
        squeezed = squeezed.replace(old, new, 1)

    reading = read(squeezed.encode())

    assert expected in codes(reading)
    assert isinstance(body(reading), Invoice)


def test_an_invoice_with_nothing_in_it_is_named_all_the_same() -> None:
    reading = read(b"<!DOCTYPE cXML SYSTEM 'x'><cXML><Request><InvoiceDetailRequest/></Request></cXML>")

    assert body(reading) == Invoice("")
    assert {"invoice.number.missing", "invoice.lines.missing", "invoice.due.missing"} <= set(codes(reading))


def test_a_percentage_alone_is_no_allowance(order: Varied) -> None:
    deduction = "<AdditionalDeduction><DeductionPercent percent='3'/></AdditionalDeduction>"
    both = "<AdditionalCost><Money currency='EUR'>1</Money></AdditionalCost>"
    found = invoice(
        order(
            ("<InvoiceHeaderModifications>", f"<InvoiceHeaderModifications><Modification>{deduction}</Modification>"
             f"<Modification><AdditionalDeduction><DeductionAmount><Money currency='EUR'>2</Money></DeductionAmount>"
             f"</AdditionalDeduction>{both}</Modification>"
             "<Modification><AdditionalCost><Money currency='EUR'>molto</Money></AdditionalCost></Modification>"
             "<Modification><OriginalPrice><Money currency='EUR'>7</Money></OriginalPrice>" + both + "</Modification>"),
            name="InvoiceDetailRequest/standard",
        )
    )  # fmt: skip

    assert [one.kind for one in found.summary.charges] == ["", "bollo", "arrotondamento"]
    assert {"3", "2", "molto", "7"} <= {extra.text for extra in found.extras}


NUMBER = "<IdReference identifier='1' domain='x'/>"


def test_older_and_looser_ways_of_writing_are_read(order: Varied) -> None:
    older = '<InvoiceDetailPaymentTerm payInNumberOfDays="60" percentageRate="0"/>'
    found = invoice(
        order(
            ('<PaymentTerm payInNumberOfDays="60"/>', older),
            ("<InvoicePartner>", f"<InvoicePartner>{NUMBER}</InvoicePartner><InvoicePartner>"),
            (
                '<Extrinsic name="CodiceDestinatario">M5UXCR1</Extrinsic>',
                '<Extrinsic name="invoicePDF"><Attachment><URL>cid: f.pdf</URL></Attachment></Extrinsic>',
            ),
            name="InvoiceDetailRequest/standard",
        )
    )  # fmt: skip

    assert found.payment_terms[1] == PaymentTerm(60)
    assert found.attachments[1] == Attachment("cid:f.pdf")
    assert ("x", "1") not in [pair for one in found.contacts for pair in one.identifiers]
    assert "x" in [extra.text for extra in found.extras]


def test_the_contacts_that_a_line_repeats_say_nothing_new(order: Varied) -> None:
    data = order(name="InvoiceDetailRequest/standard")

    assert invoice(data).extras == ()
    other = data.replace(b"S.r.l., magazzino</Name>", b"S.r.l., deposito</Name>", 2).replace(
        b"deposito", b"magazzino", 1
    )
    line = invoice(other).portions[0].lines[0]
    assert "Ferramenta Sant'Elmo S.r.l., deposito" in {extra.text for extra in line.extras}


def test_supplier_orders_that_differ_are_kept(order: Varied) -> None:
    second = '<SupplierOrderInfo orderID="OV-5582"/><SupplierOrderInfo orderID="OV-5583"/>'
    found = invoice(order(('<SupplierOrderInfo orderID="OV-5582"/>', second), name="InvoiceDetailRequest/standard"))

    assert found.supplier_order_number == "OV-5582"
    assert [extra.text for extra in found.extras] == ["OV-5583"]


def test_a_remittance_says_what_was_paid_for_which_invoices(order: Varied) -> None:
    found = body(read(order(name="PaymentRemittanceRequest/two_invoices")))

    assert isinstance(found, Remittance)
    assert (found.method, found.reference) == ("wire", "CRO 0542800012345678")
    assert [one.role for one in found.contacts] == ["payer", "payee", "receivingBank"]
    first, second = found.lines
    assert (first.invoice_number, first.order_number, first.discount) == (
        "2026/1184",
        "PO-2026-000017",
        eur("20.24"),
    )
    assert (second.invoice_number, second.adjustment) == ("2026/1185", eur("-19.36"))


def test_a_remittance_without_what_it_must_have_says_so(order: Varied) -> None:
    reading = read(
        order(
            ('paymentRemittanceID="PAG-2027-0044" ', ""),
            ('paymentDate="2027-01-29T00:00:00+01:00" ', 'status="annullato" '),
            ("<PaymentRemittanceSummary>", "<Riepilogo>"),
            ("</PaymentRemittanceSummary>", "</Riepilogo>"),
            ('<InvoiceIDInfo invoiceID="2026/1185"/>', ""),
            name="PaymentRemittanceRequest/two_invoices",
        )
    )

    assert off(reading) == [
        "remittance.amount.missing",
        "remittance.date.missing",
        "remittance.invoice.missing",
        "remittance.number.missing",
        "word.unknown",
    ]


def test_adjustments_of_one_currency_add_up(order: Varied) -> None:
    one = "<AdjustmentAmount type='shortage'><Money currency='EUR'>-1.00</Money></AdjustmentAmount>"
    other = "<AdjustmentAmount><Money currency='USD'>-1.00</Money></AdjustmentAmount>"
    bad = "<AdjustmentAmount><Money currency='EUR'/></AdjustmentAmount>"
    found = body(
        read(
            order(
                ('<Comments xml:lang="it">Trattenuta', f'{one}{other}{bad}<Comments xml:lang="it">Trattenuta'),
                name="PaymentRemittanceRequest/two_invoices",
            )
        )
    )

    assert isinstance(found, Remittance)
    assert found.lines[1].adjustment == eur("-20.36")
    assert {"shortage", "USD"} <= {extra.text for extra in found.lines[1].extras}


def test_a_party_without_a_contact_keeps_its_numbers_and_an_order_its_message(order: Varied) -> None:
    reference = "<OrderReference orderID='PO-9'><DocumentReference payloadID='p'/></OrderReference>"
    found = body(
        read(
            order(
                ("<PaymentPartner>", f"<PaymentPartner>{NUMBER}</PaymentPartner><PaymentPartner>"),
                ('<OrderIDInfo orderID="PO-2026-000017"/>', reference),
                name="PaymentRemittanceRequest/on_an_order",
            )
        )
    )  # fmt: skip

    assert isinstance(found, Remittance)
    assert found.contacts[0].identifiers == (("x", "1"),)
    assert found.lines[0].order_number == "PO-9"
    assert "p" in [extra.text for extra in found.lines[0].extras]


def test_an_invoice_that_is_taken_back_says_so(order: Varied) -> None:
    found = invoice(order(name="InvoiceDetailRequest/taken_back"))

    assert found.operation is InvoiceOperation.DELETE
    assert found.invoiced_at is not None
    assert found.invoiced_at.astimezone(UTC) == datetime(2026, 12, 30, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ShipNoticeRequest/partial", "notice.too_many_lines"),
        ("ReceiptRequest/two_orders", "receipt.too_many_lines"),
        ("InvoiceDetailRequest/standard", "invoice.too_many_lines"),
        ("InvoiceDetailRequest/services_under_contract", "invoice.too_many_lines"),
        ("InvoiceDetailRequest/summary", "invoice.too_many_lines"),
        ("PaymentRemittanceRequest/two_invoices", "remittance.too_many_lines"),
    ],
)
def test_more_lines_than_are_taken_are_refused(order: Varied, name: str, reason: str) -> None:
    with pytest.raises(RemoteError) as caught:
        read(order(name=name), limits=Limits(lines=1))

    assert caught.value.reason == reason
    assert "1" in caught.value.words
    assert caught.value.words_it


def test_a_service_may_say_its_rate_in_one_element(order: Varied) -> None:
    rate = (
        "<UnitRate><Money currency='EUR'>45.00</Money><UnitOfMeasure>HUR</UnitOfMeasure>"
        "<PriceBasisQuantity quantity='2' conversionFactor='1'><UnitOfMeasure>HUR</UnitOfMeasure></PriceBasisQuantity>"
        "<TermReference termName='x' term='y'/></UnitRate>"
    )
    found = invoice(
        order(
            ("<UnitOfMeasure>HUR</UnitOfMeasure>", rate),
            ("<UnitPrice>", "<Altro>"),
            ("</UnitPrice>", "</Altro>"),
            name="InvoiceDetailRequest/services_under_contract",
        )
    )

    line = found.portions[0].lines[0]
    assert (line.unit, line.unit_price) == ("HUR", eur("45.00"))
    assert line.price_basis == PriceBasis(Decimal(2), "HUR")
    assert {"x", "y"} <= {extra.text for extra in line.extras}

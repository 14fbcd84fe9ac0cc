"""PaymentRemittanceRequest (PaymentRemittance.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Remittance, RemittanceLine
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.piece_bodies import (
    missing,
    put_amount,
    put_comments,
    put_document_reference,
    put_needed_amount,
    put_needed_moment,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen

# PaymentMethod/@type (PaymentRemittance.dtd)
METHODS = frozenset({"ach", "cash", "check", "creditCard", "debitCard", "draft", "wire", "other"})


def put_remittance(pen: Pen, carrier: _Element, remittance: Remittance) -> None:
    element = etree.SubElement(carrier, "PaymentRemittanceRequest")
    _header(pen, element, remittance)
    _amounts(pen, etree.SubElement(element, "PaymentRemittanceSummary"), remittance)
    for position, line in enumerate(remittance.lines, 1):
        _line(pen, element, line, position)
    lost_extras(pen, remittance.extras)


def _header(pen: Pen, parent: _Element, remittance: Remittance) -> None:
    need(remittance.number, "PaymentRemittanceRequestHeader/@paymentRemittanceID", "A remittance needs its number.")
    need(remittance.contacts or None, "PaymentPartner/Contact", "A remittance names who pays whom.")
    header = etree.SubElement(parent, "PaymentRemittanceRequestHeader")
    pen.set(header, "paymentRemittanceID", remittance.number)
    put_needed_moment(header, "paymentDate", remittance.paid_at, "A remittance needs its date.")
    pen.set(header, "paymentReferenceNumber", remittance.reference)
    if remittance.voided:
        header.set("status", "void")
    _method(pen, header, remittance.method)
    for contact in remittance.contacts:
        partner = etree.SubElement(header, "PaymentPartner")
        pen.contact(partner, contact, identified=False)
        pen.id_references(partner, contact.identifiers)
    put_comments(pen, header, remittance.comments)
    pen.extrinsics(header, remittance.extrinsics)


def _method(pen: Pen, parent: _Element, method: str) -> None:
    """The DTD's word for it, or ``other`` and the document's word beside it."""
    if not method:
        raise missing("A remittance says how it was paid.", "PaymentMethod/@type")
    element = etree.SubElement(parent, "PaymentMethod", type=method if method in METHODS else "other")
    if method not in METHODS:
        pen.spoken(element, "Description", method)


def _amounts(pen: Pen, element: _Element, amounts: Remittance | RemittanceLine) -> None:
    put_needed_amount(pen, element, "NetAmount", amounts.net, "A remittance needs the net amount.")
    put_needed_amount(pen, element, "GrossAmount", amounts.gross, "A remittance needs the gross amount.")
    put_amount(pen, element, "DiscountAmount", amounts.discount)
    put_amount(pen, element, "AdjustmentAmount", amounts.adjustment)


def _line(pen: Pen, parent: _Element, line: RemittanceLine, position: int) -> None:
    number = line.line_number
    if number is None:
        number = position
        pen.supply("RemittanceDetail/@lineNumber", str(number))
    element = etree.SubElement(parent, "RemittanceDetail", lineNumber=str(number))
    _payable(pen, etree.SubElement(element, "PayableInfo"), line)
    _amounts(pen, element, line)
    put_comments(pen, element, line.comments)
    pen.extrinsics(element, line.extrinsics)
    lost_extras(pen, line.extras)


def _payable(pen: Pen, parent: _Element, line: RemittanceLine) -> None:
    if line.invoice_number or line.invoice_payload_id:
        parent = etree.SubElement(parent, "PayableInvoiceInfo")
        reference = bool(line.invoice_payload_id)
        invoice = etree.SubElement(parent, "InvoiceReference" if reference else "InvoiceIDInfo")
        pen.set(invoice, "invoiceID", line.invoice_number)
        if line.invoiced_on is not None:
            invoice.set("invoiceDate", line.invoiced_on.isoformat())
        if reference:
            put_document_reference(pen, invoice, line.invoice_payload_id)
    elif not line.order_number:
        raise missing("A payment is for an invoice or an order.", "RemittanceDetail/PayableInfo")
    elif line.invoiced_on is not None:
        pen.lost("InvoiceIDInfo/@invoiceDate", line.invoiced_on.isoformat())
    if line.order_number:
        order = etree.SubElement(etree.SubElement(parent, "PayableOrderInfo"), "OrderIDInfo")
        pen.set(order, "orderID", line.order_number)

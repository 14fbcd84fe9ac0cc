"""InvoiceDetailRequest (InvoiceDetail.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Invoice, InvoicePortion
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.invoice_amount_bodies import put_order_summary, put_summary
from fondaco.wire.cxml.invoice_line_bodies import put_line
from fondaco.wire.cxml.piece_bodies import (
    missing,
    put_comments,
    put_document_reference,
    put_needed_moment,
    put_order,
    put_payment_terms,
    put_yes,
)
from fondaco.wire.cxml.receipt_bodies import put_shipment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Contact
    from fondaco.wire.cxml.build import Pen


def put_invoice(pen: Pen, carrier: _Element, invoice: Invoice) -> None:
    need(invoice.portions or None, "InvoiceDetailRequest/InvoiceDetailOrder", "An invoice is about something.")
    element = etree.SubElement(carrier, "InvoiceDetailRequest")
    _header(pen, element, invoice)
    whole = any(portion.header is not None for portion in invoice.portions)
    position = 0
    for portion in invoice.portions:
        if whole:
            position += 1
            _whole_order(pen, element, portion, invoice, position)
        else:
            _order(pen, element, portion, invoice)
    put_summary(pen, element, invoice.summary)
    lost_extras(pen, invoice.extras)


def _header(pen: Pen, parent: _Element, invoice: Invoice) -> None:
    need(invoice.number, "InvoiceDetailRequestHeader/@invoiceID", "An invoice needs its number.")
    header = etree.SubElement(parent, "InvoiceDetailRequestHeader")
    pen.set(header, "invoiceID", invoice.number)
    put_needed_moment(header, "invoiceDate", invoice.invoiced_at, "An invoice needs its date.")
    header.set("purpose", invoice.purpose.value)
    header.set("operation", invoice.operation.value)
    _indicators(header, invoice)
    shipped = shippers(invoice.contacts)
    for contact in invoice.contacts:
        if contact not in shipped:
            partner = etree.SubElement(header, "InvoicePartner")
            pen.contact(partner, contact, identified=False)
            pen.id_references(partner, contact.identifiers)
    if invoice.corrects_payload_id:
        put_document_reference(pen, header, invoice.corrects_payload_id)
    _corrected(pen, header, invoice)
    if shipped:
        shipping = etree.SubElement(header, "InvoiceDetailShipping")
        for contact in shipped:
            pen.contact(shipping, contact)
    put_shipment(pen, header, invoice.shipment_number)
    put_payment_terms(pen, header, invoice.payment_terms)
    _period(pen, header, invoice)
    put_comments(pen, header, invoice.comments, invoice.attachments)
    pen.id_references(header, invoice.payment_references)
    pen.extrinsics(header, invoice.extrinsics)


def shippers(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Who ships and to whom: InvoiceDetailShipping is their place, and the DTD wants both, or nobody."""
    found = tuple(one for one in contacts if one.role in ("shipFrom", "shipTo"))
    return found if {one.role for one in found} == {"shipFrom", "shipTo"} else ()


def _indicators(header: _Element, invoice: Invoice) -> None:
    put_yes(etree.SubElement(header, "InvoiceDetailHeaderIndicator"), "isHeaderInvoice", invoice.summary_only)
    line = etree.SubElement(header, "InvoiceDetailLineIndicator")
    put_yes(line, "isTaxInLine", invoice.tax_in_line)
    put_yes(line, "isSpecialHandlingInLine", invoice.special_handling_in_line)
    put_yes(line, "isShippingInLine", invoice.shipping_in_line)
    put_yes(line, "isDiscountInLine", invoice.discount_in_line)
    put_yes(line, "isAccountingInLine", invoice.accounting_in_line)
    put_yes(line, "isPriceAdjustmentInLine", invoice.price_adjustment_in_line)


def _corrected(pen: Pen, header: _Element, invoice: Invoice) -> None:
    if invoice.corrects_number or invoice.corrects_on is not None:
        element = etree.SubElement(header, "InvoiceIDInfo")
        element.set("invoiceID", pen.clean(invoice.corrects_number, "InvoiceIDInfo/@invoiceID"))
        if invoice.corrects_on is not None:
            element.set("invoiceDate", invoice.corrects_on.isoformat())


def _period(pen: Pen, header: _Element, invoice: Invoice) -> None:
    start, end = invoice.period_from, invoice.period_to
    if start is not None and end is not None:
        etree.SubElement(header, "Period", startDate=start.isoformat(), endDate=end.isoformat())
    elif start is not None or end is not None:
        pen.lost("InvoiceDetailRequestHeader/Period", f"{start or ''}/{end or ''}")


def _order(pen: Pen, parent: _Element, portion: InvoicePortion, invoice: Invoice) -> None:
    need(portion.lines or None, "InvoiceDetailOrder/InvoiceDetailItem", "What is invoiced of an order has lines.")
    element = etree.SubElement(parent, "InvoiceDetailOrder")
    _order_info(pen, element, portion, invoice)
    for line in portion.lines:
        put_line(pen, element, line, invoice.contacts)


def _whole_order(pen: Pen, parent: _Element, portion: InvoicePortion, invoice: Invoice, position: int) -> None:
    """The DTD takes either whole orders or orders with lines: in a summary invoice lines have no place."""
    if portion.header is None:
        raise missing("In a summary invoice every order has its amounts.", "InvoiceDetailOrderSummary")
    element = etree.SubElement(parent, "InvoiceDetailHeaderOrder")
    _order_info(pen, element, portion, invoice)
    put_order_summary(pen, element, portion.header, invoice.contacts, position)
    for line in portion.lines:
        pen.lost("InvoiceDetailHeaderOrder/InvoiceDetailItem", str(line.line_number))


def _order_info(pen: Pen, parent: _Element, portion: InvoicePortion, invoice: Invoice) -> None:
    """The order, the agreement or the supplier's own order: one of them at least (InvoiceDetailOrderInfo)."""
    lost_extras(pen, portion.extras)
    element = etree.SubElement(parent, "InvoiceDetailOrderInfo")
    order = portion.order
    contract = bool(portion.contract_number or portion.contract_payload_id)
    if order is not None and (order.payload_id or not contract):
        put_order(pen, element, order, reference=False)
    if contract:
        _agreement(pen, element, portion)
        if order is not None and not order.payload_id:
            put_order(pen, element, order, reference=False)
    if order is None and not contract and not invoice.supplier_order_number:
        raise missing("An invoice names the order, or the contract.", "InvoiceDetailOrderInfo/OrderReference/@orderID")
    if invoice.supplier_order_number:
        pen.set(etree.SubElement(element, "SupplierOrderInfo"), "orderID", invoice.supplier_order_number)


def _agreement(pen: Pen, parent: _Element, portion: InvoicePortion) -> None:
    reference = bool(portion.contract_payload_id)
    element = etree.SubElement(parent, "MasterAgreementReference" if reference else "MasterAgreementIDInfo")
    pen.set(element, "agreementID", portion.contract_number)
    if reference:
        put_document_reference(pen, element, portion.contract_payload_id)

"""InvoiceDetailRequest (InvoiceDetail.dtd), read: the header, and what it asks of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from fondaco.documents import Invoice, InvoiceOperation, InvoicePortion, InvoicePurpose, InvoiceSummary
from fondaco.wire.cxml.invoice_amounts import SUMMARY, summed
from fondaco.wire.cxml.invoice_lines import Ordering, portion
from fondaco.wire.cxml.parties import contact, id_reference
from fondaco.wire.cxml.pieces import (
    Table,
    Values,
    comments,
    frozen_lists,
    once,
    pair,
    payload_id_of,
    payment_term,
    several,
    yes,
)
from fondaco.wire.cxml.receipt import shipment
from fondaco.wire.cxml.sequence import INVOICE_HEADER, INVOICE_SUMMARY, in_order
from fondaco.wire.cxml.values import day, moment, one_of

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

_LINE_LEVEL = (InvoicePurpose.LINE_LEVEL_CREDIT_MEMO, InvoicePurpose.LINE_LEVEL_DEBIT_MEMO)


def read_invoice(element: _Element, notes: Notes, limit: int) -> Invoice:
    """The invoice or memo, whatever is wrong with it. ``limit`` bounds the lines of all its orders together."""
    values: Values = {"number": ""}
    ordering = Ordering(limit)
    portions: list[InvoicePortion] = []
    for child in element:
        tag = child.tag
        if tag == "InvoiceDetailRequestHeader" and "purpose" not in values:
            _header(child, values, notes)
            ordering.parties = tuple(values.get("contacts", ()))
        elif tag in ("InvoiceDetailOrder", "InvoiceDetailHeaderOrder"):
            portions.append(portion(child, ordering, notes))
        elif tag == "InvoiceDetailSummary" and "summary" not in values:
            values["summary"] = _summary(child, notes)
        else:
            notes.keep(child)
    if not values["number"]:
        notes.add("invoice.number.missing", element, "/InvoiceDetailRequestHeader/@invoiceID")
    if not portions:
        notes.add("invoice.lines.missing", element, "/InvoiceDetailOrder")
    invoice = Invoice(
        portions=tuple(portions),
        supplier_order_number=ordering.supplier_order_number or "",
        extras=notes.extras(),
        **frozen_lists(values),
    )
    _remark(invoice, element, notes)
    return invoice


def _remark(invoice: Invoice, element: _Element, notes: Notes) -> None:
    """What is missing or contradicts itself in form (User's Guide, Invoices). Sums are not checked."""
    due = invoice.summary.due
    header, summary = "/InvoiceDetailRequestHeader", "/InvoiceDetailSummary"
    if due is None:
        notes.add("invoice.due.missing", element, f"{summary}/DueAmount")
    if invoice.purpose is InvoicePurpose.CREDIT_MEMO:
        if not invoice.summary_only:
            notes.add("invoice.credit.header", element, f"{header}/InvoiceDetailHeaderIndicator/@isHeaderInvoice")
        if due is not None and due.amount >= 0:
            notes.add("invoice.credit.due", element, f"{summary}/DueAmount", str(due))
    if invoice.purpose in _LINE_LEVEL and not (invoice.corrects_payload_id or invoice.corrects_number):
        notes.add("invoice.corrects.missing", element, f"{header}/DocumentReference")
    if invoice.operation is InvoiceOperation.DELETE and not (invoice.corrects_payload_id or invoice.corrects_number):
        notes.add("invoice.deletes.missing", element, f"{header}/DocumentReference")
    whole = [one for one in invoice.portions if one.header is not None]
    if whole and not invoice.summary_only:
        notes.add("invoice.header.unmarked", element, f"{header}/InvoiceDetailHeaderIndicator/@isHeaderInvoice")
    if invoice.summary_only and len(whole) < len(invoice.portions):
        notes.add("invoice.header.with_lines", element, "/InvoiceDetailOrder")


_HEADER_ATTRIBUTES = frozenset({"invoiceID", "invoiceDate", "InvoiceDate", "purpose", "operation"})


def _header(header: _Element, values: Values, notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    values["number"] = header.get("invoiceID", "").strip()
    values["invoiced_at"] = _date(header, notes)
    word = header.get("purpose", "standard").strip()
    purpose = one_of(InvoicePurpose, word)
    if purpose is None:
        notes.add("word.unknown", header, "/@purpose", word)
    values["purpose"] = purpose or InvoicePurpose.STANDARD
    word = header.get("operation", "new").strip()
    operation = one_of(InvoiceOperation, word)
    if operation is None:
        notes.add("word.unknown", header, "/@operation", word)
    values["operation"] = operation or InvoiceOperation.NEW
    for child in in_order(header, INVOICE_HEADER, notes):
        read = _HEADER.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)


def _date(header: _Element, notes: Notes) -> datetime | None:
    """When it was made. A supplier's gateway in front of SAP Business Network spells the attribute InvoiceDate."""
    for name in ("invoiceDate", "InvoiceDate"):
        written = header.get(name)
        if written is not None:
            if name != "invoiceDate":
                notes.add("attribute.case", header, f"/@{name}", name)
            found = moment(written, notes, header, f"/@{name}")
            if found is not None:
                return found
    notes.add("invoice.date.missing", header, "/@invoiceDate")
    return None


_LINE_INDICATORS = {
    "isTaxInLine": "tax_in_line",
    "isSpecialHandlingInLine": "special_handling_in_line",
    "isShippingInLine": "shipping_in_line",
    "isDiscountInLine": "discount_in_line",
    "isAccountingInLine": "accounting_in_line",
    "isPriceAdjustmentInLine": "price_adjustment_in_line",
}
_LINE_INDICATOR_NAMES = frozenset(_LINE_INDICATORS)
_HEADER_INDICATOR_NAMES = frozenset({"isHeaderInvoice"})


def _header_indicator(element: _Element, values: Values, notes: Notes) -> None:
    if "summary_only" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _HEADER_INDICATOR_NAMES)
    values["summary_only"] = yes(element, "isHeaderInvoice", notes)


def _line_indicator(element: _Element, values: Values, notes: Notes) -> None:
    if "tax_in_line" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _LINE_INDICATOR_NAMES)
    for name, field in _LINE_INDICATORS.items():
        values[field] = yes(element, name, notes)


def _partner(element: _Element, values: Values, notes: Notes) -> None:
    """InvoicePartner: its numbers stand beside the Contact, or in it."""
    numbers: list[tuple[str, str]] = []
    party = None
    for child in element:
        if child.tag == "Contact" and party is None:
            party = contact(child, notes)
        elif child.tag == "IdReference":
            numbers.append(id_reference(child, notes))
        else:
            notes.keep(child)
    if party is None:
        notes.keep(element)
        return
    values.setdefault("contacts", []).append(evolve(party, identifiers=(*party.identifiers, *numbers)))


def _shipping(element: _Element, values: Values, notes: Notes) -> None:
    """Where it came from and went to; the carrier and the day are kept."""
    notes.keep_attributes(element, frozenset())
    for child in element:
        if child.tag == "Contact":
            values.setdefault("contacts", []).append(contact(child, notes))
        else:
            notes.keep(child)


_CORRECTED_ATTRIBUTES = frozenset({"invoiceID", "invoiceDate"})


def _corrected(element: _Element, values: Values, notes: Notes) -> None:
    if "corrects_number" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _CORRECTED_ATTRIBUTES)
    values["corrects_number"] = element.get("invoiceID", "").strip()
    values["corrects_on"] = day(element.get("invoiceDate", ""), notes, element, "/@invoiceDate")


def _period(element: _Element, values: Values, notes: Notes) -> None:
    if "period_from" in values:
        notes.repeated(element)
        return
    for name, field in (("startDate", "period_from"), ("endDate", "period_to")):
        values[field] = day(element.get(name, ""), notes, element, f"/@{name}")


_HEADER: Table = {
    "InvoiceDetailHeaderIndicator": _header_indicator,
    "InvoiceDetailLineIndicator": _line_indicator,
    "InvoicePartner": _partner,
    "DocumentReference": once("corrects_payload_id", payload_id_of),
    "InvoiceIDInfo": _corrected,
    "InvoiceDetailShipping": _shipping,
    "ShipNoticeIDInfo": once("shipment_number", shipment),
    "InvoiceDetailPaymentTerm": payment_term,
    "PaymentTerm": payment_term,
    "Period": _period,
    "Comments": comments,
    "IdReference": several("payment_references", id_reference),
    "Extrinsic": pair,
}


def _summary(element: _Element, notes: Notes) -> InvoiceSummary:
    values: Values = {}
    for child in in_order(element, INVOICE_SUMMARY, notes):
        read = SUMMARY.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)
    for name, field in (("SubtotalAmount", "subtotal"), ("Tax", "tax"), ("NetAmount", "net")):
        if field not in values:
            notes.add("invoice.amount.missing", element, f"/{name}")
    return summed(values)

"""PaymentRemittanceRequest (PaymentRemittance.dtd), read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from fondaco.documents import Contact, Money, Remittance, RemittanceLine
from fondaco.wire.cxml.parties import contact, id_reference
from fondaco.wire.cxml.pieces import (
    Table,
    Values,
    amount,
    frozen_lists,
    line_comments,
    line_pair,
    once,
    order_reference,
    own_number,
    referred,
    several,
    walk,
)
from fondaco.wire.cxml.values import day, described, moment, money
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def read_remittance(element: _Element, notes: Notes, limit: int) -> Remittance:
    values: Values = {"number": ""}
    lines: list[RemittanceLine] = []
    for child in element:
        tag = child.tag
        if tag == "PaymentRemittanceRequestHeader" and "paid_at" not in values:
            _header(child, values, notes)
        elif tag == "PaymentRemittanceSummary":
            _amounts(child, values, notes)
        elif tag == "RemittanceDetail":
            if len(lines) >= limit:
                raise refused("remittance.too_many_lines", limit=limit)
            lines.append(_line(child, len(lines) + 1, notes))
        else:
            notes.keep(child)
    if not values["number"]:
        notes.add("remittance.number.missing", element, "/PaymentRemittanceRequestHeader/@paymentRemittanceID")
    _remark(element, "/PaymentRemittanceSummary", values, notes)
    return Remittance(lines=tuple(lines), extras=notes.extras(), **frozen_lists(values))


def _remark(element: _Element, below: str, values: Values, notes: Notes) -> None:
    for name, field in (("NetAmount", "net"), ("GrossAmount", "gross")):
        if field not in values:
            notes.add("remittance.amount.missing", element, f"{below}/{name}")


_HEADER_ATTRIBUTES = frozenset({"paymentRemittanceID", "paymentDate", "paymentReferenceNumber", "status"})


def _header(header: _Element, values: Values, notes: Notes) -> None:
    notes.keep_attributes(header, _HEADER_ATTRIBUTES)
    values["number"] = header.get("paymentRemittanceID", "").strip()
    values["reference"] = header.get("paymentReferenceNumber", "").strip()
    values["paid_at"] = moment(header.get("paymentDate", ""), notes, header, "/@paymentDate")
    if values["paid_at"] is None:
        notes.add("remittance.date.missing", header, "/@paymentDate")
    word = header.get("status", "new").strip()
    values["voided"] = word == "void"
    if word not in ("new", "void"):
        notes.add("word.unknown", header, "/@status", word)
    walk(header, _HEADER, values, notes)


def _method(element: _Element, notes: Notes) -> str:
    """The DTD's word; the description where that is ``other`` and there is one."""
    word = element.get("type", "").strip()
    text = ""
    for child in element:
        if child.tag == "Description" and word == "other" and not text:
            text = described(child)
        else:
            notes.keep(child)
    return text or word


def _partner(element: _Element, notes: Notes) -> Contact:
    """PaymentPartner: its numbers stand beside the Contact, or in it."""
    party: Contact | None = None
    numbers: list[tuple[str, str]] = []
    for child in element:
        if child.tag == "Contact" and party is None:
            party = contact(child, notes)
        elif child.tag == "IdReference":
            numbers.append(id_reference(child, notes))
        else:
            notes.keep(child)
    party = party or Contact()
    return evolve(party, identifiers=(*party.identifiers, *numbers))


_HEADER: Table = {
    "PaymentMethod": once("method", _method),
    "PaymentPartner": several("contacts", _partner),
    "Comments": line_comments,
    "Extrinsic": line_pair,
}


def _amounts(element: _Element, values: Values, notes: Notes) -> None:
    walk(element, _AMOUNTS, values, notes)


def _adjustment(element: _Element, values: Values, notes: Notes) -> None:
    """What was taken off or added: the sum, where there are several of one currency; why is kept."""
    found = money(element, notes)
    notes.keep_attributes(element, frozenset())
    for child in element:
        if child.tag != "Money":
            notes.keep(child)
    before: Money | None = values.get("adjustment")
    if before is None or found is None:
        values["adjustment"] = found or before
    elif before.currency == found.currency:
        values["adjustment"] = before + found
    else:
        notes.keep(element)


_AMOUNTS: Table = {
    "NetAmount": once("net", amount),
    "GrossAmount": once("gross", amount),
    "DiscountAmount": once("discount", amount),
    "AdjustmentAmount": _adjustment,
}

_LINE_ATTRIBUTES = frozenset({"lineNumber"})


def _line(item: _Element, position: int, notes: Notes) -> RemittanceLine:
    notes.begin_line(item, position)
    notes.keep_attributes(item, _LINE_ATTRIBUTES)
    values: Values = {"line_number": own_number(item, "lineNumber", position, notes), "invoice_number": ""}
    walk(item, _LINE, values, notes)
    if not (values["invoice_number"] or values.get("invoice_payload_id") or values.get("order_number")):
        notes.add("remittance.invoice.missing", item, "/PayableInfo")
    _remark(item, "", values, notes)
    line = RemittanceLine(extras=notes.extras(), **frozen_lists(values))
    notes.end_line()
    return line


def _payable(element: _Element, values: Values, notes: Notes) -> None:
    """PayableInfo, and the elements that it nests: an invoice, with its order; or an order alone."""
    for child in element:
        if child.tag in ("PayableInvoiceInfo", "PayableOrderInfo"):
            _payable(child, values, notes)
        elif child.tag in ("InvoiceReference", "InvoiceIDInfo") and "invoiced_on" not in values:
            _invoice(child, values, notes)
        elif child.tag in ("OrderReference", "OrderIDInfo") and "order_number" not in values:
            _order(child, values, notes)
        else:
            notes.keep(child)


_INVOICE_ATTRIBUTES = frozenset({"invoiceID", "invoiceDate"})


def _invoice(element: _Element, values: Values, notes: Notes) -> None:
    notes.keep_attributes(element, _INVOICE_ATTRIBUTES)
    values["invoice_number"] = element.get("invoiceID", "").strip()
    values["invoiced_on"] = day(element.get("invoiceDate", ""), notes, element, "/@invoiceDate")
    values["invoice_payload_id"] = referred(element, notes)


def _order(element: _Element, values: Values, notes: Notes) -> None:
    """The order's number; its message and date, which a remittance has no place for, are kept."""
    order = order_reference(element, notes)
    values["order_number"] = order.number
    if order.payload_id or order.ordered_at is not None:
        notes.keep(element)


_LINE: Table = {
    "PayableInfo": _payable,
    **_AMOUNTS,
    "Comments": line_comments,
    "Extrinsic": line_pair,
}

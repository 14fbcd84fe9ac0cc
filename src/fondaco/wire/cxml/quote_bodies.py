"""QuoteRequest and QuoteMessage (Quote.dtd), written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from lxml import etree

from fondaco.documents import Item, Money, OrderLine, Quote, QuoteLine, QuoteRequest
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.item_bodies import put_detail
from fondaco.wire.cxml.piece_bodies import (
    missing,
    put_amount,
    put_comments,
    put_document_reference,
    put_item_id,
    put_moment,
    put_needed_moment,
    put_number,
    put_quantity,
)
from fondaco.wire.cxml.values import LANG, moment_text
from fondaco.wire.losses import lost

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

    from fondaco.documents import Address, Contact
    from fondaco.wire.cxml.build import Pen
    from fondaco.wire.losses import Carried

# What ItemID, ItemDetail and the elements beside them hold (QuoteItemOut, QuoteItemIn).
_ITEM = frozenset(
    {
        *("supplier_part_id", "supplier_part_auxiliary_id", "buyer_part_id", "quantity", "unit_price", "price_basis"),
        *("description", "short_name", "language", "unit", "classifications", "manufacturer_part_id"),
        *("manufacturer_name", "url", "lead_time_days", "characteristics", "service", "item_type"),
        *("parent_line_number", "ship_to", "shipping", "tax", "contacts", "comments", "attachments"),
        *("line_number", "requested_on", "extrinsics"),
    }
)
_CARRIED: Carried = {
    QuoteRequest: frozenset(field.name for field in attrs.fields(QuoteRequest)) - {"extras"},
    OrderLine: _ITEM,
    Quote: frozenset(field.name for field in attrs.fields(Quote)) - {"extras", "shipping", "tax"},
    QuoteLine: _ITEM | {"answer", "rank", "total"},
}


def put_quote_request(pen: Pen, carrier: _Element, request: QuoteRequest) -> None:
    need(request.number, "QuoteRequestHeader/@requestID", "A request for quotation needs a number.")
    need(request.currency, "QuoteRequestHeader/@currency", "A request for quotation needs a currency.")
    pen.findings.extend(lost(request, _CARRIED))
    element = etree.SubElement(carrier, "QuoteRequest")
    header = etree.SubElement(element, "QuoteRequestHeader")
    pen.set(header, "requestID", request.number)
    put_needed_moment(header, "requestDate", request.requested_at, "A request for quotation needs its date.")
    header.set("type", request.operation.value)
    put_needed_moment(header, "openDate", request.opens_at, "From when on are quotes taken?")
    put_needed_moment(header, "closeDate", request.closes_at, "Until when are quotes taken?")
    put_moment(header, "previewDate", request.preview_at)
    pen.set(header, "currency", request.currency)
    pen.set(header, "templateName", request.template_name)
    if request.wanted_answers in ("winningOnly", "finalBidsFromAll", "all"):
        header.set("quoteReceivingPreference", request.wanted_answers)
    elif request.wanted_answers:
        pen.lost("QuoteRequestHeader/@quoteReceivingPreference", request.wanted_answers)
    _spoken(pen, header, request.language)
    if request.name:
        pen.spoken(header, "Name", request.name, request.language)
    put_amount(pen, header, "Total", request.total)
    if request.description:
        pen.spoken(header, "Description", request.description, request.language)
    _people(pen, header, request.ship_to, request.contacts)
    put_comments(pen, header, request.comments, request.attachments)
    pen.extrinsics(header, request.extrinsics)
    for line in request.lines:
        item = _line(pen, element, "QuoteItemOut", line, line.requested_on, line.line_number)
        _detail(pen, item, line, line.extrinsics, request.currency)
        _beside(pen, item, line)
        put_comments(pen, item, line.comments, line.attachments)


def put_quote(pen: Pen, carrier: _Element, quote: Quote) -> None:
    need(quote.number, "QuoteMessageHeader/@quoteID", "A quote needs a number.")
    if quote.total is None:
        raise missing("A quote needs its total.", "QuoteMessageHeader/Total")
    need(quote.organization or None, "QuoteMessageHeader/OrganizationID", "A quote says who quotes.")
    pen.findings.extend(lost(quote, _CARRIED))
    element = etree.SubElement(carrier, "QuoteMessage")
    header = etree.SubElement(element, "QuoteMessageHeader", type=quote.answer.value)
    pen.set(header, "quoteID", quote.number)
    put_needed_moment(header, "quoteDate", quote.quoted_at, "A quote needs its date.")
    pen.set(header, "currency", quote.currency or quote.total.currency)
    _spoken(pen, header, quote.language)
    party = etree.SubElement(header, "OrganizationID")
    for domain, identity in quote.organization:
        credential = etree.SubElement(party, "Credential")
        credential.set("domain", pen.clean(domain, "OrganizationID/Credential/@domain"))
        pen.text(credential, "Identity", identity)
    pen.priced(header, "Total", quote.total)
    _people(pen, header, quote.ship_to, quote.contacts)
    if quote.request is not None:
        _reference(pen, header, quote)
    put_comments(pen, header, quote.comments, quote.attachments)
    pen.extrinsics(header, quote.extrinsics)
    for line in quote.lines:
        _quoted(pen, element, line)


def _reference(pen: Pen, header: _Element, quote: Quote) -> None:
    request = quote.request
    if request is None or request.ordered_at is None:
        raise missing("The request that is answered needs its date.", "QuoteRequestReference/@requestDate")
    reference = etree.SubElement(header, "QuoteRequestReference", requestDate=moment_text(request.ordered_at))
    reference.set("requestID", pen.clean(request.number, "QuoteRequestReference/@requestID"))
    if request.payload_id:
        put_document_reference(pen, reference, request.payload_id)


def _quoted(pen: Pen, parent: _Element, line: QuoteLine) -> None:
    item = _line(pen, parent, "QuoteItemIn", line, line.requested_on, line.line_number)
    item.set("type", line.answer.value)
    put_number(item, "rank", line.rank)
    _detail(pen, item, line, (), "")
    _beside(pen, item, line)
    put_amount(pen, item, "Total", line.total)
    for contact in item.findall("Contact"):  # they stand behind Total
        item.append(contact)
    put_comments(pen, item, line.comments, line.attachments)
    pen.extrinsics(item, line.extrinsics)


def _line(pen: Pen, parent: _Element, tag: str, line: Item, wanted: date | None, number: int) -> _Element:
    element = etree.SubElement(parent, tag)
    put_quantity(element, line.quantity)
    element.set("lineNumber", str(number))
    if wanted is not None:
        element.set("requestedDeliveryDate", wanted.isoformat())
    put_number(element, "parentLineNumber", line.parent_line_number)
    if line.item_type is not None:
        element.set("itemType", line.item_type.value)
    if line.service:
        element.set("itemClassification", "service")
    put_item_id(pen, element, line.supplier_part_id, line.supplier_part_auxiliary_id, line.buyer_part_id)
    return element


def _detail(pen: Pen, item: _Element, line: Item, extrinsics: tuple[tuple[str, str], ...], currency: str) -> None:
    """ItemDetail. Who asks for a price has none: then its Money stays empty, which the DTD takes."""
    asked = line.unit_price is None and currency
    price = Money(Decimal(0), currency) if asked else line.unit_price
    put_detail(pen, item, attrs.evolve(line, extrinsics=extrinsics, unit_price=price))
    if asked:
        for empty in item.iterfind("ItemDetail/UnitPrice/Money"):
            empty.text = None


def _beside(pen: Pen, item: _Element, line: Item) -> None:
    if line.ship_to is not None:
        pen.address(item, "ShipTo", line.ship_to)
    for tag, charge in (("Shipping", line.shipping), ("Tax", line.tax)):
        if charge is not None:
            pen.charge(item, tag, charge)
    for contact in line.contacts:
        pen.contact(item, contact)


def _spoken(pen: Pen, header: _Element, language: str) -> None:
    pen.set(header, LANG, language or pen.language)


def _people(pen: Pen, header: _Element, ship_to: Address | None, contacts: tuple[Contact, ...]) -> None:
    if ship_to is not None:
        pen.address(header, "ShipTo", ship_to)
    for contact in contacts:
        pen.contact(header, contact)

"""What an invoice says of one order: its lines, or the order as a whole (InvoiceDetail.dtd), read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from fondaco.documents import Charge, Classification, InvoiceLine, InvoicePortion, InvoiceSummary
from fondaco.wire.cxml.invoice_amounts import discount, handling, modifications, summed, tax
from fondaco.wire.cxml.parties import contact
from fondaco.wire.cxml.pieces import (
    Table,
    Values,
    amount,
    distribution,
    frozen_lists,
    item_id,
    line_comments,
    line_pair,
    line_quantity,
    once,
    order_reference,
    own_number,
    plain_text,
    price_basis,
    referred,
    several,
    unit,
    walk,
    yes,
)
from fondaco.wire.cxml.receipt import shipment
from fondaco.wire.cxml.values import LANG, described, money, text_of, whole_number
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Contact
    from fondaco.wire.xml.notes import Notes


@define
class Ordering:
    """What reading one order of an invoice knows of the others.

    ``lines`` counts those read so far, of at most ``limit``. ``parties`` are the header's, which a line repeats.
    ``supplier_order_number`` is the first that any order names; None until then.
    """

    limit: int
    lines: int = 0
    parties: tuple[Contact, ...] = ()
    supplier_order_number: str | None = None

    def next_line(self) -> int:
        if self.lines >= self.limit:
            raise refused("invoice.too_many_lines", limit=self.limit)
        self.lines += 1
        return self.lines


def portion(element: _Element, ordering: Ordering, notes: Notes) -> InvoicePortion:
    """InvoiceDetailOrder with its lines, or InvoiceDetailHeaderOrder with its amounts."""
    values: Values = {}
    lines: list[InvoiceLine] = []
    for child in element:
        tag = child.tag
        if tag == "InvoiceDetailOrderInfo" and "order" not in values:
            values["order"] = None
            _order_info(child, values, ordering, notes)
        elif tag == "InvoiceDetailItem":
            lines.append(_line(child, ordering, notes))
        elif tag == "InvoiceDetailServiceItem":
            lines.append(_service_line(child, ordering, notes))
        elif tag == "InvoiceDetailOrderSummary" and "header" not in values:
            values["header"] = _order_summary(child, ordering, notes)
        else:
            notes.keep(child)
    if values.get("order") is None and not values.get("contract_number") and not values.get("contract_payload_id"):
        notes.add("invoice.order.missing", element, "/InvoiceDetailOrderInfo/OrderReference")
    return InvoicePortion(lines=tuple(lines), **values)


_AGREEMENTS = ("MasterAgreementReference", "MasterAgreementIDInfo")
_AGREEMENT_ATTRIBUTES = frozenset({"agreementID"})


def _order_info(element: _Element, values: Values, ordering: Ordering, notes: Notes) -> None:
    for child in element:
        tag = child.tag
        if tag in ("OrderReference", "OrderIDInfo") and values["order"] is None:
            order = order_reference(child, notes)
            values["order"] = order if order.number or order.payload_id else None
        elif tag in _AGREEMENTS and "contract_number" not in values:
            notes.keep_attributes(child, _AGREEMENT_ATTRIBUTES)
            values["contract_number"] = child.get("agreementID", "").strip()
            values["contract_payload_id"] = referred(child, notes)
        elif tag == "SupplierOrderInfo":
            number = child.get("orderID", "").strip()
            if ordering.supplier_order_number in (None, number):
                ordering.supplier_order_number = number
            else:
                notes.keep(child)
        else:
            notes.keep(child)


def _shipping(ordering: Ordering) -> Table:
    def line_shipping(element: _Element, values: Values, notes: Notes) -> None:
        """Its cost, and who carries it. The DTD demands contacts here: those that say nothing new are dropped."""
        if "shipping" in values:
            notes.repeated(element)
            return
        carrier = number = ""
        for inner in element.iterchildren("InvoiceDetailShipping"):
            for child in inner:
                if child.tag == "CarrierIdentifier" and not carrier:
                    carrier = text_of(child)
                elif child.tag == "ShipmentIdentifier" and not number:
                    number = text_of(child)
                elif child.tag != "Contact" or _says_more(child, ordering, notes):
                    notes.keep(child)
        cost = money(element, notes)
        for child in element:
            if child.tag not in ("InvoiceDetailShipping", "Money"):
                notes.keep(child)
        if cost is not None:
            values["shipping"] = Charge(cost, tracking_domain=carrier, tracking_id=number)

    return {"InvoiceDetailLineShipping": line_shipping}


def _says_more(element: _Element, ordering: Ordering, notes: Notes) -> bool:
    found = contact(element, notes)
    return bool(found.name or found.email or found.phone or found.address or found.identifiers) and (
        found not in ordering.parties
    )


_LINE_ATTRIBUTES = frozenset({"quantity", "invoiceLineNumber", "parentInvoiceLineNumber", "isAdHoc"})


def _started(item: _Element, ordering: Ordering, notes: Notes) -> Values:
    position = ordering.next_line()
    notes.begin_line(item, position)
    notes.keep_attributes(item, _LINE_ATTRIBUTES)
    parent = item.get("parentInvoiceLineNumber")
    return {
        "line_number": own_number(item, "invoiceLineNumber", position, notes),
        "parent_line_number": whole_number(parent, notes, item, "/@parentInvoiceLineNumber"),
    }


def _finished(item: _Element, values: Values, notes: Notes) -> InvoiceLine:
    if yes(item, "isAdHoc", notes):  # the number is there because the DTD demands one
        values["order_line_number"] = None
    line = InvoiceLine(extras=notes.extras(), **frozen_lists(values))
    notes.end_line()
    return line


def _line(item: _Element, ordering: Ordering, notes: Notes) -> InvoiceLine:
    values = _started(item, ordering, notes)
    values["quantity"] = line_quantity(item, notes)
    walk(item, {**_LINE, **_shipping(ordering)}, values, notes)
    if "unit" not in values:
        notes.add("line.unit.missing", item, "/UnitOfMeasure")
    if "unit_price" not in values:
        notes.add("line.price.missing", item, "/UnitPrice/Money")
    if values.setdefault("order_line_number", None) is None:
        notes.add("line.order_line.missing", item, "/InvoiceDetailItemReference/@lineNumber")
    return _finished(item, values, notes)


def _service_line(item: _Element, ordering: Ordering, notes: Notes) -> InvoiceLine:
    values = _started(item, ordering, notes)
    values["service"] = True
    if item.get("quantity") is not None:
        values["quantity"] = line_quantity(item, notes)
    walk(item, _SERVICE, values, notes)
    if "subtotal" not in values:
        notes.add("invoice.amount.missing", item, "/SubtotalAmount")
    return _finished(item, values, notes)


def _reference(element: _Element, values: Values, notes: Notes) -> None:
    if "order_line_number" in values:
        notes.repeated(element)
        return
    notes.keep_attributes(element, _REFERENCE_ATTRIBUTES)
    values["order_line_number"] = whole_number(element.get("lineNumber"), notes, element, "/@lineNumber")
    walk(element, _REFERENCE, values, notes)


_REFERENCE_ATTRIBUTES = frozenset({"lineNumber"})


def _description(element: _Element, values: Values, notes: Notes) -> None:
    if "description" in values:
        notes.keep(element)
        return
    values["description"] = described(element)
    language = element.get(LANG)
    if language is None:
        notes.add("language.missing", element, "/@xml:lang")
    else:
        values["language"] = language


def classification(element: _Element, notes: Notes) -> Classification:
    return Classification(element.get("domain", ""), text_of(element) or element.get("code", "").strip())


_REFERENCE: Table = {
    "ItemID": item_id,
    "Description": _description,
    "Classification": several("classifications", classification),
    "ManufacturerPartID": once("manufacturer_part_id", plain_text),
    "ManufacturerName": once("manufacturer_name", plain_text),
}


def _unit_price(element: _Element, values: Values, notes: Notes) -> None:
    """UnitPrice, or a service's UnitRate, which has its own unit. What modifies the price is kept: it is in it."""
    if "unit_price" in values:
        notes.repeated(element)
        return
    values["unit_price"] = money(element, notes)
    for child in element:
        if child.tag == "UnitOfMeasure" and "unit" not in values:
            values["unit"] = unit(child, notes)
        elif child.tag == "PriceBasisQuantity" and "price_basis" not in values:
            values["price_basis"] = price_basis(child, notes)
        elif child.tag != "Money":
            notes.keep(child)


_SERVICE: Table = {
    "InvoiceDetailServiceItemReference": _reference,
    "UnitOfMeasure": once("unit", unit),
    "UnitPrice": _unit_price,
    "UnitRate": _unit_price,
    "PriceBasisQuantity": once("price_basis", price_basis),
    "SubtotalAmount": once("subtotal", amount),
    "Tax": once("tax", tax),
    "GrossAmount": once("gross", amount),
    "InvoiceDetailDiscount": discount,
    "InvoiceItemModifications": modifications,
    "NetAmount": once("net", amount),
    "Distribution": distribution,
    "Comments": line_comments,
    "Extrinsic": line_pair,
}
_LINE: Table = {
    **_SERVICE,
    "InvoiceDetailItemReference": _reference,
    "InvoiceDetailLineSpecialHandling": once("special_handling", handling),
    "ShipNoticeIDInfo": once("shipment_number", shipment),
}

_SUMMARY_ATTRIBUTES = frozenset({"invoiceLineNumber"})


def _order_summary(element: _Element, ordering: Ordering, notes: Notes) -> InvoiceSummary:
    """The amounts of an order as a whole. Its number among the others is its place."""
    ordering.next_line()
    notes.keep_attributes(element, _SUMMARY_ATTRIBUTES)
    values: Values = {}
    walk(element, {**_ORDER_SUMMARY, **_shipping(ordering)}, values, notes)
    if "subtotal" not in values:
        notes.add("invoice.amount.missing", element, "/SubtotalAmount")
    return summed(values)


_ORDER_SUMMARY: Table = {
    "SubtotalAmount": once("subtotal", amount),
    "Tax": once("tax", tax),
    "InvoiceDetailLineSpecialHandling": once("special_handling", handling),
    "GrossAmount": once("gross", amount),
    "InvoiceDetailDiscount": discount,
    "NetAmount": once("net", amount),
    "Comments": line_comments,
}

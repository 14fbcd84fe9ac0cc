"""ProcessInvoice: invoices, credit memos and debit memos."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import (
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    InvoiceOperation,
    InvoicePortion,
    InvoicePurpose,
    InvoiceSummary,
)
from fondaco.wire.oagis import items
from fondaco.wire.oagis.kinds import DAY, FLAG, MOMENT, MONEY, NUMBER, WHOLE, word
from fondaco.wire.oagis.many import bounded, line_values
from fondaco.wire.oagis.money import DISTRIBUTIONS, HANDLING, Charged, Price, Taxes, Terms
from fondaco.wire.oagis.parties import Others, Party
from fondaco.wire.oagis.parts import Amount, Attribute, Leaf, Named, Own, Part, Place, Shape, Values, Within
from fondaco.wire.oagis.references import ORDER, About, Message, put_order, put_whole, take_order, take_whole

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import OrderReference
    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_PURPOSE = word(
    InvoicePurpose,
    None,
    {
        "Invoice": "standard",
        "Credit": "creditMemo",
        "CreditNote": "creditMemo",
        "Credit Memo": "creditMemo",
        "Debit": "debitMemo",
        "Debit Memo": "debitMemo",
    },
)
_OPERATION = word(InvoiceOperation, {"new": "Add", "delete": "Delete"})
_SHIPMENT = About("shipment_number", "Shipment")

_SAID: tuple[Part, ...] = (
    Leaf("description", Place("Description")),
    Amount("money", Place("Amount")),
    Leaf("rate", Place("Calculation/RateNumber"), NUMBER),
    Leaf("kind", Place("ReasonCode")),
)
_CHARGE = Shape(InvoiceCharge, _SAID, silent=frozenset({"allowance"}))


@frozen
class _Charges(Part):
    """Charges and allowances, an element each; in the order of the schema: charges first."""

    charge: str
    allowance: str
    fields: tuple[str, ...] = ("charges",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for allowance, tag in ((False, self.charge), (True, self.allowance)):
            for place, one in enumerate(said.charges, 1):
                if one.allowance is allowance:
                    _CHARGE.put(pen, pen.sub(parent, tag), one, f"{path}.charges[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = []
        for allowance, tag in ((False, self.charge), (True, self.allowance)):
            for element in bag.those(tag, lambda one: any(child.tag == "Amount" for child in one)):
                charge = _CHARGE.values(bag.open(element))
                if "money" in charge:
                    found.append(InvoiceCharge(**charge, allowance=allowance))
        if found:
            values["charges"] = tuple(found)


class _Discount(Part):
    """What is taken off the whole, as an amount and as a percentage."""

    fields = ("discount", "discount_percent")
    _parts = (
        Amount("discount", Place("AmountDiscount/DiscountAmount", also=("AmountDiscount/Amount",))),
        Leaf("discount_percent", Place("AmountDiscount/Percentage"), NUMBER),
    )

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for part in self._parts:
            part.put(pen, parent, said, path)

    def take(self, bag: Bag, values: Values) -> None:
        for part in self._parts:
            part.take(bag, values)


_LINE_BEFORE = Shape(
    InvoiceLine,
    (
        items.NUMBER,
        items.NOTED,
        _SHIPMENT,
        Within(
            "Item",
            (
                Attribute("service", "serviceIndicator", FLAG),
                items.BUYER_PART,
                items.MAKER_PART,
                items.SUPPLIER_PART,
                items.SUPPLIER_VARIATION,
                items.Described(("description", "language")),
                items.Classified(),
                items.MAKER,
            ),
        ),
        items.QUANTITY,
        Price(),
    ),
)
_LINE_AFTER: tuple[Part, ...] = (
    Amount("subtotal", Place("ExtendedAmount")),
    Amount("gross", Place("TotalAmount")),
    _Discount(),
    Taxes(),
    Charged("shipping", tag="DistributeCharge"),
    Charged("special_handling", HANDLING, "DistributeCharge"),
    DISTRIBUTIONS,
    _Charges("InvoiceCharge", "InvoiceAllowance"),
    Named(),
    Own("net", "NetAmount", MONEY),
    Own("parent_line_number", "ParentLineNumber", WHOLE),
)
# The same again, for what of a line no part carries.
_LINE = Shape(
    InvoiceLine,
    (),
    silent=frozenset({"order_line_number"}).union(*(part.fields for part in (*_LINE_BEFORE.parts, *_LINE_AFTER))),
)
_PORTION = Shape(InvoicePortion, (), silent=frozenset({"order", "contract_number", "contract_payload_id", "lines"}))
_CONTRACT = Within(
    "ContractReference",
    (Leaf("contract_number", Place("ID", "DocumentID/ID")), Message("contract_payload_id")),
)


def _put_line(pen: Pen, element: _Element, portion: InvoicePortion, line: InvoiceLine, path: str, where: str) -> None:
    for part in _LINE_BEFORE.parts:
        part.put(pen, element, line, path)
    if portion.order is not None or line.order_line_number is not None:
        put_order(pen, element, portion.order, line, "order_line_number", path)
    _CONTRACT.put(pen, element, portion, where)
    for part in _LINE_AFTER:
        part.put(pen, element, line, path)
    _LINE.put(pen, element, line, path)


def _line(bag: Bag) -> Values:
    """The fields of an InvoiceLine; under ``order`` and ``contract_number`` what it is of."""
    values: Values = {}
    for part in (*_LINE_BEFORE.parts, *_LINE_AFTER, _CONTRACT):
        part.take(bag, values)
    values["order"], number = take_order(bag.opened(ORDER))
    if number is not None:
        values["order_line_number"] = number
    if "line_number" not in values:
        values["line_number"] = bag.notes.position
        bag.notes.add("oagis.line.number.missing", bag.element, "/LineNumberID")
    return values


class _Lines(Part):
    """The lines, each with the order it is of; those of one order that follow each other are one portion.

    A single order that the header names is that of every line that names none.
    """

    fields = ("portions",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, portion in enumerate(said.portions, 1):
            where = f"{path}.portions[{place}]"
            if portion.lines or portion.order is not None:
                _PORTION.put(pen, parent, portion, where)
            else:
                pen.lost(where, portion)
            for number, line in enumerate(portion.lines, 1):
                element = pen.sub(parent, "InvoiceLine")
                _put_line(pen, element, portion, line, f"{where}.lines[{number}]", where)

    def take(self, bag: Bag, values: Values) -> None:
        common: OrderReference | None = values.pop("order", None)
        found: list[tuple[Any, InvoiceLine]] = []
        for place, element in enumerate(bounded(bag.every("InvoiceLine"), bag), 1):
            line = line_values(_line, element, place, bag)
            key = (line.pop("order") or common, *(line.pop(field, "") for field in _CONTRACT.fields))
            found.append((key, InvoiceLine(**line)))
        portions = [
            InvoicePortion(order, contract, message, tuple(line for _key, line in lines))
            for (order, contract, message), lines in groupby(found, lambda pair: pair[0])
        ]
        if common is not None and not portions:
            portions.append(InvoicePortion(common))
        values["portions"] = (*values.get("portions", ()), *portions)


_WHOLE = Shape(InvoicePortion, (), silent=frozenset({"order", "lines", "header", "extras"}))


class _WholeOrders(Part):
    """Orders of which no lines are invoiced, and on reading the order that all lines are of."""

    fields = ("portions",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, portion in enumerate(said.portions, 1):
            if portion.order is not None and not portion.lines:
                put_whole(pen, parent, ORDER, portion.order, f"{path}.portions[{place}]")
                _WHOLE.put(pen, parent, portion, f"{path}.portions[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = tuple(InvoicePortion(order) for order in take_whole(bag, ORDER))
        if found:
            values["portions"] = found
        order, _line_number = take_order(bag.opened(ORDER))
        if order is not None:
            values["order"] = order


@frozen
class _Sum(Part):
    """One part of the summary, among the elements of the header."""

    part: Part
    fields: tuple[str, ...] = ("summary",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        self.part.put(pen, parent, said.summary, f"{path}.summary")

    def take(self, bag: Bag, values: Values) -> None:
        self.part.take(bag, values.setdefault("summary", {}))


_SUMS: dict[str, Part] = {
    "subtotal": Amount("subtotal", Place("ExtendedAmount")),
    "due": Amount("due", Place("TotalAmount")),
    "discount": _Discount(),
    "tax": Taxes(),
    "shipping": Charged("shipping"),
    "special_handling": Charged("special_handling", HANDLING),
    "charges": _Charges("Charge", "Allowance"),
    "gross": Own("gross", "GrossAmount", MONEY),
    "net": Own("net", "NetAmount", MONEY),
    "deposit": Own("deposit", "DepositAmount", MONEY),
}
_SUMMARY = Shape(InvoiceSummary, (), silent=frozenset({"discount_percent", *_SUMS}))

_FROM = Party("SupplierParty", "from")
_SOLD = Party("CustomerParty", "soldTo")
_REMIT = Party("RemitToParty", "remitTo")
_SHIP = Party("ShipToParty", "shipTo", several=True)
_BILL = Party("BillToParty", "billTo", several=True)
_SHIPPED = Party("ShipFromParty", "shipFrom", several=True)
_FLAGS = {
    "summary_only": "SummaryOnly",
    "tax_in_line": "TaxInLine",
    "special_handling_in_line": "SpecialHandlingInLine",
    "shipping_in_line": "ShippingInLine",
    "discount_in_line": "DiscountInLine",
    "accounting_in_line": "AccountingInLine",
    "price_adjustment_in_line": "PriceAdjustmentInLine",
}
_HEADER: tuple[Part, ...] = (
    Leaf("number", Place("ID", "DocumentID/ID")),
    Leaf("invoiced_at", Place("DocumentDateTime"), MOMENT),
    items.NOTED,
    About("corrects_number", "Invoice", message="corrects_payload_id"),
    About("supplier_order_number", "SalesOrder"),
    _SHIPMENT,
    items.ATTACHED,
    *(_Sum(_SUMS[name]) for name in ("subtotal", "due", "discount")),
    _FROM,
    _SOLD,
    _REMIT,
    _SHIP,
    _BILL,
    _SHIPPED,
    Others((_FROM, _SOLD, _REMIT, _SHIP, _BILL, _SHIPPED)),
    _WholeOrders(),
    Terms(),
    *(_Sum(_SUMS[name]) for name in ("tax", "shipping", "special_handling", "charges")),
    Named(),
    *(_Sum(_SUMS[name]) for name in ("gross", "net", "deposit")),
    Own("period_from", "PeriodFrom", DAY),
    Own("period_to", "PeriodTo", DAY),
    Own("corrects_on", "CorrectsOn", DAY),
    *(Own(field, name, FLAG) for field, name in _FLAGS.items()),
)


class _Unsaid(Part):
    """What of the summary has no place."""

    fields = ("summary",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        _SUMMARY.put(pen, parent, said.summary, f"{path}.summary")

    def take(self, bag: Bag, values: Values) -> None:
        values["summary"] = InvoiceSummary(**values.get("summary", {}))


def _remark(bag: Bag, values: Values) -> None:
    if not values.get("number"):
        values["number"] = ""
        bag.notes.add("oagis.invoice.number.missing", bag.element, "/Invoice/InvoiceHeader/ID")


INVOICE = Shape(
    Invoice,
    (
        Within(
            "Invoice",
            (
                Attribute("purpose", "typeCode", _PURPOSE, default=InvoicePurpose.STANDARD),
                Attribute("operation", "actionCode", _OPERATION, default=InvoiceOperation.NEW),
                Within("InvoiceHeader", _HEADER),
                _Unsaid(),
                _Lines(),
            ),
        ),
    ),
    _remark,
)

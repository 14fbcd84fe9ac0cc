"""PROCESS_INVOICE_002 ⇄ Invoice.

INVHEADER with AMOUNT, DATETIME, DOCUMENTID, DESCRIPTN, PARTNER and DOCUMNTREF, INVLINE with AMOUNT, OPERAMT, QUANTITY,
LINENUM, DESCRIPTN, ITEM, ITEMX and DOCUMNTREF, INVCHARGE with AMOUNT and CHARGETYPE, as a manufacturer's public
importer of this message reads them. Taxes have a segment of their own that no public text shows: they stand in the
USERAREA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from fondaco.documents import (
    Classification,
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    InvoiceOperation,
    InvoicePortion,
    InvoicePurpose,
    InvoiceSummary,
    Money,
    OrderReference,
)
from fondaco.wire.oagis721.order import lined, opened
from fondaco.wire.oagis721.parties import Parties
from fondaco.wire.oagis721.parts import (
    CHARGE,
    DAY,
    DECIMAL,
    FLAG,
    MONEY,
    TEXT,
    WHOLE,
    Amount,
    Moment,
    Named,
    Notes,
    Number,
    Own,
    Pairs,
    Part,
    Price,
    Quantity,
    Shape,
    Text,
    Values,
    money,
    word,
)
from fondaco.wire.oagis721.references import ORDER, TAG, Numbered, Reference, order_of, refer
from fondaco.wire.oagis721.segment import Segment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

INVHEADER, INVLINE, INVCHARGE = "INVHEADER", "INVLINE", "INVCHARGE"
_EXTENDED = "EXTENDED"

SUMMARY = Shape(
    InvoiceSummary,
    (
        Amount("due", "AMOUNT", _EXTENDED),
        *(Own(field, MONEY) for field in ("subtotal", "discount", "gross", "net", "deposit")),
        *(Own(field, CHARGE) for field in ("tax", "special_handling", "shipping")),
        Own("discount_percent", DECIMAL),
    ),
    frozenset({"charges"}),
)


@frozen
class Summed(Part):
    """``summary``, in the header beside what else it says."""

    fields: tuple[str, ...] = ("summary",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        SUMMARY.put(pen, parent, said.summary, f"{path}.summary")

    def take(self, segment: Segment, values: Values) -> None:
        values["summary"] = SUMMARY.values(segment)


def _numbered(segment: Segment, values: Values) -> None:
    if "number" not in values:
        segment.notes.add("oagis721.invoice.number", segment.element, "/DOCUMENTID")
        values["number"] = ""


HEADER = Shape(
    Invoice,
    (
        Summed(),
        Moment("invoiced_at", "DOCUMENT", plain=True),
        Text("number", "DOCUMENTID"),
        Text("comments", "DESCRIPTN"),
        Own("purpose", word(InvoicePurpose)),
        Own("operation", word(InvoiceOperation)),
        *(
            Own(field, TEXT)
            for field in ("corrects_number", "corrects_payload_id", "supplier_order_number", "shipment_number")
        ),
        *(Own(field, DAY) for field in ("period_from", "period_to")),
        *(
            Own(field, FLAG)
            for field in (
                "tax_in_line",
                "special_handling_in_line",
                "shipping_in_line",
                "discount_in_line",
                "accounting_in_line",
            )
        ),
        Pairs("payment_references"),
        Named(),
        Parties(),
    ),
    frozenset({"portions"}),
    _numbered,
)

REFERENCE = Shape(
    InvoicePortion,
    (Reference("order"), Own("contract_number", TEXT), Own("contract_payload_id", TEXT)),
    frozenset({"lines"}),
)

LINE = Shape(
    InvoiceLine,
    (
        Amount("subtotal", "AMOUNT", _EXTENDED),
        Quantity(qualifier="INVOICED"),
        Price("unit_price", "OPERAMT", "UNIT"),
        Number("line_number", "LINENUM"),
        Text("description", "DESCRIPTN"),
        Text("buyer_part_id", "ITEM"),
        Text("supplier_part_id", "ITEMX"),
        Notes("comments"),
        *(
            Own(field, TEXT)
            for field in (
                "supplier_part_auxiliary_id",
                "manufacturer_part_id",
                "manufacturer_name",
                "language",
                "shipment_number",
            )
        ),
        *(Own(field, CHARGE) for field in ("tax", "shipping", "special_handling")),
        *(Own(field, MONEY) for field in ("discount", "gross", "net")),
        Own("discount_percent", DECIMAL),
        Own("parent_line_number", WHOLE),
        Own("service", FLAG),
        Pairs("classifications", Classification, lambda one: (one.domain, one.code)),
        Named(),
        Numbered("order_line_number"),
    ),
)


def put(pen: Pen, body: _Element, said: Invoice) -> None:
    head = pen.sub(body, INVHEADER)
    HEADER.put(pen, head, said, "Invoice")
    numbers: set[str] = set()
    for place, portion in enumerate(said.portions, 1):
        path = f"Invoice.portions[{place}]"
        number = portion.order.number if portion.order is not None else ""
        if portion.order is not None:
            REFERENCE.put(pen, refer(pen, head, number, f"{path}.order.number"), portion, path)
        if portion.order is None and (evolve(portion, lines=()) != InvoicePortion() or not portion.lines):
            pen.lost(path, portion)
        if number in numbers or bool(number) is not (portion.order is not None):
            pen.lost(path, f"a portion for the order {number}, which has one, or for none")
        numbers.add(number)
        for position, line in enumerate(portion.lines, 1):
            element = pen.sub(body, INVLINE)
            LINE.put(pen, element, line, f"{path}.lines[{position}]")
            if number:
                order_of(pen, element, number)
    for place, charge in enumerate(said.summary.charges, 1):
        _put_charge(pen, pen.sub(body, INVCHARGE), charge, f"Invoice.summary.charges[{place}]")


def _put_charge(pen: Pen, element: _Element, charge: InvoiceCharge, path: str) -> None:
    """A charge, or with the sign turned an allowance."""
    amount = pen.qualified(element, "AMOUNT", _EXTENDED)
    amount.set("type", "T")
    pen.number(amount, charge.money.amount.copy_negate() if charge.allowance else charge.money.amount, path)
    pen.sub(amount, "CURRENCY", charge.money.currency)
    if charge.kind:
        pen.sub(element, "CHARGETYPE", charge.kind, f"{path}.kind")
    if charge.description:
        pen.own(element, "description", charge.description, f"{path}.description")
    sound = charge.money.amount > 0 or (not charge.money.amount and not charge.allowance)
    if charge.rate is not None or charge.tax is not None or not sound:
        pen.lost(path, charge)


def take(body: Segment, limit: int) -> Invoice:
    head = opened(body, INVHEADER)
    said = _references(body, head.every(TAG))
    values = HEADER.values(head)
    head.close()
    summary = values.pop("summary")
    charges = [_charge(body, element) for element in body.every(INVCHARGE)]
    lines: dict[str, list[InvoiceLine]] = {}
    for one in lined(body, LINE, body.every(INVLINE), limit):
        lines.setdefault(one.pop(ORDER), []).append(InvoiceLine(**one))
    if len(said) == 1 and set(lines) == {""}:
        lines = {next(iter(said)): lines[""]}
    for number in lines:
        said.setdefault(number, {"order": OrderReference(number)} if number else {})
    body.close()
    return Invoice(
        **values,
        summary=InvoiceSummary(**summary, charges=tuple(one for one in charges if one is not None)),
        portions=tuple(InvoicePortion(**one, lines=tuple(lines.get(number, ()))) for number, one in said.items()),
        extras=body.notes.extras(),
    )


def _references(body: Segment, elements: list[_Element]) -> dict[str, Values]:
    """What the header says of each order, by its number. Other documents that it names are kept."""
    said: dict[str, Values] = {}
    for element in elements:
        segment = body.of(element)
        number = segment.order()
        if number and number not in said:
            said[number] = REFERENCE.values(segment)
            segment.close()
        else:
            body.notes.keep(element)
    return said


def _charge(body: Segment, element: _Element) -> InvoiceCharge | None:
    segment = Segment(element, body.notes)
    holder = segment.take("AMOUNT")
    if holder is None:
        body.notes.keep(element)
        return None
    found, inner = money(segment, holder)
    inner.close()
    kind, told = segment.text("CHARGETYPE"), segment.own("description")
    description = segment.leaf(told) if told is not None else ""
    segment.take("LINENUM")
    segment.close()
    if found is None:
        return None
    if found.amount < 0:
        return InvoiceCharge(Money(found.amount.copy_negate(), found.currency), True, kind, description)
    return InvoiceCharge(found, False, kind, description)

"""ReceiptRequest (Fulfill.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import GoodsReceipt, OrderOperation, ReceiptLine, ReceiptPortion
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.piece_bodies import (
    missing,
    put_comments,
    put_document_reference,
    put_item_id,
    put_needed_amount,
    put_needed_moment,
    put_number,
    put_order,
    put_quantity,
    put_unit,
    put_yes,
)
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen


def put_receipt(pen: Pen, carrier: _Element, receipt: GoodsReceipt) -> None:
    need(receipt.portions or None, "ReceiptRequest/ReceiptOrder", "A receipt is about at least one order.")
    element = etree.SubElement(carrier, "ReceiptRequest")
    _header(pen, element, receipt)
    position = 0
    for portion in receipt.portions:
        _portion(pen, element, portion, position)
        position += len(portion.lines)
    put_needed_amount(pen, element, "Total", receipt.total, "A receipt needs its total.")
    lost_extras(pen, receipt.extras)


def _header(pen: Pen, parent: _Element, receipt: GoodsReceipt) -> None:
    need(receipt.number, "ReceiptRequestHeader/@receiptID", "A receipt needs its number.")
    if receipt.operation is OrderOperation.UPDATE:
        raise LocalError("write.unknown", "A receipt is new or a delete.", "ReceiptRequestHeader/@operation")
    header = etree.SubElement(parent, "ReceiptRequestHeader")
    pen.set(header, "receiptID", receipt.number)
    header.set("operation", receipt.operation.value)
    put_needed_moment(header, "receiptDate", receipt.received_at, "A receipt needs its date.")
    if receipt.changes_payload_id:
        put_document_reference(pen, header, receipt.changes_payload_id)
    put_shipment(pen, header, receipt.shipment_number)
    put_comments(pen, header, receipt.comments)
    pen.extrinsics(header, receipt.extrinsics)


def put_shipment(pen: Pen, parent: _Element, number: str) -> None:
    if number:
        pen.set(etree.SubElement(parent, "ShipNoticeIDInfo"), "shipNoticeID", number)


def _portion(pen: Pen, parent: _Element, portion: ReceiptPortion, position: int) -> None:
    need(portion.lines or None, "ReceiptOrder/ReceiptItem", "A receipt of an order has at least one line.")
    element = etree.SubElement(parent, "ReceiptOrder")
    put_yes(element, "closeForReceiving", portion.closed)
    put_order(pen, etree.SubElement(element, "ReceiptOrderInfo"), portion.order, reference=False)
    for place, line in enumerate(portion.lines, position + 1):
        _line(pen, element, line, place)
    lost_extras(pen, portion.extras)
    if portion.extrinsics:
        pen.lost("ReceiptOrder/Extrinsic", ", ".join(name for name, _text in portion.extrinsics))


def _line(pen: Pen, parent: _Element, line: ReceiptLine, position: int) -> None:
    element = etree.SubElement(parent, "ReceiptItem")
    put_quantity(element, line.quantity)
    element.set("type", line.kind.value)
    number = line.receipt_line_number
    if number is None:
        number = position
        pen.supply("ReceiptItem/@receiptLineNumber", str(number))
    put_number(element, "receiptLineNumber", number)
    put_yes(element, "completedIndicator", line.complete)
    _reference(pen, element, line)
    if line.unit_price is None:
        raise missing("A received line needs its price.", "ReceiptItem/UnitRate")
    put_unit(pen, pen.priced(element, "UnitRate", line.unit_price), line.unit)
    put_needed_amount(pen, element, "ReceivedAmount", line.received, "A received line needs its value.")
    put_comments(pen, element, line.comments)
    pen.extrinsics(element, line.extrinsics)
    lost_extras(pen, line.extras)


def _reference(pen: Pen, parent: _Element, line: ReceiptLine) -> None:
    element = etree.SubElement(parent, "ReceiptItemReference", lineNumber=str(line.line_number))
    put_item_id(pen, element, line.supplier_part_id, line.supplier_part_auxiliary_id, line.buyer_part_id)
    if line.description:
        pen.spoken(element, "Description", line.description)
    put_shipment(pen, element, line.shipment_number)
    if line.shipment_line_number is not None:
        etree.SubElement(element, "ShipNoticeLineItemReference", shipNoticeLineNumber=str(line.shipment_line_number))

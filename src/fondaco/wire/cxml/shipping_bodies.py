"""ShipNoticeRequest (Fulfill.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Carrier, Package, ShipLine, ShipNotice, ShipPortion, quantity_text
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.order_bodies import put_delivery_terms
from fondaco.wire.cxml.piece_bodies import (
    put_comments,
    put_document_reference,
    put_item_id,
    put_moment,
    put_needed_moment,
    put_number,
    put_order,
    put_quantity,
    put_unit,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen

# Route/@method (Fulfill.dtd)
ROUTES = frozenset(
    ["air", "motor", "rail", "ship", "mail", "multimodal", "fixedTransport", "inlandWater", "unknown", "custom"]
)


def put_ship_notice(pen: Pen, carrier: _Element, notice: ShipNotice) -> None:
    element = etree.SubElement(carrier, "ShipNoticeRequest")
    _header(pen, element, notice)
    for one in notice.carriers:
        _ship_control(pen, element, one)
    for portion in notice.portions:
        _portion(pen, element, portion)
    lost_extras(pen, notice.extras)


def _header(pen: Pen, parent: _Element, notice: ShipNotice) -> None:
    need(notice.number, "ShipNoticeHeader/@shipmentID", "A ship notice needs its number.")
    header = etree.SubElement(parent, "ShipNoticeHeader")
    pen.set(header, "shipmentID", notice.number)
    header.set("operation", notice.operation.value)
    put_needed_moment(header, "noticeDate", notice.noticed_at, "A ship notice needs its date.")
    put_moment(header, "shipmentDate", notice.shipped_at)
    put_moment(header, "deliveryDate", notice.delivery_at)
    if notice.kind is not None:
        header.set("shipmentType", notice.kind.value)
    if notice.fulfillment is not None:
        header.set("fulfillmentType", notice.fulfillment.value)
    if notice.service_level:
        pen.spoken(header, "ServiceLevel", notice.service_level)
    if notice.changes_payload_id:
        put_document_reference(pen, header, notice.changes_payload_id)
    for contact in notice.contacts:
        pen.contact(header, contact)
    put_comments(pen, header, notice.comments, notice.attachments)
    put_delivery_terms(pen, header, notice.delivery_terms)
    for package in notice.packages[:1]:  # the DTD takes one for the whole shipment
        put_package(pen, header, package)
    for package in notice.packages[1:]:
        pen.lost("ShipNoticeHeader/Packaging", package.label or package.number or package.tracking_id or package.kind)
    pen.extrinsics(header, notice.extrinsics)


def put_package(pen: Pen, parent: _Element, package: Package) -> None:
    element = etree.SubElement(parent, "Packaging")
    pen.spoken(element, "PackagingCode", package.kind)
    if package.label:
        pen.text(element, "ShippingContainerSerialCode", package.label)
    if package.number or package.tracking_id:
        inner = etree.SubElement(element, "PackageID")
        if package.number:
            pen.text(inner, "GlobalIndividualAssetID", package.number)
        if package.tracking_id:
            pen.text(inner, "PackageTrackingID", package.tracking_id)


def _ship_control(pen: Pen, parent: _Element, carrier: Carrier) -> None:
    """Who carries it. The DTD demands both identifiers: the one that is not known stands there without a text."""
    element = etree.SubElement(parent, "ShipControl")
    for domain, text in carrier.identifiers or (("companyName", ""),):
        pen.text(element, "CarrierIdentifier", text).set("domain", pen.clean(domain, "CarrierIdentifier/@domain"))
    for place, number in enumerate(carrier.tracking_ids or ("",)):
        inner = pen.text(element, "ShipmentIdentifier", number)
        pen.set(inner, "trackingURL", "" if place else carrier.tracking_url)
    if carrier.route in ROUTES:
        etree.SubElement(element, "Route", method=carrier.route)
    elif carrier.route:
        pen.lost("ShipControl/Route/@method", carrier.route)


def _portion(pen: Pen, parent: _Element, portion: ShipPortion) -> None:
    element = etree.SubElement(parent, "ShipNoticePortion")
    put_order(pen, element, portion.order, reference=True)
    put_comments(pen, element, portion.comments)
    pen.extrinsics(element, portion.extrinsics)
    for line in portion.lines:
        _line(pen, element, line)
    lost_extras(pen, portion.extras)


def _line(pen: Pen, parent: _Element, line: ShipLine) -> None:
    element = etree.SubElement(parent, "ShipNoticeItem")
    put_quantity(element, line.quantity)
    put_number(element, "lineNumber", line.line_number)
    put_number(element, "shipNoticeLineNumber", line.ship_line_number)
    put_item_id(pen, element, line.supplier_part_id, line.supplier_part_auxiliary_id, line.buyer_part_id)
    if line.description:
        pen.spoken(etree.SubElement(element, "ShipNoticeItemDetail"), "Description", line.description)
    put_unit(pen, element, line.unit)
    for package in line.packages:
        put_package(pen, element, package)
    if line.lot_number or line.expires_on is not None:
        batch = etree.SubElement(element, "Batch")
        if line.expires_on is not None:
            batch.set("expirationDate", line.expires_on.isoformat())
        if line.lot_number:
            pen.text(batch, "SupplierBatchID", line.lot_number)
    for number in line.serial_numbers:
        pen.set(etree.SubElement(element, "AssetInfo"), "serialNumber", number)
    if line.ordered_quantity is not None:
        etree.SubElement(element, "OrderedQuantity", quantity=quantity_text(line.ordered_quantity))
    put_comments(pen, element, line.comments)
    pen.extrinsics(element, line.extrinsics)
    lost_extras(pen, line.extras)

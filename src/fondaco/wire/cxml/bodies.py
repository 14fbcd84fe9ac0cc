"""What stands in a Request, Message or Response of PunchOut, profile and status, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import (
    Cart,
    CatalogFunction,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    SetupOperation,
    Status,
    StatusUpdate,
)
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.carriage_bodies import lost_extras
from fondaco.wire.cxml.item_bodies import put_item_in, put_item_out
from fondaco.wire.cxml.parties import introduced
from fondaco.wire.cxml.values import moment_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen


def put_status(pen: Pen, carrier: _Element, status: Status) -> None:
    element = pen.text(carrier, "Status", status.explanation)
    element.set("code", f"{status.code:03d}")
    element.set("text", pen.clean(status.text, "Status/@text"))


def put_setup(pen: Pen, carrier: _Element, setup: PunchOutSetup) -> None:
    need(setup.buyer_cookie, "PunchOutSetupRequest/BuyerCookie", "A setup needs a buyer cookie.")
    element = etree.SubElement(carrier, "PunchOutSetupRequest", operation=setup.operation.value)
    pen.text(element, "BuyerCookie", setup.buyer_cookie)
    extrinsics, contacts = introduced(setup.person, setup.extrinsics, setup.contacts, setup.ship_to)
    pen.extrinsics(element, extrinsics)
    if setup.return_url:
        pen.text(etree.SubElement(element, "BrowserFormPost"), "URL", setup.return_url)
    for contact in contacts:
        pen.contact(element, contact)
    if setup.supplier_setup_url:
        pen.text(etree.SubElement(element, "SupplierSetup"), "URL", setup.supplier_setup_url)
    if setup.ship_to is not None:
        pen.address(element, "ShipTo", setup.ship_to)
    if setup.selected_part_id:
        item_id = etree.SubElement(etree.SubElement(element, "SelectedItem"), "ItemID")
        pen.text(item_id, "SupplierPartID", setup.selected_part_id)
        if setup.selected_part_auxiliary_id:
            pen.text(item_id, "SupplierPartAuxiliaryID", setup.selected_part_auxiliary_id)
    elif setup.selected_part_auxiliary_id:  # OCI knows a part by this id alone
        pen.lost("SelectedItem/ItemID/SupplierPartAuxiliaryID", setup.selected_part_auxiliary_id)
    for line in setup.lines:
        put_item_out(pen, element, line)
    for name in _ONLY_OCI:
        if text := getattr(setup, name):
            pen.lost(f"PunchOutSetupRequest/{name}", str(text))
    if setup.function is not CatalogFunction.SHOP:
        pen.lost("PunchOutSetupRequest/function", setup.function.value)


# What an OCI call may say and cXML.dtd has no place for.
_ONLY_OCI = ("selected_quantity", "search_text", "vendor", "return_target")


def put_start_page(pen: Pen, carrier: _Element, answer: PunchOutSetupAnswer) -> None:
    need(answer.start_url, "StartPage/URL", "The answer to a setup needs a start address.")
    page = etree.SubElement(etree.SubElement(carrier, "PunchOutSetupResponse"), "StartPage")
    pen.text(page, "URL", answer.start_url)


def put_cart(pen: Pen, carrier: _Element, cart: Cart) -> None:
    if cart.total is None:
        raise LocalError("write.missing", "A cart needs a total.", "PunchOutOrderMessageHeader/Total")
    if cart.operation_allowed is SetupOperation.SOURCE:
        raise LocalError("write.unknown", "A cart allows create, edit or inspect.", "@operationAllowed")
    if cart.status is not None:
        put_status(pen, carrier, cart.status)
    element = etree.SubElement(carrier, "PunchOutOrderMessage")
    pen.text(element, "BuyerCookie", cart.buyer_cookie)
    header = etree.SubElement(element, "PunchOutOrderMessageHeader", operationAllowed=cart.operation_allowed.value)
    pen.priced(header, "Total", cart.total)
    if cart.ship_to is not None:
        pen.address(header, "ShipTo", cart.ship_to)
    if cart.shipping is not None:
        pen.charge(header, "Shipping", cart.shipping)
    if cart.tax is not None:
        pen.charge(header, "Tax", cart.tax)
    if cart.supplier_order_number:
        pen.set(etree.SubElement(header, "SupplierOrderInfo"), "orderID", cart.supplier_order_number)
    if cart.extrinsics:  # the DTD has no place for them
        pen.lost("PunchOutOrderMessageHeader/Extrinsic", ", ".join(name for name, _text in cart.extrinsics))
    for line in cart.lines:
        put_item_in(pen, element, line)


def put_update(pen: Pen, carrier: _Element, update: StatusUpdate) -> None:
    element = etree.SubElement(carrier, "StatusUpdateRequest")
    if update.about_payload_id:
        reference = etree.SubElement(element, "DocumentReference")
        pen.set(reference, "payloadID", update.about_payload_id)
    put_status(pen, element, Status(update.status_code, update.status_text, update.explanation))
    if update.order_number:
        pen.extrinsics(element, (("orderID", update.order_number),))
    lost_extras(pen, update.extras)


def put_profile_request(pen: Pen, carrier: _Element, request: ProfileRequest) -> None:
    etree.SubElement(carrier, "ProfileRequest")


def put_profile(pen: Pen, carrier: _Element, profile: Profile) -> None:
    need(profile.transactions or None, "ProfileResponse/Transaction", "A profile names at least one request.")
    element = etree.SubElement(carrier, "ProfileResponse", effectiveDate=moment_text(profile.effective_at))
    for transaction in profile.transactions:
        inner = etree.SubElement(element, "Transaction", requestName=transaction.request_name)
        pen.text(inner, "URL", transaction.url)
        for name, text in transaction.options:
            pen.text(inner, "Option", text).set("name", pen.clean(name, "Option/@name"))

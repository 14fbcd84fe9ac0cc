"""Index and CatalogUploadRequest (cXML.dtd), written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from lxml import etree

from fondaco.documents import Catalog, CatalogItem, CatalogItemAction, CatalogUpload
from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.item_bodies import put_detail
from fondaco.wire.cxml.piece_bodies import missing, put_item_id, put_price_basis
from fondaco.wire.losses import lost

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.cxml.build import Pen
    from fondaco.wire.losses import Carried

_CATALOG = {
    Catalog: frozenset({"items", "incremental", "supplier_ids", "comments", "search_groups"}),
    CatalogItem: frozenset(field.name for field in attrs.fields(CatalogItem)),
}
_NUMBERED = frozenset({"supplier_part_id", "supplier_part_auxiliary_id", "buyer_part_id", "action"})
_OFFERED = _NUMBERED | {
    *("description", "language", "classifications", "unit_price", "unit", "price_basis", "manufacturer_name"),
    *("manufacturer_part_id", "lead_time_days", "expires_on", "effective_on", "search_group", "characteristics"),
    *("territories", "extrinsics"),
}
# What each kind of item can say.
_ITEM: dict[CatalogItemAction, Carried] = {
    CatalogItemAction.ADD: {CatalogItem: _OFFERED | {"short_name", "url"}},
    CatalogItemAction.DELETE: {CatalogItem: _NUMBERED},
    CatalogItemAction.PUNCHOUT: {CatalogItem: _OFFERED | {"punchout_url", "punchout_level"}},
}
_LEVELS = ("store", "aisle", "shelf", "product")


def put_index(pen: Pen, catalog: Catalog) -> _Element:
    """The whole document: an Index has no envelope around it, and its language is that of its texts alone."""
    need(catalog.supplier_ids or None, "Index/SupplierID", "A catalogue says whose it is.")
    need(catalog.items or None, "Index/IndexItem", "A catalogue has at least one item.")
    pen.findings.extend(lost(catalog, _CATALOG))
    pen.language = catalog.language or pen.language
    root = etree.Element("Index", loadmode="Incremental" if catalog.incremental else "Full")
    for domain, identity in catalog.supplier_ids:
        pen.text(root, "SupplierID", identity).set("domain", pen.clean(domain, "SupplierID/@domain"))
    pen.comments(root, catalog.comments)
    for group in catalog.search_groups:
        need(group.attributes or None, "SearchGroup/SearchAttribute", "A search group has attributes.")
        element = etree.SubElement(root, "SearchGroup")
        pen.spoken(element, "Name", group.name)
        for name, kind in group.attributes:
            inner = etree.SubElement(element, "SearchAttribute")
            inner.set("name", pen.clean(name, "SearchAttribute/@name"))
            pen.set(inner, "type", kind)
    for place, item in enumerate(catalog.items, 1):
        pen.findings.extend(lost(item, _ITEM[item.action], f"Catalog.items[{place}]"))
        _PUT[item.action](pen, etree.SubElement(root, "IndexItem"), item)
    return root


def _add(pen: Pen, holder: _Element, item: CatalogItem) -> None:
    element = _numbered(pen, holder, "IndexItemAdd", item)
    put_detail(pen, element, attrs.evolve(item, lead_time_days=None, characteristics=()))
    _offered(pen, etree.SubElement(element, "IndexItemDetail"), item)


def _delete(pen: Pen, holder: _Element, item: CatalogItem) -> None:
    _numbered(pen, holder, "IndexItemDelete", item)


def _punchout(pen: Pen, holder: _Element, item: CatalogItem) -> None:
    need(item.punchout_url, "PunchoutDetail/URL", "An item that is bought by PunchOut needs its address.")
    if not item.classifications:
        raise missing("An item that is bought by PunchOut needs a classification.", "PunchoutDetail/Classification")
    element = etree.SubElement(_numbered(pen, holder, "IndexItemPunchout", item), "PunchoutDetail")
    if item.punchout_level in _LEVELS:
        element.set("punchoutLevel", item.punchout_level)
    elif item.punchout_level:
        pen.lost("PunchoutDetail/@punchoutLevel", item.punchout_level)
    pen.spoken(element, "Description", item.description, item.language)
    pen.text(element, "URL", item.punchout_url)
    for one in item.classifications:
        pen.text(element, "Classification", one.code).set("domain", pen.clean(one.domain, "Classification/@domain"))
    if item.unit_price is not None:
        pen.priced(element, "UnitPrice", item.unit_price)
    if item.unit:
        pen.text(element, "UnitOfMeasure", item.unit)
    put_price_basis(pen, element, item.price_basis)
    for tag, text in (("ManufacturerName", item.manufacturer_name), ("ManufacturerPartID", item.manufacturer_part_id)):
        if text:
            pen.text(element, tag, text)
    _offered(pen, element, item)
    pen.extrinsics(element, item.extrinsics)


_PUT = {
    CatalogItemAction.ADD: _add,
    CatalogItemAction.DELETE: _delete,
    CatalogItemAction.PUNCHOUT: _punchout,
}


def _numbered(pen: Pen, holder: _Element, tag: str, item: CatalogItem) -> _Element:
    need(item.supplier_part_id, f"{tag}/ItemID/SupplierPartID", "An item needs the supplier's part id.")
    element = etree.SubElement(holder, tag)
    put_item_id(pen, element, item.supplier_part_id, item.supplier_part_auxiliary_id, item.buyer_part_id)
    return element


def _offered(pen: Pen, element: _Element, item: CatalogItem) -> None:
    """What IndexItemDetail holds. Its LeadTime is mandatory: one that is unknown stays empty."""
    if item.lead_time_days is not None or element.tag == "IndexItemDetail":
        pen.text(element, "LeadTime", "" if item.lead_time_days is None else str(item.lead_time_days))
    for tag, day in (("ExpirationDate", item.expires_on), ("EffectiveDate", item.effective_on)):
        if day is not None:
            pen.text(element, tag, day.isoformat())
    if item.search_group or item.characteristics:
        group = etree.SubElement(element, "SearchGroupData")
        pen.spoken(group, "Name", item.search_group)
        for name, value in item.characteristics:
            inner = etree.SubElement(group, "SearchDataElement")
            inner.set("name", pen.clean(name, "SearchDataElement/@name"))
            inner.set("value", pen.clean(value, "SearchDataElement/@value"))
    for territory in item.territories:
        pen.text(element, "TerritoryAvailable", territory)


def put_upload(pen: Pen, carrier: _Element, upload: CatalogUpload) -> None:
    need(upload.name, "CatalogUploadRequest/CatalogName", "A catalogue needs a name.")
    if upload.attachment is None:
        raise missing("An upload needs the catalogue itself.", "CatalogUploadRequest/Attachment")
    for extra in upload.extras:
        pen.lost(extra.path, extra.text)
    element = etree.SubElement(carrier, "CatalogUploadRequest", operation=upload.operation.value)
    pen.spoken(element, "CatalogName", upload.name, upload.language)
    pen.spoken(element, "Description", upload.description, upload.language)
    url = pen.text(etree.SubElement(element, "Attachment"), "URL", upload.attachment.url)
    pen.set(url, "name", upload.attachment.name)
    if upload.commodities:
        commodities = etree.SubElement(element, "Commodities")
        for one in upload.commodities:
            pen.text(commodities, "CommodityCode", one.code)
            if one.domain:
                pen.lost("CommodityCode/@domain", one.domain)
    if upload.auto_publish:
        etree.SubElement(element, "AutoPublish", enabled="yes")
    notification = etree.SubElement(element, "Notification")
    for email in upload.notify_emails[:1]:
        pen.text(notification, "Email", email)
    for email in upload.notify_emails[1:]:
        pen.lost("Notification/Email", email)
    if upload.notify_by_post:
        etree.SubElement(notification, "URLPost", enabled="yes")

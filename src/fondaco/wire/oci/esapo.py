"""The XML variant of a cart: the field ``~xmlDocument``, base64 of a BusinessDocument, with ESAPO as its type.

Known by the names of its elements in one implementation; rare. Each element is read as the field of the form that says
the same; what has none is kept. Never written.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from fondaco.wire.refusing import refused
from fondaco.wire.xml import guard

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oci.cart_reading import Gathered
    from fondaco.wire.xml.limits import Limits
    from fondaco.wire.xml.notes import Notes

DOCUMENT = "~xmldocument"
TYPES = frozenset({"~xml_type", "~xmltype", "xmltype", "xml_type"})  # SAP's own documents spell it in three ways

_TEXTS = {
    "CatalogKey": "EXT_PRODUCT_ID",
    "ParentCategoryID": "ParentCategoryID",
    "Description": "DESCRIPTION",
    "Attachment/URL": "ATTACHMENT",
    "Attachment/Description": "ATTACHMENT_TITLE",
    "Attachment/Purpose": "ATTACHMENT_PURPOSE",
    "ShoppingBasketItem/Quantity": "QUANTITY",
    "ShoppingBasketItem/NetPrice/Price": "PRICE",
    "ShoppingBasketItem/NetPrice/PriceUnit": "PRICEUNIT",
    "ShoppingBasketItem/LeadTime": "LEADTIME",
    "ShoppingBasketItem/Quote/QuoteID": "EXT_QUOTE_ID",
    "ShoppingBasketItem/Quote/QuoteItemID": "EXT_QUOTE_ITEM",
    "ShoppingBasketItem/ItemText": "LONGTEXT",
    "ManufacturerDescription/PartnerProductID": "MANUFACTMAT",
    "ManufacturerDescription/PartnerID": "MANUFACTCODE",
    "VendorDescription/PartnerProductID": "VENDORMAT",
    "VendorDescription/PartnerID": "VENDOR",
    "VendorDescription/BuyerContract/ContractID": "CONTRACT",
    "VendorDescription/BuyerContract/ContractItemID": "CONTRACT_ITEM",
}
_ATTRIBUTES = {
    "ShoppingBasketItem/Quantity": ("UoM", "UNIT"),
    "ShoppingBasketItem/NetPrice/Price": ("Currency", "CURRENCY"),
}
_HOLDERS = frozenset(path.rpartition("/")[0] for path in _TEXTS) | {"ShoppingBasketItem/NetPrice"}
_PARTNERS = {"VendorDescription": "RefVendorDescription", "ManufacturerDescription": "RefManufacturerDescription"}
_OWN = frozenset({"Code", "ID", "RefVendorDescription", "RefManufacturerDescription", "ProductType", "UoM", "Currency"})


def document_of(text: str) -> bytes:
    """The bytes in ``~xmlDocument``. Raises RemoteError."""
    plain = "".join(text.split()) if "\n" in text else text.strip().replace(" ", "+")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused("oci.not_base64") from error


def gather(data: bytes, gathered: Gathered, notes: Notes, limits: Limits) -> None:
    """Put the products of the document in ``data`` into the rows of ``gathered``. Raises RemoteError."""
    root = guard.parse(data, limits, notes, cxml=False)
    if _local(root) != "BusinessDocument":
        raise refused("oci.not_esapo")
    position = 0
    for catalog in root:
        for product in catalog:
            if _local(catalog) == "Catalog" and _local(product) == "Product":
                position += 1
                _product(product, position, gathered, notes)
            else:
                notes.keep(product)
    gathered.extras += notes.extras()


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _product(product: _Element, position: int, gathered: Gathered, notes: Notes) -> None:
    notes.begin_line(product, position)
    gathered.put(position, "LINE", "")  # a product that says nothing is a line all the same
    kind = product.get("ProductType", "").strip().lower()
    if kind == "service":
        gathered.put(position, "SERVICE", "X")
    elif kind not in ("", "product"):
        gathered.put(position, "ProductType", product.get("ProductType", ""))
    meant = _meant(product)
    for child in product:
        name = _local(child)
        if name == "ProductID" and child.get("Code", "Buyer") == "Buyer":
            gathered.put(position, "MATNR", _text(child))
        elif name in _PARTNERS and meant.get(name, child) is not child:
            notes.keep(child)
        else:
            _walk(child, name, position, gathered, notes)
    notes.keep_attributes(product, _OWN)
    kept = notes.extras()
    if kept:
        gathered.left.setdefault(position, []).extend(kept)
    notes.end_line()


def _meant(product: _Element) -> dict[str, _Element]:
    """The vendor and the manufacturer that the basket's item refers to; the first where it refers to none."""
    wanted: dict[str, str] = {}
    for child in product:
        if _local(child) == "ShoppingBasketItem":
            wanted = {name: child.get(reference, "") for name, reference in _PARTNERS.items()}
    found: dict[str, _Element] = {}
    for child in product:
        name = _local(child)
        if name in _PARTNERS and (name not in found or child.get("ID", "") == wanted.get(name)):
            found[name] = child
    return found


def _walk(element: _Element, path: str, position: int, gathered: Gathered, notes: Notes) -> None:
    """Never deeper than the table: what is unknown is kept as it stands."""
    if path in _TEXTS:
        gathered.put(position, _TEXTS[path], _text(element))
        if path in _ATTRIBUTES:
            name, field = _ATTRIBUTES[path]
            gathered.put(position, field, element.get(name, "").strip())
        for child in element:
            notes.keep(child)
    elif path in _HOLDERS:
        for child in element:
            _walk(child, f"{path}/{_local(child)}", position, gathered, notes)
    else:
        notes.keep(element)
        return
    notes.keep_attributes(element, _OWN)


def _text(element: _Element) -> str:
    return (element.text or "").strip()

"""The order that ``wire_read`` reads, in the models of two libraries that read any XML: xsdata and pydantic-xml.

They stand in for a cXML library, of which there is none in Python. The models know exactly the elements of that order
and check less than Fondaco does: no limits, no findings, nothing kept that they do not know.
"""

# ruff: noqa: RUF009 - both libraries want what a field is called in its default

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


def readers() -> Iterator[tuple[str, Callable[[bytes], Any]]]:
    """Each installed library's name and its reader of such an order."""
    if importlib.util.find_spec("xsdata"):
        yield "xsdata", _xsdata()
    if importlib.util.find_spec("pydantic_xml"):
        yield "pydantic-xml", _pydantic_xml()


LANG = "http://www.w3.org/XML/1998/namespace"


def element(name: str, **more: Any) -> Any:
    return field(metadata={"type": "Element", "name": name}, **more)


def attribute(name: str, **more: Any) -> Any:
    return field(metadata={"type": "Attribute", "name": name, **more}, default="")


def text(kind: Any = "") -> Any:
    return field(metadata={"type": "Text"}, default=kind)


@dataclass
class Spoken:
    value: str = text()
    lang: str = attribute("lang", namespace=LANG)


@dataclass
class Money:
    value: Decimal = text(Decimal(0))
    currency: str = attribute("currency")


@dataclass
class Priced:
    money: Money = element("Money", default_factory=Money)


@dataclass
class Credential:
    identity: str = element("Identity", default="")
    domain: str = attribute("domain")


@dataclass
class Party:
    credential: list[Credential] = element("Credential", default_factory=list)
    agent: str = element("UserAgent", default="")


@dataclass
class Header:
    origin: Party = element("From", default_factory=Party)
    to: Party = element("To", default_factory=Party)
    sender: Party = element("Sender", default_factory=Party)


@dataclass
class Country:
    value: str = text()
    code: str = attribute("isoCountryCode")


@dataclass
class PostalAddress:
    deliver_to: list[str] = element("DeliverTo", default_factory=list)
    street: list[str] = element("Street", default_factory=list)
    city: str = element("City", default="")
    state: str = element("State", default="")
    postal_code: str = element("PostalCode", default="")
    country: Country = element("Country", default_factory=Country)


@dataclass
class Address:
    name: Spoken = element("Name", default_factory=Spoken)
    postal: PostalAddress = element("PostalAddress", default_factory=PostalAddress)
    code: str = attribute("isoCountryCode")
    number: str = attribute("addressID")


@dataclass
class Place:
    address: Address = element("Address", default_factory=Address)


@dataclass
class Contact:
    name: Spoken = element("Name", default_factory=Spoken)
    email: str = element("Email", default="")
    role: str = attribute("role")


@dataclass
class OrderRequestHeader:
    total: Priced = element("Total", default_factory=Priced)
    ship_to: Place = element("ShipTo", default_factory=Place)
    bill_to: Place = element("BillTo", default_factory=Place)
    contact: list[Contact] = element("Contact", default_factory=list)
    number: str = attribute("orderID")
    date: str = attribute("orderDate")
    kind: str = attribute("orderType")
    operation: str = attribute("type")


@dataclass
class ItemID:
    part: str = element("SupplierPartID", default="")
    auxiliary: str = element("SupplierPartAuxiliaryID", default="")


@dataclass
class Classification:
    value: str = text()
    domain: str = attribute("domain")


@dataclass
class Extrinsic:
    value: str = text()
    name: str = attribute("name")


@dataclass
class ItemDetail:
    price: Priced = element("UnitPrice", default_factory=Priced)
    description: list[Spoken] = element("Description", default_factory=list)
    unit: str = element("UnitOfMeasure", default="")
    classification: list[Classification] = element("Classification", default_factory=list)
    maker_part: str = element("ManufacturerPartID", default="")
    maker: str = element("ManufacturerName", default="")
    extrinsic: list[Extrinsic] = element("Extrinsic", default_factory=list)


@dataclass
class ItemOut:
    item: ItemID = element("ItemID", default_factory=ItemID)
    detail: ItemDetail = element("ItemDetail", default_factory=ItemDetail)
    quantity: str = attribute("quantity")
    number: str = attribute("lineNumber")
    wanted: str = attribute("requestedDeliveryDate")


@dataclass
class OrderRequest:
    header: OrderRequestHeader = element("OrderRequestHeader", default_factory=OrderRequestHeader)
    item: list[ItemOut] = element("ItemOut", default_factory=list)


@dataclass
class Request:
    order: OrderRequest = element("OrderRequest", default_factory=OrderRequest)


@dataclass
class CXml:
    class Meta:
        name = "cXML"

    header: Header = element("Header", default_factory=Header)
    request: Request = element("Request", default_factory=Request)
    version: str = attribute("version")
    payload_id: str = attribute("payloadID")
    timestamp: str = attribute("timestamp")
    lang: str = attribute("lang", namespace=LANG)


def _xsdata() -> Callable[[bytes], Any]:
    from xsdata.formats.dataclass.parsers import XmlParser

    parser = XmlParser()
    return lambda data: parser.from_bytes(data, CXml)


def _pydantic_xml() -> Callable[[bytes], Any]:
    """The same models, made over from the dataclasses above: a list stays a list, a nested class a nested model."""
    import sys
    from typing import get_args, get_origin, get_type_hints

    import pydantic_xml

    made: dict[type, Any] = {}

    def model(kind: type) -> Any:
        if kind in made:
            return made[kind]
        notes: dict[str, Any] = {}
        values: dict[str, Any] = {}
        hints = get_type_hints(kind, vars(sys.modules[kind.__module__]))
        for name, one in kind.__dataclass_fields__.items():  # type: ignore[attr-defined]
            hint, meta = hints[name], one.metadata
            if get_origin(hint) is list:
                inner = get_args(hint)[0]
                notes[name] = list[model(inner)] if hasattr(inner, "__dataclass_fields__") else list[inner]
            else:
                notes[name] = model(hint) if hasattr(hint, "__dataclass_fields__") else hint
            if meta["type"] == "Element":
                values[name] = pydantic_xml.element(tag=meta["name"], default=[] if get_origin(hint) is list else None)
                if get_origin(hint) is not list:
                    notes[name] = notes[name] | None
            elif meta["type"] == "Attribute":
                space = {"ns": "xml"} if "namespace" in meta else {}
                values[name] = pydantic_xml.attr(name=meta["name"], default="", **space)
            else:
                values[name] = ""  # the text of the element itself
        tag = "cXML" if kind is CXml else kind.__name__
        space = {**values, "__annotations__": notes, "__module__": __name__}
        made[kind] = type(pydantic_xml.BaseXmlModel)(
            f"Model{kind.__name__}", (pydantic_xml.BaseXmlModel,), space, tag=tag, nsmap={"xml": LANG}
        )
        return made[kind]

    return model(CXml).from_xml  # type: ignore[no-any-return]

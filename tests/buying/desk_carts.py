"""Carts as stores write them, right and wrong."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from attrs import frozen
from django.test import Client

from fondaco.documents import PunchOutSetup


@frozen
class Item:
    part: str = "FND-100"
    quantity: str = "2"
    price: str = "12.50"
    currency: str = "EUR"
    unit: str = "EA"
    auxiliary: str = "offer-7"
    description: str = "Cable ties, 200 mm"


def cart_xml(
    cookie: str,
    items: Sequence[Item] = (Item(),),
    *,
    total: str = "25.00",
    currency: str = "EUR",
    extra: str = "",
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> str:
    lines = "".join(
        f'<ItemIn quantity="{escape(item.quantity)}"><ItemID>'
        f"<SupplierPartID>{escape(item.part)}</SupplierPartID>"
        f"<SupplierPartAuxiliaryID>{escape(item.auxiliary)}</SupplierPartAuxiliaryID></ItemID>"
        f'<ItemDetail><UnitPrice><Money currency="{item.currency}">{escape(item.price)}</Money></UnitPrice>'
        f'<Description xml:lang="en">{escape(item.description)}</Description>'
        f"<UnitOfMeasure>{item.unit}</UnitOfMeasure>"
        f'<Classification domain="UNSPSC">39121703</Classification></ItemDetail></ItemIn>'
        for item in items
    )
    return (
        f'{declaration}<cXML payloadID="1@store.example" timestamp="2026-03-10T10:00:00+01:00">'
        '<Header><From><Credential domain="NetworkID"><Identity>fondaco-store</Identity></Credential></From>'
        '<To><Credential domain="NetworkID"><Identity>lanterna-meccanica</Identity></Credential></To>'
        '<Sender><Credential domain="NetworkID"><Identity>fondaco-store</Identity></Credential>'
        "<UserAgent>Test store</UserAgent></Sender></Header>"
        f"<Message><PunchOutOrderMessage><BuyerCookie>{escape(cookie)}</BuyerCookie>"
        f'<PunchOutOrderMessageHeader operationAllowed="create"><Total><Money currency="{currency}">{total}</Money>'
        f"</Total>{extra}</PunchOutOrderMessageHeader>{lines}</PunchOutOrderMessage></Message></cXML>"
    )


def charge(tag: str, amount: str, words: str, currency: str = "EUR") -> str:
    money = f'<Money currency="{currency}">{amount}</Money>'
    return f'<{tag}>{money}<Description xml:lang="en">{words}</Description></{tag}>'


def path_of(setup: PunchOutSetup) -> str:
    """The return address's path, as the store's page would post to it."""
    return urlsplit(setup.return_url).path


def post_cart(path: str, xml: str, *, field: str = "cxml-urlencoded"):
    """What a store's page makes the browser post: from another site, so without the desk's cookies."""
    return Client().post(path, {field: xml}, headers={"origin": "https://store.example"})

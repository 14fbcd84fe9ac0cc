"""A short cut for writing orders that say plain things: text at once, without a tree.

The general writer builds a tree, which takes several times as long. Both say the same
(``tests/wire/test_cxml_plain.py``); an order that says anything else, or lacks something, is for the general writer.

Beside the text comes a sample of it: the header and one line of each shape. Under a DTD an order is valid exactly where
its header and each of its lines are, and both are valid or not by which elements and attributes they have, whatever
stands in them (two attributes aside that the DTD lists words for: they count as part of the shape). So the sample is
valid if and only if the whole is, only the sample is validated, and a shape that was found valid is so for good.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from fondaco.documents import Message, Mode, OrderLine, PurchaseOrder, quantity_text
from fondaco.wire.cxml.build import VERSION
from fondaco.wire.cxml.parties import introduced
from fondaco.wire.cxml.plain import is_legal
from fondaco.wire.cxml.values import amount_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fondaco.documents import Address, Contact, Credential, Envelope
    from fondaco.wire.cxml.parties import Extrinsics

_SAID = (
    "supplier_part_id", "quantity", "unit_price", "supplier_part_auxiliary_id", "description", "language", "unit",
    "classifications", "manufacturer_part_id", "manufacturer_name", "url", "lead_time_days", "requested_on",
    "line_number", "extrinsics",
)  # fmt: skip
_MORE = tuple(field for field in attrs.fields(OrderLine) if field.name not in (*_SAID, "extras"))
_said_by, _more_by = attrgetter(*_SAID), attrgetter(*(field.name for field in _MORE))
_NOTHING_MORE = tuple(field.default for field in _MORE)
_HEADER_MORE = ("shipping", "tax", "charges", "payment_terms", "requisition_number", "contract_number",
                "changes_payload_id", "delivery_terms", "attachments")  # fmt: skip
_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_TOKEN = re.compile(r"[\w.:-]*", re.ASCII)
_UNWRITABLE = ("\t", "\n", "\r")


class Plain(NamedTuple):
    """The order as it goes out, without prologue; a sample of it; and all that a DTD can tell about the sample."""

    data: bytes
    sample: bytes
    shape: tuple[object, ...]


class Odd(Exception):
    """This is not plain."""


def plain_order(message: Message, language: str) -> Plain | None:
    """The order as it goes out; None where it is not plain.

    ``language`` is for what does not say its own.
    """
    order, around = message.body, message.envelope
    if not isinstance(order, PurchaseOrder) or around is None or any(getattr(order, name) for name in _HEADER_MORE):
        return None
    payload_id, timestamp = around.payload_id or message.payload_id, around.timestamp or message.timestamp
    if not payload_id or timestamp is None or not order.lines:
        return None
    extrinsics, contacts = introduced(order.person, order.extrinsics, order.contacts, order.ship_to)
    try:
        lang = f' xml:lang="{_attribute(around.language)}"' if around.language else ""
        start = (
            f'<cXML version="{VERSION}" payloadID="{_attribute(payload_id)}"'
            f' timestamp="{moment_text(timestamp)}"{lang}>'
            f"{_header(around)}{_order_header(order, extrinsics, contacts, _attribute(language))}"
        )
        lines, shapes = _lines(order.lines, _attribute(language))
    except Odd:
        return None
    end = "</OrderRequest></Request></cXML>"
    try:
        data = "".join((start, *lines, end)).encode()
    except UnicodeEncodeError:
        return None
    if b"\r" in data or not is_legal(data):
        return None
    shape = (_shape(order, around, extrinsics, contacts), *shapes)
    return Plain(data, "".join((start, *shapes.values(), end)).encode(), shape)


def _shape(
    order: PurchaseOrder, around: Envelope, extrinsics: Extrinsics, contacts: tuple[Contact, ...]
) -> tuple[object, ...]:
    """Which elements and attributes the envelope and the header have."""
    return (
        not around.language,
        around.mode,
        tuple([one.secret is None for one in around.from_]),
        tuple([one.secret is None for one in around.to]),
        around.sender.secret is None,
        order.order_type,
        order.operation,
        not order.version,
        _place(order.ship_to),
        _place(order.bill_to),
        tuple([(not one.role, not one.email) for one in contacts]),
        not order.comments,
        len(extrinsics),
    )


def _place(one: Address | None) -> tuple[object, ...]:
    if one is None:
        return ()
    return (
        not one.address_id,
        len(one.deliver_to),
        len(one.street),
        not one.state,
        not one.postal_code,
        not one.email,
    )


def _text(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _attribute(text: str) -> str:
    if text.isalnum() or _ATTRIBUTE.search(text) is None:
        return text
    if any(one in text for one in _UNWRITABLE):
        raise Odd
    return _text(text).replace('"', "&quot;")


def _leaf(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>" if text else ""


def _extrinsics(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join([f'<Extrinsic name="{_attribute(name)}">{_text(text)}</Extrinsic>' for name, text in pairs])


def _header(around: Envelope) -> str:
    said = around.mode_is_said or around.mode is not Mode.PRODUCTION
    mode = f' deploymentMode="{around.mode.value}"' if said else ""
    return (
        f"<Header><From>{_credentials(around.from_)}</From><To>{_credentials(around.to)}</To>"
        f"<Sender>{_credentials((around.sender,))}<UserAgent>{_text(around.user_agent)}</UserAgent></Sender></Header>"
        f"<Request{mode}>"
    )


def _credentials(credentials: tuple[Credential, ...]) -> str:
    written = []
    for one in credentials:
        if one.mac is not None or not one.domain or not one.identity:
            raise Odd
        secret = "" if one.secret is None else f"<SharedSecret>{_text(one.secret)}</SharedSecret>"
        written.append(
            f'<Credential domain="{_attribute(one.domain)}"><Identity>{_text(one.identity)}</Identity>{secret}'
            "</Credential>"
        )
    if not written:
        raise Odd
    return "".join(written)


def _order_header(order: PurchaseOrder, extrinsics: Extrinsics, contacts: tuple[Contact, ...], language: str) -> str:
    if not order.number or order.ordered_at is None or order.total is None or order.bill_to is None:
        raise Odd
    kind = f' orderType="{_attribute(order.order_type)}"' if order.order_type else ""
    version = f' orderVersion="{_attribute(order.version)}"' if order.version else ""
    billed = _address(order.bill_to, language)
    shipped = ""
    if order.ship_to is not None:
        place = (
            billed
            if order.ship_to is order.bill_to or order.ship_to == order.bill_to
            else _address(order.ship_to, language)
        )
        shipped = f"<ShipTo>{place}</ShipTo>"
    people = "".join([_contact(one, language) for one in contacts])
    comments = f'<Comments xml:lang="{language}">{_text(order.comments)}</Comments>' if order.comments else ""
    return (
        f'<OrderRequest><OrderRequestHeader orderID="{_attribute(order.number)}"'
        f' orderDate="{moment_text(order.ordered_at)}"{kind} type="{order.operation.value}"{version}>'
        f'<Total><Money currency="{order.total.currency}">{amount_text(order.total.amount)}</Money></Total>'
        f"{shipped}<BillTo>{billed}</BillTo>{people}{comments}{_extrinsics(extrinsics)}</OrderRequestHeader>"
    )


def _address(value: Address, language: str) -> str:
    if not (value.street and value.city and value.country) or value.phone or value.fax or value.url:
        raise Odd
    country = _attribute(value.country)
    number = f' addressID="{_attribute(value.address_id)}"' if value.address_id else ""
    return (
        f'<Address isoCountryCode="{country}"{number}><Name xml:lang="{language}">{_text(value.name)}</Name>'
        f"<PostalAddress>{''.join([_always('DeliverTo', one) for one in value.deliver_to])}"
        f"{''.join([_always('Street', one) for one in value.street])}<City>{_text(value.city)}</City>"
        f"{_leaf('State', value.state)}{_leaf('PostalCode', value.postal_code)}"
        f'<Country isoCountryCode="{country}">{country}</Country></PostalAddress>'
        f"{_leaf('Email', value.email)}</Address>"
    )


def _always(tag: str, text: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>"


def _contact(value: Contact, language: str) -> str:
    if value.phone or value.address is not None or value.identifiers or not _TOKEN.fullmatch(value.role):
        raise Odd
    role = f' role="{value.role}"' if value.role else ""
    return (
        f'<Contact{role}><Name xml:lang="{language}">{_text(value.name)}</Name>{_leaf("Email", value.email)}</Contact>'
    )


def _lines(lines: tuple[OrderLine, ...], language: str) -> tuple[list[str], dict[tuple[Any, ...], str]]:
    written: list[str] = []
    shapes: dict[tuple[Any, ...], str] = {}
    for line in lines:
        if _more_by(line) != _NOTHING_MORE:
            raise Odd
        shape, text = _line(line, language)
        written.append(text)
        if shape not in shapes:
            shapes[shape] = text
    return written, shapes


def _line(line: OrderLine, language: str) -> tuple[tuple[Any, ...], str]:
    (
        part, quantity, price, auxiliary, description, spoken, unit, codes, maker_part, maker, url, days, wanted,
        number, pairs,
    ) = _said_by(line)  # fmt: skip
    if quantity is None or price is None or not part or not unit or not codes:
        raise Odd
    classified = [
        f'<Classification domain="{_attribute(one.domain)}">{_text(one.code)}</Classification>' for one in codes
    ]
    shape = (
        bool(auxiliary), len(codes), bool(maker_part), bool(maker), bool(url), days is None, wanted is None, len(pairs),
    )  # fmt: skip
    date = "" if wanted is None else f' requestedDeliveryDate="{wanted.isoformat()}"'
    return shape, (
        f'<ItemOut quantity="{quantity_text(quantity)}" lineNumber="{number}"{date}><ItemID>'
        f"<SupplierPartID>{_text(part)}</SupplierPartID>{_leaf('SupplierPartAuxiliaryID', auxiliary)}</ItemID>"
        f'<ItemDetail><UnitPrice><Money currency="{price.currency}">{amount_text(price.amount)}</Money></UnitPrice>'
        f'<Description xml:lang="{_attribute(spoken) if spoken else language}">{_text(description)}</Description>'
        f"<UnitOfMeasure>{_text(unit)}</UnitOfMeasure>{''.join(classified)}{_leaf('ManufacturerPartID', maker_part)}"
        f"{_leaf('ManufacturerName', maker)}{_leaf('URL', url)}"
        f"{'' if days is None else f'<LeadTime>{days}</LeadTime>'}{_extrinsics(pairs)}</ItemDetail></ItemOut>"
    )

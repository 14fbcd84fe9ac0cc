"""PunchOutSetupRequest, read: any operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Contact, OrderLine, PunchOutSetup, SetupOperation
from fondaco.wire.cxml.order import read_item_out
from fondaco.wire.cxml.parties import address, contact, extrinsic, person
from fondaco.wire.cxml.sequence import SETUP, in_order
from fondaco.wire.cxml.values import one_of, text_of
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

_URLS = {"BrowserFormPost": "return_url", "SupplierSetup": "supplier_setup_url"}


def read_setup(element: _Element, notes: Notes, limit: int) -> PunchOutSetup:
    values: dict[str, Any] = {"operation": _operation(element, notes)}
    contacts: list[Contact] = []
    extrinsics: list[tuple[str, str]] = []
    lines: list[OrderLine] = []
    for child in in_order(element, SETUP, notes):
        tag = child.tag
        if tag == "Extrinsic":
            extrinsics.append(extrinsic(child))
            for inner in child:
                notes.keep(inner)
        elif tag == "Contact":
            contacts.append(contact(child, notes))
        elif tag == "ItemOut":
            lines.append(_line(child, lines, limit, notes))
        else:
            _single(child, values, notes)
    _remark(element, values, notes)
    who = person(tuple(extrinsics), contacts, values.get("ship_to"))
    if not who.email:
        notes.add("person.email.missing", element, "/Extrinsic[@name='UserEmail']")
    return PunchOutSetup(
        person=who,
        contacts=tuple(contacts),
        extrinsics=tuple(extrinsics),
        lines=tuple(lines),
        extras=notes.extras(),
        **values,
    )


def _single(child: _Element, values: dict[str, Any], notes: Notes) -> None:
    tag = child.tag
    if tag == "BuyerCookie" and "buyer_cookie" not in values:
        values["buyer_cookie"] = child.text or ""  # opaque: white space belongs to it
    elif tag in _URLS and _URLS[tag] not in values:
        url = child.find("URL")
        values[_URLS[tag]] = "" if url is None else text_of(url)
    elif tag == "ShipTo" and "ship_to" not in values:
        values["ship_to"] = address(child, notes)
    elif tag == "SelectedItem" and "selected_part_id" not in values:
        values["selected_part_id"] = text_of_path(child, "ItemID/SupplierPartID")
        values["selected_part_auxiliary_id"] = text_of_path(child, "ItemID/SupplierPartAuxiliaryID")
    else:
        notes.keep(child)


def text_of_path(element: _Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _line(child: _Element, lines: list[OrderLine], limit: int, notes: Notes) -> OrderLine:
    if len(lines) >= limit:
        raise refused("setup.too_many_lines", limit=limit)
    return read_item_out(child, len(lines) + 1, notes)


def _operation(element: _Element, notes: Notes) -> SetupOperation:
    word = element.get("operation", "")
    operation = one_of(SetupOperation, word.strip().lower())
    if operation is None:
        notes.add("setup.operation.unknown", element, "/@operation", word)
    return operation or SetupOperation.CREATE


def _remark(element: _Element, values: dict[str, Any], notes: Notes) -> None:
    if not values.setdefault("buyer_cookie", "").strip():
        notes.add("setup.buyer_cookie.missing", element, "/BuyerCookie")
    if not values.get("return_url"):
        notes.add("setup.return_url.missing", element, "/BrowserFormPost/URL")

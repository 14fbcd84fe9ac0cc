"""PunchOutSetupRequest, read: any operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import PunchOutSetup, SetupOperation
from fondaco.wire.cxml.order import read_item_out
from fondaco.wire.cxml.parties import address, contact, person
from fondaco.wire.cxml.pieces import frozen_lists, line_pair
from fondaco.wire.cxml.plain_lines import read_lines
from fondaco.wire.cxml.sequence import SETUP, in_order
from fondaco.wire.cxml.values import one_of, text_of
from fondaco.wire.refusing import refused

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

_URLS = {"BrowserFormPost": "return_url", "SupplierSetup": "supplier_setup_url"}


def read_setup(element: _Element, notes: Notes, limit: int) -> PunchOutSetup:
    values: dict[str, Any] = {"operation": _operation(element, notes)}
    items: list[_Element] = []
    for child in in_order(element, SETUP, notes):
        tag = child.tag
        if tag == "Extrinsic":
            line_pair(child, values, notes)
        elif tag == "Contact":
            values.setdefault("contacts", []).append(contact(child, notes))
        elif tag == "ItemOut":
            items.append(child)
        else:
            _single(child, values, notes)
    if len(items) > limit:
        raise refused("setup.too_many_lines", limit=limit)
    lines = read_lines(items, notes, read_item_out)
    _remark(element, values, notes)
    values = frozen_lists(values)
    who = person(values.get("extrinsics", ()), values.get("contacts", ()), values.get("ship_to"))
    if not who.email:
        notes.add("person.email.missing", element, "/Extrinsic[@name='UserEmail']")
    return PunchOutSetup(person=who, lines=lines, extras=notes.extras(), **values)


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
        _selected(child, values, notes)
    else:
        notes.keep(child)


_SELECTED = {"SupplierPartID": "selected_part_id", "SupplierPartAuxiliaryID": "selected_part_auxiliary_id"}


def _selected(element: _Element, values: dict[str, Any], notes: Notes) -> None:
    """SelectedItem/ItemID: what the person is to be shown first."""
    values["selected_part_id"] = ""
    for child in element.iterchildren("ItemID"):
        for inner in child:
            field = _SELECTED.get(inner.tag)
            if field is not None and not values.get(field):
                values[field] = text_of(inner)
            else:
                notes.keep(inner)


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

"""OrderLinesDataElements, read: a response with a return code, and the lines of a cart.

The structure is that of Oracle's guides for iProcurement (B13855-01, A92190-02) as others quote them. The values of
``returnCode`` other than ``S``, and the name of the form's field, are not known: any field that holds the document is
taken. Names of elements are compared without their namespace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fondaco.documents import Cart, CartLine, Finding, Message
from fondaco.wire.codes import CODES
from fondaco.wire.oci.forms import decoded
from fondaco.wire.oracle.lines import line_of, local
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEFAULT = Limits()
_START = 64 * 1024
_CART = "OrderLinesDataElements"
_SIGN = _CART.encode()
_SUCCESS = "S"
_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*+>")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+(<?+)")


def recognise(data: bytes) -> bool:
    """Whether the start of ``data`` looks like an Oracle cart, or a form with one."""
    return _SIGN in data[:_START]


def read(data: bytes, *, limits: Limits = _DEFAULT) -> Reading:
    """The cart in ``data``: the XML itself, or an URL-encoded form that holds it. Raises RemoteError.

    ``message`` is None for another document of Oracle's, which a finding names.
    """
    first = _FIRST.match(data)
    xml = data if first and first[1] else _in_form(data, limits)
    notes = Notes(limits.findings)
    root = guard.parse(xml, limits, notes, cxml=False)
    if local(root) == "DistributedSearchXML":
        told = CODES["type.unsupported"]
        return Reading(None, (Finding("type.unsupported", told.level, "/", told.expected, local(root), told.remedy),))
    cart = _cart(root, notes, limits.lines)
    return Reading(Message(cart), notes.done())


def _in_form(data: bytes, limits: Limits) -> bytes:
    fields, _odd = decoded(data.strip(), limits)
    for pair in fields:
        for text in pair:  # a form may have no name for its only value
            if _CART in text and "<" in text:
                # It was decoded to characters already, so the encoding declared inside no longer holds.
                return _DECLARATION.sub("", text).strip().encode("utf-8", "replace")
    raise refused("oracle.none")


def _cart(root: _Element, notes: Notes, limit: int) -> Cart:
    elements = root if local(root) == _CART else _found(root, notes)
    lines: list[CartLine] = []
    extrinsics: list[tuple[str, str]] = []
    for child in elements:
        name = local(child)
        if name == "orderLine":
            if len(lines) >= limit:
                raise refused("cart.too_many_lines", limit=limit)
            lines.append(line_of(child, len(lines) + 1, notes))
        elif name == "catalogTradingPartner" and not len(child):
            extrinsics.append((name, (child.text or "").strip()))
        else:
            notes.keep(child)
    if not lines:
        notes.add("oracle.cart.empty", elements)
    said = tuple(pair for pair in extrinsics if pair[1])
    return Cart(buyer_cookie="", lines=tuple(lines), extrinsics=said, extras=notes.extras())


def _found(root: _Element, notes: Notes) -> _Element:
    """The element that holds the lines; what stands beside it is kept."""
    elements: _Element | None = None
    for part in root:
        name = local(part)
        if name == "header":
            _header(part, notes)
            continue
        inside = [child for child in part if local(child) == _CART] if name == "body" else []
        if elements is None and inside:
            elements = inside[0]
            for child in part:
                if child is not elements:
                    notes.keep(child)
        else:
            notes.keep(part)
    if elements is None:
        raise refused("oracle.none")
    return elements


def _header(header: _Element, notes: Notes) -> None:
    for child in header:
        code = child.get("returnCode", "")
        if local(child) != "return":
            notes.keep(child)
        elif code != _SUCCESS:
            notes.add("oracle.return_code", child, "/@returnCode", code)
            notes.keep(child)

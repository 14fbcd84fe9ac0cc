"""``read``: from bytes to a document in its envelope, and what was off about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fondaco.documents import Message
from fondaco.wire.cxml.attachments import with_files
from fondaco.wire.oagis.bag import About, Bag
from fondaco.wire.oagis.bods import BODS, Bod
from fondaco.wire.oagis.envelope import take_area
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Document, Envelope

_DEFAULT = Limits()
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_AREA = "ApplicationArea"
_AUTHORIZATION = "authorizationid"
# The start of a BOD of release 9 or 10, or of an overlay of one: OAGIS 7 is in capitals, OAGIS 8 reads alike.
_SNIFF = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:Process|Change|Cancel|Acknowledge|Show|Notify|Confirm|Get|Sync)[A-Z][A-Za-z]{2,40}[\s>]"
)
_MARKS = (b"openapplications.org/oagis", b"ApplicationArea", b"releaseID")


class Identified(NamedTuple):
    """A message by its root element (``ProcessPurchaseOrder``), whether it is read here or not."""

    kind: str
    payload_id: str
    envelope: Envelope | None


def recognise(data: bytes) -> bool:
    """Whether ``data`` starts like a BOD of OAGIS 9 or 10, or of an overlay of it. Raises nothing."""
    start = data[:4096].replace(b"\x00", b"")
    return _SNIFF.search(start) is not None and any(mark in start for mark in _MARKS)


def read(data: bytes, *, limits: Limits = _DEFAULT) -> Reading:
    """The message in ``data`` and what was off about it.

    Raises RemoteError where ``data`` is no XML that we accept, or no OAGIS. A BOD that is not read gives None and an
    error finding, ``oagis.bod.unsupported``, whose path ends in its name.
    """
    notes = Notes(limits.findings)
    root = tree(data, limits, notes)
    message = _message(Bag(root, notes, About(limits.lines)), notes)
    notes.extras()  # remarks on what was set aside outside the document
    return Reading(message, notes.done())


def identified(data: bytes, *, limits: Limits = _DEFAULT) -> Identified:
    """What ``data`` is, read or not. Raises RemoteError as :func:`read` does."""
    notes = Notes(0)
    root = tree(data, limits, notes)
    around = take_area(Bag(root, notes, About(limits.lines)))
    return Identified(root.tag, around.payload_id, around)


def tree(data: bytes, limits: Limits, notes: Notes) -> _Element:
    """The root, all names without their namespaces: overlays mix several, and none of them tells more."""
    root = guard.parse(data, limits, notes, cxml=False)
    secrets = []
    for element in root.iter():
        tag = element.tag
        if tag[0] == "{":
            element.tag = tag[tag.index("}") + 1 :]
        if element.tag.casefold() == _AUTHORIZATION:
            secrets.append(element)
    for element in secrets:
        _hide(element, root)
    if next(root.iterchildren(_AREA), None) is None and next(root.iterchildren("DataArea"), None) is None:
        raise refused("oagis.none", root=root.tag[:60])
    return root


def _hide(element: _Element, root: _Element) -> None:
    """Empty an AuthorizationID that is not the sender's: what is not understood is kept, and a secret must not be."""
    if element.tag != "AuthorizationID" or element.getparent() is not root.find(f"{_AREA}/Sender"):
        del element[:]
        element.text = None


def _message(root: Bag, notes: Notes) -> Message | None:
    around = take_area(root)
    for known in ("versionID", f"{_XSI}schemaLocation"):
        root.get(known)
    bod = BODS.get(root.element.tag)
    if bod is None:
        notes.add("oagis.bod.unsupported", root.element, found=root.element.tag)
        return None
    area = root.inside("DataArea")
    if area is None or area.inside(bod.noun) is None:
        raise refused("oagis.empty", noun=bod.noun)
    message = Message(_document(bod, area, root, notes), around, around.payload_id, around.timestamp)
    return with_files(message, notes) if notes.parts else message


def _document(bod: Bod, area: Bag, root: Bag, notes: Notes) -> Document:
    area.inside(bod.verb)
    values = bod.shape.values(area)
    if area.peek(bod.noun) is not None:
        notes.add("oagis.noun.several", area.element, f"/{bod.noun}")
    root.close()
    extras = notes.extras()
    made = bod.shape.made
    if extras and any(field.name == "extras" for field in attrs.fields(made)):
        values["extras"] = extras
    document: Document = made(**{**values, **bod.says})
    return document

"""``read``: from bytes to a document in its envelope, and what was off about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fondaco.documents import Document, Envelope, Message, ProfileRequest, Status
from fondaco.wire.cxml.cart import read_cart
from fondaco.wire.cxml.confirmation import read_confirmation
from fondaco.wire.cxml.header import envelope, stamp
from fondaco.wire.cxml.order import read_order
from fondaco.wire.cxml.plain import plain_text
from fondaco.wire.cxml.plain_message import whole
from fondaco.wire.cxml.setup import read_setup
from fondaco.wire.cxml.status import read_answer, read_status, read_update
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element


class Identified(NamedTuple):
    """A message's type by its element (``OrderRequest``; ``Response`` for one that is nothing but a Status)."""

    kind: str
    payload_id: str
    envelope: Envelope | None


def _profile_request(element: _Element, notes: Notes, limit: int) -> ProfileRequest:
    return ProfileRequest()


def _update(element: _Element, notes: Notes, limit: int) -> Document:
    return read_update(element, notes)


REQUESTS: dict[str, Callable[[_Element, Notes, int], Document]] = {
    "PunchOutSetupRequest": read_setup,
    "OrderRequest": read_order,
    "ConfirmationRequest": read_confirmation,
    "StatusUpdateRequest": _update,
    "ProfileRequest": _profile_request,
}

_DEFAULT = Limits()


def read(data: bytes, *, limits: Limits = _DEFAULT) -> Reading:
    """The message in ``data`` and what was off about it.

    Raises RemoteError where ``data`` is no XML that we accept, or no cXML. A message of a type that is not read gives
    None and an error finding, ``type.unsupported``, whose path ends in the type's name.
    """
    notes = Notes(limits.findings)
    utf8 = guard.looked_at(data, limits, notes)
    text = plain_text(utf8)
    message = whole(text, limits)
    if message is not None:
        return Reading(message, notes.done())
    notes.text = text
    return read_tree(utf8, notes, limits)


def read_tree(utf8: bytes, notes: Notes, limits: Limits) -> Reading:
    """As :func:`read`, of what the guard has looked at, and without the short cut for a message that is plain."""
    message = _message(_cxml(guard.tree(utf8, limits, notes)), notes, limits)
    notes.extras()  # remarks on what was set aside outside the document
    return Reading(message, notes.done())


def tree(data: bytes, limits: Limits, notes: Notes) -> _Element:
    return _cxml(guard.parse(data, limits, notes))


def _cxml(root: _Element) -> _Element:
    if root.tag != "cXML":
        raise refused("cxml.none", root=root.tag)
    return root


def payload(root: _Element) -> tuple[_Element | None, _Element | None]:
    """Request, Message or Response of a cXML root, and the element in it that names the type (if any)."""
    for carrier in root:
        if carrier.tag in ("Request", "Message", "Response"):
            for child in carrier:
                if child.tag != "Status":
                    return carrier, child
            return carrier, None
    return None, None


def identified(data: bytes, *, limits: Limits = _DEFAULT) -> Identified:
    """What ``data`` is, read or not. Raises RemoteError as :func:`read` does."""
    notes = Notes(0)
    root = tree(data, limits, notes)
    carrier, body = payload(root)
    around = envelope(root, carrier, notes) if carrier is not None and carrier.tag != "Response" else None
    kind = body.tag if body is not None else "Response" if carrier is not None and carrier.tag == "Response" else ""
    return Identified(kind, root.get("payloadID", ""), around)


def _message(root: _Element, notes: Notes, limits: Limits) -> Message | None:
    carrier, body = payload(root)
    if carrier is None:
        raise refused("cxml.empty")
    if carrier.tag == "Response":
        payload_id, timestamp = stamp(root, notes)
        return Message(read_answer(carrier, notes), None, payload_id, timestamp)
    document = _document(carrier, body, notes, limits)
    if document is None:
        notes.add("type.unsupported", carrier if body is None else body, found="" if body is None else body.tag)
        return None
    around = envelope(root, carrier, notes)
    return Message(document, around, around.payload_id, around.timestamp)


def _document(carrier: _Element, body: _Element | None, notes: Notes, limits: Limits) -> Document | None:
    if body is None:
        return None
    if carrier.tag == "Message":
        if body.tag != "PunchOutOrderMessage":
            return None
        return read_cart(body, _beside(carrier, notes), notes, limits.lines)
    reader = REQUESTS.get(body.tag)
    return None if reader is None else reader(body, notes, limits.lines)


def _beside(carrier: _Element, notes: Notes) -> Status | None:
    status = carrier.find("Status")
    return None if status is None else read_status(status, notes)

"""``read``: from bytes to a document in its envelope, and what was off about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from fondaco.documents import Copy, Document, Envelope, Message, ProfileRequest, Status
from fondaco.wire.cxml.attachments import with_files
from fondaco.wire.cxml.carriage import (
    read_copy,
    read_data,
    read_data_available,
    read_data_request,
    read_pending,
    read_pending_request,
)
from fondaco.wire.cxml.cart import read_cart
from fondaco.wire.cxml.catalog import read_index, read_upload
from fondaco.wire.cxml.confirmation import read_confirmation
from fondaco.wire.cxml.header import envelope, stamp
from fondaco.wire.cxml.invoice import read_invoice
from fondaco.wire.cxml.order import read_order
from fondaco.wire.cxml.plain import plain_text
from fondaco.wire.cxml.plain_message import whole
from fondaco.wire.cxml.quote import read_quote, read_quote_request
from fondaco.wire.cxml.receipt import read_receipt
from fondaco.wire.cxml.remittance import read_remittance
from fondaco.wire.cxml.setup import read_setup
from fondaco.wire.cxml.shipping import read_ship_notice
from fondaco.wire.cxml.status import read_answer, read_status, read_update
from fondaco.wire.errors import RemoteError
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard, mime
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


def _copy(element: _Element, notes: Notes, limit: int) -> Document:
    return read_copy(element, notes, limit, _message)


def _pending(element: _Element, notes: Notes, limit: int) -> Document:
    return read_pending(element, notes, limit, _message)


REQUESTS: dict[str, Callable[[_Element, Notes, int], Document]] = {
    "PunchOutSetupRequest": read_setup,
    "OrderRequest": read_order,
    "ConfirmationRequest": read_confirmation,
    "ShipNoticeRequest": read_ship_notice,
    "ReceiptRequest": read_receipt,
    "InvoiceDetailRequest": read_invoice,
    "PaymentRemittanceRequest": read_remittance,
    "StatusUpdateRequest": _update,
    "ProfileRequest": _profile_request,
    "CopyRequest": _copy,
    "GetPendingRequest": read_pending_request,
    "DataRequest": read_data_request,
    "QuoteRequest": read_quote_request,
    "CatalogUploadRequest": read_upload,
}
MESSAGES: dict[str, Callable[[_Element, Notes, int], Document]] = {
    "QuoteMessage": read_quote,
    "DataAvailableMessage": read_data_available,
}
ANSWERS: dict[str, Callable[[_Element, Notes, int], Document]] = {
    "GetPendingResponse": _pending,
    "DataResponse": read_data,
}

_DEFAULT = Limits()


def read(data: bytes, *, limits: Limits = _DEFAULT, content_type: str = "") -> Reading:
    """The message in ``data`` and what was off about it.

    ``content_type`` is that of the HTTP message which brought it, for a multipart body whose boundary stands there.
    The files of a multipart body are in the document where it names them by ``cid:``, else in ``Message.attachments``.

    Raises RemoteError where ``data`` is no XML that we accept, or no cXML. A message of a type that is not read gives
    None and an error finding, ``type.unsupported``, whose path ends in the type's name.
    """
    notes = Notes(limits.findings)
    utf8 = guard.looked_at(mime.with_header(data, content_type) if content_type else data, limits, notes)
    text = plain_text(utf8)
    message = whole(text, limits)
    if message is not None:
        return Reading(with_files(message, notes) if notes.parts else message, notes.done())
    notes.text = text
    return read_tree(utf8, notes, limits)


def read_tree(utf8: bytes, notes: Notes, limits: Limits) -> Reading:
    """As :func:`read`, of what the guard has looked at, and without the short cut for a message that is plain."""
    message = _message(_cxml(guard.tree(utf8, limits, notes)), notes, limits.lines)
    notes.extras()  # remarks on what was set aside outside the document
    if message is not None:
        if notes.parts or b"cid:" in utf8:
            message = with_files(message, notes)
        if isinstance(message.body, Copy):
            message = attrs.evolve(message, body=_copied(message.body, notes, limits))
    return Reading(message, notes.done())


def _copied(copy: Copy, notes: Notes, limits: Limits) -> Copy:
    """The copy with the message that its file holds; the file stays where it is of a type that is not read here.

    A file that holds a copy again is left as it is: each message is opened once.
    """
    file = copy.attachment
    if file is None or file.content is None or not file.url:  # one that stood in the message was looked at there
        return copy
    inner = Notes(limits.findings)
    original: Message | None = None
    try:
        root = _cxml(guard.parse(file.content, limits, inner))
        _carrier, body = payload(root)
        if body is None or body.tag != "CopyRequest":
            original = _message(root, inner, limits.lines)
        inner.extras()
        original = original and with_files(original, inner)
    except RemoteError as error:
        notes.add("copy.unreadable", below="/cXML/Request/CopyRequest", found=error.reason)
        return copy
    notes.findings.extend(inner.done()[: max(0, limits.findings - len(notes.findings))])
    return copy if original is None else attrs.evolve(copy, original=original, attachment=None)


def tree(data: bytes, limits: Limits, notes: Notes) -> _Element:
    return _cxml(guard.parse(data, limits, notes))


def _cxml(root: _Element) -> _Element:
    if root.tag not in ("cXML", "Index"):
        raise refused("cxml.none", root=root.tag)
    return root


def payload(root: _Element) -> tuple[_Element | None, _Element | None]:
    """Request, Message or Response of a cXML root, and the element in it that names the type (if any)."""
    if root.tag == "Index":  # a catalogue stands alone, with no envelope (cXML.dtd, Index)
        return root, root
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
    enveloped = carrier is not None and carrier.tag not in ("Response", "Index")
    around = envelope(root, carrier, notes) if carrier is not None and enveloped else None
    kind = body.tag if body is not None else "Response" if carrier is not None and carrier.tag == "Response" else ""
    return Identified(kind, root.get("payloadID", ""), around)


def _message(root: _Element, notes: Notes, limit: int) -> Message | None:
    if root.tag == "Index":
        return Message(read_index(root, notes, limit))
    carrier, body = payload(root)
    if carrier is None:
        raise refused("cxml.empty")
    if carrier.tag == "Response":
        payload_id, timestamp = stamp(root, notes)
        return Message(read_answer(carrier, notes, ANSWERS, limit), None, payload_id, timestamp)
    document = _document(carrier, body, notes, limit)
    if document is None:
        notes.add("type.unsupported", carrier if body is None else body, found="" if body is None else body.tag)
        return None
    around = envelope(root, carrier, notes)
    return Message(document, around, around.payload_id, around.timestamp)


def _document(carrier: _Element, body: _Element | None, notes: Notes, limit: int) -> Document | None:
    if body is None:
        return None
    if carrier.tag == "Message" and body.tag == "PunchOutOrderMessage":
        return read_cart(body, _beside(carrier, notes), notes, limit)
    reader = (MESSAGES if carrier.tag == "Message" else REQUESTS).get(body.tag)
    return None if reader is None else reader(body, notes, limit)


def _beside(carrier: _Element, notes: Notes) -> Status | None:
    status = carrier.find("Status")
    return None if status is None else read_status(status, notes)

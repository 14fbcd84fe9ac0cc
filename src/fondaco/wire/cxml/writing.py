"""``write``: from documents to bytes that are valid under the DTD, every time, or not at all."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import attrs
from lxml import etree

from fondaco.documents import (
    Attachment,
    Cart,
    Catalog,
    CatalogUpload,
    Copy,
    Credential,
    Data,
    DataAvailable,
    DataRequest,
    Envelope,
    GoodsReceipt,
    Invoice,
    Message,
    Mode,
    OrderConfirmation,
    Pending,
    PendingRequest,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Quote,
    QuoteRequest,
    Remittance,
    ShipNotice,
    Status,
    StatusUpdate,
)
from fondaco.wire.cxml.attachments import packed, with_addresses
from fondaco.wire.cxml.bodies import (
    put_cart,
    put_profile,
    put_profile_request,
    put_setup,
    put_start_page,
    put_status,
    put_update,
)
from fondaco.wire.cxml.build import VERSION, Pen, Supplied, need
from fondaco.wire.cxml.carriage_bodies import (
    lost_extras,
    put_attachment,
    put_data,
    put_data_available,
    put_data_request,
    put_pending_request,
)
from fondaco.wire.cxml.catalog_bodies import put_index, put_upload
from fondaco.wire.cxml.confirmation_bodies import put_confirmation
from fondaco.wire.cxml.invoice_bodies import put_invoice
from fondaco.wire.cxml.macs import put_mac
from fondaco.wire.cxml.order_bodies import put_order
from fondaco.wire.cxml.plain_order import Plain, plain_order
from fondaco.wire.cxml.quote_bodies import put_quote, put_quote_request
from fondaco.wire.cxml.receipt_bodies import put_receipt
from fondaco.wire.cxml.remittance_bodies import put_remittance
from fondaco.wire.cxml.shipping_bodies import put_ship_notice
from fondaco.wire.cxml.values import LANG, moment_text
from fondaco.wire.errors import LocalError
from fondaco.wire.results import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime
    from pathlib import Path

    from lxml.etree import _Element

    from fondaco.documents import Finding

    Putter = Callable[[Pen, _Element, object], None]

_SYSTEM = "http://xml.cxml.org/schemas/cXML/" + VERSION + "/"
OK = Status(200, "OK")


class _Kind(NamedTuple):
    carrier: str
    dtd: str
    put: Callable[..., object]


def _put_copy(pen: Pen, carrier: _Element, copy: Copy) -> None:
    """The message itself, or the file that holds it."""
    lost_extras(pen, copy.extras)
    element = etree.SubElement(carrier, "CopyRequest")
    if copy.processing_mode in ("info", "process", "copy"):
        element.set("processingMode", copy.processing_mode)
    elif copy.processing_mode:
        pen.lost("CopyRequest/@processingMode", copy.processing_mode)
    if copy.original is not None:
        element.append(_inner(copy.original, pen))
        if copy.attachment is not None:
            pen.lost("CopyRequest/cXMLAttachment", copy.attachment.url)
    elif copy.attachment is not None:
        put_attachment(pen, etree.SubElement(element, "cXMLAttachment"), copy.attachment)
    else:
        raise LocalError("write.missing", "A copy needs the message that it is a copy of.", "CopyRequest/cXML")


def _put_pending(pen: Pen, carrier: _Element, pending: Pending) -> None:
    """The messages that were waiting. None are said by a Status alone: the DTD wants at least one."""
    need(pending.messages or None, "GetPendingResponse/cXML", "Nothing is waiting: answer with a status alone.")
    lost_extras(pen, pending.extras)
    element = etree.SubElement(carrier, "GetPendingResponse")
    for message in pending.messages:
        if _dtd(message) != "cXML.dtd" or isinstance(message.body, Catalog):
            name = type(message.body).__name__
            raise LocalError("write.unknown", f"A {name} cannot stand in an answer.", "GetPendingResponse/cXML")
        element.append(_inner(message, pen))


_KINDS: dict[type, _Kind] = {
    PunchOutSetup: _Kind("Request", "cXML.dtd", put_setup),
    Cart: _Kind("Message", "cXML.dtd", put_cart),
    PurchaseOrder: _Kind("Request", "cXML.dtd", put_order),
    OrderConfirmation: _Kind("Request", "Fulfill.dtd", put_confirmation),
    ShipNotice: _Kind("Request", "Fulfill.dtd", put_ship_notice),
    GoodsReceipt: _Kind("Request", "Fulfill.dtd", put_receipt),
    Invoice: _Kind("Request", "InvoiceDetail.dtd", put_invoice),
    Remittance: _Kind("Request", "PaymentRemittance.dtd", put_remittance),
    StatusUpdate: _Kind("Request", "cXML.dtd", put_update),
    ProfileRequest: _Kind("Request", "cXML.dtd", put_profile_request),
    QuoteRequest: _Kind("Request", "Quote.dtd", put_quote_request),
    Quote: _Kind("Message", "Quote.dtd", put_quote),
    Catalog: _Kind("", "cXML.dtd", put_index),
    CatalogUpload: _Kind("Request", "cXML.dtd", put_upload),
    Copy: _Kind("Request", "cXML.dtd", _put_copy),
    PendingRequest: _Kind("Request", "cXML.dtd", put_pending_request),
    Pending: _Kind("Response", "cXML.dtd", _put_pending),
    DataAvailable: _Kind("Message", "cXML.dtd", put_data_available),
    DataRequest: _Kind("Request", "cXML.dtd", put_data_request),
    Data: _Kind("Response", "cXML.dtd", put_data),
    PunchOutSetupAnswer: _Kind("Response", "cXML.dtd", put_start_page),
    Profile: _Kind("Response", "cXML.dtd", put_profile),
    Status: _Kind("Response", "cXML.dtd", put_status),
}


def write(message: Message, *, dtd_dir: str | Path = "", profile: Supplied | None = None) -> bytes:
    """``message`` as cXML 1.2.071 in UTF-8.

    What cXML demands and the document lacks comes from ``profile``; :func:`write_noting` says what did. With
    ``dtd_dir`` the result is checked under the DTD found there. Raises LocalError, which names what is missing.
    """
    return write_noting(message, dtd_dir=dtd_dir, profile=profile).data


def write_noting(message: Message, *, dtd_dir: str | Path = "", profile: Supplied | None = None) -> Written:
    """As :func:`write`, with a finding for everything supplied or left out.

    Where the document holds files, the data is a multipart/related body, and ``content_type`` says so.
    """
    kind = _kind(message)
    pen = Pen(profile, _language(message))
    plain = None if message.attachments else plain_order(message, pen.language)
    if plain is not None:
        if dtd_dir:
            _validate_shape(plain, kind.dtd, str(dtd_dir))
        return Written(_prologue("cXML", _SYSTEM + kind.dtd) + plain.data, ())
    message, remarks = _with_file(message, pen, dtd_dir)
    message, files, more = with_addresses(message)
    document = _finished(tree_of(message, pen), _dtd(message), dtd_dir)
    findings = (*remarks, *more, *pen.findings)
    return packed(document, files, findings) if files else Written(document, findings)


def _kind(message: Message) -> _Kind:
    kind = _KINDS.get(type(message.body))
    if kind is None:
        raise LocalError("write.unknown", f"A {type(message.body).__name__} cannot be written as cXML.")
    return kind


def _dtd(message: Message) -> str:
    """The DTD that the message follows: a copy that of its original."""
    body = message.body
    return _dtd(body.original) if isinstance(body, Copy) and body.original is not None else _kind(message).dtd


def _language(message: Message) -> str:
    return message.envelope.language if message.envelope is not None else ""


def _with_file(message: Message, pen: Pen, dtd_dir: str | Path) -> tuple[Message, tuple[Finding, ...]]:
    """A copy as a file, where the message cannot stand in it: one with files, or of a DTD that knows no CopyRequest."""
    body = message.body
    if not isinstance(body, Copy) or body.original is None:
        return message, ()
    alone = isinstance(body.original.body, Catalog) or _dtd(body.original) not in ("cXML.dtd", "Fulfill.dtd")
    if not alone and not with_addresses(body.original)[1]:
        return message, ()
    written = write_noting(body.original, dtd_dir=dtd_dir, profile=pen.profile)
    kind = "" if written.content_type.startswith("multipart/") else "text/xml"
    file = Attachment("cid:original.xml", "", kind, written.data)
    if body.attachment is not None:
        pen.lost("CopyRequest/cXMLAttachment", body.attachment.url)
    return attrs.evolve(message, body=attrs.evolve(body, original=None, attachment=file)), written.findings


def tree_of(message: Message, pen: Pen) -> _Element:
    """The whole message as a tree, whatever it is."""
    kind, around = _kind(message), message.envelope
    if isinstance(message.body, Catalog):
        if around is not None:
            pen.lost("Message.envelope", around.payload_id)
        return put_index(pen, message.body)
    root = _root(pen, around, message)
    if kind.carrier == "Response":
        carrier = etree.SubElement(root, "Response")
        if type(message.body) is not Status:
            put_status(pen, carrier, OK)
    else:
        if around is None:
            raise LocalError("write.missing", "A request or message needs an envelope.", "Header")
        _header(pen, root, around)
        carrier = etree.SubElement(root, kind.carrier)
        if around.mode is not Mode.PRODUCTION or around.mode_is_said:
            carrier.set("deploymentMode", around.mode.value)
    kind.put(pen, carrier, message.body)
    return root


def _inner(message: Message, pen: Pen) -> _Element:
    """A message within another, in its own language, its remarks among those of the other."""
    inside = Pen(pen.profile, _language(message))
    inside.findings = pen.findings
    return tree_of(message, inside)


def write_answer(
    *,
    status: Status,
    body: PunchOutSetupAnswer | Profile | Pending | Data | None = None,
    payload_id: str,
    timestamp: datetime,
    dtd_dir: str | Path = "",
) -> bytes:
    """A Response: its Status, and its payload where the status is a success (cXML allows none beside a failure)."""
    return write_answer_noting(
        status=status, body=body, payload_id=payload_id, timestamp=timestamp, dtd_dir=dtd_dir
    ).data


def write_answer_noting(
    *,
    status: Status,
    body: PunchOutSetupAnswer | Profile | Pending | Data | None = None,
    payload_id: str,
    timestamp: datetime,
    dtd_dir: str | Path = "",
) -> Written:
    """As :func:`write_answer`, with remarks, and the content type that an answer with files has."""
    pen = Pen(None, "")
    whole = body is not None and status.ok and body != Pending()  # nothing waiting: a Status says so
    message = Message(body if body is not None and whole else status, None, payload_id, timestamp)
    message, files, remarks = with_addresses(message)
    root = _root(pen, None, message)
    response = etree.SubElement(root, "Response")
    put_status(pen, response, status)
    if whole:
        _kind(message).put(pen, response, message.body)
    document = _finished(root, "cXML.dtd", dtd_dir)
    findings = (*remarks, *pen.findings)
    return packed(document, files, findings) if files else Written(document, findings)


def _root(pen: Pen, around: Envelope | None, message: Message) -> _Element:
    payload_id = (around.payload_id if around is not None else "") or message.payload_id
    timestamp = (around.timestamp if around is not None else None) or message.timestamp
    need(payload_id, "cXML/@payloadID", "Every message needs a payload id.")
    if timestamp is None:
        raise LocalError("write.missing", "Every message needs the time of writing.", "cXML/@timestamp")
    root = etree.Element("cXML", version=VERSION)
    pen.set(root, "payloadID", payload_id)
    root.set("timestamp", moment_text(timestamp))
    if around is not None and around.language:
        pen.set(root, LANG, around.language)
    return root


def _header(pen: Pen, root: _Element, around: Envelope) -> None:
    header = etree.SubElement(root, "Header")
    for tag, credentials in (("From", around.from_), ("To", around.to)):
        need(credentials or None, f"Header/{tag}/Credential", f"The envelope needs a {tag} credential.")
        party = etree.SubElement(header, tag)
        for one in credentials:
            _credential(pen, party, one, f"Header/{tag}")
    sender = etree.SubElement(header, "Sender")
    _credential(pen, sender, around.sender, "Header/Sender")
    pen.text(sender, "UserAgent", around.user_agent)


def _credential(pen: Pen, party: _Element, one: Credential, path: str) -> None:
    need(one.domain, f"{path}/Credential/@domain", "A credential needs a domain.")
    need(one.identity, f"{path}/Credential/Identity", "A credential needs an identity.")
    element = etree.SubElement(party, "Credential")
    pen.set(element, "domain", one.domain)
    pen.text(element, "Identity", one.identity)
    if one.mac is not None:
        put_mac(pen, element, one.mac)
        if one.secret is not None:  # the DTD takes one proof; the weaker one stays at home
            pen.lost(f"{path}/Credential/SharedSecret", "")
    elif one.secret is not None:
        pen.text(element, "SharedSecret", one.secret)


def _finished(root: _Element, dtd: str, dtd_dir: str | Path) -> bytes:
    if dtd_dir:
        _validate(root, dtd, str(dtd_dir))
    return serialised(root, _SYSTEM + dtd)


def serialised(root: _Element, system: str | None) -> bytes:
    """The document in UTF-8, with a DOCTYPE that names ``system``, if any."""
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return _prologue(root.tag, system) + body


def _prologue(tag: str, system: str | None) -> bytes:
    doctype = f'<!DOCTYPE {tag} SYSTEM "{system}">\n' if system else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'.encode()


@lru_cache(maxsize=4_096)
def _found_valid(folder: str, name: str, shape: Hashable) -> list[bool]:
    """Whether a sample of that shape was found valid before: an empty list where none was."""
    return []


def _validate_shape(plain: Plain, name: str, folder: str) -> None:
    """Validate the sample, unless one of this shape was found valid before."""
    found = _found_valid(folder, name, plain.shape)
    if not found:
        _validate(etree.fromstring(plain.sample), name, folder)
        found.append(True)


_LOADED: dict[tuple[str, str], etree.DTD] = {}
_LOADING = Lock()


def _validate(root: _Element, name: str, folder: str) -> None:
    # libxml2 compiles content models while it validates, so a DTD is one thread's at a time.
    with _LOADING:
        dtd = _LOADED.get((folder, name))
        if dtd is None:
            try:
                with open(f"{folder}/{name}", "rb") as file:
                    dtd = _LOADED[folder, name] = etree.DTD(file)
            except (OSError, etree.LxmlError) as error:
                raise LocalError("write.no_dtd", f"The DTD {name} cannot be read from {folder}.", name) from error
        if dtd.validate(root):
            return
        reason = str(dtd.error_log)[:300]
    raise LocalError("write.invalid", f"What was written does not follow {name}: {reason}", name)

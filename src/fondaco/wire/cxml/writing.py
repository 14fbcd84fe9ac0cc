"""``write``: from documents to bytes that are valid under the DTD, every time, or not at all."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from fondaco.documents import (
    Cart,
    Credential,
    Envelope,
    GoodsReceipt,
    Invoice,
    Message,
    Mode,
    OrderConfirmation,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Remittance,
    ShipNotice,
    Status,
    StatusUpdate,
)
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
from fondaco.wire.cxml.invoice_bodies import put_invoice
from fondaco.wire.cxml.order_bodies import put_confirmation, put_order
from fondaco.wire.cxml.plain_order import plain_order
from fondaco.wire.cxml.receipt_bodies import put_receipt
from fondaco.wire.cxml.remittance_bodies import put_remittance
from fondaco.wire.cxml.shipping_bodies import put_ship_notice
from fondaco.wire.cxml.values import LANG, moment_text
from fondaco.wire.errors import LocalError
from fondaco.wire.results import Written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from lxml.etree import _Element

    Putter = Callable[[Pen, _Element, object], None]

_SYSTEM = "http://xml.cxml.org/schemas/cXML/" + VERSION + "/"
OK = Status(200, "OK")


class _Kind(NamedTuple):
    carrier: str
    dtd: str
    put: Callable[..., None]


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
    """As :func:`write`, with a finding for everything supplied or left out."""
    kind = _KINDS.get(type(message.body))
    if kind is None:
        raise LocalError("write.unknown", f"A {type(message.body).__name__} cannot be written as cXML.")
    around = message.envelope
    pen = Pen(profile, around.language if around is not None else "")
    plain = plain_order(message, pen.language)
    if plain is None:
        return Written(_finished(tree_of(message, pen), kind.dtd, dtd_dir), tuple(pen.findings))
    data, sample = plain
    if dtd_dir:
        _validate(etree.fromstring(sample), kind.dtd, str(dtd_dir))
    return Written(_prologue(_SYSTEM + kind.dtd) + data, ())


def tree_of(message: Message, pen: Pen) -> _Element:
    """The whole message as a tree, whatever it is."""
    kind, around = _KINDS[type(message.body)], message.envelope
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
        if around.mode is not Mode.PRODUCTION:
            carrier.set("deploymentMode", around.mode.value)
    kind.put(pen, carrier, message.body)
    return root


def write_answer(
    *,
    status: Status,
    body: PunchOutSetupAnswer | Profile | None = None,
    payload_id: str,
    timestamp: datetime,
    dtd_dir: str | Path = "",
) -> bytes:
    """A Response: its Status, and its payload where the status is a success (cXML allows none beside a failure)."""
    pen = Pen(None, "")
    root = _root(pen, None, Message(status, None, payload_id, timestamp))
    response = etree.SubElement(root, "Response")
    put_status(pen, response, status)
    if body is not None and status.ok:
        _KINDS[type(body)].put(pen, response, body)
    return _finished(root, "cXML.dtd", dtd_dir)


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
    if one.secret is not None:
        pen.text(element, "SharedSecret", one.secret)


def _finished(root: _Element, dtd: str, dtd_dir: str | Path) -> bytes:
    if dtd_dir:
        _validate(root, dtd, str(dtd_dir))
    return serialised(root, _SYSTEM + dtd)


def serialised(root: _Element, system: str | None) -> bytes:
    """The document in UTF-8, with a DOCTYPE that names ``system``, if any."""
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return _prologue(system) + body


def _prologue(system: str | None) -> bytes:
    doctype = f'<!DOCTYPE cXML SYSTEM "{system}">\n' if system else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'.encode()


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

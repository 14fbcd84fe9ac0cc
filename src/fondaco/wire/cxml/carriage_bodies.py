"""Messages about messages, written: all but those that hold another message, which ``writing`` itself makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.wire.cxml.build import need
from fondaco.wire.cxml.piece_bodies import put_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from fondaco.documents import Attachment, Data, DataAvailable, DataRequest, Extra, PendingRequest
    from fondaco.wire.cxml.build import Pen


def put_attachment(pen: Pen, parent: _Element, file: Attachment) -> None:
    url = pen.text(etree.SubElement(parent, "Attachment"), "URL", file.url)
    pen.set(url, "name", file.name)


def put_pending_request(pen: Pen, carrier: _Element, request: PendingRequest) -> None:
    need(request.kinds or None, "GetPendingRequest/MessageType", "Which messages are asked for?")
    lost_extras(pen, request.extras)
    if request.last_received_payload_id:
        pen.lost("PendingRequest.last_received_payload_id", request.last_received_payload_id)
    element = etree.SubElement(carrier, "GetPendingRequest")
    put_number(element, "maxMessages", request.maximum)
    pen.set(element, "lastReceivedTimestamp", request.last_received_at)
    for kind in request.kinds:
        pen.text(element, "MessageType", kind)


def put_data_available(pen: Pen, carrier: _Element, notice: DataAvailable) -> None:
    _internal_id(pen, etree.SubElement(carrier, "DataAvailableMessage"), notice)


def put_data_request(pen: Pen, carrier: _Element, request: DataRequest) -> None:
    _internal_id(pen, etree.SubElement(carrier, "DataRequest"), request)


def _internal_id(pen: Pen, element: _Element, meant: DataAvailable | DataRequest) -> None:
    need(meant.internal_id, f"{element.tag}/InternalID", "Which data is meant?")
    lost_extras(pen, meant.extras)
    pen.set(pen.text(element, "InternalID", meant.internal_id), "domain", meant.internal_id_domain)


def put_data(pen: Pen, carrier: _Element, data: Data) -> None:
    need(data.attachments or None, "DataResponse/Attachment", "An answer with data has at least one file.")
    lost_extras(pen, data.extras)
    element = etree.SubElement(carrier, "DataResponse")
    for file in data.attachments:
        put_attachment(pen, element, file)


def lost_extras(pen: Pen, extras: Iterable[Extra]) -> None:
    """What was not understood when it was read cannot be said again."""
    for extra in extras:
        pen.lost(extra.path, extra.text)

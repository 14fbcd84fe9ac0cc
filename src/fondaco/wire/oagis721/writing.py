"""``write_noting``: a document in its envelope as a message of OAGIS 7.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import OrderOperation, PurchaseOrder
from fondaco.wire.oagis721 import control
from fondaco.wire.oagis721.kinds import CHANGE, NEW, OTHERS, Kind
from fondaco.wire.oagis721.pen import Pen
from fondaco.wire.refusing import cannot
from fondaco.wire.results import Written

if TYPE_CHECKING:
    from fondaco.documents import Message


def write_noting(message: Message) -> Written:
    """``message`` in UTF-8, without a namespace or a DOCTYPE, and what could not be said.

    Raises LocalError where the document has no message here: a delete among them, since what a CANCEL_PO has in it is
    not known.
    """
    kind = _kind(message)
    around = message.envelope
    if around is None:
        raise cannot("oagis721.envelope", control.AREA)
    pen = Pen(kind.names)
    root = etree.Element(f"{kind.body}_{kind.revision}")
    control.put(pen, root, around, (kind.verb, kind.noun, kind.revision), kind.task)
    kind.put(pen, pen.sub(pen.sub(root, "DATAAREA"), kind.body), message.body)
    for one in message.attachments:
        pen.lost("Message.attachments", one.url)
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Written(data, tuple(pen.findings))


def _kind(message: Message) -> Kind:
    body = message.body
    if isinstance(body, PurchaseOrder):
        if body.operation is OrderOperation.DELETE:
            raise cannot("oagis721.cancel", "PurchaseOrder.operation")
        return NEW if body.operation is OrderOperation.NEW else CHANGE
    kind = OTHERS.get(type(body))
    if kind is None:
        raise cannot("write.unknown", document=type(body).__name__, protocol="OAGIS 7.2.1")
    return kind

"""What suppliers send about orders. Each handler runs in the transaction that stores its answer."""

from __future__ import annotations

from fondaco import audit
from fondaco.bridge import deciding
from fondaco.bridge.models import MessageOut, Partner
from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.bridge.text import storable
from fondaco.buying.orders import mails
from fondaco.buying.orders.answering import Source, answer_order
from fondaco.buying.orders.confirmations import Unacceptable
from fondaco.buying.orders.models import PurchaseOrder, SupplierWord
from fondaco.documents import OrderConfirmation, Status, StatusUpdate

PHRASES = {400: "Bad Request", 409: "Conflict", 450: "Not Implemented"}
TROUBLE_FROM = 400


def refuse(code: int, words: str) -> NotTaken:
    return NotTaken(Status(code, PHRASES[code], words))


def take_confirmation(incoming: Incoming) -> Status:
    """The supplier's commercial answer, whole or not at all. Raises NotTaken in words."""
    said = incoming.message.body
    assert isinstance(said, OrderConfirmation)
    order = _order(said.order_number, incoming.partner)
    try:
        answer_order(order, said, source=Source(incoming.record.public_id), now=incoming.now)
    except Unacceptable as reason:
        raise refuse(reason.code, reason.words) from reason
    if order.undecided:
        deciding.heard_of(
            partner=incoming.partner, about=order.about, by_message=incoming.record.public_id, now=incoming.now
        )
    incoming.record.about, incoming.record.number = order.about, order.number
    return Status(200, "OK", f"The answer to order {order.number} was taken.")


def take_status_update(incoming: Incoming) -> Status:
    """A later word on an order's message. It goes onto the order's page and changes nothing commercial."""
    said = incoming.message.body
    assert isinstance(said, StatusUpdate)
    number = said.order_number
    if not number:
        sent = MessageOut.objects.filter(partner=incoming.partner, payload_id=said.about_payload_id).first()
        number = sent.number if sent is not None and said.about_payload_id else ""
    order = _order(number, incoming.partner)
    SupplierWord.objects.create(
        order=order,
        status_code=said.status_code,
        status_text=said.status_text[:300],
        explanation=said.explanation,
        received_at=incoming.now,
        message=incoming.record.public_id,
    )
    incoming.record.about, incoming.record.number = order.about, order.number
    audit.write(
        action="order.status_heard",
        subject=order.about,
        by=None,
        now=incoming.now,
        after={"status": said.status_code},
        message=incoming.record.public_id,
    )
    if said.status_code >= TROUBLE_FROM:
        words = " · ".join(part for part in (said.status_text, said.explanation) if part)
        mails.trouble_later(order, f"{said.status_code} {words}".strip(), now=incoming.now)
    return Status(200, "OK")


def _order(number: str, partner: Partner) -> PurchaseOrder:
    """The order of this number that went to this partner; another's is as unknown as one that never was."""
    number = storable(number, 200)
    order = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier", "requester", "legal_entity", "request__legal_entity")
        .filter(number=number, supplier__partner=partner)
        .first()
    )
    if order is None:
        raise refuse(400, f"Order number {number[:60] or '(none)'} is not one that was sent to you.")
    return order

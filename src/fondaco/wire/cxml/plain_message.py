"""A whole message that is plain from its first character to its last: see :mod:`fondaco.wire.cxml.plain`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fondaco.documents import Envelope, Message, OrderOperation, PurchaseOrder
from fondaco.wire.cxml.parties import person
from fondaco.wire.cxml.plain import S, order_header, start
from fondaco.wire.cxml.plain_lines import all_lines

if TYPE_CHECKING:
    from fondaco.wire.xml.limits import Limits

# More than any element here has, and deeper than any stands.
_ATTRIBUTES_EACH, _DEPTH = 16, 16
_ORDER_END = re.compile(rf"</OrderRequest>{S}</Request>{S}</cXML>{S}")


def whole(text: str, limits: Limits) -> Message | None:
    """The message in ``text``, which ``plain_text`` made; None where it is not plain from end to end."""
    if not text or _numbers(text) or limits.attributes_each < _ATTRIBUTES_EACH or limits.depth < _DEPTH:
        return None
    begun = start(text)
    if begun is None:
        return None
    fields, carrier, at = begun
    order = _order(text, at, limits.lines) if carrier == "Request" else None
    if order is None:
        return None
    around = Envelope(**fields)
    return Message(order, around, around.payload_id, around.timestamp)


def _numbers(text: str) -> bool:
    """Whether a character is referred to by its number. Where there are few references, looking at each is faster."""
    at = text.find("&")
    for _few in range(1_000):
        if at < 0:
            return False
        if text.startswith("#", at + 1):
            return True
        at = text.find("&", at + 1)
    return text.find("&#", max(at, 0)) >= 0


def _order(text: str, at: int, limit: int) -> PurchaseOrder | None:
    header = order_header(text, at)
    if header is None:
        return None
    fields, at = header
    found = all_lines("ItemOut", text, at, limit)
    if found is None or not found[0] or _ORDER_END.fullmatch(text, found[1]) is None:
        return None
    fields["operation"] = OrderOperation(fields["operation"])
    who = person(fields["extrinsics"], fields["contacts"], fields["ship_to"])
    return PurchaseOrder(lines=found[0], person=who, **fields)

"""ConfirmBOD: what became of a message, said besides what the transport says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import StatusUpdate
from fondaco.wire.oagis.confirmations import put_original, take_original
from fondaco.wire.oagis.parts import Part, Shape, Values

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_SUCCESS, _FAILURE, _PARTIAL = "BODSuccessMessage", "BODFailureMessage", "PartialBODFailureMessage"
_MESSAGES = ("ErrorProcessMessage", "ProcessMessage", "WarningProcessMessage")


class _Confirmed(Part):
    """Verb and noun: the BODID, the result, and why.

    Release 10 has the BODID in the noun. For release 9 the reference leaves open where in the noun it stands; there it
    goes into the verb's OriginalApplicationArea, which both releases have, and is read from either.
    """

    fields = ("status_code", "status_text", "explanation", "about_payload_id", "order_number")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        ok = 200 <= said.status_code < 300
        if said.about_payload_id and pen.nine:
            put_original(pen, pen.under(parent, "Confirm"), said.about_payload_id, None, f"{path}.about_payload_id")
        noun = pen.under(parent, "BOD")
        if said.about_payload_id and not pen.nine:
            pen.say(pen.sub(noun, "BODID"), said.about_payload_id, f"{path}.about_payload_id")
        pen.sub(noun, "ProcessingResultCode").text = f"{said.status_code:03d}"
        message = pen.sub(noun, _SUCCESS if ok else _FAILURE)
        if said.order_number:
            pen.say(pen.sub(message, "NounInstanceID"), said.order_number, f"{path}.order_number")
        if said.explanation or said.status_text:
            why = pen.sub(message, "ProcessMessage" if ok else "ErrorProcessMessage")
            if said.explanation:
                pen.say(pen.sub(why, "Description"), said.explanation, f"{path}.explanation")
            if said.status_text:
                pen.say(pen.sub(why, "ReasonCode"), said.status_text, f"{path}.status_text")

    def take(self, bag: Bag, values: Values) -> None:
        verb = bag.inside("Confirm")
        about = take_original(verb) if verb is not None else ""
        (noun,) = filter(None, [bag.inside("BOD")])  # it is there: a message without its noun is refused before
        values["about_payload_id"] = noun.text("BODID", "OriginalApplicationArea/BODID") or about
        values["status_code"] = _code(noun)
        message = next(filter(None, map(noun.inside, (_FAILURE, _PARTIAL, _SUCCESS))), None)
        if message is None:
            return
        values["order_number"] = message.text("NounInstanceID")
        holders = (message, *filter(None, map(message.inside, ("NounFailureMessage", "NounSuccessMessage"))))
        why = next(filter(None, (holder.inside(tag) for holder in holders for tag in _MESSAGES)), None)
        if why is not None:
            values["explanation"] = why.text("Description")
            values["status_text"] = why.text("ReasonCode")


def _code(noun: Bag) -> int:
    """The three digits that we write, else 200 or 400 by the kind of the message. Nothing said counts as a failure."""
    code = noun.peek("ProcessingResultCode") or ""
    if len(code) == 3 and code.isascii() and code.isdigit():
        noun.text("ProcessingResultCode")
        return int(code)
    if noun.peek(_FAILURE) is None and noun.peek(_PARTIAL) is None and noun.peek(_SUCCESS) is not None:
        return 200
    return 400


def _remark(bag: Bag, values: Values) -> None:
    values.setdefault("status_code", 400)
    if not values.get("about_payload_id"):
        bag.notes.add("oagis.confirm.bodid.missing", bag.element, "/BOD/BODID")


CONFIRM = Shape(StatusUpdate, (_Confirmed(),), _remark)

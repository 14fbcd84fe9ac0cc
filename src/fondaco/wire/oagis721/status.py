"""CONFIRM_BOD_004 ⇄ StatusUpdate.

CONFIRM repeats the control area of the message that it is about, so its REFERENCEID says which. ORIGREF is the number
of the document in it, as Apache OFBiz fills it. CONFIRMMSG has DESCRIPTN, for people, and REASONCODE: a three-digit
code and its phrase where we write it, any word elsewhere, which is then an error. Without a CONFIRMMSG all went well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fondaco.documents import StatusUpdate

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen
    from fondaco.wire.oagis721.segment import Segment

_CODE = re.compile(r"([0-9]{3})(?: (.+))?", re.ASCII | re.DOTALL)
OK, WRONG = 200, 400
ABOUT, MESSAGE = "CNTROLAREA", "CONFIRMMSG"


def put(pen: Pen, body: _Element, said: StatusUpdate) -> None:
    confirm = pen.sub(body, "CONFIRM")
    sender = pen.sub(pen.sub(confirm, ABOUT), "SENDER")
    for tag in ("LOGICALID", "COMPONENT", "TASK"):
        pen.sub(sender, tag)
    pen.sub(sender, "REFERENCEID", said.about_payload_id, "StatusUpdate.about_payload_id")
    pen.sub(confirm, "ORIGREF", said.order_number, "StatusUpdate.order_number")
    if said.status_code != OK or said.status_text or said.explanation:
        message = pen.sub(confirm, MESSAGE)
        pen.sub(message, "DESCRIPTN", said.explanation, "StatusUpdate.explanation")
        code = said.status_code if 100 <= said.status_code <= 999 else WRONG
        reason = f"{code} {said.status_text}".strip()
        pen.sub(message, "REASONCODE", reason, "StatusUpdate.status_text")
    if not 100 <= said.status_code <= 999:
        pen.lost("StatusUpdate.status_code", said.status_code)
    if said.extras:
        pen.lost("StatusUpdate.extras", said.extras)


def take(body: Segment) -> StatusUpdate:
    confirm = body.inside("CONFIRM") or body
    about = confirm.inside(ABOUT)
    sender = about.inside("SENDER") if about is not None else None
    payload_id = sender.text("REFERENCEID") if sender is not None else ""
    if not payload_id:
        body.notes.add("oagis721.about", confirm.element, f"/{ABOUT}/SENDER/REFERENCEID")
    order_number = confirm.text("ORIGREF")
    code, text, explanation = _outcome(confirm.inside(MESSAGE))
    body.close()
    return StatusUpdate(code, text, explanation, payload_id, order_number, body.notes.extras())


def _outcome(message: Segment | None) -> tuple[int, str, str]:
    if message is None:
        return OK, "", ""
    explanation, reason = message.text("DESCRIPTN"), message.text("REASONCODE")
    match = _CODE.fullmatch(reason)
    if match is not None:
        return int(match[1]), match[2] or "", explanation
    return (WRONG if reason or explanation else OK), reason, explanation

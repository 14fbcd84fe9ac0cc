"""CNTROLAREA ⇄ Envelope: BSR, SENDER and DATETIME.

REFERENCEID is the payload id: 7.2 has no BODID, and OFBiz tells messages apart by LOGICALID, COMPONENT, TASK and
REFERENCEID. AUTHID is the sender's secret. There is no receiver. CONFIRMATION 0, 1 and 2 are read as never, on error
and always, which is unconfirmed [?]: the samples at hand show 0 and 1 only. TASK is written where a sample shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import ConfirmationWanted, Credential, Envelope, Mode
from fondaco.wire.oagis721.segment import Segment
from fondaco.wire.refusing import cannot

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

DOMAIN = "LOGICALID"
VERSION = "7.2.1"
AREA = "CNTROLAREA"
_CONFIRMATION = {"0": ConfirmationWanted.NEVER, "1": ConfirmationWanted.ON_ERROR, "2": ConfirmationWanted.ALWAYS}
_CODES = {wanted: code for code, wanted in _CONFIRMATION.items()}


def envelope(root: _Element, segment: Segment, task: str) -> Envelope:
    """Who sent it, under which id, when. Findings say what is missing."""
    notes = segment.notes
    area = segment.inside(AREA)
    sender = area.inside("SENDER") if area is not None else None
    if area is None or sender is None:
        notes.add("oagis721.sender", root, f"/{AREA}/SENDER")
        timestamp = area.moment("CREATION", plain=True) if area is not None else None
        return Envelope(Credential(DOMAIN, ""), timestamp=timestamp, version=VERSION)
    area.take("BSR")
    identity, payload_id = sender.text("LOGICALID"), sender.text("REFERENCEID")
    if not identity:
        notes.add("oagis721.sender", sender.element, "/LOGICALID")
    if not payload_id:
        notes.add("oagis721.reference", sender.element, "/REFERENCEID")
    _task(sender, task)
    sender.take("CODEPAGE")
    return Envelope(
        sender=Credential(DOMAIN, identity, sender.text("AUTHID") or None),
        from_=(Credential(DOMAIN, identity),),
        user_agent=sender.text("COMPONENT"),
        payload_id=payload_id,
        timestamp=area.moment("CREATION", plain=True),
        language=sender.text("LANGUAGE"),
        version=VERSION,
        confirmation=_wanted(sender),
    )


def _task(sender: Segment, task: str) -> None:
    """Take TASK, which is kept where it says anything else than this kind of message."""
    element = sender.take("TASK")
    if element is not None and sender.leaf(element) not in ("", task):
        sender.notes.keep(element)


def _wanted(sender: Segment) -> ConfirmationWanted | None:
    element = sender.take("CONFIRMATION")
    text = sender.leaf(element) if element is not None else ""
    if text and text not in _CONFIRMATION:
        sender.notes.add("oagis721.confirmation", element, "", text)
    return _CONFIRMATION.get(text)


def put(pen: Pen, root: _Element, around: Envelope, words: tuple[str, str, str], task: str) -> None:
    """The control area. Raises LocalError where there is no id or no time."""
    if not around.payload_id:
        raise cannot("oagis721.reference", f"{AREA}/SENDER/REFERENCEID")
    if around.timestamp is None:
        raise cannot("oagis721.time", f"{AREA}/DATETIME")
    area = pen.sub(root, AREA)
    bsr = pen.sub(area, "BSR")
    for tag, text in zip(("VERB", "NOUN", "REVISION"), words, strict=True):
        pen.sub(bsr, tag, text).set("value", text)
    sender = pen.sub(area, "SENDER")
    for tag, text in (
        ("LOGICALID", around.sender.identity),
        ("COMPONENT", around.user_agent),
        ("TASK", task),
        ("REFERENCEID", around.payload_id),
        ("CONFIRMATION", _CODES.get(around.confirmation, "") if around.confirmation is not None else ""),
        ("LANGUAGE", around.language),
        ("CODEPAGE", "UTF8"),
        ("AUTHID", around.sender.secret or ""),
    ):
        pen.sub(sender, tag, text, f"Envelope/{tag}")
    pen.moment(area, "DATETIME", "CREATION", around.timestamp, "Envelope.timestamp")
    _losses(pen, around)


def _losses(pen: Pen, around: Envelope) -> None:
    """What 7.2.1 has no place for: receivers, domains, a sender that is not the origin, the word that it is a test."""
    here = Credential(DOMAIN, around.sender.identity)
    if around.sender.domain != DOMAIN:
        pen.lost("Envelope.sender.domain", around.sender.domain)
    if around.sender.mac is not None:
        pen.lost("Envelope.sender.mac", around.sender.mac)
    for one in around.from_:
        if one != here:
            pen.lost("Envelope.from_", f"{one.domain} {one.identity}")
    for one in around.to:
        pen.lost("Envelope.to", f"{one.domain} {one.identity}")
    if around.mode is not Mode.PRODUCTION:
        pen.lost("Envelope.mode", around.mode)

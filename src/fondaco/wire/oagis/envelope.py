"""ApplicationArea and the root's attributes: who sends it, when, under which id, and whether it is to be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fondaco.documents import ConfirmationWanted, Credential, Envelope, Mode
from fondaco.wire.errors import LocalError
from fondaco.wire.oagis.kinds import MOMENT, word

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

DOMAIN = "OAGIS"  # of a LogicalID that names no scheme
_ENVIRONMENTS = {Mode.PRODUCTION: "Production", Mode.TEST: "Test"}
_MODE = word(Mode, {mode.value: text for mode, text in _ENVIRONMENTS.items()})
_WANTED = word(ConfirmationWanted)
_CODE = "ConfirmationCodes/ConfirmationCode"


def put_area(pen: Pen, root: _Element, around: Envelope | None, payload_id: str) -> None:
    """The ApplicationArea. ``pen.at`` is the CreationDateTime, ``payload_id`` the BODID.

    AuthorizationID is a secret: written where the envelope has one, and never kept among what was not understood.
    """
    if not payload_id:
        raise LocalError("write.missing", "Every message needs a BODID.", "ApplicationArea/BODID")
    area = pen.sub(root, "ApplicationArea")
    if around is not None:
        _put_sender(pen, area, around)
        for place, one in enumerate(around.to, 1):
            _put_id(pen, pen.sub(area, "Receiver"), "LogicalID", one, f"Envelope.to[{place}]")
    pen.sub(area, "CreationDateTime").text = MOMENT.write(pen.at)
    pen.say(pen.sub(area, "BODID"), payload_id, "Envelope.payload_id")


def _put_sender(pen: Pen, area: _Element, around: Envelope) -> None:
    sender = pen.sub(area, "Sender")
    bare = attrs.evolve(around.sender, secret=None, mac=None)
    _put_id(pen, sender, "LogicalID", bare, "Envelope.sender")
    if around.sender.mac is not None:
        pen.lost("Envelope.sender.mac", "CredentialMac")
    if around.user_agent:
        pen.say(pen.sub(sender, "ComponentID"), around.user_agent, "Envelope.user_agent")
    if around.confirmation is not None:
        code = pen.make(sender, "ConfirmationCode" if pen.nine else _CODE)
        code.text = around.confirmation.value
    if around.sender.secret is not None:
        pen.say(pen.sub(sender, "AuthorizationID"), around.sender.secret, "Envelope.sender.secret")
    for place, one in enumerate(around.from_, 1):
        if not one.names(bare):
            _put_id(pen, sender, "ID", one, f"Envelope.from_[{place}]")


def _put_id(pen: Pen, parent: _Element, tag: str, one: Credential, path: str) -> None:
    element = pen.sub(parent, tag)
    if one.domain.casefold() != DOMAIN.casefold():
        pen.set(element, "schemeID", one.domain, f"{path}.domain")
    pen.say(element, one.identity, f"{path}.identity")
    if one.secret is not None or one.mac is not None:
        pen.lost(f"{path}.secret", "a secret of one who does not send this")


def put_root(pen: Pen, root: _Element, around: Envelope | None) -> None:
    root.set("releaseID", "9.0" if pen.nine else "10.4")
    root.set("systemEnvironmentCode", _ENVIRONMENTS[around.mode if around is not None else Mode.PRODUCTION])
    if around is not None and around.language:
        pen.set(root, "languageCode", around.language, "Envelope.language")


def take_area(root: Bag) -> Envelope:
    notes = root.notes
    area = root.inside("ApplicationArea")
    sender, secret, agent, wanted = Credential(DOMAIN, ""), None, "", None
    from_: tuple[Credential, ...] = ()
    to: list[Credential] = []
    payload_id, created = "", None
    if area is None:
        notes.add("oagis.envelope.missing", root.element, "/ApplicationArea")
    else:
        payload_id = area.text("BODID")
        element = area.take("CreationDateTime")
        created = None if element is None else MOMENT.read(area.leaf(element), notes, element)
        one = area.inside("Sender")
        if one is not None:
            sender, from_ = _taken(one, "LogicalID"), tuple(_id(one, each) for each in one.every("ID"))
            secret, agent, wanted = _secret(one), one.text("ComponentID"), _wanted(one)
        to = [_taken(each, "LogicalID", "ID") for each in area.bags("Receiver")]
        to += [_id(area, each) for each in area.every("ReceiverId")]  # Essendant's overlay
    if not payload_id:
        notes.add("oagis.bodid.missing", root.element, "/ApplicationArea/BODID")
    if created is None:
        notes.add("oagis.created.missing", root.element, "/ApplicationArea/CreationDateTime")
    if not sender.identity:
        notes.add("oagis.sender.missing", root.element, "/ApplicationArea/Sender/LogicalID")
    return Envelope(
        attrs.evolve(sender, secret=secret),
        from_ or (sender,),
        tuple(to),
        agent,
        payload_id,
        created,
        _mode(root),
        root.get("languageCode") or "",
        root.get("releaseID") or "",
        wanted,
        mode_is_said=bool(root.get("systemEnvironmentCode")),
    )


def _taken(bag: Bag, *tags: str) -> Credential:
    element = bag.first(tags)
    return Credential(DOMAIN, "") if element is None else _id(bag, element)


def _id(bag: Bag, element: _Element) -> Credential:
    return Credential((element.get("schemeID") or DOMAIN).strip() or DOMAIN, bag.leaf(element, "schemeID"))


def _secret(sender: Bag) -> str | None:
    """The AuthorizationID, all of them taken: what is left over is kept, and a secret must not be."""
    found = ["".join(map(str, element.itertext())).strip() for element in sender.every("AuthorizationID")]
    return found[0] if found else None


def _wanted(sender: Bag) -> ConfirmationWanted | None:
    element = sender.first((_CODE, "ConfirmationCode"))
    wanted: ConfirmationWanted | None = (
        None if element is None else _WANTED.read(sender.leaf(element), sender.notes, element)
    )
    return wanted


def _mode(root: Bag) -> Mode:
    text = root.get("systemEnvironmentCode") or ""
    mode: Mode | None = _MODE.read(text, root.notes, root.element)
    return mode or Mode.PRODUCTION

"""The envelope: cXML's root, Header, Request or Message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Credential, CredentialMac, Envelope, Mode
from fondaco.wire.cxml.macs import read_mac
from fondaco.wire.cxml.values import LANG, child_of, moment, one_of, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

# Nothing that authenticates is kept as an extra. Oracle adds a SharedSecret1.
_SECRET = ("SharedSecret", "CredentialMac", "DigitalSignature")
_NOBODY = Credential("", "")


def stamp(root: _Element, notes: Notes) -> tuple[str, datetime | None]:
    """The payload id, to the letter, and the time of writing."""
    payload_id = root.get("payloadID", "")
    if not payload_id.strip():
        notes.add("envelope.payload_id.missing", root, "/@payloadID")
        payload_id = ""
    written = root.get("timestamp", "")
    if not written.strip():
        notes.add("envelope.timestamp.missing", root, "/@timestamp")
    return payload_id, moment(written, notes, root, "/@timestamp")


def envelope(root: _Element, carrier: _Element, notes: Notes) -> Envelope:
    """Who says it to whom. ``carrier`` is the Request or Message. What is missing is a finding, never an error here."""
    payload_id, timestamp = stamp(root, notes)
    header = child_of(root, "Header")
    parties: dict[str, tuple[Credential, ...]] = {}
    agent = ""
    if header is None:
        notes.add("envelope.header.missing", root, "/Header")
    else:
        for child in header:
            tag = child.tag
            if tag in ("From", "To", "Sender") and tag not in parties:
                parties[tag] = tuple(credential(one, notes) for one in child.iterchildren("Credential"))
                if tag == "Sender":
                    agent = _agent(child, notes)
                _others(child, notes)
            else:
                notes.keep(child)
        for tag, code in (("From", "from"), ("To", "to"), ("Sender", "sender")):
            if not parties.get(tag):
                notes.add(f"envelope.{code}.missing", header, f"/{tag}/Credential")
    return Envelope(
        sender=_sender(parties.get("Sender", ()), root, notes),
        from_=parties.get("From", ()),
        to=parties.get("To", ()),
        user_agent=agent,
        payload_id=payload_id,
        timestamp=timestamp,
        mode=_mode(carrier, notes),
        mode_is_said="deploymentMode" in carrier.attrib,
        language=root.get(LANG, ""),
        version=root.get("version", ""),
    )


def credential(element: _Element, notes: Notes) -> Credential:
    domain = element.get("domain", "").strip()
    identity = ""
    secret: str | None = None
    mac: CredentialMac | None = None
    for child in element:
        if child.tag == "Identity" and not identity:
            identity = text_of(child)
        elif child.tag == "SharedSecret" and secret is None:
            secret = text_of(child)
        elif child.tag == "CredentialMac" and mac is None:
            mac = read_mac(child)
        elif not child.tag.startswith(_SECRET):
            notes.keep(child)
    if not domain:
        notes.add("credential.domain.missing", element, "/@domain")
    if not identity:
        notes.add("credential.identity.missing", element, "/Identity")
    return Credential(domain, identity, secret, mac)


def _agent(sender: _Element, notes: Notes) -> str:
    agent = child_of(sender, "UserAgent")
    if agent is None:
        notes.add("envelope.user_agent.missing", sender, "/UserAgent")
        return ""
    return text_of(agent)


def _others(party: _Element, notes: Notes) -> None:
    for child in party:
        if child.tag not in ("Credential", "UserAgent"):
            notes.keep(child)


def _sender(credentials: tuple[Credential, ...], root: _Element, notes: Notes) -> Credential:
    if len(credentials) > 1:
        notes.add("envelope.sender.several", root, "/Header/Sender/Credential", str(len(credentials)))
    proven = (one for one in credentials if one.secret is not None or one.mac is not None)
    return next(proven, next(iter(credentials), _NOBODY))


def _mode(carrier: _Element, notes: Notes) -> Mode:
    text = carrier.get("deploymentMode", "production")
    mode = one_of(Mode, text.strip().lower())
    if mode is None:
        notes.add("envelope.mode.unknown", carrier, "/@deploymentMode", text)
    return mode or Mode.PRODUCTION

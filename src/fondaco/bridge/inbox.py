"""What arrives at the addresses for partners' systems: guarded, authenticated, searched for card numbers, taken.

The order of the steps differs, for cXML proves its sender inside the message and OAGIS beside it; what follows is the
same (:mod:`fondaco.bridge.taking`).
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from attrs import evolve

from fondaco.bridge import addresses, door, languages, profiles
from fondaco.bridge.answers import Answer, Gate, InBriefWords, InJson, InResponses, respond, site_gate
from fondaco.bridge.models import Refused
from fondaco.bridge.taking import Taken, without_secrets
from fondaco.documents import Credential, Status
from fondaco.wire import RemoteError, availability, cxml

__all__ = ["Answer", "Gate", "receive", "receive_availability", "receive_oagis", "respond", "site_gate"]

CARD_NUMBER = Status(
    400,
    "Bad Request",
    "The document carries a payment card number. Card numbers are never taken here; leave it out and send again.",
)
OTHER_SENDER = Status(
    403, "Forbidden", "Sender/LogicalID names another party than the one that proved itself. Send it under your own."
)


def receive(*, data: bytes, source: str, now: datetime, gate: Gate, orders_of: str | None = None) -> Answer:
    """Take one posted cXML message and answer it. ``source`` is the address it came from.

    ``orders_of`` is the public id in the address for orders that it came to; None at the common address.
    """
    manner = InResponses(gate, now)
    try:
        reading = cxml.read(data)
    except RemoteError as trouble:
        door.note(Refused.Reason.UNREADABLE, sender=None, partner=None, source=source, now=now)
        return manner.say(Status(trouble.status, "Not Acceptable", trouble.words))
    message = reading.message
    if message is None or message.envelope is None:
        return manner.say(profiles.unsupported(message, reading.findings))
    sender = message.envelope.sender
    try:
        proved = door.authenticate(message.envelope, source=source, now=now)
    except door.TurnedAway as turned:
        return manner.say(turned.status)
    door.note_use(proved, now)
    partner = proved.partner
    misplaced = addresses.misplaced(message.body, partner, gate, orders_of)
    if misplaced is not None:
        door.note(Refused.Reason.WRONG_ADDRESS, sender=sender, partner=partner, source=source, now=now)
        return manner.say(misplaced)
    if cxml.card_numbers(data):
        door.note(Refused.Reason.CARD_NUMBER, sender=sender, partner=partner, source=source, now=now)
        return manner.say(CARD_NUMBER)
    return Taken(
        message=without_secrets(message, message.envelope),
        findings=reading.findings,
        partner=partner,
        slot=proved.slot,
        data=data,
        fingerprint=cxml.fingerprint(data),
        source=source,
        now=now,
        gate=gate,
        manner=manner,
    ).run()


def receive_oagis(*, data: bytes, authorization: str, source: str, now: datetime, gate: Gate) -> Answer:
    """Take one posted BOD. The sender proves itself by HTTP Basic, under the name that it gives inside as well."""
    manner = InBriefWords()
    sender = credential_in(authorization)
    try:
        proved = door.authenticate_by_identity(sender, source=source, now=now)
    except door.TurnedAway as turned:
        return manner.say(turned.status, http_status=turned.status.code)
    door.note_use(proved, now)
    partner = proved.partner
    spoken = languages.oagis_of(data, partner)
    try:
        message, findings = spoken.read(data)
    except RemoteError as trouble:
        door.note(Refused.Reason.UNREADABLE, sender=sender, partner=partner, source=source, now=now)
        return manner.say(Status(trouble.status, "Bad Request", trouble.words), http_status=400)
    if message is None or message.envelope is None:
        return manner.say(profiles.unsupported(message, findings), http_status=422)
    if message.envelope.sender.identity != partner.their_identity:
        door.note(Refused.Reason.OTHER_SENDER, sender=sender, partner=partner, source=source, now=now)
        return manner.say(OTHER_SENDER, http_status=403)
    if cxml.card_numbers(data):
        door.note(Refused.Reason.CARD_NUMBER, sender=sender, partner=partner, source=source, now=now)
        return manner.say(CARD_NUMBER, http_status=400)
    return Taken(
        message=without_secrets(message, message.envelope),
        findings=findings,
        partner=partner,
        slot=proved.slot,
        data=data,
        fingerprint=spoken.fingerprint(data),
        source=source,
        now=now,
        gate=gate,
        manner=InBriefWords(message.envelope.confirmation),
        protocol=spoken.protocol,
        id_name="BODID",
    ).run()


def receive_availability(*, data: bytes, authorization: str, source: str, now: datetime, gate: Gate) -> Answer:
    """Take one posted question for price and availability. Who sends names itself inside, and proves it by HTTP Basic
    under the same identity.
    """
    manner = InJson()
    try:
        message = availability.read(data).message
    except RemoteError as trouble:
        door.note(Refused.Reason.UNREADABLE, sender=None, partner=None, source=source, now=now)
        return manner.say(Status(400, "Bad Request", trouble.words))
    if message is None or message.envelope is None:
        door.note(Refused.Reason.UNREADABLE, sender=None, partner=None, source=source, now=now)
        return manner.say(Status(400, "Bad Request", "This is an answer; only questions are taken here."))
    envelope = message.envelope
    shown = credential_in(authorization)
    # An identity may have a colon in it, at which Basic parts name and secret.
    _name, colon, secret = f"{shown.identity}:{shown.secret}".partition(f"{envelope.sender.identity}:")
    sender = evolve(envelope.sender, secret=secret if colon and not _name else "")
    try:
        proved = door.authenticate(evolve(envelope, sender=sender), source=source, now=now)
    except door.TurnedAway as turned:
        return manner.say(turned.status)
    door.note_use(proved, now)
    spoken = languages.language(languages.AVAILABILITY)
    return Taken(
        message=without_secrets(message, envelope),
        findings=(),
        partner=proved.partner,
        slot=proved.slot,
        data=data,
        fingerprint=spoken.fingerprint(data),
        source=source,
        now=now,
        gate=gate,
        manner=manner,
        protocol=spoken.protocol,
        id_name="id",
    ).run()


def credential_in(authorization: str) -> Credential:
    """Who an Authorization header names (RFC 7617, UTF-8); nobody where it is none or cannot be read."""
    scheme, _, encoded = authorization.strip().partition(" ")
    try:
        plain = base64.b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        plain = ""
    identity, _, secret = plain.partition(":")
    return Credential("LogicalID", identity, secret)

"""Writing for a profile: the document changed before a writer sees it, and the bytes' outside changed after.

What is written stays valid and says what the document says; where a profile leaves something out, it is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from fondaco.documents import (
    Credential,
    Envelope,
    Finding,
    Item,
    Message,
    PunchOutSetup,
    PurchaseOrder,
    quantity_text,
)
from fondaco.wire.codes import CODES
from fondaco.wire.cxml.parties import person
from fondaco.wire.losses import remark_lost
from fondaco.wire.profiles.persons import contacts, extrinsics

if TYPE_CHECKING:
    from fondaco.documents import Document
    from fondaco.wire.profiles.dialect import Dialect, Introduction, Limit

# What the readers of protocols without domains put there: no domain that a partner knows.
_UNNAMED = ("", "OCI", "OAGIS")


def dressed(message: Message, dialect: Dialect, *, named: bool = True) -> tuple[Message, tuple[Finding, ...]]:
    """``message`` as the system would say it, whatever the protocol; and what was changed, is too long or not taken.

    ``named``: the parties of the envelope get the system's domains, where they have none.
    """
    findings: list[Finding] = []
    envelope = message.envelope
    if named and envelope is not None:
        envelope = _envelope(envelope, dialect)
    body = _limited(message.body, dialect, findings)
    _judge(body, dialect, findings)
    return attrs.evolve(message, envelope=envelope, body=body), tuple(findings)


def introduced(message: Message, dialect: Dialect) -> tuple[Message, tuple[Finding, ...]]:
    """``message`` with its person said in the extrinsics and the contact that the system uses (cXML)."""
    body = message.body
    if isinstance(body, PunchOutSetup):
        changed, findings = _introduced(body, dialect.setup)
    elif isinstance(body, PurchaseOrder):
        changed, findings = _introduced(body, dialect.order)
    else:
        return message, ()
    return attrs.evolve(message, body=changed), findings


def _introduced(
    body: PunchOutSetup | PurchaseOrder, intro: Introduction
) -> tuple[PunchOutSetup | PurchaseOrder, tuple[Finding, ...]]:
    name = type(body).__name__
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    ship_to = body.ship_to
    if ship_to is not None and not intro.ship_to:
        findings.append(remark_lost(f"{name}.ship_to", ship_to))
        ship_to = values["ship_to"] = None
    if ship_to is not None and intro.address_id and not ship_to.address_id:
        findings.append(_remark("profile.address_id", f"{name}.ship_to.address_id", ship_to.name))
    if intro.extrinsics or intro.contact:
        values["extrinsics"] = extrinsics(intro, body.person, body.extrinsics)
        values["contacts"] = contacts(intro, body.person, body.contacts)
        # What a receiver makes of it is what is written: no writer adds what this system would not send.
        values["person"] = read = person(values["extrinsics"], values["contacts"], ship_to)
        for field in ("email", "name", "unique_name"):
            meant = getattr(body.person, field)
            if meant and meant != getattr(read, field):
                findings.append(remark_lost(f"{name}.person.{field}", meant))
    return attrs.evolve(body, **values), tuple(findings)


def _envelope(around: Envelope, dialect: Dialect) -> Envelope:
    parties = dialect.parties
    sender = around.sender
    from_ = around.from_ or (attrs.evolve(sender, secret=None, mac=None),)
    from_ = tuple(_named(one, parties.from_) for one in from_)
    to = tuple(_named(one, parties.to, parties.to_identity) for one in around.to)
    if not to and parties.to_identity:
        to = (Credential(parties.to, parties.to_identity),)
    if parties.sender_as_from and not sender.identity:
        sender = attrs.evolve(sender, domain=from_[0].domain, identity=from_[0].identity)
    sender = _named(sender, parties.sender, parties.sender_identity)
    if "from" in parties.secret:
        from_ = (attrs.evolve(from_[0], secret=sender.secret), *from_[1:])
    if "sender" not in parties.secret:
        sender = attrs.evolve(sender, secret=None)
    return attrs.evolve(
        around,
        sender=sender,
        from_=from_,
        to=to,
        user_agent=around.user_agent or parties.user_agent,
        language=around.language or dialect.xml.language,
    )


def _named(one: Credential, domain: str, identity: str = "") -> Credential:
    return attrs.evolve(
        one, domain=domain or one.domain if one.domain in _UNNAMED else one.domain, identity=one.identity or identity
    )


def _limited(body: Document, dialect: Dialect, findings: list[Finding]) -> Document:
    lines = getattr(body, "lines", ())
    if not (dialect.limits or dialect.cart.price_decimals) or not any(isinstance(line, Item) for line in lines):
        return body
    name = type(body).__name__
    kept = tuple(_fitted(line, dialect, f"{name}.lines[{place}]", findings) for place, line in enumerate(lines, 1))
    changed: Any = {} if kept == lines else {"lines": kept}
    return attrs.evolve(body, **changed)


def _fitted(line: Item, dialect: Dialect, path: str, findings: list[Finding]) -> Item:
    most, price = dialect.cart.price_decimals, line.unit_price
    decimals = 0 if price is None else len(quantity_text(price.amount).partition(".")[2])
    if most and decimals > most:
        findings.append(_remark("profile.limit", f"{path}.unit_price", f"{decimals} decimals, {most} at most"))
    for limit in dialect.limits:
        text: str = getattr(line, limit.field)
        size = len(text) if limit.counts == "characters" else len(text.encode("utf-8", "replace"))
        if size <= limit.size:
            continue
        if limit.beyond == "cut":
            findings.append(remark_lost(f"{path}.{limit.field}", text))
            shorter: dict[str, Any] = {limit.field: _cut(text, limit)}
            line = attrs.evolve(line, **shorter)
        else:
            found = f"{size} {limit.counts}, {limit.size} at most"
            findings.append(_remark("profile.limit", f"{path}.{limit.field}", found))
    return line


def _cut(text: str, limit: Limit) -> str:
    if limit.counts == "characters":
        return text[: limit.size]
    return text.encode("utf-8", "replace")[: limit.size].decode("utf-8", "ignore")


def _judge(body: Document, dialect: Dialect, findings: list[Finding]) -> None:
    """A remark on an operation that the system is not known to take."""
    known = {
        "PunchOutSetup": dialect.operations.setup,
        "PurchaseOrder": dialect.operations.order,
        "OrderConfirmation": dialect.operations.confirmation,
    }.get(type(body).__name__, ())
    operation = getattr(body, "operation", None)
    if known and operation not in known:
        findings.append(_remark("profile.operation", f"{type(body).__name__}.operation", str(operation)))


def _remark(code: str, path: str, found: str) -> Finding:
    told = CODES[code]
    return Finding(code, told.level, path, told.expected, found[:200], told.remedy)

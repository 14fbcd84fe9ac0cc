"""Who may come in: the sender proves itself, and too many failures close the door for a while."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from functools import lru_cache

from attrs import evolve

from fondaco.bridge.models import Partner, Refused
from fondaco.bridge.text import storable
from fondaco.documents import Credential, Envelope, Status
from fondaco.sealing import seal, unseal
from fondaco.wire import cxml

WINDOW = timedelta(minutes=15)
FAILURES = 10  # for one identity from one address within the window
_COUNTED = [Refused.Reason.WRONG_SECRET, Refused.Reason.UNKNOWN_SENDER]
# Says the same to everybody: a stranger does not learn which identities exist.
UNAUTHORISED = Status(401, "Unauthorized", "The sender's identity or shared secret is not accepted here.")
LOCKED = Status(401, "Unauthorized", "Too many failures from this address. Try again in a quarter of an hour.")
# Only who made the code with the right secret gets to hear these.
STALE = {
    cxml.Verdict.EXPIRED: Status(401, "Unauthorized", "The CredentialMac has expired. Send a fresh one."),
    cxml.Verdict.NOT_YET: Status(401, "Unauthorized", "The CredentialMac is not valid yet. Set the sender's clock."),
    cxml.Verdict.UNDATED: Status(
        401, "Unauthorized", "The CredentialMac's dates cannot be read. Send them with their offset from UTC."
    ),
}
NOT_ACTIVE = Status(403, "Forbidden", "This connection is switched off. Ask the other side to switch it on.")


class TurnedAway(Exception):
    """The sender may not come in; ``status`` says as much as it may know."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.text)
        self.status = status


def authenticate(envelope: Envelope, *, source: str, now: datetime) -> Partner:
    """The partner that the envelope's sender proves to be, by its secret or by a CredentialMac made with it.

    Raises TurnedAway, after writing down that somebody was. The work is the same for an unknown identity as for a
    wrong secret.
    """
    sender = envelope.sender
    partner = Partner.objects.filter(
        their_domain__iexact=storable(sender.domain), their_identity=storable(sender.identity)
    ).first()
    sealed = _secret_of(partner)
    if sender.secret is None and sender.mac is not None:
        secret = unseal(sealed or _nobodys()).decode("utf-8", "surrogatepass")
        verdict = cxml.verified(envelope, secret, at=now)
        if verdict in STALE and partner is not None and sealed:
            note(Refused.Reason.WRONG_SECRET, sender=sender, partner=partner, source=source, now=now)
            raise TurnedAway(STALE[verdict])
        sender = evolve(sender, secret=secret if verdict is cxml.Verdict.GOOD else None)
    return _let_in(partner, sealed, sender, source=source, now=now)


def authenticate_by_identity(sender: Credential, *, source: str, now: datetime) -> Partner:
    """The partner that speaks OAGIS under this identity, which names no domain. Raises TurnedAway."""
    partner = Partner.objects.filter(
        protocol__in=Partner.OAGIS, their_identity=storable(sender.identity), their_identity__gt=""
    ).first()
    return _let_in(partner, _secret_of(partner), sender, source=source, now=now)


def authenticate_call(partner: Partner, sender: Credential, *, source: str, now: datetime) -> Partner:
    """``partner``, where ``sender`` is its OCI login; whose it is said the address called. Raises TurnedAway."""
    named = bool(partner.oci_login) and partner.oci_login == sender.identity
    sealed = bytes(partner.oci_password_sealed) if named else b""
    return _let_in(partner, sealed, sender, source=source, now=now)


def _secret_of(partner: Partner | None) -> bytes:
    return bytes(partner.secret_in_sealed) if partner else b""


def _let_in(partner: Partner | None, sealed: bytes, sender: Credential, *, source: str, now: datetime) -> Partner:
    if _is_locked(sender, source=source, now=now):
        _note_lock(sender, partner, source=source, now=now)
        raise TurnedAway(LOCKED)
    right = hmac.compare_digest(unseal(sealed or _nobodys()), (sender.secret or "").encode())
    if partner is None or not sealed or not right:
        reason = Refused.Reason.WRONG_SECRET if partner else Refused.Reason.UNKNOWN_SENDER
        note(reason, sender=sender, partner=partner, source=source, now=now)
        raise TurnedAway(UNAUTHORISED)
    if not partner.active:
        note(Refused.Reason.NOT_ACTIVE, sender=sender, partner=partner, source=source, now=now)
        raise TurnedAway(NOT_ACTIVE)
    return partner


def note(
    reason: Refused.Reason, *, sender: Credential | None, partner: Partner | None, source: str, now: datetime
) -> None:
    """Write down that somebody was turned away, without what they brought."""
    Refused.objects.create(
        reason=reason,
        partner=partner,
        domain=storable(sender.domain, 100) if sender else "",
        identity=storable(sender.identity, 200) if sender else "",
        source=source,
        at=now,
    )


def sweep(now: datetime, *, keep: timedelta = timedelta(days=90)) -> None:
    """Forget who was turned away long ago; for the site's schedule."""
    Refused.objects.filter(at__lt=now - keep).delete()


def _is_locked(sender: Credential, *, source: str, now: datetime) -> bool:
    failures = Refused.objects.filter(
        identity=storable(sender.identity, 200), source=source, at__gt=now - WINDOW, reason__in=_COUNTED
    )
    return failures.count() >= FAILURES


def _note_lock(sender: Credential, partner: Partner | None, *, source: str, now: datetime) -> None:
    """Once a minute at most: a door that is hammered at must not fill the house with paper."""
    lately = Refused.objects.filter(
        identity=storable(sender.identity, 200),
        source=source,
        at__gt=now - timedelta(minutes=1),
        reason=Refused.Reason.LOCKED,
    )
    if not lately.exists():
        note(Refused.Reason.LOCKED, sender=sender, partner=partner, source=source, now=now)


@lru_cache(maxsize=1)
def _nobodys() -> bytes:
    return seal("nobody's secret, as long as one that somebody chose")

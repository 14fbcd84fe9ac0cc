"""Who may come in: the sender proves itself, and too many failures close the door for a while."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from functools import lru_cache

from attrs import evolve, frozen

from fondaco import rows
from fondaco.bridge.models import Partner, Refused
from fondaco.bridge.text import storable
from fondaco.documents import Credential, Envelope, Status
from fondaco.sealing import seal, unseal
from fondaco.wire import cxml

WINDOW = timedelta(minutes=15)
FAILURES = 10  # for one identity from one address within the window
_COUNTED = [Refused.Reason.WRONG_SECRET, Refused.Reason.UNKNOWN_SENDER, Refused.Reason.SECRET_ENDED]
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


_BY_CREDENTIAL: rows.Question[Partner] = rows.Question(
    lambda domain, identity: Partner.objects.filter(their_domain__iexact=domain, their_identity=identity).order_by(
        "pk"
    ),
    domain=str,
    identity=str,
)
_FAILED: rows.Question[tuple[int]] = rows.Question(
    lambda identity, source, since: Refused.objects.filter(
        identity=identity, source=source, at__gt=since, reason__in=_COUNTED
    ).values_list("pk")[:FAILURES],
    identity=str,
    source=str,
    since=datetime,
)


class TurnedAway(Exception):
    """The sender may not come in; ``status`` says as much as it may know."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.text)
        self.status = status


@frozen
class Proved:
    """Who came in, and with which of its secrets."""

    partner: Partner
    slot: Partner.Slot


@frozen
class _Key:
    """A secret that may be right. One that is nobody's, or past its end, is tried all the same, for equal work."""

    slot: Partner.Slot
    sealed: bytes
    ended: bool = False


def authenticate(envelope: Envelope, *, source: str, now: datetime) -> Proved:
    """The partner that the envelope's sender proves to be, by one of its secrets or by a CredentialMac made with one.

    Raises TurnedAway, after writing down that somebody was. The work is the same for an unknown identity as for a
    wrong secret.
    """
    sender = envelope.sender
    known = _BY_CREDENTIAL.asking(domain=storable(sender.domain), identity=storable(sender.identity))
    failed = _failures(sender, source=source, now=now)
    rows.together(known, failed)
    partner = _addressed(known.found, envelope, now)
    keys = _keys_of(partner, now)
    if sender.secret is None and sender.mac is not None:
        verdict, secret = _verdict(envelope, keys, now)
        if verdict in STALE and partner is not None:
            note(Refused.Reason.WRONG_SECRET, sender=sender, partner=partner, source=source, now=now)
            raise TurnedAway(STALE[verdict])
        sender = evolve(sender, secret=secret)
    return _let_in(partner, keys, sender, failed=failed, source=source, now=now)


def _addressed(known: list[Partner], envelope: Envelope, now: datetime) -> Partner | None:
    """Among those that one other side is here, the one to whom the envelope is addressed; among several of these the
    one whose secret it shows, else the one in its mode.

    The mode alone does not choose: many leave it out, or send a trial to a connection in earnest.
    """
    named = [one for one in known if any(one.our_credential().names(to) for to in envelope.to)] or known
    ranked = sorted(named, key=lambda one: one.mode != envelope.mode.value)
    if len(ranked) > 1:
        return next((one for one in ranked if _shows_secret_of(one, envelope, now)), ranked[0])
    return next(iter(ranked), None)


def _shows_secret_of(partner: Partner, envelope: Envelope, now: datetime) -> bool:
    keys, sender = _keys_of(partner, now), envelope.sender
    if sender.secret is None and sender.mac is not None:
        return _verdict(envelope, keys, now)[0] is cxml.Verdict.GOOD
    return _matching(keys, (sender.secret or "").encode()) is not None


def authenticate_by_identity(sender: Credential, *, source: str, now: datetime) -> Proved:
    """The partner that speaks OAGIS under this identity, which names no domain. Raises TurnedAway."""
    partner = Partner.objects.filter(
        protocol__in=Partner.OAGIS, their_identity=storable(sender.identity), their_identity__gt=""
    ).first()
    failed = _failures(sender, source=source, now=now)
    rows.together(failed)
    return _let_in(partner, _keys_of(partner, now), sender, failed=failed, source=source, now=now)


def authenticate_call(partner: Partner, sender: Credential, *, source: str, now: datetime) -> Partner:
    """``partner``, where ``sender`` is its OCI login; whose it is said the address called. Raises TurnedAway."""
    named = bool(partner.oci_login) and partner.oci_login == sender.identity
    sealed = bytes(partner.oci_password_sealed) if named else b""
    failed = _failures(sender, source=source, now=now)
    rows.together(failed)
    keys = [_Key(Partner.Slot.CURRENT, sealed)]
    return _let_in(partner, keys, sender, failed=failed, source=source, now=now).partner


def _keys_of(partner: Partner | None, now: datetime) -> list[_Key]:
    """Two, whoever it is."""
    current = bytes(partner.secret_in_sealed) if partner else b""
    previous = bytes(partner.secret_in_previous_sealed) if partner else b""
    ended = partner is None or not partner.previous_secret_lives(now)
    return [_Key(Partner.Slot.CURRENT, current), _Key(Partner.Slot.PREVIOUS, previous, ended)]


def _verdict(envelope: Envelope, keys: list[_Key], now: datetime) -> tuple[cxml.Verdict, str | None]:
    """What is to be said of the envelope's code, and the secret that it was rightly made with."""
    verdict, found = cxml.Verdict.WRONG, None
    for key in keys:
        secret = unseal(key.sealed or _nobodys()).decode("utf-8", "surrogatepass")
        said = cxml.verified(envelope, secret, at=now)
        if found is None and said is cxml.Verdict.GOOD:
            verdict, found = said, secret
        elif found is None and said in STALE and key.sealed and not key.ended:
            verdict = said
    return verdict, found


def _let_in(
    partner: Partner | None,
    keys: list[_Key],
    sender: Credential,
    *,
    failed: rows.Asked[tuple[int]],
    source: str,
    now: datetime,
) -> Proved:
    if len(failed.found) >= FAILURES:
        _note_lock(sender, partner, source=source, now=now)
        raise TurnedAway(LOCKED)
    right = _matching(keys, (sender.secret or "").encode())
    if partner is None or right is None or right.ended:
        reason = Refused.Reason.UNKNOWN_SENDER
        if partner is not None:
            reason = Refused.Reason.SECRET_ENDED if right else Refused.Reason.WRONG_SECRET
        note(reason, sender=sender, partner=partner, source=source, now=now)
        raise TurnedAway(UNAUTHORISED)
    if not partner.active:
        note(Refused.Reason.NOT_ACTIVE, sender=sender, partner=partner, source=source, now=now)
        raise TurnedAway(NOT_ACTIVE)
    return Proved(partner, right.slot)


def _matching(keys: list[_Key], given: bytes) -> _Key | None:
    """The first key that is ``given``; all are compared, so that the time it takes tells nothing."""
    right = [key for key in keys if hmac.compare_digest(unseal(key.sealed or _nobodys()), given) and key.sealed]
    return right[0] if right else None


def note_use(proved: Proved, now: datetime) -> None:
    """Keep when each secret was last used, to the minute: not every message writes the partner's row."""
    field = "secret_in_used_at" if proved.slot == Partner.Slot.CURRENT else "secret_in_previous_used_at"
    last: datetime | None = getattr(proved.partner, field)
    if last is None or now - last >= timedelta(minutes=1):
        Partner.objects.filter(pk=proved.partner.pk).update(**{field: now})


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


def _failures(sender: Credential, *, source: str, now: datetime) -> rows.Asked[tuple[int]]:
    return _FAILED.asking(identity=storable(sender.identity, 200), source=source, since=now - WINDOW)


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

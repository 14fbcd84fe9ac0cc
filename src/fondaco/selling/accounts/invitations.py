"""Asking somebody by mail to join an account, and what becomes of it.

Everything about the people of one account is done under the lock of its row, so that two administrators, or an
administrator and somebody who is just opening the link, take turns.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.people.links import digest_of
from fondaco.people.models import Person
from fondaco.selling.accounts import letters
from fondaco.selling.accounts.models import BusinessAccount, Group, Invitation, Member, Role, StaffMember
from fondaco.selling.accounts.operations import AlreadyThere, add_member

LASTS = timedelta(days=7)
PAUSE = timedelta(minutes=5)  # between two letters of one invitation
MOST = 200  # open ones of one account


class Closed(StrEnum):
    """Why an invitation lets nobody in, or not this person."""

    UNKNOWN = "unknown"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_TRADING = "not_trading"
    SOMEBODY_ELSE = "somebody_else"
    SIGN_IN_FIRST = "sign_in_first"
    MEMBER_HERE = "member_here"
    MEMBER_ELSEWHERE = "member_elsewhere"
    STORE_STAFF = "store_staff"


class InvitationClosed(Exception):
    """Nobody joined; nothing was changed."""

    def __init__(self, why: Closed) -> None:
        super().__init__(why.value)
        self.why = why


class InvitedAlready(Exception):
    """There is an open invitation for this e-mail; it can be sent again."""


class TooSoon(Exception):
    """A letter went out a moment ago, or very many invitations are open; nothing was sent."""


@transaction.atomic
def invite(
    *,
    account: BusinessAccount,
    group: Group,
    email: str,
    roles: Collection[Role],
    token: str,
    by: Person | None,
    now: datetime,
) -> Invitation:
    """Ask ``email`` to join with ``roles``; the letter's link opens for seven days.

    ``by`` nobody where the store itself offers it. Raises AlreadyThere where the e-mail belongs to this account,
    InvitedAlready, and TooSoon where too many are open. Who belongs elsewhere is not told: they read it themselves.
    """
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if Member.objects.standing().filter(account=account, person__email__iexact=email).exists():
        raise AlreadyThere("this person belongs to the account")
    open_ones = Invitation.objects.filter(account=account, accepted_at=None, withdrawn_at=None)
    known = open_ones.filter(email__iexact=email).first()
    if known is not None and known.expires_at > now:
        raise InvitedAlready
    if open_ones.count() >= MOST:
        raise TooSoon
    if known is not None:
        _end(known, by=by, now=now)
    invitation = Invitation.objects.create(
        account=account,
        group=group,
        email=email,
        roles=[str(role) for role in Role if role in roles],
        digest=digest_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + LASTS,
    )
    _tell("invitation.sent", invitation, by=by, now=now, after={"roles": invitation.roles})
    letters.invite(invitation, token=token, now=now)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, token: str, by: Person, now: datetime) -> Invitation:
    """Another letter with another link, for another seven days; the former link ends.

    Raises InvitationClosed where it was accepted or withdrawn, TooSoon within five minutes of the last letter.
    """
    locked = _locked(invitation)
    if now - (locked.expires_at - LASTS) < PAUSE:
        raise TooSoon
    locked.digest, locked.expires_at = digest_of(token), now + LASTS
    locked.save(update_fields=["digest", "expires_at"])
    _tell("invitation.sent_again", locked, by=by, now=now)
    letters.invite(locked, token=token, now=now)
    return locked


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """The link opens no more. Raises InvitationClosed where it was accepted or withdrawn."""
    _end(_locked(invitation), by=by, now=now)


def _locked(invitation: Invitation) -> Invitation:
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=invitation.account_id)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise InvitationClosed(Closed.USED if locked.accepted_at else Closed.WITHDRAWN)
    return locked


def _end(invitation: Invitation, *, by: Person | None, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    _tell("invitation.withdrawn", invitation, by=by, now=now)


def _tell(
    action: str, invitation: Invitation, *, by: Person | None, now: datetime, after: dict[str, object] | None = None
) -> None:
    audit.write(
        action=action,
        subject=f"invitation:{invitation.public_id}",
        by=by.pk if by else None,
        now=now,
        after={"account": invitation.account_id, **(after or {})},
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link's token opens, whatever has become of it."""
    found = Invitation.objects.select_related("account", "group", "invited_by").filter(digest=digest_of(token))
    return found.first()


def why_closed(invitation: Invitation | None, person: Person | None, *, now: datetime) -> Closed | None:
    """Why ``person`` (nobody: not signed in) cannot accept it now; None where they can."""
    if invitation is None:
        return Closed.UNKNOWN
    if invitation.accepted_at:
        return Closed.USED
    if invitation.withdrawn_at:
        return Closed.WITHDRAWN
    if now >= invitation.expires_at:
        return Closed.EXPIRED
    if not invitation.account.trades:
        return Closed.NOT_TRADING
    return _why_not_they(invitation, person)


def _why_not_they(invitation: Invitation, person: Person | None) -> Closed | None:
    invited = Person.objects.with_email(invitation.email)
    if person is not None and (invited is None or invited.pk != person.pk):
        return Closed.SOMEBODY_ELSE
    if invited is None:
        return None
    if person is None:
        return Closed.SIGN_IN_FIRST
    if StaffMember.objects.filter(person=invited).exists():
        return Closed.STORE_STAFF
    member = Member.objects.standing().filter(person=invited).first()
    if member is None:
        return None
    return Closed.MEMBER_HERE if member.account_id == invitation.account_id else Closed.MEMBER_ELSEWHERE


@transaction.atomic
def accept(
    *, token: str, person: Person | None, name: str = "", password: str | None = None, language: str = "", now: datetime
) -> Member:
    """Join the account that the link's token was sent for.

    ``person`` is who is signed in. Nobody is where the invited e-mail has no account yet: one is made, of ``name``
    and ``password``. Raises InvitationClosed.
    """
    known = invitation_of(token)
    if known is None:
        raise InvitationClosed(Closed.UNKNOWN)
    account = BusinessAccount.objects.select_for_update(no_key=True).get(pk=known.account_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("account").get(pk=known.pk)
    # The link may have been replaced while this one waited.
    why = why_closed(invitation if invitation.digest == known.digest else None, person, now=now)
    if why is not None:
        raise InvitationClosed(why)
    if person is None:
        person = _made(invitation.email, name, password, language, now)
    roles = [Role(role) for role in invitation.roles]
    try:
        member = add_member(account=account, person=person, roles=roles, group=known.group, by=person, now=now)
    except AlreadyThere:
        # Taken in elsewhere a moment ago: only this account's people are locked.
        raise InvitationClosed(Closed.MEMBER_ELSEWHERE) from None
    invitation.accepted_at, invitation.accepted_by = now, member
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _tell("invitation.accepted", invitation, by=person, now=now, after={"member": member.public_id})
    letters.joined(invitation, member, now=now)
    return member


def _made(email: str, name: str, password: str | None, language: str, now: datetime) -> Person:
    try:
        with transaction.atomic():
            person = Person.objects.create_person(email=email, name=name, password=password, language=language)
    except IntegrityError:
        raise InvitationClosed(Closed.SIGN_IN_FIRST) from None
    audit.write(action="person.created", subject=f"person:{person.public_id}", by=person.pk, now=now)
    return person


@transaction.atomic
def offer_membership(*, account: BusinessAccount, group: Group, email: str, token: str, now: datetime) -> bool:
    """Ask somebody whom the account's system named, and who has an account of their own, whether they will join.

    True where a letter goes out; while an invitation for them is open, none does.
    """
    try:
        invite(account=account, group=group, email=email, roles=[Role.PUNCHOUT_USER], token=token, by=None, now=now)
    except (InvitedAlready, TooSoon, AlreadyThere):
        return False
    return True

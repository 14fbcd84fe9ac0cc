"""Whose a message is and whom it names: asked for each one, so each question is built once."""

from __future__ import annotations

from fondaco import rows
from fondaco.bridge.models import Partner
from fondaco.selling.accounts.models import Connection, HeldRole, Member

_OF_PARTNER: rows.Question[Connection] = rows.Question(
    lambda partner: Connection.objects.select_related("account", "group").filter(partner_id=partner), partner=int
)
_WITH_EMAIL: rows.Question[Member] = rows.Question(
    lambda email: Member.objects.standing().select_related("person").filter(person__email__iexact=email), email=str
)
_NAMED: rows.Question[Member] = rows.Question(
    lambda account, name: (
        Member.objects.standing()
        .select_related("person")
        .filter(account_id=account, external_name__iexact=name)
        .order_by("pk")[:1]
    ),
    account=int,
    name=str,
)
_ROLES_WITH_EMAIL: rows.Question[HeldRole] = rows.Question(
    lambda email: HeldRole.objects.filter(member__person__email__iexact=email, member__removed_at__isnull=True),
    email=str,
)
_ROLES: rows.Question[HeldRole] = rows.Question(lambda member: HeldRole.objects.filter(member_id=member), member=int)


def connection_of(partner: Partner) -> Connection | None:
    """The connection of that partner, with its account and group; None for one that belongs to no account."""
    found = _OF_PARTNER.first(partner=partner.pk)
    if found is not None:
        found.partner = partner
    return found


def member_with_email(email: str) -> Member | None:
    """Who belongs to an account, whichever, under this e-mail; with person and roles."""
    member, roles = _WITH_EMAIL.asking(email=email), _ROLES_WITH_EMAIL.asking(email=email)
    rows.together(member, roles)
    if member.first is not None:
        rows.beside(member.first, "held_roles", roles.found)
    return member.first


def member_named(account_id: int, external_name: str) -> Member | None:
    """Who belongs to that account under this login name of its system; with person and roles."""
    member = _NAMED.first(account=account_id, name=external_name)
    if member is not None:
        rows.beside(member, "held_roles", _ROLES.all(member=member.pk))
    return member

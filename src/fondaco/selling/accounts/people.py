"""What administrators do to the people of their account.

All of it under the lock of the account's row: two administrators who act on each other at once take turns, and the
last one stays.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from fondaco import audit
from fondaco.people.models import Person
from fondaco.people.operations import end_sessions
from fondaco.selling.accounts import letters
from fondaco.selling.accounts.models import BusinessAccount, HeldRole, Member, Role


class LastAdministrator(Exception):
    """Without them nobody could manage the account; nothing was changed."""


class NotThere(Exception):
    """The member was removed meanwhile; nothing was changed."""


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was made; nothing of this was changed."""


class NoChange(Exception):
    """It is so already; nothing was written."""


@transaction.atomic
def change_roles(*, member: Member, roles: Collection[Role], seen: Collection[str], by: Person, now: datetime) -> None:
    """Have the member hold exactly ``roles``; with the next click they may do what these allow, and no more.

    ``seen`` are those held when it was decided. Raises LastAdministrator, NotThere, ChangedMeanwhile and NoChange.
    """
    member = _locked(member)
    before = {str(held.role) for held in member.held_roles.all()}
    after = {str(role) for role in roles}
    if before != set(seen):
        raise ChangedMeanwhile
    if before == after:
        raise NoChange
    if Role.ADMINISTRATOR.value not in after:
        _guard_last(member)
    HeldRole.objects.filter(member=member).exclude(role__in=after).delete()
    HeldRole.objects.bulk_create(HeldRole(member=member, role=role) for role in sorted(after - before))
    _write("member.roles_changed", member, by, now, {"roles": sorted(before)}, {"roles": sorted(after)})
    letters.changed(_fresh(member), "roles", now=now)


@transaction.atomic
def suspend(*, member: Member, by: Person, now: datetime) -> None:
    """They belong still and may do nothing: visits and sessions end with the next click.

    Raises LastAdministrator, NotThere and NoChange.
    """
    member = _locked(member)
    if member.suspended_at is not None:
        raise NoChange
    _guard_last(member)
    member.suspended_at = now
    member.save(update_fields=["suspended_at"])
    _write("member.suspended", member, by, now, {"suspended": False}, {"suspended": True})
    end_sessions(person=member.person, by=by, now=now)
    letters.changed(member, "suspended", now=now)


@transaction.atomic
def lift_suspension(*, member: Member, by: Person, now: datetime) -> None:
    """They may come again, with the roles they had. Raises NotThere and NoChange."""
    member = _locked(member)
    if member.suspended_at is None:
        raise NoChange
    member.suspended_at = None
    member.save(update_fields=["suspended_at"])
    _write("member.lifted", member, by, now, {"suspended": True}, {"suspended": False})
    letters.changed(member, "lifted", now=now)


@transaction.atomic
def remove(*, member: Member, by: Person, now: datetime) -> None:
    """They belong no more; visits and sessions end, orders and the audit trail keep them.

    Raises LastAdministrator and NotThere.
    """
    member = _locked(member)
    _guard_last(member)
    member.removed_at = now
    member.save(update_fields=["removed_at"])
    _write("member.removed", member, by, now, {"removed": False}, {"removed": True})
    end_sessions(person=member.person, by=by, now=now)
    letters.changed(member, "removed", now=now)


@transaction.atomic
def grant_first_administrator(*, account: BusinessAccount, now: datetime) -> Member | None:
    """Who registered the account becomes PunchOut user by themselves, once there is a way to pay.

    Where they have left, the administrator who has been there longest does. None where nobody needs it.
    """
    account = BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    administrators = _administrators(account.pk)
    known = [one for one in administrators.order_by("id") if one.pk == account.first_administrator_id]
    first = known[0] if known else administrators.order_by("id").first()
    if first is None or first.has_role(Role.PUNCHOUT_USER):
        return None
    before = sorted(str(held.role) for held in first.held_roles.all())
    HeldRole.objects.create(member=first, role=Role.PUNCHOUT_USER)
    after = sorted([*before, Role.PUNCHOUT_USER.value])
    _write("member.first_administrator_granted", first, None, now, {"roles": before}, {"roles": after})
    letters.changed(_fresh(first), "punchout", now=now)
    return first


def _administrators(account_id: int) -> QuerySet[Member]:
    """Those who can manage the account now."""
    return Member.objects.standing().filter(
        account_id=account_id,
        held_roles__role=Role.ADMINISTRATOR,
        suspended_at__isnull=True,
        person__is_active=True,
    )


def _guard_last(member: Member) -> None:
    """Raises LastAdministrator where ``member`` is the only one left."""
    is_one = member.suspended_at is None and member.has_role(Role.ADMINISTRATOR)
    if is_one and not _administrators(member.account_id).exclude(pk=member.pk).exists():
        raise LastAdministrator


def _locked(member: Member) -> Member:
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=member.account_id)
    locked = _fresh(member)
    if locked.removed_at is not None:
        raise NotThere
    return locked


def _fresh(member: Member) -> Member:
    return Member.objects.select_related("account", "person").prefetch_related("held_roles").get(pk=member.pk)


def _write(
    action: str,
    member: Member,
    by: Person | None,
    now: datetime,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    audit.write(action=action, subject=member.subject, by=by.pk if by else None, now=now, before=before, after=after)

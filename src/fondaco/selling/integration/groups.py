"""What is done to an account's groups: who is in which, and how far each has come on the way to PunchOut.

The way goes one way (:mod:`fondaco.selling.accounts.states`); a trigger in the database holds it there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.bridge.models import Partner
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Group, Member, Safeguards
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.states import GroupEvent, GroupStatus, group_after
from fondaco.selling.integration import mails
from fondaco.selling.integration.models import Milestone, Passed


class NotVerified(Exception):
    """The company is being verified, was refused or is suspended: nothing was changed."""


class NotReady(Exception):
    """Milestones are missing, in the order of the checklist: nothing was changed."""

    def __init__(self, missing: Sequence[Milestone]) -> None:
        super().__init__(", ".join(one.value for one in missing))
        self.missing = tuple(missing)


@transaction.atomic
def create_group(*, account: BusinessAccount, name: str, by: Person, now: datetime) -> Group:
    """A group without PunchOut, under the recommended safeguards. Raises AlreadyThere for a name that is used."""
    try:
        with transaction.atomic():
            group = Group.objects.create(account=account, name=name, status_since=now, created_at=now)
    except IntegrityError:
        raise AlreadyThere("a group of that name is there") from None
    Safeguards.objects.create(group=group)
    audit.write(
        action="group.created",
        subject=f"account:{account.public_id}",
        by=by.pk,
        now=now,
        after={"group": group.public_id, "status": group.status},
    )
    return group


@transaction.atomic
def rename_group(*, group: Group, name: str, by: Person, now: datetime) -> None:
    """Raises AlreadyThere for a name that another group of the account has."""
    locked = _locked(group)
    locked.name = name
    try:
        with transaction.atomic():
            locked.save(update_fields=["name"])
    except IntegrityError:
        raise AlreadyThere("a group of that name is there") from None
    audit.write(action="group.renamed", subject=group.subject, by=by.pk, now=now)


@transaction.atomic
def move_member(*, member: Member, group: Group, by: Person, now: datetime) -> None:
    """To another group of the same account. Raises AlreadyThere where they are in it or do not belong any more."""
    locked = Member.objects.select_for_update(of=("self",)).select_related("group").get(pk=member.pk)
    if locked.group_id == group.pk or locked.account_id != group.account_id or locked.removed_at is not None:
        raise AlreadyThere("this person is in that group, or in none of this account's")
    before, locked.group = locked.group, group
    locked.save(update_fields=["group"])
    audit.write(
        action="member.moved",
        subject=locked.subject,
        by=by.pk,
        now=now,
        before={"group": before.public_id},
        after={"group": group.public_id},
    )


@transaction.atomic
def add_punchout(*, group: Group, by: Person, now: datetime) -> None:
    """The first door, one way. Raises NotVerified, or IllegalStep where the group has gone through it."""
    locked = _locked(group)
    if not locked.account.trades:
        raise NotVerified
    pass_door(locked, GroupEvent.ADD_PUNCHOUT, by=by, now=now)
    mails.punchout_added(locked, by=by, now=now)


@transaction.atomic
def activate(*, group: Group, by: Person, now: datetime) -> None:
    """The last door, one way: what is ordered from now on is charged and ships.

    Raises IllegalStep where the group is not tried, NotVerified, NotReady while a milestone is missing.
    """
    locked = _locked(group)
    group_after(GroupStatus(locked.status), GroupEvent.ACTIVATE)
    if not locked.account.trades:
        raise NotVerified
    passed = set(Passed.objects.filter(group=locked).values_list("milestone", flat=True))
    missing = [one for one in Milestone if one.value not in passed]
    if missing:
        raise NotReady(missing)
    pass_door(locked, GroupEvent.ACTIVATE, by=by, now=now)
    mails.active(locked, by=by, now=now)


def pass_door(locked: Group, event: GroupEvent, *, by: Person | None, now: datetime) -> None:
    """The one place where a group's status changes; what its connections are told follows it. The row is locked.

    Raises IllegalStep.
    """
    before = locked.status
    locked.status, locked.status_since = group_after(GroupStatus(locked.status), event), now
    locked.save(update_fields=["status", "status_since"])
    Partner.objects.filter(connection__group=locked).update(mode=mode_of(locked))
    audit.write(
        action=f"group.{event.value}",
        subject=locked.subject,
        by=by.pk if by else None,
        now=now,
        before={"status": str(before)},
        after={"status": str(locked.status)},
    )


def pass_doors_to(group: Group, wanted: GroupStatus, *, by: Person | None, now: datetime) -> None:
    """Through as many doors as it takes, where the store's own people connect a customer; nothing where it is there."""
    road = list(GroupStatus)
    for event in list(GroupEvent)[road.index(GroupStatus(group.status)) : road.index(wanted)]:
        pass_door(group, event, by=by, now=now)


def mode_of(group: Group) -> Partner.Mode:
    """What is said in messages: test until the group is active."""
    return Partner.Mode.TEST if group.is_test else Partner.Mode.PRODUCTION


def _locked(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("account").get(pk=group.pk)

"""What is done to business accounts and their people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import frozen
from django.db import IntegrityError, transaction

from fondaco import audit, rows
from fondaco.people.models import Person
from fondaco.selling.accounts.finding import member_named, member_with_email
from fondaco.selling.accounts.models import (
    BusinessAccount,
    Connection,
    Group,
    HeldRole,
    Member,
    Role,
    Safeguards,
    StaffMember,
    StaffRole,
    Store,
)
from fondaco.selling.accounts.states import AccountState


class AlreadyThere(Exception):
    """An account of that name, a role held already, somebody who belongs: nothing was changed."""


class VatNumberThere(AlreadyThere):
    """Another company that stands has this VAT number: nothing was changed."""


class WhyNot(StrEnum):
    """Why a person who stands at the door is not let in."""

    NOBODY_NAMED = "nobody_named"
    UNKNOWN = "unknown"  # the account takes in by invitation only
    PERSONAL = "personal"  # somebody with an account of their own, in no company's
    REMOVED = "removed"  # belonged to this account until an administrator took them out
    OTHER_ACCOUNT = "other_account"
    STORE_STAFF = "store_staff"
    SUSPENDED = "suspended"
    NO_ROLE = "no_role"
    COMPANY = "company"  # the account itself does not trade


class NotAdmitted(Exception):
    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@transaction.atomic
def open_store(*, name: str, currency: str, vat_number: str, now: datetime) -> Store:
    """The store's own organisation. Raises AlreadyThere where it stands."""
    if Store.objects.exists():
        raise AlreadyThere("the store has its organisation")
    store = Store.objects.create(id=1, name=name, currency=currency, vat_number=vat_number, created_at=now)
    audit.write(action="store.opened", subject="store:1", by=None, now=now, after={"currency": currency})
    return store


@transaction.atomic
def employ_person(*, person: Person, role: StaffRole, by: Person | None, now: datetime) -> StaffMember:
    """A person of the store's own. Raises AlreadyThere."""
    if StaffMember.objects.filter(person=person).exists():
        raise AlreadyThere("this person works here")
    staff = StaffMember.objects.create(person=person, role=role, created_at=now)
    audit.write(
        action="staff.employed",
        subject=f"person:{person.pk}",
        by=by.pk if by else None,
        now=now,
        after={"role": str(role)},
    )
    return staff


@transaction.atomic
def create_account(
    *,
    public_id: str,
    name: str,
    currency: str,
    vat_number: str = "",
    country: str = "",
    address: Mapping[str, object] | None = None,
    state: AccountState = AccountState.VERIFIED,
    by: Person | None,
    now: datetime,
) -> BusinessAccount:
    """A customer company with its first group, under the recommended safeguards.

    ``address`` has the fields of :class:`fondaco.documents.Address`. Raises AlreadyThere for a name, VatNumberThere
    for a VAT number, that another company has.
    """
    account = BusinessAccount(
        public_id=public_id,
        name=name,
        currency=currency,
        vat_number=vat_number,
        country=country,
        address=dict(address or {}),
        state=state,
        state_since=now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        if "accounts_account_vat_number" in str(clash):
            raise VatNumberThere(f"an account with the VAT number {vat_number} is there") from None
        raise AlreadyThere(f"an account named {name} is there") from None
    group = Group.objects.create(account=account, name=name[:120], created_at=now)
    Safeguards.objects.create(group=group)
    audit.write(
        action="account.created",
        subject=account.subject,
        by=by.pk if by else None,
        now=now,
        after={"currency": currency, "state": str(state)},
    )
    return account


@transaction.atomic
def add_member(
    *,
    account: BusinessAccount,
    person: Person,
    roles: Iterable[Role],
    external_name: str = "",
    group: Group | None = None,
    by: Person | None,
    now: datetime,
) -> Member:
    """A person in ``group``, else in the account's first. Raises AlreadyThere where they belong to an account."""
    try:
        with transaction.atomic():
            member = Member.objects.create(
                account=account,
                group=group or account.groups.order_by("id")[0],
                person=person,
                external_name=external_name,
                created_at=now,
            )
    except IntegrityError:
        raise AlreadyThere("this person belongs to a business account") from None
    held = [HeldRole(member=member, role=role) for role in roles]
    HeldRole.objects.bulk_create(held)
    audit.write(
        action="member.added",
        subject=f"account:{account.public_id}",
        by=by.pk if by else None,
        now=now,
        after={"person": person.pk, "roles": sorted(str(one.role) for one in held)},
    )
    return member


@frozen
class Visitor:
    """Who stands at the door, as their purchasing system says. ``external_name`` is their login name there."""

    email: str = ""
    name: str = ""
    external_name: str = ""
    language: str = ""


def may_punch_out(member: Member, group: Group) -> bool:
    """Whether the member may shop for ``group``: by the role, and while that only tests, as who sets it up."""
    if member.has_role(Role.PUNCHOUT_USER):
        return True
    return group.is_test and (member.has_role(Role.ADMINISTRATOR) or member.has_role(Role.TECHNICAL_ADMINISTRATOR))


@rows.in_transaction
def admit_person(*, connection: Connection, visitor: Visitor, now: datetime) -> Member:
    """The member that the visitor is, made on the first visit. Raises NotAdmitted, having changed nothing."""
    if not visitor.email and not visitor.external_name:
        raise NotAdmitted(WhyNot.NOBODY_NAMED)
    if not connection.account.trades:
        raise NotAdmitted(WhyNot.COMPANY)
    member = _known_member(connection.account_id, visitor)
    if member is None:
        # One at a time within an account: two first visits of one person must not make two of them.
        account = BusinessAccount.objects.select_for_update(no_key=True).get(pk=connection.account_id)
        member = _known_member(account.pk, visitor) or _new_member(account, connection, visitor, now)
    if not member.welcome:
        raise NotAdmitted(WhyNot.SUSPENDED)
    if not may_punch_out(member, connection.group):
        raise NotAdmitted(WhyNot.NO_ROLE)
    return member


def _known_member(account_id: int, visitor: Visitor) -> Member | None:
    """Raises NotAdmitted where the e-mail belongs to somebody who cannot come in for this account."""
    if visitor.email:
        member = member_with_email(visitor.email)
        if member is not None and member.account_id != account_id:
            raise NotAdmitted(WhyNot.OTHER_ACCOUNT)
        if member is None and StaffMember.objects.filter(person__email__iexact=visitor.email).exists():
            raise NotAdmitted(WhyNot.STORE_STAFF)
        return member
    return member_named(account_id, visitor.external_name)


def _refuse_known(account: BusinessAccount, person: Person) -> None:
    """Somebody with an account of their own is asked before they belong to a company. Raises NotAdmitted."""
    if not person.is_active:
        raise NotAdmitted(WhyNot.SUSPENDED)
    if Member.objects.filter(account=account, person=person).exists():
        raise NotAdmitted(WhyNot.REMOVED)
    raise NotAdmitted(WhyNot.PERSONAL)


def _new_member(account: BusinessAccount, connection: Connection, visitor: Visitor, now: datetime) -> Member:
    known = Person.objects.with_email(visitor.email)
    if known is not None:
        _refuse_known(account, known)
    if not account.admits_first_visits:
        raise NotAdmitted(WhyNot.UNKNOWN)
    try:
        with transaction.atomic():
            person = Person.objects.create_person(
                email=visitor.email,
                name=visitor.name or (visitor.external_name or visitor.email).partition("@")[0],
                language=visitor.language,
            )
    except IntegrityError:
        # Their e-mail was taken a moment ago, in another account: this one's row is locked.
        raise NotAdmitted(WhyNot.OTHER_ACCOUNT) from None
    free = not Member.objects.standing().filter(account=account, external_name__iexact=visitor.external_name).exists()
    member = Member.objects.create(
        account=account,
        group_id=connection.group_id,
        person=person,
        external_name=visitor.external_name if free else "",
        created_at=now,
    )
    HeldRole.objects.create(member=member, role=Role.PUNCHOUT_USER)
    audit.write(
        action="member.admitted",
        subject=f"account:{account.public_id}",
        by=person.pk,
        now=now,
        after={"person": person.pk, "roles": [Role.PUNCHOUT_USER.value]},
    )
    return member

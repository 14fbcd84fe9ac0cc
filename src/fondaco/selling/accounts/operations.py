"""What is done to business accounts, their people and their connections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import frozen
from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.people.models import Person
from fondaco.selling.accounts.models import (
    BusinessAccount,
    Connection,
    Group,
    HeldRole,
    Member,
    QuantityShort,
    Role,
    Safeguards,
    StaffMember,
    StaffRole,
    Store,
)


class AlreadyThere(Exception):
    """An account of that name, a connection with that identity, a role held already: nothing was changed."""


class WhyNot(StrEnum):
    """Why a person who stands at the door is not let in."""

    NOBODY_NAMED = "nobody_named"
    OTHER_ACCOUNT = "other_account"
    STORE_STAFF = "store_staff"
    SUSPENDED = "suspended"
    NO_ROLE = "no_role"


class NotAdmitted(Exception):
    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@frozen
class Languages:
    """What a customer's system speaks: in which its people come, their carts go home, and its orders arrive.

    ``profile`` says which system it is (:mod:`fondaco.bridge.systems`).
    ``oci_settings`` are those of :mod:`fondaco.bridge.oci`.
    """

    punchout: str = Partner.PunchOut.CXML
    orders: str = Partner.Protocol.CXML
    profile: str = systems.PLAIN
    cart_field: str = Partner.CartField.URLENCODED
    oci_login: str = ""
    oci_settings: Mapping[str, object] = {}


@frozen
class NewConnection:
    """What a customer connection is made of. Secrets in clear, to be sealed; origins as ``https://host[:port]``."""

    public_id: str
    name: str
    our_domain: str
    our_identity: str
    their_domain: str
    their_identity: str
    secret_in: str
    secret_out: str
    order_url: str = ""
    setup_url: str = ""
    return_origins: tuple[str, ...] = ()
    mode: str = "production"
    languages: Languages = Languages()
    oci_password: str = ""


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
    *, public_id: str, name: str, currency: str, vat_number: str = "", by: Person | None, now: datetime
) -> BusinessAccount:
    """A customer company with its first group, under the recommended safeguards. Raises AlreadyThere."""
    try:
        with transaction.atomic():
            account = BusinessAccount.objects.create(
                public_id=public_id, name=name, currency=currency, vat_number=vat_number, created_at=now
            )
    except IntegrityError:
        raise AlreadyThere(f"an account named {name} is there") from None
    group = Group.objects.create(account=account, name=name[:120], created_at=now)
    Safeguards.objects.create(group=group)
    audit.write(
        action="account.created",
        subject=f"account:{public_id}",
        by=by.pk if by else None,
        now=now,
        after={"currency": currency},
    )
    return account


@transaction.atomic
def add_member(
    *,
    account: BusinessAccount,
    person: Person,
    roles: Iterable[Role],
    external_name: str = "",
    by: Person | None,
    now: datetime,
) -> Member:
    """A person in the account's first group. Raises AlreadyThere where they belong to an account."""
    if Member.objects.filter(person=person).exists():
        raise AlreadyThere("this person belongs to a business account")
    member = Member.objects.create(
        account=account,
        group=account.groups.order_by("id")[0],
        person=person,
        external_name=external_name,
        created_at=now,
    )
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


@transaction.atomic
def connect_customer(*, account: BusinessAccount, new: NewConnection, by: Person | None, now: datetime) -> Connection:
    """The customer's purchasing system may come in. Raises AlreadyThere for an identity that another one uses."""
    partner = Partner(
        public_id=new.public_id,
        name=new.name,
        our_domain=new.our_domain,
        our_identity=new.our_identity,
        their_domain=new.their_domain,
        their_identity=new.their_identity,
        setup_url=new.setup_url,
        order_url=new.order_url,
        return_origins=list(new.return_origins),
        mode=new.mode,
        active=True,
        created_at=now,
    )
    partner.set_secret_in(new.secret_in)
    partner.set_secret_out(new.secret_out)
    _speak(partner, new.languages)
    if new.oci_password:
        partner.set_oci_password(new.oci_password)
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        raise AlreadyThere("a connection with this identity is there") from None
    group = account.groups.order_by("id")[0]
    connection = Connection.objects.create(account=account, group=group, partner=partner, created_at=now)
    audit.write(
        action="connection.added",
        subject=f"account:{account.public_id}",
        by=by.pk if by else None,
        now=now,
        after={"partner": partner.public_id, "mode": new.mode, "return_origins": list(new.return_origins)},
    )
    return connection


@transaction.atomic
def take_customer(
    *, account_public_id: str, vat_number: str, new: NewConnection, by: Person, now: datetime
) -> Connection:
    """A company and its connection together. Raises AlreadyThere, with neither made."""
    account = create_account(
        public_id=account_public_id, name=new.name, currency=_currency(), vat_number=vat_number, by=by, now=now
    )
    return connect_customer(account=account, new=new, by=by, now=now)


def _currency() -> str:
    """Accounts buy in the currency that the store sells in."""
    return Store.objects.get().currency


@transaction.atomic
def change_connection(
    *,
    connection: Connection,
    order_url: str,
    return_origins: Sequence[str],
    mode: str,
    by: Person,
    now: datetime,
    languages: Languages | None = None,
    oci_password: str = "",
) -> None:
    """Where confirmations go, where carts may go, in which languages, and whether it is meant seriously.

    No ``languages`` and no ``oci_password`` keep those there are. Raises AlreadyThere where another OAGIS connection
    has the same identity.
    """
    partner = Partner.objects.select_for_update().get(pk=connection.partner_id)
    before = _connection_said(partner)
    partner.order_url, partner.return_origins, partner.mode = order_url, list(return_origins), mode
    if languages is not None:
        _speak(partner, languages)
    if oci_password:
        partner.set_oci_password(oci_password)
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        raise AlreadyThere("a connection with this identity is there") from None
    audit.write(
        action="connection.changed",
        subject=f"account:{connection.account.public_id}",
        by=by.pk,
        now=now,
        before=before,
        after=_connection_said(partner),
    )


def _speak(partner: Partner, languages: Languages) -> None:
    partner.punchout_protocol, partner.protocol = languages.punchout, languages.orders
    partner.profile = languages.profile
    partner.cart_field, partner.oci_login = languages.cart_field, languages.oci_login
    partner.oci_settings = dict(languages.oci_settings)


def _connection_said(partner: Partner) -> dict[str, object]:
    return {
        "order_url": partner.order_url,
        "return_origins": list(partner.return_origins),
        "mode": partner.mode,
        "protocol": partner.protocol,
        "profile": partner.profile,
        "punchout": partner.punchout_protocol,
    }


@transaction.atomic
def change_safeguards(
    *,
    group: Group,
    price_percent: Decimal | None,
    price_amount: Decimal | None,
    quantity_short: QuantityShort,
    by: Person,
    now: datetime,
) -> Safeguards:
    guards = Safeguards.objects.select_for_update().get(group=group)
    before = _guards_said(guards)
    guards.price_percent, guards.price_amount = price_percent, price_amount
    guards.quantity_short = quantity_short
    guards.save()
    audit.write(
        action="safeguards.changed",
        subject=f"account:{group.account.public_id}",
        by=by.pk,
        now=now,
        before=before,
        after=_guards_said(guards),
    )
    return guards


def _guards_said(guards: Safeguards) -> dict[str, str]:
    return {
        "price_percent": "" if guards.price_percent is None else str(guards.price_percent),
        "price_amount": "" if guards.price_amount is None else str(guards.price_amount),
        "quantity_short": str(guards.quantity_short),
    }


@frozen
class Visitor:
    """Who stands at the door, as their purchasing system says. ``external_name`` is their login name there."""

    email: str = ""
    name: str = ""
    external_name: str = ""
    language: str = ""


@transaction.atomic
def admit_person(*, connection: Connection, visitor: Visitor, now: datetime) -> Member:
    """The member that the visitor is, made on the first visit. Raises NotAdmitted, having changed nothing."""
    if not visitor.email and not visitor.external_name:
        raise NotAdmitted(WhyNot.NOBODY_NAMED)
    member = _known_member(connection.account_id, visitor)
    if member is None:
        # One at a time within an account: two first visits of one person must not make two of them.
        account = BusinessAccount.objects.select_for_update(no_key=True).get(pk=connection.account_id)
        member = _known_member(account.pk, visitor) or _new_member(account, connection, visitor, now)
    if not member.person.is_active:
        raise NotAdmitted(WhyNot.SUSPENDED)
    if not member.has_role(Role.PUNCHOUT_USER):
        raise NotAdmitted(WhyNot.NO_ROLE)
    return member


def _known_member(account_id: int, visitor: Visitor) -> Member | None:
    """Raises NotAdmitted where the e-mail belongs to somebody who cannot come in for this account."""
    members = Member.objects.select_related("person").prefetch_related("held_roles")
    if visitor.email:
        member = members.filter(person__email__iexact=visitor.email).first()
        if member is not None and member.account_id != account_id:
            raise NotAdmitted(WhyNot.OTHER_ACCOUNT)
        if member is None and StaffMember.objects.filter(person__email__iexact=visitor.email).exists():
            raise NotAdmitted(WhyNot.STORE_STAFF)
        return member
    return members.filter(account_id=account_id, external_name__iexact=visitor.external_name).first()


def _new_member(account: BusinessAccount, connection: Connection, visitor: Visitor, now: datetime) -> Member:
    person = Person.objects.filter(email__iexact=visitor.email).first() if visitor.email else None
    if person is not None and not person.is_active:
        raise NotAdmitted(WhyNot.SUSPENDED)
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create_person(
                    email=visitor.email,
                    name=visitor.name or visitor.external_name or visitor.email.partition("@")[0],
                    language=visitor.language,
                )
        except IntegrityError:
            # Their e-mail was taken a moment ago, in another account: this one's row is locked.
            raise NotAdmitted(WhyNot.OTHER_ACCOUNT) from None
    free = not Member.objects.filter(account=account, external_name__iexact=visitor.external_name).exists()
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

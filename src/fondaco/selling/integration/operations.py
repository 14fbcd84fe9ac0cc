"""What is done to a customer's connections, to a group's status and to its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen
from django.db import IntegrityError, connections, transaction

from fondaco import audit, rows
from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Store
from fondaco.selling.accounts.operations import AlreadyThere, create_account
from fondaco.selling.accounts.states import GroupEvent, GroupStatus
from fondaco.selling.integration import groups, mails
from fondaco.selling.integration.models import GroupSettings, Milestone, Passed

# Whom the store is to its customers' systems, where nothing else was agreed.
OUR_DOMAIN = "NetworkID"
OUR_IDENTITY = "fondaco-store"
_CONNECTING = 0x434F4E4E  # this use of advisory locks, and no other
_SETTINGS: rows.Question[GroupSettings] = rows.Question(
    lambda group: GroupSettings.objects.filter(group_id=group), group=int
)


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
    """What a customer connection is made of. Secrets in clear, to be sealed; origins as ``https://host[:port]``.

    ``mode`` says how far its group goes at once: ``test``, ``production``, or empty to have it find its own way by
    what is seen of the connection.
    """

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
def connect_customer(
    *, account: BusinessAccount, new: NewConnection, by: Person | None, now: datetime, group: Group | None = None
) -> Connection:
    """The customer's purchasing system may come in, for the account's first group where none is named.

    Raises AlreadyThere for an identity that another one uses.
    """
    chosen = group or account.groups.order_by("id")[0]
    locked = Group.objects.select_for_update(of=("self",)).select_related("account").get(pk=chosen.pk)
    groups.pass_doors_to(locked, _status_for(locked, new.mode), by=by, now=now)
    if not locked.purchasing_system:
        locked.purchasing_system = new.languages.profile
        locked.save(update_fields=["purchasing_system"])
    _one_at_a_time()
    if Partner.objects.filter(their_domain__iexact=new.their_domain, their_identity=new.their_identity).exists():
        # The table allows a partner once in each mode, as a desk needs it; to the store, an identity is one customer.
        raise AlreadyThere("a connection with this identity is there")
    partner = _partner(new, groups.mode_of(locked), now)
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        raise AlreadyThere("a connection with this identity is there") from None
    connection = Connection.objects.create(account=account, group=locked, partner=partner, created_at=now)
    audit.write(
        action="connection.added",
        subject=f"account:{account.public_id}",
        by=by.pk if by else None,
        now=now,
        after={"partner": partner.public_id, "mode": partner.mode, "return_origins": list(new.return_origins)},
    )
    return connection


def _one_at_a_time() -> None:
    """Two customers are not connected at once: each is asked for the identities of all others first."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CONNECTING])


def _status_for(group: Group, mode: str) -> GroupStatus:
    """How far a group goes that is connected so; never back."""
    wanted = {
        str(Partner.Mode.PRODUCTION): GroupStatus.ACTIVE,
        str(Partner.Mode.TEST): GroupStatus.TEST,
    }.get(mode, GroupStatus.INTEGRATING)
    road = list(GroupStatus)
    return max(wanted, GroupStatus(group.status), key=road.index)


def _partner(new: NewConnection, mode: Partner.Mode, now: datetime) -> Partner:
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
        mode=mode,
        active=True,
        created_at=now,
        secret_in_issued_at=now,
    )
    partner.set_secret_in(new.secret_in)
    partner.set_secret_out(new.secret_out)
    _speak(partner, new.languages)
    if new.oci_password:
        partner.set_oci_password(new.oci_password)
    return partner


@transaction.atomic
def integrate_group(*, group: Group, new: NewConnection, by: Person, now: datetime) -> Connection:
    """The group's purchasing system, as its own administrators connect it.

    Raises NotVerified, AlreadyThere where it has one where PunchOut was not added.
    """
    locked = Group.objects.select_for_update(of=("self",)).select_related("account").get(pk=group.pk)
    if not locked.account.trades:
        raise groups.NotVerified
    if locked.status == GroupStatus.PLAIN:
        raise IllegalStep(locked.status, GroupEvent.INTEGRATE)
    if Connection.objects.filter(group=locked).exists():
        raise AlreadyThere("the group has its purchasing system")
    locked.purchasing_system = new.languages.profile
    locked.save(update_fields=["purchasing_system"])
    return connect_customer(account=locked.account, group=locked, new=new, by=by, now=now)


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
    by: Person,
    now: datetime,
    languages: Languages | None = None,
    oci_password: str = "",
) -> None:
    """Where confirmations go, where carts may go, and in which languages.

    No ``languages`` and no ``oci_password`` keep those there are. Raises AlreadyThere where another OAGIS connection
    has the same identity.
    """
    partner = Partner.objects.select_for_update().get(pk=connection.partner_id)
    before = _connection_said(partner)
    partner.order_url, partner.return_origins = order_url, list(return_origins)
    if languages is not None:
        _speak(partner, languages)
        Group.objects.filter(pk=connection.group_id).update(purchasing_system=languages.profile)
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
        "protocol": partner.protocol,
        "profile": partner.profile,
        "punchout": partner.punchout_protocol,
    }


@transaction.atomic
def note_milestone(*, group_id: int, milestone: Milestone, about: str, now: datetime) -> bool:
    """Something on the checklist was seen; whether it was the first time."""
    _row, first = Passed.objects.get_or_create(
        group_id=group_id, milestone=milestone, defaults={"about": about[:200], "at": now}
    )
    return first


@rows.in_transaction
def setup_seen(*, connection: Connection, about: str, now: datetime) -> None:
    """A setup of that connection was good and its start page was opened. The first time, the group is in Test by that.

    ``about`` is ``visit:public_id``.
    """
    if connection.group.status == GroupStatus.ACTIVE:
        return
    if not note_milestone(group_id=connection.group_id, milestone=Milestone.GOOD_SETUP, about=about, now=now):
        return
    group = Group.objects.select_for_update(of=("self",)).select_related("account").get(pk=connection.group_id)
    if group.status == GroupStatus.INTEGRATING:
        groups.pass_door(group, GroupEvent.INTEGRATE, by=None, now=now)
        mails.in_test(group, now=now)


def settings_of(group_id: int) -> GroupSettings:
    """The group's settings; the recommended ones, unsaved, where nothing was ever changed."""
    asked = asking_settings(group_id)
    rows.together(asked)
    return asked.first or GroupSettings(group_id=group_id)


def asking_settings(group_id: int) -> rows.Asked[GroupSettings]:
    """What was changed of the group's settings, to be asked with others."""
    return _SETTINGS.asking(group=group_id)

"""What is done to a customer's connections, to a group's status and to its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, QuantityShort, Safeguards, Store
from fondaco.selling.accounts.operations import AlreadyThere, create_account
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration.models import GroupSettings, Milestone, Passed


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
    _carry_status(group, new.mode, now)
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


def _carry_status(group: Group, mode: str, now: datetime) -> None:
    """A group that the store's own people connect is tried, or active at once where they say so; never back."""
    wanted = GroupStatus.ACTIVE if mode == Partner.Mode.PRODUCTION else GroupStatus.TEST
    if group.status != GroupStatus.ACTIVE and group.status != wanted:
        Group.objects.filter(pk=group.pk).update(status=wanted, status_since=now)
        group.status, group.status_since = wanted, now


@transaction.atomic
def note_milestone(*, group_id: int, milestone: Milestone, about: str, now: datetime) -> bool:
    """Something on the checklist was seen; whether it was the first time."""
    _row, first = Passed.objects.get_or_create(
        group_id=group_id, milestone=milestone, defaults={"about": about[:200], "at": now}
    )
    return first


def settings_of(group_id: int) -> GroupSettings:
    """The group's settings; the recommended ones, unsaved, where nothing was ever changed."""
    return GroupSettings.objects.filter(group_id=group_id).first() or GroupSettings(group_id=group_id)

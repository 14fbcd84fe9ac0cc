"""What administrators set about their account: its addresses, and how it is reached.

Whoever changes something says what they had before them (a fingerprint): where somebody else changed it meanwhile,
they are told instead of undoing it unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from attrs import asdict, frozen
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from fondaco import audit
from fondaco.people.models import Person
from fondaco.selling.accounts import letters
from fondaco.selling.accounts.models import BusinessAccount, SharedAddress
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.people import ChangedMeanwhile, NoChange

MOST_ADDRESSES = 500


class TooMany(Exception):
    """The account has as many addresses as are kept; nothing was added."""


def _fingerprint(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


@frozen
class Company:
    """``contact_email`` may be empty."""

    contact_email: str
    admits_first_visits: bool

    @classmethod
    def of(cls, account: BusinessAccount) -> Company:
        return cls(account.contact_email, account.admits_first_visits)

    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))


@frozen
class PostalAddress:
    """Fields as in :class:`fondaco.documents.Address`."""

    name: str
    street: tuple[str, ...]
    city: str
    country: str
    deliver_to: tuple[str, ...] = ()
    state: str = ""
    postal_code: str = ""
    address_id: str = ""


def fingerprint(address: SharedAddress) -> str:
    """What somebody who changes it has to have seen."""
    return _fingerprint([address.label, address.address])


@transaction.atomic
def change_company(*, account: BusinessAccount, company: Company, seen: str, by: Person, now: datetime) -> None:
    """Raises ChangedMeanwhile where ``seen`` is not how it stands, and NoChange."""
    locked = _locked(account)
    before = Company.of(locked)
    if before.fingerprint() != seen:
        raise ChangedMeanwhile
    if before == company:
        raise NoChange
    locked.contact_email, locked.admits_first_visits = company.contact_email, company.admits_first_visits
    locked.save(update_fields=["contact_email", "admits_first_visits"])
    moved = before.contact_email != company.contact_email
    audit.write(
        action="account.settings_changed",
        subject=locked.subject,
        by=by.pk,
        now=now,
        before={"admits_first_visits": before.admits_first_visits},
        after={"admits_first_visits": company.admits_first_visits, "contact_changed": moved},
    )
    if moved and before.contact_email:
        letters.contact_changed(locked, before=before.contact_email, by=by, now=now)


@transaction.atomic
def add_address(
    *, account: BusinessAccount, label: str, address: PostalAddress, by: Person, now: datetime
) -> SharedAddress:
    """The first one is the default. Raises AlreadyThere where ``label`` is taken, TooMany."""
    _locked(account)
    standing = _standing(account)
    if standing.count() >= MOST_ADDRESSES:
        raise TooMany
    first = not standing.filter(is_default=True).exists()
    try:
        with transaction.atomic():
            row = SharedAddress.objects.create(
                account=account, label=label, address=asdict(address), is_default=first, created_at=now
            )
    except IntegrityError:
        raise AlreadyThere("an address of that name") from None
    _write("address.added", account, row, by, now, after={"default": first})
    return row


@transaction.atomic
def change_address(
    *, address: SharedAddress, label: str, to: PostalAddress, seen: str, by: Person, now: datetime
) -> None:
    """Raises ChangedMeanwhile, also where it was removed, AlreadyThere where ``label`` is taken, and NoChange."""
    account = _locked(address.account)
    row = _standing(account).filter(pk=address.pk).first()
    if row is None or fingerprint(row) != seen:
        raise ChangedMeanwhile
    before = fingerprint(row)
    row.label, row.address = label, asdict(to)
    if fingerprint(row) == before:
        raise NoChange
    try:
        with transaction.atomic():
            row.save(update_fields=["label", "address"])
    except IntegrityError:
        raise AlreadyThere("an address of that name") from None
    _write("address.changed", account, row, by, now, before={"digest": before}, after={"digest": fingerprint(row)})


@transaction.atomic
def make_default(*, address: SharedAddress, by: Person, now: datetime) -> None:
    """The address that carts propose. Raises ChangedMeanwhile where it was removed, NoChange."""
    account = _locked(address.account)
    row = _standing(account).filter(pk=address.pk).first()
    if row is None:
        raise ChangedMeanwhile
    if row.is_default:
        raise NoChange
    former = _standing(account).filter(is_default=True).first()
    _standing(account).filter(is_default=True).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])
    before = {"default": former.public_id if former else ""}
    _write("address.made_default", account, row, by, now, before=before, after={"default": row.public_id})


@transaction.atomic
def remove_address(*, address: SharedAddress, by: Person, now: datetime) -> None:
    """Carts offer it no more; what was ordered to it goes there. Raises ChangedMeanwhile where it is gone."""
    account = _locked(address.account)
    row = _standing(account).filter(pk=address.pk).first()
    if row is None:
        raise ChangedMeanwhile
    was_default, row.is_default, row.removed_at = row.is_default, False, now
    row.save(update_fields=["is_default", "removed_at"])
    _write("address.removed", account, row, by, now, before={"default": was_default})


def _locked(account: BusinessAccount) -> BusinessAccount:
    return BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)


def _standing(account: BusinessAccount) -> QuerySet[SharedAddress]:
    return SharedAddress.objects.filter(account=account, removed_at__isnull=True)


def _write(
    action: str,
    account: BusinessAccount,
    address: SharedAddress,
    by: Person,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.write(
        action=action,
        subject=f"address:{address.public_id}",
        by=by.pk,
        now=now,
        before=before,
        after={"account": account.public_id, **(after or {})},
    )

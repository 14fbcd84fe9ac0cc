"""What is done to ways of paying, each under the lock of the account's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from fondaco import audit
from fondaco.people.models import Person
from fondaco.sealing import seal
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.people import grant_first_administrator
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.provider import Card


class StillNeeded(Exception):
    """The last way to pay while a group is active, or the default while there are others; nothing was changed."""


class Gone(Exception):
    """It was removed meanwhile; nothing was changed."""


class NotGood(Exception):
    """The card has run out; nothing was changed."""


class NoChange(Exception):
    """It is so already; nothing was written."""


@transaction.atomic
def add_invoice(
    *,
    account: BusinessAccount,
    terms_days: int,
    credit_limit: Decimal,
    label: str = "Invoice",
    by: Person | None,
    now: datetime,
) -> PaymentMethod:
    """Payment by invoice, due ``terms_days`` after its date, up to ``credit_limit`` in the account's currency.

    Where the account pays by invoice already, its terms and limit are changed. The account's first way to pay is its
    default.
    """
    _lock(account)
    known = _standing(account).filter(kind=PaymentMethod.Kind.INVOICE).first()
    if known is not None:
        return _changed_invoice(known, terms_days, credit_limit, by, now)
    method = PaymentMethod(
        account=account,
        kind=PaymentMethod.Kind.INVOICE,
        label=label,
        terms_days=terms_days,
        credit_limit=credit_limit,
        created_at=now,
    )
    return _added(method, by, now, {"terms": terms_days, "limit": str(credit_limit)})


def _changed_invoice(
    method: PaymentMethod, terms_days: int, credit_limit: Decimal, by: Person | None, now: datetime
) -> PaymentMethod:
    before = {"terms": method.terms_days, "limit": str(method.credit_limit)}
    method.terms_days, method.credit_limit = terms_days, credit_limit
    method.save(update_fields=["terms_days", "credit_limit"])
    after = {"terms": terms_days, "limit": str(credit_limit)}
    _write("payment.invoice_changed", method, by, now, before=before, after=after)
    return method


@transaction.atomic
def add_card(
    *, account: BusinessAccount, provider: str, token: str, card: Card, by: Person, now: datetime
) -> PaymentMethod:
    """A card that ``provider`` keeps; its token is sealed. The account's first way to pay is its default.

    Raises NotGood where it has run out.
    """
    _lock(account)
    method = PaymentMethod(
        account=account,
        kind=PaymentMethod.Kind.CARD,
        label=f"{card.brand} ···· {card.last_four}"[:80],
        provider=provider,
        token_sealed=seal(token),
        brand=card.brand[:40],
        last_four=card.last_four,
        expires_on=card.good_until,
        created_at=now,
    )
    if not method.good_on(now.date()):
        raise NotGood
    return _added(method, by, now, {"provider": provider})


def _added(method: PaymentMethod, by: Person | None, now: datetime, after: dict[str, object]) -> PaymentMethod:
    account = method.account
    method.is_default = not _standing(account).filter(is_default=True).exists()
    method.save()
    _write("payment.added", method, by, now, after={"kind": method.kind, "default": method.is_default, **after})
    if method.is_default:
        grant_first_administrator(account=account, now=now)
    return method


@transaction.atomic
def make_default(*, method: PaymentMethod, today: date, by: Person, now: datetime) -> None:
    """What every order is paid with from now on. Raises Gone, NoChange, and NotGood for a card that has run out."""
    row = _locked(method)
    if row.is_default:
        raise NoChange
    if not row.good_on(today):
        raise NotGood
    former = _standing(row.account).filter(is_default=True).first()
    if former is not None:
        former.is_default = False
        former.save(update_fields=["is_default"])
    row.is_default = True
    row.save(update_fields=["is_default"])
    before = {"default": former.public_id if former else ""}
    _write("payment.made_default", row, by, now, before=before, after={"default": row.public_id})
    grant_first_administrator(account=row.account, now=now)


@transaction.atomic
def remove(*, method: PaymentMethod, by: Person, now: datetime) -> None:
    """Nothing is paid with it any more; what was ordered is.

    Raises Gone, and StillNeeded for the last one while a group is active and for a default with others beside it.
    """
    row = _locked(method)
    others = _standing(row.account).exclude(pk=row.pk)
    active = row.account.groups.filter(status=GroupStatus.ACTIVE).exists()
    if (row.is_default and others.exists()) or (active and not others.exists()):
        raise StillNeeded
    was_default, row.is_default, row.removed_at = row.is_default, False, now
    row.save(update_fields=["is_default", "removed_at"])
    _write("payment.removed", row, by, now, before={"default": was_default})


def _lock(account: BusinessAccount) -> None:
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)


def _standing(account: BusinessAccount) -> QuerySet[PaymentMethod]:
    return PaymentMethod.objects.filter(account=account, removed_at__isnull=True)


def _locked(method: PaymentMethod) -> PaymentMethod:
    _lock(method.account)
    row = _standing(method.account).select_related("account").filter(pk=method.pk).first()
    if row is None:
        raise Gone
    return row


def _write(
    action: str,
    method: PaymentMethod,
    by: Person | None,
    now: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.write(
        action=action,
        subject=method.account.subject,
        by=by.pk if by else None,
        now=now,
        before=before,
        after={"method": method.public_id, **(after or {})},
    )

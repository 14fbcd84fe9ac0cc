"""What is agreed with one customer: its prices, and the items that only some may buy.

Each change leaves an audit line and a task for the search index in the same transaction. The index goes by
``ContractPrice.in_force``, which :func:`turn_the_day` keeps; everything else goes by the days themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from fondaco import audit
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.catalog.models import ContractPrice, Item, ItemAudience, Offer
from fondaco.selling.catalog.operations import ask_for_indexing


class Problem(StrEnum):
    """Why nothing was agreed, or changed."""

    PRICE = "price"  # below zero, or finer than four decimals
    QUANTITY = "quantity"  # below one
    DAYS = "days"  # ends before it starts
    CURRENCY = "currency"  # the offer's is not the account's
    OVERLAP = "overlap"  # another price holds for that quantity on one of these days
    OVER = "over"  # ended already, or earlier than that
    NOT_FOR_THEM = "not_for_them"  # an exclusive item they may not know of
    NO_CHANGE = "no_change"


class AgreementRefused(Exception):
    """Nothing was changed; ``why`` says for what reason."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.value)
        self.why = why


@transaction.atomic
def agree_price(
    *,
    account: BusinessAccount,
    offer: Offer,
    unit_price: Decimal,
    starts_on: date,
    ends_on: date | None = None,
    from_quantity: Decimal = Decimal(1),
    by: int | None,
    now: datetime,
) -> ContractPrice:
    """``account`` pays ``unit_price`` net for each from ``from_quantity`` on, on these days (both included).

    Raises :class:`AgreementRefused`.
    """
    _check(account, offer, unit_price, from_quantity, starts_on, ends_on)
    # Who agrees with one customer takes turns: two that wait for each other's row in the exclusion constraint, which
    # decides what overlaps, would end in a deadlock.
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    try:
        with transaction.atomic():
            row = ContractPrice.objects.create(
                account=account,
                offer=offer,
                from_quantity=from_quantity,
                unit_price=unit_price,
                starts_on=starts_on,
                ends_on=ends_on,
                in_force=_holds(starts_on, ends_on, timezone.localdate(now)),
                created_at=now,
            )
    except IntegrityError:
        raise AgreementRefused(Problem.OVERLAP) from None
    _audit("contract.agreed", row, by, now, None, _said(row))
    ask_for_indexing([offer.item_id], now)
    return row


def _check(
    account: BusinessAccount,
    offer: Offer,
    unit_price: Decimal,
    from_quantity: Decimal,
    starts_on: date,
    ends_on: date | None,
) -> None:
    if not _storable(unit_price) or unit_price < 0:
        raise AgreementRefused(Problem.PRICE)
    if not _storable(from_quantity) or from_quantity < 1:
        raise AgreementRefused(Problem.QUANTITY)
    if ends_on is not None and ends_on < starts_on:
        raise AgreementRefused(Problem.DAYS)
    if offer.currency != account.currency:
        raise AgreementRefused(Problem.CURRENCY)
    if offer.item.exclusive and not ItemAudience.objects.filter(item=offer.item_id, account=account).exists():
        raise AgreementRefused(Problem.NOT_FOR_THEM)


def _storable(number: Decimal) -> bool:
    """Four decimals and fourteen digits before them, as the rows have."""
    return number.is_finite() and abs(number) < 10**14 and number == number.quantize(Decimal("0.0001"))


def _holds(starts_on: date, ends_on: date | None, day: date) -> bool:
    return starts_on <= day and (ends_on is None or day <= ends_on)


@dataclass(frozen=True, slots=True)
class Wish:
    """One price to be agreed; see :func:`agree_price`."""

    offer: Offer
    unit_price: Decimal
    starts_on: date
    ends_on: date | None = None
    from_quantity: Decimal = Decimal(1)


class SomeRefused(Exception):
    """Nothing was agreed: ``why`` says by the places of the wishes, counted from nought, which ones do not go."""

    def __init__(self, why: dict[int, Problem]) -> None:
        super().__init__(f"{len(why)} of them")
        self.why = why


@transaction.atomic
def agree_many(
    *, account: BusinessAccount, wishes: Sequence[Wish], by: int | None, now: datetime, only_try: bool = False
) -> int:
    """Agree on all of them or on none; returns how many. With ``only_try`` everything is done, and undone again.

    Raises :class:`SomeRefused`.
    """
    refused: dict[int, Problem] = {}
    for place, wish in enumerate(wishes):
        try:
            agree_price(
                account=account,
                offer=wish.offer,
                unit_price=wish.unit_price,
                starts_on=wish.starts_on,
                ends_on=wish.ends_on,
                from_quantity=wish.from_quantity,
                by=by,
                now=now,
            )
        except AgreementRefused as refusal:
            refused[place] = refusal.why
    if refused:
        raise SomeRefused(refused)
    if only_try:
        transaction.set_rollback(True)
    return len(wishes)


@transaction.atomic
def end_price(*, contract: ContractPrice, last_day: date, by: int | None, now: datetime) -> ContractPrice | None:
    """Let an agreed price hold until ``last_day`` and no longer; one that has not begun by then is taken back.

    Returns the row, or None where it is gone. Raises :class:`AgreementRefused` for a day before yesterday (what was
    agreed for days gone by stays as it was) and for one that changes nothing.
    """
    row = ContractPrice.objects.select_for_update(of=("self",)).select_related("offer").get(pk=contract.pk)
    today = timezone.localdate(now)
    if last_day < today - timedelta(days=1) or (row.ends_on is not None and row.ends_on < today):
        raise AgreementRefused(Problem.OVER)
    if row.ends_on is not None and row.ends_on <= last_day:
        raise AgreementRefused(Problem.NO_CHANGE)
    before = _said(row)
    ask_for_indexing([row.offer.item_id], now)
    if row.starts_on > last_day:
        _audit("contract.taken_back", row, by, now, before, None)
        row.delete()
        return None
    row.ends_on, row.in_force = last_day, _holds(row.starts_on, last_day, today)
    row.save(update_fields=["ends_on", "in_force"])
    _audit("contract.ended", row, by, now, before, _said(row))
    return row


def turn_the_day(now: datetime) -> int:
    """Tell the index of prices that came into force or ended with the day; returns how many."""
    today = timezone.localdate(now)
    holds = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    turned = ContractPrice.objects.filter((holds & Q(in_force=False)) | (~holds & Q(in_force=True)))
    with transaction.atomic():
        rows = list(turned.select_for_update(of=("self",), skip_locked=True).values_list("pk", "offer__item_id"))
        flipped = Case(When(in_force=True, then=Value(False)), default=Value(True))
        ContractPrice.objects.filter(pk__in=[pk for pk, _item in rows]).update(in_force=flipped)
        ask_for_indexing((item for _pk, item in rows), now)
    return len(rows)


@transaction.atomic
def make_exclusive(*, item: Item, audience: Iterable[BusinessAccount], by: int | None, now: datetime) -> Item:
    """Only ``audience`` (which may be nobody yet) may know of the item from now on; it replaces the one before.

    Raises :class:`AgreementRefused` where it is so already.
    """
    locked = Item.objects.select_for_update().get(pk=item.pk)
    wanted = {account.pk: account for account in audience}
    before = dict(_audience(locked))
    if locked.exclusive and set(before) == set(wanted):
        raise AgreementRefused(Problem.NO_CHANGE)
    ItemAudience.objects.filter(item=locked).exclude(account__in=wanted).delete()
    ItemAudience.objects.bulk_create(ItemAudience(item=locked, account_id=pk) for pk in wanted if pk not in before)
    _open_or_shut(locked, True, before, {pk: one.public_id for pk, one in wanted.items()}, by, now)
    return locked


@transaction.atomic
def open_to_all(*, item: Item, by: int | None, now: datetime) -> Item:
    """Everybody may buy it again. Raises :class:`AgreementRefused` where they may."""
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if not locked.exclusive:
        raise AgreementRefused(Problem.NO_CHANGE)
    before = dict(_audience(locked))
    ItemAudience.objects.filter(item=locked).delete()
    _open_or_shut(locked, False, before, {}, by, now)
    return locked


def _audience(item: Item) -> Iterable[tuple[int, str]]:
    return ItemAudience.objects.filter(item=item).values_list("account_id", "account__public_id")


def _open_or_shut(
    item: Item, exclusive: bool, before: dict[int, str], after: dict[int, str], by: int | None, now: datetime
) -> None:
    was, item.exclusive = item.exclusive, exclusive
    item.save(update_fields=["exclusive"])
    audit.write(
        action="item.audience_changed",
        subject=f"item:{item.part_id}",
        by=by,
        now=now,
        before={"exclusive": was, "audience": sorted(before.values())},
        after={"exclusive": exclusive, "audience": sorted(after.values())},
    )
    ask_for_indexing([item.pk], now)


def _said(row: ContractPrice) -> dict[str, object]:
    return {
        "offer": row.offer.key,
        "from_quantity": str(row.from_quantity),
        "price": str(row.unit_price),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }


def _audit(
    action: str,
    row: ContractPrice,
    by: int | None,
    now: datetime,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    audit.write(action=action, subject=row.subject, by=by, now=now, before=before, after=after)

"""The quote's hold: price and stock of a submitted cart are kept until a moment, line by line.

Locks are taken in one order everywhere: holds by their keys, then offers by their row ids. What an order may still do
when its hold is over is for the safeguards to say, not for this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db import transaction

from fondaco import audit
from fondaco.lifecycle import IllegalStep
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.shopping.cart import joined_key as joined_key
from fondaco.selling.shopping.cart import split_key as split_key
from fondaco.selling.shopping.models import Hold, Submission
from fondaco.selling.shopping.states import HoldEvent, HoldState, hold_after

NONE = Decimal(0)
_LONGEST_KEY = 16
_CHANGING = ["state", "reserved", "taken", "ended_at"]


class TooMuch(Exception):
    """An order cannot take more from a hold than waits under it; nothing was changed."""


@frozen
class Quoted:
    """One line as it was submitted. ``key`` is the new hold's, ``unit_price`` is net."""

    key: str
    offer_id: int
    part_id: str
    quantity: Decimal
    unit_price: Decimal


@transaction.atomic
def hold_lines(
    *,
    submission: Submission,
    lines: Sequence[Quoted],
    expires_at: datetime,
    now: datetime,
) -> list[Hold]:
    """Promise what was submitted: one hold a line, and what there is of the stock under it, none in a test.

    Raises IntegrityError for a key that is taken.
    """
    visit = submission.visit
    wanted = {} if visit.is_test else {line.offer_id: line.quantity for line in lines}
    by = visit.member.person_id
    reserved = catalog.reserve_many(wanted=wanted, now=now, by=by, about=visit.subject) if wanted else {}
    made = Hold.objects.bulk_create(
        Hold(
            key=line.key,
            submission=submission,
            account_id=visit.account_id,
            group_id=visit.connection.group_id,
            offer_id=line.offer_id,
            part_id=line.part_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            reserved=reserved.get(line.offer_id, NONE),
            is_test=visit.is_test,
            expires_at=expires_at,
        )
        for line in lines
    )
    if made:
        audit.write(
            action="quote.held",
            subject=visit.subject,
            by=by,
            now=now,
            after={
                "holds": {one.key: f"{one.reserved}/{one.quantity}" for one in made},
                "expires_at": expires_at.isoformat(),
                "test": visit.is_test,
            },
        )
    return made


def holds_named(keys: Iterable[str], *, account_id: int) -> dict[str, Hold]:
    """That account's holds of these keys, over or not, each locked, in the order of their keys. One statement.

    Within a transaction of the caller's, for whom they are locked.
    Another account's keys are as unknown as those that never were.
    """
    known = {key for key in keys if 0 < len(key) <= _LONGEST_KEY and "\0" not in key}
    if not known:
        return {}
    rows = Hold.objects.select_for_update(of=("self",)).filter(account_id=account_id, key__in=known).order_by("key")
    return {hold.key: hold for hold in rows}


def use(hold: Hold, *, taken: Decimal, about: str, now: datetime, by: int | None) -> None:
    """:func:`use_all` for one of them."""
    use_all([(hold, taken)], about=about, now=now, by=by)


@transaction.atomic
def use_all(takes: Sequence[tuple[Hold, Decimal]], *, about: str, now: datetime, by: int | None) -> None:
    """An order takes so much of what waits under each hold, which waits for the order from now on; the rest is let go.

    ``about`` is the order, as ``type:public_id``. Raises IllegalStep where a hold is over, TooMuch for more than
    there is (in a test nothing waits: there, for more than was quoted); nothing is changed then.
    """
    surplus: dict[int, Decimal] = {}
    for hold, taken in takes:
        hold_after(HoldState(hold.state), HoldEvent.USE)
        most = hold.quantity if hold.is_test else hold.reserved
        if not NONE <= taken <= most:
            raise TooMuch(f"{taken} of {most}")
        surplus[hold.offer_id] = surplus.get(hold.offer_id, NONE) + (NONE if hold.is_test else hold.reserved - taken)
    for hold, taken in takes:
        hold.take(HoldEvent.USE)
        hold.taken, hold.reserved, hold.ended_at = taken, NONE, now
    changed = Hold.objects.filter(state=HoldState.HELD).bulk_update([hold for hold, _taken in takes], _CHANGING)
    if changed < len(takes):
        raise IllegalStep(HoldState.USED, HoldEvent.USE)
    _give_back(surplus, now, by, about)
    audit.write(
        action="quote.used",
        subject=about,
        by=by,
        now=now,
        after={"holds": {hold.key: str(taken) for hold, taken in takes}},
    )


@transaction.atomic
def release(hold: Hold, *, now: datetime, by: int | None) -> None:
    """Let go of price and stock. Raises IllegalStep where the hold is over."""
    release_all([hold], now=now, by=by)
    hold.state, hold.reserved, hold.ended_at = HoldState.RELEASED, NONE, now


@transaction.atomic
def release_all(holds: Iterable[Hold], *, now: datetime, by: int | None) -> None:
    """The same for several. Raises IllegalStep where one of them is over; none is let go then."""
    rows = Hold.objects.select_for_update().filter(pk__in=[one.pk for one in holds])
    _close(list(rows.order_by("key")), HoldEvent.RELEASE, "quote.released", now, by)


@transaction.atomic
def lapse_due(*, now: datetime, limit: int = 500) -> int:
    """Let go of the holds whose moment has come; how many. One that an order holds in its hands waits its turn."""
    due = Hold.objects.select_for_update(skip_locked=True).filter(state=HoldState.HELD, expires_at__lte=now)
    holds = sorted(due.order_by("expires_at")[:limit], key=lambda hold: hold.key)
    _close(holds, HoldEvent.LAPSE, "quote.lapsed", now, None)
    return len(holds)


def _close(holds: Sequence[Hold], event: HoldEvent, action: str, now: datetime, by: int | None) -> None:
    """End locked holds, each with its line, and give back what waited under them."""
    back: dict[int, Decimal] = {}
    for hold in holds:
        reserved = hold.reserved
        hold.take(event)
        back[hold.offer_id] = back.get(hold.offer_id, NONE) + reserved
        _end(hold, now)
        audit.write(
            action=action,
            subject=hold.subject,
            by=by,
            now=now,
            before={"state": HoldState.HELD.value, "reserved": str(reserved)},
            after={"state": hold.state, "reserved": "0"},
        )
    _give_back(back, now, by)


def _end(hold: Hold, now: datetime) -> None:
    hold.reserved, hold.ended_at = NONE, now
    hold.save(update_fields=_CHANGING)


def _give_back(amounts: Mapping[int, Decimal], now: datetime, by: int | None, about: str = "") -> None:
    promised = {offer_id: quantity for offer_id, quantity in amounts.items() if quantity > 0}
    if promised:
        catalog.release_many(promised=promised, now=now, by=by, about=about)


def lock_offers(offer_ids: Iterable[int]) -> None:
    """Lock offers before some are let go and others promised: else each would be locked in an order of its own."""
    list(Offer.objects.select_for_update().filter(pk__in=set(offer_ids)).order_by("pk").values_list("pk"))

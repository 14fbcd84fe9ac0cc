"""The price-and-availability answer: what a connected system's parts cost now, before it orders them."""

from __future__ import annotations

from decimal import Decimal

from fondaco.bridge.models import Partner
from fondaco.bridge.registry import Incoming
from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Money,
    Status,
)
from fondaco.selling.accounts.finding import connection_of
from fondaco.selling.accounts.models import BusinessAccount, Store
from fondaco.selling.shopping.cart import SHIPPING_PART_ID, joined_key
from fondaco.selling.shopping.today import Today, Wanted, today_of

NO_ACCOUNT = Status(403, "Forbidden", "This connection belongs to no business account. Customer service can mend that.")
NOT_TRADING = Status(403, "Forbidden", "This account may not buy for now. Its people can see why in the store.")


def take_question(incoming: Incoming) -> AvailabilityAnswer | Status:
    """Every part as this customer would get it now. What is not theirs to have is as what never was."""
    body = incoming.message.body
    assert isinstance(body, AvailabilityRequest)
    connection = connection_of(incoming.partner)
    if connection is None:
        return NO_ACCOUNT
    incoming.record.about = f"account:{connection.account.public_id}"
    if not connection.account.trades:
        return NOT_TRADING
    wanted = [_wanted(one) for one in body.lines]
    is_test = incoming.partner.mode == Partner.Mode.TEST
    found = today_of(wanted, account=connection.account, is_test=is_test, now=incoming.now)
    return AvailabilityAnswer(
        tuple(_line(one, today, connection.account) for one, today in zip(body.lines, found, strict=True))
    )


def _wanted(asked: AvailabilityQuestion) -> Wanted:
    """Whose offer was quoted is not another's: where one is named, the part has no other to stand in for it."""
    if asked.supplier_part_auxiliary_id.strip():
        return Wanted(asked.supplier_part_auxiliary_id, quantity=asked.quantity)
    return Wanted("", asked.supplier_part_id, asked.quantity)


def _line(asked: AvailabilityQuestion, today: Today | None, account: BusinessAccount) -> AvailabilityLine:
    if asked.supplier_part_id == SHIPPING_PART_ID:
        return _shipping(asked, account)
    if today is None or asked.supplier_part_id not in ("", today.line.part_id):
        return AvailabilityLine(asked.key, found=False)
    line, hold = today.line, today.hold
    highest = line.highest if line.highest is not None else line.available
    return AvailabilityLine(
        key=asked.key,
        found=True,
        unit_price=Money(line.unit_price, account.currency),
        unit=line.unit,
        available=max(min(line.available, highest), Decimal(0)),
        lead_time_days=line.lead_time_days,
        hold_expires_at=hold.expires_at if hold else None,
        supplier_part_auxiliary_id=joined_key(line.key, hold.key if hold else ""),
    )


def _shipping(asked: AvailabilityQuestion, account: BusinessAccount) -> AvailabilityLine:
    """Where shipping is a line of the cart: it costs what the store takes at most for an order."""
    store = Store.objects.first()
    if store is None:
        return AvailabilityLine(asked.key, found=False)
    return AvailabilityLine(
        key=asked.key,
        found=True,
        unit_price=Money(store.shipping_flat, account.currency),
        unit="EA",
        supplier_part_auxiliary_id=SHIPPING_PART_ID,
    )

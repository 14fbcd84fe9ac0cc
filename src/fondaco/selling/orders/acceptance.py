"""What of an order the store could take: pure functions from the document and the facts to an outcome.

Two questions in turn, because stock is only known under a lock: :func:`weigh` asks of each line whether it could be
delivered if there were enough, :mod:`fondaco.selling.orders.allotment` shares out what there is. Neither reads the
clock or the database. What was promised, by a quote's hold or by the order that is changed, is taken at its price; only
what goes beyond it, or comes too late for it, is held against the safeguards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from attrs import Factory, define, evolve, frozen

from fondaco.documents import OrderLine, PurchaseOrder, RefusalCode
from fondaco.selling.shopping.cart import split_key

CENT_OF_A_CENT = Decimal("0.0001")
NONE = Decimal(0)

# UN/ECE Rec 20 and its older spellings for "one of it"; a sender's choice among them says nothing.
_ONE = frozenset({"EA", "C62", "H87", "PCE", "PC", "PCS", "EACH", "ST"})

# Where in a line a reason lies, in cXML's words; nowhere in particular for the others.
PLACES: Mapping[RefusalCode, str] = {
    RefusalCode.PART_UNKNOWN: "ItemID/SupplierPartID",
    RefusalCode.PART_WITHDRAWN: "ItemID/SupplierPartID",
    RefusalCode.AUXILIARY_ID_CHANGED: "ItemID/SupplierPartAuxiliaryID",
    RefusalCode.NAME_MISSING: "Description",
    RefusalCode.QUANTITY_INVALID: "@quantity",
    RefusalCode.QUANTITY_UNAVAILABLE: "@quantity",
    RefusalCode.QUANTITY_LIMIT: "@quantity",
    RefusalCode.UNIT_DIFFERENT: "UnitOfMeasure",
    RefusalCode.PRICE_INVALID: "UnitPrice",
    RefusalCode.PRICE_MOVED: "UnitPrice",
    RefusalCode.CURRENCY_DIFFERENT: "UnitPrice/Money/@currency",
    RefusalCode.ORDER_NUMBER_USED: "OrderRequestHeader/@orderID",
    RefusalCode.ORDER_UNKNOWN: "OrderRequestHeader/@orderID",
    RefusalCode.OPERATION_UNSUPPORTED: "OrderRequestHeader/@type",
    RefusalCode.CHANGES_NOT_TAKEN: "OrderRequestHeader/@type",
    RefusalCode.TOO_LATE: "OrderRequestHeader/@type",
    RefusalCode.ORDER_OVER: "OrderRequestHeader/@type",
    RefusalCode.MODE_DIFFERENT: "Request/@deploymentMode",
    RefusalCode.NO_LINES: "ItemOut",
}


class Short(StrEnum):
    """What becomes of a line of which there is not enough."""

    TAKE_AVAILABLE = "take_available"
    DROP_LINE = "drop_line"
    REFUSE_ORDER = "refuse_order"


@frozen
class Guards:
    """What an order may differ by, and what the customer's settings say.

    ``percent`` is 5 for 5 %; ``amount``, ``shipping`` and ``minimum`` are net, in the order's currency;
    ``delivery_days`` calendar days. None sets no limit. ``backorders``: what is not there may come later.
    """

    percent: Decimal | None
    amount: Decimal | None
    short: Short
    store_only: bool = False
    shipping: Decimal | None = None
    delivery_days: int | None = None
    backorders: bool = False
    minimum: Decimal | None = None

    def highest(self, ordered: Decimal) -> Decimal | None:
        """The highest unit price that is still taken for one ordered at ``ordered``; None where there is no limit."""
        limits = []
        if self.percent is not None:
            risen = ordered * (1 + self.percent / 100)
            limits.append(risen.quantize(CENT_OF_A_CENT, rounding=ROUND_HALF_UP))
        if self.amount is not None:
            limits.append(ordered + self.amount)
        return min(limits, default=None)

    def too_late(self, day: date | None, today: date | None) -> bool:
        return self.delivery_days is not None and days_until(day, today) > self.delivery_days


def days_until(day: date | None, today: date | None) -> int:
    """Calendar days; none where either is not known."""
    return (day - today).days if day is not None and today is not None else 0


@frozen
class OfferFacts:
    """One offer as it stands now, for this customer.

    ``tiers`` are (from quantity, net unit price), the lowest quantity first. ``arrives_on`` is the last day of delivery
    of what is there, ``later_on`` that of what is not, where more is expected.
    """

    offer_id: int
    part_id: str
    auxiliary_id: str
    active: bool
    currency: str
    unit: str
    tiers: tuple[tuple[Decimal, Decimal], ...]
    minimum: Decimal = Decimal(1)
    maximum: Decimal | None = None
    step: Decimal = Decimal(1)
    arrives_on: date | None = None
    later_on: date | None = None
    seller_id: int = 0
    by_store: bool = True

    def unit_price(self, quantity: Decimal) -> Decimal:
        reached = [price for start, price in self.tiers if quantity >= start]
        return reached[-1] if reached else self.tiers[0][1]


@frozen
class Held:
    """Price and stock that were promised: ``unit_price`` for up to ``quantity``, of which ``reserved`` waits.

    ``good`` says whether the promise still stands.
    """

    key: str
    offer_id: int
    quantity: Decimal
    unit_price: Decimal
    reserved: Decimal = NONE
    good: bool = True


@frozen
class Promises:
    """What was promised before. Holds by their key; by offer id what the order had that this one changes."""

    holds: Mapping[str, Held] = Factory(dict)
    standing: Mapping[int, Sequence[Held]] = Factory(dict)

    @property
    def all(self) -> Iterable[Held]:
        yield from self.holds.values()
        for several in self.standing.values():
            yield from several


@frozen
class Reason:
    """Why it is refused: the limit and what was met, in the order's currency, the line's unit or days."""

    code: RefusalCode
    boundary: Decimal | None = None
    actual: Decimal | None = None


@frozen
class Taken:
    """Part of a line that comes. ``held`` is the key of the promise it has its price by, ``waited`` its reserve."""

    quantity: Decimal
    unit_price: Decimal
    held: str = ""
    waited: Decimal = NONE

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price


@frozen
class Refused:
    """Part of a line that does not come. ``quantity`` is None where what was ordered is no number."""

    quantity: Decimal | None
    reason: Reason


@frozen
class Verdict:
    """What is said to one line: parts that come, come later, do not come. ``charge``: it is the store's shipping.

    ``hold`` is what its auxiliary id named, still good or not; ``highest`` the price that the safeguards end at.
    """

    line: OrderLine
    offer: OfferFacts | None = None
    taken: tuple[Taken, ...] = ()
    later: tuple[Taken, ...] = ()
    refused: tuple[Refused, ...] = ()
    hold: Held | None = None
    highest: Decimal | None = None
    charge: bool = False

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.taken), NONE)

    @property
    def later_amount(self) -> Decimal:
        return sum((one.amount for one in self.later), NONE)

    @property
    def comes(self) -> bool:
        return bool(self.taken or self.later)

    @property
    def reason(self) -> Reason | None:
        return self.refused[0].reason if self.refused else None

    def refuse(self, reason: Reason) -> Verdict:
        """Nothing of it; parts that were refused before keep their reason."""
        lost = sum((one.quantity for one in (*self.taken, *self.later)), NONE)
        return evolve(self, taken=(), later=(), refused=(*self.refused, Refused(lost, reason)))


@frozen
class Outcome:
    """What is said to the order. ``reason`` is set where it is refused as a whole.

    ``shipping`` is net, charged beside the lines: none where a line of the order is the charge.
    """

    verdicts: tuple[Verdict, ...] = ()
    reason: Reason | None = None
    shipping: Decimal = NONE

    @property
    def total(self) -> Decimal:
        """What comes, net."""
        return sum((one.amount for one in self.verdicts), NONE)

    @property
    def later_total(self) -> Decimal:
        return sum((one.later_amount for one in self.verdicts), NONE)

    @property
    def due(self) -> Decimal:
        """All that would have to be paid for it, net."""
        return self.total + self.later_total + self.shipping

    @property
    def goods(self) -> Sequence[Verdict]:
        return [one for one in self.verdicts if not one.charge]

    @property
    def anything_taken(self) -> bool:
        """Whether anything comes, now or later."""
        return any(one.comes for one in self.goods)

    @property
    def everything_taken(self) -> bool:
        """Whether all of it comes now."""
        return bool(self.goods) and not any(one.refused or one.later for one in self.verdicts)

    def refuse(self, reason: Reason, rest: Reason | None = None) -> Outcome:
        """The whole order; lines that could have come say ``rest``, else the same."""
        verdicts = tuple(one.refuse(rest or reason) if one.comes else one for one in self.verdicts)
        return Outcome(verdicts, reason)


def same_unit(one: str, other: str) -> bool:
    """Whether both count the same; an empty one says nothing and is taken as the offer's own."""
    left, right = one.strip().upper(), other.strip().upper()
    return not left or left == right or (left in _ONE and right in _ONE)


def refuse_whole(order: PurchaseOrder, reason: Reason) -> Outcome:
    """Nothing of it, for one reason that lies in the order itself or in who sends it."""
    return Outcome(tuple(Verdict(line, refused=(Refused(line.quantity, reason),)) for line in order.lines), reason)


def weigh(
    order: PurchaseOrder,
    offers: Mapping[str, Sequence[OfferFacts]],
    guards: Guards,
    currency: str,
    *,
    promises: Promises | None = None,
    charge_part_id: str = "",
    today: date | None = None,
) -> Outcome:
    """What could be taken if there were enough of everything.

    ``offers`` by supplier part id, withdrawn ones too. A line of ``charge_part_id`` is the store's shipping.
    """
    if not order.lines:
        return refuse_whole(order, Reason(RefusalCode.NO_LINES))
    scales = _Scales(offers, guards, currency, promises or Promises(), charge_part_id, today)
    outcome = Outcome(tuple(scales.weigh(line) for line in order.lines))
    least = guards.minimum
    if least is not None and outcome.anything_taken and outcome.total < least:
        return outcome.refuse(Reason(RefusalCode.MINIMUM_ORDER, least, outcome.total))
    return outcome


@define
class _Scales:
    """One weighing: what of each promise earlier lines have claimed is gone for later ones."""

    offers: Mapping[str, Sequence[OfferFacts]]
    guards: Guards
    currency: str
    promises: Promises
    charge_part_id: str
    today: date | None
    charged: bool = False
    left: dict[str, Decimal] = Factory(dict)

    def weigh(self, line: OrderLine) -> Verdict:
        if self.charge_part_id and line.supplier_part_id == self.charge_part_id:
            return self._weigh_charge(line)
        offer, hold, reason = self._find(line)
        reason = reason or self._line_reason(line, offer)
        if reason is not None or offer is None or line.quantity is None:
            assert reason is not None
            return Verdict(line, offer, refused=(Refused(line.quantity, reason),), hold=hold)
        price = line.price_each
        highest = self.guards.highest(price.amount) if price is not None else None
        taken, lost = self._claim(offer, hold, line.quantity, highest)
        rest = line.quantity - sum((one.quantity for one in taken), NONE)
        refused: tuple[Refused, ...] = ()
        if rest > 0:
            against = self._open_reason(line.quantity, offer, highest)
            if against is None:
                taken.append(Taken(rest, offer.unit_price(line.quantity)))
            else:
                refused = (Refused(rest, _nearer(against, lost)),)
        return Verdict(line, offer, tuple(taken), (), refused, hold, highest)

    def _weigh_charge(self, line: OrderLine) -> Verdict:
        """What it comes to is known when the rest is; once an order."""
        quantity = line.quantity
        if quantity is None or quantity <= 0:
            return self._lost(line, Reason(RefusalCode.QUANTITY_INVALID, actual=quantity))
        if self.charged:
            return self._lost(line, Reason(RefusalCode.PART_UNKNOWN))
        self.charged = True
        return Verdict(line, taken=(Taken(quantity, NONE),), charge=True)

    def _lost(self, line: OrderLine, reason: Reason) -> Verdict:
        return Verdict(line, refused=(Refused(line.quantity, reason),), charge=True)

    def _find(self, line: OrderLine) -> tuple[OfferFacts | None, Held | None, Reason | None]:
        """The offer that the line means, and the hold. Without an auxiliary id it is clear where there is no choice."""
        offers = self.offers.get(line.supplier_part_id, ())
        if not offers:
            return None, None, Reason(RefusalCode.PART_UNKNOWN)
        key, hold_key = split_key(line.supplier_part_auxiliary_id)
        hold = self.promises.holds.get(hold_key) if hold_key else None
        if key:
            named = [one for one in offers if one.auxiliary_id == key]
        else:
            active = [one for one in offers if one.active]
            named = active if len(active) == 1 else ([] if active else list(offers[:1]))
        if not named or (hold_key and (hold is None or hold.offer_id != named[0].offer_id)):
            return None, None, Reason(RefusalCode.AUXILIARY_ID_CHANGED)
        if not named[0].active and not self._promised(named[0], hold):
            return named[0], hold, Reason(RefusalCode.PART_WITHDRAWN)
        return named[0], hold, None

    def _line_reason(self, line: OrderLine, offer: OfferFacts | None) -> Reason | None:
        """What is wrong with the line itself, whatever was promised."""
        quantity, price = line.quantity, line.price_each
        if offer is None:
            return Reason(RefusalCode.PART_UNKNOWN)
        if not line.description.strip() and not line.short_name.strip():
            return Reason(RefusalCode.NAME_MISSING)
        if quantity is None or quantity <= 0:
            return Reason(RefusalCode.QUANTITY_INVALID, actual=quantity)
        if not same_unit(line.unit, offer.unit):
            return Reason(RefusalCode.UNIT_DIFFERENT)
        if quantity % offer.step:
            return Reason(RefusalCode.QUANTITY_LIMIT, offer.step, quantity)
        if price is None or price.amount < 0:
            return Reason(RefusalCode.PRICE_INVALID, actual=price.amount if price else None)
        if price.currency != self.currency or offer.currency != self.currency:
            return Reason(RefusalCode.CURRENCY_DIFFERENT)
        if self.guards.store_only and not offer.by_store:
            return Reason(RefusalCode.SELLER_NOT_TAKEN)
        return None

    def _promised(self, offer: OfferFacts, hold: Held | None) -> list[Held]:
        own = [hold] if hold is not None and hold.good else []
        return [*self.promises.standing.get(offer.offer_id, ()), *own]

    def _claim(
        self, offer: OfferFacts, hold: Held | None, quantity: Decimal, highest: Decimal | None
    ) -> tuple[list[Taken], Reason | None]:
        """What of it promises cover, and why the first did not where its price is not one that was ordered at."""
        taken: list[Taken] = []
        lost: Reason | None = None
        for one in self._promised(offer, hold):
            if highest is not None and one.unit_price > highest:
                lost = lost or Reason(RefusalCode.PRICE_MOVED, highest, one.unit_price)
                continue
            part = min(quantity, self.left.setdefault(one.key, one.quantity))
            if part > 0:
                taken.append(Taken(part, one.unit_price, one.key))
                self.left[one.key] -= part
                quantity -= part
        return taken, lost

    def _open_reason(self, quantity: Decimal, offer: OfferFacts, highest: Decimal | None) -> Reason | None:
        """What is against what no promise covers, as things stand today; limits and tier are those of the line."""
        now = offer.unit_price(quantity)
        if not offer.active:
            return Reason(RefusalCode.PART_WITHDRAWN)
        if quantity < offer.minimum:
            return Reason(RefusalCode.QUANTITY_LIMIT, offer.minimum, quantity)
        if offer.maximum is not None and quantity > offer.maximum:
            return Reason(RefusalCode.QUANTITY_LIMIT, offer.maximum, quantity)
        if highest is not None and now > highest:
            return Reason(RefusalCode.PRICE_MOVED, highest, now)
        if self.guards.too_late(offer.arrives_on, self.today):
            assert self.guards.delivery_days is not None
            late = days_until(offer.arrives_on, self.today)
            return Reason(RefusalCode.DELIVERY_LATER, Decimal(self.guards.delivery_days), Decimal(late))
        return None


def _nearer(against: Reason, lost: Reason | None) -> Reason:
    """Of two prices that are both too high, the lower: it is the one that the customer could have had."""
    if lost is None or against.code is not RefusalCode.PRICE_MOVED:
        return against
    return min(against, lost, key=lambda one: one.actual or NONE)

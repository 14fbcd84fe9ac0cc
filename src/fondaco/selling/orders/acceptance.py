"""What of an order the store takes: pure functions from the document and the offers to an outcome.

Two questions in turn, because stock is only known under a lock: :func:`weigh` asks of each line whether it could be
delivered if there were enough, :func:`allot` shares out what there is. Neither reads the clock or the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from attrs import evolve, field, frozen

from fondaco.documents import OrderLine, OrderOperation, PurchaseOrder, RefusalCode

CENT_OF_A_CENT = Decimal("0.0001")

# UN/ECE Rec 20 and its older spellings for "one of it"; a sender's choice among them says nothing.
_ONE = frozenset({"EA", "C62", "H87", "PCE", "PC", "PCS", "EACH", "ST"})


class Short(StrEnum):
    """What becomes of a line of which there is not enough."""

    TAKE_AVAILABLE = "take_available"
    DROP_LINE = "drop_line"
    REFUSE_ORDER = "refuse_order"


@frozen
class Guards:
    """What an order may differ by. ``percent`` is 5 for 5 %; ``amount`` in the order's currency; None sets no limit."""

    percent: Decimal | None
    amount: Decimal | None
    short: Short

    def highest(self, ordered: Decimal) -> Decimal | None:
        """The highest unit price that is still taken for one ordered at ``ordered``; None where there is no limit."""
        limits = []
        if self.percent is not None:
            risen = ordered * (1 + self.percent / 100)
            limits.append(risen.quantize(CENT_OF_A_CENT, rounding=ROUND_HALF_UP))
        if self.amount is not None:
            limits.append(ordered + self.amount)
        return min(limits, default=None)


@frozen
class OfferFacts:
    """One offer as it stands now. ``tiers`` are (from quantity, net unit price), the lowest quantity first."""

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

    def unit_price(self, quantity: Decimal) -> Decimal:
        reached = [price for start, price in self.tiers if quantity >= start]
        return reached[-1] if reached else self.tiers[0][1]


@frozen
class Reason:
    """Why a portion is refused."""

    code: RefusalCode
    part: str = ""  # the part of the line where it lies, in cXML's words; empty for the line as a whole
    boundary: Decimal | None = None
    actual: Decimal | None = None


@frozen
class Taken:
    quantity: Decimal
    unit_price: Decimal


@frozen
class Verdict:
    """What is said to one line. ``taken`` and ``refused`` may stand side by side."""

    line: OrderLine
    offer: OfferFacts | None = None
    taken: Taken | None = None
    refused_quantity: Decimal | None = None
    reason: Reason | None = None

    @property
    def amount(self) -> Decimal:
        return self.taken.quantity * self.taken.unit_price if self.taken else Decimal(0)


@frozen
class Outcome:
    """What is said to the order. ``reason`` is set where it is refused as a whole."""

    verdicts: tuple[Verdict, ...] = ()
    reason: Reason | None = None
    total: Decimal = field(init=False)

    @total.default
    def _sum(self) -> Decimal:
        return sum((one.amount for one in self.verdicts), Decimal(0))

    @property
    def anything_taken(self) -> bool:
        return any(one.taken for one in self.verdicts)

    @property
    def everything_taken(self) -> bool:
        return bool(self.verdicts) and all(one.taken and not one.reason for one in self.verdicts)


def same_unit(one: str, other: str) -> bool:
    """Whether both count the same; an empty one says nothing and is taken as the offer's own."""
    left, right = one.strip().upper(), other.strip().upper()
    return not left or left == right or (left in _ONE and right in _ONE)


def weigh(order: PurchaseOrder, offers: Mapping[str, Sequence[OfferFacts]], guards: Guards, currency: str) -> Outcome:
    """What could be taken if there were enough of everything. ``offers`` by supplier part id, withdrawn ones too."""
    if order.operation is not OrderOperation.NEW:
        return _whole(order, Reason(RefusalCode.OPERATION_UNSUPPORTED, "OrderRequestHeader/@type"))
    if not order.lines:
        return _whole(order, Reason(RefusalCode.NO_LINES, "ItemOut"))
    return Outcome(
        tuple(_weigh_line(line, offers.get(line.supplier_part_id, ()), guards, currency) for line in order.lines)
    )


def refuse_whole(order: PurchaseOrder, code: RefusalCode, part: str) -> Outcome:
    """Nothing of it, for one reason that lies in the order itself."""
    return _whole(order, Reason(code, part))


def _whole(order: PurchaseOrder, reason: Reason) -> Outcome:
    verdicts = tuple(Verdict(line, refused_quantity=line.quantity, reason=reason) for line in order.lines)
    return Outcome(verdicts, reason)


def _weigh_line(line: OrderLine, offers: Sequence[OfferFacts], guards: Guards, currency: str) -> Verdict:
    offer, reason = _find(line, offers)
    if offer is not None and reason is None:
        reason = _quantity_reason(line, offer) or _price_reason(line, offer, guards, currency)
    if offer is None or reason is not None or line.quantity is None:
        return Verdict(line, offer, refused_quantity=line.quantity, reason=reason)
    # A price that fell is the customer's gain: what is charged is the price of the day, never more than the boundary.
    return Verdict(line, offer, Taken(line.quantity, offer.unit_price(line.quantity)))


def _find(line: OrderLine, offers: Sequence[OfferFacts]) -> tuple[OfferFacts | None, Reason | None]:
    """The offer that the line means. Without an auxiliary id it is clear only where there is one offer to choose."""
    if not offers:
        return None, Reason(RefusalCode.PART_UNKNOWN, "ItemID/SupplierPartID")
    said = line.supplier_part_auxiliary_id.strip()
    if said:
        named = [one for one in offers if one.auxiliary_id == said]
    else:
        active = [one for one in offers if one.active]
        named = active if len(active) == 1 else ([] if active else list(offers[:1]))
    if not named:
        return None, Reason(RefusalCode.AUXILIARY_ID_CHANGED, "ItemID/SupplierPartAuxiliaryID")
    if not named[0].active:
        return named[0], Reason(RefusalCode.PART_WITHDRAWN, "ItemID/SupplierPartID")
    return named[0], None


def _quantity_reason(line: OrderLine, offer: OfferFacts) -> Reason | None:
    quantity = line.quantity
    if quantity is None or quantity <= 0:
        return Reason(RefusalCode.QUANTITY_INVALID, "@quantity", actual=quantity)
    if not same_unit(line.unit, offer.unit):
        return Reason(RefusalCode.UNIT_DIFFERENT, "UnitOfMeasure")
    if quantity < offer.minimum:
        return Reason(RefusalCode.QUANTITY_LIMIT, "@quantity", offer.minimum, quantity)
    if offer.maximum is not None and quantity > offer.maximum:
        return Reason(RefusalCode.QUANTITY_LIMIT, "@quantity", offer.maximum, quantity)
    if quantity % offer.step:
        return Reason(RefusalCode.QUANTITY_LIMIT, "@quantity", offer.step, quantity)
    return None


def _price_reason(line: OrderLine, offer: OfferFacts, guards: Guards, currency: str) -> Reason | None:
    price = line.price_each
    if price is None or price.amount < 0:
        return Reason(RefusalCode.PRICE_INVALID, "UnitPrice", actual=price.amount if price else None)
    if price.currency != currency or offer.currency != currency:
        return Reason(RefusalCode.CURRENCY_DIFFERENT, "UnitPrice/Money/@currency")
    assert line.quantity is not None
    now = offer.unit_price(line.quantity)
    highest = guards.highest(price.amount)
    if highest is not None and now > highest:
        return Reason(RefusalCode.PRICE_MOVED, "UnitPrice", highest, now)
    return None


def wanted(outcome: Outcome) -> dict[int, Decimal]:
    """How much of each offer would be needed, by offer id."""
    needs: dict[int, Decimal] = {}
    for one in outcome.verdicts:
        if one.taken and one.offer:
            needs[one.offer.offer_id] = needs.get(one.offer.offer_id, Decimal(0)) + one.taken.quantity
    return needs


def allot(outcome: Outcome, available: Mapping[int, Decimal], guards: Guards) -> Outcome:
    """Share out what there is, line by line in the order's sequence. The price stays that of the ordered quantity."""
    left = dict(available)
    verdicts = tuple(_allot_line(one, left, guards.short) for one in outcome.verdicts)
    missing = any(one.reason and one.reason.code is RefusalCode.QUANTITY_UNAVAILABLE for one in verdicts)
    if missing and guards.short is Short.REFUSE_ORDER:
        return _refuse_rest(verdicts)
    return Outcome(verdicts, outcome.reason)


def _allot_line(verdict: Verdict, left: dict[int, Decimal], short: Short) -> Verdict:
    if verdict.taken is None or verdict.offer is None:
        return verdict
    asked, offer = verdict.taken.quantity, verdict.offer
    there = max(left.get(offer.offer_id, Decimal(0)), Decimal(0))
    if there >= asked:
        left[offer.offer_id] = there - asked
        return verdict
    reason = Reason(RefusalCode.QUANTITY_UNAVAILABLE, "@quantity", there, asked)
    whole_steps = there - there % offer.step
    if short is not Short.TAKE_AVAILABLE or whole_steps <= 0:
        return evolve(verdict, taken=None, refused_quantity=asked, reason=reason)
    left[offer.offer_id] = there - whole_steps
    return evolve(
        verdict,
        taken=evolve(verdict.taken, quantity=whole_steps),
        refused_quantity=asked - whole_steps,
        reason=reason,
    )


def _refuse_rest(verdicts: Sequence[Verdict]) -> Outcome:
    """The whole order, because a line of it cannot come; lines that could have say so by carrying its reason."""
    cause = next(one.reason for one in verdicts if one.reason and one.reason.code is RefusalCode.QUANTITY_UNAVAILABLE)
    return Outcome(
        tuple(
            evolve(one, taken=None, refused_quantity=one.line.quantity, reason=one.reason or Reason(RefusalCode.OTHER))
            for one in verdicts
        ),
        cause,
    )

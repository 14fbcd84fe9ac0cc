"""Sharing out what there is, and what it then costs: the second half of judging an order, pure like the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from attrs import define, evolve, frozen

from fondaco.documents import RefusalCode
from fondaco.selling.orders.acceptance import (
    NONE,
    Guards,
    OfferFacts,
    Outcome,
    Promises,
    Reason,
    Refused,
    Short,
    Taken,
    Verdict,
)

CENT = Decimal("0.01")


@frozen
class Tariff:
    """What the store charges for shipping, net, and from which net total on it charges nothing."""

    flat: Decimal
    free_from: Decimal

    def of(self, net: Decimal) -> Decimal:
        return NONE if net >= self.free_from else self.flat.quantize(CENT, rounding=ROUND_HALF_UP)


def offers_wanted(outcome: Outcome) -> set[int]:
    """Whose stock has to be known, by offer id."""
    return {one.offer.offer_id for one in outcome.verdicts if one.taken and one.offer}


def wanted(outcome: Outcome) -> dict[int, Decimal]:
    """How much of each offer has to be promised, by offer id: what does not wait already."""
    needs: dict[int, Decimal] = {}
    for one in outcome.verdicts:
        if one.offer is None:
            continue
        for taken in one.taken:
            rest = taken.quantity - taken.waited
            if rest:
                needs[one.offer.offer_id] = needs.get(one.offer.offer_id, NONE) + rest
    return needs


def used(outcome: Outcome) -> dict[str, Decimal]:
    """The promises that lines have their price by, and how much of what waits under each is taken."""
    keys: dict[str, Decimal] = {}
    for one in outcome.verdicts:
        for taken in one.taken:
            if taken.held:
                keys[taken.held] = keys.get(taken.held, NONE) + taken.waited
    return keys


def allot(
    outcome: Outcome,
    available: Mapping[int, Decimal],
    guards: Guards,
    *,
    promises: Promises | None = None,
    today: date | None = None,
) -> Outcome:
    """Share out what there is, line by line in the order's sequence. The price stays that of the ordered quantity.

    ``available`` is what of each offer can still be promised, beside what waits under ``promises``.
    """
    waiting = {one.key: one.reserved for one in promises.all} if promises else {}
    shares = _Shares(dict(available), waiting, guards, today)
    verdicts = tuple(shares.allot(one) for one in outcome.verdicts)
    missing = _first(verdicts, RefusalCode.QUANTITY_UNAVAILABLE)
    if missing is not None and guards.short is Short.REFUSE_ORDER:
        return Outcome(verdicts).refuse(missing, Reason(RefusalCode.OTHER))
    return evolve(outcome, verdicts=verdicts)


def _first(verdicts: Sequence[Verdict], code: RefusalCode) -> Reason | None:
    reasons = (part.reason for one in verdicts for part in one.refused)
    return next((reason for reason in reasons if reason.code is code), None)


@define
class _Shares:
    """One sharing out: what is left of each offer, and under each promise."""

    left: dict[int, Decimal]
    waiting: dict[str, Decimal]
    guards: Guards
    today: date | None

    def allot(self, verdict: Verdict) -> Verdict:
        if not verdict.taken or verdict.offer is None:
            return verdict
        offer = verdict.offer
        got = [self._share(one, offer) for one in verdict.taken]
        asked = sum((one.quantity for one in verdict.taken), NONE)
        there = sum((one.quantity for one in got), NONE)
        if there == asked:
            return evolve(verdict, taken=tuple(got))
        missing = [
            evolve(one, quantity=one.quantity - part.quantity)
            for one, part in zip(verdict.taken, got, strict=True)
            if part.quantity < one.quantity
        ]
        got = [one for one in got if one.quantity > 0]
        if self._may_follow(offer):
            return evolve(verdict, taken=tuple(got), later=tuple(missing))
        reason = Reason(RefusalCode.QUANTITY_UNAVAILABLE, there, asked)
        if self.guards.short is not Short.TAKE_AVAILABLE or not got:
            self._give_back(got, offer)
            return evolve(verdict, taken=(), refused=(*verdict.refused, Refused(asked, reason)))
        return evolve(verdict, taken=tuple(got), refused=(*verdict.refused, Refused(asked - there, reason)))

    def _share(self, one: Taken, offer: OfferFacts) -> Taken:
        """As much of it as there is, in whole steps, first of what waits for it."""
        waited = min(one.quantity, self.waiting.get(one.held, NONE))
        open_ = max(self.left.get(offer.offer_id, NONE), NONE) if offer.active else NONE
        there = min(one.quantity, waited + open_)
        there -= there % offer.step
        waited = min(waited, there)
        if waited:
            self.waiting[one.held] -= waited
        self.left[offer.offer_id] = self.left.get(offer.offer_id, NONE) - (there - waited)
        return evolve(one, quantity=there, waited=waited)

    def _give_back(self, got: Sequence[Taken], offer: OfferFacts) -> None:
        for one in got:
            self.left[offer.offer_id] += one.quantity - one.waited
            if one.waited:
                self.waiting[one.held] += one.waited

    def _may_follow(self, offer: OfferFacts) -> bool:
        """Whether what is not there may come later: it is expected, wanted so, and not too late."""
        expected = offer.active and offer.later_on is not None
        return self.guards.backorders and expected and not self.guards.too_late(offer.later_on, self.today)


def charge(outcome: Outcome, tariff: Tariff | None, guards: Guards) -> Outcome:
    """Add shipping to what comes, as the order's own line where it has one, and hold it against the safeguard.

    What comes wholly by a promise was shown with its shipping: there the safeguard says nothing.
    """
    if not outcome.anything_taken:
        alone = tuple(one.refuse(Reason(RefusalCode.OTHER)) if one.comes else one for one in outcome.verdicts)
        return evolve(outcome, verdicts=alone)
    net = sum((one.amount + one.later_amount for one in outcome.goods), NONE)
    cost = tariff.of(net) if tariff else NONE
    promised = all(part.held for one in outcome.goods for part in (*one.taken, *one.later))
    if guards.shipping is not None and cost > guards.shipping and not promised:
        return outcome.refuse(Reason(RefusalCode.SHIPPING_ABOVE, guards.shipping, cost))
    if not _has_charge(outcome):
        return evolve(outcome, shipping=cost)
    return evolve(outcome, verdicts=tuple(_charged(one, cost) for one in outcome.verdicts))


def _has_charge(outcome: Outcome) -> bool:
    return any(one.charge and one.taken for one in outcome.verdicts)


def _charged(verdict: Verdict, cost: Decimal) -> Verdict:
    if not verdict.charge or not verdict.taken:
        return verdict
    quantity = verdict.taken[0].quantity
    return evolve(verdict, taken=(Taken(quantity, (cost / quantity).quantize(Decimal("0.0001"))),))


def within_credit(outcome: Outcome, *, owed: Decimal, limit: Decimal) -> Outcome:
    """Refuse the order where more would be open than the customer may owe; amounts net, in the account's currency."""
    if outcome.anything_taken and owed + outcome.due > limit:
        return outcome.refuse(Reason(RefusalCode.CREDIT_LIMIT, limit, owed + outcome.due))
    return outcome

"""Every safeguard at its edges, and what a quote's hold keeps from them; no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.documents import Money, OrderLine, PurchaseOrder, RefusalCode
from fondaco.selling.orders.acceptance import Guards, Held, OfferFacts, Outcome, Promises, Reason, Short, weigh
from fondaco.selling.orders.allotment import Tariff, allot, charge, used, wanted, within_credit

TODAY = date(2026, 11, 23)
OPEN = Guards(percent=None, amount=None, short=Short.TAKE_AVAILABLE)
TARIFF = Tariff(flat=Decimal("6.90"), free_from=Decimal(100))
PLENTY = {1: Decimal(1000), 2: Decimal(1000)}


def facts(**changes: Any) -> OfferFacts:
    given: dict[str, Any] = {
        "offer_id": 1,
        "part_id": "P",
        "auxiliary_id": "K",
        "active": True,
        "currency": "EUR",
        "unit": "EA",
        "tiers": ((Decimal(1), Decimal(changes.pop("price", 100))),),
        "arrives_on": date(2026, 11, 25),
        **changes,
    }
    return OfferFacts(**given)


def line(quantity: str = "2", price: str = "100", number: int = 1, **changes: Any) -> OrderLine:
    given: dict[str, Any] = {
        "line_number": number,
        "supplier_part_id": "P",
        "supplier_part_auxiliary_id": "K",
        "quantity": Decimal(quantity),
        "unit_price": Money(Decimal(price), "EUR"),
        "unit": "EA",
        "description": "A thing",
        **changes,
    }
    return OrderLine(**given)


def held(quantity: str = "2", price: str = "100", *, reserved: str | None = None, **changes: Any) -> Promises:
    waiting = Decimal(reserved if reserved is not None else quantity)
    return Promises(holds={"H": Held("H", 1, Decimal(quantity), Decimal(price), waiting, **changes)})


def judged(
    *lines: OrderLine,
    offers: Sequence[OfferFacts] = (facts(),),
    guards: Guards = OPEN,
    promises: Promises | None = None,
    there: dict[int, Decimal] = PLENTY,
    tariff: Tariff | None = None,
) -> Outcome:
    parts: dict[str, list[OfferFacts]] = {}
    for one in offers:
        parts.setdefault(one.part_id, []).append(one)
    outcome = weigh(
        PurchaseOrder("PO", lines), parts, guards, "EUR", promises=promises, charge_part_id="SHIPPING", today=TODAY
    )
    return charge(allot(outcome, there, guards, promises=promises, today=TODAY), tariff, guards)


def said(outcome: Outcome, place: int = 0) -> tuple[list[tuple[int, Decimal]], list[int], list[Reason]]:
    """(quantity, price) of what comes, quantities of what comes later, and why what is refused is."""
    verdict = outcome.verdicts[place]
    return (
        [(int(one.quantity), one.unit_price) for one in verdict.taken],
        [int(one.quantity) for one in verdict.later],
        [one.reason for one in verdict.refused],
    )


class TestThePriceOfAHold:
    """The table of decision record 0019, row by row."""

    @pytest.mark.parametrize(
        ("ordered", "quoted", "now", "taken_at"),
        [
            ("100", "100", "130", "100"),  # risen meanwhile: the hold keeps it
            ("100", "100", "80", "100"),  # fallen: what was quoted was agreed
            ("98", "100", "130", "100"),  # ordered a little below the quote: within the safeguard of what was ordered
            ("110", "100", "130", "100"),  # ordered above: nobody pays more than was quoted
        ],
    )
    def test_while_it_is_good_the_quoted_price_is_charged(
        self, ordered: str, quoted: str, now: str, taken_at: str
    ) -> None:
        guards = Guards(Decimal(5), Decimal(10), Short.TAKE_AVAILABLE)

        outcome = judged(
            line(price=ordered, supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=now)],
            guards=guards,
            promises=held(price=quoted),
        )

        assert said(outcome) == ([(2, Decimal(taken_at))], [], [])

    def test_ordered_far_below_the_quote_it_is_refused_by_the_price_that_could_have_been_had(self) -> None:
        guards = Guards(Decimal(5), None, Short.TAKE_AVAILABLE)

        outcome = judged(
            line(price="90", supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=130)],
            guards=guards,
            promises=held(price="100"),
        )

        assert said(outcome)[2] == [Reason(RefusalCode.PRICE_MOVED, Decimal("94.5"), Decimal(100))]

    def test_ordered_below_the_quote_at_what_it_costs_today_it_comes_at_todays_price(self) -> None:
        guards = Guards(Decimal(0), None, Short.TAKE_AVAILABLE)

        outcome = judged(
            line(price="90", supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=90)],
            guards=guards,
            promises=held(price="100"),
        )

        assert said(outcome)[0] == [(2, Decimal(90))]
        assert used(outcome) == {}

    def test_once_it_is_over_todays_price_is_held_against_the_safeguard(self) -> None:
        guards = Guards(Decimal(5), Decimal(10), Short.TAKE_AVAILABLE)

        outcome = judged(
            line(price="100", supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=106)],
            guards=guards,
            promises=held(good=False),
        )

        assert said(outcome)[2] == [Reason(RefusalCode.PRICE_MOVED, Decimal(105), Decimal(106))]

    def test_what_goes_beyond_it_costs_what_it_costs_today(self) -> None:
        outcome = judged(
            line("5", supplier_part_auxiliary_id="K.H"), offers=[facts(price=103)], promises=held("2", "100")
        )

        assert said(outcome)[0] == [(2, Decimal(100)), (3, Decimal(103))]
        assert used(outcome) == {"H": 2}
        assert wanted(outcome) == {1: 3}

    def test_what_goes_beyond_it_is_refused_alone_where_its_price_moved_too_far(self) -> None:
        guards = Guards(Decimal(5), None, Short.TAKE_AVAILABLE)

        outcome = judged(
            line("5", supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=106)],
            guards=guards,
            promises=held("2", "100"),
        )

        comes, _later, reasons = said(outcome)
        assert comes == [(2, Decimal(100))]
        assert reasons == [Reason(RefusalCode.PRICE_MOVED, Decimal(105), Decimal(106))]

    def test_two_lines_share_one_hold_in_their_order(self) -> None:
        lines = [line("3", number=n, supplier_part_auxiliary_id="K.H") for n in (1, 2)]

        outcome = judged(*lines, offers=[facts(price=120)], promises=held("4", "100"))

        assert said(outcome, 0)[0] == [(3, Decimal(100))]
        assert said(outcome, 1)[0] == [(1, Decimal(100)), (2, Decimal(120))]

    @pytest.mark.parametrize("key", ["K.X", "K.", "X.H", ".H"])
    def test_a_changed_key_of_the_hold_or_the_offer_is_a_changed_auxiliary_id(self, key: str) -> None:
        outcome = judged(line(supplier_part_auxiliary_id=key), promises=held())

        expected = [] if key in ("K.", ".H") else [RefusalCode.AUXILIARY_ID_CHANGED]
        assert [one.code for one in said(outcome)[2]] == expected

    def test_the_hold_of_another_offer_is_a_changed_auxiliary_id(self) -> None:
        other = facts(offer_id=2, auxiliary_id="L")

        outcome = judged(line(supplier_part_auxiliary_id="L.H"), offers=[facts(), other], promises=held())

        assert [one.code for one in said(outcome)[2]] == [RefusalCode.AUXILIARY_ID_CHANGED]


class TestTheStockOfAHold:
    def test_what_waits_under_it_is_there_though_the_shelf_is_empty(self) -> None:
        outcome = judged(line(supplier_part_auxiliary_id="K.H"), promises=held(), there={1: Decimal(0)})

        assert said(outcome)[0] == [(2, Decimal(100))]
        assert wanted(outcome) == {}

    def test_what_was_quoted_but_not_there_comes_from_the_shelf_at_the_quoted_price(self) -> None:
        outcome = judged(
            line("5", supplier_part_auxiliary_id="K.H"), promises=held("5", reserved="3"), there={1: Decimal(1)}
        )

        comes, _later, reasons = said(outcome)
        assert comes == [(4, Decimal(100))]
        assert reasons == [Reason(RefusalCode.QUANTITY_UNAVAILABLE, Decimal(4), Decimal(5))]
        assert (used(outcome), wanted(outcome)) == ({"H": 3}, {1: 1})

    def test_of_a_withdrawn_item_comes_what_waits_and_no_more(self) -> None:
        outcome = judged(line("5", supplier_part_auxiliary_id="K.H"), offers=[facts(active=False)], promises=held("2"))

        comes, _later, reasons = said(outcome)
        assert comes == [(2, Decimal(100))]
        assert [one.code for one in reasons] == [RefusalCode.PART_WITHDRAWN]

    def test_neither_late_delivery_nor_a_limit_is_held_against_it(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, delivery_days=1)
        slow = facts(arrives_on=date(2026, 12, 24), maximum=Decimal(1))

        outcome = judged(line(supplier_part_auxiliary_id="K.H"), offers=[slow], guards=guards, promises=held())

        assert outcome.everything_taken


class TestQuantity:
    @pytest.mark.parametrize(("there", "comes", "refused"), [("10", 10, 0), ("9", 9, 1), ("0", 0, 10)])
    def test_what_there_is_is_taken(self, there: str, comes: int, refused: int) -> None:
        outcome = judged(line("10"), there={1: Decimal(there)})

        assert sum(quantity for quantity, _price in said(outcome)[0]) == comes
        boundaries = [(one.boundary, one.actual) for one in said(outcome)[2]]
        assert boundaries == ([(Decimal(there), Decimal(10))] if refused else [])

    @pytest.mark.parametrize(("there", "comes"), [("10", True), ("9", False)])
    def test_the_line_is_dropped(self, there: str, comes: bool) -> None:
        guards = Guards(None, None, Short.DROP_LINE)
        other = facts(offer_id=2, part_id="Q", auxiliary_id="L")
        second = line("1", number=2, supplier_part_id="Q", supplier_part_auxiliary_id="L")

        outcome = judged(
            line("10"), second, offers=[facts(), other], guards=guards, there={**PLENTY, 1: Decimal(there)}
        )

        assert bool(outcome.verdicts[0].taken) is comes
        assert outcome.verdicts[1].taken
        assert outcome.reason is None

    def test_what_a_dropped_line_leaves_is_there_for_the_next(self) -> None:
        guards = Guards(None, None, Short.DROP_LINE)

        outcome = judged(line("10"), line("9", number=2), guards=guards, there={1: Decimal(9)})

        assert [bool(one.taken) for one in outcome.verdicts] == [False, True]

    @pytest.mark.parametrize(("there", "comes"), [("10", True), ("9", False)])
    def test_the_order_is_refused(self, there: str, comes: bool) -> None:
        guards = Guards(None, None, Short.REFUSE_ORDER)

        outcome = judged(line("10"), guards=guards, there={1: Decimal(there)})

        assert outcome.anything_taken is comes
        reason = Reason(RefusalCode.QUANTITY_UNAVAILABLE, Decimal(9), Decimal(10))
        assert outcome.reason == (None if comes else reason)


class TestSellerKind:
    @pytest.mark.parametrize(
        ("store_only", "by_store", "comes"),
        [(True, True, True), (True, False, False), (False, False, True), (False, True, True)],
    )
    def test_only_what_the_store_delivers_is_taken_where_the_customer_says_so(
        self, store_only: bool, by_store: bool, comes: bool
    ) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, store_only=store_only)

        outcome = judged(line(), offers=[facts(by_store=by_store)], guards=guards)

        assert outcome.anything_taken is comes
        assert [one.code for one in said(outcome)[2]] == ([] if comes else [RefusalCode.SELLER_NOT_TAKEN])

    def test_a_hold_does_not_lift_it(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, store_only=True)

        outcome = judged(
            line(supplier_part_auxiliary_id="K.H"), offers=[facts(by_store=False)], guards=guards, promises=held()
        )

        assert not outcome.anything_taken


class TestShipping:
    @pytest.mark.parametrize(
        ("limit", "comes"), [(Decimal("6.90"), True), (Decimal("6.89"), False), (None, True), (Decimal(0), False)]
    )
    def test_it_may_cost_the_limit_and_not_a_cent_more(self, limit: Decimal | None, comes: bool) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, shipping=limit)

        outcome = judged(line("1", "10"), offers=[facts(price=10)], guards=guards, tariff=TARIFF)

        assert outcome.anything_taken is comes
        if not comes:
            assert outcome.reason == Reason(RefusalCode.SHIPPING_ABOVE, limit, Decimal("6.90"))
            assert [one.code for one in said(outcome)[2]] == [RefusalCode.SHIPPING_ABOVE]

    @pytest.mark.parametrize(("price", "cost"), [("99.99", "6.90"), ("100", "0")])
    def test_it_is_free_from_the_stores_total_on(self, price: str, cost: str) -> None:
        outcome = judged(line("1", price), offers=[facts(price=price)], tariff=TARIFF)

        assert outcome.shipping == Decimal(cost)

    def test_it_is_that_of_what_comes_and_not_of_what_was_ordered(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, shipping=Decimal(5))

        outcome = judged(
            line("20", "10"), offers=[facts(price=10)], guards=guards, tariff=TARIFF, there={1: Decimal(9)}
        )

        assert outcome.reason == Reason(RefusalCode.SHIPPING_ABOVE, Decimal(5), Decimal("6.90"))

    def test_what_comes_wholly_by_a_hold_was_shown_with_its_shipping(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, shipping=Decimal(5))

        outcome = judged(
            line("1", "10", supplier_part_auxiliary_id="K.H"),
            offers=[facts(price=10)],
            guards=guards,
            tariff=TARIFF,
            promises=held("1", "10"),
        )

        assert outcome.everything_taken
        assert outcome.shipping == Decimal("6.90")

    def test_a_line_that_is_the_charge_carries_what_it_costs_today(self) -> None:
        shipping = line("1", "5", number=2, supplier_part_id="SHIPPING", supplier_part_auxiliary_id="")

        outcome = judged(line("1", "10"), shipping, offers=[facts(price=10)], tariff=TARIFF)

        assert said(outcome, 1)[0] == [(1, Decimal("6.90"))]
        assert (outcome.shipping, outcome.total) == (0, Decimal("16.90"))
        assert outcome.everything_taken

    def test_alone_it_is_nothing(self) -> None:
        shipping = line("1", "6.90", supplier_part_id="SHIPPING", supplier_part_auxiliary_id="")

        outcome = judged(shipping, tariff=TARIFF)

        assert not outcome.anything_taken
        assert outcome.total == 0

    def test_there_is_one_such_line_and_its_quantity_is_a_number(self) -> None:
        twice = [line("1", "6", number=n, supplier_part_id="SHIPPING") for n in (2, 3)]
        none = line("0", "6", number=4, supplier_part_id="SHIPPING")

        outcome = judged(line("1", "10"), *twice, none, offers=[facts(price=10)], tariff=TARIFF)

        codes = [one.reason.code if one.reason else None for one in outcome.verdicts]
        assert codes == [None, None, RefusalCode.PART_UNKNOWN, RefusalCode.QUANTITY_INVALID]


class TestDelivery:
    @pytest.mark.parametrize(
        ("days", "arrives", "comes"),
        [
            (15, date(2026, 12, 8), True),  # exactly fifteen
            (15, date(2026, 12, 9), False),
            (0, TODAY, True),
            (0, date(2026, 11, 24), False),
            (None, date(2027, 11, 23), True),
        ],
    )
    def test_a_line_may_take_the_days_and_not_one_more(self, days: int | None, arrives: date, comes: bool) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, delivery_days=days)

        outcome = judged(line(), offers=[facts(arrives_on=arrives)], guards=guards)

        assert outcome.anything_taken is comes
        if not comes:
            late = Decimal((arrives - TODAY).days)
            assert said(outcome)[2] == [Reason(RefusalCode.DELIVERY_LATER, Decimal(days or 0), late)]


class TestWhatComesLater:
    LATER = Guards(None, None, Short.TAKE_AVAILABLE, delivery_days=15, backorders=True)

    @pytest.mark.parametrize(
        ("expected", "later"), [(date(2026, 12, 8), True), (date(2026, 12, 9), False), (None, False)]
    )
    def test_what_is_not_there_follows_within_the_days(self, expected: date | None, later: bool) -> None:
        outcome = judged(line("5"), offers=[facts(later_on=expected)], guards=self.LATER, there={1: Decimal(2)})

        comes, follows, reasons = said(outcome)
        assert comes == [(2, Decimal(100))]
        assert follows == ([3] if later else [])
        assert [one.code for one in reasons] == ([] if later else [RefusalCode.QUANTITY_UNAVAILABLE])

    def test_nothing_follows_where_the_customer_does_not_want_that(self) -> None:
        outcome = judged(line("5"), offers=[facts(later_on=TODAY)], there={1: Decimal(0)})

        assert not outcome.anything_taken

    @pytest.mark.parametrize("short", list(Short))
    def test_what_follows_is_not_missing(self, short: Short) -> None:
        guards = Guards(None, None, short, delivery_days=15, backorders=True)

        outcome = judged(line("5"), offers=[facts(later_on=date(2026, 12, 1))], guards=guards, there={1: Decimal(2)})

        assert said(outcome)[:2] == ([(2, Decimal(100))], [3])
        assert outcome.later_total == 300
        assert not outcome.everything_taken

    def test_of_a_withdrawn_item_nothing_follows(self) -> None:
        outcome = judged(
            line("5", supplier_part_auxiliary_id="K.H"),
            offers=[facts(active=False, later_on=date(2026, 12, 1))],
            guards=self.LATER,
            promises=held("5", reserved="2"),
        )

        comes, follows, reasons = said(outcome)
        assert (comes, follows) == ([(2, Decimal(100))], [])
        assert [one.code for one in reasons] == [RefusalCode.QUANTITY_UNAVAILABLE]


class TestTheOrderAsAWhole:
    @pytest.mark.parametrize(("least", "comes"), [("200", True), ("200.01", False)])
    def test_it_may_come_to_the_minimum_and_not_a_cent_less(self, least: str, comes: bool) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, minimum=Decimal(least))

        outcome = judged(line(), guards=guards)

        assert outcome.anything_taken is comes
        reason = Reason(RefusalCode.MINIMUM_ORDER, Decimal(least), Decimal(200))
        assert outcome.reason == (None if comes else reason)

    def test_lines_that_cannot_come_say_why_and_not_that_the_minimum_is_missed(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, minimum=Decimal(500))

        outcome = judged(line(supplier_part_id="NO"), guards=guards)

        assert outcome.reason is None

    @pytest.mark.parametrize(("owed", "comes"), [("800", True), ("800.01", False)])
    def test_no_more_is_open_than_the_limit(self, owed: str, comes: bool) -> None:
        outcome = within_credit(judged(line()), owed=Decimal(owed), limit=Decimal(1000))

        assert outcome.anything_taken is comes
        if not comes:
            assert outcome.reason == Reason(RefusalCode.CREDIT_LIMIT, Decimal(1000), Decimal("1000.01"))

    def test_shipping_and_what_follows_count_to_what_is_open(self) -> None:
        guards = Guards(None, None, Short.TAKE_AVAILABLE, backorders=True)
        outcome = judged(
            line("9", "10"),
            offers=[facts(price=10, later_on=date(2026, 12, 1))],
            guards=guards,
            tariff=TARIFF,
            there={1: Decimal(2)},
        )

        assert outcome.due == Decimal("96.90")
        assert within_credit(outcome, owed=Decimal(0), limit=Decimal("96.90")).anything_taken
        assert not within_credit(outcome, owed=Decimal(0), limit=Decimal("96.89")).anything_taken


@given(
    asked=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    there=st.integers(0, 60),
    quoted=st.integers(1, 40),
    waiting=st.integers(0, 40),
    short=st.sampled_from(list(Short)),
    backorders=st.booleans(),
)
def test_whatever_is_ordered_no_more_is_taken_than_waits_or_is_there_and_every_unit_is_spoken_of(
    asked: list[int], there: int, quoted: int, waiting: int, short: Short, backorders: bool
) -> None:
    guards = Guards(Decimal(5), None, short, backorders=backorders)
    promises = held(str(quoted), reserved=str(min(waiting, quoted)))
    lines = [line(str(many), number=n, supplier_part_auxiliary_id="K.H") for n, many in enumerate(asked, start=1)]

    outcome = judged(
        *lines,
        offers=[facts(price=103, later_on=date(2026, 12, 1))],
        guards=guards,
        promises=promises,
        there={1: Decimal(there)},
    )

    assert used(outcome).get("H", Decimal(0)) <= min(waiting, quoted)
    assert wanted(outcome).get(1, Decimal(0)) <= there
    for many, verdict in zip(asked, outcome.verdicts, strict=True):
        parts = [one.quantity or Decimal(0) for one in (*verdict.taken, *verdict.later, *verdict.refused)]
        assert sum(parts) == many

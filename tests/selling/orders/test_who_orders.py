"""What keeps a customer from ordering at all, and who is told of an order whose shopper may not."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fondaco.bridge.models import Mail
from fondaco.documents import ConfirmationKind, Mode, NextActor, Person, RefusalCode
from fondaco.people.models import Person as PersonRow
from fondaco.selling.accounts.models import Connection, HeldRole, Member, Role
from fondaco.selling.accounts.operations import add_member
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.catalog.models import Offer
from fondaco.selling.integration.models import GroupSettings, Milestone, Passed
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.outcomes import confirmation_sent
from fondaco.selling.payments.models import PaymentMethod
from tests.selling import making
from tests.selling.orders.said import confirmation, received, sent, whole

pytestmark = pytest.mark.django_db


def nothing_was_taken(offer: Offer) -> bool:
    offer.refresh_from_db()
    return offer.reserved == 0


def refused_as(code: RefusalCode, order: SalesOrder, offer: Offer) -> None:
    """Stored, refused whole with that code and its owner and remedy, confirmed, and nothing half-done."""
    assert (order.state, order.refusal_code, order.accepted_total) == ("refused", code.value, 0)
    said = confirmation()
    assert (said.kind, whole(said)) == (ConfirmationKind.REJECT, code)
    assert said.refusal is not None
    assert said.refusal.message
    assert said.refusal.remedy
    assert not order.holds_number
    assert nothing_was_taken(offer)


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.IN_REVIEW])
def test_a_company_that_does_not_trade_orders_nothing(
    sender: making.Sender, lanterna: Connection, now: datetime, state: AccountState
) -> None:
    lanterna.account.state = state
    lanterna.account.save()
    offer = making.offer()

    order = sent(sender, making.line(offer), now=now)

    refused_as(RefusalCode.ACCOUNT_SUSPENDED, order, offer)


def test_an_order_marked_test_is_not_taken_by_an_active_group(sender: making.Sender, now: datetime) -> None:
    offer = making.offer()

    order = sent(sender.as_(mode=Mode.TEST), making.line(offer), now=now)

    refused_as(RefusalCode.MODE_DIFFERENT, order, offer)
    assert confirmation().refusal.next_actor is NextActor.ADMINISTRATOR  # type: ignore[union-attr]


def test_an_order_marked_production_is_not_taken_by_a_group_in_test(db: None, now: datetime) -> None:
    making.store(now)
    tried = making.customer(now, mode="test")
    offer = making.offer()

    order = received(tried, making.order(making.line(offer), at=now), now=now, mode=Mode.PRODUCTION)

    refused_as(RefusalCode.MODE_DIFFERENT, order, offer)


def test_an_active_group_without_a_way_to_pay_orders_nothing(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    PaymentMethod.objects.all().delete()
    offer = making.offer()

    order = sent(sender, making.line(offer), now=now)

    refused_as(RefusalCode.NO_PAYMENT_METHOD, order, offer)
    assert confirmation().refusal.next_actor is NextActor.ACCOUNT  # type: ignore[union-attr]


def test_a_group_in_test_needs_no_way_to_pay(db: None, now: datetime) -> None:
    making.store(now)
    tried = making.customer(now, mode="test")
    PaymentMethod.objects.all().delete()

    order = received(tried, making.order(making.line(making.offer()), at=now), now=now)

    assert (order.state, order.is_test, order.payment) == ("accepted", True, None)


@pytest.mark.parametrize(("limit", "taken"), [("126.90", True), ("126.89", False)])
def test_what_is_open_stays_within_the_credit_limit(
    sender: making.Sender, lanterna: Connection, now: datetime, limit: str, taken: bool
) -> None:
    """60 and 60 are free of neither shipping nor limit: 66.90 is open after the first."""
    PaymentMethod.objects.update(credit_limit=Decimal(limit) + Decimal("6.90"))
    offer = making.offer(price="20", stock="100")
    first = sent(sender, making.line(offer, "3"), now=now)

    second = sent(sender, making.line(offer, "3"), now=now, number="PO-2")

    assert first.due == Decimal("66.90")
    assert (second.state == "accepted") is taken
    if not taken:
        assert second.refusal_code == "credit_limit"
        assert (second.refusal_boundary, second.refusal_actual) == (Decimal("133.79"), Decimal("133.80"))
        offer.refresh_from_db()
        assert offer.reserved == 3


def test_what_was_due_is_no_longer_counted_as_open(lanterna: Connection, now: datetime) -> None:
    PaymentMethod.objects.update(credit_limit=Decimal(100), terms_days=30)
    offer = making.offer(price="80", stock="100")
    received(lanterna, making.order(making.line(offer, "1"), at=now), now=now)

    early = received(
        lanterna, making.order(making.line(offer, "1"), at=now, number="PO-2"), now=now + timedelta(days=30)
    )
    late = received(
        lanterna,
        making.order(making.line(offer, "1"), at=now, number="PO-3"),
        now=now + timedelta(days=30, seconds=1),
    )

    assert (early.state, early.refusal_code) == ("refused", "credit_limit")
    assert late.state == "accepted"


def test_an_order_below_the_minimum_is_refused_as_one(
    sender: making.Sender, lanterna: Connection, now: datetime
) -> None:
    GroupSettings.objects.create(group=lanterna.group, minimum_order=Decimal(50))
    offer = making.offer(price="10")

    order = sent(sender, making.line(offer, "4"), now=now)

    refused_as(RefusalCode.MINIMUM_ORDER, order, offer)
    assert sent(sender, making.line(offer, "5"), now=now).state == "accepted"


@pytest.fixture
def shopper(lanterna: Connection, now: datetime) -> Member:
    person = PersonRow.objects.create_person(email="giulia@lanterna.example", name="Giulia")
    return add_member(account=lanterna.account, person=person, roles=[Role.PUNCHOUT_USER], by=None, now=now)


@pytest.fixture
def boss(lanterna: Connection, now: datetime) -> Member:
    person = PersonRow.objects.create_person(email="boss@lanterna.example", name="Boss", language="it")
    return add_member(account=lanterna.account, person=person, roles=[Role.ADMINISTRATOR], by=None, now=now)


@pytest.mark.parametrize("why", ["removed", "suspended", "no role"])
def test_an_order_of_somebody_who_may_not_is_the_companys_and_its_administrators_are_told(
    sender: making.Sender, shopper: Member, boss: Member, now: datetime, why: str
) -> None:
    if why == "no role":
        HeldRole.objects.filter(member=shopper).delete()
    else:
        Member.objects.filter(pk=shopper.pk).update(**{f"{why}_at": now})

    order = sent(sender, making.line(making.offer()), now=now)

    assert order.state == "accepted"
    letter = Mail.objects.get()
    assert (letter.to, letter.subject) == ("boss@lanterna.example", "Ordine PO-1: arriva tutto")


def test_the_companys_own_address_gets_a_copy(sender: making.Sender, shopper: Member, now: datetime) -> None:
    shopper.account.contact_email = "orders@lanterna.example"
    shopper.account.save()

    sent(sender, making.line(making.offer()), now=now)

    assert sorted(Mail.objects.values_list("to", flat=True)) == ["giulia@lanterna.example", "orders@lanterna.example"]


def test_conditions_of_the_customers_own_do_not_hold_and_the_answer_says_so(
    sender: making.Sender, shopper: Member, now: datetime
) -> None:
    order = sent(
        sender,
        making.line(making.offer()),
        now=now,
        extrinsics=(("TermsAndConditions", "Penalty of 5 % a day"), ("CostCenter", "4711")),
        contract_number="C-77",
        comments="Our general terms apply.",
    )

    assert order.state == "accepted"
    said = confirmation().comments
    assert "were not accepted" in said
    for words in ("TermsAndConditions: Penalty of 5 % a day", "C-77", "Our general terms apply."):
        assert words in said
        assert words in Mail.objects.get().text
    assert "4711" not in said


def test_an_order_without_conditions_has_no_such_words(sender: making.Sender, shopper: Member, now: datetime) -> None:
    order = sent(sender, making.line(making.offer()), now=now, comments="Please ring twice.")

    assert order.terms_declined == []
    assert confirmation().comments == ""


def test_the_checklist_hears_of_an_order_a_refusal_and_a_confirmation_taken(db: None, now: datetime) -> None:
    making.store(now)
    tried = making.customer(now, mode="test")
    offer = making.offer(stock="3")

    order = received(tried, making.order(making.line(offer, "5"), at=now), now=now)

    def seen() -> set[str]:
        return set(Passed.objects.filter(group=tried.group).values_list("milestone", flat=True))

    assert seen() == {Milestone.ORDER_ACCEPTED, Milestone.SAFEGUARD_REFUSED}
    told(order, "unknown", now)
    assert Milestone.CONFIRMATION_TAKEN not in seen()
    told(order, "delivered", now)
    assert Milestone.CONFIRMATION_TAKEN in seen()


def told(order: SalesOrder, state: str, now: datetime) -> None:
    from fondaco.bridge.models import MessageOut
    from fondaco.bridge.registry import Outcome

    confirmation_sent(Outcome(MessageOut.objects.latest("id"), state, None, None, now))


def test_an_order_that_is_refused_whole_reaches_nothing_on_the_checklist(db: None, now: datetime) -> None:
    making.store(now)
    tried = making.customer(now, mode="test")

    received(tried, making.order(making.line(making.offer(), supplier_part_id="NO"), at=now), now=now)

    assert not Passed.objects.exists()


def test_an_active_group_has_no_checklist_left(lanterna: Connection, now: datetime) -> None:
    order = received(lanterna, making.order(making.line(making.offer(stock="1"), "2"), at=now), now=now)
    told(order, "delivered", now)

    assert not Passed.objects.exists()


def test_an_order_that_names_nobody_goes_to_the_administrators(
    sender: making.Sender, boss: Member, now: datetime
) -> None:
    sent(sender, making.line(making.offer()), now=now, person=Person())

    assert Mail.objects.get().to == "boss@lanterna.example"

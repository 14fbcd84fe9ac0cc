"""A change from the wish to what the supplier made of it."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connections

from fondaco import audit
from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve, reject
from fondaco.buying.budgets.models import Budget, Encumbrance
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.operations import (
    Wishes,
    ask_for_change,
    ask_to_cancel,
    record_answer,
    withdraw_change,
)
from fondaco.buying.changes.sending import change_document
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.documents import NextActor, OrderOperation, Refusal, RefusalCode, RefusalLevel, Status
from tests.buying.changes.changed import (
    approve_change_fully,
    arrived,
    confirmation,
    hear,
    message_of,
    turned_away,
    wish,
)
from tests.buying.world import World, after, build_world, ordered


def quantities(order: PurchaseOrder) -> dict[int, Decimal]:
    return dict(order.lines.values_list("line_number", "ordered"))


def bound(order: PurchaseOrder) -> Decimal:
    rows = Encumbrance.objects.filter(about=order.request.about)
    return sum((one.amount for one in rows), Decimal(0))


@pytest.fixture
def budget(world: World) -> Budget:
    return Budget.objects.create(
        public_id="budget",
        legal_entity=world.entity,
        name="Workshop",
        cost_centre=world.centre,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount=Decimal(1000),
        mode="block",
    )


def test_a_wish_changes_nothing_before_the_supplier_takes_it(world: World) -> None:
    order = arrived(world)

    change = wish(order, world, l1="3")

    order.refresh_from_db()
    assert change.state == "in_approval"
    assert quantities(order) == {1: Decimal(5), 2: Decimal(10)}
    assert (order.version, order.net) == (1, Decimal(115))


def test_an_approved_change_is_sent_whole_under_the_next_version_and_names_the_order(world: World) -> None:
    order = arrived(world)
    original = MessageOut.objects.get(about=order.about).payload_id

    change = approve_change_fully(wish(order, world, l1="3", l2="0"))

    said = change_document(change, PurchaseOrder.objects.get(pk=order.pk))
    assert (change.state, message_of(change).number) == ("sent", order.number)
    assert (said.operation, said.version, said.changes_payload_id) == (OrderOperation.UPDATE, "2", original)
    assert [(line.line_number, line.quantity) for line in said.lines] == [(1, Decimal(3))]
    assert said.total is not None
    assert said.total.amount == Decimal(60)


def test_the_confirmation_that_answers_it_changes_the_order(world: World) -> None:
    order = arrived(world)
    change = approve_change_fully(wish(order, world, l1="3"))
    Mail.objects.all().delete()

    hear(confirmation(order, answers=message_of(change).payload_id), world)

    order.refresh_from_db()
    change.refresh_from_db()
    assert change.state == "taken"
    assert quantities(order) == {1: Decimal(3), 2: Decimal(10)}
    assert (order.version, order.net, order.state) == (2, Decimal(75), "confirmed")
    assert "took" in " ".join(Mail.objects.filter(to="asker@buyer.example.com").values_list("subject", flat=True))
    assert [line.action for line in audit.lines_for(order.about)].count("order.changed") == 1


def test_less_than_was_confirmed_is_confirmed_anew(world: World) -> None:
    order = arrived(world)
    hear(confirmation(order), world)
    order.refresh_from_db()
    assert order.state == "confirmed"
    change = approve_change_fully(wish(order, world, l1="3"))

    hear(confirmation(order, answers=message_of(change).payload_id), world)

    line = order.lines.get(line_number=1)
    assert (line.ordered, line.confirmed) == (Decimal(3), Decimal(3))


def test_a_confirmation_of_the_order_itself_leaves_the_change_open(world: World) -> None:
    order = arrived(world)
    change = approve_change_fully(wish(order, world, l1="3"))

    hear(confirmation(order, answers="another"), world)

    change.refresh_from_db()
    assert change.state == "sent"
    assert quantities(order)[1] == Decimal(5)


def test_a_refused_change_leaves_the_order_and_says_why(world: World) -> None:
    order = arrived(world)
    change = approve_change_fully(wish(order, world, l1="3"))
    no = Refusal(
        code=RefusalCode.TOO_LATE,
        level=RefusalLevel.ORDER,
        next_actor=NextActor.BUYER,
        message="Packed already",
        path="",
        remedy="Call us",
    )

    hear(confirmation(order, answers=message_of(change).payload_id, refusal=no), world)

    change.refresh_from_db()
    assert (change.state, change.supplier_words) == ("refused", "Packed already")
    assert quantities(order)[1] == Decimal(5)
    assert Mail.objects.filter(to="buyer@buyer.example.com", subject__contains="did not take").exists()


def test_a_change_that_their_system_turns_away_is_refused(world: World) -> None:
    order = arrived(world)
    change = approve_change_fully(wish(order, world, l1="3"))

    turned_away(change, Status(450, "Not Implemented", "No updates"))

    assert (change.state, change.supplier_words) == ("refused", "Not Implemented · No updates")
    assert quantities(order)[1] == Decimal(5)


def test_a_cancellation_that_is_taken_ends_the_order_and_binds_nothing(world: World, budget: Budget) -> None:
    order = arrived(world)
    change = ask_to_cancel(order=order, reason="Not needed", by=world.asker.person, now=after(60))
    approve_change_fully(change)
    assert change_document(change, order).operation is OrderOperation.DELETE
    assert bound(order) > 0

    hear(confirmation(order, "reject", answers=message_of(change).payload_id), world)

    order.refresh_from_db()
    change.refresh_from_db()
    assert (change.state, order.state, order.expected) == ("taken", "cancelled", 0)
    assert bound(order) == 0


def test_less_is_let_go_only_once_it_is_taken(world: World, budget: Budget) -> None:
    order = arrived(world, takes_changes=False)
    before = bound(order)
    change = approve_change_fully(wish(order, world, l1="1"))
    assert bound(order) == before

    record_answer(change=change, taken=True, words="Agreed with Anna", by=world.buyer.person, now=after(80))

    assert before - bound(order) >= Decimal(80)


def test_a_confirmed_change_binds_what_is_left_of_the_order(world: World, budget: Budget) -> None:
    order = arrived(world)
    before = bound(order)
    change = approve_change_fully(wish(order, world, l1="1"))

    hear(confirmation(order, answers=message_of(change).payload_id), world)

    assert before - bound(order) >= Decimal(80)
    rows = Encumbrance.objects.filter(about=order.request.about)
    assert {str(one.stage) for one in rows} == {"confirmed"}


def test_a_confirmation_meanwhile_keeps_what_an_open_wish_for_more_binds(world: World, budget: Budget) -> None:
    order = arrived(world, takes_changes=False)
    full = bound(order)
    change = approve_change_fully(wish(order, world, l1="1"))
    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))
    order.refresh_from_db()
    wish(order, world, minutes=85, l1="5")

    hear(confirmation(order), world)

    assert bound(order) == full


def test_more_is_bound_from_the_wish_on_and_no_more_than_was_quoted(world: World, budget: Budget) -> None:
    order = arrived(world, takes_changes=False)
    full = bound(order)
    change = approve_change_fully(wish(order, world, l1="1"))
    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))
    order.refresh_from_db()

    with pytest.raises(Refused) as beyond:
        wish(order, world, minutes=90, l1="6")
    again = wish(order, world, minutes=90, l1="5")

    assert beyond.value.code == "beyond_quote"
    assert bound(order) == full
    withdraw_change(change=again, by=world.asker.person, now=after(95))
    assert full - bound(order) >= Decimal(80)


def test_more_than_the_budget_has_is_refused_and_nothing_stays_of_the_wish(world: World, budget: Budget) -> None:
    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, l1="1"))
    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))
    order.refresh_from_db()
    Budget.objects.update(amount=bound(order))

    with pytest.raises(Refused) as refused:
        wish(order, world, minutes=90, l1="5")

    assert refused.value.code == "budget_exceeded"
    assert OrderChange.objects.count() == 1
    assert Round.objects.filter(kind="change").count() == 1


def test_where_the_supplier_takes_no_changes_a_buyer_is_asked_to_call(world: World) -> None:
    order = arrived(world, takes_changes=False)
    messages = MessageOut.objects.count()

    change = approve_change_fully(wish(order, world, l1="3"))

    assert (change.state, change.by_hand) == ("approved", True)
    assert MessageOut.objects.count() == messages
    assert Mail.objects.filter(to="buyer@buyer.example.com", subject__contains="Agree").exists()


def test_whoever_asked_does_not_record_that_it_was_taken(world: World) -> None:
    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, by=world.buyer, l1="3"))

    with pytest.raises(Refused) as refused:
        record_answer(change=change, taken=True, words="They agreed", by=world.buyer.person, now=after(80))

    assert refused.value.code == "own_change"
    assert quantities(order)[1] == Decimal(5)


def test_neither_who_asked_nor_whose_order_it_is_is_asked_to_approve(world: World) -> None:
    order = arrived(world)

    change = wish(order, world, by=world.buyer, l1="3")

    asked = set(Step.objects.filter(round__subject_id=change.public_id).values_list("person_id", flat=True))
    assert asked
    assert not asked & {world.buyer.person_id, world.asker.person_id}


def test_a_rejected_change_is_over_and_another_can_be_asked_for(world: World) -> None:
    order = arrived(world)
    change = wish(order, world, l1="3")
    step = Step.objects.select_related("person", "round").get(round__subject_id=change.public_id, state="pending")

    reject(step=step, by=step.person, now=after(65), reason="Keep it")

    change.refresh_from_db()
    assert change.state == "rejected"
    assert wish(order, world, minutes=75, l1="4").serial == 2


def test_a_change_approved_by_its_digest_only(world: World) -> None:
    order = arrived(world)
    change = wish(order, world, l1="3")
    step = Step.objects.select_related("person", "round").get(round__subject_id=change.public_id, state="pending")
    change.lines.update(quantity=Decimal(1))

    with pytest.raises(Refused):
        approve(step=step, by=step.person, now=after(65), digest=step.round.digest)

    change.refresh_from_db()
    assert change.state == "in_approval"


@pytest.mark.parametrize("delivery", ["waiting", "in_flight", "unknown", "dead"])
def test_an_order_whose_fate_is_unknown_is_not_changed(world: World, delivery: str) -> None:
    order = ordered(world)
    PurchaseOrder.objects.update(delivery=delivery)

    with pytest.raises(Refused) as refused:
        wish(order, world, l1="3")

    assert refused.value.code == "fate_unknown"
    assert not OrderChange.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({1: "5"}, "nothing_changes"), ({1: "0", 2: "0"}, "all_out"), ({1: "-1"}, "negative"), ({1: "6"}, "beyond_quote")],
)
def test_an_impossible_wish_is_refused_in_words(world: World, wanted: dict[int, str], code: str) -> None:
    order = arrived(world)
    wishes = Wishes({key: Decimal(value) for key, value in wanted.items()}, order.requested_on, order.place)

    with pytest.raises(Refused) as refused:
        ask_for_change(order=order, wishes=wishes, reason="x", by=world.asker.person, now=after(60))

    assert refused.value.code == code
    assert not OrderChange.objects.exists()


def test_a_day_that_passed_is_refused(world: World) -> None:
    order = arrived(world)

    with pytest.raises(Refused) as refused:
        ask_for_change(
            order=order,
            wishes=Wishes({}, date(2026, 1, 1), order.place),
            reason="x",
            by=world.asker.person,
            now=after(60),
        )

    assert (refused.value.code, refused.value.field) == ("need_by_past", "requested_on")


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_asked_for() -> None:
    world = build_world()
    order = arrived(world)
    gate = threading.Barrier(2)
    said: list[str] = []

    def click(wanted: str) -> None:
        gate.wait()
        try:
            wish(order, world, l1=wanted)
            said.append("asked")
        except Refused as refused:
            said.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(wanted,)) for wanted in ("3", "4")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["asked", "one_at_a_time"]
    assert OrderChange.objects.count() == 1
    assert Round.objects.filter(kind="change").count() == 1


def test_a_line_that_was_answered_is_taken_out_once_the_supplier_agrees(world: World, budget: Budget) -> None:
    order = arrived(world)
    hear(confirmation(order), world)
    change = approve_change_fully(wish(order, world, l2="0"))
    said = change_document(change, PurchaseOrder.objects.get(pk=order.pk))
    assert [line.line_number for line in said.lines] == [1]

    hear(confirmation(order, answers=message_of(change).payload_id), world)

    order.refresh_from_db()
    out = order.lines.get(line_number=2)
    assert (out.ordered, out.amount, out.confirmed) == (0, 0, 0)
    assert (order.net, order.state, order.expected) == (Decimal(100), "confirmed", Decimal("104.90"))
    assert bound(order) == Decimal("104.90")


def test_what_was_taken_out_is_asked_about_no_more(world: World) -> None:
    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, l2="0"))
    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))
    order.refresh_from_db()

    with pytest.raises(Refused) as refused:
        wish(order, world, minutes=90, l1="0")

    assert refused.value.code == "all_out"
    assert [row.line_number for row in wish(order, world, minutes=95, l1="4").lines.all()] == [1]


def test_the_approver_of_a_change_sees_whose_need_it_is_and_what_the_budget_has(world: World, budget: Budget) -> None:
    from fondaco.buying.approvals import registry

    order = arrived(world, takes_changes=False)
    change = approve_change_fully(wish(order, world, l1="1"))
    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))
    order.refresh_from_db()
    more = wish(order, world, by=world.buyer, minutes=90, l1="5")

    shown = registry.show(registry.load("change", more.public_id), now=after(91))

    assert shown.asked_for == "Asker"
    (one,) = shown.budgets
    assert one.before - one.after == Decimal(80)
    budget.refresh_from_db()
    assert one.after == budget.left


def test_a_discount_and_tax_follow_a_change(world: World) -> None:
    order = arrived(world, takes_changes=False)
    order.charges.create(
        kind="tax", words="IVA", quoted=Decimal("25.30"), quoted_on=Decimal(115), amount=Decimal("25.30"),
        expected=Decimal("25.30"), scales=True,
    )  # fmt: skip
    change = approve_change_fully(wish(order, world, l1="3"))

    record_answer(change=change, taken=True, words="Agreed", by=world.buyer.person, now=after(80))

    order.refresh_from_db()
    assert (order.net, order.charges_sum, order.tax, order.total) == (
        75,
        Decimal("4.90"),
        Decimal("16.50"),
        Decimal("96.40"),
    )

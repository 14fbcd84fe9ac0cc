"""What a supplier's answer does to an order, and what it does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from fondaco.bridge.models import Mail, MessageIn, Partner
from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.buying.orders.incoming import take_confirmation, take_status_update
from fondaco.buying.orders.models import Confirmation, PurchaseOrder, StoredRefusal, SupplierWord
from fondaco.buying.orders.operations import close_order
from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Document,
    Message,
    Money,
    NextActor,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
    Refusal,
    RefusalCode,
    RefusalLevel,
    Status,
    StatusUpdate,
)
from tests.buying.world import World, add_supplier, after, ordered

TWO = (("5", "20.00"), ("10", "1.50"))
_ids = itertools.count(1)


@pytest.fixture
def order(world: World) -> Iterator[PurchaseOrder]:
    made = ordered(world, lines=TWO)
    Mail.objects.all().delete()
    return made


def take(body: Document, partner: Partner, *, at: datetime | None = None) -> Status:
    """As the bridge does it: in a transaction that NotTaken undoes."""
    number = next(_ids)
    record = MessageIn.objects.create(
        public_id=f"in-{number}",
        partner=partner,
        document_type=type(body).__name__,
        key=str(number),
        fingerprint="0" * 64,
        body_sealed=b"",
        created_at=after(30),
    )
    incoming = Incoming(Message(body), (), partner, record, at or after(30))
    handler = take_confirmation if isinstance(body, OrderConfirmation) else take_status_update
    with transaction.atomic():
        answer = handler(incoming)
        record.save()
    assert isinstance(answer, Status)
    return answer


def answer(order: PurchaseOrder, kind: str = "accept", **changes: object) -> OrderConfirmation:
    given = {"order_number": order.number, "kind": ConfirmationKind(kind), "number": "SO-77", **changes}
    return OrderConfirmation(**given)  # type: ignore[arg-type]


def portions(number: int, **quantities: str) -> ConfirmationLine:
    kinds = {"accept": PortionKind.ACCEPT, "reject": PortionKind.REJECT, "later": PortionKind.BACKORDERED}
    return ConfirmationLine(number, tuple(Portion(kinds[kind], Decimal(value)) for kind, value in quantities.items()))


def counts(order: PurchaseOrder) -> list[tuple[int, int, int]]:
    rows = order.lines.order_by("line_number").values_list("confirmed", "rejected", "backordered")
    return [tuple(int(value) for value in row) for row in rows]  # type: ignore[misc]


def test_a_whole_confirmation_confirms_every_line(world: World, order: PurchaseOrder) -> None:
    status = take(answer(order), world.partner)

    order.refresh_from_db()
    assert status.code == 200
    assert (order.state, order.supplier_number) == ("confirmed", "SO-77")
    assert counts(order) == [(5, 0, 0), (10, 0, 0)]


def test_a_partial_confirmation_keeps_what_is_open(world: World, order: PurchaseOrder) -> None:
    take(answer(order, "detail", lines=(portions(1, accept="2", later="1"),)), world.partner)

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert counts(order) == [(2, 0, 1), (0, 0, 0)]


def test_the_requester_reads_what_comes_what_does_not_and_what_to_do(world: World, order: PurchaseOrder) -> None:
    refusal = Refusal(
        RefusalCode.PRICE_MOVED,
        RefusalLevel.LINE,
        "line 2 / UnitPrice",
        NextActor.REQUESTER,
        "The price moved.",
        "Shop again.",
        Decimal("1.60"),
        Decimal("1.90"),
    )
    refused = ConfirmationLine(2, (Portion(PortionKind.REJECT, Decimal(10), refusal=refusal),))

    take(answer(order, "detail", lines=(portions(1, accept="5"), refused)), world.partner)

    text = Mail.objects.get(to="asker@buyer.example.com").text
    assert "This will come:\n- 5 pieces · Thing 1" in text
    assert "This will not come:\n- 10 pieces · Thing 2" in text
    assert "Now €1.90; at most €1.60 was acceptable." in text
    assert "Who acts now: the requester. Shop again" in text
    stored = StoredRefusal.objects.get()
    assert (stored.code, stored.line.line_number if stored.line else None) == ("price_moved", 2)
    assert (stored.boundary, stored.actual) == (Decimal("1.60"), Decimal("1.90"))


def test_who_needs_the_goods_reads_the_answer_too(world: World, order: PurchaseOrder) -> None:
    order.request.beneficiary = world.owner.person
    order.request.save(update_fields=["beneficiary"])

    take(answer(order, "detail", lines=(portions(1, accept="5"),)), world.partner)

    assert set(Mail.objects.values_list("to", flat=True)) == {"asker@buyer.example.com", "owner@buyer.example.com"}


def test_a_refusal_of_the_whole_order_is_told_as_such(world: World, order: PurchaseOrder) -> None:
    refusal = Refusal(RefusalCode.ORDER_NUMBER_USED, RefusalLevel.ORDER, "", NextActor.BUYER, "Used.", "Ask us.")

    take(answer(order, "reject", refusal=refusal), world.partner)

    order.refresh_from_db()
    assert order.state == "refused"
    assert counts(order) == [(0, 5, 0), (0, 10, 0)]
    assert StoredRefusal.objects.get().line is None
    assert "nothing will come" in Mail.objects.get(to="asker@buyer.example.com").text


def refused_status(body: Document, partner: Partner) -> Status:
    with pytest.raises(NotTaken) as refused:
        take(body, partner)
    return refused.value.status


@pytest.mark.parametrize("number", ["PO-2026-000099", "", "\0"])
def test_an_unknown_order_is_refused_in_words(world: World, order: PurchaseOrder, number: str) -> None:
    status = refused_status(answer(order, order_number=number), world.partner)

    assert status.code == 400
    assert "not one that was sent to you" in status.explanation


def test_another_suppliers_order_is_as_unknown(world: World, order: PurchaseOrder) -> None:
    other = add_supplier("Other", "other")

    status = refused_status(answer(order), other.partner)

    order.refresh_from_db()
    assert status.code == 400
    assert order.state == "issued"
    assert counts(order) == [(0, 0, 0), (0, 0, 0)]


def test_the_same_answer_twice_changes_nothing_the_second_time(world: World, order: PurchaseOrder) -> None:
    take(answer(order), world.partner)

    status = refused_status(answer(order), world.partner)

    assert status.code == 409
    assert counts(order) == [(5, 0, 0), (10, 0, 0)]
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": (portions(1, accept="2"), portions(2, accept="11"))},
        {"lines": (portions(1, accept="2"),), "total": Money(Decimal(40), "USD")},
        {"lines": (portions(1, accept="2"), portions(7, accept="1"))},
    ],
    ids=["more than ordered", "another currency", "a line that is none"],
)
def test_an_answer_with_one_fault_is_not_taken_in_part(
    world: World, order: PurchaseOrder, changes: dict[str, object]
) -> None:
    status = refused_status(answer(order, "detail", **changes), world.partner)

    order.refresh_from_db()
    assert status.code == 400
    assert "was not changed" in status.explanation
    assert order.state == "issued"
    assert counts(order) == [(0, 0, 0), (0, 0, 0)]
    assert not Confirmation.objects.exists()
    assert not Mail.objects.exists()


def test_a_second_answer_for_other_lines_adds_to_the_first(world: World, order: PurchaseOrder) -> None:
    take(answer(order, "detail", lines=(portions(1, accept="5"),)), world.partner)
    take(answer(order, "detail", number="SO-78", lines=(portions(2, accept="10"),)), world.partner)

    order.refresh_from_db()
    assert order.state == "confirmed"


def test_since_when_it_stands_so_is_not_told_anew_by_an_answer_that_leaves_it_so(
    world: World, order: PurchaseOrder
) -> None:
    take(answer(order, "detail", lines=(portions(1, accept="2"),)), world.partner, at=after(10))
    order.refresh_from_db()
    since = order.state_since

    take(answer(order, "detail", number="SO-78", lines=(portions(1, accept="1"),)), world.partner, at=after(50))

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert order.state_since == since


def undecided(number: int, quantity: str) -> ConfirmationLine:
    return ConfirmationLine(number, (Portion(PortionKind.UNKNOWN, Decimal(quantity)),))


def test_an_answer_that_leaves_everything_open_confirms_nothing(world: World, order: PurchaseOrder) -> None:
    take(answer(order, "detail", lines=(undecided(1, "5"),)), world.partner)

    order.refresh_from_db()
    assert order.state == "issued"
    assert order.supplier_number == "SO-77"


def test_who_takes_back_what_was_confirmed_has_confirmed_it_no_more(world: World, order: PurchaseOrder) -> None:
    take(answer(order, noticed_at=after(5)), world.partner)

    update = {"operation": OrderOperation.UPDATE, "noticed_at": after(6)}
    take(answer(order, "detail", lines=(undecided(1, "5"), undecided(2, "10")), **update), world.partner)

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert counts(order) == [(0, 0, 0), (0, 0, 0)]


def test_an_update_takes_the_place_of_the_answer_before(world: World, order: PurchaseOrder) -> None:
    take(answer(order, noticed_at=after(5)), world.partner)

    take(
        answer(
            order,
            "detail",
            operation=OrderOperation.UPDATE,
            noticed_at=after(6),
            lines=(portions(1, accept="1", reject="4"),),
        ),
        world.partner,
    )

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert counts(order) == [(1, 4, 0), (0, 0, 0)]
    assert Confirmation.objects.filter(replaced_at__isnull=False).count() == 1


def test_an_update_older_than_what_stands_is_refused(world: World, order: PurchaseOrder) -> None:
    take(answer(order, noticed_at=after(6)), world.partner)

    status = refused_status(
        answer(order, "reject", operation=OrderOperation.UPDATE, noticed_at=after(5)), world.partner
    )

    assert status.code == 409
    assert counts(order) == [(5, 0, 0), (10, 0, 0)]


def test_a_faulty_update_leaves_the_answer_before_in_force(world: World, order: PurchaseOrder) -> None:
    take(answer(order), world.partner)

    refused_status(
        answer(order, "detail", operation=OrderOperation.UPDATE, lines=(portions(1, accept="6"),)), world.partner
    )

    assert counts(order) == [(5, 0, 0), (10, 0, 0)]
    assert not Confirmation.objects.filter(replaced_at__isnull=False).exists()


def test_a_closed_order_takes_no_more(world: World, order: PurchaseOrder) -> None:
    take(answer(order), world.partner)
    close_order(order=order, by=world.buyer.person, now=after(40), reason="All here")

    status = refused_status(answer(order, "reject", operation=OrderOperation.UPDATE), world.partner)

    assert status.code == 409
    order.refresh_from_db()
    assert order.state == "closed"


def test_a_confirmation_cannot_be_deleted(world: World, order: PurchaseOrder) -> None:
    assert refused_status(answer(order, operation=OrderOperation.DELETE), world.partner).code == 450


def test_the_message_is_found_by_the_order(world: World, order: PurchaseOrder) -> None:
    take(answer(order), world.partner)

    assert MessageIn.objects.filter(about=order.about, number=order.number).count() == 1


def test_a_status_update_goes_onto_the_page_and_changes_nothing(world: World, order: PurchaseOrder) -> None:
    take(StatusUpdate(200, "OK", order_number=order.number), world.partner)

    order.refresh_from_db()
    assert order.state == "issued"
    assert SupplierWord.objects.get().status_code == 200
    assert not Mail.objects.exists()


def test_a_status_update_about_the_message_finds_the_order_and_tells_the_buyers(
    world: World, order: PurchaseOrder
) -> None:
    from fondaco.bridge.models import MessageOut

    payload_id = MessageOut.objects.get(about=order.about).payload_id

    take(StatusUpdate(500, "Broken", "Our system failed", about_payload_id=payload_id), world.partner)

    assert "Our system failed" in Mail.objects.get(to="buyer@buyer.example.com").text


def test_a_status_update_about_nothing_known_is_refused(world: World, order: PurchaseOrder) -> None:
    assert refused_status(StatusUpdate(200, "OK"), world.partner).code == 400

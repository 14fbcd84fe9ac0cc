"""Charges of an order: made with it, spread over its lines, and counted again when a line does not come."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.budgets.models import Encumbrance
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.company.models import CostCentre, DeliveryAddress
from fondaco.buying.orders.expected import Coming, weight
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.operations import close_order
from fondaco.buying.requests.models import PurchaseRequest, RequestCharge
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.sums import recount
from fondaco.documents import PurchaseOrder as OrderDocument
from fondaco.wire.cxml import read
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.world import NOW, World, add_mail_supplier, after, approve_all, draft

LINES = (("10", "20.00"), ("5", "4.00"))  # 200.00 and 20.00


def asked(
    world: World, *charges: tuple[str, str, str, bool], lines: tuple[tuple[str, str], ...] = LINES
) -> PurchaseRequest:
    """A draft with these charges (kind, amount, allocation, whether it scales) instead of the freight of 4.90."""
    request = draft(world, lines=lines)
    request.charges.all().delete()
    net = sum((line.amount for line in request.lines.all()), Decimal(0))
    for kind, amount, allocation, scales in charges:
        RequestCharge.objects.create(
            request=request, supplier=world.supplier, kind=kind, words=f"Our {kind}", currency="EUR",
            quoted=Decimal(amount), quoted_on=net, amount=Decimal(amount), company_amount=Decimal(amount),
            allocation=allocation, scales=scales,
        )  # fmt: skip
    recount(request, on=NOW.date())
    request.save()
    return request


def put(world: World, request: PurchaseRequest) -> PurchaseRequest:
    numbers = frozenset(request.lines.values_list("line_number", flat=True))
    answers = Answers(world.centre, world.address, None, "Needed in the workshop", numbers)
    return submit_request(request=request, version=1, answers=answers, by=request.requester, now=NOW)


def expected(order: PurchaseOrder) -> dict[str, Decimal]:
    return {one.kind: one.expected for one in order.charges.all()}


ALL = (
    ("freight", "9.00", "by_value", False),
    ("fee", "3.00", "equally", False),
    ("discount", "-11.00", "by_value", True),
    ("tax", "48.40", "by_value", True),
)


def test_the_charges_of_a_request_are_lines_of_its_order(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))

    rows = [(one.kind, one.words, one.amount, one.expected, one.scales) for one in order.charges.all()]
    assert rows == [
        ("freight", "Our freight", Decimal(9), Decimal(9), False),
        ("fee", "Our fee", Decimal(3), Decimal(3), False),
        ("discount", "Our discount", Decimal(-11), Decimal(-11), True),
        ("tax", "Our tax", Decimal("48.40"), Decimal("48.40"), True),
    ]
    assert (order.net, order.charges_sum, order.tax) == (Decimal(220), Decimal(1), Decimal("48.40"))
    assert order.total == order.expected == Decimal("269.40")


def test_what_follows_the_lines_shrinks_with_them_and_the_rest_stays_whole(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))

    take(answer(order, "detail", lines=(portions(1, accept="10"), portions(2, reject="5"))), world.partner)

    order.refresh_from_db()
    assert expected(order) == {
        "freight": Decimal(9), "fee": Decimal(3), "discount": Decimal(-10), "tax": Decimal(44),
    }  # fmt: skip
    assert (order.total, order.expected) == (Decimal("269.40"), Decimal(246))


def test_the_requester_reads_what_is_expected_now(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))

    take(answer(order, "detail", lines=(portions(1, accept="10"), portions(2, reject="5"))), world.partner)

    letter = Mail.objects.get(to="asker@buyer.example.com", subject__contains="has answered").text
    assert "Now expected: \N{EURO SIGN}246.00 of" in letter.replace("\N{NO-BREAK SPACE}", "")


def test_of_a_refused_order_nothing_is_expected_and_nothing_stays_bound(world: World) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    order = approve_all(put(world, asked(world, *ALL)))

    take(answer(order, "reject"), world.partner)

    order.refresh_from_db()
    assert order.expected == 0
    assert set(expected(order).values()) == {Decimal(0)}
    assert stages(found) == (0, 0, 0)
    assert not Encumbrance.objects.filter(about=order.request.about).exists()


def test_the_budget_holds_what_is_really_expected(world: World) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    order = approve_all(put(world, asked(world, *ALL)))
    assert stages(found) == (0, Decimal(221), 0)

    take(answer(order, "detail", lines=(portions(1, accept="10"), portions(2, reject="5"))), world.partner)

    # 200 of goods, 9 of freight, 3 of fee, 10 of discount: the freight of the line that does not come is not let go.
    assert stages(found) == (0, 0, Decimal(202))
    assert miscounted() == []


def apart(world: World, request: PurchaseRequest) -> CostCentre:
    """The second line is borne by another account."""
    other = CostCentre.objects.create(public_id="other", legal_entity=world.entity, code="ADM", name="Office")
    request.lines.filter(line_number=2).update(cost_centre=other)
    return other


def test_freight_moves_to_the_account_of_the_line_that_comes(world: World) -> None:
    request = asked(world, ("freight", "22.00", "by_value", False))
    theirs = budget(world, "1000", name="Theirs", cost_centre=apart(world, request))
    ours = budget(world, "1000", name="Ours", cost_centre=world.centre)
    order = approve_all(put(world, request))
    assert (stages(ours), stages(theirs)) == ((0, Decimal(220), 0), (0, Decimal(22), 0))

    take(answer(order, "detail", lines=(portions(1, accept="10"), portions(2, reject="5"))), world.partner)

    assert (stages(ours), stages(theirs)) == ((0, 0, Decimal(222)), (0, 0, 0))


def test_where_that_account_has_no_money_every_account_bears_what_it_did_and_the_answer_is_taken(world: World) -> None:
    request = asked(world, ("freight", "22.00", "by_value", False))
    theirs = budget(world, "1000", name="Theirs", cost_centre=apart(world, request))
    ours = budget(world, "220", name="Ours", cost_centre=world.centre)
    order = approve_all(put(world, request))

    take(answer(order, "detail", lines=(portions(1, accept="10"), portions(2, reject="5"))), world.partner)

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert (stages(ours), stages(theirs)) == ((0, 0, Decimal(220)), (0, 0, Decimal(2)))
    assert miscounted() == []


def test_a_discount_that_stays_whole_takes_off_no_more_than_what_comes(world: World) -> None:
    order = approve_all(put(world, asked(world, ("discount", "-50.00", "by_value", False))))

    take(answer(order, "detail", lines=(portions(1, reject="10"), portions(2, accept="5"))), world.partner)

    order.refresh_from_db()
    assert (expected(order)["discount"], order.expected) == (Decimal(-20), Decimal(0))


def test_a_closed_order_expects_what_was_promised(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))
    take(answer(order, "detail", lines=(portions(1, accept="5"),)), world.partner)
    order.refresh_from_db()
    assert order.expected == order.total

    close_order(order=order, by=world.buyer.person, now=after(60), reason="Enough")

    order.refresh_from_db()
    assert order.expected == Decimal(100) + 9 + 3 - 5 + 22


def test_the_shares_of_a_split_add_up(world: World) -> None:
    request = asked(world, ("freight", "10.00", "equally", False), lines=(("1", "1.00"), ("1", "1.00"), ("1", "1.00")))
    place = DeliveryAddress.objects.create(
        public_id="elsewhere", legal_entity=world.entity, code="TO-STAB", name="Turin", street="Via Po 1", city="Torino"
    )
    request.lines.filter(line_number=3).update(deliver_to=place)
    put(world, request)
    with pytest.raises(PurchaseOrder.MultipleObjectsReturned):
        approve_all(request)

    amounts = [one.amount for one in OrderCharge.objects.order_by("amount")]
    assert len(amounts) == 2
    assert sum(amounts) == Decimal(10)
    for order in PurchaseOrder.objects.all():
        assert order.total == order.net + sum(one.amount for one in order.charges.all())


def test_the_document_has_freight_and_tax_in_their_places_and_the_rest_beside_the_total(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))

    message = read(bytes(MessageOut.objects.get(about=order.about).body)).message
    assert message is not None
    said = message.body
    assert isinstance(said, OrderDocument)
    assert said.total is not None
    assert said.shipping is not None
    assert said.tax is not None
    assert (said.total.amount, said.shipping.money.amount, said.tax.money.amount) == (
        Decimal(220), Decimal(9), Decimal("48.40"),
    )  # fmt: skip
    assert [(one.kind, one.money.amount, one.allowance) for one in said.charges] == [
        ("fee", Decimal(3), False),
        ("discount", Decimal(11), True),
    ]


def test_what_a_protocol_cannot_say_is_reported_as_lost(world: World) -> None:
    world.partner.protocol = "oagis9"
    world.partner.save()

    order = approve_all(put(world, asked(world, *ALL)))

    noted = MessageOut.objects.get(about=order.about).noted
    assert [one["path"] for one in noted if one["code"] == "lost" and "charges" in one["path"]]


def test_the_letter_to_a_supplier_without_a_connection_names_each_charge(world: World) -> None:
    request = asked(world, ("freight", "9.00", "by_value", False))
    printer = add_mail_supplier()
    request.lines.update(supplier=printer)
    request.charges.update(supplier=printer)

    approve_all(put(world, request))

    assert "(Our freight): 9,00" in Mail.objects.get(to="orders@printer.example").text


def test_the_database_keeps_the_total_the_sum(world: World) -> None:
    order = approve_all(put(world, asked(world, *ALL)))

    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(charges_sum=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseOrder.objects.filter(pk=order.pk).update(expected=order.total + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        order.charges.filter(kind="freight").update(expected=Decimal(10))


@pytest.mark.parametrize(("allocation", "borne"), [("by_value", 40), ("by_quantity", 4), ("equally", 1)])
def test_each_rule_weighs_a_line_by_what_still_comes_of_it(allocation: str, borne: int) -> None:
    row = Coming(OrderLine(), Decimal(3), Decimal(1), Decimal(30), Decimal(10))

    assert weight(OrderCharge(allocation=allocation), row) == borne

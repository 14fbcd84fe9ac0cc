"""What a buyer writes down of a supplier's answer counts like a machine's, and can be corrected."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from fondaco import audit
from fondaco.bridge.models import Mail
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import Confirmation, PurchaseOrder
from fondaco.buying.orders.operations import close_order
from fondaco.buying.orders.recording import Told, record_answer
from fondaco.documents import OrderOperation
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.orders.by_mail import TWO, ordered_by_mail
from tests.buying.orders.test_taking_confirmations import answer, counts, portions, take
from tests.buying.world import World, after, build_world, ordered

D = Decimal


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    made = ordered_by_mail(world)
    Mail.objects.all().delete()
    return made


def record(order: PurchaseOrder, world: World, *told: Told, token: str = "t1", **more: Any) -> Confirmation:
    given = {"number": "G-7", "words": "Ms Grana, by telephone", "now": after(60), **more}
    return record_answer(order=order, told=told, token=token, by=world.buyer.person, **given)


def test_it_is_an_answer_as_a_machine_would_have_sent_it(world: World, order: PurchaseOrder) -> None:
    made = record(
        order,
        world,
        Told(1, confirmed=D(3), rejected=D(2), unit_price=D("19.50"), note="two were damaged"),
        Told(2, later=D(10), delivery_on=date(2026, 3, 20)),
    )

    order.refresh_from_db()
    assert (order.state, order.supplier_number) == ("confirmed_in_part", "G-7")
    assert counts(order) == [(3, 2, 0), (0, 0, 10)]
    assert (made.recorded_by, made.kind, made.comments) == (world.buyer.person, "detail", "Ms Grana, by telephone")
    said = [
        (one.line.line_number, one.becomes, one.unit_price, one.delivery_on, one.comments)
        for one in made.portions.all()
    ]
    assert said == [
        (1, "confirmed", D("19.50"), None, "two were damaged"),
        (1, "rejected", None, None, "two were damaged"),
        (2, "backordered", None, date(2026, 3, 20), ""),
    ]
    line = next(one for one in audit.lines_for(order.about) if one.action == "order.answer_recorded")
    assert line.by == world.buyer.person.pk
    letter = Mail.objects.get(to="asker@buyer.example.com")
    assert "This will come:\n- 3 pieces · Thing 1" in letter.text


def test_the_budget_follows_it(world: World) -> None:
    found = budget(world, "1000")
    order = ordered_by_mail(world)
    assert stages(found)[2] == 0

    record(order, world, Told(1, confirmed=D(5)), Told(2, rejected=D(10)))

    requested, committed, confirmed = stages(found)
    assert (requested, committed) == (0, 0)
    assert confirmed >= 100
    assert miscounted() == []


def test_a_later_record_takes_the_place_of_all_before(world: World, order: PurchaseOrder) -> None:
    record(order, world, Told(1, confirmed=D(5)), Told(2, confirmed=D(10)))

    record(order, world, Told(1, confirmed=D(4), rejected=D(1)), token="t2", now=after(90))

    order.refresh_from_db()
    assert order.state == "confirmed_in_part"
    assert counts(order) == [(4, 1, 0), (0, 0, 0)]
    assert list(Confirmation.objects.order_by("pk").values_list("replaced_at", flat=True)) == [after(90), None]
    assert miscounted() == []


def test_the_same_record_twice_is_one(world: World, order: PurchaseOrder) -> None:
    first = record(order, world, Told(1, confirmed=D(5)))
    again = record(order, world, Told(1, rejected=D(5)))

    assert first == again
    assert counts(order)[0] == (5, 0, 0)
    assert Mail.objects.filter(to="asker@buyer.example.com").count() == 1


@pytest.mark.parametrize(
    ("told", "more", "code"),
    [
        ([Told(1, confirmed=D(6))], {}, "beyond_order"),
        ([Told(1, confirmed=D(3), rejected=D(2), later=D(1))], {}, "beyond_order"),
        ([Told(1, confirmed=D(-1))], {}, "quantity_invalid"),
        ([Told(1, confirmed=D("0.00001"))], {}, "quantity_invalid"),
        ([Told(1, confirmed=D("NaN"))], {}, "quantity_invalid"),
        ([Told(1, confirmed=D(1), unit_price=D(-1))], {}, "price_invalid"),
        ([Told(9, confirmed=D(1))], {}, "line_gone"),
        ([Told(1), Told(2)], {}, "nothing_said"),
        ([Told(1, confirmed=D(1))], {"words": " \n"}, "empty"),
    ],
)
def test_what_cannot_be_is_told_and_records_nothing(
    world: World, order: PurchaseOrder, told: list[Told], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        record(order, world, *told, **more)

    assert refused.value.code == code
    assert not Confirmation.objects.exists()
    assert counts(order) == [(0, 0, 0), (0, 0, 0)]
    assert not Mail.objects.exists()


def test_nothing_is_recorded_of_an_order_that_is_over(world: World, order: PurchaseOrder) -> None:
    record(order, world, Told(1, confirmed=D(5)))
    close_order(order=order, by=world.buyer.person, now=after(70), reason="Enough")

    with pytest.raises(Refused) as refused:
        record(order, world, Told(1, rejected=D(5)), token="t2")

    assert refused.value.code == "over"


def test_what_the_suppliers_machine_says_takes_the_place_of_what_was_recorded(world: World) -> None:
    order = ordered(world, lines=TWO)
    record(order, world, Told(1, confirmed=D(5)), Told(2, confirmed=D(10)))

    take(answer(order, "detail", lines=(portions(1, accept="2", reject="3"),)), world.partner, at=after(90))

    assert counts(order) == [(2, 3, 0), (0, 0, 0)]
    # A correction by the machine replaces what it said itself, as ever.
    again = answer(order, "detail", lines=(portions(1, accept="5"),), operation=OrderOperation.UPDATE)
    take(again, world.partner, at=after(95))
    assert counts(order) == [(5, 0, 0), (0, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_of_a_double_click_one_is_recorded() -> None:
    world = build_world()
    order = ordered_by_mail(world)
    both = threading.Barrier(2)
    made: list[int] = []

    def click() -> None:
        both.wait()
        try:
            made.append(record(order, world, Told(1, confirmed=D(5))).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(set(made)) == 1
    assert Confirmation.objects.count() == 1


class TestThePage:
    def page(self, order: PurchaseOrder) -> str:
        return reverse("orders:record", args=[order.public_id])

    def client(self, employee: Any, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(employee.person)
        return client

    def filled(self, client: Client, order: PurchaseOrder, **changed: str) -> dict[str, str]:
        form = client.get(self.page(order)).context["form"]
        said = {bound.html_name: str(bound.value() or "") for bound in form}
        return said | {"words": "Ms Grana, by telephone"} | changed

    def test_everything_is_confirmed_with_one_choice(self, world: World, order: PurchaseOrder) -> None:
        client = self.client(world.buyer)

        answer = client.post(self.page(order), self.filled(client, order), follow=True)

        order.refresh_from_db()
        assert order.state == "confirmed"
        shown = answer.content.decode()
        assert "Recorded. Whoever waits" in shown
        assert "Recorded what the supplier said" in shown
        assert "Buyer" in shown

    def test_line_by_line_with_a_comma(self, world: World, order: PurchaseOrder) -> None:
        client = self.client(world.buyer)
        said = self.filled(
            client,
            order,
            whole="lines",
            confirmed_1="2,5",
            rejected_1="2.5",
            price_1="19,5",
            confirmed_2="",
            later_2="10",
        )

        assert client.post(self.page(order), said).status_code == 302

        rows = order.lines.order_by("line_number").values_list("confirmed", "rejected", "backordered")
        assert list(rows) == [(D("2.5"), D("2.5"), 0), (0, 0, 10)]

    def test_a_correction_begins_with_how_it_stands(self, world: World, order: PurchaseOrder) -> None:
        record(order, world, Told(1, confirmed=D(4), rejected=D(1), unit_price=D("19.5")), Told(2, later=D(10)))

        form = self.client(world.buyer).get(self.page(order)).context["form"]

        values = {name: form[name].value() for name in ("whole", "confirmed_1", "rejected_1", "price_1", "later_2")}
        assert values == {
            "whole": "lines",
            "confirmed_1": "4",
            "rejected_1": "1",
            "price_1": "19.5",
            "later_2": "10",
        }

    def test_what_is_wrong_is_told_beside_it(self, world: World, order: PurchaseOrder) -> None:
        client = self.client(world.buyer)
        said = self.filled(client, order, whole="lines", confirmed_1="9")

        answer = client.post(self.page(order), said)

        assert answer.status_code == 422
        assert "Of line 1 only 5 were ordered" in answer.content.decode()
        assert not Confirmation.objects.exists()

    def test_a_form_sent_again_with_something_else_in_it_is_not_said_to_be_recorded(
        self, world: World, order: PurchaseOrder
    ) -> None:
        client = self.client(world.buyer)
        said = self.filled(client, order)
        client.post(self.page(order), said, follow=True)

        again = client.post(self.page(order), said | {"whole": "none"}, follow=True).content.decode()

        assert "This form was recorded before, so nothing was changed." in again
        assert "Recorded. Whoever waits" not in again
        assert Confirmation.objects.get().order == order

    def test_the_same_token_names_no_record_of_another_order(self, world: World, order: PurchaseOrder) -> None:
        other = ordered(world)
        record(order, world, Told(1, confirmed=D(5)), token="same")

        record(other, world, Told(1, confirmed=D(5)), token="same")

        assert (order.confirmations.count(), other.confirmations.count()) == (1, 1)

    @pytest.mark.parametrize("name", ["asker", "lead", "administrator", "auditor"])
    def test_only_buyers_record(self, world: World, order: PurchaseOrder, name: str) -> None:
        client = self.client(getattr(world, name))

        assert client.get(self.page(order)).status_code == 403
        assert client.post(self.page(order), {"whole": "all", "words": "x", "token": "t"}).status_code == 403
        assert not Confirmation.objects.exists()

    def test_it_speaks_italian(self, world: World, order: PurchaseOrder) -> None:
        world.buyer.person.language = "it"
        world.buyer.person.save()

        shown = self.client(world.buyer, "it").get(self.page(order)).content.decode()

        assert "Arriva tutto, come ordinato" in shown
        assert "Line by line" not in shown

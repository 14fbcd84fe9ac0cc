"""What no store offers: approved, then found by a buyer, ordered within the tolerance, asked about again above it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Step
from fondaco.buying.budgets.operations import miscounted
from fondaco.buying.lifecycle import Refused
from fondaco.buying.release.operations import Found, most, source_line
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.sealing import unseal
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.requests.filling import agree_on_commodity, approve_everything, submit, write
from tests.buying.world import World, add_mail_supplier, after, build_world, draft


@pytest.fixture
def world(db: None) -> World:
    found = build_world()
    found.entity.price_tolerance_percent, found.entity.price_tolerance_amount = Decimal(5), Decimal(10)
    found.entity.save()
    agree_on_commodity(found.supplier)
    return found


@pytest.fixture
def approved(world: World) -> PurchaseRequest:
    """Pens from the store (100 and 4.90 of freight) and a bench that nobody sells yet (300)."""
    request = draft(world)
    write(world, request)
    submit(world, request)
    approve_everything(request)
    request.refresh_from_db()
    return request


def find(world: World, request: PurchaseRequest, price: str) -> PurchaseRequest:
    line = request.lines.get(kind="free")
    return source_line(line=line, found=Found(world.supplier, Decimal(price)), by=world.buyer.person, now=after(60))


def test_what_can_be_ordered_is_and_the_rest_waits_for_the_buyers(approved: PurchaseRequest) -> None:
    assert approved.state == "approved"
    assert dict(approved.lines.values_list("line_number", "state")) == {1: "ordered", 2: "to_source"}
    assert approved.orders.count() == 1


@pytest.mark.parametrize(("price", "state"), [("140", "ordered"), ("155", "ordered"), ("155.01", "in_approval")])
def test_within_the_tolerance_it_is_ordered_above_it_the_approvers_are_asked(
    world: World, approved: PurchaseRequest, price: str, state: str
) -> None:
    assert most(approved, Decimal(300)) == 310  # ten is reached before five per cent

    found = find(world, approved, price)

    assert found.state == state
    assert found.orders.count() == (2 if state == "ordered" else 1)


def test_only_the_line_that_was_found_goes_round_again(world: World, approved: PurchaseRequest) -> None:
    find(world, approved, "200")

    steps = Step.objects.filter(state="pending")
    assert [step.to_decide for step in steps] == [["2"]]
    approve_everything(approved, 90)
    approved.refresh_from_db()
    assert approved.state == "ordered"
    assert approved.orders.count() == 2


def test_a_line_is_found_once(world: World, approved: PurchaseRequest) -> None:
    find(world, approved, "140")

    with pytest.raises(Refused):
        find(world, approved, "130")

    assert approved.orders.count() == 2


def test_budgets_follow_what_was_found(world: World) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    request = draft(world)
    write(world, request)
    submit(world, request)
    approve_everything(request)
    assert stages(found) == (0, Decimal("404.90"), 0)

    find(world, request, "150")

    assert sum(stages(found)) == Decimal("404.90")
    assert miscounted() == []


def test_giving_up_the_rest_leaves_an_ordered_request(world: World) -> None:
    from fondaco.buying.requests.operations import withdraw_request

    request = draft(world)
    write(world, request)
    submit(world, request)
    approve_everything(request)
    find(world, request, "400")
    request.refresh_from_db()

    with pytest.raises(Refused):
        withdraw_request(request=request, by=world.lead.person, now=after(90))
    request.refresh_from_db()
    assert request.orders.count() == 1


def test_the_buyers_page_finds_and_orders(world: World, approved: PurchaseRequest) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.buyer.person)

    page = client.get(reverse("release:to-source")).content.decode()
    address = reverse("release:source", args=[approved.public_id, 2])
    wrong = client.post(address, {"supplier": world.supplier.pk, "unit_price": "0"})
    client.post(address, {"supplier": world.supplier.pk, "unit_price": "149.90", "supplier_part_id": "BENCH"})

    assert "A bench, two metres" in page
    assert wrong.status_code == 422
    approved.refresh_from_db()
    assert approved.state == "ordered"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["asker", "lead", "auditor", "administrator"])
def test_only_buyers_find_suppliers(world: World, approved: PurchaseRequest, who: str) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(getattr(world, who).person)

    assert client.post(reverse("release:source", args=[approved.public_id, 2]), {}).status_code == 403


def test_a_supplier_without_a_connection_gets_the_order_as_a_letter(world: World) -> None:
    request = draft(world)
    write(world, request)
    submit(world, request)
    approve_everything(request)
    by_mail = add_mail_supplier()
    line = request.lines.get(kind="free")

    source_line(line=line, found=Found(by_mail, Decimal(150)), by=world.buyer.person, now=after(60))

    order = request.orders.get(supplier=by_mail)
    letter = Mail.objects.get(about=order.about)
    text = unseal(letter.text_sealed)
    words = text.decode() if isinstance(text, bytes) else str(text)
    assert letter.to == by_mail.order_email
    assert order.number in letter.subject
    assert "A bench, two metres" in words
    assert "300,00" in words
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.buyer.person)
    assert client.get(order.get_absolute_url()).status_code == 200


def test_what_is_no_longer_held_comes_back_and_the_rest_is_ordered(world: World) -> None:
    request = draft(world, lines=(("1", "10.00"), ("1", "20.00")))
    submit(world, request)
    request.lines.filter(line_number=2).update(hold_expires_at=after(8))

    approve_everything(request, 10)

    request.refresh_from_db()
    assert dict(request.lines.values_list("line_number", "state")) == {1: "ordered", 2: "requote"}
    assert request.state == "returned"
    assert [line.line_number for line in request.orders.get().lines.all()] == [1]

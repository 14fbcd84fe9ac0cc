"""One request filled at several stores and by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.buying.approvals.models import Step
from fondaco.buying.company.models import ExchangeRate
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.writing import LineAccount, charge_line, delete_line, write_line
from fondaco.buying.shopping.models import Operation
from tests.buying.requests.filling import (
    DRILL,
    PENS,
    agree_on_commodity,
    approve_everything,
    claim,
    free,
    submit,
    visit,
    write,
)
from tests.buying.world import NOW, World, add_person, add_supplier, after, build_world, draft


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_a_line_that_could_not_be_ordered_in_the_suppliers_language_is_not_written(world: World) -> None:
    with pytest.raises(Refused) as refused:
        write(world, draft(world), supplier=world.supplier)

    assert (refused.value.code, refused.value.field) == ("commodity_missing", "supplier")


def test_two_stores_and_a_written_line_are_one_request_and_two_orders(world: World) -> None:
    other = add_supplier("Tools", "tools")
    agree_on_commodity(other)
    request = claim(world, visit(world, world.supplier, [PENS])).request
    claim(world, visit(world, other, [DRILL], into=request))
    write(world, request, supplier=other, supplier_part_id="BENCH-2", estimated=False)

    submit(world, request)
    approve_everything(request)

    request.refresh_from_db()
    assert (request.state, request.net) == ("ordered", Decimal(440))
    orders = {order.supplier.name: order for order in request.orders.all()}
    assert {name: order.net for name, order in orders.items()} == {"Store": Decimal(20), "Tools": Decimal(420)}
    assert [line.supplier_part_id for line in orders["Tools"].lines.all()] == ["DRILL", "BENCH-2"]


def test_a_cart_for_a_request_that_was_submitted_meanwhile_is_not_lost(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS])).request
    later = visit(world, world.supplier, [DRILL], into=request)
    submit(world, request)

    claimed = claim(world, later)

    assert claimed.instead == request
    assert claimed.request != request
    assert [line.supplier_part_id for line in claimed.request.lines.all()] == ["DRILL"]
    assert request.lines.count() == 1


def test_a_cart_for_somebody_elses_request_becomes_ones_own(world: World) -> None:
    foreign = draft(world, by=add_person(world.entity, "Other", "requester", world.lead))
    PurchaseRequest.objects.update(number="R-2025-000001")

    claimed = claim(world, visit(world, world.supplier, [PENS], into=foreign))

    assert claimed.request != foreign
    assert foreign.lines.count() == 1


def test_claiming_twice_adds_the_lines_once(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS])).request
    session = visit(world, world.supplier, [DRILL], into=request)

    for _ in range(2):
        claim(world, session)

    assert request.lines.count() == 2


def test_an_edited_cart_takes_the_place_of_the_one_before_and_leaves_the_rest(world: World) -> None:
    other = add_supplier("Tools", "tools")
    request = claim(world, visit(world, world.supplier, [PENS, DRILL], allows="edit")).request
    claim(world, visit(world, other, [DRILL], into=request))

    claim(world, visit(world, world.supplier, [PENS], into=request, operation=Operation.EDIT))

    assert sorted(request.lines.values_list("supplier__name", "supplier_part_id")) == [
        ("Store", "PEN"),
        ("Tools", "DRILL"),
    ]
    request.refresh_from_db()
    assert request.net == Decimal(140)


def test_looking_at_a_cart_changes_nothing(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], allows="inspect")).request

    session = visit(world, world.supplier, [PENS], into=request, operation=Operation.INSPECT)

    session.refresh_from_db()
    assert session.state == "abandoned"
    assert request.lines.count() == 1


def test_the_pages_lead_to_another_store_for_the_same_request(world: World) -> None:
    request = draft(world)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.asker.person)

    page = client.get(request.get_absolute_url()).content.decode()
    choice = client.get(reverse("requests:other-store", args=[request.public_id])).content.decode()

    assert reverse("requests:other-store", args=[request.public_id]) in page
    assert "Store" in choice
    assert client.post(reverse("requests:other-store", args=["nobody"]), {"supplier": "x"}).status_code == 404


def test_a_line_is_written_changed_and_taken_out_on_the_pages(world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.asker.person)
    told = {"kind": "service", "description": "Clean the hall", "quantity": "3", "unit": "HUR", "unit_price": "40",
            "currency": "EUR", "estimated": "on"}  # fmt: skip

    begun = client.post(reverse("requests:begin"))
    request = PurchaseRequest.objects.get()
    wrong = client.post(begun["Location"], {**told, "quantity": "0", "version": request.version})
    client.post(begun["Location"], {**told, "version": request.version})
    line = request.lines.get()
    request.refresh_from_db()
    address = reverse("requests:rewrite-line", args=[request.public_id, line.line_number])
    client.post(address, {**told, "quantity": "5", "version": request.version})

    assert wrong.status_code == 422
    assert "as a number above zero" in wrong.content.decode()
    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.quantity, line.amount, request.net) == (5, 200, 200)
    delete_line(request=request, version=request.version, number=1, by=world.asker.person, now=after(9))
    assert not request.lines.exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"quantity": Decimal(0)}, "quantity_invalid"),
        ({"quantity": Decimal("0.00001")}, "quantity_invalid"),
        ({"unit_price": Decimal(-1)}, "price_invalid"),
        ({"quantity": Decimal(999_999_999), "unit_price": Decimal(999)}, "price_invalid"),
        ({"description": " \0 "}, "description_missing"),
        ({"kind": "catalogue"}, "kind_unknown"),
        ({"currency": "USD"}, "no_rate"),
    ],
)
def test_a_line_that_cannot_be_ordered_is_not_written(world: World, told: dict[str, Any], code: str) -> None:
    request = draft(world)

    with pytest.raises(Refused) as refused:
        write(world, request, **told)

    assert refused.value.code == code
    assert request.lines.count() == 1


def test_another_currency_counts_at_the_rate_of_the_day(world: World) -> None:
    ExchangeRate.objects.create(currency="USD", into="EUR", on=NOW.date(), rate=Decimal("0.9"))
    request = draft(world)

    line = write(world, request, currency="USD", unit_price=Decimal(100))

    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.amount, line.company_amount) == (200, 180)
    assert request.net == 280


def test_two_people_editing_one_request_do_not_overwrite_each_other(world: World) -> None:
    request = draft(world)
    seen = request.version
    write(world, request)

    with pytest.raises(Refused) as refused:
        write_line(request=request, version=seen, facts=free(), by=request.requester, now=after(4))

    assert refused.value.code == "changed_meanwhile"
    assert request.lines.count() == 2


def test_on_behalf_of_somebody_neither_approves_and_both_are_told(world: World) -> None:
    request = draft(world)

    submit(world, request, beneficiary=world.lead.person)

    request.refresh_from_db()
    assert request.beneficiary == world.lead.person
    assert Step.objects.get(state="pending").person == world.head.person


def test_a_stranger_cannot_be_the_one_it_is_for(world: World) -> None:
    from fondaco.buying.company.models import LegalEntity

    abroad = LegalEntity.objects.create(public_id="abroad", name="Abroad", vat_number="X", country="FR")
    stranger = add_person(abroad, "Stranger", "requester")

    with pytest.raises(Refused) as refused:
        submit(world, draft(world), beneficiary=stranger.person)

    assert refused.value.code == "not_ours"


def test_a_line_on_another_account_leads_to_its_owner(world: World) -> None:
    from fondaco.buying.company.models import CostCentre
    from fondaco.buying.policy.demo import write_policy
    from fondaco.buying.policy.operations import RuleFacts

    write_policy(entity=world.entity, rules=[RuleFacts("cost_centre_owner")], note="Owners", now=NOW)
    other = CostCentre.objects.create(
        public_id="other", legal_entity=world.entity, code="LOG", name="Store room", owner=world.head
    )
    request = draft(world, lines=(("1", "10.00"), ("1", "20.00")))
    charge_line(
        request=request, version=request.version, number=2, by=request.requester, now=after(1),
        account=LineAccount(cost_centre=other, project=None, category=None, deliver_to=None),
    )  # fmt: skip

    submit(world, request)

    asked = {step.person.name: step.lines for step in Step.objects.filter(state="pending")}
    assert asked == {"Owner": ["1"], "Head": ["2"]}


def test_nobody_else_fills_a_request(world: World) -> None:
    request = draft(world)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.buyer.person)

    for name, args in (("write-line", []), ("other-store", []), ("charge-line", [1]), ("open-again", [])):
        answer = client.post(reverse(f"requests:{name}", args=[request.public_id, *args]), {})
        assert answer.status_code in {403, 404, 405}
    assert request.lines.count() == 1

"""The pages of budgets: who sees which, what they say, and what cannot be entered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.buying.budgets.models import Budget, Mode
from fondaco.buying.company.models import Employee, Role
from tests.buying.budgets.test_declaring import bind, budget, claim
from tests.buying.world import World, add_person, build_world, submitted

NEW = {
    "name": "Workshop 2026",
    "amount": "5000.00",
    "mode": "block",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
}


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def client_of(employee: Employee) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee.person)
    return client


@pytest.fixture
def finance(world: World) -> Employee:
    return add_person(world.entity, "Finance", "finance", world.chief)


def test_finance_writes_a_budget_and_sees_it(world: World, finance: Employee) -> None:
    client = client_of(finance)

    answer = client.post(reverse("budgets:add"), {**NEW, "cost_centre": world.centre.pk, "owner": world.owner.pk})

    found = Budget.objects.get()
    assert answer["Location"] == found.get_absolute_url()
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Workshop 2026" in page
    assert "PRD-310 Workshop" in page
    assert "cannot be submitted" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2025-12-31"}, "ends before it begins"),
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"name": ""}, "required"),
        ({"mode": "explode"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(
    world: World, finance: Employee, wrong: dict[str, str], words: str
) -> None:
    answer = client_of(finance).post(reverse("budgets:add"), {**NEW, **wrong})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Budget.objects.exists()


def test_the_same_name_from_the_same_day_is_refused(world: World, finance: Employee) -> None:
    client = client_of(finance)
    client.post(reverse("budgets:add"), NEW)

    answer = client.post(reverse("budgets:add"), NEW)

    assert answer.status_code == 422
    assert Budget.objects.count() == 1


def test_a_change_needs_a_reason_and_is_kept_with_it(world: World, finance: Employee) -> None:
    found = budget(world, "100", Mode.BLOCK)
    client = client_of(finance)
    told = {**NEW, "name": found.name, "amount": "300", "version": "1", "active": "on"}

    refused = client.post(reverse("budgets:change", args=[found.public_id]), told)
    assert refused.status_code == 422
    client.post(reverse("budgets:change", args=[found.public_id]), {**told, "reason": "A bigger hall"})

    found.refresh_from_db()
    assert found.amount == Decimal(300)
    assert "A bigger hall" in client.get(found.get_absolute_url()).content.decode()


def test_an_owner_sees_their_own_budgets_and_no_others(world: World) -> None:
    own, other = budget(world, "100", owner=world.owner), budget(world, "100", owner=world.lead)
    client = client_of(world.owner)

    page = client.get(reverse("budgets:list"), {"which": "all"}).content.decode()

    assert own.name in page
    assert other.name not in page
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


def test_an_auditor_reads_and_changes_nothing(world: World) -> None:
    found = budget(world, "100")
    client = client_of(world.auditor)

    assert client.get(found.get_absolute_url()).status_code == 200
    assert client.post(reverse("budgets:change", args=[found.public_id]), NEW).status_code == 403
    assert client.post(reverse("budgets:add"), NEW).status_code == 403


def test_another_companys_budget_is_not_there(world: World) -> None:
    from fondaco.buying.company.models import LegalEntity

    abroad = LegalEntity.objects.create(public_id="abroad", name="Abroad", vat_number="X", country="FR")
    stranger = add_person(abroad, "Stranger", "finance")
    found = budget(world, "100")

    client = client_of(stranger)

    assert client.get(found.get_absolute_url()).status_code == 404
    assert client.post(reverse("budgets:change", args=[found.public_id]), NEW).status_code == 404


def test_what_binds_a_budget_is_named_and_linked(world: World, finance: Employee) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    request = submitted(world)

    page = client_of(finance).get(found.get_absolute_url()).content.decode()

    assert request.number in page
    assert request.get_absolute_url() in page


def test_the_list_takes_as_many_statements_for_fifty_as_for_two(world: World, finance: Employee) -> None:
    for _ in range(2):
        budget(world, "100")
    client = client_of(finance)
    client.get(reverse("budgets:list"), {"which": "all"})
    few = _statements(client)
    for number in range(48):
        budget(world, "100")
        bind(world, f"request:{number}", claim(world, "1", amount="1"))

    assert _statements(client) == few


def _statements(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("budgets:list"), {"which": "all"})
    return len(captured)


def test_somebody_without_a_role_gets_in_nowhere(world: World) -> None:
    nobody = add_person(world.entity, "Nobody", "requester")
    Role.objects.filter(employee=nobody).delete()

    assert client_of(nobody).get(reverse("budgets:add")).status_code == 403

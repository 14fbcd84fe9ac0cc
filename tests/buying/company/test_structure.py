"""Projects, categories, exchange rates and several legal entities, as they are looked after."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fondaco import audit
from fondaco.buying.company.models import Category, ExchangeRate, LegalEntity, Project
from fondaco.buying.company.queries import category_tree
from fondaco.buying.company.rates import rate_on
from fondaco.buying.company.structure import (
    ProjectFacts,
    add_category,
    add_project,
    change_category,
    change_project,
    set_rate,
)
from fondaco.buying.lifecycle import Refused
from tests.buying.world import NOW, World, after, build_world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def category(code: str, parent: Category | None = None) -> Category:
    return add_category(code=code, name=code, parent=parent, owner=None, by=None, now=NOW, public_id=f"cat-{code}")


def move(one: Category, below: Category | None) -> Category:
    return change_category(
        category=one, code=one.code, name=one.name, parent=below, owner=None, active=True, by=None, now=after(1)
    )


def rate(world: World, currency: str = "USD", on: date = TODAY, value: str = "0.92") -> ExchangeRate:
    return set_rate(
        entity=world.entity,
        currency=currency,
        on=on,
        rate=Decimal(value),
        source="BCE",
        by=None,
        now=NOW,
        today=TODAY,
    )


def test_a_project_is_added_and_changed_on_its_page(as_person: Any, employee: Any) -> None:
    client = as_person("Andrea")
    client.post("/company/projects/new", {"code": "HALL", "name": "Nuovo capannone", "starts_on": "2026-01-01"})
    made = Project.objects.get(code="HALL")

    client.post(
        f"/company/projects/{made.public_id}",
        {"code": "HALL", "name": "Capannone", "owner": employee("Marta").pk, "ends_on": "2026-06-30", "active": "on"},
    )

    made.refresh_from_db()
    assert (made.name, made.ends_on, made.owner.person.name) == ("Capannone", date(2026, 6, 30), "Marta Conti")
    assert [line.action for line in audit.lines_for(f"project:{made.public_id}")] == [
        "company.project_added",
        "company.project_changed",
    ]
    assert "Capannone" in client.get("/company/projects").content.decode()


def test_a_project_does_not_end_before_it_begins(world: World) -> None:
    facts = ProjectFacts("A", "A", starts_on=TODAY, ends_on=date(2026, 3, 1))

    with pytest.raises(Refused) as refused:
        add_project(entity=world.entity, facts=facts, by=None, now=NOW, public_id="p")

    assert (refused.value.code, refused.value.field) == ("dates_crossed", "ends_on")
    assert not Project.objects.exists()


def test_a_projects_code_is_used_once(world: World) -> None:
    first = add_project(entity=world.entity, facts=ProjectFacts("A", "A"), by=None, now=NOW, public_id="p1")
    add_project(entity=world.entity, facts=ProjectFacts("B", "B"), by=None, now=NOW, public_id="p2")

    with pytest.raises(Refused) as refused:
        change_project(project=first, facts=ProjectFacts("B", "A"), by=None, now=NOW)

    assert refused.value.code == "code_taken"


def test_a_category_does_not_go_below_itself(world: World) -> None:
    tools = category("TOOLS")
    drills = category("DRILLS", tools)

    for below in (drills, tools):
        with pytest.raises(Refused) as refused:
            move(tools, below)
        assert refused.value.code == "category_circle"
    assert [(place.category.code, place.depth) for place in category_tree()] == [("TOOLS", 0), ("DRILLS", 1)]


@pytest.mark.django_db(transaction=True)
def test_two_categories_moved_below_each_other_at_once_form_no_circle(transactional_db: None) -> None:
    build_world()
    one, other = category("A"), category("B")
    start, said = threading.Barrier(2), []

    def go(what: Category, below: Category) -> None:
        start.wait(10)
        try:
            move(what, below)
        except Refused as refused:
            said.append(refused.code)
        else:
            said.append("moved")
        connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["category_circle", "moved"]
    assert len([place for place in category_tree() if place.depth == 1]) == 1


def test_categories_are_added_and_moved_on_their_pages(as_person: Any) -> None:
    client = as_person("Andrea")
    client.post("/company/categories/new", {"code": "ZT", "name": "Zebra tools"})
    top = Category.objects.get(code="ZT")
    client.post("/company/categories/new", {"code": "ZD", "name": "Zebra drills", "parent": top.pk})
    low = Category.objects.get(code="ZD")

    refused = client.post(
        f"/company/categories/{top.public_id}", {"code": "ZT", "name": "T", "parent": low.pk, "active": "on"}
    )

    assert low.parent == top
    assert refused.status_code == 422
    assert "stands below this category" in refused.content.decode()


def test_a_rate_is_entered_and_corrected_and_counts_from_then_on(world: World) -> None:
    rate(world, value="0.90")
    corrected = rate(world, value="0.92")

    assert ExchangeRate.objects.get() == corrected
    assert rate_on(entity=world.entity, currency="USD", on=TODAY) == Decimal("0.92")
    added, changed = audit.lines_for("rate:USD-EUR-2026-03-02")
    assert (added.action, changed.action) == ("company.rate_added", "company.rate_changed")
    assert changed.before == {"rate": "0.9000000000"}


@pytest.mark.parametrize(
    ("currency", "on", "value", "code"),
    [
        ("EUR", TODAY, "1", "own_currency"),
        ("USD", date(2026, 3, 3), "1", "day_to_come"),
        ("USD", TODAY, "0", "no_rate"),
        ("USD", TODAY, "-1", "no_rate"),
    ],
)
def test_what_is_no_rate_is_refused(world: World, currency: str, on: date, value: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rate(world, currency, on, value)

    assert refused.value.code == code
    assert not ExchangeRate.objects.exists()


def test_the_database_keeps_one_rate_a_day(world: World) -> None:
    rate(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.create(currency="USD", into="EUR", on=TODAY, rate=1)


def test_finance_enters_rates_and_sees_which_do_not_hold_any_more(as_person: Any, company: Any) -> None:
    client = as_person("Beatrice")
    ExchangeRate.objects.all().delete()
    ExchangeRate.objects.create(currency="CHF", into="EUR", on=date(2020, 1, 1), rate=Decimal("0.95"))

    today = timezone.localdate().isoformat()
    entered = client.post("/company/rates/new", {"currency": "USD", "rate": "0.9216", "on": today, "source": "BCE"})
    page = client.get("/company/rates").content.decode()

    assert entered.status_code == 302
    assert "0.9216" in page
    assert page.count("Does not hold any more") == 1
    assert "/company/people" not in page
    assert "0.9216" in client.get("/company/rates/USD").content.decode()
    assert client.get("/company/rates/XYZ").status_code == 404


def test_an_administrator_looks_after_every_legal_entity(as_person: Any, company: Any, employee: Any) -> None:
    client = as_person("Andrea")
    said = {
        "name": "Lanterna Deutschland GmbH",
        "vat_number": "DE136695976",
        "currency": "EUR",
        "street": "Hafenstraße 1",
        "postal_code": "20457",
        "city": "Hamburg",
        "country": "DE",
        "bill_to_code": "LD",
        "numbers_at": "approval",
        "rate_days": "7",
        "remind_after_days": "2",
        "answer_within_days": "4",
        "escalate_after_days": "5",
        "price_tolerance_percent": "0",
        "price_tolerance_amount": "0",
    }
    assert client.post("/company/legal-entity/new", said).status_code == 302
    made = LegalEntity.objects.get(vat_number="DE136695976")

    client.post("/company/cost-centres/new", {"code": "HH-1", "name": "Hamburg", "active": "on"})
    assert made.cost_centres.get().code == "HH-1"
    assert client.get(f"/company/people/{employee('Giulia').public_id}").status_code == 404

    client.post("/company/legal-entity/choose", {"entity": company.public_id})
    assert client.get(f"/company/people/{employee('Giulia').public_id}").status_code == 200
    assert "HH-1" not in client.get("/company/cost-centres").content.decode()
    assert client.post("/company/legal-entity/choose", {"entity": "none"}).status_code == 404


def test_a_reminder_comes_before_the_escalation(as_person: Any, company: Any) -> None:
    answer = as_person("Andrea").post(
        "/company/legal-entity", {"remind_after_days": "5", "escalate_after_days": "5", "rate_days": "-1"}
    )

    assert answer.status_code == 422
    assert "Later than the reminder" in answer.content.decode()


def test_the_currency_stays_once_amounts_are_kept_in_it(as_person: Any, company: Any) -> None:
    from fondaco.buying.budgets.models import Budget

    Budget.objects.create(
        public_id="b", legal_entity=company, name="B", starts_on=TODAY, ends_on=TODAY, amount=Decimal(1)
    )
    client = as_person("Andrea")
    said = {name: getattr(company, name) for name in ("name", "vat_number", "street", "postal_code", "city")}
    said |= {"currency": "USD", "country": "IT", "bill_to_code": "LM", "numbers_at": "approval", "rate_days": "7"}
    said |= {"remind_after_days": "2", "escalate_after_days": "5", "answer_within_days": "3"}
    said |= {"price_tolerance_percent": "0", "price_tolerance_amount": "0"}

    answer = client.post("/company/legal-entity", said)

    company.refresh_from_db()
    assert answer.status_code == 422
    assert "stays the currency" in answer.content.decode()
    assert company.currency == "EUR"


@pytest.mark.parametrize(
    "address", ["/company/projects", "/company/categories", "/company/rates", "/company/rates/USD"]
)
@pytest.mark.parametrize("many", [1, 60])
def test_lists_take_the_same_statements_however_long(as_person: Any, company: Any, address: str, many: int) -> None:
    ExchangeRate.objects.all().delete()
    for number in range(many):
        Project.objects.create(public_id=f"p{number}", legal_entity=company, code=f"P{number}", name="P")
        Category.objects.create(public_id=f"c{number}", code=f"XC{number}", name="C")
        day = date.fromordinal(TODAY.toordinal() - number)
        ExchangeRate.objects.create(currency="USD", into="EUR", on=day, rate=1)
    client = as_person("Andrea")
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200

    assert len(captured) <= 9

"""People, roles, cost centres, addresses and the legal entity, as an administrator changes them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from fondaco import audit
from fondaco.bridge.models import Mail
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee
from fondaco.buying.company.queries import chain_above
from fondaco.buying.company.vat import checked_vat_number
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

pytestmark = pytest.mark.django_db

ADDRESS = {
    "code": "MI-UFF",
    "name": "Ufficio di Milano",
    "street": "Via Larga 1",
    "postal_code": "20122",
    "city": "Milano",
    "province": "MI",
    "country": "IT",
    "phone": "",
    "active": "on",
}


def facts(employee: Employee, **changed: Any) -> dict[str, Any]:
    said = {
        "name": employee.person.name,
        "title": employee.title,
        "roles": [role.name for role in employee.roles.all()],
        "manager": employee.manager_id or "",
        "cost_centre": employee.cost_centre_id or "",
        "address": employee.address_id or "",
        "active": "on",
    }
    return {name: value for name, value in (said | changed).items() if value is not None}


def change(client: Client, employee: Employee, **changed: Any) -> Any:
    return client.post(f"/company/people/{employee.public_id}", facts(employee, **changed))


def test_an_added_person_gets_a_letter_and_can_set_a_password(as_person: Any, company: Any) -> None:
    answer = as_person("Andrea").post(
        "/company/people/new",
        {"name": "Irene Sanna", "email": "irene@lanterna-meccanica.example", "roles": ["requester"]},
    )

    assert answer.status_code == 302
    employee = Employee.objects.get(person__name="Irene Sanna")
    assert not employee.person.has_usable_password()
    letter = Mail.objects.get(to="irene@lanterna-meccanica.example")
    link = re.search(r"http://localhost:8000(/account/password/\S+)", letter.text)
    assert link is not None
    page = Client().get(link.group(1), follow=True)
    assert page.status_code == 200
    assert 'type="password"' in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "required"),
        ({"email": "no-address"}, "valid email"),
        ({"email": "GIULIA.ferraro@lanterna-meccanica.example"}, "already here"),
        ({"roles": ["emperor"]}, "valid choice"),
        ({"roles": ["auditor", "buyer"]}, "goes with no other"),
        ({"manager": "999999"}, "valid choice"),
        ({"name": "x" * 151}, "at most 150"),
        ({"name": "a\0b"}, "Null characters"),
    ],
)
def test_a_person_who_cannot_be_added_is_told_why(
    as_person: Any, company: Any, changed: dict[str, Any], words: str
) -> None:
    before = Person.objects.count()

    answer = as_person("Andrea").post(
        "/company/people/new", {"name": "Irene Sanna", "email": "irene@x.example", "roles": ["requester"]} | changed
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Person.objects.count() == before
    assert not Mail.objects.exists()


def test_roles_and_manager_can_be_changed(as_person: Any, employee: Any) -> None:
    davide = employee("Davide")

    change(as_person("Andrea"), davide, roles=["requester", "buyer"], manager=employee("Elena").pk)

    davide.refresh_from_db()
    assert {role.name for role in davide.roles.all()} == {"requester", "buyer"}
    assert davide.manager.person.name == "Elena Rinaldi"
    line = audit.lines_for(f"employee:{davide.public_id}")[-1]
    assert line.action == "company.person_changed"
    assert "Davide" not in str(line.before) + str(line.after)


def test_nobody_becomes_their_managers_manager(as_person: Any, employee: Any) -> None:
    paolo = employee("Paolo")

    answer = change(as_person("Andrea"), paolo, manager=employee("Giulia").pk)

    paolo.refresh_from_db()
    assert answer.status_code == 422
    assert "already reports to" in answer.content.decode()
    assert paolo.manager.person.name == "Ginevra Lanterna"


def test_the_chain_ends_even_where_the_rows_form_a_circle(employee: Any) -> None:
    Employee.objects.filter(person__name="Ginevra Lanterna").update(manager=employee("Giulia"))

    names = [above.person.name for above in chain_above(employee("Giulia"))]

    assert names == ["Marta Conti", "Paolo Dellacasa", "Ginevra Lanterna"]


def test_the_database_refuses_somebody_who_manages_themselves(employee: Any) -> None:
    from django.db import IntegrityError

    giulia = employee("Giulia")
    giulia.manager = giulia

    with pytest.raises(IntegrityError, match="buying_nobody_manages_themselves"):
        giulia.save()


@pytest.mark.parametrize("changed", [{"roles": ["requester"]}, {"active": None}])
def test_the_last_administrator_stays(as_person: Any, employee: Any, changed: dict[str, Any]) -> None:
    andrea = employee("Andrea")

    answer = change(as_person("Andrea"), andrea, **changed)

    assert answer.status_code == 422
    assert "only administrator" in answer.content.decode()
    assert andrea.roles.filter(name="administrator").exists()


def test_somebody_who_left_can_do_nothing_any_more(as_person: Any, employee: Any) -> None:
    giulia = as_person("Giulia")

    change(as_person("Andrea"), employee("Giulia"), active=None)

    assert giulia.get("/suppliers/").status_code in {302, 403}


def test_the_invitation_can_be_sent_again(as_person: Any, employee: Any) -> None:
    as_person("Andrea").post(f"/company/people/{employee('Giulia').public_id}/invite")

    assert Mail.objects.get().to == "giulia.ferraro@lanterna-meccanica.example"


def test_a_cost_centre_is_added_and_changed(as_person: Any, employee: Any) -> None:
    client = as_person("Andrea")
    client.post("/company/cost-centres/new", {"code": "MKT-600", "name": "Marketing", "active": "on"})
    centre = CostCentre.objects.get(code="MKT-600")

    client.post(
        f"/company/cost-centres/{centre.public_id}",
        {"code": "MKT-610", "name": "Fiere", "owner": employee("Elena").pk},
    )

    centre.refresh_from_db()
    assert (centre.code, centre.name, centre.active) == ("MKT-610", "Fiere", False)
    assert centre.owner.person.name == "Elena Rinaldi"


def test_a_code_is_used_once(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")

    centre = client.post("/company/cost-centres/new", {"code": "DIR-100", "name": "Another"})
    address = client.post("/company/addresses/new", ADDRESS | {"code": "GE-SEDE"})

    assert "has this code" in centre.content.decode()
    assert "has this code" in address.content.decode()
    assert CostCentre.objects.filter(code="DIR-100").count() == 1
    assert DeliveryAddress.objects.filter(code="GE-SEDE").count() == 1


def test_an_address_is_added_and_taken_out_of_use(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    client.post("/company/addresses/new", ADDRESS)
    address = DeliveryAddress.objects.get(code="MI-UFF")

    client.post(f"/company/addresses/{address.public_id}", {**ADDRESS, "active": ""})

    address.refresh_from_db()
    assert not address.active
    assert "Not in use" in client.get("/company/addresses").content.decode()


def test_the_legal_entity_keeps_its_vat_number_right(as_person: Any, company: Any) -> None:
    said = {
        "name": "Lanterna Meccanica S.r.l.",
        "vat_number": "IT02483100108",
        "currency": "EUR",
        "street": "Via Nuova 1",
        "postal_code": "16100",
        "city": "Genova",
        "country": "IT",
        "bill_to_code": "LM",
        "numbers_at": "cart",
        "rate_days": "3",
        "remind_after_days": "1",
        "answer_within_days": "4",
        "escalate_after_days": "4",
        "price_tolerance_percent": "2.5",
        "price_tolerance_amount": "10",
    }
    client = as_person("Andrea")

    refused = client.post("/company/legal-entity", said)
    taken = client.post("/company/legal-entity", said | {"vat_number": "02483100109"})

    company.refresh_from_db()
    assert refused.status_code == 422
    assert "is not a VAT number" in refused.content.decode()
    assert taken.status_code == 302
    assert (company.name, company.vat_number) == ("Lanterna Meccanica S.r.l.", "IT02483100109")


@pytest.mark.parametrize(
    ("text", "country", "full"),
    [
        ("02483100109", "IT", "IT02483100109"),
        (" it 02483100109 ", "IT", "IT02483100109"),
        ("DE136695976", "DE", "DE136695976"),
        ("094259216", "GR", "EL094259216"),
        ("EL094259216", "GR", "EL094259216"),
        ("CHE-107.787.577 MWST", "CH", "CHE107787577MWST"),
        ("anything", "VA", "ANYTHING"),
    ],
)
def test_a_vat_number_is_written_in_full(text: str, country: str, full: str) -> None:
    assert checked_vat_number(text, country=country) == full


@pytest.mark.parametrize(
    ("text", "country"), [("", "IT"), ("12345678901", "IT"), ("DE02483100109", "IT"), ("x" * 50, "FR"), ("1", "CH")]
)
def test_a_number_that_is_none_is_refused(text: str, country: str) -> None:
    with pytest.raises(Refused):
        checked_vat_number(text, country=country)


def test_an_auditor_reads_and_changes_nothing(as_person: Any, company: Any, employee: Any) -> None:
    client = as_person("Silvia")
    page = client.get(f"/company/people/{employee('Giulia').public_id}").content.decode()

    answer = change(client, employee("Giulia"), name="Another")

    assert "change nothing on it" in page
    assert answer.status_code == 422
    assert employee("Giulia").person.name == "Giulia Ferraro"


def test_empty_lists_say_what_to_do(as_person: Any, company: Any) -> None:
    from fondaco.buying.budgets.models import Budget
    from fondaco.buying.policy.models import ApprovalRule

    ApprovalRule.objects.all().delete()
    Employee.objects.update(cost_centre=None, address=None)
    Budget.objects.all().delete()
    CostCentre.objects.all().delete()
    DeliveryAddress.objects.all().delete()
    client = as_person("Andrea")

    assert "No cost centres yet" in client.get("/company/cost-centres").content.decode()
    assert "No delivery addresses yet" in client.get("/company/addresses").content.decode()

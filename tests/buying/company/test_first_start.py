"""The demo's company, and the first organisation of a desk that is no demo."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fondaco.buying.company.models import Employee, LegalEntity
from fondaco.buying.demo import PASSWORD, seed
from fondaco.buying.init import create_first
from fondaco.buying.policy.models import ApprovalRule
from fondaco.people.models import DemoPerson, Person
from tests.buying.desk_store import NOW, SECRETS

pytestmark = pytest.mark.django_db

FIRST = {
    "organisation": "Officine Riunite S.r.l.",
    "vat_number": "IT02483100109",
    "admin_name": "Ada Neri",
    "admin_email": "ada@officine.example",
    "password": "una-buona-parola",
    "now": NOW,
}


def test_the_first_administrator_can_sign_in_and_look_round() -> None:
    create_first(**FIRST)

    client = Client()
    assert client.login(public_id=Person.objects.get().public_id, password="una-buona-parola")
    pages = ["/", "/company/", "/company/people/new", "/suppliers/", "/suppliers/new", "/requests/"]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert ApprovalRule.objects.exists()


@pytest.mark.parametrize("changed", [{"vat_number": "IT1"}, {"admin_email": "nobody"}, {"vat_number": ""}])
def test_what_cannot_be_creates_nothing(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        create_first(**(FIRST | changed))

    assert not LegalEntity.objects.exists()
    assert not Person.objects.exists()


def test_there_is_one_first_organisation() -> None:
    create_first(**FIRST)

    with pytest.raises(ValidationError, match="already"):
        create_first(**(FIRST | {"admin_email": "other@officine.example"}))

    assert Person.objects.count() == 1


def test_the_demo_is_seeded_once(company: Any, store: Any) -> None:
    people = seed(now=NOW, store_url=store.origin, secrets=SECRETS)

    assert Employee.objects.count() == 13
    assert DemoPerson.objects.count() == 7
    assert [one["role"] for one in people] == [
        "requester",
        "approver",
        "second approver",
        "buyer",
        "finance",
        "administrator",
        "auditor",
    ]
    for one in people:
        assert Person.objects.get(email=one["email"]).check_password(PASSWORD)

"""How price and stock are asked of a supplier: which ways go with which supplier, on its page and in files."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.bridge.models import Partner
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers import operations, registry
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from tests.buying.desk_store import NOW, Store
from tests.buying.suppliers.test_pages import BY_MAIL
from tests.buying.suppliers.test_suppliers import said
from tests.buying.world import add_mail_supplier, add_supplier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_interfaces", {"printer-erp"})


def change(supplier: Supplier, by: Any, **terms: str) -> Supplier:
    return operations.change_supplier(
        supplier=supplier, terms={"name": supplier.name} | terms, connection=None, by=by, now=NOW
    )


@pytest.mark.parametrize(
    ("way", "code"), [(AnswersBy.OCI_VALIDATE, "no_catalogue"), (AnswersBy.AVAILABILITY, "no_store_to_ask")]
)
def test_whoever_has_no_connection_has_no_machine_to_ask(company: Any, person: Any, way: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        change(add_mail_supplier(), person("Luca"), answers_by=way)

    assert (refused.value.code, refused.value.field) == (code, "answers_by")


def test_validate_needs_a_catalogue_that_people_reach_by_oci(company: Any, person: Any) -> None:
    supplier = add_supplier()

    with pytest.raises(Refused):
        change(supplier, person("Luca"), answers_by=AnswersBy.OCI_VALIDATE)
    Partner.objects.filter(pk=supplier.connection.pk).update(punchout_protocol="oci")

    assert change(supplier, person("Luca"), answers_by=AnswersBy.OCI_VALIDATE).answers_by == "oci_validate"


def test_an_interface_has_to_be_named_and_is_forgotten_with_its_way(company: Any, person: Any) -> None:
    printer = add_mail_supplier()
    with pytest.raises(Refused):
        change(printer, person("Luca"), answers_by=AnswersBy.API)

    change(printer, person("Luca"), answers_by=AnswersBy.API, answers_api="printer-erp")
    kept = change(printer, person("Luca"), answers_by=AnswersBy.NOTHING)

    assert (kept.answers_by, kept.answers_api) == ("nothing", "")


def test_the_pages_say_and_change_it(as_person: Any, company: Any, store: Store, supplier: Supplier) -> None:
    client, address = as_person("Luca"), f"/suppliers/{supplier.public_id}"

    wrong = client.post(f"{address}/change", said(store) | {"answers_by": "oci_validate"})
    page = client.post(f"{address}/change", said(store) | {"answers_by": "availability"}, follow=True).content.decode()

    assert wrong.status_code == 422
    assert "do not shop there by OCI" in wrong.content.decode()
    assert "price and availability" in page
    supplier.refresh_from_db()
    assert supplier.answers_by == "availability"


def test_of_a_supplier_by_mail_only_an_interface_of_its_own_can_be_asked(as_person: Any, company: Any) -> None:
    client, address = as_person("Luca"), "/suppliers/new-by-mail"

    assert client.post(address, BY_MAIL | {"answers_by": "availability"}).status_code == 422
    assert client.post(address, BY_MAIL | {"answers_by": "api"}).status_code == 422
    client.post(address, BY_MAIL | {"answers_by": "api", "answers_api": "printer-erp"})

    made = Supplier.objects.get(name=BY_MAIL["name"])
    assert (made.answers_by, made.answers_api) == ("api", "printer-erp")


def test_where_no_interface_is_installed_none_is_offered(
    as_person: Any, company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_interfaces", set())

    page = as_person("Luca").get("/suppliers/new-by-mail").content.decode()

    assert "an interface of its own" not in page
    assert 'name="answers_api"' not in page

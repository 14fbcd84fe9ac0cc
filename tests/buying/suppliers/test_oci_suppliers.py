"""A supplier by OCI and OAGIS: what its form asks for, and what can be tried."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.parameters import NotASetting, settings_as_text, settings_from

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Arsenale",
    "policy": "allowed",
    "currency": "EUR",
    "punchout_protocol": "oci",
    "protocol": "oagis10",
    "profile": "plain",
    "setup_url": "https://store.example/oci/lanterna",
    "order_url": "https://store.example/oagis",
    "oci_login": "lanterna-oci",
    "oci_password": "in-every-browser",
    "oci_parameters": "person=USER_EMAIL\nsap-client = 100",
    "our_domain": "LogicalID",
    "our_identity": "lanterna",
    "their_domain": "LogicalID",
    "their_identity": "arsenale",
    "secret_out": "the-orders-secret",
    "mode": "production",
    "active": "on",
}


def test_a_supplier_by_oci_and_oagis_is_added_without_being_tried(as_person: Any, company: Any) -> None:
    answer = as_person("Luca").post("/suppliers/new", FORM, follow=True)

    partner = Supplier.objects.get(name="Arsenale").partner
    assert (partner.punchout_protocol, partner.protocol) == ("oci", "oagis10")
    assert partner.oci_settings == {"person_parameter": "USER_EMAIL", "parameters": [["sap-client", "100"]]}
    assert partner.oci_password() == "in-every-browser"
    page = answer.content.decode()
    assert "in-every-browser" not in page
    assert "/oagis" in page
    assert "A visit and an order will show it" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("order_url", "inserisci quello che li accetta"),
        ("oci_login", "Inserisci il nome utente"),
        ("oci_password", "Inserisci la password"),
    ],
)
def test_oci_needs_a_login_and_an_address_for_orders(as_person: Any, company: Any, name: str, words: str) -> None:
    answer = as_person("Luca").post("/suppliers/new", FORM | {name: ""}, headers={"accept-language": "it"})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Supplier.objects.filter(name="Arsenale").exists()


def test_changing_keeps_the_password_that_is_there(as_person: Any, company: Any) -> None:
    buyer = as_person("Luca")
    buyer.post("/suppliers/new", FORM)
    supplier = Supplier.objects.get(name="Arsenale")

    answer = buyer.post(
        f"/suppliers/{supplier.public_id}/change",
        FORM | {"oci_password": "", "secret_out": "", "oci_parameters": "method=GET"},
    )

    assert answer.status_code == 302
    partner = Supplier.objects.get(name="Arsenale").partner
    assert partner.oci_password() == "in-every-browser"
    assert partner.oci_settings == {"method": "GET"}


@pytest.mark.parametrize("line", ["nothing", "=x", "method=PUT", "charset=utf-7", "version=", "a=" + "x" * 600])
def test_a_line_that_sets_nothing_is_refused(as_person: Any, company: Any, line: str) -> None:
    with pytest.raises(NotASetting):
        settings_from(line)

    assert as_person("Luca").post("/suppliers/new", FORM | {"oci_parameters": line}).status_code == 422


def test_what_is_kept_is_shown_as_it_was_written() -> None:
    text = "username=login\npassword=pw\nversion=5.0\nsap-client=100\nempty="

    assert settings_as_text(settings_from(text)) == text

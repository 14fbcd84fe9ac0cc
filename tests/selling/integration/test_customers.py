"""The store's people add customers by page; the secrets are shown once; safeguards are set."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from fondaco.audit.models import Line
from fondaco.people.models import Person
from fondaco.selling import demo
from fondaco.selling.accounts.models import (
    BusinessAccount,
    Connection,
    Member,
    Safeguards,
    StaffMember,
    StaffRole,
    Store,
)
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.init import create_first
from tests.selling import making

pytestmark = pytest.mark.django_db

NEW = {
    "name": "New company",
    "their_domain": "DUNS",
    "their_identity": "123456789",
    "our_domain": "NetworkID",
    "our_identity": "store",
    "order_url": "https://new.example.org/cxml",
    "return_origins": "https://new.example.org\nhttps://New.example.org:8443/",
    "punchout_protocol": "cxml",
    "cart_field": "cxml-urlencoded",
    "protocol": "cxml",
    "profile": "plain",
}


@pytest.fixture
def staff(lanterna: Connection, now: datetime) -> Client:
    person = Person.objects.create_person(email="staff@store.example", name="Staff")
    employ_person(person=person, role=StaffRole.ADMINISTRATOR, by=None, now=now)
    return making.sign_in(Client(), person)


def test_a_customer_is_added_and_can_punch_out_with_the_secret_that_was_shown(staff: Client, now: datetime) -> None:
    page = staff.post("/customers/add", NEW).content.decode()

    connection = Connection.objects.get(account__name="New company")
    assert connection.partner.return_origins == ["https://new.example.org", "https://new.example.org:8443"]
    secret = connection.partner.secret_in()
    assert secret in page
    assert connection.partner.secret_out() in page
    assert secret not in staff.get(f"/customers/{connection.account.public_id}").content.decode()
    assert f"/orders/in/{connection.partner.public_id}" in page
    assert (connection.group.status, connection.partner.mode) == ("integrating", "test")


@pytest.mark.parametrize(
    "change",
    [
        {"return_origins": "https://new.example.org/path"},
        {"return_origins": "new.example.org"},
        {"return_origins": ""},
        {"name": ""},
        {"their_identity": ""},
        {"order_url": "nonsense"},
        {"name": "Lanterna"},
        {"their_domain": "networkid", "their_identity": "lanterna"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(staff: Client, change: dict[str, str]) -> None:
    before = BusinessAccount.objects.count()

    response = staff.post("/customers/add", {**NEW, **change})

    assert response.status_code == 422
    assert BusinessAccount.objects.count() == before
    assert Connection.objects.count() == 1


GUARDS = {
    "price_percent": "2.5",
    "price_amount": "",
    "quantity_short": "drop_line",
    "seller_kind": "store_fulfilled",
    "shipping_above": "12.50",
    "delivery_days": "",
}


def test_safeguards_are_set_and_hold_for_the_next_order(staff: Client, lanterna: Connection) -> None:
    address = f"/customers/{lanterna.account.public_id}/safeguards"

    response = staff.post(address, GUARDS)

    assert response.status_code == 302
    guards = Safeguards.objects.get(group=lanterna.group)
    assert (guards.price_percent, guards.price_amount, guards.quantity_short) == (Decimal("2.5"), None, "drop_line")
    assert (guards.seller_kind, guards.shipping_above, guards.delivery_days) == (
        "store_fulfilled",
        Decimal("12.5"),
        None,
    )
    assert Line.objects.filter(action="settings.changed").count() == 1
    assert b"stand so already" in staff.post(address, GUARDS, follow=True).content
    assert Line.objects.filter(action="settings.changed").count() == 1


def test_a_safeguard_that_makes_no_sense_changes_none(staff: Client, lanterna: Connection) -> None:
    response = staff.post(f"/customers/{lanterna.account.public_id}/safeguards", GUARDS | {"delivery_days": "-1"})

    assert response.status_code == 422
    assert Safeguards.objects.get(group=lanterna.group).price_percent == Decimal(5)


def test_the_safeguards_of_a_group_are_set_by_its_name(staff: Client, lanterna: Connection, other: Connection) -> None:
    address = f"/customers/{lanterna.account.public_id}/safeguards"

    foreign = staff.post(f"{address}?group={other.group.public_id}", GUARDS)

    assert foreign.status_code == 404
    assert not Safeguards.objects.filter(quantity_short="drop_line").exists()
    assert staff.post(f"{address}?group={lanterna.group.public_id}", GUARDS).status_code == 302


def test_a_company_is_suspended_with_words_and_let_in_again(staff: Client, lanterna: Connection) -> None:
    address = f"/customers/{lanterna.account.public_id}"

    assert b"Say why" in staff.post(f"{address}/suspend", {"reason": " "}, follow=True).content
    assert BusinessAccount.objects.get(pk=lanterna.account_id).state == "verified"

    page = staff.post(f"{address}/suspend", {"reason": "Invoices are open."}, follow=True).content.decode()
    assert "Invoices are open." in page
    assert BusinessAccount.objects.get(pk=lanterna.account_id).state == "suspended"
    assert b"Nothing was changed" in staff.post(f"{address}/suspend", {"reason": "Again."}, follow=True).content

    staff.post(f"{address}/lift")
    assert BusinessAccount.objects.get(pk=lanterna.account_id).state == "verified"
    assert b"not suspended" in staff.post(f"{address}/lift", follow=True).content


CHANGED = {
    "order_url": "https://moved.example.org/cxml",
    "return_origins": "https://moved.example.org",
    "punchout_protocol": "cxml",
    "cart_field": "cxml-base64",
    "protocol": "cxml",
    "profile": "coupa",
}


def test_a_connection_is_changed(staff: Client, lanterna: Connection) -> None:
    staff.post(
        f"/customers/{lanterna.account.public_id}/connection",
        CHANGED,
    )

    lanterna.partner.refresh_from_db()
    assert lanterna.partner.return_origins == ["https://moved.example.org"]
    assert lanterna.partner.mode == "production"
    assert lanterna.partner.cart_field == "cxml-base64"
    assert lanterna.partner.profile == "coupa"
    page = staff.get(f"/customers/{lanterna.account.public_id}").content.decode()
    assert '<option value="coupa" selected>Coupa</option>' in page


@pytest.mark.parametrize("change", [{"profile": "nobody"}, {"profile": "sap-srm"}, {"protocol": "oagis9"}])
def test_a_system_is_one_that_is_known_and_speaks_the_language_of_orders(
    staff: Client, lanterna: Connection, change: dict[str, str]
) -> None:
    response = staff.post(f"/customers/{lanterna.account.public_id}/connection", CHANGED | change)

    assert response.status_code == 422
    lanterna.partner.refresh_from_db()
    assert lanterna.partner.profile == "plain"


def test_a_customer_that_comes_by_oci_gets_a_login_shown_once(staff: Client, lanterna: Connection) -> None:
    address = f"/customers/{lanterna.account.public_id}/connection"
    by_oci = CHANGED | {"punchout_protocol": "oci", "protocol": "oagis9", "profile": "plain"}
    by_oci["person_parameter"] = " USER_EMAIL "

    first = staff.post(address, by_oci).content.decode()
    again = staff.post(address, by_oci | {"hook_url_as_is": "on"}, follow=True).content.decode()

    lanterna.partner.refresh_from_db()
    partner = lanterna.partner
    assert (partner.protocol, partner.punchout_protocol, partner.oci_login) == ("oagis9", "oci", "lanterna")
    assert partner.oci_settings == {"person_parameter": "USER_EMAIL", "split_hook_url": False}
    assert len(partner.oci_password()) > 20
    assert partner.oci_password() in first
    assert partner.oci_password() not in again
    assert f"/oci/{partner.public_id}" in first
    assert "/oagis" in first


def test_two_connections_cannot_take_oagis_under_one_identity(staff: Client, lanterna: Connection) -> None:
    other = making.customer(timezone.now(), name="Other", identity="other")
    other.partner.their_domain, other.partner.their_identity, other.partner.protocol = "X", "lanterna", "oagis10"
    other.partner.save()

    response = staff.post(
        f"/customers/{lanterna.account.public_id}/connection", CHANGED | {"protocol": "oagis10", "profile": "plain"}
    )

    assert response.status_code == 422
    lanterna.partner.refresh_from_db()
    assert lanterna.partner.protocol == "cxml"


def test_the_pages_of_customers_read_well_in_italian(staff: Client, lanterna: Connection) -> None:
    staff.cookies["fondaco_store_language"] = "it"

    page = staff.get(f"/customers/{lanterna.account.public_id}").content.decode()

    assert re.search(r'<html[^>]* lang="it"', page)


def test_the_first_organisation_comes_with_an_administrator_and_only_once(now: datetime) -> None:
    Store.objects.all().delete()
    given = {
        "organisation": "My store",
        "admin_name": "Ada",
        "admin_email": "ada@example.org",
        "password": "long-enough-1",
    }

    create_first(**given, now=now)

    assert StaffMember.objects.get().role == "administrator"
    assert Client().login(username="x", password="y") is False
    with pytest.raises(ValidationError):
        create_first(**given, now=now)
    assert Store.objects.count() == 1


def test_a_wrong_e_mail_makes_nothing(now: datetime) -> None:
    with pytest.raises(ValidationError):
        create_first(organisation="My store", admin_name="Ada", admin_email="ada", password="long-enough-1", now=now)

    assert not Store.objects.exists()
    assert not Person.objects.exists()


SECRETS = {
    "desk_to_store": "one",
    "store_to_desk": "two",
    "conformance": "three",
    "buyer_domain": "NetworkID",
    "buyer_identity": "lanterna-meccanica",
    "store_domain": "NetworkID",
    "store_identity": "fondaco-store",
    "cxml_connection": "lanternas-cxml",
    "conformance_connection": "conformance-cxml",
}


def test_the_demo_is_seeded_once_and_kept(now: datetime) -> None:
    making.offer()  # a catalogue is there: only people and partners are made

    first = demo.seed(now=now, desk_url="http://localhost:8000", secrets=SECRETS)
    again = demo.seed(now=now, desk_url="http://localhost:8000", secrets=SECRETS)

    assert first == again
    assert {one["role"] for one in first} >= {"account administrator", "technical administrator", "store administrator"}
    assert Member.objects.filter(account__name=demo.LANTERNA).count() == 2
    identities = list(Connection.objects.values_list("partner__their_identity", flat=True))
    (at_test,) = [one for one in identities if one.startswith("buyer-")]
    assert sorted(identities) == sorted(["lanterna-meccanica", "conformance-buyer", at_test])

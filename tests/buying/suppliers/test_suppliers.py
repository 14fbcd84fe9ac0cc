"""Adding a supplier, trying it, and what the pages never show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fondaco import audit
from fondaco.bridge import outbox
from fondaco.bridge.models import Partner
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.origins import may_open, origin_of
from tests.bridge.conftest import NOW, order
from tests.buying.desk_store import Store, answering, status_answer

pytestmark = pytest.mark.django_db

SECRET = "what the supplier gave us"
US = {"our_domain": "NetworkID", "our_identity": "lanterna-meccanica"}


def said(store: Store, **changed: Any) -> dict[str, Any]:
    facts = {
        "name": "Ferramenta Porto",
        "what_to_buy": "Viti",
        "policy": "allowed",
        "policy_note": "",
        "currency": "EUR",
        "service_email": "",
        "service_phone": "",
        "punchout_protocol": "cxml",
        "protocol": "cxml",
        "profile": "plain",
        "setup_url": f"{store.origin}/punchout",
        "order_url": "",
        "start_origins": "",
        "our_domain": "DUNS",
        "our_identity": "123456789",
        "their_domain": "NetworkID",
        "their_identity": "ferramenta-porto",
        "secret_out": SECRET,
        "mode": "production",
        "active": "on",
    }
    return facts | changed


def test_a_supplier_is_added_and_tried_at_once(as_person: Any, company: Any, store: Store) -> None:
    client = as_person("Luca")

    answer = client.post("/suppliers/new", said(store))

    supplier = Supplier.objects.get(name="Ferramenta Porto")
    page = client.get(answer["Location"]).content.decode()
    assert supplier.tried == "worked"
    assert supplier.partner.order_url == supplier.partner.setup_url
    assert supplier.partner.secret_out() == SECRET
    assert b"ProfileRequest" in store.received[-1]
    assert SECRET.encode() in store.received[-1]
    assert "It works" in page


def test_the_secret_for_the_supplier_is_made_and_shown_once(as_person: Any, company: Any, store: Store) -> None:
    client = as_person("Luca")
    address = client.post("/suppliers/new", said(store))["Location"]
    secret = Partner.objects.get(name="Ferramenta Porto").secret_in()

    first, second = client.get(address).content.decode(), client.get(address).content.decode()

    assert len(secret) >= 40
    assert secret in first
    assert secret not in second


def test_no_page_shows_the_secret_that_the_supplier_gave(as_person: Any, company: Any, store: Store) -> None:
    client = as_person("Luca")
    address = client.post("/suppliers/new", said(store))["Location"]

    pages = [
        client.get(address),
        client.get(f"{address}/change"),
        client.post(f"{address}/change", said(store, name="")),
    ]

    assert all(SECRET not in page.content.decode() for page in pages)


def test_secrets_lie_encrypted_and_out_of_the_audit_trail(as_person: Any, company: Any, store: Store) -> None:
    as_person("Luca").post("/suppliers/new", said(store))

    supplier = Supplier.objects.get(name="Ferramenta Porto")
    assert SECRET.encode() not in bytes(supplier.partner.secret_out_sealed)
    lines = audit.lines_for(supplier.about)
    assert [line.action for line in lines] == ["supplier.added", "supplier.tried"]
    assert SECRET not in str([(line.before, line.after, line.message) for line in lines])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "Fondaco Store"}, "has this name"),
        ({"their_identity": "fondaco-store"} | US, "uses these identities, in this mode"),
        ({"their_identity": "fondaco-store", "their_domain": "networkid"} | US, "uses these identities, in this mode"),
        ({"setup_url": "not an address"}, "not a web address"),
        ({"setup_url": "ftp://store.example/"}, "not a web address"),
        ({"setup_url": "https://me:pw@store.example/"}, "not a web address"),
        ({"order_url": "javascript:alert(1)"}, "not a web address"),
        ({"start_origins": "www.example.com"}, "is not a web address"),
        ({"secret_out": ""}, "required"),
        ({"currency": "XXX"}, "valid choice"),
        ({"policy": "loved"}, "valid choice"),
        ({"profile": "nobody"}, "valid choice"),
        ({"profile": "coupa", "protocol": "oagis10"}, "Coupa is not known to speak OAGIS 10"),
    ],
)
def test_what_cannot_be_is_told_and_adds_nothing(
    as_person: Any, company: Any, store: Store, changed: dict[str, Any], words: str
) -> None:
    answer = as_person("Luca").post("/suppliers/new", said(store, **changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Supplier.objects.count() == 1
    assert Partner.objects.count() == 1
    assert not store.received


@pytest.mark.parametrize("changed", [{}, US | {"mode": "test"}])
def test_one_store_is_connected_twice_under_another_identity_of_ours_or_as_a_test(
    as_person: Any, company: Any, store: Store, changed: dict[str, str]
) -> None:
    answer = as_person("Luca").post("/suppliers/new", said(store, their_identity="fondaco-store", **changed))

    assert answer.status_code == 302
    assert Partner.objects.filter(their_identity="fondaco-store").count() == 2


@pytest.mark.parametrize(
    "answer",
    [
        answering(404, "text/html", b"gone"),
        answering(200, "text/html", b"<html><input type=password></html>"),
        answering(200, "text/xml", status_answer(401, "Unauthorized")),
    ],
)
def test_a_connection_that_fails_says_what_and_what_to_do(
    as_person: Any, company: Any, store: Store, answer: Any
) -> None:
    store.answer = answer
    client = as_person("Luca")

    page = client.post("/suppliers/new", said(store), follow=True).content.decode()

    supplier = Supplier.objects.get(name="Ferramenta Porto")
    assert supplier.tried == "failed"
    assert supplier.trouble_words
    assert supplier.trouble_remedy
    assert "It does not work" in page
    assert "What to do:" in page


def test_an_address_where_nobody_listens_is_told(as_person: Any, company: Any, store: Store, settings: Any) -> None:
    settings.FONDACO_OUTBOUND_ORIGINS = ["http://127.0.0.1:9"]

    page = as_person("Luca").post("/suppliers/new", said(store, setup_url="http://127.0.0.1:9/"), follow=True)

    assert "It does not work" in page.content.decode()


def test_a_changed_connection_is_tried_again_and_keeps_its_secret(
    as_person: Any, supplier: Supplier, store: Store
) -> None:
    facts = said(store, name="Fondaco Store", their_identity="fondaco-store", secret_out="")

    answer = as_person("Luca").post(f"/suppliers/{supplier.public_id}/change", facts)

    supplier.refresh_from_db()
    assert answer.status_code == 302
    assert supplier.partner.secret_out() == "the-desk-says-this"
    assert supplier.tried == "worked"
    assert b"<Identity>123456789</Identity>" in store.received[-1]


def test_a_supplier_is_written_to_as_its_system_expects(
    as_person: Any, supplier: Supplier, store: Store, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "acme.toml").write_text("title = 'Acme'\nsources = ['captured: here']\n[xml]\nversion = '1.2.020'\n")
    settings.FONDACO_PROFILE_DIR = str(tmp_path)
    client, address = as_person("Luca"), f"/suppliers/{supplier.public_id}"
    kept = {"name": "Fondaco Store", "their_identity": "fondaco-store", "secret_out": ""}

    page = client.post(f"{address}/change", said(store, **kept, profile="coupa"), follow=True).content.decode()
    assert "Coupa" in page
    assert b"cXML/1.2.014/cXML.dtd" in written_to(supplier)

    page = client.get(f"{address}/change").content.decode()
    assert '<option value="coupa" selected>Coupa</option>' in page
    assert '<option value="acme">Acme</option>' in page

    client.post(f"{address}/change", said(store, **kept, profile="acme"))
    assert b"cXML/1.2.020/cXML.dtd" in written_to(supplier)


def written_to(supplier: Supplier) -> bytes:
    """The bytes of an order to the supplier."""
    partner = Partner.objects.get(pk=supplier.partner_id)
    with transaction.atomic():
        record = outbox.enqueue(partner=partner, body=order(), about="order:1", number=order().number, now=NOW)
    return bytes(record.body)


def test_a_new_secret_replaces_the_old_one(as_person: Any, supplier: Supplier) -> None:
    page = as_person("Luca").post(f"/suppliers/{supplier.public_id}/secret", follow=True).content.decode()

    secret = Partner.objects.get().secret_in()
    assert secret != "the-store-says-that"
    assert secret in page


def test_without_suppliers_the_page_says_what_to_do(as_person: Any, supplier: Supplier) -> None:
    supplier.delete()

    assert "No supplier to shop at yet" in as_person("Giulia").get("/suppliers/").content.decode()
    assert "Add a supplier" in as_person("Luca").get("/suppliers/").content.decode()


def test_a_blocked_supplier_has_no_button(as_person: Any, supplier: Supplier) -> None:
    supplier.policy = "blocked"
    supplier.save()

    page = as_person("Giulia").get("/suppliers/").content.decode()

    assert "Not to be used" in page
    assert f"/punchout/shop/{supplier.public_id}" not in page


def test_pressing_shop_without_a_session_goes_to_the_sign_in(supplier: Supplier) -> None:
    assert Client().post(f"/punchout/shop/{supplier.public_id}")["Location"].startswith("/account/sign-in")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example/x?y#z", "https://a.example"),
        ("https://A.Example:443/", "https://a.example"),
        ("http://127.0.0.1:8100/cxml", "http://127.0.0.1:8100"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("https://a.example:0443/", "https://a.example"),
        ("https://a.example\\@evil.example/", ""),
        ("https://user@a.example/", ""),
        ("https:///a.example", ""),
        ("//a.example/", ""),
        ("https://a.example:99999/", ""),
        ("https://a.example:x/", ""),
        ("https://à.example/", ""),
        ("https://a.ex ample/", ""),
        ("https://a.example/\n", ""),
        ("https://-a.example/", ""),
        ("https://" + "a" * 5000, ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_an_origin_is_read_strictly(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_plain_http_opens_only_where_it_is_listed() -> None:
    known = ["http://127.0.0.1:8100/cxml", "https://store.example/cxml"]

    assert may_open("https://store.example/start", origins=known, loopback=[])
    assert not may_open("http://127.0.0.1:8100/start", origins=known, loopback=[])
    assert may_open("http://127.0.0.1:8100/start", origins=known, loopback=["http://127.0.0.1:8100"])
    assert not may_open("http://127.0.0.1:8200/start", origins=known, loopback=["http://127.0.0.1:8200"])


def test_the_same_trouble_is_said_in_the_readers_language(as_person: Any, supplier: Supplier, store: Store) -> None:
    store.answer = answering(200, "text/xml", status_answer(401, "Unauthorized"))
    client = as_person("Luca")
    client.post(f"/suppliers/{supplier.public_id}/try", headers={"accept-language": "it"})
    supplier.refresh_from_db()

    supplier.trouble_words = "parole di un'altra lingua"
    supplier.save()

    assert "They do not accept who we say we are" in client.get("/suppliers/").content.decode()

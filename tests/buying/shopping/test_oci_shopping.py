"""Shopping by OCI from the desk: the call that the browser makes, and the form that comes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from fondaco.buying.requests.models import Favourite, PurchaseRequest
from fondaco.buying.shopping.models import PunchOutSession, ReturnedCart
from fondaco.buying.suppliers.models import Supplier, TryOutcome
from fondaco.people.models import Person
from tests.buying.desk_carts import cart_xml
from tests.buying.desk_store import NOW, Store

pytestmark = pytest.mark.django_db
PASSWORD = "in-every-browser"


@pytest.fixture
def oci(supplier: Supplier, store: Store) -> Supplier:
    partner = supplier.partner
    partner.punchout_protocol, partner.oci_login = "oci", "lanterna-oci"
    partner.setup_url = f"{store.origin}/oci/lanterna?shop=1"
    partner.oci_settings = {"person_parameter": "USER_EMAIL", "parameters": [["sap-client", "100"]]}
    partner.set_oci_password(PASSWORD)
    partner.save()
    return supplier


@pytest.fixture
def call(as_person: Any, oci: Supplier) -> dict[str, str]:
    """The fields of Giulia's call, and under "" the address that they go to."""
    return fields_in(as_person("Giulia").post(f"/punchout/shop/{oci.public_id}").content.decode())


@pytest.fixture
def path(call: dict[str, str]) -> str:
    return call["HOOK_URL"].removeprefix("http://localhost:8000")


def fields_in(page: str) -> dict[str, str]:
    action = re.search(r'<form method="(?i:post)" action="([^"]*)"', page)
    assert action
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {"": unescape(action.group(1))} | {unescape(name): unescape(value) for name, value in hidden}


def line(n: int = 1, **more: str) -> dict[str, str]:
    fields = {
        "DESCRIPTION": "Cable ties, 200 mm",
        "QUANTITY": "2",
        "UNIT": "EA",
        "PRICE": "12.500",
        "CURRENCY": "EUR",
        "VENDORMAT": "FND-100",
        "EXT_PRODUCT_ID": "offer-7",
    }
    return {f"NEW_ITEM-{name}[{n}]": value for name, value in (fields | more).items()}


def post(path: str, fields: dict[str, str], charset: str = "utf-8") -> Any:
    body = urlencode(fields, encoding=charset)
    return Client(enforce_csrf_checks=True).post(path, body, content_type="application/x-www-form-urlencoded")


def test_the_page_calls_the_store_with_the_login_and_a_way_back(as_person: Any, oci: Supplier, store: Store) -> None:
    response = as_person("Giulia").post(f"/punchout/shop/{oci.public_id}")

    call = fields_in(response.content.decode())
    assert call[""] == f"{store.origin}/oci/lanterna?shop=1"
    assert (call["USERNAME"], call["PASSWORD"], call["sap-client"]) == ("lanterna-oci", PASSWORD, "100")
    assert call["USER_EMAIL"] == "giulia.ferraro@lanterna-meccanica.example"
    assert re.fullmatch(r"http://localhost:8000/punchout/return/[\w-]{32,}", call["HOOK_URL"])
    assert f"form-action {store.origin}" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "data-autosubmit" in response.content.decode()
    assert store.received == []
    assert PunchOutSession.objects.get().state == "open"
    assert Supplier.objects.get().tried == TryOutcome.NEVER


@pytest.mark.parametrize("setup_url", ["http://store.example/oci", "https://user@store.example/"])
def test_nobody_is_sent_where_browsers_may_not_go(as_person: Any, oci: Supplier, setup_url: str) -> None:
    oci.partner.setup_url = setup_url
    oci.partner.save()

    response = as_person("Giulia").post(f"/punchout/shop/{oci.public_id}")

    assert response.status_code == 303
    assert PunchOutSession.objects.get().problem_code == "start_page_elsewhere"


def test_without_a_login_the_page_says_what_is_missing(as_person: Any, oci: Supplier) -> None:
    oci.partner.oci_login = ""
    oci.partner.save()

    as_person("Giulia").post(f"/punchout/shop/{oci.public_id}")

    assert PunchOutSession.objects.get().problem_code == "not_written"


def test_the_cart_becomes_a_request_with_the_right_prices(as_person: Any, path: str) -> None:
    fields = (
        {"~OkCode": "ADDI", "~TARGET": "_top", "~CALLER": "CTLG"}
        | line()
        | line(2, PRICE="12.30", PRICEUNIT="1000", QUANTITY="2500", VENDORMAT="FND-200")
    )
    fields |= {"NEW_ITEM-LONGTEXT_2:132[]": "Screws, galvanised, loose in a bag"}

    answer = post(path, fields)
    as_person("Giulia").get(answer["Location"])

    request = PurchaseRequest.objects.get()
    first, second = request.lines.order_by("line_number")
    assert (first.supplier_part_id, first.supplier_part_auxiliary_id, first.unit) == ("FND-100", "offer-7", "EA")
    assert (first.unit_price, first.amount) == (Decimal("12.5"), Decimal("25"))
    assert (second.unit_price, second.amount) == (Decimal("0.0123"), Decimal("30.75"))
    assert "galvanised" in second.description
    assert request.net == Decimal("55.75")
    assert [one.code for one in request.cart_problems.all()] == ["no_total"]
    assert ReturnedCart.objects.get().protocol == "oci"


def test_letters_of_an_older_charset_are_read(as_person: Any, path: str) -> None:
    answer = post(path, line(DESCRIPTION="Perché no: 5 €"), charset="cp1252")
    as_person("Giulia").get(answer["Location"])

    assert PurchaseRequest.objects.get().lines.get().description == "Perché no: 5 €"


def test_what_is_hostile_is_data(as_person: Any, path: str) -> None:
    evil = "<script>alert(1)</script>=cmd|' /C calc'!A0"
    answer = post(path, line(DESCRIPTION=evil, ATTACHMENT="file:///etc/passwd"))

    page = as_person("Giulia").get(answer["Location"], follow=True).content.decode()

    assert PurchaseRequest.objects.get().lines.get().description == evil
    assert "<script>alert" not in page


def test_two_thousand_lines_of_forty_fields_are_taken(as_person: Any, path: str) -> None:
    fields: dict[str, str] = {}
    for n in range(1, 2001):
        fields |= line(n) | {f"NEW_ITEM-CUST_{m}[{n}]": "" for m in range(33)}

    answer = post(path, fields)
    as_person("Giulia").get(answer["Location"])

    assert len(fields) == 80_000
    assert PurchaseRequest.objects.get().lines.count() == 2000


@pytest.mark.parametrize("fields", [{}, {"~OkCode": "ADDI", "~TARGET": "_top", "~CALLER": "CTLG"}])
def test_a_form_without_lines_means_left_without_buying(path: str, fields: dict[str, str]) -> None:
    assert post(path, fields).status_code == 303
    assert PunchOutSession.objects.get().state == "abandoned"


def test_a_multipart_form_is_read_too(path: str) -> None:
    assert Client().post(path, line()).status_code == 303
    assert PunchOutSession.objects.get().state == "returned"


def test_the_same_form_again_leads_to_the_same_place(path: str) -> None:
    first, again = post(path, line()), post(path, line())

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert ReturnedCart.objects.count() == 1


def test_a_cart_that_is_fetched_is_refused_in_words(path: str) -> None:
    answer = Client().get(path, line())

    assert answer.status_code == 405
    assert "POST only" in answer.content.decode()
    assert PunchOutSession.objects.get().state == "open"


def test_a_card_number_among_the_words_is_refused_and_not_kept(path: str) -> None:
    post(path, line(DESCRIPTION="Charge 4111 1111 1111 1111"))

    assert PunchOutSession.objects.get().problem_code == "card_number"
    assert bytes(ReturnedCart.objects.get().body_sealed) == b""


def test_another_currency_is_told(path: str) -> None:
    post(path, line(CURRENCY="USD"))

    assert PunchOutSession.objects.get().problem_code == "currency_different"


@pytest.mark.parametrize("body", [b"\xff\xfe", b"nothing", b"NEW_ITEM-QUANTITY[99999999999999999999]=1", b"=" * 5000])
def test_whatever_is_posted_is_answered_in_words(path: str, body: bytes) -> None:
    answer = Client().post(path, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {303, 400}


def test_a_store_of_oci_may_bring_a_cxml_cart_too(path: str) -> None:
    cookie = PunchOutSession.objects.get().buyer_cookie

    assert post(path, {"cxml-urlencoded": cart_xml(cookie)}).status_code == 303
    assert ReturnedCart.objects.get().protocol == "cxml"


def test_a_favourite_opens_the_shop_on_its_article(as_person: Any, oci: Supplier) -> None:
    giulia = as_person("Giulia")
    favourite = Favourite.objects.create(
        public_id="fav",
        person=Person.objects.get(name__startswith="Giulia"),
        supplier=oci,
        supplier_part_id="FND-100",
        supplier_part_auxiliary_id="offer-7",
        added_at=NOW,
    )

    call = fields_in(giulia.post(f"/requests/favourites/{favourite.public_id}/shop").content.decode())

    assert (call["FUNCTION"], call["SEARCHSTRING"]) == ("SOURCING", "FND-100")
    assert "PRODUCTID" not in call
    assert call["HOOK_URL"].startswith("http://localhost:8000/punchout/return/")


def test_a_custom_field_says_until_when_the_price_holds(as_person: Any, oci: Supplier, path: str) -> None:
    Supplier.objects.filter(pk=oci.pk).update(hold_field="CUST_FIELD2")

    answer = post(path, line(CUST_FIELD1="blue", CUST_FIELD2="20991205"))
    as_person("Giulia").get(answer["Location"])

    assert PurchaseRequest.objects.get().lines.get().hold_expires_at == datetime(2099, 12, 5, 23, tzinfo=UTC)

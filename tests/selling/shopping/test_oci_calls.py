"""OCI calls at the store: who comes in, where carts may go, and what each FUNCTION answers."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import Partner, Refused
from fondaco.documents import Cart, Money
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import PolicyRule
from fondaco.selling.shopping.cart import split_key
from fondaco.selling.shopping.models import Hold, Visit
from fondaco.wire import oci
from tests.selling import making

pytestmark = pytest.mark.django_db
PASSWORD = "in-every-browser"
HOOK = f"{making.ORIGIN}/return/abc?sap-client=100"
LOGIN = {"USERNAME": "lanterna-oci", "PASSWORD": PASSWORD, "HOOK_URL": HOOK}
PERSON = {"USER_EMAIL": "giulia@lanterna.example"}


@pytest.fixture
def connection() -> Connection:
    now = timezone.now()
    making.store(now)
    made = making.customer(now)
    partner = made.partner
    partner.punchout_protocol, partner.oci_login = "oci", "lanterna-oci"
    partner.oci_settings = {"person_parameter": "USER_EMAIL"}
    partner.set_oci_password(PASSWORD)
    partner.save()
    return made


@pytest.fixture
def address(connection: Connection) -> str:
    return f"/oci/{connection.partner.public_id}"


def settle(**changes: Any) -> None:
    Partner.objects.update(**changes)


def call(address: str, told: dict[str, str], browser: Client | None = None) -> Any:
    """Post a call as a browser does."""
    return (browser or Client(enforce_csrf_checks=True)).post(
        address, urlencode(told), content_type="application/x-www-form-urlencoded"
    )


def form_in(page: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The page's first form: its attributes, and its hidden fields."""
    tag = re.search(r"<form ([^>]*)>", page)
    assert tag
    attributes = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag.group(1))}
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return attributes | ({"by itself": "yes"} if "data-autosubmit" in tag.group(1) else {}), [
        (unescape(name), unescape(value)) for name, value in hidden
    ]


def cart_in(response: Any) -> tuple[dict[str, str], Cart]:
    attributes, fields = form_in(response.content.decode())
    message = oci.read_cart(fields).message
    assert message is not None
    assert isinstance(message.body, Cart)
    return attributes, message.body


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_call_lets_the_person_in_at_once(address: str, method: str) -> None:
    browser = Client(enforce_csrf_checks=True)

    told = LOGIN | PERSON
    response = browser.get(address, told) if method == "get" else call(address, told, browser)

    assert (response.status_code, response["Location"]) == (303, "/shop/")
    assert response["Referrer-Policy"] == "strict-origin"
    visit = Visit.objects.get()
    assert (visit.state, visit.punchout, visit.member.person.email) == ("shopping", "oci", PERSON["USER_EMAIL"])
    assert visit.return_url == HOOK
    assert browser.get("/visit").status_code == 200


def test_names_are_taken_in_any_case_and_the_password_is_not_kept(address: str) -> None:
    told = {name.lower(): value for name, value in (LOGIN | PERSON).items()}

    assert call(address, told).status_code == 303
    assert PASSWORD not in str(Visit.objects.values().get())


def test_parameters_may_stand_in_the_address_and_in_the_body(address: str) -> None:
    response = call(f"{address}?USERNAME=lanterna-oci&PASSWORD={PASSWORD}", {"HOOK_URL": HOOK} | PERSON)

    assert response.status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"PASSWORD": "wrong"},
        {"PASSWORD": ""},
        {"USERNAME": "lanterna"},
        {"USERNAME": ""},
        {"PASSWORD": making.SECRET, "USERNAME": "lanterna"},
    ],
)
def test_a_wrong_login_opens_nothing_and_is_said_to_the_person(address: str, wrong: dict[str, str]) -> None:
    response = call(address, LOGIN | PERSON | wrong)

    assert response.status_code == 403
    assert "user name or a password" in response.content.decode()
    assert not Visit.objects.exists()
    assert Refused.objects.count() == 1


def test_too_many_wrong_logins_close_the_door(address: str) -> None:
    for _try in range(10):
        call(address, LOGIN | {"PASSWORD": "wrong"})

    response = call(address, LOGIN | PERSON)

    assert response.status_code == 429
    assert "quarter of an hour" in response.content.decode()


def test_a_connection_that_is_switched_off_or_shops_otherwise_is_closed(address: str) -> None:
    settle(active=False)
    assert call(address, LOGIN | PERSON).status_code == 403

    settle(active=True, punchout_protocol="cxml")
    assert call(address, LOGIN | PERSON).status_code == 404


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("", "HOOK_URL is missing"),
        ("https://evil.example/return", "https://evil.example"),
        ("http://buyer.example.com/return", "must begin with https"),
        ("https://buyer.example.com@evil.example/", "cannot be read"),
        ("https:\\\\evil.example", "cannot be read"),
        ("javascript:alert(1)", "cannot be read"),
        ("SAPEVENT:POST", "cannot be read"),
    ],
)
@pytest.mark.parametrize("function", ["", "VALIDATE", "BACKGROUND_SEARCH"])
def test_a_cart_goes_to_a_registered_origin_only(address: str, hook: str, words: str, function: str) -> None:
    response = call(address, LOGIN | PERSON | {"HOOK_URL": hook, "FUNCTION": function})

    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Visit.objects.exists()


def test_a_call_that_is_too_large_is_refused(address: str) -> None:
    assert call(address, LOGIN | {"X": "x" * 70_000}).status_code == 400


def test_where_nobody_is_named_the_shop_asks(address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    asked = call(address, LOGIN, browser)
    assert "Who is shopping" in asked.content.decode()
    assert asked["Referrer-Policy"] == "strict-origin"  # or browsers would answer with "Origin: null"
    token = browser.cookies["fondaco_store_csrf"].value

    def say(email: str) -> Any:
        return browser.post(f"{address}/who", {"email": email, "name": "Giulia", "csrfmiddlewaretoken": token})

    assert say("no address").status_code == 422
    response = say("giulia@lanterna.example")

    assert response.status_code == 303
    assert Visit.objects.get().member.person.email == "giulia@lanterna.example"


def test_who_did_not_call_is_not_asked(address: str) -> None:
    assert Client().post(f"{address}/who", {"email": "a@b.example"}).status_code == 403


def test_staff_and_the_suspended_are_told_why_they_are_not_let_in(address: str) -> None:
    call(address, LOGIN | PERSON)
    person = Visit.objects.get().member.person
    person.is_active = False
    person.save()

    response = call(address, LOGIN | PERSON)

    assert response.status_code == 403
    assert "suspended" in response.content.decode()


def test_who_came_by_oci_sees_nobodys_orders(address: str) -> None:
    browser = Client()
    call(address, LOGIN | PERSON, browser)

    response = browser.get("/orders/")

    assert response.status_code == 302
    assert "sign-in" in response["Location"]
    assert "/orders/" not in browser.get("/visit").content.decode()
    assert browser.get("/find?q=pens")["Location"] == "/shop/?q=pens"


def shop(browser: Client, address: str, now: datetime, **more: str) -> tuple[Any, Any]:
    offer = making.offer(price="10", tiers=[("10", "9.50")])
    call(address, LOGIN | PERSON | more, browser)
    browser.post("/cart/add", {"offer": offer.key, "quantity": "12"})
    page = browser.get("/cart").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    return browser.post("/cart/submit", {"shown": shown.group(1)}), offer


def test_the_cart_goes_home_as_an_oci_form(address: str) -> None:
    response, offer = shop(Client(), address, timezone.now())

    attributes, cart = cart_in(response)
    assert "Your items go back for approval" in response.content.decode()
    assert attributes["action"] == f"{making.ORIGIN}/return/abc"
    assert (attributes["method"].lower(), attributes["target"]) == ("post", "_top")
    assert "sap-client" in dict(form_in(response.content.decode())[1])
    assert f"form-action {making.ORIGIN}" in response["Content-Security-Policy"]
    [line] = cart.lines
    assert (line.supplier_part_id, split_key(line.supplier_part_auxiliary_id)) == (
        offer.item.part_id,
        (offer.key, Hold.objects.get().key),
    )
    assert (line.quantity, line.price_each) == (12, Money(line.price_each.amount, "EUR"))
    assert line.price_each.amount == making.Decimal("9.5")


@pytest.mark.parametrize(
    ("agreed", "field"), [({}, "CUST_FIELD5"), ({"fields": {"QuoteHoldExpiresAt": "CUST_FIELD4"}}, "CUST_FIELD4")]
)
def test_a_custom_field_says_until_when_the_line_is_held(address: str, agreed: dict[str, Any], field: str) -> None:
    settle(oci_settings={"person_parameter": "USER_EMAIL", **agreed})

    response, _offer = shop(Client(), address, timezone.now())

    said = dict(form_in(response.content.decode())[1])[f"NEW_ITEM-{field}[1]"]
    moment = Hold.objects.get().expires_at.isoformat(timespec="seconds")
    assert said == (moment if field == "CUST_FIELD5" else moment[:20])


def test_controls_target_and_charset_of_the_call_are_honoured(address: str) -> None:
    more = {"~OkCode": "ADDI", "returntarget": "_parent", "http_content_charset": "iso-8859-1", "~CALLER": "X"}

    response, _offer = shop(Client(), address, timezone.now(), **more)

    attributes, fields = form_in(response.content.decode())
    assert (attributes["target"], attributes["accept-charset"]) == ("_parent", "iso-8859-1")
    assert dict(fields)["~CALLER"] == "X"


def test_a_customer_may_want_hook_url_as_it_is(address: str) -> None:
    settle(oci_settings={"person_parameter": "USER_EMAIL", "split_hook_url": False})

    response, _offer = shop(Client(), address, timezone.now())

    assert form_in(response.content.decode())[0]["action"] == HOOK


def test_leaving_without_a_cart_posts_a_form_without_lines(address: str) -> None:
    browser = Client()
    call(address, LOGIN | PERSON, browser)

    _attributes, cart = cart_in(browser.post("/cart/leave"))

    assert cart.lines == ()


def test_the_same_cart_again_is_the_same_to_the_letter(address: str) -> None:
    browser = Client()
    first, _offer = shop(browser, address, timezone.now())

    again = browser.post("/visit/again")

    assert form_in(again.content.decode()) == form_in(first.content.decode())


def test_a_cxml_cart_goes_home_in_the_field_that_was_agreed(connection: Connection) -> None:
    settle(punchout_protocol="cxml", cart_field="cxml-base64")
    now, browser = timezone.now(), Client()
    _status, answer = making.Sender(browser).say(making.setup(), now=now)
    browser.get(making.start_path(answer))

    response = browser.post("/cart/leave")

    _attributes, [(name, value)] = form_in(response.content.decode())
    from fondaco.wire.cxml import read, read_cart_form

    assert name == "cxml-base64"
    assert read(read_cart_form({name: value})).message.body.buyer_cookie == "cookie-1"  # type: ignore[union-attr]


def test_validate_sends_the_product_as_it_is_now_by_itself(address: str) -> None:
    offer = making.offer(price="10", tiers=[("10", "9.50")])

    response = call(address, LOGIN | {"FUNCTION": "VALIDATE", "PRODUCTID": offer.key, "QUANTITY": "20"})

    attributes, cart = cart_in(response)
    assert attributes["by itself"] == "yes"
    [line] = cart.lines
    assert (line.quantity, line.price_each) == (20, Money(making.Decimal("9.5"), "EUR"))
    assert not Visit.objects.exists()


def test_validate_says_the_price_that_was_quoted_while_it_is_held(address: str) -> None:
    response, offer = shop(Client(), address, timezone.now())
    key = cart_in(response)[1].lines[0].supplier_part_auxiliary_id
    catalog.change_price(offer_id=offer.pk, unit_price=making.Decimal(99), now=timezone.now())
    told = LOGIN | {"FUNCTION": "VALIDATE", "PRODUCTID": key, "QUANTITY": "12"}

    held = cart_in(call(address, told))[1].lines[0]
    more = cart_in(call(address, told | {"QUANTITY": "13"}))[1].lines[0]
    Hold.objects.update(expires_at=timezone.now())
    over = cart_in(call(address, told))[1].lines[0]

    assert (held.supplier_part_auxiliary_id, held.price_each) == (key, Money(making.Decimal("9.5"), "EUR"))
    assert all(line.price_each.amount > 90 for line in (more, over))
    assert all(line.supplier_part_auxiliary_id == offer.key for line in (more, over))


@pytest.mark.parametrize("function", ["VALIDATE", "DETAIL"])
def test_what_only_others_may_buy_is_gone_to_a_call(address: str, function: str) -> None:
    offer = making.offer()
    offer.item.exclusive = True
    offer.item.save()

    answers = [
        call(address, LOGIN | {"FUNCTION": function, "PRODUCTID": product})
        for product in (offer.key, offer.item.part_id, "never")
    ]

    assert len({answer.status_code for answer in answers}) == 1
    assert not any(offer.item.title_en in answer.content.decode() for answer in answers)


def test_what_the_customers_policy_blocks_is_validated_as_gone(address: str, connection: Connection) -> None:
    offer = making.offer()
    PolicyRule.objects.create(
        account=connection.account, kind="item", value=offer.item.part_id, verdict="blocked", position=1
    )

    cart = cart_in(call(address, LOGIN | {"FUNCTION": "VALIDATE", "PRODUCTID": offer.key}))[1]

    assert cart.lines == ()


@pytest.mark.parametrize("product", ["gone", "", "\x00"])
def test_validate_of_what_is_gone_sends_no_line(address: str, product: str) -> None:
    _attributes, cart = cart_in(call(address, LOGIN | {"FUNCTION": "VALIDATE", "PRODUCTID": product}))

    assert cart.lines == ()


def test_detail_shows_the_product_and_needs_no_return_address(address: str) -> None:
    offer = making.offer(price="10")
    told = LOGIN | {"FUNCTION": "DETAIL", "PRODUCTID": offer.item.part_id, "HOOK_URL": ""}

    page = Client().get(address, told)

    assert page.status_code == 200
    assert offer.item.part_id in page.content.decode()
    gone = Client().get(address, told | {"PRODUCTID": "PRD-GONE"})
    assert gone.status_code == 404
    assert "PRD-GONE" in gone.content.decode()
    assert not Visit.objects.exists()

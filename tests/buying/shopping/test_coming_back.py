"""The return address: what a store's page, or somebody who plays one, may post to it."""

from __future__ import annotations

import base64
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping import operations
from fondaco.buying.shopping.models import PunchOutSession, ReturnedCart
from fondaco.sealing import unseal
from tests.buying.desk_carts import Item, cart_xml, charge, path_of, post_cart
from tests.buying.desk_store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(visit: Any, store: Store) -> str:
    return path_of(store.setup())


@pytest.fixture
def cookie(visit: Any) -> str:
    return visit.buyer_cookie


def words(answer: Any) -> str:
    """The page without the forms' own tokens, which differ every time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def state() -> str:
    return PunchOutSession.objects.order_by("pk").first().state


def test_a_cart_is_taken_without_the_desks_cookies(visit: Any, path: str, cookie: str) -> None:
    answer = post_cart(path, cart_xml(cookie))

    assert answer.status_code == 303
    assert answer["Location"] == f"/punchout/claim/{visit.public_id}"
    assert not answer.cookies
    assert state() == "returned"


def test_what_came_is_kept_to_the_byte_and_encrypted(path: str, cookie: str) -> None:
    post_cart(path, cart_xml(cookie))

    cart = ReturnedCart.objects.get()
    assert cookie.encode() not in bytes(cart.body_sealed)
    assert cookie.encode() in unseal(cart.body_sealed)
    assert cart.origin == "https://store.example"


@pytest.mark.parametrize("name", ["cxml-urlencoded", "cXML-urlencoded", "CXML-URLENCODED"])
def test_the_field_may_be_written_in_any_letters(path: str, cookie: str, name: str) -> None:
    assert post_cart(path, cart_xml(cookie), field=name).status_code == 303
    assert state() == "returned"


@pytest.mark.parametrize("name", ["cxml-base64", "cXML-base64", "CXML-Base64"])
def test_base64_carries_letters_beyond_ascii(visit: Any, path: str, cookie: str, name: str) -> None:
    xml = cart_xml(cookie, [Item(description="Fascette per caffè, 200 mm")])

    assert post_cart(path, base64.b64encode(xml.encode()).decode(), field=name).status_code == 303
    assert "caffè".encode() in ReturnedCart.objects.get().body


def test_a_multipart_form_is_read_too(path: str, cookie: str) -> None:
    body = (
        '--xyz\r\nContent-Disposition: form-data; name="cxml-urlencoded"\r\n\r\n' + cart_xml(cookie) + "\r\n--xyz--\r\n"
    )

    answer = Client().post(path, body.encode(), content_type="multipart/form-data; boundary=xyz")

    assert answer.status_code == 303
    assert state() == "returned"


def test_the_same_post_again_leads_to_the_same_place(visit: Any, path: str, cookie: str) -> None:
    first = post_cart(path, cart_xml(cookie))
    again = post_cart(path, cart_xml(cookie))

    assert again["Location"] == first["Location"]
    assert ReturnedCart.objects.count() == 1


def test_another_cart_at_a_used_address_is_refused(path: str, cookie: str) -> None:
    post_cart(path, cart_xml(cookie))
    digest = ReturnedCart.objects.get(fate="taken").digest

    answer = post_cart(path, cart_xml(cookie, [Item(part="OTHER", price="0.01")]))

    assert answer.status_code == 410
    assert ReturnedCart.objects.get(fate="taken").digest == digest


def test_unknown_used_expired_and_foreign_get_the_same_answer(
    as_person: Any, supplier: Any, store: Store, path: str, cookie: str
) -> None:
    as_person("Davide").post(f"/punchout/shop/{supplier.public_id}")
    other = PunchOutSession.objects.get(person__name="Davide Ottonello")

    unknown = post_cart("/punchout/return/" + "x" * 43, cart_xml(cookie))
    foreign = post_cart(path, cart_xml(other.buyer_cookie))
    mine = PunchOutSession.objects.get(buyer_cookie=cookie)
    assert mine.state == "open"
    mine.expires_at = mine.asked_at
    mine.save()
    expired = post_cart(path, cart_xml(cookie, [Item(part="LATE")]))

    assert {unknown.status_code, foreign.status_code, expired.status_code} == {410}
    assert words(unknown) == words(foreign) == words(expired)
    assert not ReturnedCart.objects.exclude(fate="stored").exists()
    assert not PunchOutSession.objects.filter(state="returned").exists()


def test_the_secret_in_the_address_reaches_no_log_and_no_page(path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    pages = [Client().get(path), Client().post(path, {}), post_cart(path, cart_xml("another-cookie"))]

    token = path.rpartition("/")[2]
    assert token not in caplog.text
    assert not any(token in page.content.decode() for page in pages)


def test_opening_the_return_address_by_hand_takes_nothing(path: str) -> None:
    assert Client().get(path).status_code == 410
    assert state() == "open"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"something": "else"}, 400),
        ({"cxml-urlencoded": ""}, 400),
        ({"cxml-base64": "%%%"}, 400),
    ],
)
def test_a_form_without_a_cart_changes_nothing(path: str, fields: dict[str, str], status: int) -> None:
    answer = Client().post(path, fields)

    assert answer.status_code == status
    assert "your visit is still open" in answer.content.decode()
    assert state() == "open"


@pytest.mark.parametrize(
    "body",
    [
        "this is no XML",
        "<cXML/>",
        '<!DOCTYPE cXML [<!ENTITY x "y">]><cXML>&x;</cXML>',
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_what_is_no_cart_is_kept_and_told_and_the_visit_stays_open(
    as_person: Any, visit: Any, path: str, body: str
) -> None:
    answer = post_cart(path, body)

    page = as_person("Giulia").get(answer["Location"])
    assert answer.status_code == 303
    assert state() == "open"
    assert ReturnedCart.objects.get().fate == "unreadable"
    assert "not a cart that can be read" in page.content.decode()


def test_after_an_unreadable_post_a_right_one_is_still_taken(path: str, cookie: str) -> None:
    post_cart(path, "<broken")

    post_cart(path, cart_xml(cookie))

    assert state() == "returned"


def test_a_whole_cart_in_another_currency_is_told_and_not_taken(
    as_person: Any, visit: Any, path: str, cookie: str
) -> None:
    answer = post_cart(path, cart_xml(cookie, [Item(currency="USD")], currency="USD"))

    page = as_person("Giulia").get(answer["Location"]).content.decode()
    assert "The cart is in USD" in page
    assert state() == "open"
    assert ReturnedCart.objects.get().fate == "currency"
    assert not PurchaseRequest.objects.exists()


def test_a_card_number_is_refused_and_not_kept(as_person: Any, path: str, cookie: str) -> None:
    answer = post_cart(path, cart_xml(cookie, [Item(description="pay with 4111 1111 1111 1111")]))

    page = as_person("Giulia").get(answer["Location"]).content.decode()
    cart = ReturnedCart.objects.get()
    assert cart.fate == "card_number"
    assert not cart.body_sealed
    assert "payment card" in page
    assert state() == "open"


def test_an_empty_cart_means_left_without_buying(as_person: Any, visit: Any, path: str, cookie: str) -> None:
    answer = post_cart(path, cart_xml(cookie, [], total="0.00"))

    page = as_person("Giulia").get(answer["Location"]).content.decode()
    assert state() == "abandoned"
    assert "without buying" in page
    assert not PurchaseRequest.objects.exists()


def test_two_thousand_lines_are_taken(as_person: Any, visit: Any, path: str, cookie: str) -> None:
    items = [Item(part=f"P-{number}", quantity="1", price="1.00") for number in range(2000)]

    answer = post_cart(path, cart_xml(cookie, items, total="2000.00"))
    as_person("Giulia").get(answer["Location"])

    request = PurchaseRequest.objects.get()
    assert request.lines.count() == 2000
    assert request.net == 2000


def test_more_than_is_read_is_said_to_be_too_large(path: str) -> None:
    answer = Client().post(
        path, b"cxml-urlencoded=" + b"a" * (33 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert state() == "open"


def test_a_hundred_thousand_fields_are_enough(path: str) -> None:
    body = "&".join(f"f{number}=x" for number in range(100_001))

    assert Client().post(path, body, content_type="application/x-www-form-urlencoded").status_code == 400
    assert state() == "open"


def test_one_address_stores_no_endless_posts(path: str) -> None:
    for number in range(operations.MOST_POSTS):
        post_cart(path, f"<broken{number}")

    answer = post_cart(path, "<broken-once-more")

    assert answer.status_code == 410
    assert ReturnedCart.objects.count() == operations.MOST_POSTS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False])
def test_of_two_posts_at_once_one_is_taken(visit: Any, path: str, cookie: str, same: bool) -> None:
    carts = [cart_xml(cookie), cart_xml(cookie) if same else cart_xml(cookie, [Item(part="B")])]
    gate = threading.Barrier(2)
    statuses: list[int] = []

    def post(xml: str) -> None:
        gate.wait()
        statuses.append(post_cart(path, xml).status_code)
        connections.close_all()

    threads = [threading.Thread(target=post, args=(xml,)) for xml in carts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == ([303, 303] if same else [303, 410])
    assert ReturnedCart.objects.filter(fate="taken").count() == 1


def test_visits_and_carts_lapse(visit: Any, path: str, cookie: str) -> None:
    assert operations.lapse_due(visit.asked_at) == 0

    assert operations.lapse_due(visit.asked_at + operations.OPEN_FOR) == 1

    assert state() == "expired"
    assert post_cart(path, cart_xml(cookie)).status_code == 410


def test_a_cart_that_nobody_takes_over_lapses_after_a_week(as_person: Any, visit: Any, path: str, cookie: str) -> None:
    answer = post_cart(path, cart_xml(cookie))
    session = PunchOutSession.objects.get()
    session.expires_at = session.asked_at - timedelta(seconds=1)
    session.save()

    page = as_person("Giulia").get(answer["Location"], follow=True)

    assert page.redirect_chain == [(f"/punchout/session/{visit.public_id}", 302)]
    assert "has expired" in page.content.decode()
    assert not PurchaseRequest.objects.exists()


def test_the_person_can_say_that_they_left(as_person: Any, visit: Any) -> None:
    as_person("Giulia").post(f"/punchout/session/{visit.public_id}/left")

    assert state() == "abandoned"


def test_nobody_else_sees_the_visit(as_person: Any, visit: Any) -> None:
    assert as_person("Marta").get(f"/punchout/session/{visit.public_id}").status_code == 403
    assert as_person("Marta").post(f"/punchout/session/{visit.public_id}/left").status_code == 404
    assert state() == "open"


def test_charges_that_cannot_be_believed_are_shown_and_not_counted(as_person: Any, path: str, cookie: str) -> None:
    extra = charge("Shipping", "-5.00", "Courier") + charge("Tax", "5.50", "VAT 22 %")

    answer = post_cart(path, cart_xml(cookie, extra=extra))
    page = as_person("Giulia").get(answer["Location"], follow=True).content.decode()

    request = PurchaseRequest.objects.get()
    assert [one.kind for one in request.charges.all()] == ["tax"]
    assert request.total == request.net + request.tax
    assert "A charge could not be counted" in page
